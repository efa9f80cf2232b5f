/* SPDX-License-Identifier: GPL-3.0-or-later */

/* safetensors.h - the reader that weight-file.c calls for safetensors files; the writer is
 * declared in weight-file.h.
 */

#ifndef NST_SAFETENSORS_H
#define NST_SAFETENSORS_H

#include "network/weight-file-private.h"

G_BEGIN_DECLS

/* Whether the file begins as safetensors does: eight bytes of length, then the header's brace. */
gboolean nst_safetensors_recognise (const guint8 *bytes, gsize length);

/* Lists the tensors and the metadata of `file`. */
gboolean nst_safetensors_read (NstWeightFile *file, GError **error);

G_END_DECLS

#endif
