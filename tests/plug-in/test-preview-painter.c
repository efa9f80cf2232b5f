/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-preview-painter.c - the preview beside the result that it foretells: the whole, small, and
 * parts at full scale.  With the network and the styles that ship, on made pictures. */

#include "gimp/mask-pixels.h"
#include "paint/preview-painter.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "../engine/check.h"

#define SIDE 448 /* of the small picture */

static const char *networks, *styles;

/* ---- Pictures ---------------------------------------------------------------------- */

/* A snapshot of 8 bits, as most layers are; alpha falls off to the right where it is `clear`. */
static GeglBuffer *
snapshot_of (const NstPicture *picture, gboolean clear)
{
  gsize       plane = (gsize) picture->width * picture->height;
  GeglBuffer *buffer = gegl_buffer_new (GEGL_RECTANGLE (0, 0, picture->width, picture->height),
                                        babl_format ("R'G'B'A u8"));
  g_autofree float *rgba = g_new (float, 4 * plane);

  for (gsize i = 0; i < plane; i++)
    {
      for (int c = 0; c < 3; c++)
        rgba[4 * i + c] = picture->pixels[c * plane + i];
      rgba[4 * i + 3] = clear ? 1.0f - (float) (i % picture->width) / picture->width : 1.0f;
    }
  gegl_buffer_set (buffer, NULL, 0, babl_format ("R'G'B'A float"), rgba, GEGL_AUTO_ROWSTRIDE);
  return buffer;
}

/* Hills under a sky, a sun, a row of houses, and some grain: flat parts, edges and texture. */
static NstPicture *
landscape (guint32 seed, int width, int height)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  NstPicture *picture = nst_picture_new (width, height, NULL);
  gsize       plane = (gsize) width * height;
  double      phase = g_rand_double_range (random, 0.0, 6.0);
  double      sun_x = g_rand_double_range (random, 0.2, 0.8);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        double u = (double) x / width, v = (double) y / width, shade;
        double grain = g_rand_double_range (random, -0.04, 0.04);
        int    house = (int) (u * 11.0);
        double hill = 0.35 + 0.07 * sin (7.0 * u + phase) + 0.02 * sin (31.0 * u);
        double color[3] = { 0.45 + 0.5 * v, 0.6 + 0.4 * v, 0.9 };

        if (hypot (u - sun_x, v - 0.15) < 0.06)
          color[0] = color[1] = 0.95, color[2] = 0.6;
        if (v > hill)
          {
            shade = 0.5 + 0.2 * sin (60.0 * v + 9.0 * u) + 0.1 * sin (200.0 * u + phase);
            color[0] = 0.3 * shade, color[1] = 0.8 * shade, color[2] = 0.25 * shade;
          }
        if (house % 2 == 1 && v > 0.42 + 0.03 * (house % 3) && v < 0.55)
          color[0] = 0.8 - 0.05 * house, color[1] = 0.3, color[2] = 0.05 * house;
        for (int c = 0; c < 3; c++)
          picture->pixels[c * plane + (gsize) y * width + x]
              = (float) CLAMP (color[c] + grain, 0.0, 1.0);
      }
  return picture;
}

static double
psnr (const NstPicture *a, const NstPicture *b)
{
  gsize  n = (gsize) 3 * a->width * a->height;
  double sum = 0.0;

  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  for (gsize i = 0; i < n; i++)
    sum += pow (a->pixels[i] - b->pixels[i], 2.0);
  return -10.0 * log10 (sum / n);
}

/* ---- A preview and its result ------------------------------------------------------ */

typedef struct
{
  PreviewContent *content;
  PreviewPainter *painter;
  StyleSample    *style;
  GPtrArray      *regions; /* of RegionSample, or NULL */
  NstSettings     settings;

  NstRectangle part; /* to be looked at */
  int          shown;
  double       fraction; /* of the last */
  NstRectangle shown_part;
  NstPicture  *after, *before; /* the last */
} Preview;

