/* SPDX-License-Identifier: GPL-3.0-or-later */

/* adversary.c - the discriminator in the decoder's training. */

#include "training/adversary.h"

#include <math.h>

#include "base/arena.h"

struct _NstAdversary
{
  NstPool  *pool; /* of one thread, because samples are processed in parallel */
  NstArena *arena;
  NstPass  *pass;
  gsize     n;        /* values of a picture */
  float    *gradient; /* at the painting */
};

NstAdversary *
nst_adversary_new (const NstNetwork *discriminator, int side, GError **error)
{
  g_autoptr (NstAdversary) a = g_new0 (NstAdversary, 1);

  a->pool = nst_pool_new (1);
  a->arena = nst_arena_new ();
  a->n = 3 * (gsize) side * side;
  a->gradient = nst_arena_floats (a->arena, a->n);
  if (!nst_arena_check (a->arena, error)
      || !(a->pass = nst_pass_new (discriminator, NST_PASS_TRAINING, side, side, error)))
    return NULL;
  return g_steal_pointer (&a);
}

void
nst_adversary_free (NstAdversary *a)
{
  if (a == NULL)
    return;
  nst_pass_free (a->pass);
  nst_arena_free (a->arena);
  nst_pool_free (a->pool);
  g_free (a);
}

typedef struct
{
  gsize  patches;
  float  wanted; /* verdict */
  double loss, right;
} Verdicts;

/* Matches NstTapGradientFunc. */
static void
compare (G_GNUC_UNUSED int tap, float *values, gpointer data)
{
  Verdicts *v = data;

  for (gsize i = 0; i < v->patches; i++)
    {
      float difference = values[i] - v->wanted;

      v->loss += (double) difference * difference / (double) v->patches;
      if ((values[i] > 0.5f) == (v->wanted > 0.5f))
        v->right += 1.0;
      values[i] = 2.0f * difference / (float) v->patches;
    }
  v->right /= (double) v->patches;
}

static Verdicts
judge (NstAdversary *a, const float *picture, float wanted, float *gradient_picture,
       float *gradient_parameters)
{
  const NstFeatures *f = nst_pass_get_features (a->pass, 0);
  Verdicts           v = { (gsize) f->height * f->width, wanted, 0.0, 0.0 };

  nst_pass_forward (a->pass, a->pool, picture);
  nst_pass_backward (a->pass, a->pool, 1u, compare, &v, gradient_picture, gradient_parameters);
  return v;
}

void
nst_adversary_learn (NstAdversary *a, const float *picture, gboolean artwork,
                     NstAdversaryErrors *errors, float *gradient)
{
  Verdicts v = judge (a, picture, artwork ? 1.0f : 0.0f, NULL, gradient);

  errors->loss += v.loss;
  errors->right += v.right;
  errors->pictures++;
}

static double
norm (gsize n, const float *values)
{
  double square = 0.0;

  for (gsize i = 0; i < n; i++)
    square += (double) values[i] * values[i];
  return sqrt (square);
}

double
nst_adversary_ask (NstAdversary *a, const float *painting, double share, float *gradient)
{
  Verdicts v = judge (a, painting, 1.0f, a->gradient, NULL);
  double   size = norm (a->n, a->gradient);
  float    factor = size > 0.0 ? (float) (share * norm (a->n, gradient) / size) : 0.0f;

  for (gsize i = 0; i < a->n; i++)
    gradient[i] += factor * a->gradient[i];
  return v.loss;
}
