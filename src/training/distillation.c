/* SPDX-License-Identifier: GPL-3.0-or-later */

/* distillation.c - the errors of the codec's encoder against its teachers, on one crop. */

#include "training/distillation.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "ops/vector.h"

#define ALL_TAPS ((1u << NST_CODEC_TAPS) - 1)

struct _NstDistillation
{
  const NstTeachers *teachers;
  const NstNetwork  *student;
  NstPool           *pool; /* of one thread, because crops are processed in parallel */
  NstArena          *arena;
  NstPass           *vgg_pass, *distilled_pass, *student_pass;
  float             *target[NST_CODEC_TAPS]; /* lifted features of the teacher */
  float             *lifted;                 /* those of the student, at one tap */
  float             *difference;
  float             *gram; /* positions by positions, at the deep taps */

  /* Of the current crop. */
  const NstDistillationWeights *weights;
  NstDistillationErrors        *errors;
  float                        *gradient;
};

/* The taps where second moments can be compared; the cost grows with the square of the
 * positions. */
static gboolean
has_moments (int tap)
{
  return nst_codec.taps[tap].role == NST_TAP_STYLE && nst_codec.taps[tap].lifted >= 512;
}

static gsize
positions_of (const NstDistillation *d, int tap)
{
  const NstFeatures *f = nst_pass_get_features (d->student_pass, tap);

  return (gsize) f->height * f->width;
}

static gsize
lifted_floats (const NstDistillation *d, int tap)
{
  return (gsize) d->student->lifts[tap].convolution.out * positions_of (d, tap);
}

NstDistillation *
nst_distillation_new (const NstTeachers *teachers, const NstNetwork *student, NstPassMode mode,
                      int side, GError **error)
{
  g_autoptr (NstDistillation) d = g_new0 (NstDistillation, 1);
  gsize largest = 0, positions = 0;

  d->teachers = teachers;
  d->student = student;
  d->pool = nst_pool_new (1);
  d->arena = nst_arena_new ();
  if (teachers->vgg != NULL
      && !(d->vgg_pass = nst_pass_new (teachers->vgg, NST_PASS_FORWARD, side, side, error)))
    return NULL;
  d->distilled_pass = nst_pass_new (teachers->distilled, NST_PASS_FORWARD, side, side, error);
  if (d->distilled_pass != NULL)
    d->student_pass = nst_pass_new (student, mode, side, side, error);
  if (d->student_pass == NULL)
    return NULL;
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    {
      d->target[t] = nst_arena_buffer (d->arena, lifted_floats (d, t));
      largest = MAX (largest, lifted_floats (d, t));
      if (has_moments (t))
        positions = MAX (positions, positions_of (d, t));
    }
  if (mode == NST_PASS_TRAINING)
    d->gram = nst_arena_buffer (d->arena, positions * positions);
  d->lifted = nst_arena_buffer (d->arena, largest);
  d->difference = nst_arena_buffer (d->arena, largest);
  return nst_arena_check (d->arena, error) ? g_steal_pointer (&d) : NULL;
}

void
nst_distillation_free (NstDistillation *d)
{
  if (d == NULL)
    return;
  nst_pass_free (d->vgg_pass);
  nst_pass_free (d->distilled_pass);
  nst_pass_free (d->student_pass);
  nst_pool_free (d->pool);
  nst_arena_free (d->arena);
  g_free (d);
}

/* ---- The teachers ------------------------------------------------------------------ */

/* `features` through the lift, or as they are where there is none. */
static void
apply_lift (NstPool *pool, const NstFilter *lift, const NstFeatures *features, float *lifted)
{
  if (lift->convolution.out > 0)
    nst_convolution_forward (pool, &lift->convolution, nst_filter_forward (lift), lift->bias,
                             features->values, features->height, features->width, lifted, NULL);
  else
    memcpy (lifted, features->values,
            sizeof (float) * features->channels * features->height * features->width);
}

/* The full VGG-19, where it is given, is the teacher at the style's taps, as deep as its file goes;
 * the distilled one at the others. */
gboolean
nst_distillation_asks_vgg (const NstTeachers *teachers, int tap)
{
  return teachers->vgg != NULL && tap < teachers->vgg->architecture->n_taps
         && nst_codec.taps[tap].role == NST_TAP_STYLE;
}

/* The taps whose weights are not 0, one bit each. */
static guint
taps_of (const NstDistillationWeights *weights)
{
  guint taps = 0;

  for (int tap = 0; tap < NST_CODEC_TAPS; tap++)
    if (weights->tap[tap] > 0.0)
      taps |= 1u << tap;
  return taps;
}

static gboolean
any_asks_vgg (const NstTeachers *teachers, guint taps)
{
  for (int tap = 0; tap < NST_CODEC_TAPS; tap++)
    if (taps & 1u << tap && nst_distillation_asks_vgg (teachers, tap))
      return TRUE;
  return FALSE;
}

static void
ask_teachers (NstDistillation *d, const NstPicture *crop, guint taps)
{
  const NstTeachers *t = d->teachers;

  if (any_asks_vgg (t, taps))
    nst_pass_forward (d->vgg_pass, d->pool, crop->pixels);
  nst_pass_forward (d->distilled_pass, d->pool, crop->pixels);
  for (int tap = 0; tap < NST_CODEC_TAPS; tap++)
    {
      gboolean          true_vgg = nst_distillation_asks_vgg (t, tap);
      const NstNetwork *teacher = true_vgg ? t->vgg : t->distilled;
      NstPass          *pass = true_vgg ? d->vgg_pass : d->distilled_pass;

      if (!(taps & 1u << tap))
        continue;
      apply_lift (d->pool, &teacher->lifts[tap], nst_pass_get_features (pass, tap), d->target[tap]);
    }
}

