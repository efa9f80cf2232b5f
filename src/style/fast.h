/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast.h - style transfer in one pass: from the deepest level of the codec up, features are
 * encoded, given the statistics of the style (fusion.h) and decoded: Y. Li et al., "Universal style
 * transfer via feature transforms", NeurIPS 2017. */

#ifndef NST_FAST_H
#define NST_FAST_H

#include "base/pool.h"
#include "nst.h"

G_BEGIN_DECLS

/* The painting at the working size, in [0, 1].  Arguments and errors as nst_stylize; the network
 * must be a codec with its decoders. */
NstPicture *nst_fast (const NstNetwork *network, NstPool *pool, const NstPicture *content,
                      const NstPicture *const *styles, guint n_styles, const NstSettings *settings,
                      NstProgressFunc progress, gpointer progress_data, NstReport *report,
                      GError **error);

G_END_DECLS

#endif
