/* SPDX-License-Identifier: GPL-3.0-or-later */

/* distillation.h - the errors of the codec's encoder against its teachers, on one crop.
 *
 * The student's lifted features at each tap are compared with the teachers': relu1_1, 2_1 and 3_1
 * with those of the full VGG-19, relu4_1 and 5_1 with the lifted ones of the distilled VGG-19,
 * relu4_2 with its own.  Each level's loss is the mean squared difference divided by the level's
 * mean square, so that all levels have the same weight.  Linear lifts have no bias, so that products
 * of lifted features are products of features in the metric L^T L.  At the deep style taps, the
 * matrices of second moments of the lifted features can be compared as well.
 */

#ifndef NST_DISTILLATION_H
#define NST_DISTILLATION_H

#include "network/pass.h"

G_BEGIN_DECLS

#define NST_CODEC_TAPS 6 /* of nst_codec */

typedef struct
{
  NstNetwork *vgg; /* nst_vgg19_normalised, or nst_vgg19; NULL: the distilled one teaches all */
  NstNetwork *distilled; /* nst_vgg19_distilled */
  /* Teachers' features are divided by these, so that the student's are of order 1; 0 until
   * measured. */
  float scale[NST_CODEC_TAPS];
} NstTeachers;

typedef struct
{
  double difference[NST_CODEC_TAPS]; /* sum of squared differences */
  double square[NST_CODEC_TAPS];     /* sum of squares of the teachers' features */
} NstDistillationErrors;

typedef struct _NstDistillation NstDistillation;

/* Buffers for crops of `side` pixels; one thread at a time. */
NstDistillation *nst_distillation_new (const NstTeachers *teachers, const NstNetwork *student,
                                       NstPassMode mode, int side, GError **error);
void             nst_distillation_free (NstDistillation *distillation);

/* The teachers' mean squares at the taps for `crop`, added to `square` and `count`. */
void nst_distillation_measure (NstDistillation *distillation, const NstPicture *crop,
                               double square[NST_CODEC_TAPS], double count[NST_CODEC_TAPS]);

/* How much each part of the loss counts. */
typedef struct
{
  double tap[NST_CODEC_TAPS]; /* 0: the tap is left out, and counts in no error */
  double moments;             /* of the relative squared error of the second moments at relu4_1 and
                                 relu5_1 */
} NstDistillationWeights;

/* Whether the true VGG-19 is the teacher at `tap`.  It takes half of the time for a crop: where
 * the weights of all its taps are 0, it is not asked. */
gboolean nst_distillation_asks_vgg (const NstTeachers *teachers, int tap);

/* The student's errors on `crop`, added to `errors`; with `gradient` (the student's n_gradient)
 * not NULL its loss's gradient, added too. */
void nst_distillation_learn (NstDistillation *distillation, const NstPicture *crop,
                             const NstDistillationWeights *weights, NstDistillationErrors *errors,
                             float *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstDistillation, nst_distillation_free)

G_END_DECLS

#endif