static void
show (NstPicture *painting, const NstRectangle *part, NstPicture *before, double fraction,
      gpointer data)
{
  Preview *preview = data;

  nst_picture_free (preview->after);
  nst_picture_free (preview->before);
  preview->after = painting;
  preview->before = before;
  if (part != NULL)
    preview->shown_part = *part;
  preview->fraction = fraction;
  preview->shown++;
}

static void
view (NstRectangle *part, gpointer data)
{
  *part = ((Preview *) data)->part;
}

/* `picture` opaque, or `clear` to one side; `selection`, or NULL, and `style` are taken over. */
static Preview *
preview_new_selected (const NstPicture *picture, gboolean clear, GeglBuffer *selection,
                      StyleSample *style, const char *method)
{
  Preview *preview = g_new0 (Preview, 1);
  g_autoptr (GError) error = NULL;

  preview->content = preview_content_new (snapshot_of (picture, clear), selection, "made", SIDE);
  preview->painter = preview_painter_new (preview->content, networks, 2);
  preview->style = style;
  nst_settings_init (&preview->settings);
  preview->settings.method = g_intern_string (method);
  g_assert_true (preview_content_load (preview->content, &error));
  g_assert_true (style_sample_load (style, &error));
  g_assert_nonnull (preview_painter_open (preview->painter, preview->settings.network, &error));
  g_assert_no_error (error);
  return preview;
}

static Preview *
preview_new (const NstPicture *picture, gboolean clear, StyleSample *style, const char *method)
{
  return preview_new_selected (picture, clear, NULL, style, method);
}

static void
preview_free (Preview *preview)
{
  preview_painter_free (preview->painter);
  preview_content_free (preview->content);
  style_sample_unref (preview->style);
  g_clear_pointer (&preview->regions, g_ptr_array_unref);
  nst_picture_free (preview->after);
  nst_picture_free (preview->before);
  g_free (preview);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Preview, preview_free)

