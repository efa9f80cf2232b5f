/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-regions.c - a style for each region: one region of everything is the same as none, pixels
 * outside all regions stay, tiles and threads make no difference. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "style/fast.h"
#include "style/refine.h"
#include "style/region-fusion.h"
#include "style/style.h"

static NstNetwork *codec;

/* ---- Paintings --------------------------------------------------------------------- */

static NstSettings
quick_settings (const char *method)
{
  NstSettings settings;

  check_quick_settings (&settings);
  nst_settings_set (&settings, "method", method, NULL);
  return settings;
}

static NstPicture *
stylize (const NstPicture *content, const NstStyleShare *shares, guint n,
         const NstSettings *settings, int threads)
{
  g_autoptr (GError) error = NULL;
  NstPicture *painting
      = nst_stylize (&NST_REQUEST (.network = codec, .content = content, .styles = shares,
                                   .n_styles = n, .settings = settings, .threads = threads),
                     &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < (gsize) 3 * content->width * content->height; i++)
    g_assert_true (painting->pixels[i] >= 0.0f && painting->pixels[i] <= 1.0f);
  return painting;
}

static NstStyle *
new_style (guint32 seed)
{
  g_autoptr (NstPicture) picture = check_picture (seed, 80, 90);

  return nst_style_new (picture, "Style", NULL);
}

static const char *const methods[] = { "fast", "refine" };

/* Bit for bit: a region of everything, and beside it one of nothing, is no region. */
static void
test_everything (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 90, 70);
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  g_autofree float *all = check_edge (90, 70, -2.0, -1.0, 1.0f), *none = g_new0 (float, 90 * 70);
  NstStyleShare     without = { style, 1.0, 1.0, NULL };
  NstStyleShare     shares[] = { { other, 1.0, 1.0, none }, { style, 1.0, 1.0, all } };

  for (int m = 0; m < 2; m++)
    {
      NstSettings settings = quick_settings (methods[m]);
      g_autoptr (NstPicture) expected = stylize (content, &without, 1, &settings, 1);
      g_autoptr (NstPicture) actual = stylize (content, shares, 2, &settings, 2);

      check_same_pixels (actual, expected);
    }
}

/* A mean over the pixels of one side of the picture, left of `from` or right of it. */
static double
side_distance (const NstPicture *a, const NstPicture *b, int from, gboolean right)
{
  double sum = 0.0;
  int    n = 0;

  for (int i = 0; i < 3 * a->width * a->height; i++)
    if ((i % a->width >= from) == right)
      {
        sum += fabs (a->pixels[i] - b->pixels[i]);
        n++;
      }
  return sum / n;
}

/* Two regions of one style are near to one of both; of two styles, each is near to its own one's
 * painting on its own side, and not on the other. */
static void
test_two (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 192, 128);
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  g_autofree float *right = check_edge (192, 128, 0.45, 0.55, 1.0f);
  NstStyleShare     first = { style, 1.0, 1.0, NULL }, second = { other, 1.0, 1.0, NULL };
  NstStyleShare     same[] = { first, { style, 1.0, 1.0, right } };
  NstStyleShare     both[] = { first, { other, 1.0, 1.0, right } };

  for (int m = 0; m < 2; m++)
    {
      NstSettings settings = quick_settings (methods[m]);
      g_autoptr (NstPicture) one = stylize (content, &first, 1, &settings, 2);
      g_autoptr (NstPicture) two = stylize (content, &second, 1, &settings, 2);
      g_autoptr (NstPicture) alike = stylize (content, same, 2, &settings, 2);
      g_autoptr (NstPicture) mixed = stylize (content, both, 2, &settings, 2);
      double apart = side_distance (one, two, 0, TRUE);

      check_below (side_distance (alike, one, 0, TRUE), 0.33 * apart);
      check_below (side_distance (mixed, one, 70, FALSE), 0.4 * apart);
      check_below (side_distance (mixed, two, 122, TRUE), 0.4 * apart);
      g_assert_cmpfloat (side_distance (mixed, two, 70, FALSE), >, 0.8 * apart);
      g_assert_cmpfloat (side_distance (mixed, one, 122, TRUE), >, 0.8 * apart);
    }
}

