/* SPDX-License-Identifier: GPL-3.0-or-later */

/* safetensors.h - the safetensors format, and its reader.
 *
 * A file is the length of the header (uint64), the header (a JSON object: tensor name -> dtype,
 * shape and data_offsets; "__metadata__" -> texts), then the tensors' bytes without gaps, all
 * little-endian.
 */

#ifndef NST_SAFETENSORS_H
#define NST_SAFETENSORS_H

#include "network/tensor-list.h"

G_BEGIN_DECLS

#define NST_SAFETENSORS_LENGTH_BYTES 8
#define NST_SAFETENSORS_METADATA     "__metadata__"

/* The name of `dtype` in the header. */
const char *nst_safetensors_dtype_name (NstDtype dtype);

/* Whether the file begins like safetensors: eight bytes of length, then the header's brace. */
gboolean nst_safetensors_recognize (const guint8 *bytes, gsize length);

/* Lists the tensors and the metadata of the file whose bytes `list` has. */
gboolean nst_safetensors_read (NstTensorList *list, GError **error);

G_END_DECLS

#endif
