/* SPDX-License-Identifier: GPL-3.0-or-later */

/* scale-objective.h - Refine's objective at one scale: the content, the styles, the weights of
 * regions and the previous frame of an animation are brought to that size.
 *
 * The encoder pools squares of 2 x 2 pixels, from the picture's first row and column on.  The gradient
 * depends on a pixel's place in its square, and a long descent makes that visible as a comb.  On the
 * other grid, rows and columns that reflect the picture come before the first ones, and so the
 * squares lie elsewhere; and others after the last ones, until all squares are whole.
 */

#ifndef NST_SCALE_OBJECTIVE_H
#define NST_SCALE_OBJECTIVE_H

#include "style/objective.h"
#include "style/pyramid.h"
#include "style/stylize-context.h"

G_BEGIN_DECLS

typedef struct _NstScaleObjective NstScaleObjective;

/* For pictures of the size of `scale`, on the first grid.  The longer side of the last scale is
 * `working`.  Tiles have at most `largest` pixels a side; 0: automatic.  The context must stay.
 * Fails with NST_ERROR_MEMORY. */
NstScaleObjective *nst_scale_objective_new (const NstStylizeContext *context, const NstScale *scale,
                                            int working, int largest, GError **error);
void               nst_scale_objective_free (NstScaleObjective *objective);

/* The memory of such an objective, for a content that is `resized` to the scale or has its size, as
 * for nst_objective_bytes; `frame`: one of an animation, after another one. */
gsize nst_scale_objective_bytes (const NstNetwork *network, const NstScale *scale, gboolean resized,
                                 gboolean masked, int n_regions, gboolean frame, gboolean two_grids,
                                 const NstSettings *settings);

/* As nst_objective_pixels, with automatic tiles. */
double nst_scale_objective_pixels (const NstNetwork *network, const NstScale *scale);

/* As for nst_objective. */
void nst_scale_objective_set_progress (NstScaleObjective *objective, NstShareFunc progress,
                                       gpointer data);

/* For a frame of an animation: `picture` begins with the kept part of the previous painting. */
void nst_scale_objective_start (const NstScaleObjective *objective, NstPicture *picture);

/* To the other grid, once, for the rest of its life.  Fails with NST_ERROR_MEMORY; then it can only be
 * freed. */
gboolean nst_scale_objective_change_grid (NstScaleObjective *objective, GError **error);

/* As nst_objective_evaluate, on the grid. */
gboolean nst_scale_objective_evaluate (NstScaleObjective *objective, const float *picture,
                                       NstLoss *loss, float *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstScaleObjective, nst_scale_objective_free)

G_END_DECLS

#endif
