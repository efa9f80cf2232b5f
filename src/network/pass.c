/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pass.c - a network at work on pictures of one size. */

#include "network/pass.h"

#include <string.h>

#include "base/arena.h"
#include "ops/pooling.h"
#include "ops/relu.h"

/* What a pass knows of one layer. */
typedef struct
{
  int     height, width; /* of its output */
  int     tap;           /* the tap that listens to it, or -1 */
  float  *output;        /* its own buffer, or one of the two that layers take in turns */
  guint8 *bits;          /* what its backward pass needs of the forward one, unless the output is
                            kept */
} Stage;

struct _NstPass
{
  const NstNetwork *network;
  NstPassMode       mode;
  int               height, width;
  NstArena         *arena;
  float            *input;    /* (3, height, width), as the first layer wants it */
  Stage            *stages;   /* one a layer */
  int               n_stages; /* as deep as the picture allows */
  float            *gradients[2];
  float            *space; /* of the convolutions' backward pass */
  NstFeatures       features[NST_MAX_TAPS];
};

/* ---- Planning ---------------------------------------------------------------------- */

static gsize
output_floats (const NstPass *pass, int stage)
{
  return (gsize) pass->network->architecture->layers[stage].out * pass->stages[stage].height
         * pass->stages[stage].width;
}

static void
plan_sizes (NstPass *pass)
{
  const NstArchitecture *a = pass->network->architecture;
  int                    height = pass->height, width = pass->width;

  for (int i = 0; i < a->n_layers; i++)
    {
      if (a->layers[i].kind == NST_LAYER_POOLING)
        {
          height /= 2;
          width /= 2;
        }
      if (height == 0 || width == 0)
        break;
      pass->stages[i] = (Stage) { .height = height, .width = width, .tap = -1 };
      pass->n_stages = i + 1;
    }
  for (int t = 0; t < a->n_taps; t++)
    if (pass->network->tap_layers[t] < pass->n_stages)
      pass->stages[pass->network->tap_layers[t]].tap = t;
}

static guint8 *
plan_bits (NstPass *pass, int stage)
{
  const NstLayer *layer = &pass->network->architecture->layers[stage];
  const Stage    *s = &pass->stages[stage];

  if (pass->mode == NST_PASS_FORWARD)
    return NULL;
  if (layer->kind == NST_LAYER_POOLING)
    {
      const Stage *before = &pass->stages[stage - 1];

      return nst_arena_alloc (
          pass->arena, nst_pooling_winner_bytes (layer->out, before->height, before->width), 1);
    }
  if (!layer->relu || s->tap >= 0 || pass->mode == NST_PASS_TRAINING)
    return NULL;
  return nst_arena_alloc (pass->arena, nst_relu_bit_bytes (layer->out, s->height * s->width), 1);
}

static void
plan_buffers (NstPass *pass)
{
  const NstArchitecture *a = pass->network->architecture;
  gsize                  largest = 3 * (gsize) pass->height * pass->width;
  gsize                  space = 0;
  float                 *shared[2];

  for (int i = 0; i < pass->n_stages; i++)
    {
      largest = MAX (largest, output_floats (pass, i));
      if (a->layers[i].kind == NST_LAYER_CONVOLUTION)
        space = MAX (space, nst_convolution_backward_space (&pass->network->filters[i].convolution,
                                                            pass->stages[i].height,
                                                            pass->stages[i].width));
    }
  for (int i = 0; i < 2; i++)
    {
      /* When the gradient comes back, the forward pass has no more use for its buffers. */
      shared[i] = nst_arena_floats (pass->arena, largest);
      pass->gradients[i]
          = pass->mode == NST_PASS_TRAINING ? nst_arena_floats (pass->arena, largest) : shared[i];
    }
  if (pass->mode != NST_PASS_FORWARD && space > 0)
    pass->space = nst_arena_floats (pass->arena, space);
  for (int i = 0; i < pass->n_stages; i++)
    {
      gboolean own = pass->stages[i].tap >= 0 || pass->mode == NST_PASS_TRAINING;

      pass->stages[i].output
          = own ? nst_arena_floats (pass->arena, output_floats (pass, i)) : shared[i % 2];
      pass->stages[i].bits = plan_bits (pass, i);
    }
  pass->input = nst_arena_floats (pass->arena, 3 * (gsize) pass->height * pass->width);
}

NstPass *
nst_pass_new (const NstNetwork *network, NstPassMode mode, int height, int width, GError **error)
{
  g_autoptr (NstPass) pass = g_new0 (NstPass, 1);
  const NstArchitecture *a = network->architecture;

  if ((gsize) height * width > G_MAXINT)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
                   "A picture of %d × %d pixels is too large to work at; choose a smaller size",
                   width, height);
      return NULL;
    }
  pass->network = network;
  pass->mode = mode;
  pass->height = height;
  pass->width = width;
  pass->arena = nst_arena_new ();
  pass->stages = g_new0 (Stage, a->n_layers);
  plan_sizes (pass);
  plan_buffers (pass);
  if (!nst_arena_check (pass->arena, error))
    return NULL;
  for (int t = 0; t < a->n_taps; t++)
    {
      int          layer = network->tap_layers[t];
      const Stage *stage = &pass->stages[layer];

      pass->features[t]
          = (NstFeatures) { a->layers[layer].out, stage->height, stage->width, stage->output };
    }
  return g_steal_pointer (&pass);
}