static void
paint (Preview *preview, gboolean zoomed)
{
  g_autoptr (GError) error = NULL;
  PreviewStyles styles_of = { .first = preview->style, .regions = preview->regions };
  PreviewEyes   eyes = { show, zoomed ? view : NULL, preview };

  preview->shown = 0;
  preview_painter_paint (preview->painter, &styles_of, &preview->settings, &eyes, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (preview->shown, >, 0);
  g_assert_cmpfloat (preview->fraction, ==, 1.0);
}

static NstPicture *
paint_picture (Preview *preview, const NstPicture *content)
{
  g_autoptr (GError) error = NULL;
  NstStyleShare     shares[2] = { { style_sample_get_style (preview->style), 1.0, 1.0, NULL } };
  guint             n_shares = 1;
  NstRectangle      whole = { 0, 0, content->width, content->height };
  NstPicture       *result;
  g_autofree float *where = NULL;

  if (preview->regions != NULL)
    {
      RegionSample *region = preview->regions->pdata[0];

      where = mask_pixels_read (region_sample_get_mask (region), &whole, &error);
      shares[n_shares++]
          = (NstStyleShare) { style_sample_get_style (region_sample_get_style (region)), 1.0, 1.0,
                              where };
    }
  result = nst_stylize (preview_painter_open (preview->painter, preview->settings.network, NULL),
                        content, shares, n_shares, &preview->settings, 2, NULL, NULL, NULL, NULL,
                        &error);
  g_assert_no_error (error);
  return result;
}

/* What the plug-in would make of the layer. */
static NstPicture *
paint_fully (Preview *preview)
{
  NstRectangle whole = { 0, 0, preview_content_get_width (preview->content),
                         preview_content_get_height (preview->content) };
  g_autoptr (NstPicture) content = preview_content_part (preview->content, &whole, NULL);

  return paint_picture (preview, content);
}

static StyleSample *
made_style (guint32 seed)
{
  g_autoptr (NstPicture) picture = check_picture (seed, 900, 700);

  return style_sample_new_snapshot (snapshot_of (picture, FALSE), "made");
}

/* ---- The whole --------------------------------------------------------------------- */

/* The preview by Fast, beside the result at the preview's size. */
static void
test_whole (void)
{
  static const char *const installed[] = { "oil-impasto", "woodblock-print", "swirling-lines" };

  for (guint32 pair = 0; pair < 5; pair++)
    {
      g_autoptr (NstPicture) picture = landscape (pair, 1500, 1100);
      StyleSample *style = pair < G_N_ELEMENTS (installed)
                               ? style_sample_new_installed (installed[pair], styles)
                               : made_style (pair);
      g_autoptr (Preview) preview = preview_new (picture, FALSE, style, "fast");
      g_autoptr (NstPicture) result = paint_fully (preview);
      g_autoptr (NstPicture) expected = NULL;

      paint (preview, FALSE);
      expected = nst_picture_resize (result, preview->after->width, preview->after->height, NULL);
      g_test_message ("pair %u: %.1f dB", pair, psnr (preview->after, expected));
      g_assert_cmpfloat (psnr (preview->after, expected), >, 22.0);
    }
}

/* ---- A part ------------------------------------------------------------------------ */

/* `part` in the preview, beside that part of the result. */
static void
check_part (Preview *preview, const NstPicture *result, NstRectangle part, double decibels)
{
  g_autoptr (NstPicture) expected
      = nst_picture_crop (result, part.x, part.y, part.width, part.height, NULL);
  double found;

  preview->part = part;
  paint (preview, TRUE);
  g_assert_cmpmem (&preview->shown_part, sizeof part, &part, sizeof part);
  g_assert_cmpint (preview->before->width, ==, part.width);
  g_assert_cmpint (preview->before->height, ==, part.height);
  found = psnr (preview->after, expected);
  g_test_message ("%s at %d, %d: %.1f dB", preview->settings.method, part.x, part.y, found);
  g_assert_cmpfloat (found, >, decibels);
}

/* Where the working size is small, parts of the result itself, brought to full size: in the middle,
 * at the far corner, and all of it; by both methods, and with transparency. */
static void
test_part_of_whole (void)
{
  static const char *const methods[] = { "fast", "refine", "fast" };

  for (int i = 0; i < 3; i++)
    {
      gboolean clear = i == 2;
      g_autoptr (NstPicture) picture = landscape (7, 1201, 907);
      g_autoptr (Preview) preview = preview_new (
          picture, clear, style_sample_new_installed ("woodblock-print", styles), methods[i]);
      g_autoptr (NstPicture) result = NULL;

      preview->settings.size = 400;
      preview->settings.iterations = 3;
      preview->settings.strength = 0.8;
      preview->settings.keep_colors = i < 2;
      preview->settings.keep_colors_by
          = g_intern_static_string (i == 0 ? "statistics" : "luminance");
      result = paint_fully (preview);
      check_part (preview, result, (NstRectangle) { 500, 401, 200, 150 }, 30.0);
      g_assert_cmpint (preview->before->mask != NULL, ==, clear);
      if (clear) /* what cannot be seen is another matter */
        continue;
      check_part (preview, result, (NstRectangle) { 1001, 707, 200, 200 }, 30.0);
      check_part (preview, result, (NstRectangle) { 0, 0, 1201, 907 }, 30.0);
    }
}

/* ---- A selection ------------------------------------------------------------------- */

#define SELECTED 400 /* columns, from the left */

/* They shape the painting, as they do in the result, and nothing else changes. */
static void
test_selection (void)
{
  g_autoptr (NstPicture) picture = landscape (12, 700, 500);
  GeglBuffer *selection
      = gegl_buffer_new (GEGL_RECTANGLE (0, 0, 700, 500), babl_format ("Y float"));
  float one = 1.0f;
  g_autoptr (Preview) preview = NULL;
  g_autoptr (NstPicture) result = NULL, inside = NULL, expected = NULL;

  gegl_buffer_set_color_from_pixel (selection, GEGL_RECTANGLE (0, 0, SELECTED, 500), &one,
                                    babl_format ("Y float"));
  preview = preview_new_selected (picture, FALSE, selection,
                                  style_sample_new_installed ("oil-impasto", styles), "fast");
  preview->part = (NstRectangle) { 300, 100, 200, 150 };
  paint (preview, TRUE);
  for (int i = 0; i < 3 * 200 * 150; i++)
    if (i % 200 >= SELECTED - 300)
      g_assert_cmpfloat (preview->after->pixels[i], ==, preview->before->pixels[i]);

  picture->mask = g_new (float, 700 * 500);
  for (int i = 0; i < 700 * 500; i++)
    picture->mask[i] = i % 700 < SELECTED ? 1.0f : 0.0f;
  result = paint_picture (preview, picture);
  inside = nst_picture_crop (preview->after, 0, 0, SELECTED - 300, 150, NULL);
  expected = nst_picture_crop (result, 300, 100, SELECTED - 300, 150, NULL);
  g_test_message ("inside: %.1f dB", psnr (inside, expected));
  g_assert_cmpfloat (psnr (inside, expected), >, 30.0);

  paint (preview, FALSE);
  g_assert_cmpfloat (psnr (preview->after, preview_content_get_shown (preview->content)), <, 25.0);
  for (int i = 0; i < 3 * preview->after->width * preview->after->height; i++)
    if (i % preview->after->width > SELECTED * preview->after->width / 700 + 3)
      g_assert_cmpfloat (preview->after->pixels[i], ==,
                         preview_content_get_shown (preview->content)->pixels[i]);
}

/* ---- Regions, and what is protected ------------------------------------------------ */

/* 1 in the columns from `left` to `right`, and soft at that side. */
static GeglBuffer *
mask_of_columns (int width, int height, int left, int right)
{
  GeglBuffer *mask
      = gegl_buffer_new (GEGL_RECTANGLE (0, 0, width, height), babl_format ("Y float"));
  g_autofree float *row = g_new (float, width);

  for (int x = 0; x < width; x++)
    row[x] = x < left ? 0.0f : CLAMP (1.0f - (x - right) / 40.0f, 0.0f, 1.0f);
  for (int y = 0; y < height; y++)
    gegl_buffer_set (mask, GEGL_RECTANGLE (0, y, width, 1), 0, babl_format ("Y float"), row,
                     GEGL_AUTO_ROWSTRIDE);
  return mask;
}

static RegionSample *
region_of_columns (int width, int height, int left, int right, const char *style)
{
  RegionSample *region = region_sample_new (mask_of_columns (width, height, left, right),
                                            style_sample_new_installed (style, styles));

  g_assert_true (style_sample_load (region_sample_get_style (region), NULL));
  return region;
}

/* Parts of the result itself, by both methods, and of a working size that Fast paints in part; all
 * of it, small. */
static void
test_regions (void)
{
  static const struct
  {
    const char *method;
    int         width, height, size;
    double      decibels;
  } cases[] = { { "fast", 801, 605, 300, 26.0 },
                { "refine", 801, 605, 300, 26.0 },
                { "fast", 1400, 1000, 0, 18.0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int width = cases[i].width, height = cases[i].height, left = width / 3;
      g_autoptr (NstPicture) picture = landscape (13, width, height);
      g_autoptr (Preview) preview = preview_new (
          picture, FALSE, style_sample_new_installed ("oil-impasto", styles), cases[i].method);
      g_autoptr (NstPicture) result = NULL, plain = NULL, expected = NULL, other = NULL;

      preview->settings.size = cases[i].size;
      preview->settings.iterations = 3;
      plain = paint_fully (preview);
      preview->regions = g_ptr_array_new_with_free_func ((GDestroyNotify) region_sample_unref);
      g_ptr_array_add (preview->regions,
                       region_of_columns (width, height, left, width / 2, "charcoal"));
      result = paint_fully (preview);
      g_assert_cmpfloat (psnr (result, plain), <, 20.0);
      check_part (preview, result, (NstRectangle) { left - 100, 300, 250, 200 }, cases[i].decibels);
      other = nst_picture_crop (plain, left - 100, 300, 250, 200, NULL);
      g_test_message ("from the first style alone: %.1f dB", psnr (preview->after, other));
      g_assert_cmpfloat (psnr (preview->after, other), <, cases[i].decibels - 2.0);
      if (cases[i].size == 0) /* of which the whole is painted smaller */
        continue;

      paint (preview, FALSE);
      expected = nst_picture_resize (result, preview->after->width, preview->after->height, NULL);
      g_test_message ("whole: %.1f dB", psnr (preview->after, expected));
      g_assert_cmpfloat (psnr (preview->after, expected), >, 20.0);
    }
}

/* What is protected stays as it is, shapes nothing, and is another thing once it is chosen anew. */
static void
test_protect (void)
{
  int width = 700, height = 500, edge = 300;
  g_autoptr (NstPicture) picture = landscape (14, width, height);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, style_sample_new_installed ("oil-impasto", styles), "fast");
  g_autoptr (GeglBuffer) mask = mask_of_columns (width, height, 0, edge - 40);
  g_autoptr (NstPicture) result = NULL, outside = NULL, expected = NULL, free = NULL;
  g_autofree float *values = NULL;

  preview->part = (NstRectangle) { 200, 100, 200, 150 };
  paint (preview, TRUE);
  free = g_steal_pointer (&preview->after);

  g_assert_true (preview_content_protect (preview->content, mask));
  g_assert_false (preview_content_protect (preview->content, mask));
  preview_painter_forget (preview->painter);
  g_assert_true (preview_content_load (preview->content, NULL));
  paint (preview, TRUE);
  for (int i = 0; i < 3 * 200 * 150; i++)
    if (i % 200 < edge - 80 - 200)
      g_assert_cmpfloat (preview->after->pixels[i], ==, preview->before->pixels[i]);

  values = mask_pixels_read (mask, &(NstRectangle) { 0, 0, width, height }, NULL);
  picture->mask = g_new (float, width *height);
  for (int i = 0; i < width * height; i++)
    picture->mask[i] = 1.0f - values[i];
  result = paint_picture (preview, picture);
  outside = nst_picture_crop (preview->after, edge + 1 - 200, 0, 99, 150, NULL);
  expected = nst_picture_crop (result, edge + 1, 100, 99, 150, NULL);
  g_test_message ("outside: %.1f dB", psnr (outside, expected));
  g_assert_cmpfloat (psnr (outside, expected), >, 30.0);
  g_assert_cmpfloat (psnr (preview->after, free), <, 30.0);

  paint (preview, FALSE);
  for (int i = 0; i < 3 * preview->after->width * preview->after->height; i++)
    if (i % preview->after->width < (edge - 50) * preview->after->width / width)
      g_assert_cmpfloat (fabs (preview->after->pixels[i]
                               - preview_content_get_shown (preview->content)->pixels[i]),
                         <, 1e-5);
}

/* Each value of a smaller mask is the mean of a fine grid of points in what it covers. */
static void
test_shrink (void)
{
  enum
  {
    WIDTH = 61,
    HEIGHT = 37,
    POINTS = 60
  };
  static const int sizes[][2] = { { 61, 37 }, { 30, 18 }, { 7, 5 }, { 1, 1 } };
  GeglBuffer      *mask
      = gegl_buffer_new (GEGL_RECTANGLE (0, 0, WIDTH, HEIGHT), babl_format ("Y float"));
  g_autoptr (GRand) random = g_rand_new_with_seed (15);
  float values[WIDTH * HEIGHT];

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    values[i] = (float) g_rand_double (random);
  gegl_buffer_set (mask, NULL, 0, babl_format ("Y float"), values, GEGL_AUTO_ROWSTRIDE);

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      int               width = sizes[s][0], height = sizes[s][1];
      g_autofree float *shrunk = mask_pixels_shrink (mask, width, height, NULL);

      for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
          {
            double sum = 0.0;

            for (int j = 0; j < POINTS; j++)
              for (int i = 0; i < POINTS; i++)
                {
                  int u = (int) ((x + (i + 0.5) / POINTS) * WIDTH / width);
                  int v = (int) ((y + (j + 0.5) / POINTS) * HEIGHT / height);

                  sum += values[v * WIDTH + u];
                }
            g_assert_cmpfloat (fabs (shrunk[y * width + x] - sum / (POINTS * POINTS)), <, 0.02);
          }
    }
  g_object_unref (mask);
}

