/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pass.c - forward and backward passes of a network on pictures of one size. */

#include "network/pass.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/arena.h"
#include "ops/upsampling.h"

/* A convolution with all that comes before the next one. */
typedef struct
{
  int              layer; /* of the architecture */
  const NstFilter *filter;
  gboolean         upsampled;     /* its input is doubled first */
  int              beside;        /* the last of its input channels, which the caller fills */
  int              height, width; /* where it convolves */
  int              out_height, out_width; /* of its output: half of that where it is pooled */
  int              tap;                   /* the tap that listens to it, or -1 */
  float           *output; /* its own buffer, or one of the two that stages take in turns; then the
                              gradient there */
  guint16         *gates;  /* what the backward pass needs of the forward one */
  float *doubled; /* upsampled: its input, doubled, and what joins it; then the gradient there */
} Stage;

struct _NstPass
{
  const NstNetwork *network;
  NstPassMode       mode;
  int               height, width;
  NstArena         *arena;
  float            *standardized; /* (3, height, width): a picture as the first layer wants it */
  const float      *input;        /* that, or the caller's features */
  Stage            *stages;
  int               n_stages; /* as deep as the picture allows */
  NstFeatures       features[NST_MAX_TAPS];
  NstFeatures       joining[NST_LEVELS];
};

/* ---- Planning ---------------------------------------------------------------------- */

static int
tap_of_layer (const NstNetwork *network, int layer)
{
  for (int t = 0; t < network->architecture->n_taps; t++)
    if (network->tap_layers[t] == layer)
      return t;
  return -1;
}

/* As deep as the picture allows; buffers stay as they are. */
static void
plan_sizes (NstPass *pass)
{
  const NstArchitecture *a = pass->network->architecture;
  int                    height = pass->height, width = pass->width;
  gboolean               upsampled = FALSE;

  pass->n_stages = 0;
  for (int i = 0; i < a->n_layers; i++)
    {
      const NstFilter *filter = &pass->network->filters[i];
      int              shrink = filter->convolution.pooled ? 2 : 1;
      Stage           *stage = &pass->stages[pass->n_stages];

      if (a->layers[i].kind == NST_LAYER_UPSAMPLING)
        {
          upsampled = TRUE;
          height *= 2;
          width *= 2;
        }
      if (a->layers[i].kind != NST_LAYER_CONVOLUTION)
        continue;
      if (MIN (height, width) < shrink)
        break;
      *stage = (Stage) { .layer = i,
                         .filter = filter,
                         .upsampled = upsampled,
                         .beside = a->layers[i].beside,
                         .height = height,
                         .width = width,
                         .out_height = height / shrink,
                         .out_width = width / shrink,
                         .tap = tap_of_layer (pass->network, i),
                         .output = stage->output,
                         .gates = stage->gates,
                         .doubled = stage->doubled };
      pass->n_stages++;
      height /= shrink;
      width /= shrink;
      upsampled = FALSE;
    }
}

static gsize
output_floats (const Stage *stage)
{
  return (gsize) stage->filter->convolution.out * stage->out_height * stage->out_width;
}

static gsize
input_floats (const Stage *stage)
{
  return (gsize) stage->filter->convolution.in * stage->height * stage->width;
}

static gboolean
has_own_buffer (const NstPass *pass, const Stage *stage)
{
  return stage->tap >= 0 || pass->mode == NST_PASS_TRAINING;
}

static gboolean
sees_picture (const NstPass *pass)
{
  return pass->network->architecture->layers[0].in == 3;
}

/* Of the stages that double their input, those that something joins have a buffer each, which the
 * caller may fill long before; the others share one. */
static void
plan_doubled (NstPass *pass)
{
  gsize  largest = 0;
  float *shared = NULL;
  int    joins = 0;

  for (int i = 0; i < pass->n_stages; i++)
    if (pass->stages[i].upsampled && pass->stages[i].beside == 0)
      largest = MAX (largest, input_floats (&pass->stages[i]));
  if (largest > 0)
    shared = nst_arena_buffer (pass->arena, largest);
  for (int i = 0; i < pass->n_stages; i++)
    {
      Stage *s = &pass->stages[i];
      gsize  own = input_floats (s) - (gsize) s->beside * s->height * s->width;

      if (!s->upsampled)
        continue;
      s->doubled = s->beside > 0 ? nst_arena_buffer (pass->arena, input_floats (s)) : shared;
      if (s->beside > 0 && s->doubled != NULL)
        pass->joining[joins++] = (NstFeatures) { s->beside, s->height, s->width, s->doubled + own };
    }
}