static void
test_threads (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 130, 90);
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  g_autofree float *right = check_edge (130, 90, 0.3, 0.7, 1.0f);
  NstStyleShare     shares[] = { { style, 1.0, 1.0, NULL }, { other, 1.0, 1.0, right } };

  for (int m = 0; m < 2; m++)
    {
      NstSettings settings = quick_settings (methods[m]);
      g_autoptr (NstPicture) first = NULL;

      settings.size = 100;
      first = stylize (content, shares, 2, &settings, 1);
      for (int threads = 2; threads <= 3; threads++)
        {
          g_autoptr (NstPicture) again = stylize (content, shares, 2, &settings, threads);

          check_same_pixels (again, first);
        }
    }
}

/* What nobody claims is the content, at any strength, and so it is in a part; a hint of a claim is painted by that much. */
static void
test_gaps (void)
{
  static const NstRectangle part = { 20, 10, 60, 30 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) content = check_picture (1, 90, 70);
  g_autoptr (NstStyle) style = new_style (2);
  g_autofree float *right = check_edge (90, 70, 0.5, 0.52, 1.0f);
  NstStyleShare     share = { style, 1.0, 1.0, right };

  for (int m = 0; m < 3; m++)
    {
      NstSettings settings = quick_settings (methods[m % 2]);
      g_autoptr (NstPicture) painting = NULL, of_part = NULL;

      settings.strength = m == 2 ? 0.5 : 1.0;
      settings.keep_colors = m == 1;
      painting = stylize (content, &share, 1, &settings, 1);
      of_part
          = nst_stylize_part (&NST_REQUEST (.network = codec, .content = content, .styles = &share,
                                            .n_styles = 1, .settings = &settings, .threads = 1),
                              &part, &error);
      g_assert_no_error (error);
      for (int i = 0; i < 3 * 90 * 70; i++)
        if (i % 90 < 44)
          g_assert_true (painting->pixels[i] == content->pixels[i]);
      for (int i = 0; i < 3 * 60 * 30; i++)
        if (i % 60 < 24)
          g_assert_true (
              of_part->pixels[i]
              == content->pixels[(i / 1800 * 70 + 10 + i % 1800 / 60) * 90 + 20 + i % 60]);
      g_assert_cmpfloat (side_distance (painting, content, 50, TRUE), >, 0.02);
    }
}

/* A region of one pixel, or of a few, changes little but itself and is a picture in the end. */
static void
test_small (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 160, 120);
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  NstStyleShare without = { style, 1.0, 1.0, NULL };

  for (int side = 1; side <= (check_is_watched () ? 1 : 9); side += 4)
    for (int m = 0; m < 2; m++)
      {
        NstSettings       settings = quick_settings (methods[m]);
        g_autofree float *spot = g_new0 (float, 160 * 120);
        NstStyleShare     shares[] = { without, { other, 1.0, 1.0, spot } };
        g_autoptr (NstPicture) expected = stylize (content, &without, 1, &settings, 2);
        g_autoptr (NstPicture) actual = NULL;

        for (int i = 0; i < side * side; i++)
          spot[(60 + i / side) * 160 + 30 + i % side] = 1.0f;
        actual = stylize (content, shares, 2, &settings, 2);
        check_below (side_distance (actual, expected, 90, TRUE), 0.02);
        g_assert_cmpfloat (side_distance (actual, expected, 90, FALSE), >, 0.0);
      }
}

/* A region only counts where the content does. */
static void
test_content_mask (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 130, 90);
  g_autoptr (NstPicture) spoiled = NULL;
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  g_autofree float *right = check_edge (130, 90, 0.4, 0.6, 1.0f);
  NstStyleShare     shares[] = { { style, 1.0, 1.0, NULL }, { other, 1.0, 1.0, right } };

  content->mask = check_mask (130, 90);
  spoiled = nst_picture_copy (content, NULL);
  check_spoil (spoiled, 9);
  for (int m = 0; m < 2; m++)
    {
      NstSettings settings = quick_settings (methods[m]);
      g_autoptr (NstPicture) expected = stylize (content, shares, 2, &settings, 1);
      g_autoptr (NstPicture) actual = stylize (spoiled, shares, 2, &settings, 1);

      for (int i = 0; i < 3 * 130 * 90; i++)
        if (content->mask[i % (130 * 90)] > 0.0f)
          g_assert_true (actual->pixels[i] == expected->pixels[i]);
    }
}

/* ---- Tiles and parts --------------------------------------------------------------- */

