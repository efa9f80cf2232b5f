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

/* A third of the picture that is not to be painted. */
typedef enum
{
  NOWHERE,
  LEFT, /* so that only the rest is looked at */
  MIDDLE
} Where;

typedef struct
{
  const char *method;
  int         width, height, size;
  double      strength;
  const char *optimizer;
  int         iterations; /* 20: L-BFGS has come to use all of its history, on the first grid */
  Where       mask;       /* what is not there, and has been filled */
  Where       protect;
  guint       masks;  /* of styles */
  gboolean    gaps;   /* and no style is for the rest */
  gboolean    frames; /* the second frame of an animation, and its state */
} Case;

static const Case cases[] = {
  { "fast", 1200, 600, 0, 1.0, "auto", 1 },
  { "fast", 1200, 600, 0, 0.5, "auto", 1 },
  { "fast", 2600, 1800, 500, 1.0, "auto", 1 },
  { "refine", 500, 400, 0, 1.0, "lbfgs", 20 },
  { "refine", 500, 400, 0, 1.0, "adam", 13 },
  { "refine", 2600, 1800, 500, 1.0, "auto", 20 },
  { "refine", 2600, 1800, 0, 1.0, "auto", 1, MIDDLE }, /* in tiles */
  { "refine", 900, 600, 0, 1.0, "adam", 2, LEFT },
  { "fast", 2000, 1600, 0, 1.0, "auto", 1, LEFT },
  { "fast", 1300, 1100, 0, 0.5, "auto", 1, MIDDLE },
  { "fast", 1300, 1100, 700, 1.0, "auto", 1, NOWHERE, MIDDLE },
  { "fast", 1300, 1100, 0, 1.0, "auto", 1, NOWHERE, LEFT },
  { "refine", 700, 500, 0, 1.0, "adam", 2, NOWHERE, LEFT },
  { "fast", 1200, 600, 0, 1.0, "auto", 1, NOWHERE, NOWHERE, 2 },
  { "fast", 1300, 1100, 0, 1.0, "auto", 1, NOWHERE, NOWHERE, 2, TRUE },
  { "refine", 500, 400, 0, 1.0, "lbfgs", 20, NOWHERE, NOWHERE, 2 },
  { "fast", 1200, 600, 0, 1.0, "auto", 1, .frames = TRUE },
  { "fast", 1800, 1500, 0, 1.0, "auto", 1, .frames = TRUE },
  { "refine", 500, 400, 0, 1.0, "adam", 2, MIDDLE, .frames = TRUE },
  { "refine", 700, 500, 0, 1.0, "adam", 2, .frames = TRUE },
};

static gboolean
is_in (Where where, int x, int width)
{
  return (where == LEFT && x < width / 3)
         || (where == MIDDLE && x >= width / 3 && x < 2 * width / 3);
}

static void
mask (NstPicture *picture, Where where)
{
  g_autoptr (GError) error = NULL;

  nst_picture_add_mask (picture, &error);
  for (int i = 0; i < picture->width * picture->height; i++)
    picture->mask[i] = is_in (where, i % picture->width, picture->width) ? 0.0f : 1.0f;
  nst_picture_fill (picture, NULL, &error);
  g_assert_no_error (error);
}

static float *
new_protection (const Case *c)
{
  float *protect = g_new (float, (gsize) c->width * c->height);

  for (int i = 0; i < c->width * c->height; i++)
    protect[i] = is_in (c->protect, i % c->width, c->width) ? 1.0f : 0.0f;
  return protect;
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

/* The styles: one for the rest, unless there are gaps, and one for each mask. */
static NstRequest
request_of (const Case *c, const NstPicture *content, NstStyle *style, const NstSettings *settings,
            float *const *masks, const float *protect, NstStyleShare *shares)
{
  guint n = 0;

  if (!c->gaps)
    shares[n++] = (NstStyleShare) { style, 1.0, 1.0, NULL };
  for (guint k = 0; k < c->masks; k++)
    shares[n++] = (NstStyleShare) { style, 1.0, 1.0, masks[k] };
  return NST_REQUEST (.network = codec, .content = content, .styles = shares, .n_styles = n,
                      .settings = settings, .threads = 1, .protect = protect);
}

static NstPicture *
paint (const Case *c, NstRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstFrames) frames = c->frames ? nst_frames_new () : NULL;
  NstPicture *painting = NULL;

  request->frames = frames;
  for (int frame = 0; frame < (c->frames ? 2 : 1); frame++)
    {
      nst_picture_free (painting);
      painting = nst_stylize (request, &error);
      g_assert_no_error (error);
    }
  return painting;
}

static NstForecastTask
task_of (const Case *c, const NstRequest *request)
{
  NstRectangle    extent;
  NstForecastTask task = { .masked = c->mask != NOWHERE,
                           .protects = c->protect != NOWHERE,
                           .filled = c->protect == NOWHERE,
                           .n_masks = c->masks,
                           .frame = c->frames };

  g_assert_true (nst_find_extent (request, &extent, NULL));
  if (c->frames)
    extent = (NstRectangle) { 0, 0, c->width, c->height };
  task.width = extent.width;
  task.height = extent.height;
  if (extent.width < c->width)
    {
      task.content_width = c->width;
      task.content_height = c->height;
    }
  return task;
}

static void
check_memory (const Case *c)
{
  NstSettings     settings;
  NstForecastTask task;
  NstForecast     forecast;
  NstRequest      request;
  NstStyleShare   shares[3];
  g_autoptr (NstPicture) content = check_picture (1, c->width, c->height);
  g_autoptr (NstPicture) picture = check_picture (2, 64, 64);
  g_autoptr (NstStyle) style = nst_style_new (picture, "Style", NULL);
  g_autoptr (NstPicture) painting = NULL;
  g_autofree float *protect = c->protect != NOWHERE ? new_protection (c) : NULL;
  float            *masks[2] = { NULL };
  gsize             before, peak;

  if (c->mask != NOWHERE)
    mask (content, c->mask);
  for (guint k = 0; k < c->masks; k++)
    masks[k] = new_mask (c, k);
  nst_settings_init (&settings);
  nst_settings_set (&settings, "method", c->method, NULL);
  settings.size = c->size;
  settings.strength = c->strength;
  nst_settings_set (&settings, "optimizer", c->optimizer, NULL);
  settings.iterations = c->iterations;
  settings.stroke_width = NST_STROKE_WIDTH_PIXELS; /* else so small a style lowers the size */
  request = request_of (c, content, style, &settings, masks, protect, shares);
  task = task_of (c, &request);
  forecast = nst_forecast (codec, &task, &settings);
  g_assert_true (forget_peak ());
  before = read_status ("VmRSS:");
  painting = paint (c, &request);
  peak = read_status ("VmHWM:") - before;
  g_test_message ("%s %d x %d%s%s%s%s: forecast %.1f MB, measured %.1f MB", c->method, c->width,
                  c->height, c->mask != NOWHERE ? ", masked" : "",
                  c->protect != NOWHERE ? ", protected" : "", c->masks > 0 ? ", regions" : "",
                  c->frames ? ", frames" : "", forecast.bytes * 1e-6, peak * 1e-6);
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
