/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-masks.c - masks: pixels of weight 0 have no influence, whatever their values; and an empty
 * mask is an error. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "ops/fill.h"

static NstNetwork *network;

static NstPicture *
stylize (const NstPicture *content, const NstPicture *style)
{
  NstSettings settings;

  check_quick_settings (&settings);
  return check_stylize (network, content, style, &settings, 1, NULL);
}

/* A picture of which a disc in the middle is opaque, half of its rim half so. */
static NstPicture *
masked_picture (guint32 seed, int side)
{
  NstPicture *picture = check_picture (seed, side, side);

  picture->mask = g_new0 (float, (gsize) side *side);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      {
        double radius = hypot (x - side / 2.0, y - side / 2.0) / side;

        picture->mask[y * side + x] = radius < 0.3 ? 1.0f : radius < 0.35 && x > y ? 0.5f : 0.0f;
      }
  return picture;
}

/* ---- Filling ----------------------------------------------------------------------- */

static NstPicture *
fill (const NstPicture *picture)
{
  g_autoptr (GError) error = NULL;
  NstPicture *filled = nst_picture_copy (picture, &error);

  g_assert_no_error (error);
  g_assert_true (nst_picture_fill (filled, NULL, &error));
  g_assert_no_error (error);
  return filled;
}

/* Pixels that count stay; the others lie between the darkest and the lightest of those, do not
 * depend on what stood there, and continue what is around them. */
static void
test_fill (void)
{
  static const int sides[] = { 2, 3, 9, 16, 33, 64 };

  for (gsize s = 0; s < G_N_ELEMENTS (sides); s++)
    {
      g_autoptr (NstPicture) picture = masked_picture (7, sides[s]);
      g_autoptr (NstPicture) filled = NULL;
      g_autoptr (NstPicture) again = NULL;
      int   n = sides[s] * sides[s];
      float least[3] = { 9, 9, 9 }, most[3] = { -9, -9, -9 };

      picture->mask[n - 1] = 0.25f;
      for (int i = 0; i < 3 * n; i++)
        if (picture->mask[i % n] > 0.0f)
          {
            least[i / n] = MIN (least[i / n], picture->pixels[i]);
            most[i / n] = MAX (most[i / n], picture->pixels[i]);
          }
      filled = fill (picture);
      for (int i = 0; i < 3 * n; i++)
        if (picture->mask[i % n] > 0.0f)
          g_assert_true (filled->pixels[i] == picture->pixels[i]);
        else
          g_assert_true (filled->pixels[i] >= least[i / n] - 1e-5f
                         && filled->pixels[i] <= most[i / n] + 1e-5f);
      g_assert_cmpmem (filled->mask, sizeof (float) * n, picture->mask, sizeof (float) * n);
      check_spoil (picture, 8);
      again = fill (picture);
      check_same_pixels (filled, again);
    }
}

/* What has been filled needs no copy, and what has not does, if only by one pixel or one bit. */
static void
test_filled (void)
{
  g_autoptr (NstPicture) picture = masked_picture (7, 33);
  g_autoptr (NstPicture) filled = fill (picture);
  g_autoptr (NstArena) arena = nst_arena_new ();
  const NstPicture *copy;
  g_autoptr (GError) error = NULL;

  g_assert_true (nst_picture_filled (filled, arena, &copy, &error));
  g_assert_true (copy == filled);
  for (int i = 0; i < 4; i++)
    {
      int         place = i == 3 ? 0 : 33 * 33 * (i + 1) - 1;
      const float right = filled->pixels[place];

      filled->pixels[place] = i == 1 ? NAN : nextafterf (right, 2.0f);
      g_assert_true (nst_picture_filled (filled, arena, &copy, &error));
      g_assert_true (copy != filled);
      filled->pixels[place] = right;
      check_same_pixels (copy, filled);
    }
  nst_picture_take_mask (filled, NULL);
  g_assert_true (nst_picture_filled (filled, arena, &copy, &error));
  g_assert_true (copy == filled);
  g_assert_no_error (error);
}