/* ---- What is kept ------------------------------------------------------------------ */

/* The second part of a painting comes from the first one's; another setting makes another. */
static void
test_kept (void)
{
  g_autoptr (NstPicture) picture = landscape (8, 600, 500);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, style_sample_new_installed ("oil-impasto", styles), "refine");

  preview->settings.iterations = 2;
  preview->part = (NstRectangle) { 10, 10, 100, 100 };
  paint (preview, TRUE);
  g_assert_cmpint (preview->shown, >, 1);
  preview->part.x = 300;
  paint (preview, TRUE);
  g_assert_cmpint (preview->shown, ==, 1);
  preview->settings.iterations = 3;
  paint (preview, TRUE);
  g_assert_cmpint (preview->shown, >, 1);

  preview->regions = g_ptr_array_new_with_free_func ((GDestroyNotify) region_sample_unref);
  g_ptr_array_add (preview->regions, region_of_columns (600, 500, 100, 300, "charcoal"));
  paint (preview, TRUE);
  g_assert_cmpint (preview->shown, >, 1);
  paint (preview, TRUE);
  g_assert_cmpint (preview->shown, ==, 1);
}

/* Of a large working size Fast paints the part alone: near enough to judge it. */
static void
test_part_alone (void)
{
  g_autoptr (NstPicture) picture = landscape (9, 1600, 1200);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, style_sample_new_installed ("swirling-lines", styles), "fast");
  g_autoptr (NstPicture) result = NULL;

  preview->settings.size = 0;
  result = paint_fully (preview);
  check_part (preview, result, (NstRectangle) { 700, 500, 300, 200 }, 20.0);
  check_part (preview, result, (NstRectangle) { 1350, 1000, 250, 200 }, 20.0);
}

