/* SPDX-License-Identifier: GPL-3.0-or-later */

/* weight-writer.h - writes named tensors to a safetensors file. */

#ifndef NST_WEIGHT_WRITER_H
#define NST_WEIGHT_WRITER_H

#include "network/weight-file.h"

G_BEGIN_DECLS

typedef struct _NstWeightWriter NstWeightWriter;

NstWeightWriter *nst_weight_writer_new (void);
void             nst_weight_writer_free (NstWeightWriter *writer);
void nst_weight_writer_set_metadata (NstWeightWriter *writer, const char *key, const char *value);
/* Copies all metadata of `file`. */
void nst_weight_writer_copy_metadata (NstWeightWriter *writer, const NstWeightFile *file);
/* Adds the tensors of `file` whose names are not taken, bit for bit: the values that a dtype can have
 * survive being float32.  Those of NST_DTYPE_OTHER are left out.  Fails as nst_weight_file_read. */
gboolean nst_weight_writer_copy_tensors (NstWeightWriter *writer, const NstWeightFile *file,
                                         GError **error);

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
