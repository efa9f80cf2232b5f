/* SPDX-License-Identifier: GPL-3.0-or-later */

/* objective.h - what Refine minimises at one scale: the loss of a picture and its gradient.
 *
 *   loss = content_weight * sum of c_l |F_l - P_l|^2 / |P_l|^2 at relu3_1 and relu4_2
 *        + style_weight * sum over taps of w_l * distance of the statistics   (style-loss.h)
 *        + smoothness * t * total variation + r * what lies out of range      (picture-loss.h)
 */

#ifndef NST_OBJECTIVE_H
#define NST_OBJECTIVE_H

#include "base/pool.h"
#include "nst.h"

G_BEGIN_DECLS

typedef struct
{
  double content, style, total; /* weighted */
} NstLoss;

typedef struct _NstObjective NstObjective;

/* For pictures of `content`'s size.  The statistics of the styles are averaged; their masks, and
 * the content's, say how much each pixel counts.  Nothing is kept of the pictures.  Fails with
 * NST_ERROR_MEMORY. */
NstObjective *nst_objective_new (const NstNetwork *network, NstPool *pool,
                                 const NstPicture *content, const NstPicture *const *styles,
                                 guint n_styles, const NstSettings *settings, GError **error);
void          nst_objective_free (NstObjective *objective);

/* `picture` and `gradient` are (3, height, width).  FALSE when the pool was cancelled: the results
 * are then rubbish. */
gboolean nst_objective_evaluate (NstObjective *objective, const float *picture, NstLoss *loss,
                                 float *gradient);

/* Seconds that measuring the styles took. */
double nst_objective_get_style_seconds (const NstObjective *objective);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstObjective, nst_objective_free)

G_END_DECLS

#endif