/* No strength: the picture itself. */
static void
test_no_strength (void)
{
  g_autoptr (NstPicture) picture = landscape (10, 700, 500);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, style_sample_new_installed ("oil-impasto", styles), "fast");

  preview->settings.strength = 0.0;
  preview->part = (NstRectangle) { 300, 200, 90, 80 };
  paint (preview, TRUE);
  check_same_pixels (preview->after, preview->before);
}

/* ---- The forecast ------------------------------------------------------------------ */

/* Unknown at first; then in proportion to the pixels of the working size, on whatever machine. */
static void
test_forecast (void)
{
  g_autoptr (NstPicture) picture = landscape (11, 1600, 1200);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, style_sample_new_installed ("oil-impasto", styles), "fast");
  PreviewStyles styles_of = { .first = preview->style };
  Forecast      small, large, guided;

  g_assert_cmpfloat (
      preview_painter_forecast (preview->painter, &styles_of, &preview->settings).seconds, ==, 0.0);
  paint (preview, FALSE);
  preview->settings.size = 512;
  small = preview_painter_forecast (preview->painter, &styles_of, &preview->settings);
  preview->settings.size = 1024;
  large = preview_painter_forecast (preview->painter, &styles_of, &preview->settings);
  g_assert_cmpfloat (small.seconds, >, 0.0);
  check_relative (large.seconds, 4.0 * small.seconds, 0.1);
  styles_of.regions = g_ptr_array_new_with_free_func ((GDestroyNotify) region_sample_unref);
  g_ptr_array_add (styles_of.regions, region_of_columns (1600, 1200, 100, 300, "charcoal"));
  guided = preview_painter_forecast (preview->painter, &styles_of, &preview->settings);
  g_assert_cmpuint (guided.bytes, >=, large.bytes + 4 * 1600 * 1200);
  g_assert_cmpfloat (guided.seconds, >=, large.seconds);
  g_ptr_array_unref (styles_of.regions);
  g_assert_cmpuint (large.bytes, >, 16 * 1600 * 1200);
  g_assert_cmpuint (large.bytes, >, small.bytes);
}

