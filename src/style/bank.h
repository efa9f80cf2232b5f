/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bank.h - a bank: feature vectors of a style at one level, with which strokes are compared. */

#ifndef NST_BANK_H
#define NST_BANK_H

#include <glib.h>

G_BEGIN_DECLS

/* Largest number of vectors in a bank, and the levels (0: relu1_1) that have one. */
#define NST_BANK_VECTORS     4096
#define NST_BANK_FIRST_LEVEL 1
#define NST_BANK_LAST_LEVEL  3

typedef struct
{
  int    channels;
  int    n;       /* 0: there is none */
  float *vectors; /* (n, channels) */
} NstBank;

void nst_bank_clear (NstBank *bank);

/* Resizes the bank to `n` vectors; existing ones keep their values.  Fails with NST_ERROR_MEMORY,
 * and then the bank is unchanged. */
gboolean nst_bank_resize (NstBank *bank, int channels, int n, GError **error);

/* Adds the `n` vectors at the positions `which` of some features (channels, positions), `stride`
 * values from one channel to the next, to the bank, which has the same channels or is empty.  Fails
 * as nst_bank_resize. */
gboolean nst_bank_add (NstBank *bank, int channels, const float *features, gsize stride,
                       const gsize *which, int n, GError **error);

/* Sets `thinned` to at most `most` vectors of `bank`, evenly selected.  Fails with
 * NST_ERROR_MEMORY. */
gboolean nst_bank_thin (const NstBank *bank, int most, NstBank *thinned, GError **error);

/* The bank of a mixture: from each bank, a number of evenly selected vectors in proportion to its
 * weight, if positive.  Empty if a bank with a positive weight is empty.  Fails with
 * NST_ERROR_MEMORY. */
gboolean nst_bank_mix (int n_banks, const NstBank *const *banks, const double *weights,
                       NstBank *mixed, GError **error);

G_END_DECLS

#endif
