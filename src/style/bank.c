/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bank.c - a style's bank of feature vectors. */

#include "style/bank.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

void
nst_bank_clear (NstBank *bank)
{
  g_free (bank->vectors);
  *bank = (NstBank) { 0 };
}

gboolean
nst_bank_resize (NstBank *bank, int channels, int n, GError **error)
{
  gsize  size = (gsize) n * channels;
  float *vectors = nst_memory_try (size, sizeof (float));

  if (vectors == NULL)
    return nst_memory_refuse (sizeof (float) * size, error);
  if (bank->n > 0)
    memcpy (vectors, bank->vectors, sizeof (float) * MIN (n, bank->n) * channels);
  g_free (bank->vectors);
  *bank = (NstBank) { channels, n, vectors };
  return TRUE;
}

gboolean
nst_bank_add (NstBank *bank, int channels, const float *features, gsize stride, const gsize *which,
              int n, GError **error)
{
  int before = bank->n;

  if (!nst_bank_resize (bank, channels, before + n, error))
    return FALSE;
  for (int i = 0; i < n; i++)
    for (int c = 0; c < channels; c++)
      bank->vectors[(gsize) (before + i) * channels + c] = features[c * stride + which[i]];
  return TRUE;
}

/* Adds `n` vectors of `from`, evenly spread over it. */
static gboolean
add_evenly (const NstBank *from, int n, NstBank *to, GError **error)
{
  int before = to->n;

  if (!nst_bank_resize (to, from->channels, before + n, error))
    return FALSE;
  for (int i = 0; i < n; i++)
    memcpy (to->vectors + (gsize) (before + i) * to->channels,
            from->vectors + (gsize) ((gint64) i * from->n / n) * from->channels,
            sizeof (float) * from->channels);
  return TRUE;
}

gboolean
nst_bank_thin (const NstBank *bank, int most, NstBank *thinned, GError **error)
{
  nst_bank_clear (thinned);
  return bank->n == 0 || add_evenly (bank, MIN (most, bank->n), thinned, error);
}

gboolean
nst_bank_mix (int n_banks, const NstBank *const *banks, const double *weights, NstBank *mixed,
              GError **error)
{
  double total = 0.0;
  int    largest = 0;

  nst_bank_clear (mixed);
  for (int k = 0; k < n_banks; k++)
    if (weights[k] > 0.0)
      {
        if (banks[k]->n == 0)
          return TRUE;
        total += weights[k];
        largest = MAX (largest, banks[k]->n);
      }
  for (int k = 0; k < n_banks; k++)
    {
      int n = (int) lround (largest * weights[k] / total);

      if (weights[k] > 0.0 && !add_evenly (banks[k], CLAMP (n, 1, banks[k]->n), mixed, error))
        return FALSE;
    }
  return TRUE;
}
