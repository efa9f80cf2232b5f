/* SPDX-License-Identifier: GPL-3.0-or-later */

/* weight-file.h - reads named tensors from files: safetensors, memory-mapped, and torch
 * checkpoints, with a restricted pickle reader that executes nothing. */

#ifndef NST_WEIGHT_FILE_H
#define NST_WEIGHT_FILE_H

#include "network/tensor-list.h"

G_BEGIN_DECLS

typedef struct _NstWeightFile NstWeightFile;

/* Opens a weight file; its kind is recognized from its content.  Fails with NST_ERROR_FILE and a
 * sentence that names the file, the tensor where there is one, and what is wrong. */
NstWeightFile *nst_weight_file_open (const char *path, GError **error);

/* The same for a file that is in memory: `bytes` must outlive the result, and messages call it
 * `path`. */
NstWeightFile *nst_weight_file_open_bytes (const guint8 *bytes, gsize length, const char *path,
                                           GError **error);

void nst_weight_file_free (NstWeightFile *file);

const char          *nst_weight_file_get_path (const NstWeightFile *file);
guint64              nst_weight_file_get_bytes (const NstWeightFile *file);
guint                nst_weight_file_get_n (const NstWeightFile *file);
const NstTensorInfo *nst_weight_file_get (const NstWeightFile *file, guint index);
/* NULL: there is no tensor of that name. */
const NstTensorInfo *nst_weight_file_lookup (const NstWeightFile *file, const char *name);
/* The value of `key` in the file's own metadata (safetensors' __metadata__), or NULL. */
const char *nst_weight_file_get_metadata (const NstWeightFile *file, const char *key);
/* Calls `func` with each key and value of the metadata. */
void nst_weight_file_foreach_metadata (const NstWeightFile *file, GHFunc func, gpointer data);
/* The SHA-256 checksum of the whole file, in hexadecimal.  (transfer full) */
char *nst_weight_file_checksum (const NstWeightFile *file);

/* Copies the tensor `name` to `out` as float32, row-major.  It must have exactly the shape
 * `shape[n_dimensions]`; non-finite values are refused. */
gboolean nst_weight_file_read (const NstWeightFile *file, const char *name, guint n_dimensions,
                               const gint64 *shape, float *out, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstWeightFile, nst_weight_file_free)

G_END_DECLS

#endif
