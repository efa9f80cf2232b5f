/* SPDX-License-Identifier: GPL-3.0-or-later */

/* torch-checkpoint.h - reads state dicts written by torch.save, or dicts with one under
 * "state_dict" or "model".  Called by weight-file.c. */

#ifndef NST_TORCH_CHECKPOINT_H
#define NST_TORCH_CHECKPOINT_H

#include "network/tensor-list.h"

G_BEGIN_DECLS

/* Whether the file begins like a torch checkpoint: a zip archive or a pickle. */
gboolean nst_torch_checkpoint_recognize (const guint8 *bytes, gsize length);

/* Lists the tensors of the file whose bytes `list` has. */
gboolean nst_torch_checkpoint_read (NstTensorList *list, GError **error);

G_END_DECLS

#endif
