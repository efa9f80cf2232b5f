/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-bundled-styles.c - the styles that ship: each can be opened, says what it is, suits the
 * network that ships, and paints; and no two can be taken for each other.  The files of both say
 * which version of this program wrote them, and their license.
 *
 *   test-bundled-styles --tap NETWORK STYLE...
 */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "check.h"
#include "network/network.h"
#include "network/weight-file.h"
#include "style/fast.h"
#include "style/style.h"

#define MIN_STYLES      24
#define MAX_BYTES       350000  /* of one file */
#define MAX_TOTAL_BYTES 8200000 /* of all: with the network, less than 12 MB ship */
#define MAX_NAME        24      /* letters: what fits under a thumbnail */
#define MIN_CONTRAST    0.05    /* standard deviation of a picture that is not flat */
#define MIN_DIFFERENCE  0.08    /* root of the mean squared difference of two thumbnails */
#define CONTENT_SIDE    48      /* pixels */
#define MIN_SIDE        192     /* pixels: smaller ones have no strokes */
#define MAX_SEAM        0.015   /* root of the mean squared difference that tiles may make */

static const char *network_path;
static NstNetwork *network;
static char      **paths;
static guint       n_styles;
static NstStyle  **styles; /* in the order of `paths` */

/* ---- Pictures ---------------------------------------------------------------------- */

static gsize
values_of (const NstPicture *picture)
{
  return (gsize) 3 * picture->width * picture->height;
}

static void
assert_alive (const NstPicture *picture)
{
  gsize  n = values_of (picture);
  double sum = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpfloat (picture->pixels[i], >=, 0); /* which no NaN is */
      g_assert_cmpfloat (picture->pixels[i], <=, 1);
      sum += picture->pixels[i];
      squares += (double) picture->pixels[i] * picture->pixels[i];
    }
  g_assert_cmpfloat (sqrt (squares / n - sum / n * (sum / n)), >, MIN_CONTRAST);
}

static double
difference (const NstPicture *a, const NstPicture *b)
{
  double sum = 0;

  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  for (gsize i = 0; i < values_of (a); i++)
    sum += (a->pixels[i] - b->pixels[i]) * (a->pixels[i] - b->pixels[i]);
  return sqrt (sum / values_of (a));
}

/* A bright disc on a colored slope. */
static NstPicture *
new_content (void)
{
  NstPicture *content = nst_picture_new (CONTENT_SIDE, CONTENT_SIDE, NULL);
  float      *pixel = content->pixels;

  for (int channel = 0; channel < 3; channel++)
    for (int y = 0; y < CONTENT_SIDE; y++)
      for (int x = 0; x < CONTENT_SIDE; x++)
        *pixel++ = hypot (x - 20, y - 18) < 9 ? 0.9f : (x + channel * y) / (3.0f * CONTENT_SIDE);
  return content;
}

/* ---- Each -------------------------------------------------------------------------- */

static void
test_says_what_it_is (void)
{
  for (guint i = 0; i < n_styles; i++)
    {
      const char *credit = nst_style_get_credit (styles[i]);
      glong       letters = g_utf8_strlen (nst_style_get_name (styles[i]), -1);

      g_test_message ("%s", paths[i]);
      g_assert_cmpint (letters, >, 0);
      g_assert_cmpint (letters, <=, MAX_NAME);
      g_assert_nonnull (credit);
      g_assert_cmpint (g_utf8_strlen (credit, -1), >, 0);
      g_assert_nonnull (nst_style_get_manner (styles[i]));
      g_assert_cmpstr (nst_style_get_license (styles[i]), ==, "CC0-1.0");
    }
}

static void
test_has_a_thumbnail (void)
{
  for (guint i = 0; i < n_styles; i++)
    {
      const NstPicture *thumbnail = nst_style_get_thumbnail (styles[i]);

      g_test_message ("%s", paths[i]);
      g_assert_nonnull (thumbnail);
      g_assert_cmpint (MAX (thumbnail->width, thumbnail->height), <=, NST_THUMBNAIL_SIDE);
      assert_alive (thumbnail);
    }
}

static void
test_suits_the_network (void)
{
  for (guint i = 0; i < n_styles; i++)
    {
      guint           n;
      g_autofree int *sides = nst_style_get_sides (styles[i], network, &n);

      g_test_message ("%s", paths[i]);
      g_assert_cmpuint (n, >=, 2);
      g_assert_cmpint (sides[0], >=, MIN_SIDE);
      g_assert_true (nst_style_has_strokes (styles[i]));
      g_assert_false (nst_style_has_picture (styles[i]));
    }
}