/* ---- Memory ------------------------------------------------------------------------ */

/* What a user does in a dialog that stays open: other styles and settings, the whole and a part,
 * and then the work itself. */
static void
preview_once (int round)
{
  static const char *const installed[] = { "oil-impasto", "woodblock-print" };
  g_autoptr (NstPicture) picture = landscape (13, 72, 56);
  StyleSample *style = round % 3 == 2 ? made_style (14)
                                      : style_sample_new_installed (installed[round % 3], styles);
  g_autoptr (Preview) preview
      = preview_new (picture, round % 2 == 1, style, round % 4 < 2 ? "fast" : "refine");
  g_autoptr (NstPicture) result = NULL;

  preview->settings.iterations = 2;
  preview->settings.style_scale = 0.5;
  preview->part = (NstRectangle) { round % 20, round % 10, 40, 30 };
  paint (preview, FALSE);
  paint (preview, TRUE);
  result = paint_fully (preview);
}

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ROUNDS        100
#define WARM_UP       40
#define HEAP_BYTES    (256 << 10) /* of caches of the libraries */
#define PROCESS_BYTES (16 << 20)  /* a heap may be in more pieces than before */

static double
bytes_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double) info.uordblks + (double) info.hblkhd;
}

static double
resident_bytes (void)
{
  g_autofree char *text = NULL;
  long long        pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%*s %lld", &pages), ==, 1);
  return (double) pages * (double) sysconf (_SC_PAGESIZE);
}

