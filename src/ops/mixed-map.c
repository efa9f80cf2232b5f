/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mixed-map.c - maps features by a weighted sum of affine maps, with weights for each position. */

#include "ops/mixed-map.h"

#include <cblas.h>
#include <string.h>

#include "ops/vector.h"

#define CHUNK 1024 /* positions at a time: they stay in cache */

typedef struct
{
  NstPool              *pool;
  int                   channels;
  gsize                 positions;
  int                   n_maps;
  const NstWeightedMap *maps;
  const float          *features;
  gsize                 features_stride;
  float                *to;
  gsize                 to_stride;
} Mixing;

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
        gsize at = first + i;

        m->to[c * m->to_stride + at] = rest[i] * m->features[c * m->features_stride + at];
      }
}

static void
add_map (const Mixing *m, const NstWeightedMap *map, gsize first, int n, float *mapped)
{
  const float *weights = map->weights + first;

  if (map->matrix == NULL || !nst_vector_any (n, weights))
    return;
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, m->channels, n, m->channels, 1.0f,
               map->matrix, m->channels, m->features + first, (int) m->features_stride, 0.0f,
               mapped, n);
  for (int c = 0; c < m->channels; c++)
    {
      const float *from = mapped + (gsize) c * n;
      float       *to = m->to + c * m->to_stride + first;
      float        offset = map->offset[c];

      for (int i = 0; i < n; i++)
        to[i] += weights[i] * (from[i] + offset);
    }
}

/* One map for all, or none. */
static void
map_plainly (const Mixing *m, const NstWeightedMap *map, gsize first, int n)
{
  for (int c = 0; c < m->channels; c++)
    {
      float *to = m->to + c * m->to_stride + first;

      if (map->matrix == NULL)
        memcpy (to, m->features + c * m->features_stride + first, sizeof (float) * n);
      else
        for (int i = 0; i < n; i++)
          to[i] = map->offset[c];
    }
  if (map->matrix != NULL)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, m->channels, n, m->channels, 1.0f,
                 map->matrix, m->channels, m->features + first, (int) m->features_stride, 1.0f,
                 m->to + first, (int) m->to_stride);
}

static void
map_chunk (gpointer data, int item, int worker)
{
  const Mixing *m = data;
  gsize         first = (gsize) item * CHUNK;
  int           n = (int) MIN (CHUNK, m->positions - first);
  float        *scratch;

  if (m->n_maps == 1 && m->maps[0].weights == NULL)
    {
      map_plainly (m, &m->maps[0], first, n);
      return;
    }
  scratch = nst_pool_scratch (m->pool, worker, (gsize) (m->channels + 1) * CHUNK);
  if (scratch == NULL)
    return;
  keep_rest (m, first, n, scratch);
  for (int k = 0; k < m->n_maps; k++)
    add_map (m, &m->maps[k], first, n, scratch);
}

void
nst_mixed_map (NstPool *pool, int channels, gsize positions, int n_maps, const NstWeightedMap *maps,
               const float *features, gsize features_stride, float *to, gsize to_stride)
{
  Mixing m = { pool, channels, positions, n_maps, maps, features, features_stride, to, to_stride };

  nst_pool_run (pool, (int) ((positions + CHUNK - 1) / CHUNK), map_chunk, &m);
}
