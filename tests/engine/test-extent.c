/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-extent.c - the part of a picture that is painted does not depend on the rest. */

#include "check.h"

#include "style/extent.h"

#define WIDTH  300
#define HEIGHT 200

static const NstRectangle box = { 150, 60, 70, 50 };

static NstNetwork *codec;

static gboolean
is_inside (const NstRectangle *part, int i)
{
  int x = i % WIDTH, y = i / WIDTH;

  return x >= part->x && x < part->x + part->width && y >= part->y && y < part->y + part->height;
}

/* 1 in the rectangle and 0 elsewhere. */
static float *
plane_of (const NstRectangle *part)
{
  float *plane = g_new0 (float, WIDTH *HEIGHT);

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    plane[i] = is_inside (part, i);
  return plane;
}

static NstRectangle
find_unprotected (const NstPicture *content, const NstStyleShare *shares, guint n,
                  const float *protect)
{
  g_autoptr (GError) error = NULL;
  NstRectangle extent;

  g_assert_true (nst_find_extent (
      &NST_REQUEST (.content = content, .styles = shares, .n_styles = n, .protect = protect),
      &extent, &error));
  g_assert_no_error (error);
  return extent;
}

static NstRectangle
find (const NstPicture *content, const NstStyleShare *shares, guint n)
{
  return find_unprotected (content, shares, n, NULL);
}

static void
check_rectangle (NstRectangle actual, int x, int y, int width, int height)
{
  g_assert_cmpint (actual.x, ==, x);
  g_assert_cmpint (actual.y, ==, y);
  g_assert_cmpint (actual.width, ==, width);
  g_assert_cmpint (actual.height, ==, height);
}

/* By the mask, by the claims, by both, and by what is protected; all where nothing limits it, or nothing is left. */
static void
test_find (void)
{
  static const NstRectangle left = { 0, 0, 180, HEIGHT };
  g_autoptr (NstPicture) content = check_picture (1, WIDTH, HEIGHT);
  g_autofree float *claim = plane_of (&left), *none = g_new0 (float, WIDTH *HEIGHT);
  g_autofree float *protect = g_new (float, WIDTH *HEIGHT);
  NstStyleShare     all = { NULL, 1.0, 1.0, NULL }, some = { NULL, 1.0, 1.0, claim };
  NstStyleShare     both[] = { all, some }, nothing = { NULL, 1.0, 1.0, none };

  check_rectangle (find (content, &all, 1), 0, 0, WIDTH, HEIGHT);
  check_rectangle (find (content, &some, 1), 0, 0, 180 + 12, HEIGHT);
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    protect[i] = is_inside (&box, i) ? 0.9f : 1.0f;
  check_rectangle (find_unprotected (content, &all, 1, protect), 142, 52, 86, 66);
  check_rectangle (find_unprotected (content, &some, 1, protect), 142, 52, 30 + 16, 66);
  content->mask = plane_of (&box);
  check_rectangle (find_unprotected (content, &all, 1, none), 142, 52, 86, 66);
  check_rectangle (find (content, &all, 1), 142, 52, 86, 66);
  check_rectangle (find (content, both, 2), 142, 52, 86, 66);
  check_rectangle (find (content, &some, 1), 142, 52, 30 + 16, 66);
  check_rectangle (find (content, &nothing, 1), 0, 0, WIDTH, HEIGHT);
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    content->mask[i] = 0.0f;
  check_rectangle (find (content, &all, 1), 0, 0, WIDTH, HEIGHT);
  content->mask[0] = 0.01f;
  check_rectangle (find (content, &all, 1), 0, 0, 9, 9);
}

/* It ends at the border, and is there already when it is asked for again. */
static void
test_margin (void)
{
  NstRectangle extent = { 100, 5, 160, 20 };

  nst_extent_add_margin (&extent, WIDTH, HEIGHT);
  check_rectangle (extent, 90, 0, 180, 35);
  extent = (NstRectangle) { 10, 0, 160, 20 };
  nst_extent_add_margin (&extent, 180, 30);
  check_rectangle (extent, 0, 0, 180, 30);
}