static void
test_paints (void)
{
  g_autoptr (NstPicture) content = new_content ();
  NstSettings settings;
  guint       step = check_is_emulated () ? 5 : 1;

  nst_settings_init (&settings);
  settings.method = NST_METHOD_REFINE;
  settings.size = 0;
  settings.iterations = 8;
  for (guint i = 0; i < n_styles; i += step)
    {
      NstStyleShare share = { styles[i], 1, 1 };
      g_autoptr (GError) error = NULL;
      g_autoptr (NstPicture) painting
          = nst_stylize (&NST_REQUEST (.network = network, .content = content, .styles = &share,
                                       .n_styles = 1, .settings = &settings, .threads = 1),
                         &error);

      g_test_message ("%s", paths[i]);
      g_assert_no_error (error);
      assert_alive (painting);
      g_assert_cmpfloat (difference (painting, content), >, 0.01);
    }
}

/* ---- All --------------------------------------------------------------------------- */

static void
test_no_two_alike (void)
{
  for (guint i = 0; i < n_styles; i++)
    for (guint j = 0; j < i; j++)
      {
        g_test_message ("%s, %s", paths[i], paths[j]);
        g_assert_cmpstr (nst_style_get_name (styles[i]), !=, nst_style_get_name (styles[j]));
        g_assert_cmpfloat (
            difference (nst_style_get_thumbnail (styles[i]), nst_style_get_thumbnail (styles[j])),
            >, MIN_DIFFERENCE);
      }
}

static void
test_small (void)
{
  gint64 total = 0;

  for (guint i = 0; i < n_styles; i++)
    {
      GStatBuf status;

      g_assert_cmpint (g_stat (paths[i], &status), ==, 0);
      g_test_message ("%s: %" G_GINT64_FORMAT " bytes", paths[i], (gint64) status.st_size);
      g_assert_cmpint (status.st_size, <=, MAX_BYTES);
      total += status.st_size;
    }
  g_assert_cmpint (total, <=, MAX_TOTAL_BYTES);
}

/* The file says that this program wrote it, in this version or an earlier one, and its license. */
static void
assert_described (const char *path, const char *license)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstWeightFile) file = nst_weight_file_open (path, &error);
  const char *software;
  int         written[3], now[3];

  g_test_message ("%s", path);
  g_assert_no_error (error);
  software = nst_weight_file_get_metadata (file, "software");
  g_assert_nonnull (software);
  g_assert_cmpint (sscanf (software, "nst %d.%d.%d", &written[0], &written[1], &written[2]), ==, 3);
  g_assert_cmpint (sscanf (NST_VERSION, "%d.%d.%d", &now[0], &now[1], &now[2]), ==, 3);
  g_assert_cmpint ((written[0] * 1000 + written[1]) * 1000 + written[2], <=,
                   (now[0] * 1000 + now[1]) * 1000 + now[2]);
  g_assert_cmpstr (nst_weight_file_get_metadata (file, "license"), ==, license);
}

static void
test_described (void)
{
  assert_described (network_path, "CC-BY-4.0");
  for (guint i = 0; i < n_styles; i++)
    assert_described (paths[i], "CC0-1.0");
}

static const NstStyleInfo *
find (const GPtrArray *infos, const char *path)
{
  for (guint i = 0; i < infos->len; i++)
    {
      const NstStyleInfo *info = infos->pdata[i];

      if (strcmp (info->path, path) == 0)
        return info;
    }
  return NULL;
}

