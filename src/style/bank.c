/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bank.c - a style's bank of feature vectors. */

#include "style/bank.h"

#include <math.h>
#include <string.h>

void
nst_bank_clear (NstBank *bank)
{
  g_free (bank->vectors);
  *bank = (NstBank) { 0 };
}

void
nst_bank_resize (NstBank *bank, int channels, int n)
{
  bank->vectors = g_renew (float, bank->vectors, (gsize) n *channels);
  bank->channels = channels;
  bank->n = n;
}

void
nst_bank_add (NstBank *bank, int channels, const float *features, gsize stride, const gsize *which,
              int n)
{
  int before = bank->n;

  nst_bank_resize (bank, channels, before + n);
  for (int i = 0; i < n; i++)
    for (int c = 0; c < channels; c++)
      bank->vectors[(gsize) (before + i) * channels + c] = features[c * stride + which[i]];
}

/* Adds `n` vectors of `from`, evenly spread over it. */
static void
add_evenly (const NstBank *from, int n, NstBank *to)
{
  int before = to->n;

  nst_bank_resize (to, from->channels, before + n);
  for (int i = 0; i < n; i++)
    memcpy (to->vectors + (gsize) (before + i) * to->channels,
            from->vectors + (gsize) ((gint64) i * from->n / n) * from->channels,
            sizeof (float) * from->channels);
}

void
nst_bank_thin (const NstBank *bank, int most, NstBank *thinned)
{
  nst_bank_clear (thinned);
  add_evenly (bank, MIN (most, bank->n), thinned);
}

void
nst_bank_mix (int n_banks, const NstBank *const *banks, const double *weights, NstBank *mixed)
{
  double total = 0.0;
  int    largest = 0;

  nst_bank_clear (mixed);
  for (int k = 0; k < n_banks; k++)
    if (weights[k] > 0.0)
      {
        if (banks[k]->n == 0)
          return;
        total += weights[k];
        largest = MAX (largest, banks[k]->n);
      }
  for (int k = 0; k < n_banks; k++)
    if (weights[k] > 0.0)
      add_evenly (banks[k], CLAMP ((int) lround (largest * weights[k] / total), 1, banks[k]->n),
                  mixed);
}