void
nst_pass_free (NstPass *pass)
{
  if (pass == NULL)
    return;
  nst_arena_free (pass->arena);
  g_free (pass->stages);
  g_free (pass);
}

const NstFeatures *
nst_pass_get_features (const NstPass *pass, int tap)
{
  return &pass->features[tap];
}

/* ---- Forward ----------------------------------------------------------------------- */

static void
standardise (const NstPass *pass, const float *picture)
{
  const NstArchitecture *a = pass->network->architecture;
  gsize                  positions = (gsize) pass->height * pass->width;

  for (int c = 0; c < 3; c++)
    for (gsize i = 0; i < positions; i++)
      pass->input[c * positions + i] = (picture[c * positions + i] - a->mean[c]) / a->deviation[c];
}

static void
forward_stage (NstPass *pass, NstPool *pool, int stage)
{
  const NstLayer  *layer = &pass->network->architecture->layers[stage];
  const NstFilter *filter = &pass->network->filters[stage];
  Stage           *s = &pass->stages[stage];
  const Stage     *before = &pass->stages[MAX (stage - 1, 0)];
  const float     *input = stage > 0 ? before->output : pass->input;

  if (layer->kind == NST_LAYER_POOLING)
    {
      nst_pooling_forward (pool, NST_POOLING_MAXIMUM, layer->out, before->height, before->width,
                           input, s->output, s->bits);
      return;
    }
  nst_convolution_forward (pool, &filter->convolution, nst_filter_forward (filter), filter->bias,
                           input, s->height, s->width, s->output);
  if (s->bits != NULL)
    nst_relu_note (pool, layer->out, s->height * s->width, s->output, s->bits);
}

void
nst_pass_forward (NstPass *pass, NstPool *pool, const float *picture)
{
  standardise (pass, picture);
  for (int i = 0; i < pass->n_stages && !nst_pool_cancelled (pool); i++)
    forward_stage (pass, pool, i);
}

/* ---- Backward ---------------------------------------------------------------------- */

/* The gradient at the stage's output becomes that before its rectifier. */
static void
backward_rectifier (const NstPass *pass, NstPool *pool, int stage, float *gradient)
{
  const NstLayer *layer = &pass->network->architecture->layers[stage];
  const Stage    *s = &pass->stages[stage];
  int             positions = s->height * s->width;

  if (!layer->relu)
    return;
  if (s->bits != NULL)
    nst_relu_backward_bits (pool, layer->out, positions, s->bits, gradient);
  else
    nst_relu_backward (pool, layer->out, positions, s->output, gradient);
}

/* From the gradient at the stage's output to that at its input; `to` may be NULL for the first
 * stage, whose input's gradient no one may want. */
static void
backward_stage (NstPass *pass, NstPool *pool, int stage, float *from, float *to,
                float *gradient_parameters)
{
  const NstNetwork *network = pass->network;
  const NstLayer   *layer = &network->architecture->layers[stage];
  const NstFilter  *filter = &network->filters[stage];
  const Stage      *s = &pass->stages[stage];
  const Stage      *before = &pass->stages[MAX (stage - 1, 0)];

  if (layer->kind == NST_LAYER_POOLING)
    {
      nst_pooling_backward (pool, NST_POOLING_MAXIMUM, layer->out, before->height, before->width,
                            from, s->bits, to);
      return;
    }
  backward_rectifier (pass, pool, stage, from);
  if (gradient_parameters != NULL)
    nst_convolution_backward_weights (
        pool, &filter->convolution, stage > 0 ? before->output : pass->input, from, s->height,
        s->width, gradient_parameters + (filter->weights - network->parameters),
        gradient_parameters + (filter->bias - network->parameters));
  if (to != NULL)
    nst_convolution_backward_data (pool, &filter->convolution, nst_filter_backward (filter), from,
                                   s->height, s->width, pass->space, to);
}

static int
deepest_stage (const NstPass *pass, guint taps)
{
  for (int i = pass->n_stages - 1; i >= 0; i--)
    if (pass->stages[i].tap >= 0 && (taps & (1u << pass->stages[i].tap)))
      return i;
  return -1;
}

void
nst_pass_backward (NstPass *pass, NstPool *pool, guint taps, NstTapGradientFunc add, gpointer data,
                   float *gradient_picture, float *gradient_parameters)
{
  const NstArchitecture *a = pass->network->architecture;
  gsize                  positions = (gsize) pass->height * pass->width;
  int                    deepest = deepest_stage (pass, taps);
  float                 *gradient = pass->gradients[0];
  float                 *next = pass->gradients[1];

  if (deepest < 0)
    {
      if (gradient_picture != NULL)
        memset (gradient_picture, 0, sizeof (float) * 3 * positions);
      return;
    }
  memset (gradient, 0, sizeof (float) * output_floats (pass, deepest));
  for (int i = deepest; i >= 0 && !nst_pool_cancelled (pool); i--)
    {
      float *to = i > 0 ? next : gradient_picture;
      int    tap = pass->stages[i].tap;

      if (tap >= 0 && (taps & (1u << tap)))
        add (tap, gradient, data);
      backward_stage (pass, pool, i, gradient, to, gradient_parameters);
      next = gradient;
      gradient = to;
    }
  if (gradient_picture != NULL)
    for (int c = 0; c < 3; c++)
      for (gsize i = 0; i < positions; i++)
        gradient_picture[c * positions + i] /= a->deviation[c];
}
