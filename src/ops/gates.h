/* SPDX-License-Identifier: GPL-3.0-or-later */

/* gates.h - gates: which pixels pass the gradient on.  The backward pass of a rectifier, with or
 * without 2x2 maximum pooling after it, needs only these.
 *
 * One bit per pixel.  The sixteen bits of a tile of 4x4 pixels are a word, row by row, first pixel
 * lowest; the tiles of a plane are stored row by row.  The gate of a rectifier is open where its
 * output is above 0; before pooling, at most one gate of each 2x2 square is open, that of the first
 * largest pixel.  Gates beyond the border are closed.  Tiles are those of winograd.h, which reads
 * and writes gates itself; the functions here are for other code.
 */

#ifndef NST_GATES_H
#define NST_GATES_H

#include "base/pool.h"

G_BEGIN_DECLS

#define NST_GATE_TILE 4

/* Words of a plane, and of some channels. */
gsize nst_gates_plane (int height, int width);
gsize nst_gates_words (int channels, int height, int width);

/* Notes the gates of a rectifier by its output (channels, height, width). */
void nst_gates_note (NstPool *pool, int channels, int height, int width, const float *output,
                     guint16 *gates);

/* pooled (channels, height / 2, width / 2) = the largest of each square of 2x2 of `values`, which
 * are rectified; an odd last row or column is left out.  `gates` (of the values) may be NULL. */
void nst_gates_pool (NstPool *pool, int channels, int height, int width, const float *values,
                     float *pooled, guint16 *gates);

/* Sets what is not let through to 0. */
void nst_gates_shut (NstPool *pool, int channels, int height, int width, const guint16 *gates,
                     float *gradient);

/* gradient (channels, height, width) = the pooled gradient where a gate is open, 0 elsewhere. */
void nst_gates_spread (NstPool *pool, int channels, int height, int width, const guint16 *gates,
                       const float *pooled, float *gradient);

/* Whether pixel (y, x) of a plane that is `width` wide is open. */
static inline gboolean
nst_gate_is_open (const guint16 *plane, int width, int y, int x)
{
  int tiles = (width + NST_GATE_TILE - 1) / NST_GATE_TILE;

  return plane[(gsize) (y / NST_GATE_TILE) * tiles + x / NST_GATE_TILE]
             >> (y % NST_GATE_TILE * NST_GATE_TILE + x % NST_GATE_TILE)
         & 1;
}

G_END_DECLS

#endif
