/* SPDX-License-Identifier: GPL-3.0-or-later */

/* objective.h - what Refine minimizes at one scale: the loss of a picture and its gradient.
 *
 *   loss = content_weight * sum of c_l |F_l - P_l|^2 / |P_l|^2 at relu3_1 and relu4_2
 *        + style_weight * sum over taps of w_l * distance of the statistics   (style-loss.h)
 *                         of each region from its style, times the region's share of the area,
 *                         and less where it has few positions for the tap's channels
 *        + strokes * style_weight * sum over taps of the neighbors' distances    (stroke-loss.h)
 *        + smoothness * t * total variation + r * what lies out of range      (picture-loss.h)
 *        + p * what differs from the previous frame of an animation
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

/* For pictures of (3, height, width).  It has no loss until a content or a style is set; both may
 * be replaced.  `settings` must stay valid.  Fails with NST_ERROR_MEMORY. */
NstObjective *nst_objective_new (const NstNetwork *network, NstPool *pool, int height, int width,
                                 const NstSettings *settings, GError **error);
void          nst_objective_free (NstObjective *objective);

/* The same with tiles of at most `largest` pixels a side, a multiple of 16. */
NstObjective *nst_objective_new_in_tiles (const NstNetwork *network, NstPool *pool, int height,
                                          int width, const NstSettings *settings, int largest,
                                          GError **error);

/* The memory of such an objective, for a content with or without a mask; 0 regions: one style for
 * everything. */
gsize nst_objective_bytes (const NstNetwork *network, int height, int width, gboolean masked,
                           int n_regions, const NstSettings *settings);

/* The cost of an evaluation with such tiles, in pixels of a picture that is a single one. */
double nst_objective_pixels (const NstNetwork *network, int height, int width, int largest);

/* Sets the content, of the objective's size; its mask weights the pixels, for content and style.
 * It must stay valid: a content of several tiles is encoded again in each evaluation, because its
 * features would need the memory of two such pictures.  Fails with NST_ERROR_MEMORY. */
gboolean nst_objective_set_content (NstObjective *objective, const NstPicture *content,
                                    GError **error);

/* Sets the weight of each level of the style, from relu1_1 on, instead of Refine's. */
void nst_objective_set_levels (NstObjective *objective, const double weights[NST_LEVELS]);

/* Sets one style for everything, or one for each of `n` regions, with weights (n, height, width),
 * multiplied by `mask`, that of the content, or NULL; both must stay valid.  Fails with
 * NST_ERROR_MEMORY. */
gboolean nst_objective_set_style (NstObjective *objective, const NstStyleStatistics *style,
                                  GError **error);
gboolean nst_objective_set_regions (NstObjective *objective, int n, const float *weights,
                                    const float *mask, const NstStyleStatistics *const *styles,
                                    GError **error);

/* Keeps the painting close to `previous` (3, height, width), weighted by `trust` (height, width; 0
 * to 1); both must stay valid.  NULL: no such term. */
void nst_objective_set_previous (NstObjective *objective, const float *previous,
                                 const float *trust);

/* Called after each of several tiles, with the finished share of the evaluation: 0..1, never
 * decreasing. */
typedef void (*NstShareFunc) (double share, gpointer data);
void nst_objective_set_progress (NstObjective *objective, NstShareFunc progress, gpointer data);

/* `picture` and `gradient` are (3, height, width).  FALSE: the pool was cancelled, and the
 * results are invalid. */
gboolean nst_objective_evaluate (NstObjective *objective, const float *picture, NstLoss *loss,
                                 float *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstObjective, nst_objective_free)

G_END_DECLS

#endif
