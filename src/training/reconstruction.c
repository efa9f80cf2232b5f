/* SPDX-License-Identifier: GPL-3.0-or-later */

/* reconstruction.c - a codec's decoders beside its encoder, on one crop. */

#include "training/reconstruction.h"

#include <string.h>

#include "base/arena.h"
#include "ops/vector.h"

struct _NstReconstruction
{
  const NstNetwork *codec;
  int               side;
  NstPool          *pool; /* of one thread: crops are the parallel work */
  NstArena         *arena;
  NstPass          *original;             /* the encoder on the crop */
  NstPass          *again;                /* the encoder on a decoded picture */
  NstPass          *decoders[NST_LEVELS]; /* from the features' sizes */
  int               taps[NST_LEVELS];     /* the encoder's style taps */
  float            *gradient;             /* of a decoded picture */

  /* The decoder in hand. */
  const NstPicture *crop;
  int               level;
  double            pixels, features;
};

static gboolean
plan_decoder (NstReconstruction *r, int level, NstPassMode mode, GError **error)
{
  const NstFeatures *f = nst_pass_get_features (r->original, r->taps[level]);

  r->decoders[level] = nst_pass_new (r->codec->decoders[level], mode, f->height, f->width, error);
  return r->decoders[level] != NULL;
}

NstReconstruction *
nst_reconstruction_new (const NstNetwork *codec, int side, GError **error)
{
  g_autoptr (NstReconstruction) r = g_new0 (NstReconstruction, 1);
  int level = 0;

  r->codec = codec;
  r->side = side;
  r->pool = nst_pool_new (1);
  r->arena = nst_arena_new ();
  r->gradient = nst_arena_floats (r->arena, 3 * (gsize) side * side);
  for (int t = 0; t < codec->architecture->n_taps; t++)
    if (codec->architecture->taps[t].role & NST_TAP_STYLE)
      r->taps[level++] = t;
  if (!nst_arena_check (r->arena, error)
      || !(r->original = nst_pass_new (codec, NST_PASS_FORWARD, side, side, error))
      || !(r->again = nst_pass_new (codec, NST_PASS_PICTURE, side, side, error)))
    return NULL;
  for (level = 0; level < NST_LEVELS; level++)
    if (!plan_decoder (r, level, NST_PASS_TRAINING, error))
      return NULL;
  return g_steal_pointer (&r);
}

void
nst_reconstruction_free (NstReconstruction *r)
{
  if (r == NULL)
    return;
  nst_pass_free (r->original);
  nst_pass_free (r->again);
  for (int level = 0; level < NST_LEVELS; level++)
    nst_pass_free (r->decoders[level]);
  nst_pool_free (r->pool);
  nst_arena_free (r->arena);
  g_free (r);
}

/* The encoder's features of the decoded picture become the gradient of the features' part of the
 * loss. */
static void
turn_features (int tap, float *values, gpointer data)
{
  NstReconstruction *r = data;
  const NstFeatures *target = nst_pass_get_features (r->original, tap);
  gsize              n = (gsize) target->channels * target->height * target->width;
  double             size = nst_vector_dot (r->pool, n, target->values, target->values);
  float              factor;

  size = MAX (size, G_MINFLOAT);
  factor = (float) (2.0 * NST_RECONSTRUCTION_SHARE / size);
  nst_vector_blend (r->pool, n, -1.0, target->values, 1.0, values);
  r->features = nst_vector_dot (r->pool, n, values, values) / size;
  for (gsize i = 0; i < n; i++)
    values[i] *= factor;
}

/* The decoded picture becomes the gradient of the loss. */
static void
turn_picture (G_GNUC_UNUSED int tap, float *values, gpointer data)
{
  NstReconstruction *r = data;
  gsize              n = 3 * (gsize) r->side * r->side;

  nst_vector_blend (r->pool, n, -1.0, r->crop->pixels, 1.0, values);
  r->pixels = nst_vector_dot (r->pool, n, values, values) / n;
  nst_vector_blend (r->pool, n, 1.0, r->gradient, 2.0 / n, values);
}

static void
learn_level (NstReconstruction *r, int level, NstReconstructionErrors *errors, float *gradient)
{
  NstPass     *decoder = r->decoders[level];
  const float *picture = nst_pass_get_features (decoder, 0)->values;

  r->level = level;
  nst_pass_forward (decoder, r->pool, nst_pass_get_features (r->original, r->taps[level])->values);
  nst_pass_forward (r->again, r->pool, picture);
  nst_pass_backward (r->again, r->pool, 1u << r->taps[level], turn_features, r, r->gradient, NULL);
  nst_pass_backward (decoder, r->pool, 1u, turn_picture, r, NULL, gradient);
  errors->pixels[level] += r->pixels;
  errors->features[level] += r->features;
}

void
nst_reconstruction_learn (NstReconstruction *r, const NstPicture *crop,
                          NstReconstructionErrors *errors, float *const *gradients)
{
  r->crop = crop;
  nst_pass_forward (r->original, r->pool, crop->pixels);
  for (int level = 0; level < NST_LEVELS; level++)
    learn_level (r, level, errors, gradients != NULL ? gradients[level] : NULL);
  errors->crops++;
}
