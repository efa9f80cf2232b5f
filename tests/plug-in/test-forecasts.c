/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-forecasts.c - what the dialog tells of a painting before it is made: of several layers, at the
 * resolutions that it offers, and with a huge style.  With the bundled network and styles. */

#include "paint/painting.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdio.h>
#include <string.h>

#include "../engine/check.h"

static NstCatalogue *catalogue;

/* ---- A painter and its job --------------------------------------------------------- */

typedef struct
{
  Painter     *painter;
  StyleSource *style;
  NstSettings  settings;
} Desk;

/* Takes over `style`. */
static Desk *
desk_new (StyleSource *style, const char *method)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->painter = painter_new (catalogue);
  desk->style = style;
  nst_settings_init (&desk->settings);
  nst_settings_set (&desk->settings, "method", method, NULL);
  return desk;
}

static void
desk_free (Desk *desk)
{
  painter_free (desk->painter);
  style_source_unref (desk->style);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* A layer of 8 bits, without colors: its pixels do not matter. */
static GeglBuffer *
blank (int width, int height)
{
  return gegl_buffer_new (GEGL_RECTANGLE (0, 0, width, height), babl_format ("R'G'B' u8"));
}

static void
take (Desk *desk, int width, int height)
{
  JobStyle style = { style_source_ref (desk->style), 1.0, 1.0, NULL, 0 };
  g_autoptr (Job) job = job_take (layer_snapshot_take (blank (width, height), NULL, "blank"), NULL,
                                  &style, 1, &desk->settings, 2);
  g_autoptr (GError) error = NULL;

  painter_take (desk->painter, job, &error);
  g_assert_no_error (error);
}

/* Of the first of these layers, and of the others beside it. */
static Forecast
forecast_layers (Desk *desk, const LayerSize *layers, guint n)
{
  g_autoptr (GError) error = NULL;
  Forecast result;

  take (desk, layers[0].width, layers[0].height);
  painter_forecast (desk->painter, layers + 1, n - 1, &result, &error);
  g_assert_no_error (error);
  return result;
}

static Forecast
forecast (Desk *desk, int width, int height)
{
  return forecast_layers (desk, &(LayerSize) { width, height }, 1);
}

/* How long a painting takes is known once there was one. */
static void
learn_rate (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  Plan plan;

  take (desk, 256, 192);
  painter_plan (desk->painter, 256, &plan, &error);
  g_assert_no_error (error);
  painter_paint_fast (desk->painter, &plan, NULL, &error);
  g_assert_no_error (error);
}

/* ---- Several layers ---------------------------------------------------------------- */

/* The forecast for several layers is the sum of those for each, and memory is that of the largest: in
 * any order, and also where the style has strokes for fewer pixels than a layer has. */
static void
check_layers (Desk *desk)
{
  static const LayerSize orders[][4] = { { { 900, 700 }, { 2400, 1600 }, { 0, 0 }, { 600, 400 } },
                                         { { 600, 400 }, { 0, 0 }, { 900, 700 }, { 2400, 1600 } },
                                         { { 2400, 1600 }, { 900, 700 }, { 600, 400 }, { 0, 0 } } };
  const LayerSize       *layers = orders[0];
  double                 seconds = 0.0;
  guint64                bytes = 0;

  for (int i = 0; i < 4; i++)
    if (layers[i].width > 0)
      {
        Forecast one = forecast (desk, layers[i].width, layers[i].height);

        seconds += one.seconds;
        bytes = MAX (bytes, one.bytes);
      }
  g_assert_cmpfloat (seconds, >, 0.0);
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      Forecast all = forecast_layers (desk, orders[i], 4);

      check_relative (all.seconds, seconds, 1e-6);
      g_assert_cmpuint (all.bytes, ==, bytes);
      g_assert_cmpint (all.full_width, ==, orders[i][0].width);
    }
}

static void
test_layers (void)
{
  static const struct
  {
    const char *method;
    int         size;
  } cases[] = { { "fast", 0 }, { "fast", 512 }, { "refine", 0 }, { "refine", 512 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Desk) desk
          = desk_new (style_source_of_name ("swirling-strokes", catalogue, NULL), cases[i].method);

      learn_rate (desk);
      desk->settings.size = cases[i].size;
      check_layers (desk);
    }
}

/* ---- Resolutions ------------------------------------------------------------------- */