/* After a hundred times there is no more of it than after some. */
static void
test_hundred_rounds (void)
{
  double heap = 0.0, process = 0.0;

  for (int round = 0; round < ROUNDS; round++)
    {
      if (round == WARM_UP)
        {
          heap = bytes_in_use ();
          process = resident_bytes ();
        }
      preview_once (round % 12);
    }
  heap = bytes_in_use () - heap;
  process = resident_bytes () - process;
  g_test_message ("%d rounds more: heap %+.0f bytes, process %+.1f MB", ROUNDS - WARM_UP, heap,
                  process * 1e-6);
  g_assert_cmpfloat (heap, <, HEAP_BYTES);
  g_assert_cmpfloat (process, <, PROCESS_BYTES);
  check_outcome ("Accidents", "a hundred previews and paintings in one process",
                 "the memory is where it was after the first ones");
}
#else
static void
test_hundred_rounds (void)
{
  preview_once (0);
  g_test_skip ("memory cannot be measured here");
}
#endif

int
main (int argc, char **argv)
{
  int status;

#ifdef __GLIBC__
  mallopt (M_ARENA_MAX, 1); /* mallinfo2 looks into one only */
#endif
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  networks = argv[1];
  styles = argv[2];
  gegl_init (NULL, NULL);
  g_test_add_func ("/preview/whole", test_whole);
  g_test_add_func ("/preview/part-of-whole", test_part_of_whole);
  g_test_add_func ("/preview/selection", test_selection);
  g_test_add_func ("/preview/regions", test_regions);
  g_test_add_func ("/preview/protect", test_protect);
  g_test_add_func ("/preview/shrink", test_shrink);
  g_test_add_func ("/preview/kept", test_kept);
  g_test_add_func ("/preview/part-alone", test_part_alone);
  g_test_add_func ("/preview/no-strength", test_no_strength);
  g_test_add_func ("/preview/forecast", test_forecast);
  g_test_add_func ("/preview/hundred-rounds", test_hundred_rounds);
  status = g_test_run ();
  gegl_exit ();
  return status;
}
