/* SPDX-License-Identifier: GPL-3.0-or-later */

/* gates.c - gates: which pixels pass the gradient on, one bit each. */

#include "ops/gates.h"

#include <string.h>

typedef struct
{
  int            height, width;
  const float   *values; /* forward: rectified; backward: the pooled gradient */
  float         *result;
  guint16       *noted;
  const guint16 *gates;
} Gates;

gsize
nst_gates_plane (int height, int width)
{
  return (gsize) ((height + NST_GATE_TILE - 1) / NST_GATE_TILE)
         * ((width + NST_GATE_TILE - 1) / NST_GATE_TILE);
}

gsize
nst_gates_words (int channels, int height, int width)
{
  return channels * nst_gates_plane (height, width);
}

static void
open_gate (guint16 *plane, int width, int y, int x)
{
  int tiles = (width + NST_GATE_TILE - 1) / NST_GATE_TILE;

  plane[(gsize) (y / NST_GATE_TILE) * tiles + x / NST_GATE_TILE]
      |= (guint16) (1u << (y % NST_GATE_TILE * NST_GATE_TILE + x % NST_GATE_TILE));
}

/* ---- Forward ----------------------------------------------------------------------- */

static void
note_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Gates *g = data;
  const float *values = g->values + (gsize) channel * g->height * g->width;
  gsize        words = nst_gates_plane (g->height, g->width);
  guint16     *plane = g->noted + channel * words;

  memset (plane, 0, sizeof *plane * words);
  for (int y = 0; y < g->height; y++)
    for (int x = 0; x < g->width; x++)
      if (values[(gsize) y * g->width + x] > 0.0f)
        open_gate (plane, g->width, y, x);
}

void
nst_gates_note (NstPool *pool, int channels, int height, int width, const float *output,
                guint16 *gates)
{
  Gates g = { .height = height, .width = width, .values = output, .noted = gates };

  nst_pool_run (pool, channels, note_channel, &g);
}

static void
pool_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Gates *g = data;
  int          rows = g->height / 2, columns = g->width / 2;
  const float *values = g->values + (gsize) channel * g->height * g->width;
  float       *pooled = g->result + (gsize) channel * rows * columns;
  gsize        words = nst_gates_plane (g->height, g->width);
  guint16     *plane = g->noted != NULL ? g->noted + channel * words : NULL;

  if (plane != NULL)
    memset (plane, 0, sizeof *plane * words);
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++)
      {
        const float *square = values + (gsize) 2 * y * g->width + 2 * x;
        float        four[] = { square[0], square[1], square[g->width], square[g->width + 1] };
        int          best = 0;

        for (int i = 1; i < 4; i++)
          best = four[i] > four[best] ? i : best;
        pooled[(gsize) y * columns + x] = four[best];
        if (plane != NULL && four[best] > 0.0f)
          open_gate (plane, g->width, 2 * y + best / 2, 2 * x + best % 2);
      }
}

void
nst_gates_pool (NstPool *pool, int channels, int height, int width, const float *values,
                float *pooled, guint16 *gates)
{
  Gates g
      = { .height = height, .width = width, .values = values, .result = pooled, .noted = gates };

  nst_pool_run (pool, channels, pool_channel, &g);
}

/* ---- Backward ---------------------------------------------------------------------- */

static void
shut_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Gates   *g = data;
  float         *gradient = g->result + (gsize) channel * g->height * g->width;
  const guint16 *plane = g->gates + channel * nst_gates_plane (g->height, g->width);

  for (int y = 0; y < g->height; y++)
    for (int x = 0; x < g->width; x++)
      if (!nst_gate_is_open (plane, g->width, y, x))
        gradient[(gsize) y * g->width + x] = 0.0f;
}

void
nst_gates_shut (NstPool *pool, int channels, int height, int width, const guint16 *gates,
                float *gradient)
{
  Gates g = { .height = height, .width = width, .gates = gates, .result = gradient };

  nst_pool_run (pool, channels, shut_channel, &g);
}

static void
spread_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Gates   *g = data;
  int            rows = g->height / 2, columns = g->width / 2;
  const float   *pooled = g->values + (gsize) channel * rows * columns;
  float         *gradient = g->result + (gsize) channel * g->height * g->width;
  const guint16 *plane = g->gates + channel * nst_gates_plane (g->height, g->width);

  memset (gradient, 0, sizeof (float) * g->height * g->width);
  for (int y = 0; y < 2 * rows; y++)
    for (int x = 0; x < 2 * columns; x++)
      if (nst_gate_is_open (plane, g->width, y, x))
        gradient[(gsize) y * g->width + x] = pooled[(gsize) (y / 2) * columns + x / 2];
}

void
nst_gates_spread (NstPool *pool, int channels, int height, int width, const guint16 *gates,
                  const float *pooled, float *gradient)
{
  Gates g
      = { .height = height, .width = width, .values = pooled, .gates = gates, .result = gradient };

  nst_pool_run (pool, channels, spread_channel, &g);
}