static void
plan_buffers (NstPass *pass)
{
  gsize  largest[2] = { 0, 0 };
  float *shared[2] = { NULL, NULL };

  for (int i = 0; i < pass->n_stages; i++)
    if (!has_own_buffer (pass, &pass->stages[i]))
      largest[i % 2] = MAX (largest[i % 2], output_floats (&pass->stages[i]));
  for (int i = 0; i < 2; i++)
    if (largest[i] > 0)
      shared[i] = nst_arena_buffer (pass->arena, largest[i]);
  for (int i = 0; i < pass->n_stages; i++)
    {
      Stage *s = &pass->stages[i];
      gsize  gates = nst_convolution_n_gates (&s->filter->convolution, s->height, s->width);

      s->output = has_own_buffer (pass, s) ? nst_arena_buffer (pass->arena, output_floats (s))
                                           : shared[i % 2];
      if (pass->mode != NST_PASS_FORWARD && gates > 0)
        s->gates = nst_arena_alloc (pass->arena, gates, sizeof *s->gates);
    }
  plan_doubled (pass);
  if (sees_picture (pass))
    pass->standardized = nst_arena_buffer (pass->arena, 3 * (gsize) pass->height * pass->width);
}

static void
plan_features (NstPass *pass)
{
  const NstNetwork *n = pass->network;

  for (int t = 0; t < n->architecture->n_taps; t++)
    pass->features[t] = (NstFeatures) { .channels = n->architecture->layers[n->tap_layers[t]].out };
  for (int i = 0; i < pass->n_stages; i++)
    {
      const Stage *s = &pass->stages[i];

      if (s->tap >= 0)
        pass->features[s->tap]
            = (NstFeatures) { s->filter->convolution.out, s->out_height, s->out_width, s->output };
    }
}

/* All of a pass, with buffers out of `arena`, which it takes. */
static NstPass *
plan (const NstNetwork *network, NstPassMode mode, int height, int width, NstArena *arena)
{
  NstPass *pass = g_new0 (NstPass, 1);

  pass->network = network;
  pass->mode = mode;
  pass->height = height;
  pass->width = width;
  pass->arena = arena;
  pass->stages = g_new0 (Stage, network->architecture->n_layers);
  plan_sizes (pass);
  plan_buffers (pass);
  plan_features (pass);
  return pass;
}

NstPass *
nst_pass_new (const NstNetwork *network, NstPassMode mode, int height, int width, GError **error)
{
  g_autoptr (NstPass) pass = NULL;

  if ((gsize) height * width > G_MAXINT)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
                   _ ("A working size of %d × %d pixels is too large; choose a smaller one."),
                   width, height);
      return NULL;
    }
  pass = plan (network, mode, height, width, nst_arena_new ());
  return nst_arena_check (pass->arena, error) ? g_steal_pointer (&pass) : NULL;
}

void
nst_pass_set_size (NstPass *pass, int height, int width)
{
  pass->height = height;
  pass->width = width;
  plan_sizes (pass);
  plan_features (pass);
}

gsize
nst_pass_bytes (const NstNetwork *network, NstPassMode mode, int height, int width)
{
  g_autoptr (NstPass) pass = plan (network, mode, height, width, nst_arena_new_counting ());

  return nst_arena_get_bytes (pass->arena);
}

