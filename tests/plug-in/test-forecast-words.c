/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-forecast-words.c - the text of the forecast in the dialog, and how it finds the available
 * memory. */

#include "paint/forecast-words.h"

#include <glib/gstdio.h>

static void
expect (double seconds, guint64 bytes, guint64 available, gboolean warns, const char *words)
{
  Forecast         forecast = { seconds, bytes };
  gboolean         warned;
  g_autofree char *described = forecast_describe (&forecast, available, &warned);

  g_assert_cmpstr (described, ==, words);
  g_assert_cmpint (warned, ==, warns);
}

static void
test_words (void)
{
  expect (0.2, 3000000, 0, FALSE, "The result takes about 0:01 and 10 MB");
  expect (11.4, 641000000, G_GUINT64_CONSTANT (8000000000), FALSE,
          "The result takes about 0:12 and 640 MB");
  expect (12.0, 949000000, 950000000, FALSE, "The result takes about 0:12 and 950 MB");
  expect (83.0, 1440000000, 0, FALSE, "The result takes about 1:23 and 1.4 GB");
  expect (3661.0, 1440000000, 0, FALSE, "The result takes about 1:01:01 and 1.4 GB");
  expect (0.0, 640000000, 0, FALSE, "The result takes about 640 MB");
  expect (0.0, 0, 1, FALSE, "");
}

static void
expect_painting (int width, double enlarged, guint n_layers, gboolean selected, gboolean gray,
                 const char *words)
{
  Forecast         forecast = { 1.0, 1, width, width / 2, enlarged };
  PaintingFacts    facts = { "layer", n_layers, FALSE, selected, gray };
  g_autofree char *described = forecast_describe_painting (&forecast, &facts);

  g_assert_cmpstr (described, ==, words);
}

static void
test_painting (void)
{
  expect_painting (1024, 5.86, 1, FALSE, FALSE, "Painted at 1024 × 512, enlarged 5.9 times.");
  expect_painting (1024, 1.01, 1, FALSE, FALSE, "Painted at 1024 × 512, enlarged 1.1 times.");
  expect_painting (800, 1.0, 1, TRUE, FALSE,
                   "Only the selection is painted. Painted at its own size, 800 × 400.");
  expect_painting (800, 1.0, 3, FALSE, FALSE,
                   "3 layers are painted; this is the first. Painted at its own size, 800 × 400.");
  expect_painting (
      0, 0.0, 1, FALSE, TRUE,
      "The image is grayscale, and so is the painting: for color, choose Image > Mode > "
      "RGB first.");
}

static void
expect_first (const char *output, gboolean again, const char *words)
{
  Forecast         forecast = { 1.0, 1, 800, 400, 1.0 };
  PaintingFacts    facts = { output, 1, again, TRUE, FALSE };
  g_autofree char *described = forecast_describe_painting (&forecast, &facts);
  g_autofree char *wanted = g_strconcat (
      words, "Only the selection is painted. Painted at its own size, 800 × 400.", NULL);

  g_assert_cmpstr (described, ==, wanted);
}

/* What is not the usual comes first. */
static void
test_unusual (void)
{
  const char *again = "The photograph of this painting is painted again. ";

  expect_first ("layer", FALSE, "");
  expect_first ("image", FALSE, "The painting becomes a new image. ");
  expect_first ("replace", FALSE, "The painting replaces the layer. ");
  expect_first ("elsewhere", FALSE, "");
  expect_first ("layer", TRUE, again);
}

/* The size that was asked for is larger than the style has strokes for. */
static void
test_by_style (void)
{
  Forecast         forecast = { 1.0, 1, 1024, 512, 3.75, TRUE };
  g_autofree char *described
      = forecast_describe_painting (&forecast, &(PaintingFacts) { "layer", 1 });

  g_assert_cmpstr (described, ==,
                   "Painted at 1024 × 512, the most that this style has strokes for, enlarged 3.8 "
                   "times.");
}

static void
test_warning (void)
{
  expect (
      12.0, G_GUINT64_CONSTANT (6000000000), G_GUINT64_CONSTANT (3000000000), TRUE,
      "This needs about 6.0 GB of memory, but only 3.0 GB is free: choose a smaller working size.");
  expect (
      12.0, 640000000, 639000000, TRUE,
      "This needs about 640 MB of memory, but only 640 MB is free: choose a smaller working size.");
}

/* As Linux writes it; a file without the line, or none at all, says nothing. */
static void
test_available (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "style-transfer-XXXXXX", NULL);
  int              file = g_mkstemp (path);

  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  g_assert_cmpuint (forecast_read_available (path), ==, 0);
  g_file_set_contents (path,
                       "MemTotal:       16000000 kB\nMemFree:          900000 kB\n"
                       "MemAvailable:    3000000 kB\n",
                       -1, NULL);
  g_assert_cmpuint (forecast_read_available (path), ==, G_GUINT64_CONSTANT (3072000000));
  g_remove (path);
  g_assert_cmpuint (forecast_read_available (path), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/words", test_words);
  g_test_add_func ("/forecast/painting", test_painting);
  g_test_add_func ("/forecast/unusual", test_unusual);
  g_test_add_func ("/forecast/by-style", test_by_style);
  g_test_add_func ("/forecast/warning", test_warning);
  g_test_add_func ("/forecast/available", test_available);
  return g_test_run ();
}
