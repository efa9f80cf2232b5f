/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-odd-pictures.c - very small, narrow and plain pictures and extreme settings work; others
 * are errors. */

#include "check.h"

#include <math.h>

static NstNetwork *network;

/* ---- Odd pictures ------------------------------------------------------------------ */

static void
test_odd_sizes (void)
{
  static const int sizes[][2] = { { 1, 1 },   { 1, 2 },   { 2, 1 },   { 3, 200 },
                                  { 200, 3 }, { 1, 300 }, { 15, 16 }, { 129, 127 } };

  for (gsize c = 0; c < G_N_ELEMENTS (sizes); c++)
    for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
      {
        NstSettings settings;
        g_autoptr (NstPicture) content = check_picture (1, sizes[c][0], sizes[c][1]);
        g_autoptr (NstPicture) style = check_picture (2, sizes[s][0], sizes[s][1]);

        check_quick_settings (&settings);
        settings.iterations = 2;
        settings.style_loss
            = (c + s) % 2 == 0 ? NST_STYLE_MEASURE_WASSERSTEIN : NST_STYLE_MEASURE_GRAM;
        nst_picture_free (check_stylize (network, content, style, &settings, 1, NULL));
      }
  check_outcome ("Size and place", "contents and styles of 1 x 1 to 300 x 1 pixels, each with each",
                 "painted, by Refine with both losses");
}

/* One flat color as the style, the content, and both; black, which no tap may answer to. */
static void
test_flat (void)
{
  static const float colors[] = { 0.0f, 0.6f, 1.0f };

  for (int k = 0; k < 12; k++)
    {
      NstSettings settings;
      g_autoptr (NstPicture) content = check_picture (1, 50, 40);
      g_autoptr (NstPicture) style = check_picture (2, 40, 40);

      for (int i = 0; i < 3 * 40 * 40; i++)
        style->pixels[i] = colors[k % 3];
      for (int i = 0; i < 3 * 50 * 40 && k >= 6; i++)
        content->pixels[i] = colors[(k + 1) % 3];
      check_quick_settings (&settings);
      settings.style_loss = k / 3 % 2 == 0 ? NST_STYLE_MEASURE_WASSERSTEIN : NST_STYLE_MEASURE_GRAM;
      nst_picture_free (check_stylize (network, content, style, &settings, 1, NULL));
    }
  check_outcome ("Styles", "a flat black, gray or white, and contents as flat", "painted");
}

/* Every number of the table at both ends of its range. */
static void
test_settings_extremes (void)
{
  guint               n;
  const NstParameter *table = nst_parameters (&n);

  for (guint i = 0; i < 2 * n; i++)
    {
      const NstParameter *p = &table[i / 2];
      double              value = i % 2 == 0 ? p->minimum : p->maximum;
      NstSettings         settings;
      g_autoptr (NstPicture) content = check_picture (1, 30, 20);
      g_autoptr (NstPicture) style = check_picture (2, 20, 30);

      check_quick_settings (&settings);
      if (p->type == NST_PARAMETER_DOUBLE)
        G_STRUCT_MEMBER (double, &settings, p->offset) = value;
      else if (p->type == NST_PARAMETER_INT
               && p->offset != G_STRUCT_OFFSET (NstSettings, iterations))
        G_STRUCT_MEMBER (int, &settings, p->offset) = (int) value;
      else
        continue;
      nst_picture_free (check_stylize (network, content, style, &settings, 1, NULL));
    }
}

/* ---- What is refused --------------------------------------------------------------- */

static void
assert_refused (const NstPicture *content, const NstPicture *style, const NstSettings *settings,
                guint n_styles, const char *fragment)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (check_stylize_pictures (network, content, &style, n_styles, settings, 1, NULL,
                                         NULL, NULL, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, fragment);
}

static void
test_refused (void)
{
  static const float bad[] = { NAN, INFINITY, -INFINITY };
  NstSettings        settings;
  g_autoptr (NstPicture) content = check_picture (1, 30, 20);
  g_autoptr (NstPicture) style = check_picture (2, 20, 30);

  check_quick_settings (&settings);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      content->pixels[777] = bad[i];
      assert_refused (content, style, &settings, 1, "picture");
      content->pixels[777] = 0.5f;
      style->pixels[1799] = bad[i];
      assert_refused (content, style, &settings, 1, "style");
      style->pixels[1799] = 0.5f;
    }
  assert_refused (content, style, &settings, 0, "style");
  settings.strength = NAN;
  assert_refused (content, style, &settings, 1, "strength");
  check_quick_settings (&settings);
  settings.iterations = 0;
  assert_refused (content, style, &settings, 1, "iterations");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  network = check_network (&check_tiny, 21);
  g_test_add_func ("/odd-pictures/sizes", test_odd_sizes);
  g_test_add_func ("/odd-pictures/flat", test_flat);
  g_test_add_func ("/odd-pictures/settings-extremes", test_settings_extremes);
  g_test_add_func ("/odd-pictures/refused", test_refused);
  result = g_test_run ();
  nst_network_unref (network);
  return result;
}
