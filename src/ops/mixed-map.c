/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mixed-map.c - maps features by a weighted sum of affine maps, with weights for each position. */

#include "ops/mixed-map.h"

#include <cblas.h>

#define CHUNK 1024 /* positions at a time: they stay in cache */

typedef struct
{
  NstPool              *pool;
  int                   channels;
  gsize                 positions;
  int                   n_maps;
  const NstWeightedMap *maps;
  const float          *features;
  float                *to;
} Mixing;

static gboolean
any_weight (const float *weights, int n)
{
  for (int i = 0; i < n; i++)
    if (weights[i] != 0.0f)
      return TRUE;
  return FALSE;
}

/* What maps leave of the features: all, less what is mapped. */
static void
keep_rest (const Mixing *m, gsize first, int n, float *rest)
{
  for (int i = 0; i < n; i++)
    rest[i] = 1.0f;
  for (int k = 0; k < m->n_maps; k++)
    for (int i = 0; i < n && m->maps[k].matrix != NULL; i++)
      rest[i] -= m->maps[k].weights[first + i];
  for (int c = 0; c < m->channels; c++)
    for (int i = 0; i < n; i++)
      {
        gsize at = c * m->positions + first + i;

        m->to[at] = rest[i] * m->features[at];
      }
}

static void
add_map (const Mixing *m, const NstWeightedMap *map, gsize first, int n, float *mapped)
{
  const float *weights = map->weights + first;

  if (map->matrix == NULL || !any_weight (weights, n))
    return;
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, m->channels, n, m->channels, 1.0f,
               map->matrix, m->channels, m->features + first, (int) m->positions, 0.0f, mapped, n);
  for (int c = 0; c < m->channels; c++)
    {
      const float *from = mapped + (gsize) c * n;
      float       *to = m->to + c * m->positions + first;
      float        offset = map->offset[c];

      for (int i = 0; i < n; i++)
        to[i] += weights[i] * (from[i] + offset);
    }
}

static void
map_chunk (gpointer data, int item, int worker)
{
  const Mixing *m = data;
  gsize         first = (gsize) item * CHUNK;
  int           n = (int) MIN (CHUNK, m->positions - first);
  float        *scratch = nst_pool_scratch (m->pool, worker, (gsize) (m->channels + 1) * CHUNK);

  if (scratch == NULL)
    return;
  keep_rest (m, first, n, scratch);
  for (int k = 0; k < m->n_maps; k++)
    add_map (m, &m->maps[k], first, n, scratch);
}

void
nst_mixed_map (NstPool *pool, int channels, gsize positions, int n_maps, const NstWeightedMap *maps,
               const float *features, float *to)
{
  Mixing m = { pool, channels, positions, n_maps, maps, features, to };

  nst_pool_run (pool, (int) ((positions + CHUNK - 1) / CHUNK), map_chunk, &m);
}
