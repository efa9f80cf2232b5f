/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-forecast.c - compares the forecast with the memory that the system counts during the call,
 * and with the time. */

#include "check.h"

#include <stdio.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static NstNetwork *codec;

/* ---- What the system counts -------------------------------------------------------- */

/* In bytes; 0 where /proc does not say. */
static gsize
read_status (const char *key)
{
  g_autofree char *status = NULL;
  const char      *found;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  found = strstr (status, key);
  return found != NULL ? 1024 * g_ascii_strtoull (found + strlen (key), NULL, 10) : 0;
}

/* What was freed counts no more. */
static gboolean
forget_peak (void)
{
  FILE    *file = fopen ("/proc/self/clear_refs", "w");
  gboolean forgotten;

#ifdef __GLIBC__
  malloc_trim (0);
#endif
  forgotten = file != NULL && fputs ("5", file) >= 0;
  return file != NULL && fclose (file) == 0 && forgotten;
}

/* ---- Memory ------------------------------------------------------------------------ */

typedef struct
{
  const char *method;
  int         width, height, size;
  double      strength;
  const char *optimizer;
  int         iterations; /* 13: the optimizer has come to use all of its history */
  gboolean    masked;
  guint       masks;  /* of styles */
  gboolean    frames; /* the second frame of an animation, and its state */
} Case;

static const Case cases[] = {
  { "fast", 1200, 600, 0, 1.0, "auto", 1 },
  { "fast", 1200, 600, 0, 0.5, "auto", 1 },
  { "fast", 2600, 1800, 500, 1.0, "auto", 1 },
  { "refine", 500, 400, 0, 1.0, "lbfgs", 13 },
  { "refine", 500, 400, 0, 1.0, "adam", 13 },
  { "refine", 2600, 1800, 500, 1.0, "auto", 13 },
  { "refine", 2600, 1800, 0, 1.0, "auto", 1 },
  { "refine", 2600, 1800, 0, 1.0, "auto", 1, TRUE },
  { "fast", 2600, 1800, 0, 1.0, "auto", 1, TRUE },
  { "fast", 1200, 600, 0, 1.0, "auto", 1, FALSE, 2 },
  { "refine", 500, 400, 0, 1.0, "lbfgs", 13, FALSE, 2 },
  { "fast", 1200, 600, 0, 1.0, "auto", 1, FALSE, 0, TRUE },
  { "fast", 1800, 1500, 0, 1.0, "auto", 1, FALSE, 0, TRUE },
  { "refine", 700, 500, 0, 1.0, "adam", 2, FALSE, 0, TRUE },
};

/* A third of it is not there, and has been filled. */
static void
mask (NstPicture *picture)
{
  g_autoptr (GError) error = NULL;

  nst_picture_add_mask (picture, &error);
  for (int i = 0; i < picture->width * picture->height; i++)
    picture->mask[i] = i % picture->width < picture->width / 3 ? 0.0f : 1.0f;
  nst_picture_fill (picture, NULL, &error);
  g_assert_no_error (error);
}

/* Stripes, from the left of the picture: the rest is for a style without. */
static float *
new_mask (const Case *c, guint stripe)
{
  float *mask = g_new0 (float, (gsize) c->width * c->height);

  for (int i = 0; i < c->width * c->height; i++)
    mask[i] = i % c->width * 4 / c->width == (int) stripe;
  return mask;
}

static NstPicture *
paint (const Case *c, const NstPicture *content, const NstPicture *style,
       const NstSettings *settings, float *const *masks)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyle) measured = nst_style_new (style, "Style", &error);
  NstStyleShare shares[3] = { { measured, 1.0, 1.0, NULL } };
  g_autoptr (NstFrames) frames = c->frames ? nst_frames_new () : NULL;
  NstPicture *painting = NULL;

  for (guint k = 0; k < c->masks; k++)
    shares[1 + k] = (NstStyleShare) { measured, 1.0, 1.0, masks[k] };
  for (int frame = 0; frame < (c->frames ? 2 : 1); frame++)
    {
      nst_picture_free (painting);
      painting = nst_stylize (&NST_REQUEST (.network = codec, .content = content, .styles = shares,
                                            .n_styles = 1 + c->masks, .settings = settings,
                                            .threads = 1, .frames = frames),
                              &error);
      g_assert_no_error (error);
    }
  return painting;
}