/* Two colors with a gap between: each side of the gap goes with its own. */
static void
test_fill_continues (void)
{
  g_autoptr (NstPicture) picture = check_picture (1, 64, 16);
  g_autoptr (NstPicture) filled = NULL;

  picture->mask = g_new0 (float, 64 * 16);
  for (int i = 0; i < 3 * 64 * 16; i++)
    {
      picture->mask[i % (64 * 16)] = i % 64 < 24 || i % 64 >= 40 ? 1.0f : 0.0f;
      picture->pixels[i] = i % 64 < 32 ? 0.2f : 0.8f;
    }
  filled = fill (picture);
  for (int y = 0; y < 16; y++)
    {
      g_assert_cmpfloat_with_epsilon (filled->pixels[64 * y + 25], 0.2, 0.1);
      g_assert_cmpfloat_with_epsilon (filled->pixels[64 * y + 38], 0.8, 0.1);
    }
}

/* ---- Stylizing --------------------------------------------------------------------- */

/* The painting follows the style as if its transparent part were not there. */
static void
test_style_rubbish (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 60, 60);
  g_autoptr (NstPicture) style = masked_picture (2, 64);
  g_autoptr (NstPicture) clean = stylize (content, style);
  g_autoptr (NstPicture) spoiled = NULL;

  check_spoil (style, 3);
  spoiled = stylize (content, style);
  check_same_pixels (clean, spoiled);
}

/* Opaque pixels are painted the same whatever the transparent ones hold, also where the painting is
 * enlarged along the content's edges. */
static void
test_content_rubbish (void)
{
  for (int size = 0; size <= 40; size += 40)
    {
      g_autoptr (NstPicture) content = masked_picture (1, 60);
      g_autoptr (NstPicture) style = check_picture (2, 64, 64);
      g_autoptr (NstPicture) clean = NULL;
      g_autoptr (NstPicture) spoiled = NULL;
      NstSettings settings;

      check_quick_settings (&settings);
      settings.size = size;
      clean = check_stylize (network, content, style, &settings, 1, NULL);
      check_spoil (content, 3);
      spoiled = check_stylize (network, content, style, &settings, 1, NULL);
      for (int i = 0; i < 3 * 3600; i++)
        if (content->mask[i % 3600] == 1.0f)
          g_assert_true (clean->pixels[i] == spoiled->pixels[i]);
    }
}

/* A mask of 1 everywhere is no mask. */
static void
test_opaque (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 50, 40);
  g_autoptr (NstPicture) style = check_picture (2, 40, 45);
  g_autoptr (NstPicture) without = stylize (content, style);
  g_autoptr (NstPicture) with = NULL;

  content->mask = g_new (float, 50 * 40);
  style->mask = g_new (float, 40 * 45);
  for (int i = 0; i < 50 * 40; i++)
    content->mask[i] = 1.0f;
  for (int i = 0; i < 40 * 45; i++)
    style->mask[i] = 1.0f;
  with = stylize (content, style);
  check_below (check_error_float (3 * 50 * 40, with->pixels, without->pixels), 1e-2);
}

static void
assert_transparent (const NstPicture *content, const NstPicture *style)
{
  NstSettings settings;
  g_autoptr (GError) error = NULL;

  check_quick_settings (&settings);
  g_assert_null (check_stylize_pictures (network, content, &style, 1, &settings, 1, NULL, NULL,
                                         NULL, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "transparent");
}

static void
test_transparent (void)
{
  g_autoptr (NstPicture) opaque = check_picture (1, 30, 20);
  g_autoptr (NstPicture) empty = check_picture (2, 20, 30);

  empty->mask = g_new0 (float, 20 * 30);
  assert_transparent (opaque, empty);
  assert_transparent (empty, opaque);
}

/* A little is enough: one opaque pixel in the middle, or in a corner, of much that is not. */
static void
test_one_pixel (void)
{
  static const int places[] = { 0, 48 * 96 + 48, 96 * 96 - 1 };
  g_autoptr (NstPicture) opaque = check_picture (1, 96, 96);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (NstPicture) spot = check_picture (2, 96, 96);
      g_autoptr (NstPicture) as_style = NULL;
      g_autoptr (NstPicture) as_content = NULL;

      spot->mask = g_new0 (float, 96 * 96);
      spot->mask[places[i]] = 1.0f;
      as_style = stylize (opaque, spot);
      as_content = stylize (spot, opaque);
      for (int k = 0; k < 3 * 96 * 96; k++)
        g_assert_true (isfinite (as_style->pixels[k]) && isfinite (as_content->pixels[k]));
    }
}