static NstPicture *
in_tiles (const NstPicture *content, const NstStyleShare *shares, guint n, double strength,
          int largest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstRegions) regions = check_regions (shares, n, content->width, content->height);
  NstSettings       settings = quick_settings ("fast");
  NstReport         report = { 0 };
  NstStylizeContext context = { .network = codec,
                                .pool = check_pool (1),
                                .content = content,
                                .regions = regions,
                                .settings = &settings,
                                .report = &report };
  NstPicture       *painting;

  settings.strength = strength;
  painting = nst_fast_in_tiles (&context, largest, &error);
  g_assert_no_error (error);
  return painting;
}

/* Fast in tiles is what it is as a whole, and so is a part of it. */
static void
test_tiles (void)
{
  static const NstRectangle part = { 90, 140, 70, 33 };
  g_autoptr (NstPicture) content = check_picture (1, 233, 190);
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  g_autofree float *right = check_edge (233, 190, 0.4, 0.6, 1.0f);
  NstStyleShare     shares[] = { { style, 1.0, 1.0, NULL }, { other, 1.0, 1.0, right } };

  for (int i = 0; i < 233 * 190; i++) /* from above, too */
    right[i] *= MIN (1.0f, (float) (i / 233) / 190.0f);
  for (int weaker = 0; weaker < (check_is_emulated () ? 1 : 2); weaker++)
    {
      g_autoptr (GError) error = NULL;
      NstSettings settings = quick_settings ("fast");
      double      strength = settings.strength = weaker ? 0.5 : 1.0;
      g_autoptr (NstPicture) whole = in_tiles (content, shares, 2, strength, 512);
      g_autoptr (NstPicture) tiled = in_tiles (content, shares, 2, strength, 176);
      g_autoptr (NstPicture) expected
          = nst_picture_crop (whole, part.x, part.y, part.width, part.height, NULL);
      g_autoptr (NstPicture) actual
          = nst_stylize_part (&NST_REQUEST (.network = codec, .content = content, .styles = shares,
                                            .n_styles = 2, .settings = &settings, .threads = 2),
                              &part, &error);

      g_assert_no_error (error);
      check_below (check_picture_distance (tiled, whole), 0.015);
      check_below (check_picture_distance (actual, expected), 0.018);
      nst_picture_take_mask (content, check_mask (233, 190));
      for (int i = 0; i < 233 * 190; i++)
        content->mask[i] = MAX (content->mask[i], 0.1f);
    }
}

/* ---- Refusals ---------------------------------------------------------------------- */

static void
test_refusals (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) content = check_picture (1, 40, 30);
  g_autoptr (NstPicture) painting = NULL;
  g_autoptr (NstStyle) style = new_style (2);
  g_autofree float *mask = check_edge (40, 30, 0.4, 0.6, 1.0f), *none = g_new0 (float, 40 * 30);
  NstStyleShare     shares[] = { { style, 1.0, 1.0, NULL }, { style, 1.0, 1.0, mask } };
  NstStyleShare     nowhere = { style, 1.0, 1.0, none };
  NstSettings       settings = quick_settings ("fast");

  shares[0].coarse = -1.0; /* no mixture of its own, though the sum of both is one */
  shares[1].coarse = 3.0;
  g_assert_null (nst_stylize (&NST_REQUEST (.network = codec, .content = content, .styles = shares,
                                            .n_styles = 2, .settings = &settings, .threads = 1),
                              &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "add up");
  g_clear_error (&error);
  shares[0].coarse = 1.0;
  mask[7] = NAN;
  g_assert_null (nst_stylize (&NST_REQUEST (.network = codec, .content = content, .styles = shares,
                                            .n_styles = 2, .settings = &settings, .threads = 1),
                              &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "mask");
  painting = stylize (content, &nowhere, 1, &settings, 1);
  check_same_pixels (painting, content);
}

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  codec = check_codec (1);
  g_test_add_func ("/regions/everything", test_everything);
  check_add_numeric ("/regions/two", test_two);
  g_test_add_func ("/regions/threads", test_threads);
  g_test_add_func ("/regions/gaps", test_gaps);
  g_test_add_func ("/regions/small", test_small);
  g_test_add_func ("/regions/content-mask", test_content_mask);
  g_test_add_func ("/regions/tiles", test_tiles);
  g_test_add_func ("/regions/refusals", test_refusals);
  failed = g_test_run ();
  nst_network_unref (codec);
  return failed;
}
