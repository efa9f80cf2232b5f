/* SPDX-License-Identifier: GPL-3.0-or-later */

/* torch-checkpoint.h - the reader that weight-file.c calls for what torch.save writes: a state
 * dict, or a dict that has one under "state_dict" or "model".
 */

#ifndef NST_TORCH_CHECKPOINT_H
#define NST_TORCH_CHECKPOINT_H

#include "network/tensor-list.h"

G_BEGIN_DECLS

/* Whether the file begins as a torch checkpoint does: as a zip archive, or as a pickle. */
gboolean nst_torch_checkpoint_recognize (const guint8 *bytes, gsize length);

/* Lists the tensors of the file whose bytes `list` has. */
gboolean nst_torch_checkpoint_read (NstTensorList *list, GError **error);

G_END_DECLS

#endif
