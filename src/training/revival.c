/* SPDX-License-Identifier: GPL-3.0-or-later */

/* revival.c - dead channels of a network in training begin anew. */

#include "training/revival.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/random.h"

#define NOISE 0.5 /* standard deviation, of the root mean square of the weights */

struct _NstRevival
{
  NstNetwork *network;
  NstArena   *arena;
  float      *counts; /* (n_parameters) */
};

NstRevival *
nst_revival_new (NstNetwork *network, GError **error)
{
  g_autoptr (NstRevival) revival = g_new0 (NstRevival, 1);

  revival->network = network;
  revival->arena = nst_arena_new ();
  revival->counts = nst_arena_floats (revival->arena, network->n_parameters);
  return nst_arena_check (revival->arena, error) ? g_steal_pointer (&revival) : NULL;
}

void
nst_revival_free (NstRevival *revival)
{
  if (revival == NULL)
    return;
  nst_arena_free (revival->arena);
  g_free (revival);
}

float *
nst_revival_get_counts (NstRevival *revival)
{
  return revival->counts;
}

/* ---- One channel ------------------------------------------------------------------- */

/* The channel becomes the opposite of `living`. */
static void
oppose (const NstFilter *filter, int channel, int living, GRand *random)
{
  const NstConvolution *c = &filter->convolution;
  gsize                 n = (gsize) c->in * c->kernel * c->kernel;
  float                *weights = filter->weights + channel * n;
  const float          *from = filter->weights + living * n;
  double                square = 0.0;

  for (gsize i = 0; i < n; i++)
    square += (double) from[i] * from[i];
  for (gsize i = 0; i < n; i++)
    weights[i]
        = (float) (NOISE * sqrt (square / (double) n) * nst_random_normal (random)) - from[i];
  filter->bias[channel] = -filter->bias[living];
}

/* What `filter` reads of the channel is 0 from now on. */
static void
ignore (const NstFilter *filter, int channel)
{
  const NstConvolution *c = &filter->convolution;
  gsize                 area = (gsize) c->kernel * c->kernel;

  for (int o = 0; o < c->out; o++)
    memset (filter->weights + ((gsize) o * c->in + channel) * area, 0, sizeof (float) * area);
}

/* The same for all that read the channel of the `index`th layer: the next convolution, and the lift
 * of a tap that listens. */
static void
ignore_everywhere (const NstNetwork *network, int index, int channel)
{
  const NstArchitecture *a = network->architecture;
  int                    next = index + 1;

  while (next < a->n_layers && a->layers[next].kind != NST_LAYER_CONVOLUTION)
    next++;
  if (next < a->n_layers)
    ignore (&network->filters[next], channel);
  for (int tap = 0; tap < a->n_taps; tap++)
    if (network->tap_layers[tap] == index && nst_network_has_lift (network, tap))
      ignore (&network->lifts[tap], channel);
}

/* ---- One layer --------------------------------------------------------------------- */

/* How many channels had a gradient. */
static int
count_steps (int channels, const float *gradient, float *counts)
{
  int living = 0;

  for (int i = 0; i < channels; i++)
    if (gradient[i] != 0.0f)
      living++;
  for (int i = 0; i < channels && living > 0; i++)
    counts[i] = gradient[i] != 0.0f ? 0.0f : counts[i] + 1.0f;
  return living;
}

/* The `index`th of those whose count is 0. */
static int
find_living (const float *counts, int index)
{
  int channel = 0;

  for (;; channel++)
    if (counts[channel] == 0.0f && index-- == 0)
      return channel;
}

static void
revive_layer (NstRevival *revival, int index, const float *gradient, GRand *random)
{
  const NstNetwork *network = revival->network;
  const NstFilter  *filter = &network->filters[index];
  gsize             biases = (gsize) (filter->bias - network->parameters);
  float            *counts = revival->counts + biases;
  int               channels = filter->convolution.out;
  int               living = count_steps (channels, gradient + biases, counts);

  for (int channel = 0; channel < channels && living > 0; channel++)
    {
      if (counts[channel] < NST_REVIVAL_STEPS)
        continue;
      oppose (filter, channel, find_living (counts, g_rand_int_range (random, 0, living)), random);
      ignore_everywhere (network, index, channel);
      counts[channel] = 1.0f; /* not 0: it is not known to live */
    }
}

void
nst_revival_step (NstRevival *revival, int step, const float *gradient)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) step);

  for (int i = 0; i < revival->network->architecture->n_layers; i++)
    if (revival->network->filters[i].convolution.relu)
      revive_layer (revival, i, gradient, random);
}
