/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pass.c - forward and backward passes of a network on pictures of one size. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "network/pass-private.h"
#include "ops/upsampling.h"
#include "ops/vector.h"

/* Floats of the largest output that a forward pass keeps as a whole: 16 MB. */
#define MOST_WHOLE (4 << 20)

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
      NstStage        *stage = &pass->stages[pass->n_stages];

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
      stage->layer = i;
      stage->filter = filter;
      stage->upsampled = upsampled;
      stage->beside = a->layers[i].beside;
      stage->height = height;
      stage->width = width;
      stage->out_height = height /= shrink;
      stage->out_width = width /= shrink;
      stage->tap = tap_of_layer (pass->network, i);
      pass->n_stages++;
      upsampled = FALSE;
    }
}

gsize
nst_stage_output_floats (const NstStage *stage)
{
  return (gsize) stage->filter->convolution.out * stage->out_height * stage->out_width;
}

gsize
nst_stage_input_floats (const NstStage *stage)
{
  return (gsize) stage->filter->convolution.in * stage->height * stage->width;
}

static gboolean
has_own_buffer (const NstPass *pass, const NstStage *stage)
{
  return stage->tap >= 0 || pass->mode == NST_PASS_TRAINING;
}

gboolean
nst_pass_sees_picture (const NstPass *pass)
{
  return pass->network->architecture->layers[0].in == 3;
}

/* Of the stages that double their input, those that something joins have a buffer each: it is seen
 * again by the backward pass to the weights.  The others share one. */
static void
plan_doubled (NstPass *pass)
{
  gsize  largest = 0;
  float *shared = NULL;

  for (int i = 0; i < pass->n_stages; i++)
    if (pass->stages[i].upsampled && pass->stages[i].beside == 0)
      largest = MAX (largest, nst_stage_input_floats (&pass->stages[i]));
  if (largest > 0)
    shared = nst_arena_buffer (pass->arena, largest);
  for (int i = 0; i < pass->n_stages; i++)
    {
      NstStage *s = &pass->stages[i];

      if (s->upsampled)
        s->doubled
            = s->beside > 0 ? nst_arena_buffer (pass->arena, nst_stage_input_floats (s)) : shared;
    }
}

static void
plan_buffers (NstPass *pass)
{
  gsize  largest[2] = { 0, 0 };
  float *shared[2] = { NULL, NULL };

  for (int i = 0; i < pass->n_stages; i++)
    if (!has_own_buffer (pass, &pass->stages[i]))
      largest[i % 2] = MAX (largest[i % 2], nst_stage_output_floats (&pass->stages[i]));
  for (int i = 0; i < 2; i++)
    if (largest[i] > 0)
      shared[i] = nst_arena_buffer (pass->arena, largest[i]);
  for (int i = 0; i < pass->n_stages; i++)
    {
      NstStage *s = &pass->stages[i];
      gsize     gates = nst_convolution_n_gates (&s->filter->convolution, s->height, s->width);

      s->output = has_own_buffer (pass, s)
                      ? nst_arena_buffer (pass->arena, nst_stage_output_floats (s))
                      : shared[i % 2];
      if (gates > 0)
        s->gates = nst_arena_alloc (pass->arena, gates, sizeof *s->gates);
    }
  plan_doubled (pass);
  if (!nst_pass_sees_picture (pass))
    return;
  /* Only the first stage and the gradient of its weights see it. */
  if (pass->mode == NST_PASS_PICTURE && has_own_buffer (pass, &pass->stages[0])
      && largest[0] >= 3 * (gsize) pass->height * pass->width)
    pass->standardized = shared[0];
  else
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
      const NstStage *s = &pass->stages[i];

      if (s->tap >= 0)
        pass->features[s->tap]
            = (NstFeatures) { s->filter->convolution.out, s->out_height, s->out_width, s->output };
    }
}

