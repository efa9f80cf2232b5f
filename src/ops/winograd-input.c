/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd-input.c - the inputs of Winograd tiles: found, gathered, transformed. */

#include <string.h>

#include "ops/winograd-private.h"

/* ---- Groups of tiles --------------------------------------------------------------- */

void
nst_winograd_find_runs (const NstWinogradWork *w, int first, NstGroup *group)
{
  group->first = first;
  group->n = MIN (GROUP, w->end_tile - first);
  group->n_runs = 0;
  for (int at = 0; at < group->n;)
    {
      NstRun *run = &group->runs[group->n_runs++];
      int     column = (first + at) % w->tile_columns;

      run->at = at;
      run->n = MIN (group->n - at, w->tile_columns - column);
      run->y = (first + at) / w->tile_columns * TILE;
      run->x = column * TILE;
      at += run->n;
    }
}

/* The rows after the first one beyond the border do not count: some row stands for them that is
 * read anyway. */
static void
find_sources (const NstWinograd *c, NstGroup *group)
{
  for (int r = 0; r < group->n_runs; r++)
    {
      NstRun *run = &group->runs[r];

      for (int u = 0; u < WINDOW; u++)
        run->sources[u]
            = nst_padding_source (c->padding, MIN (run->y + u - 1, c->height), c->height);
      run->before = nst_padding_source (c->padding, run->x - 1, c->width);
      run->after = nst_padding_source (c->padding, run->x + run->n * TILE, c->width);
    }
}

/* ---- From the input ---------------------------------------------------------------- */

static float
spread_pixel (const NstWinograd *c, const float *pooled, const guint16 *plane, int y, int x)
{
  if (x < 0 || x >= c->width / 2 * 2 || !nst_gate_is_open (plane, c->width, y, x))
    return 0.0f;
  return pooled[x / 2];
}

/* Pixels 4 first - 1 .. 4 (first + tiles) of row `y` of what a pooled gradient is spread to. */
static void
spread_line (const NstWinogradWork *w, int channel, int y, int first, int tiles, float *to)
{
  const NstWinograd *c = &w->c;
  int                rows = c->height / 2, columns = c->width / 2;
  const float       *pooled;
  const guint16     *plane = c->spread + channel * nst_gates_plane (c->height, c->width);
  const guint16     *gates = plane + (gsize) (y / TILE) * w->tile_columns + first;

  if (y < 0 || y / 2 >= rows)
    {
      memset (to, 0, sizeof (float) * (tiles * TILE + 2));
      return;
    }
  pooled = c->input + nst_planes_at (&c->input_planes, channel, y / 2, columns);
  to[0] = spread_pixel (c, pooled, plane, y, first * TILE - 1);
  if (tiles == GROUP && (first + GROUP) * 2 <= columns)
    w->kernels->spread (pooled + first * 2, gates, y % TILE, GROUP, to + 1);
  else
    {
      float   values[2 * GROUP] = { 0 }, line[LINE];
      guint16 words[GROUP] = { 0 };

      memcpy (values, pooled + first * 2, sizeof (float) * MIN (tiles * 2, columns - first * 2));
      memcpy (words, gates, sizeof *words * tiles);
      w->kernels->spread (values, words, y % TILE, GROUP, line);
      memcpy (to + 1, line, sizeof (float) * tiles * TILE);
    }
  to[tiles * TILE + 1] = spread_pixel (c, pooled, plane, y, (first + tiles) * TILE);
}

static void
see_line (const NstWinogradWork *w, int channel, const NstRun *run, int u, float *to)
{
  const NstWinograd *c = &w->c;
  int                source = run->sources[u], n = run->n * TILE + 2;

  if (c->spread != NULL)
    spread_line (w, channel, source, run->x / TILE, run->n, to);
  else if (source < 0)
    memset (to, 0, sizeof (float) * n);
  else
    nst_padding_copy (c->padding,
                      c->input + nst_planes_at (&c->input_planes, channel, source, c->width),
                      c->width, run->x - 1, n, to);
}

#define AHEAD 2  /* channels: how long before it is used a line is asked for */
#define FRONT 16 /* floats before a copied line's pixels, which then begin with a cache line */

/* Lines that lie in the input are read there; only what is beside them may lie elsewhere. */
static void
transform_row (const NstWinogradWork *w, const NstRun *run, int channel, float *to, gsize stride)
{
  static const float zeros[LINE];
  const NstWinograd *c = &w->c;
  gboolean           whole = c->spread == NULL && run->x + LINE <= c->width;
  float              copies[WINDOW][FRONT + LINE + 16] __attribute__ ((aligned (64)));
  float              before[WINDOW], after[WINDOW];
  const float       *lines[WINDOW];

  for (int u = 0; u < WINDOW; u++)
    if (!whole)
      {
        lines[u] = copies[u] + FRONT;
        see_line (w, channel, run, u, copies[u] + FRONT - 1);
        before[u] = copies[u][FRONT - 1];
        after[u] = copies[u][FRONT + LINE];
      }
    else if (run->sources[u] < 0)
      {
        lines[u] = zeros;
        before[u] = after[u] = 0.0f;
      }
    else
      {
        const float *row
            = c->input + nst_planes_at (&c->input_planes, channel, run->sources[u], c->width);

        lines[u] = row + run->x;
        before[u] = run->before < 0 ? 0.0f : row[run->before];
        after[u] = run->after < 0 ? 0.0f : row[run->after];
        if (channel + AHEAD < c->in)
          for (int x = 0; x <= LINE; x += 16)
            __builtin_prefetch (lines[u] + AHEAD * c->input_planes.stride + x);
      }
  w->kernels->row (lines, before, after, to, stride);
}

