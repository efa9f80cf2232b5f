/* SPDX-License-Identifier: GPL-3.0-or-later */

/* refine.h - style transfer by optimisation, coarse to fine: L. Gatys et al., "Image style transfer
 * using convolutional neural networks", CVPR 2016, over a pyramid of scales. */

#ifndef NST_REFINE_H
#define NST_REFINE_H

#include "base/pool.h"
#include "nst.h"

G_BEGIN_DECLS

/* The painting at the working size, in [0, 1].  Arguments and errors as nst_stylize. */
NstPicture *nst_refine (const NstNetwork *network, NstPool *pool, const NstPicture *content,
                        const NstPicture *const *styles, guint n_styles,
                        const NstSettings *settings, NstProgressFunc progress,
                        gpointer progress_data, NstReport *report, GError **error);

G_END_DECLS

#endif