/* All of a pass, with buffers out of `arena`, which it takes. */
static NstPass *
plan (const NstNetwork *network, NstPassMode mode, int height, int width, gsize most_whole,
      const NstPass *lender, NstArena *arena)
{
  NstPass *pass = g_new0 (NstPass, 1);

  pass->network = network;
  pass->mode = mode;
  pass->height = height;
  pass->width = width;
  pass->most_whole = most_whole;
  pass->lender = lender;
  pass->arena = arena;
  pass->stages = g_new0 (NstStage, network->architecture->n_layers);
  plan_sizes (pass);
  if (mode == NST_PASS_FORWARD)
    nst_pass_plan_rows (pass);
  else
    plan_buffers (pass);
  plan_features (pass);
  return pass;
}

static NstPass *
create (const NstNetwork *network, NstPassMode mode, int height, int width, gsize most_whole,
        const NstPass *lender, GError **error)
{
  g_autoptr (NstPass) pass = NULL;

  if ((gsize) height * width > G_MAXINT)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
                   _ ("A working size of %d × %d pixels is too large; choose a smaller one."),
                   width, height);
      return NULL;
    }
  pass = plan (network, mode, height, width, most_whole, lender, nst_arena_new ());
  return nst_arena_check (pass->arena, error) ? g_steal_pointer (&pass) : NULL;
}

NstPass *
nst_pass_new_in_rows (const NstNetwork *network, NstPassMode mode, int height, int width,
                      gsize most_whole, GError **error)
{
  return create (network, mode, height, width, most_whole, NULL, error);
}

NstPass *
nst_pass_new_after (const NstNetwork *network, const NstPass *lender, int height, int width,
                    GError **error)
{
  return create (network, NST_PASS_FORWARD, height, width, MOST_WHOLE, lender, error);
}

NstPass *
nst_pass_new (const NstNetwork *network, NstPassMode mode, int height, int width, GError **error)
{
  return nst_pass_new_in_rows (network, mode, height, width, MOST_WHOLE, error);
}

void
nst_pass_set_size (NstPass *pass, int height, int width)
{
  pass->height = height;
  pass->width = width;
  plan_sizes (pass);
  plan_features (pass);
}

NstPass *
nst_pass_new_dry (const NstNetwork *network, NstPassMode mode, const NstPass *lender, int height,
                  int width)
{
  return plan (network, mode, height, width, MOST_WHOLE, lender, nst_arena_new_counting ());
}

gsize
nst_pass_get_bytes (const NstPass *pass)
{
  return nst_arena_get_bytes (pass->arena);
}