/* Whether a run of a pooled gradient can do without the lines that it spreads to. */
static gboolean
spreads_whole (const NstWinograd *c, const NstRun *run)
{
  return c->spread != NULL && c->padding == NST_PADDING_ZERO && run->n == GROUP
         && run->x + LINE <= c->width / 2 * 2;
}

/* What the tiles of a run see of one channel of a pooled gradient. */
typedef struct
{
  const float   *values[4]; /* rows of them; NULL: beyond the border */
  const guint16 *gates[3];
} Pooled;

static void
see_pooled (const NstWinogradWork *w, const NstRun *run, int channel, Pooled *seen)
{
  const NstWinograd *c = &w->c;
  int                height = c->height / 2, width = c->width / 2;
  int                tile_rows = (c->height + TILE - 1) / TILE;
  const guint16     *gates
      = c->spread + channel * nst_gates_plane (c->height, c->width) + run->x / TILE;

  for (int r = 0; r < 4; r++)
    {
      int row = run->y / 2 - 1 + r;

      seen->values[r]
          = row >= 0 && row < height
                ? c->input + nst_planes_at (&c->input_planes, channel, row, width) + run->x / 2
                : NULL;
    }
  for (int g = 0; g < 3; g++)
    {
      int row = run->y / TILE - 1 + g;

      seen->gates[g] = row >= 0 && row < tile_rows ? gates + (gsize) row * w->tile_columns : NULL;
    }
}

static void
ask_for_pooled (const Pooled *seen)
{
  for (int r = 0; r < 4; r++)
    for (int x = 0; x < LINE / 2 && seen->values[r] != NULL; x += 16)
      __builtin_prefetch (seen->values[r] + x);
  for (int g = 0; g < 3; g++)
    if (seen->gates[g] != NULL)
      __builtin_prefetch (seen->gates[g]);
}

static void
transform_spread (const NstWinogradWork *w, const NstRun *run, int channel, float *to, gsize stride)
{
  static const float   no_values[LINE / 2];
  static const guint16 no_gates[GROUP];
  float                before[WINDOW] = { 0 }, after[WINDOW] = { 0 };
  Pooled               seen;

  if (channel + AHEAD < w->c.in)
    {
      see_pooled (w, run, channel + AHEAD, &seen);
      ask_for_pooled (&seen);
    }
  see_pooled (w, run, channel, &seen);
  for (int u = 0; u < WINDOW; u++)
    if (seen.values[SEEN_VALUE (u)] != NULL)
      {
        if (run->x > 0)
          before[u] = nst_winograd_spread_to (seen.values, seen.gates, u, -1);
        if (run->x + LINE < w->c.width / 2 * 2)
          after[u] = nst_winograd_spread_to (seen.values, seen.gates, u, LINE);
      }
  for (int r = 0; r < 4; r++)
    seen.values[r] = seen.values[r] != NULL ? seen.values[r] : no_values;
  for (int g = 0; g < 3; g++)
    seen.gates[g] = seen.gates[g] != NULL ? seen.gates[g] : no_gates;
  w->kernels->spread_row (seen.values, seen.gates, before, after, to, stride);
}

static void
transform_scattered (const NstWinogradWork *w, const NstGroup *group, int channel, float *to,
                     gsize stride)
{
  float        copies[WINDOW][2 * LINE] = { 0 };
  const float *lines[WINDOW];

  for (int u = 0; u < WINDOW; u++)
    {
      lines[u] = copies[u];
      for (int r = 0; r < group->n_runs; r++)
        {
          const NstRun *run = &group->runs[r];
          float        *copy = copies[u] + run->at * TILE;
          float         line[SEEN];

          see_line (w, channel, run, u, line);
          memcpy (copy, line, sizeof (float) * run->n * TILE);
          memcpy (copy + LINE, line + TILE, sizeof (float) * (run->n * TILE - 2));
        }
    }
  w->kernels->scattered (lines, to, stride);
}

void
nst_winograd_transform_block (const NstWinogradWork *w, int block, int first_channel,
                              int end_channel, float *inputs)
{
  for (int at = 0; at < nst_winograd_block_tiles (w, block); at += GROUP)
    {
      NstGroup group;

      nst_winograd_find_runs (w, nst_winograd_block_first (w, block) + at, &group);
      find_sources (&w->c, &group);
      for (int i = first_channel; i < end_channel; i++)
        {
          float *to = inputs + (gsize) i * BLOCK + at;

          if (spreads_whole (&w->c, &group.runs[0]))
            transform_spread (w, &group.runs[0], i, to, nst_winograd_input_stride (w));
          else if (group.runs[0].n == GROUP)
            transform_row (w, &group.runs[0], i, to, nst_winograd_input_stride (w));
          else
            transform_scattered (w, &group, i, to, nst_winograd_input_stride (w));
        }
    }
}
