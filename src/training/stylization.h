/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stylization.h - the codec's decoder at its work, on a crop of a content and one of a style.
 *
 * The encoder's features of the content are given the style's statistics, the decoder makes a
 * painting of them, and the painting is judged by what Refine minimizes (style/objective.h): the
 * decoder learns to do in one pass what Refine does in many.  Below full strength the style's share
 * of the statistics is asked for, and as much of the content's pixels; the style's strokes are asked
 * for at full strength only:
 *
 *   loss = objective (painting; content, mix (content, style)) + p (1 - strength)^2 |painting -
 *          content|^2 / n
 */

#ifndef NST_STYLIZATION_H
#define NST_STYLIZATION_H

#include "style/objective.h"
#include "style/codec-painter.h"

G_BEGIN_DECLS

#define NST_STYLIZATION_PIXELS 50.0 /* p */

/* The weight of each level of the style.  Unlike in Refine, fine levels are easy for a decoder
 * and deep ones are hard. */
#define NST_STYLIZATION_LEVELS { 16.0, 12.0, 16.0, 6.0, 2.5 }

typedef struct
{
  double loss, content, style; /* sums over samples */
  int    samples;
} NstStylizationErrors;

typedef struct _NstStylization NstStylization;

/* For a codec with its decoder and crops of `side` pixels, a multiple of 16; one thread at a time.
 * `settings` weigh the objective and must stay. */
NstStylization *nst_stylization_new (const NstNetwork *codec, int side, const NstSettings *settings,
                                     GError **error);
void            nst_stylization_free (NstStylization *stylization);

/* An additional loss: adds its gradient at the painting to `gradient`; both are (3, side, side). */
typedef void (*NstJudgeFunc) (const float *painting, float *gradient, gpointer data);

/* Sets the additional loss, for calls with a gradient; NULL: none. */
void nst_stylization_set_judge (NstStylization *stylization, NstJudgeFunc judge, gpointer data);

/* The errors of the painting of `content` in the manner of `style` after `passes` (fast.h), added
 * to `errors`; and with `gradient` (the decoder's n_gradient) not NULL the loss's gradient, added to
 * that; of the last pass, what came before being taken as given. */
gboolean nst_stylization_learn (NstStylization *stylization, const NstPicture *content,
                                const NstPicture *style, double strength, int passes,
                                NstStylizationErrors *errors, float *gradient, GError **error);

/* The same for a measured style. */
gboolean nst_stylization_learn_measured (NstStylization *stylization, const NstPicture *content,
                                         const NstStyleStatistics *style, double strength,
                                         int passes, NstStylizationErrors *errors, float *gradient,
                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstStylization, nst_stylization_free)

G_END_DECLS

#endif