gsize
nst_pass_tap_bytes (const NstNetwork *network, int tap, int height, int width)
{
  g_autoptr (NstPass) pass
      = plan (network, NST_PASS_FORWARD, height, width, nst_arena_new_counting ());
  const NstFeatures *f = &pass->features[tap];

  return sizeof (float) * f->channels * f->height * f->width;
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

const NstNetwork *
nst_pass_get_network (const NstPass *pass)
{
  return pass->network;
}

const NstFeatures *
nst_pass_get_features (const NstPass *pass, int tap)
{
  return &pass->features[tap];
}

const NstFeatures *
nst_pass_get_joining (const NstPass *pass, int index)
{
  return &pass->joining[index];
}

/* ---- Forward ----------------------------------------------------------------------- */

#define BAND 16384 /* values in an item of the pool */

typedef struct
{
  const NstPass *pass;
  const float   *from;
  float         *to;
  gboolean       backward;
} Standardize;

/* To what the first layer wants, or the gradient back from there. */
static void
standardize_band (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Standardize     *s = data;
  const NstArchitecture *a = s->pass->network->architecture;
  gsize                  positions = (gsize) s->pass->height * s->pass->width;
  gsize                  bands = (positions + BAND - 1) / BAND;
  int                    c = (int) (item / bands);
  gsize                  first = c * positions + item % bands * BAND;
  gsize                  end = MIN (first + BAND, (c + 1) * positions);
  float                  factor = 1.0f / a->deviation[c];
  float                  mean = s->backward ? 0.0f : a->mean[c];

  for (gsize i = first; i < end; i++)
    s->to[i] = (s->from[i] - mean) * factor;
}

static void
standardize (const NstPass *pass, NstPool *pool, const float *from, float *to, gboolean backward)
{
  Standardize s = { pass, from, to, backward };
  gsize       positions = (gsize) pass->height * pass->width;

  nst_pool_run (pool, 3 * (int) ((positions + BAND - 1) / BAND), standardize_band, &s);
}

static const float *
stage_input (const NstPass *pass, NstPool *pool, int stage)
{
  const Stage *s = &pass->stages[stage];
  const float *input = stage > 0 ? pass->stages[stage - 1].output : pass->input;

  if (!s->upsampled)
    return input;
  nst_upsampling_forward (pool, s->filter->convolution.in - s->beside, s->height / 2, s->width / 2,
                          input, s->doubled);
  return s->doubled;
}

void
nst_pass_forward (NstPass *pass, NstPool *pool, const float *input)
{
  pass->input = input;
  if (sees_picture (pass))
    {
      standardize (pass, pool, input, pass->standardized, FALSE);
      pass->input = pass->standardized;
    }
  for (int i = 0; i < pass->n_stages && !nst_pool_cancelled (pool); i++)
    {
      Stage *s = &pass->stages[i];

      nst_convolution_forward (pool, &s->filter->convolution, nst_filter_forward (s->filter),
                               s->filter->bias, stage_input (pass, pool, i), s->height, s->width,
                               s->output, s->gates);
    }
}

/* ---- Backward ---------------------------------------------------------------------- */

typedef struct
{
  guint              taps;
  NstTapGradientFunc turn;
  gpointer           data;
} Losses;

static gboolean
is_asked (const Losses *losses, const Stage *stage)
{
  return stage->tap >= 0 && (losses->taps & (1u << stage->tap)) != 0;
}

static void
backward_weights (NstPass *pass, NstPool *pool, int stage, float *gradient_parameters)
{
  const Stage     *s = &pass->stages[stage];
  const NstFilter *filter = s->filter;
  float           *weights = gradient_parameters + (filter->weights - pass->network->parameters);
  float           *bias = gradient_parameters + (filter->bias - pass->network->parameters);

  nst_convolution_backward_weights (pool, &filter->convolution, stage_input (pass, pool, stage),
                                    s->output, s->gates, s->height, s->width, weights, bias);
}

/* From the stage's gradient to that of the one before, or of the input. */
static void
backward_data (NstPass *pass, NstPool *pool, int stage, const Losses *losses, float *gradient_input)
{
  const Stage          *s = &pass->stages[stage];
  const Stage          *before = stage > 0 ? s - 1 : NULL;
  const NstConvolution *c = &s->filter->convolution;
  NstConvolutionWeights weights = nst_filter_backward (s->filter);
  gboolean              add = before != NULL && is_asked (losses, before);
  const guint16        *gates = NULL;
  float                *to = before != NULL ? before->output : gradient_input;
  int                   own = c->in - s->beside;

  if (add)
    losses->turn (before->tap, before->output, losses->data);
  if (before != NULL && !before->filter->convolution.pooled)
    gates = before->gates;
  if (to == NULL)
    return;
  if (!s->upsampled)
    {
      nst_convolution_backward_data (pool, c, weights, s->output, s->gates, s->height, s->width,
                                     add, gates, to);
      return;
    }
  nst_convolution_backward_data (pool, c, weights, s->output, s->gates, s->height, s->width, FALSE,
                                 NULL, s->doubled);
  nst_upsampling_backward (pool, own, s->height / 2, s->width / 2, s->doubled, add, to);
  if (gates != NULL)
    nst_gates_shut (pool, own, s->height / 2, s->width / 2, gates, to);
}

void
nst_pass_backward (NstPass *pass, NstPool *pool, guint taps, NstTapGradientFunc turn, gpointer data,
                   float *gradient_input, float *gradient_parameters)
{
  Losses       losses = { taps, turn, data };
  int          deepest = pass->n_stages - 1;
  const Stage *s;

  while (deepest >= 0 && !is_asked (&losses, &pass->stages[deepest]))
    deepest--;
  if (deepest < 0)
    {
      if (gradient_input != NULL)
        memset (gradient_input, 0,
                sizeof (float) * pass->network->architecture->layers[0].in * pass->height
                    * pass->width);
      return;
    }
  s = &pass->stages[deepest];
  turn (s->tap, s->output, data);
  nst_convolution_backward_gates (pool, &s->filter->convolution, s->gates, s->height, s->width,
                                  s->output);
  for (int i = deepest; i >= 0 && !nst_pool_cancelled (pool); i--)
    {
      if (gradient_parameters != NULL)
        backward_weights (pass, pool, i, gradient_parameters);
      backward_data (pass, pool, i, &losses, gradient_input);
    }
  if (gradient_input != NULL && sees_picture (pass))
    standardize (pass, pool, gradient_input, gradient_input, TRUE);
}