void
nst_distillation_measure (NstDistillation *d, const NstPicture *crop, double square[NST_CODEC_TAPS],
                          double count[NST_CODEC_TAPS])
{
  ask_teachers (d, crop, ALL_TAPS);
  for (int tap = 0; tap < NST_CODEC_TAPS; tap++)
    {
      square[tap]
          += nst_vector_dot (d->pool, lifted_floats (d, tap), d->target[tap], d->target[tap]);
      count[tap] += (double) lifted_floats (d, tap);
    }
}

/* ---- The student ------------------------------------------------------------------- */

/* The student's lifted features at `tap`, and their errors. */
static void
compare (NstDistillation *d, int tap)
{
  gsize n = lifted_floats (d, tap);
  float scale = 1.0f / d->teachers->scale[tap];

  apply_lift (d->pool, &d->student->lifts[tap], nst_pass_get_features (d->student_pass, tap),
              d->lifted);
  for (gsize i = 0; i < n; i++)
    d->difference[i] = d->lifted[i] - scale * d->target[tap][i];
  d->errors->difference[tap] += nst_vector_dot (d->pool, n, d->difference, d->difference);
  d->errors->square[tap]
      += scale * scale * nst_vector_dot (d->pool, n, d->target[tap], d->target[tap]);
}

/* gram (positions, positions) = a^T b, of features (channels, positions).  Returns its squared
 * norm. */
static double
multiply_positions (const NstDistillation *d, int channels, int positions, const float *a,
                    const float *b)
{
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, positions, positions, channels, 1.0f, a,
               positions, b, positions, 0.0f, d->gram, positions);
  return nst_vector_dot (d->pool, (gsize) positions * positions, d->gram, d->gram);
}

/* gradient += factor * features gram */
static void
add_product (const NstDistillation *d, int channels, int positions, float factor,
             const float *features, float *gradient)
{
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, channels, positions, positions, factor,
               features, positions, d->gram, positions, 1.0f, gradient, positions);
}

/* The gradient of |F F^T - T T^T|^2 / |T T^T|^2 to the student's lifted features F beside the
 * teacher's T, 4 (F F^T - T T^T) F / |T T^T|^2, added to `gradient`.  It is made of products over
 * channels, F^T F and T^T F, for there are fewer positions than channels. */
static void
add_moments_gradient (NstDistillation *d, int tap, float *gradient)
{
  int          channels = d->student->lifts[tap].convolution.out;
  int          positions = (int) positions_of (d, tap);
  float        scale = 1.0f / d->teachers->scale[tap];
  const float *target = d->target[tap];
  double norm = multiply_positions (d, channels, positions, target, target) * pow (scale, 4.0);
  float  factor = (float) (4.0 * d->weights->moments / MAX (norm, G_MINDOUBLE));

  multiply_positions (d, channels, positions, d->lifted, d->lifted);
  add_product (d, channels, positions, factor, d->lifted, gradient);
  multiply_positions (d, channels, positions, target, d->lifted);
  add_product (d, channels, positions, -factor * scale * scale, target, gradient);
}

static void
turn_to_gradient (int tap, float *values, gpointer data)
{
  NstDistillation   *d = data;
  const NstNetwork  *student = d->student;
  const NstFilter   *lift = &student->lifts[tap];
  const NstFeatures *f = nst_pass_get_features (d->student_pass, tap);
  gsize              n = lifted_floats (d, tap);
  float              factor = (float) (2.0 * d->weights->tap[tap] / n);
  float             *bias = d->gradient + (lift->bias - student->parameters);

  compare (d, tap);
  for (gsize i = 0; i < n; i++)
    d->difference[i] *= lift->convolution.relu && d->lifted[i] <= 0.0f ? 0.0f : factor;
  if (d->weights->moments > 0.0 && has_moments (tap))
    add_moments_gradient (d, tap, d->difference);
  nst_convolution_backward_weights (d->pool, &lift->convolution, values, d->difference, NULL,
                                    f->height, f->width,
                                    d->gradient + (lift->weights - student->parameters), bias);
  if (!lift->convolution.relu)
    memset (bias, 0, sizeof (float) * lift->convolution.out);
  nst_convolution_backward_data (d->pool, &lift->convolution, nst_filter_backward (lift),
                                 d->difference, NULL, f->height, f->width, FALSE, NULL, values);
}

void
nst_distillation_learn (NstDistillation *d, const NstPicture *crop,
                        const NstDistillationWeights *weights, NstDistillationErrors *errors,
                        float *gradient)
{
  guint taps = taps_of (weights);

  d->weights = weights;
  d->errors = errors;
  d->gradient = gradient;
  ask_teachers (d, crop, taps);
  nst_pass_forward (d->student_pass, d->pool, crop->pixels);
  if (gradient != NULL)
    nst_pass_backward (d->student_pass, d->pool, taps, turn_to_gradient, d, NULL, gradient);
  else
    for (int tap = 0; tap < NST_CODEC_TAPS; tap++)
      if (taps & 1u << tap)
        compare (d, tap);
}
