/* SPDX-License-Identifier: GPL-3.0-or-later */

/* centering.c - weights that are learned beside the mean of what they see. */

#include "training/centering.h"

#include "base/arena.h"

#define MOST_KEPT 0.99f /* of the running means, at a step */
#define DECAY     0.005 /* of a rectified filter's c, at a step of the highest rate */

struct _NstCentering
{
  NstNetwork *network;
  NstArena   *arena;
  float      *means; /* laid out as the inputs' part of a gradient */
};

NstCentering *
nst_centering_new (NstNetwork *network, GError **error)
{
  g_autoptr (NstCentering) centering = g_new0 (NstCentering, 1);

  centering->network = network;
  centering->arena = nst_arena_new ();
  centering->means = nst_arena_floats (centering->arena, nst_centering_get_n_means (centering));
  return nst_arena_check (centering->arena, error) ? g_steal_pointer (&centering) : NULL;
}

void
nst_centering_free (NstCentering *centering)
{
  if (centering == NULL)
    return;
  nst_arena_free (centering->arena);
  g_free (centering);
}

float *
nst_centering_get_means (NstCentering *centering)
{
  return centering->means;
}

gsize
nst_centering_get_n_means (const NstCentering *centering)
{
  return centering->network->n_gradient - centering->network->n_parameters;
}

/* ---- One filter -------------------------------------------------------------------- */

static float *
means_of (NstCentering *centering, const NstFilter *filter)
{
  return centering->means + (filter->inputs - centering->network->n_parameters);
}

/* The first means are those of the first step; older ones fade as there are more. */
static void
update_means (const NstFilter *filter, int step, const float *gradient, float *means)
{
  const float *sums = gradient + filter->inputs;
  float        count = sums[filter->convolution.in];
  float        keep = MIN ((float) step / (step + 10.0f), MOST_KEPT);

  for (int c = 0; count > 0.0f && c < filter->convolution.in; c++)
    means[c] = keep * means[c] + (1.0f - keep) * sums[c] / count;
}

static void
center_gradient (const NstNetwork *network, const NstFilter *filter, const float *means,
                 float *gradient)
{
  const NstConvolution *c = &filter->convolution;
  int                   area = c->kernel * c->kernel;
  float                *weights = gradient + (filter->weights - network->parameters);
  const float          *bias = gradient + (filter->bias - network->parameters);

  for (int o = 0; o < c->out; o++)
    for (int i = 0; i < c->in; i++)
      for (int k = 0; k < area; k++)
        *weights++ -= bias[o] * means[i];
}

/* Adds `sign` times what the filter makes of the means to its biases. */
static void
move_biases (const NstFilter *filter, const float *means, float sign)
{
  const NstConvolution *c = &filter->convolution;
  int                   area = c->kernel * c->kernel;
  const float          *weights = filter->weights;

  for (int o = 0; o < c->out; o++)
    {
      double sum = 0.0;

      for (int i = 0; i < c->in; i++)
        for (int k = 0; k < area; k++)
          sum += (double) *weights++ * means[i];
      filter->bias[o] += sign * (float) sum;
    }
}

/* ---- All --------------------------------------------------------------------------- */

void
nst_centering_begin (NstCentering *centering, int step, float *gradient)
{
  for (int i = 0; i < centering->network->architecture->n_layers; i++)
    {
      const NstFilter *filter = &centering->network->filters[i];
      float           *means = means_of (centering, filter);

      update_means (filter, step, gradient, means);
      center_gradient (centering->network, filter, means, gradient);
      move_biases (filter, means, 1.0f);
    }
}

void
nst_centering_end (NstCentering *centering, double rate)
{
  float keep = (float) (1.0 - DECAY * rate);

  for (int l = 0; l < centering->network->architecture->n_layers; l++)
    {
      const NstFilter *filter = &centering->network->filters[l];

      for (int i = 0; i < filter->convolution.out && filter->convolution.relu; i++)
        filter->bias[i] *= keep;
      move_biases (filter, means_of (centering, filter), -1.0f);
    }
}