static void
test_listed (void)
{
  g_autofree char *folder = g_path_get_dirname (paths[0]);
  g_autoptr (NstCatalogue) catalogue = nst_catalogue_new (NULL, folder);
  g_autoptr (GPtrArray) infos = nst_catalogue_list_styles (catalogue);
  guint in_folder = 0;

  for (guint i = 0; i < infos->len; i++)
    if (g_str_has_prefix (((NstStyleInfo *) infos->pdata[i])->path, folder))
      in_folder++;
  g_assert_cmpuint (in_folder, ==, n_styles); /* a file more is one that meson.build forgot */
  for (guint i = 0; i < n_styles; i++)
    {
      const NstStyleInfo *info = find (infos, paths[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (NstStyle) opened = NULL;

      g_test_message ("%s", paths[i]);
      g_assert_nonnull (info);
      g_assert_null (info->problem);
      opened = nst_catalogue_open_style (catalogue, info->name, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (nst_style_get_name (opened), ==, nst_style_get_name (styles[i]));
    }
}

/* ---- Tiles ------------------------------------------------------------------------- */

static NstPicture *
paint_in_tiles (NstPool *pool, const NstPicture *content, NstStyle *style, int largest)
{
  NstStyleShare share = { style, 1.0, 1.0 };
  g_autoptr (NstRegions) regions
      = nst_regions_new (&share, 1, content->width, content->height, NULL);
  NstSettings       settings;
  NstReport         report = { 0 };
  NstStylizeContext context = { .network = network,
                                .pool = pool,
                                .content = content,
                                .regions = regions,
                                .settings = &settings,
                                .report = &report };
  g_autoptr (GError) error = NULL;
  NstPicture *painting;

  nst_settings_init (&settings);
  settings.size = 0;
  painting = nst_fast_in_tiles (&context, largest, &error);
  g_assert_no_error (error);
  return painting;
}

/* A picture painted in tiles has no seam that is seen: it is nearly the one painted at once. */
static void
test_tiles (void)
{
  g_autoptr (NstPool) pool = nst_pool_new (2);
  g_autoptr (NstPicture) small = nst_picture_copy (nst_style_get_thumbnail (styles[0]), NULL);
  g_autoptr (NstPicture) content = nst_picture_resize (small, 400, 368, NULL);

  for (guint i = 0; i < n_styles; i += check_is_emulated () ? n_styles : 5)
    {
      g_autoptr (NstPicture) whole = paint_in_tiles (pool, content, styles[i], 400);
      g_autoptr (NstPicture) tiled = paint_in_tiles (pool, content, styles[i], 272);

      g_assert_cmpfloat (difference (tiled, whole), <, MAX_SEAM);
    }
}

/* ---- The width of strokes ---------------------------------------------------------- */

/* A picture of many bars, 24 x 8 pixels, in any direction and color. */
static NstPicture *
draw_bars (int width, int height, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  NstPicture *picture = nst_picture_new (width, height, NULL);
  gsize       plane = (gsize) width * height;

  for (int bar = 0; bar < width * height / 32; bar++)
    {
      double x = g_rand_double_range (random, 0.0, width),
             y = g_rand_double_range (random, 0.0, height);
      double angle = g_rand_double_range (random, 0.0, G_PI);
      float  color[3];

      for (int c = 0; c < 3; c++)
        color[c] = (float) g_rand_double (random);
      for (double along = -12.0; along <= 12.0; along += 0.5)
        for (double across = -4.0; across <= 4.0; across += 0.5)
          {
            int column = (int) (x + along * cos (angle) - across * sin (angle));
            int row = (int) (y + along * sin (angle) + across * cos (angle));

            for (int c = 0; c < 3 && column >= 0 && column < width && row >= 0 && row < height; c++)
              picture->pixels[c * plane + (gsize) row * width + column] = color[c];
          }
    }
  return picture;
}

/* Half the width of the autocorrelation of what is finer than a sixteenth of the picture, along
 * rows; in pixels of a picture that is 512 wide. */
static double
stroke_width (const NstPicture *painting)
{
  enum
  {
    WIDTH = 512,
    HEIGHT = 128
  };
  g_autoptr (NstPicture) seen = nst_picture_resize (painting, WIDTH, HEIGHT, NULL);
  g_autoptr (NstPicture) small = nst_picture_resize (seen, WIDTH / 32, HEIGHT / 32, NULL);
  g_autoptr (NstPicture) coarse = nst_picture_resize (small, WIDTH, HEIGHT, NULL);
  double last = 0.0, whole = 0.0;

  for (gsize i = 0; i < (gsize) 3 * WIDTH * HEIGHT; i++)
    seen->pixels[i] -= coarse->pixels[i];
  for (int lag = 0; lag < WIDTH / 2; lag++)
    {
      double sum = 0.0;

      for (int row = 0; row < 3 * HEIGHT; row++)
        for (int x = 0; x + lag < WIDTH; x++)
          sum += seen->pixels[row * WIDTH + x] * seen->pixels[row * WIDTH + x + lag];
      sum /= WIDTH - lag;
      if (lag == 0)
        whole = sum;
      if (sum < 0.5 * whole)
        return lag - (0.5 * whole - sum) / (last - sum);
      last = sum;
    }
  return WIDTH / 2;
}

/* Of a painting by Fast. */
static double
paint_content (const NstPicture *picture, NstStyle *style, int size, const char *kind, double scale)
{
  g_autoptr (NstPicture) content = nst_picture_resize (picture, size, size / 4, NULL);
  NstStyleShare share = { style, 1.0, 1.0 };
  NstSettings   settings;
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) painting = NULL;

  nst_settings_init (&settings);
  settings.method = NST_METHOD_FAST;
  settings.size = 0;
  settings.style_scale = scale;
  nst_settings_set (&settings, "stroke-width", kind, NULL);
  painting = nst_stylize (&NST_REQUEST (.network = network, .content = content, .styles = &share,
                                        .n_styles = 1, .settings = &settings, .threads = 1),
                          &error);
  g_assert_no_error (error);
  return stroke_width (painting);
}

/* Of the first style's thumbnail. */
static double
paint_width (NstStyle *style, int size, const char *kind, double scale)
{
  return paint_content (nst_style_get_thumbnail (styles[0]), style, size, kind, scale);
}

/* Relative to the picture, strokes are about as wide at half and at a quarter of the size; how nearly
 * depends on the picture.  With widths in pixels, they are wider there, as with a larger brush. */
static void
test_stroke_width (void)
{
  g_autoptr (NstPicture) picture = draw_bars (512, 512, 5);
  g_autoptr (NstStyle) bars = nst_style_new (picture, "Bars", NULL);
  double large = paint_width (bars, 1024, "picture", 1.0);
  double half = paint_width (bars, 512, "picture", 1.0);
  double quarter = paint_width (bars, 256, "picture", 1.0);
  double large_pixels = paint_width (bars, 1024, "pixels", 1.0);
  double half_pixels = paint_width (bars, 512, "pixels", 1.0);
  double quarter_pixels = paint_width (bars, 256, "pixels", 1.0);
  double brush = paint_width (bars, 512, "picture", 2.0);

  g_test_message ("%.2f, %.2f, %.2f; in pixels %.2f, %.2f, %.2f; with a larger brush %.2f", large,
                  half, quarter, large_pixels, half_pixels, quarter_pixels, brush);
  g_assert_cmpfloat (large_pixels, ==, large); /* at 1024 pixels there is no difference */
  g_assert_cmpfloat (fabs (half / large - 1.0), <, 0.22);
  g_assert_cmpfloat (fabs (quarter / large - 1.0), <, 0.2);
  g_assert_cmpfloat (half_pixels, >, 1.12 * large);
  g_assert_cmpfloat (quarter_pixels, >, 1.12 * large);
  g_assert_cmpfloat (brush, >, 1.1 * half);
}

/* A large picture has finer edges of its own, which its strokes are not to be as fine as. */
static void
test_large_strokes (void)
{
  g_autoptr (NstPicture) edges = draw_bars (1600, 400, 7);
  g_autoptr (NstPicture) coarse = draw_bars (128, 128, 5);
  g_autoptr (NstPicture) bars = nst_picture_resize (coarse, 1024, 1024, NULL);
  g_autoptr (NstStyle) style = nst_style_new (bars, "Bars", NULL);
  double medium = paint_content (edges, style, 1024, "picture", 1.0);
  double large = paint_content (edges, style, 1600, "picture", 1.0);

  g_test_message ("%.2f, %.2f", medium, large);
  g_assert_cmpfloat (fabs (large / medium - 1.0), <, 0.2);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  int status;

  /* The user's own styles are no matter of this test. */
  g_unsetenv ("NST_STYLES");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_cmpint (argc, >=, 2 + MIN_STYLES);
  network_path = argv[1];
  network = nst_catalogue_open_network (NULL, network_path, &error);
  g_assert_no_error (error);
  paths = argv + 2;
  n_styles = argc - 2;
  styles = g_new0 (NstStyle *, n_styles);
  for (guint i = 0; i < n_styles; i++)
    {
      styles[i] = nst_style_load (paths[i], &error);
      g_assert_no_error (error);
    }

  check_add_numeric ("/bundled-styles/stroke-width", test_stroke_width);
  check_add_numeric ("/bundled-styles/large-strokes", test_large_strokes);
  g_test_add_func ("/bundled-styles/says-what-it-is", test_says_what_it_is);
  g_test_add_func ("/bundled-styles/has-a-thumbnail", test_has_a_thumbnail);
  g_test_add_func ("/bundled-styles/suits-the-network", test_suits_the_network);
  g_test_add_func ("/bundled-styles/paints", test_paints);
  g_test_add_func ("/bundled-styles/tiles", test_tiles);
  g_test_add_func ("/bundled-styles/no-two-alike", test_no_two_alike);
  g_test_add_func ("/bundled-styles/small", test_small);
  g_test_add_func ("/bundled-styles/described", test_described);
  g_test_add_func ("/bundled-styles/listed", test_listed);
  status = g_test_run ();

  for (guint i = 0; i < n_styles; i++)
    nst_style_unref (styles[i]);
  g_free (styles);
  nst_network_unref (network);
  return status;
}
