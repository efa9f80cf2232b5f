/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stroke-loss.h - whether every bit of a painting looks like some bit of the style, and every bit
 * of the style is somewhere in the painting, at one tap.
 *
 * Second-order statistics cannot tell a stroke from noise of the same spectrum; nearest neighbors
 * can.  With the painting's features f_i of weights w_i, the style's bank s_j, the style's mean m
 * and the metric K of style-loss.h, all vectors are compared by the cosine of K (f - m):
 *
 *   loss = sum of w_i (1 - max over j of cos (f_i, s_j)) / sum of w_i
 *        + mean over j of (1 - max over i of cos (f_i, s_j))
 *
 * The second part keeps one bit of the style from serving a whole sky.  The idea is that of C. Li
 * and M. Wand, CVPR 2016, and of N. Kolkin et al., "Style transfer by relaxed optimal transport and
 * self-similarity", CVPR 2019, whose relaxed earth mover's distance takes the larger of the two
 * parts.
 *
 * Who is nearest to whom is looked up now and then and stays so in between.  A picture may come in
 * parts: its positions are numbered through all of them.
 */

#ifndef NST_STROKE_LOSS_H
#define NST_STROKE_LOSS_H

#include "base/pool.h"
#include "style/bank.h"

G_BEGIN_DECLS

typedef struct _NstStrokeLoss NstStrokeLoss;

/* For a painting of `positions` in all.  `metric` (channels, channels) may be NULL for none; `mean`
 * (channels) is the style's.  The bank is not needed afterwards.  Fails with NST_ERROR_MEMORY. */
NstStrokeLoss *nst_stroke_loss_new (const NstBank *bank, const double *metric, const double *mean,
                                    gsize positions, GError **error);
void           nst_stroke_loss_free (NstStrokeLoss *loss);

/* The memory, with `n` vectors in the bank. */
gsize nst_stroke_loss_bytes (int channels, int n, gsize positions);

/* Some of the painting's features. */
typedef struct
{
  gsize        positions;
  gsize        stride;   /* values from one channel to the next */
  const float *features; /* (channels, positions), `stride` apart */
  const float *weights;  /* (positions), or NULL: 1 everywhere */
  gsize        first;    /* the number of the first position */
} NstStrokePart;

/* Searches the neighbors: begin, then each part, then end.  If there is not enough memory, the
 * pool reports it (nst_pool_check_cancelled). */
void nst_stroke_loss_begin_matching (NstStrokeLoss *loss);
void nst_stroke_loss_match (NstStrokeLoss *loss, NstPool *pool, const NstStrokePart *part);
void nst_stroke_loss_end_matching (NstStrokeLoss *loss);

/* The part's contribution to the loss, the painting's half times `weight` and the bank's times
 * `back_weight`; its gradient at the features is added to `gradient` (channels, positions).
 * `total` is the sum of all parts' weights. */
double nst_stroke_loss_evaluate (NstStrokeLoss *loss, NstPool *pool, double weight,
                                 double back_weight, double total, const NstStrokePart *part,
                                 float *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstStrokeLoss, nst_stroke_loss_free)

G_END_DECLS

#endif
