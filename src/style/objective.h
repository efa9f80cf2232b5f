/* SPDX-License-Identifier: GPL-3.0-or-later */

/* objective.h - what Refine minimizes at one scale: the loss of a picture and its gradient.
 *
 *   loss = content_weight * sum of c_l |F_l - P_l|^2 / |P_l|^2 at relu3_1 and relu4_2
 *        + style_weight * sum over taps of w_l * distance of the statistics   (style-loss.h)
 *                         of each region from its style, times the region's share of the area,
 *                         and less where it has few positions for the tap's channels
 *        + strokes * style_weight * sum over taps of the neighbors' distances    (stroke-loss.h)
 *        + smoothness * t * total variation + r * what lies out of range      (picture-loss.h)
 *        + p * what differs from the past of a frame of an animation
 */

#ifndef NST_OBJECTIVE_H
#define NST_OBJECTIVE_H

#include "style/style-statistics.h"

G_BEGIN_DECLS

typedef struct
{
  double content, style, total; /* weighted */
} NstLoss;

typedef struct _NstObjective NstObjective;

/* For pictures of (3, height, width).  It asks for nothing until it has a content or a style; both
 * may be set anew.  `settings` must stay.  Fails with NST_ERROR_MEMORY. */
NstObjective *nst_objective_new (const NstNetwork *network, NstPool *pool, int height, int width,
                                 const NstSettings *settings, GError **error);
void          nst_objective_free (NstObjective *objective);

/* The same with tiles of at most `largest` pixels a side, a multiple of 16. */
NstObjective *nst_objective_new_in_tiles (const NstNetwork *network, NstPool *pool, int height,
                                          int width, const NstSettings *settings, int largest,
                                          GError **error);

/* What the buffers of such an objective take, for a content with a mask or without; 0 regions: it
 * has one style for all. */
gsize nst_objective_bytes (const NstNetwork *network, int height, int width, gboolean masked,
                           int n_regions, const NstSettings *settings);

/* What an evaluation computes, in pixels of a picture that is a single tile. */
double nst_objective_pixels (const NstNetwork *network, int height, int width);

/* The scene to keep, of the objective's size; its mask says how much each pixel counts, for content
 * and style.  It must stay: a scene of several tiles is encoded anew in every evaluation, because
 * its features take as much memory as two such pictures.  Fails with NST_ERROR_MEMORY. */
gboolean nst_objective_set_content (NstObjective *objective, const NstPicture *content,
                                    GError **error);

/* How much each level of the style counts, from relu1_1 on, instead of what is best for Refine. */
void nst_objective_set_levels (NstObjective *objective, const double weights[NST_LEVELS]);

/* One style for all, or for each of `n` regions one.  These have the weights (n, height, width),
 * and count times `mask`, that of the content that has been set, or NULL; both must stay.  Fails
 * with NST_ERROR_MEMORY. */
gboolean nst_objective_set_style (NstObjective *objective, const NstStyleStatistics *style,
                                  GError **error);
gboolean nst_objective_set_regions (NstObjective *objective, int n, const float *weights,
                                    const float *mask, const NstStyleStatistics *const *styles,
                                    GError **error);

/* The painting should stay near `past` (3, height, width), where `trust` (height, width; 0 to 1)
 * says so; both must stay.  NULL: there is none. */
void nst_objective_set_past (NstObjective *objective, const float *past, const float *trust);

/* Told after each tile of several, which takes a fraction of a second, how much of an evaluation is
 * done: 0..1, never falling. */
typedef void (*NstShareFunc) (double share, gpointer data);
void nst_objective_set_progress (NstObjective *objective, NstShareFunc progress, gpointer data);

/* `picture` and `gradient` are (3, height, width).  FALSE when the pool was cancelled: the results
 * are then rubbish. */
gboolean nst_objective_evaluate (NstObjective *objective, const float *picture, NstLoss *loss,
                                 float *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstObjective, nst_objective_free)

G_END_DECLS

#endif