/* At a small working size nothing of two single pixels is left, which lie so far apart that all is
 * painted; they are there all the same. */
static void
test_speck (void)
{
  g_autoptr (NstPicture) opaque = check_picture (1, 64, 64);
  g_autoptr (NstPicture) speck = check_picture (2, 512, 512);
  g_autoptr (NstPicture) as_style = NULL;
  g_autoptr (NstPicture) as_content = NULL;
  NstSettings settings;

  check_quick_settings (&settings);
  settings.size = 64;
  speck->mask = g_new0 (float, 512 * 512);
  speck->mask[3 * 512 + 5] = speck->mask[509 * 512 + 500] = 1.0f;
  as_content = check_stylize (network, speck, opaque, &settings, 1, NULL);
  settings.style_scale = 0.25;
  as_style = check_stylize (network, opaque, speck, &settings, 1, NULL);
}

/* ---- Protection -------------------------------------------------------------------- */

static NstPicture *
stylize_protected (const NstPicture *content, NstStyle *style, const NstSettings *settings,
                   const float *protect)
{
  NstStyleShare share = { style, 1.0, 1.0, NULL };
  g_autoptr (GError) error = NULL;
  NstPicture *painting = nst_stylize (
      &NST_REQUEST (.network = network, .content = content, .styles = &share, .n_styles = 1,
                    .settings = settings, .threads = 1, .protect = protect),
      &error);

  g_assert_no_error (error);
  return painting;
}

/* What is protected keeps every bit, transparent or not, and does not count; the rest is painted as
 * if it were transparent; half protected is half painted. */
static void
test_protect (void)
{
  NstSettings settings;
  g_autoptr (NstPicture) content = check_picture (1, 90, 60);
  g_autoptr (NstPicture) picture = check_picture (2, 50, 40);
  g_autoptr (NstStyle) style = nst_style_new (picture, "made", NULL);
  g_autofree float *protect = check_edge (90, 60, 0.4, 0.6, 1.0f);
  g_autofree float *nothing = g_new0 (float, 90 * 60);
  gsize             n = 90 * 60;

  check_quick_settings (&settings);
  for (int masked = 0; masked < 2; masked++)
    {
      g_autoptr (NstPicture) open = NULL;
      g_autoptr (NstPicture) painting = NULL, expected = NULL, free_one = NULL, same = NULL;

      if (masked)
        nst_picture_take_mask (content, check_mask (90, 60));
      open = nst_picture_copy (content, NULL);
      nst_picture_take_mask (open, g_new (float, n));
      for (gsize i = 0; i < n; i++)
        open->mask[i] = (1.0f - protect[i]) * (masked ? content->mask[i] : 1.0f);
      expected = stylize_protected (open, style, &settings, NULL);
      painting = stylize_protected (content, style, &settings, protect);
      for (gsize i = 0; i < 3 * n; i++)
        {
          float own = content->pixels[i], share = 1.0f - protect[i % n];
          float blended
              = share < 1.0f ? own + share * (expected->pixels[i] - own) : expected->pixels[i];

          g_assert_true (painting->pixels[i] == blended);
          if (protect[i % n] == 1.0f)
            g_assert_true (painting->pixels[i] == own);
        }
      free_one = stylize_protected (content, style, &settings, NULL);
      same = stylize_protected (content, style, &settings, nothing);
      check_same_pixels (same, free_one);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  network = check_network (&check_tiny, 21);
  g_test_add_func ("/masks/fill", test_fill);
  g_test_add_func ("/masks/filled", test_filled);
  g_test_add_func ("/masks/fill-continues", test_fill_continues);
  g_test_add_func ("/masks/opaque", test_opaque);
  g_test_add_func ("/masks/transparent", test_transparent);
  g_test_add_func ("/masks/one-pixel", test_one_pixel);
  g_test_add_func ("/masks/protect", test_protect);
  g_test_add_func ("/masks/speck", test_speck);
  g_test_add_func ("/masks/style-rubbish", test_style_rubbish);
  g_test_add_func ("/masks/content-rubbish", test_content_rubbish);
  result = g_test_run ();
  nst_network_unref (network);
  return result;
}