gsize
nst_pass_bytes (const NstNetwork *network, NstPassMode mode, int height, int width)
{
  g_autoptr (NstPass) pass = nst_pass_new_dry (network, mode, NULL, height, width);

  return nst_pass_get_bytes (pass);
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

/* ---- Forward ----------------------------------------------------------------------- */

#define BAND 16384 /* values in an item of the pool */

typedef struct
{
  const NstPass *pass;
  gsize          n, bands;
  const float   *from;
  gsize          from_stride;
  float         *to;
  gsize          to_stride;
  gboolean       backward;
} Standardize;

static void
standardize_band (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Standardize     *s = data;
  const NstArchitecture *a = s->pass->network->architecture;
  int                    c = (int) (item / s->bands);
  gsize                  first = item % s->bands * BAND, end = MIN (first + BAND, s->n);
  const float           *from = s->from + c * s->from_stride;
  float                 *to = s->to + c * s->to_stride;
  float                  factor = 1.0f / a->deviation[c];
  float                  mean = s->backward ? 0.0f : a->mean[c];

  for (gsize i = first; i < end; i++)
    to[i] = (from[i] - mean) * factor;
}

void
nst_pass_standardize (const NstPass *pass, NstPool *pool, gsize n, const float *from,
                      gsize from_stride, float *to, gsize to_stride, gboolean backward)
{
  Standardize s = { pass, n, (n + BAND - 1) / BAND, from, from_stride, to, to_stride, backward };

  nst_pool_run (pool, 3 * (int) s.bands, standardize_band, &s);
}

static const float *
stage_input (const NstPass *pass, NstPool *pool, int stage)
{
  const NstStage *s = &pass->stages[stage];
  const float    *input = stage > 0 ? pass->stages[stage - 1].output : pass->input;
  gsize           plane = (gsize) s->height * s->width;

  if (!s->upsampled)
    return input;
  nst_upsampling_forward (pool, s->filter->convolution.in - s->beside, s->height / 2, s->width / 2,
                          input, plane / 4, s->doubled, plane);
  return s->doubled;
}

static void
join_all (const NstPass *pass, int stage, int index)
{
  const NstStage *s = &pass->stages[stage];
  gsize           plane = (gsize) s->height * s->width;
  int             own = s->filter->convolution.in - s->beside;
  NstFeatureRows  all = { .channels = s->beside,
                          .height = s->height,
                          .width = s->width,
                          .end = s->height,
                          .stride = plane,
                          .values = s->doubled + own * plane };

  pass->join (index, &all, pass->join_data);
}

static void
forward_whole (NstPass *pass, NstPool *pool)
{
  gsize plane = (gsize) pass->height * pass->width;
  int   joins = 0;

  if (nst_pass_sees_picture (pass))
    {
      nst_pass_standardize (pass, pool, plane, pass->input, plane, pass->standardized, plane,
                            FALSE);
      pass->input = pass->standardized;
    }
  for (int i = 0; i < pass->n_stages && !nst_pool_cancelled (pool); i++)
    {
      NstStage *s = &pass->stages[i];

      if (s->beside > 0)
        join_all (pass, i, joins++);
      nst_convolution_forward (pool, &s->filter->convolution, nst_filter_forward (s->filter),
                               s->filter->bias, stage_input (pass, pool, i), s->height, s->width,
                               s->output, s->gates);
    }
}

void
nst_pass_forward_joined (NstPass *pass, NstPool *pool, const float *input, NstJoinFunc join,
                         gpointer data)
{
  pass->input = input;
  pass->join = join;
  pass->join_data = data;
  if (pass->mode == NST_PASS_FORWARD)
    nst_pass_forward_rows (pass, pool);
  else
    forward_whole (pass, pool);
}

void
nst_pass_forward (NstPass *pass, NstPool *pool, const float *input)
{
  nst_pass_forward_joined (pass, pool, input, NULL, NULL);
}

/* ---- Backward ---------------------------------------------------------------------- */

typedef struct
{
  guint              taps;
  NstTapGradientFunc turn;
  gpointer           data;
} Losses;

static gboolean
is_asked (const Losses *losses, const NstStage *stage)
{
  return stage->tap >= 0 && (losses->taps & (1u << stage->tap)) != 0;
}

/* Adds the means of the channels of `input`, which the stage has convolved. */
static void
add_means (const NstStage *s, const float *input, float *gradient_parameters)
{
  float *sums = gradient_parameters + s->filter->inputs;
  int    in = s->filter->convolution.in;
  gsize  positions = (gsize) s->height * s->width;

  for (int c = 0; c < in; c++)
    sums[c] += nst_vector_mean (positions, input + c * positions);
  sums[in] += 1.0f;
}

static void
backward_weights (NstPass *pass, NstPool *pool, int stage, float *gradient_parameters)
{
  const NstStage  *s = &pass->stages[stage];
  const NstFilter *filter = s->filter;
  float           *weights = gradient_parameters + (filter->weights - pass->network->parameters);
  float           *bias = gradient_parameters + (filter->bias - pass->network->parameters);
  const float     *input = stage_input (pass, pool, stage);

  add_means (s, input, gradient_parameters);
  nst_convolution_backward_weights (pool, &filter->convolution, input, s->output, s->gates,
                                    s->height, s->width, weights, bias);
}

/* From the stage's gradient to that of the one before, or of the input. */
static void
backward_data (NstPass *pass, NstPool *pool, int stage, const Losses *losses, float *gradient_input)
{
  const NstStage       *s = &pass->stages[stage];
  const NstStage       *before = stage > 0 ? s - 1 : NULL;
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
  Losses          losses = { taps, turn, data };
  int             deepest = pass->n_stages - 1;
  const NstStage *s;

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
  nst_network_prepare_backward (pass->network);
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
  if (gradient_input != NULL && nst_pass_sees_picture (pass))
    {
      gsize plane = (gsize) pass->height * pass->width;

      nst_pass_standardize (pass, pool, plane, gradient_input, plane, gradient_input, plane, TRUE);
    }
}
