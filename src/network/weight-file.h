/* SPDX-License-Identifier: GPL-3.0-or-later */

/* weight-file.h - named tensors in files: safetensors (read, memory-mapped, and written) and torch
 * checkpoints (read, by a restricted reader of the pickle that executes nothing).
 *
 * What a file says of itself is never trusted: every offset, shape and size is checked against the
 * file's length before it is used, and nothing is allocated that the file does not justify.
 */

#ifndef NST_WEIGHT_FILE_H
#define NST_WEIGHT_FILE_H

#include <nst.h>

G_BEGIN_DECLS

#define NST_MAX_DIMENSIONS 8

typedef enum
{
  NST_DTYPE_F32,
  NST_DTYPE_F16,
  NST_DTYPE_BF16,
  NST_DTYPE_U8,   /* whole numbers from 0 to 255 */
  NST_DTYPE_OTHER /* listed, so that an error can name it, but not readable */
} NstDtype;

typedef struct
{
  const char *name;
  NstDtype    dtype;
  guint       n_dimensions;
  gint64      shape[NST_MAX_DIMENSIONS]; /* slowest first */
} NstTensorInfo;

/* Bytes of an element; not of NST_DTYPE_OTHER. */
gsize nst_dtype_size (NstDtype dtype);

typedef struct _NstWeightFile NstWeightFile;

/* Opens a weight file; its kind is recognised from its content.  Fails with NST_ERROR_FILE and a
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
/* NULL when there is no tensor of that name. */
const NstTensorInfo *nst_weight_file_lookup (const NstWeightFile *file, const char *name);
/* The value of `key` in the file's own metadata (safetensors' __metadata__), or NULL. */
const char *nst_weight_file_get_metadata (const NstWeightFile *file, const char *key);
/* The SHA-256 checksum of the whole file, in hexadecimal.  (transfer full) */
char *nst_weight_file_checksum (const NstWeightFile *file);

/* Copies the tensor `name` to `out` as float32, row-major.  It must have exactly the shape
 * `shape[n_dimensions]`; non-finite values are refused. */
gboolean nst_weight_file_read (const NstWeightFile *file, const char *name, guint n_dimensions,
                               const gint64 *shape, float *out, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstWeightFile, nst_weight_file_free)

/* ---- Writing safetensors ----------------------------------------------------------- */

typedef struct _NstWeightWriter NstWeightWriter;

NstWeightWriter *nst_weight_writer_new (void);
void             nst_weight_writer_free (NstWeightWriter *writer);
void nst_weight_writer_set_metadata (NstWeightWriter *writer, const char *key, const char *value);
/* All that `file` says of itself. */
void nst_weight_writer_copy_metadata (NstWeightWriter *writer, const NstWeightFile *file);

/* Whether a tensor of that name has been added. */
gboolean nst_weight_writer_has (const NstWeightWriter *writer, const char *name);

/* Adds a tensor, converted to `dtype` (round to nearest even; bytes: limited to 0..255) from the
 * float32 values in `data`, which are copied. */
void nst_weight_writer_add (NstWeightWriter *writer, const char *name, NstDtype dtype,
                            guint n_dimensions, const gint64 *shape, const float *data);

/* Writes beside `path` and renames, so that an interrupted save leaves the old file as it was.
 * Tensors are in the order they were added, each aligned to its element size. */
gboolean nst_weight_writer_save (const NstWeightWriter *writer, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstWeightWriter, nst_weight_writer_free)

G_END_DECLS

#endif