static void
check_words (const Forecast *forecast, gboolean most)
{
  g_autofree char *words = forecast_describe_painting (forecast, &(PaintingFacts) { "layer", 1 });

  g_assert_cmpint (strstr (words, "the most that this style has strokes for") != NULL, ==, most);
}

/* Where a larger resolution would change nothing, the words for the smaller one say so, too. */
static void
test_resolutions (void)
{
  g_autoptr (Desk) desk
      = desk_new (style_source_of_name ("swirling-strokes", catalogue, NULL), "fast");
  Forecast draft, good, full;

  desk->settings.size = 512;
  draft = forecast (desk, 4000, 3000);
  desk->settings.size = 1024;
  good = forecast (desk, 4000, 3000);
  desk->settings.size = 0;
  full = forecast (desk, 4000, 3000);
  g_assert_cmpint (draft.width, <, good.width);
  g_assert_cmpint (good.width, ==, full.width);
  check_words (&draft, FALSE);
  check_words (&good, TRUE);
  check_words (&full, TRUE);

  /* A finer brush has strokes for more. */
  desk->settings.style_scale = 0.5;
  full = forecast (desk, 4000, 3000);
  desk->settings.size = 1024;
  good = forecast (desk, 4000, 3000);
  g_assert_cmpint (good.width, <, full.width);
  check_words (&good, FALSE);
  check_words (&full, TRUE);

  /* A small picture is painted at its own size. */
  desk->settings.style_scale = 1.0;
  good = forecast (desk, 800, 600);
  desk->settings.size = 0;
  full = forecast (desk, 800, 600);
  g_assert_cmpint (good.width, ==, 800);
  g_assert_cmpint (full.width, ==, 800);
  check_words (&good, FALSE);
  check_words (&full, FALSE);
}

/* ---- A huge style ------------------------------------------------------------------ */

#define HUGE_WIDTH  12000
#define HUGE_HEIGHT 9000
#define READ_BYTES                                                                                 \
  (4.0 * sizeof (float) * 4096 * 3072) /* of its picture and a mask, as it is read */

/* The most that the process has had in memory, in bytes; 0: the system does not say. */
static double
peak_bytes (void)
{
  g_autofree char *text = NULL;
  const char      *line;
  double           kilobytes = 0.0;

  if (g_file_get_contents ("/proc/self/status", &text, NULL, NULL)
      && (line = strstr (text, "VmHWM:")) != NULL)
    sscanf (line, "VmHWM: %lf kB", &kilobytes);
  return 1024.0 * kilobytes;
}

/* A style of 108 megapixels, of which the painting uses one: it is read at a size near that which it is
 * used at, and never as a whole.  As floats it would take 1.7 GB. */
static void
test_huge_style (void)
{
  GeglBuffer *pixels = blank (HUGE_WIDTH, HUGE_HEIGHT);
  g_autoptr (Desk) desk = NULL;
  Forecast huge, small;
  double   before, most;

  gegl_buffer_set_color_from_pixel (pixels, GEGL_RECTANGLE (0, 0, 6000, 6000), "\x80\x40\x20",
                                    babl_format ("R'G'B' u8"));
  desk = desk_new (style_source_of_pixels (pixels, "huge"), "fast");
  before = peak_bytes ();
  take (desk, 320, 240);
  most = peak_bytes () - before;

  g_assert_cmpuint (style_source_get_bytes (desk->style), ==, READ_BYTES);
  huge = forecast (desk, 320, 240);
  style_source_unref (desk->style);
  desk->style = style_source_of_pixels (blank (40, 30), "small");
  small = forecast (desk, 320, 240);
  g_assert_cmpuint (huge.bytes - small.bytes, ==, READ_BYTES - 16 * 40 * 30);

  if (before == 0.0)
    return;
  g_test_message ("%.0f MB to read a style of %d x %d pixels", 1e-6 * most, HUGE_WIDTH,
                  HUGE_HEIGHT);
  g_assert_cmpfloat (most, <, 2.0 * READ_BYTES); /* it is copied once */
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  catalogue = nst_catalogue_new (argv[1], argv[2]);
  gegl_init (NULL, NULL);
  g_test_add_func ("/forecasts/huge-style",
                   test_huge_style); /* before others have used much memory */
  g_test_add_func ("/forecasts/layers", test_layers);
  g_test_add_func ("/forecasts/resolutions", test_resolutions);
  status = g_test_run ();
  nst_catalogue_unref (catalogue);
  gegl_exit ();
  return status;
}