static NstPicture *
stylize (const NstPicture *content, const NstStyleShare *shares, guint n,
         const NstSettings *settings, NstReport *report)
{
  g_autoptr (GError) error = NULL;
  NstPicture *painting = nst_stylize (
      &NST_REQUEST (.network = codec, .content = content, .styles = shares, .n_styles = n,
                    .settings = settings, .threads = 2, .report = report),
      &error);

  g_assert_no_error (error);
  return painting;
}

/* `painting` is `alone` in the extent, and the filled content elsewhere. */
static void
check_placed (const NstPicture *painting, const NstPicture *alone, const NstPicture *content,
              const NstRectangle *extent)
{
  g_autoptr (NstPicture) cut
      = nst_picture_crop (painting, extent->x, extent->y, extent->width, extent->height, NULL);

  check_same_pixels (cut, alone);
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    for (int c = 0; c < 3 && !is_inside (extent, i); c++)
      g_assert_cmpfloat (painting->pixels[c * WIDTH * HEIGHT + i], ==,
                         content->pixels[c * WIDTH * HEIGHT + i]);
}

/* A part is painted as if it were the whole picture, by both methods: at its own resolution, and
 * with a working size that is its own. */
static void
test_stylize (void)
{
  static const char *const methods[] = { "fast", "refine" };
  g_autoptr (NstPicture) style_picture = check_picture (3, 90, 80);
  g_autoptr (NstStyle) style = nst_style_new (style_picture, "made", NULL);
  g_autofree float *claim = plane_of (&box);

  for (int i = 0; i < 4; i++)
    {
      gboolean masked = i % 2 == 0;
      g_autoptr (NstPicture) content = check_picture (1, WIDTH, HEIGHT);
      NstStyleShare shares[] = { { style, 1.0, 1.0, masked ? NULL : claim } };
      g_autoptr (NstCutout) cut = NULL;
      g_autoptr (NstPicture) painting = NULL;
      g_autoptr (NstPicture) alone = NULL;
      NstSettings  settings;
      NstRectangle extent;
      NstReport    report;

      check_quick_settings (&settings);
      nst_settings_set (&settings, "method", methods[i / 2], NULL);
      settings.size = 64;
      settings.keep_colors = masked;
      settings.keep_colors_by = NST_KEEP_COLORS_BY_STATISTICS;
      if (masked)
        content->mask = plane_of (&box);
      extent = find (content, shares, 1);
      cut = nst_cutout_new (content, shares, 1, &extent, NULL);
      alone = stylize (cut->content, cut->styles, 1, &settings, NULL);
      painting = stylize (content, shares, 1, &settings, &report);
      g_assert_true (nst_picture_fill (content, NULL, NULL));
      check_placed (painting, alone, content, &extent);
      if (report.n_scales > 0) /* of Refine */
        g_assert_cmpint (report.scales[report.n_scales - 1].width, ==, 64);
    }
}

/* Two shares of one mask are one region still. */
static void
test_claims (void)
{
  g_autoptr (NstPicture) content = check_picture (1, WIDTH, HEIGHT);
  g_autofree float *claim = plane_of (&box), *twin = plane_of (&box);
  NstStyleShare     shares[] = { { NULL, 1.0, 1.0, claim },
                                 { NULL, 1.0, 1.0, NULL },
                                 { NULL, 1.0, 1.0, claim },
                                 { NULL, 1.0, 1.0, twin } };
  g_autoptr (NstCutout) cut = nst_cutout_new (content, shares, 4, &box, NULL);

  g_assert_null (cut->styles[1].where);
  g_assert_true (cut->styles[0].where == cut->styles[2].where);
  g_assert_true (cut->styles[0].where != cut->styles[3].where);
  for (int i = 0; i < box.width * box.height; i++)
    g_assert_cmpfloat (cut->styles[3].where[i], ==, 1.0f);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  codec = check_codec (1);
  g_test_add_func ("/extent/find", test_find);
  g_test_add_func ("/extent/margin", test_margin);
  g_test_add_func ("/extent/stylize", test_stylize);
  g_test_add_func ("/extent/claims", test_claims);
  result = g_test_run ();
  nst_network_unref (codec);
  return result;
}
