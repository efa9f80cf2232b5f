/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tiles.h - divides a large picture into overlapping tiles of one size. */

#ifndef NST_TILES_H
#define NST_TILES_H

#include <glib.h>

G_BEGIN_DECLS

/* One side of the picture, cut: the part `i` sees pixels origins[i] .. origins[i] + seen, or to the
 * picture's end where that comes before, and makes those from bounds[i] to bounds[i + 1]. */
typedef struct
{
  int  n;
  int  seen;
  int *origins; /* (n) */
  int *bounds;  /* (n + 1): from 0 to the side's length */
} NstCut;

/* Cuts `length` pixels into parts of at most `longest`, each of which sees at least `halo` pixels
 * beyond what it makes, save where the picture ends.  `longest` and `halo`
 * are multiples of `multiple`, and so is all that comes out, but for the picture's end where
 * `length` is none; `longest` is more than two halos, and a halo more than 0. */
NstCut *nst_cut_new (int length, int longest, int halo, int multiple);
void    nst_cut_free (NstCut *cut);

/* The number of pixels of the tile. */
int nst_cut_get_seen (const NstCut *cut, int part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstCut, nst_cut_free)

G_END_DECLS

#endif
