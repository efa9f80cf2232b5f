/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz.c - what the fuzz targets have in common. */

#include "fuzz.h"

/* Tensors of a checkpoint may share their storage, so that a small file can ask for much: each is
 * justified by the file's length, and a network reads a known number of them. */
#define MAX_READ 64

volatile guint fuzz_seen;

void
fuzz_check_error (const GError *error)
{
  if (error == NULL)
    return;
  g_assert_true (error->domain == NST_ERROR);
  g_assert_cmpint (error->code, ==, NST_ERROR_FILE);
  g_assert_cmpuint (error->message[0], !=, '\0');
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

void
fuzz_read_tensors (const NstWeightFile *file)
{
  for (guint i = 0; i < MIN (nst_weight_file_get_n (file), MAX_READ); i++)
    {
      const NstTensorInfo *info = nst_weight_file_get (file, i);
      g_autofree float    *values = NULL;
      g_autoptr (GError) error = NULL;
      gsize n = 1;

      g_assert_true (nst_weight_file_lookup (file, info->name) == info);
      for (guint d = 0; d < info->n_dimensions; d++)
        n *= (gsize) info->shape[d];
      g_assert_cmpuint (n, <=, nst_weight_file_get_bytes (file));
      values = g_new (float, n);
      if (!nst_weight_file_read (file, info->name, info->n_dimensions, info->shape, values, &error))
        g_assert_nonnull (error);
      fuzz_check_error (error);
    }
}
