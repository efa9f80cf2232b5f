/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz-style.c - style files: what a weight file must hold to be a style. */

#include "fuzz.h"
#include "network/safetensors.h"
#include "style/style.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstWeightFile) file = NULL;
  g_autoptr (NstStyle) style = NULL;
  int width, height;

  if (!nst_safetensors_recognize (data, length))
    return 0;
  file = nst_weight_file_open_bytes (data, length, "fuzz", NULL);
  style = file != NULL ? nst_style_read (file, NULL, &error) : NULL;
  g_assert_true (file == NULL || (style == NULL) == (error != NULL));
  fuzz_check_error (error);
  if (style == NULL)
    return 0;
  nst_style_get_size (style, &width, &height);
  g_assert_true (width >= 1 && width <= NST_MAX_SIDE && height >= 1 && height <= NST_MAX_SIDE);
  g_assert_true (g_utf8_validate (nst_style_get_name (style), -1, NULL));
  return 0;
}
