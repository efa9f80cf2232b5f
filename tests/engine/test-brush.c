/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-brush.c - the size at which styles are read for strokes of a width, and the working sizes that
 * it allows.  What is painted then is measured by test-bundled-styles.c. */

#include "check.h"

#include <math.h>

#include "style/brush.h"
#include "style/style.h"

static NstNetwork *network;

static NstSettings
standard (void)
{
  NstSettings settings;

  nst_settings_init (&settings);
  return settings;
}

static NstStyle *
new_style (int width, int height)
{
  g_autoptr (NstPicture) picture = check_picture (1, width, height);

  return nst_style_new (picture, "Blobs", NULL);
}

/* The same style from a file: it has no picture, and the sides 200 and 100. */
static NstStyle *
new_measured (void)
{
  g_autoptr (NstStyle) style = new_style (200, 120);
  char            *folder = check_folder_new ();
  g_autofree char *path = g_build_filename (folder, "blobs.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  NstStyle *loaded;

  nst_style_save (style, network, 1, path, NULL, &error);
  g_assert_no_error (error);
  loaded = nst_style_load (path, &error);
  g_assert_no_error (error);
  check_folder_remove (folder);
  return loaded;
}

/* The longer side, in pixels, at which `style` is read. */
static double
side_at (const NstSettings *settings, const NstStyle *style, int longer, int working)
{
  int width, height;

  nst_style_get_size (style, &width, &height);
  return MIN (longer, MAX (width, height)) * nst_brush_scale (settings, style, longer, working);
}

/* A working size, the size of a scale of it, and the sides at which a picture of 400 pixels is read
 * for strokes as wide as the picture has them and for those that are as wide in pixels. */
static void
test_sides (void)
{
  static const struct
  {
    int    working, longer;
    double picture, pixels;
  } cases[] = {
    { 1024, 1024, 400.0, 400.0 }, { 1024, 256, 256.0, 256.0 },    { 512, 512, 168.179, 400.0 },
    { 512, 128, 107.635, 128.0 }, { 2048, 2048, 951.366, 400.0 }, { 2048, 512, 608.874, 400.0 },
    { 128, 128, 96.0, 128.0 }, /* no smaller than useful */
  };
  g_autoptr (NstStyle) small = new_style (400, 100);
  g_autoptr (NstStyle) tiny = new_style (40, 40);
  g_autoptr (NstStyle) large = new_style (30, 4000);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int twice = 0; twice < 2; twice++)
      {
        NstSettings picture = standard (), pixels = standard ();
        int         working = cases[i].working, longer = cases[i].longer;

        pixels.stroke_width = NST_STROKE_WIDTH_PIXELS;
        picture.style_scale = pixels.style_scale = 1.0 + twice;
        g_assert_cmpfloat_with_epsilon (side_at (&picture, small, longer, working),
                                        (1 + twice) * cases[i].picture, 0.002);
        g_assert_cmpfloat_with_epsilon (side_at (&pixels, small, longer, working),
                                        (1 + twice) * cases[i].pixels, 1e-9);
        /* One that is larger than all paintings is read as large as these, at 1024 pixels. */
        if (working == 1024)
          g_assert_cmpfloat_with_epsilon (side_at (&picture, large, longer, working),
                                          (1 + twice) * longer, 1e-9);
      }
  {
    NstSettings settings = standard ();

    g_assert_cmpfloat (side_at (&settings, tiny, 512, 512), ==, 40.0); /* all that there is */
  }
}

/* The working size for a content of `longer` pixels, and that it is the same when asked again. */
static int
fit (NstStyle *style, NstSettings settings, int longer)
{
  NstStyleShare share = { .style = style };
  int           asked = settings.size > 0 ? MIN (settings.size, longer) : longer;

  if (!nst_settings_fit (&settings, network, &share, 1, longer / 2, longer))
    return asked;
  g_assert_cmpint (settings.size, <, asked);
  g_assert_false (nst_settings_fit (&settings, network, &share, 1, longer / 2, longer));
  return settings.size;
}

static void
test_fit (void)
{
  NstSettings settings = standard ();
  g_autoptr (NstStyle) file = new_measured ();
  g_autoptr (NstStyle) picture = new_style (200, 120);
  g_autoptr (NstStyle) large = new_style (3000, 10);

  settings.size = 0;
  g_assert_cmpint (fit (file, settings, 4000), ==, 1024); /* there it is read as large as it is */
  g_assert_cmpint (fit (file, settings, 1000), ==, 1000);
  g_assert_cmpint (fit (picture, settings, 4000), ==, 1782); /* a picture can be enlarged */
  g_assert_cmpint (fit (large, settings, 2500), ==, 2500);
  settings.style_scale = 2.0;
  g_assert_cmpint (fit (file, settings, 4000), ==, 588);
  g_assert_cmpint (fit (picture, settings, 4000), ==, 1782);
  settings.style_scale = 0.5;
  g_assert_cmpint (fit (file, settings, 4000), ==, 1782);
  settings.style_scale = 10.0;
  g_assert_cmpint (fit (file, settings, 4000), ==, 256); /* no smaller than useful */
  g_assert_cmpint (fit (file, settings, 100), ==, 100);
  settings.size = 200;
  g_assert_cmpint (fit (file, settings, 4000), ==, 200);
  settings.size = 0;
  settings.stroke_width = NST_STROKE_WIDTH_PIXELS;
  g_assert_cmpint (fit (file, settings, 4000), ==, 4000);
}