static void
check_memory (const Case *c)
{
  NstSettings     settings;
  NstForecastTask task;
  NstForecast     forecast;
  g_autoptr (NstPicture) content = check_picture (1, c->width, c->height);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  g_autoptr (NstPicture) painting = NULL;
  float        *masks[2] = { NULL };
  NstStyleShare anywhere = { NULL, 1.0, 1.0, NULL };
  NstRectangle  extent;
  gsize         before, peak;

  if (c->masked)
    mask (content);
  nst_settings_init (&settings);
  nst_settings_set (&settings, "method", c->method, NULL);
  settings.size = c->size;
  settings.strength = c->strength;
  nst_settings_set (&settings, "optimizer", c->optimizer, NULL);
  settings.iterations = c->iterations;
  settings.stroke_width = NST_STROKE_WIDTH_PIXELS; /* else so small a style lowers the size */
  nst_find_extent (&NST_REQUEST (.content = content, .styles = &anywhere, .n_styles = 1), &extent,
                   NULL);
  task = (NstForecastTask) { .width = extent.width,
                             .height = extent.height,
                             .masked = c->masked,
                             .n_masks = c->masks,
                             .frame = c->frames };
  if (extent.width < c->width)
    {
      task.content_width = c->width;
      task.content_height = c->height;
    }
  forecast = nst_forecast (codec, &task, &settings);
  for (guint k = 0; k < c->masks; k++)
    masks[k] = new_mask (c, k);
  g_assert_true (forget_peak ());
  before = read_status ("VmRSS:");
  painting = paint (c, content, style, &settings, masks);
  peak = read_status ("VmHWM:") - before;
  g_test_message ("%s %d x %d%s%s: forecast %.1f MB, measured %.1f MB", c->method, c->width,
                  c->height, c->masked ? ", masked" : "", c->frames ? ", frames" : "",
                  forecast.bytes * 1e-6, peak * 1e-6);
  g_assert_cmpfloat (peak, >, 0.7 * forecast.bytes);
  g_assert_cmpfloat (peak, <, 1.15 * forecast.bytes);
  for (guint k = 0; k < c->masks; k++)
    g_free (masks[k]);
}

static void
test_memory (void)
{
  if (check_is_watched () || read_status ("VmHWM:") == 0 || !forget_peak ())
    {
      g_test_skip ("memory cannot be measured here");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_memory (&cases[i]);
}

/* ---- Time -------------------------------------------------------------------------- */

static double
work_of (int side, const char *method, double strokes, int iterations, int size)
{
  NstSettings settings;

  nst_settings_init (&settings);
  nst_settings_set (&settings, "method", method, NULL);
  settings.strokes = strokes;
  settings.iterations = iterations;
  settings.size = size;
  return nst_forecast (codec, &(NstForecastTask) { side, side }, &settings).work;
}

/* In proportion to pixels and iterations, whatever the content's own size is. */
static void
test_work (void)
{
  check_relative (work_of (1024, "fast", 1.0, 1, 0), 4.0 * work_of (512, "fast", 1.0, 1, 0), 1e-9);
  check_relative (work_of (4096, "fast", 1.0, 1, 512), work_of (512, "fast", 1.0, 1, 0), 1e-9);
  check_relative (work_of (512, "refine", 0.0, 20, 0) - work_of (512, "refine", 0.0, 10, 0),
                  10.0 * 512 * 512 * 1e-6, 1e-9);
  /* Strokes are begun at 256 pixels, and their neighbors take time, too. */
  check_relative (work_of (512, "refine", 1.0, 20, 0) - work_of (512, "refine", 1.0, 10, 0),
                  1.6 * 10.0 * 1.25 * 512 * 512 * 1e-6, 1e-9);
}

/* Nothing to paint: the content is copied. */
static void
test_no_strength (void)
{
  NstSettings settings;
  NstForecast forecast;

  nst_settings_init (&settings);
  settings.strength = 0.0;
  forecast = nst_forecast (codec, &(NstForecastTask) { 100, 50 }, &settings);
  g_assert_cmpuint (forecast.bytes, ==, 12 * 100 * 50);
  g_assert_cmpfloat (forecast.work, ==, 0.0);
}

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  codec = check_codec (1);
  g_test_add_func ("/forecast/memory", test_memory);
  g_test_add_func ("/forecast/work", test_work);
  g_test_add_func ("/forecast/no-strength", test_no_strength);
  failed = g_test_run ();
  nst_network_unref (codec);
  return failed;
}