/* The painting is smaller, and the result is as large as the content all the same. */
static void
test_painted_smaller (void)
{
  NstSettings settings = standard ();
  g_autoptr (NstStyle) file = new_measured ();
  NstStyleShare share = { file, 1.0, 1.0 };
  g_autoptr (NstPicture) content = check_picture (2, 1200, 16);
  g_autoptr (GError) error = NULL;

  settings.size = 0;
  settings.iterations = 1;
  for (int pixels = 0; pixels < 2; pixels++)
    {
      g_autoptr (NstPicture) painting = NULL;
      g_autoptr (NstPicture) result = NULL;
      NstReport report;

      settings.stroke_width = pixels ? NST_STROKE_WIDTH_PIXELS : NST_STROKE_WIDTH_PICTURE;
      painting = nst_paint (&NST_REQUEST (.network = network, .content = content, .styles = &share,
                                          .n_styles = 1, .settings = &settings, .threads = 1),
                            &error);
      g_assert_no_error (error);
      g_assert_cmpint (painting->width, ==, pixels ? 1200 : 1024);
      result = nst_stylize (&NST_REQUEST (.network = network, .content = content, .styles = &share,
                                          .n_styles = 1, .settings = &settings, .threads = 1,
                                          .report = &report),
                            &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->width, ==, 1200);
      g_assert_cmpint (report.scales[report.n_scales - 1].width, ==, painting->width);
    }
}

/* Squares of any gray that are `wide` pixels wide. */
static NstStyle *
new_squares (int wide)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (NstPicture) small = nst_picture_new (512 / wide, 512 / wide, NULL);
  g_autoptr (NstPicture) picture = nst_picture_new (512, 512, NULL);

  for (int i = 0; i < small->width * small->height; i++)
    small->pixels[i] = (float) g_rand_double (random);
  for (int i = 0; i < 3 * 512 * 512; i++)
    picture->pixels[i] = small->pixels[i / 512 % 512 / wide * small->width + i % 512 / wide];
  return nst_style_new (picture, "Squares", NULL);
}

/* How many times larger the style is read than its picture alone would be at that working size. */
static double
room_of (const NstNetwork *codec, NstStyle *style, const NstSettings *settings, int working)
{
  NstPool                  *pool = check_pool (1);
  const NstStyleStatistics *read
      = nst_brush_measure (settings, style, codec, pool, working, working, NULL);
  guint           n;
  g_autofree int *sides = nst_style_get_sides (style, codec, &n);

  g_assert_nonnull (read);
  for (guint i = 0; i < n; i++)
    if (nst_style_at (style, codec, pool, sides[i], 1.0, NULL) == read)
      return sides[i] / round (side_at (settings, style, working, working));
  g_assert_not_reached ();
}

/* To see how fine strokes are, only the middle of a picture is measured. */
static void
test_middle (void)
{
  NstNetwork *codec = check_network (&nst_codec, 7);
  g_autoptr (NstStyle) style = new_squares (2);
  g_autoptr (NstStyle) file = new_measured ();
  g_autoptr (NstStyle) dot = new_style (1, 1);
  NstSettings     settings = standard ();
  NstStyle       *middle = nst_style_get_middle (style, NULL);
  int             width, height;
  guint           n;
  g_autofree int *sides = NULL;

  nst_style_get_size (middle, &width, &height);
  g_assert_cmpint (width, ==, 256);
  g_assert_cmpint (height, ==, 256);
  g_assert_true (middle == nst_style_get_middle (style, NULL));
  g_assert_true (file == nst_style_get_middle (file, NULL));
  nst_style_get_size (nst_style_get_middle (dot, NULL), &width, &height);
  g_assert_cmpint (width * height, ==, 1);
  room_of (codec, style, &settings, 512);
  sides = nst_style_get_sides (style, codec, &n);
  g_assert_cmpuint (n, ==, 1);
  nst_network_unref (codec);
}

/* Strokes that a pixel would be too wide for need a style that is read larger. */
static void
test_fine_strokes (void)
{
  NstNetwork *codec = check_network (&nst_codec, 7);
  g_autoptr (NstStyle) fine = new_squares (2);
  g_autoptr (NstStyle) wide = new_squares (32);
  NstSettings settings = standard ();

  g_assert_cmpfloat (room_of (codec, wide, &settings, 512), ==, 1.0);
  g_assert_cmpfloat (room_of (codec, fine, &settings, 1024), ==, 1.0);
  g_assert_cmpfloat (room_of (codec, fine, &settings, 512), >, 1.2);
  g_assert_cmpfloat (room_of (codec, fine, &settings, 512), <=, 2.01); /* whole pixels */
  g_assert_cmpfloat (room_of (codec, fine, &settings, 256), ==, 1.0);
  settings.stroke_width = NST_STROKE_WIDTH_PIXELS;
  g_assert_cmpfloat (room_of (codec, fine, &settings, 512), ==, 1.0);
  nst_network_unref (codec);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  network = check_network (&check_tiny, 42);
  network->fingerprint = 42;
  g_test_add_func ("/brush/sides", test_sides);
  g_test_add_func ("/brush/fine-strokes", test_fine_strokes);
  g_test_add_func ("/brush/middle", test_middle);
  g_test_add_func ("/brush/fit", test_fit);
  g_test_add_func ("/brush/painted-smaller", test_painted_smaller);
  status = g_test_run ();
  nst_network_unref (network);
  return status;
}
