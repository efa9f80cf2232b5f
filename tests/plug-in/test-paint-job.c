/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-paint-job.c - compares the preview with the result: the whole, reduced, and parts at full
 * size.  With the bundled network and styles, on synthetic pictures. */

#include "gimp/layer-pixels.h"
#include "gimp/mask-pixels.h"
#include "gimp/painted-layer.h"
#include "paint/painting.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "../engine/check.h"

#define SIDE 448 /* of the small picture */

static NstCatalogue *catalogue;

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
  Painter       *painter;
  LayerSnapshot *layer;
  GeglBuffer    *protect; /* or NULL */
  StyleSource   *style;
  StyleSource   *region_style; /* NULL: there is no region */
  GeglBuffer    *region;
  NstSettings    settings;
  gboolean       frame; /* the layer is one of an animation */

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

  g_assert_nonnull (painting);
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
                      StyleSource *style, const char *method)
{
  Preview *preview = g_new0 (Preview, 1);

  preview->painter = painter_new (catalogue);
  preview->layer = layer_snapshot_take (snapshot_of (picture, clear), selection, "made");
  preview->style = style;
  nst_settings_init (&preview->settings);
  nst_settings_set (&preview->settings, "method", method, NULL);
  return preview;
}

static Preview *
preview_new (const NstPicture *picture, gboolean clear, StyleSource *style, const char *method)
{
  return preview_new_selected (picture, clear, NULL, style, method);
}

static void
preview_free (Preview *preview)
{
  painter_free (preview->painter);
  layer_snapshot_unref (preview->layer);
  g_clear_object (&preview->protect);
  style_source_unref (preview->style);
  style_source_unref (preview->region_style);
  g_clear_object (&preview->region);
  nst_picture_free (preview->after);
  nst_picture_free (preview->before);
  g_free (preview);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Preview, preview_free)

static GeglBuffer *
ref_buffer (GeglBuffer *buffer)
{
  return buffer != NULL ? g_object_ref (buffer) : NULL;
}

static Job *
job_of (Preview *preview)
{
  JobStyle styles_of[2] = { { style_source_ref (preview->style), 1.0, 1.0, NULL, 0 } };
  guint    n = 1;
  Job     *job;

  if (preview->region_style != NULL)
    styles_of[n++] = (JobStyle) { style_source_ref (preview->region_style), 1.0, 1.0,
                                  ref_buffer (preview->region), 0 };
  job = job_take (layer_snapshot_ref (preview->layer), ref_buffer (preview->protect), styles_of, n,
                  &preview->settings, 2);
  job->whole = preview->frame;
  return job;
}

/* Has the painter take the job of the preview as it is now. */
static void
take (Preview *preview)
{
  g_autoptr (Job) job = job_of (preview);
  g_autoptr (GError) error = NULL;

  painter_take (preview->painter, job, &error);
  g_assert_no_error (error);
}

static void
paint (Preview *preview, gboolean zoomed)
{
  g_autoptr (GError) error = NULL;
  PaintingEyes eyes = { show, zoomed ? view : NULL, preview };

  take (preview);
  preview->shown = 0;
  painting_preview (preview->painter, &eyes, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (preview->shown, >, 0);
  g_assert_cmpfloat (preview->fraction, ==, 1.0);
}

/* What the layer becomes, by a painter that has seen no preview. */
static GeglBuffer *
paint_result (Preview *preview, PaintingKeep keep)
{
  g_autoptr (Painter) painter = painter_new (catalogue);
  g_autoptr (Job) job = job_of (preview);
  g_autoptr (GError) error = NULL;
  PaintingResult result;

  painter_take (painter, job, &error);
  g_assert_no_error (error);
  painting_finish (painter, NULL, NULL, FALSE, NULL, NULL, keep, &result, &error);
  g_assert_no_error (error);
  g_clear_object (&result.limit);
  return result.pixels;
}

/* What must stay of the layer: all but the product of what is selected and not protected. */
static float *
read_protect (const Preview *preview)
{
  NstRectangle      whole = { 0, 0, preview->layer->width, preview->layer->height };
  gsize             n = (gsize) whole.width * whole.height;
  g_autofree float *protect = g_new0 (float, n), *values = NULL;

  if (preview->protect != NULL)
    {
      g_free (protect);
      protect = mask_pixels_read (preview->protect, &whole, NULL);
    }
  if (preview->layer->limit != NULL)
    values = mask_pixels_read (preview->layer->limit, &whole, NULL);
  for (gsize i = 0; i < n && values != NULL; i++)
    protect[i] = 1.0f - values[i] * (1.0f - protect[i]);
  return g_steal_pointer (&protect);
}

/* The engine by itself, without any painter. */
static NstPicture *
paint_fully (Preview *preview)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstNetwork) network
      = nst_catalogue_open_network (catalogue, preview->settings.network, &error);
  g_autoptr (NstPicture) content = layer_pixels_read (preview->layer->pixels, "made", &error);
  NstStyleShare     shares[2] = { { style_source_get_style (preview->style), 1.0, 1.0, NULL } };
  NstRectangle      whole = { 0, 0, content->width, content->height };
  guint             n_shares = 1;
  NstPicture       *result;
  g_autofree float *where = NULL;
  g_autofree float *protect = read_protect (preview);

  take (preview); /* opens the styles */
  shares[0].style = style_source_get_style (preview->style);
  if (preview->region_style != NULL)
    {
      where = mask_pixels_read (preview->region, &whole, &error);
      shares[n_shares++]
          = (NstStyleShare) { style_source_get_style (preview->region_style), 1.0, 1.0, where };
    }
  g_assert_no_error (error);
  result = nst_stylize (&NST_REQUEST (.network = network, .content = content, .styles = shares,
                                      .n_styles = n_shares, .settings = &preview->settings,
                                      .threads = 2, .protect = protect),
                        &error);
  g_assert_no_error (error);
  return result;
}

/* What the engine makes of the layer by itself, as the layer's pixels. */
static GeglBuffer *
compose_fully (Preview *preview)
{
  g_autoptr (NstPicture) painting = paint_fully (preview);
  g_autoptr (NstPicture) content = layer_pixels_read (preview->layer->pixels, "made", NULL);
  g_autofree float *protect = read_protect (preview);
  PaintedArea       area = { content, protect, protect, 0, 0 };

  return painted_layer_compose (painting, &area, &preview->settings, preview->layer->pixels);
}

static StyleSource *
made_style (guint32 seed)
{
  g_autoptr (NstPicture) picture = check_picture (seed, 900, 700);

  return style_source_of_pixels (snapshot_of (picture, FALSE), "made");
}

static StyleSource *
installed_style (const char *name)
{
  return style_source_of_name (name, catalogue, NULL);
}

/* ---- The whole --------------------------------------------------------------------- */

/* The preview by Fast, beside the result at the preview's size.  One of the photographs is larger than the
 * working size, all are larger than what is painted first. */
static void
test_whole (void)
{
  static const char *const installed[] = { "swirling-strokes", "woodblock-print", "bold-shapes" };

  for (guint32 pair = 0; pair < 5; pair++)
    {
      g_autoptr (NstPicture) picture
          = landscape (pair, pair > 0 ? 600 : 1500, pair > 0 ? 440 : 1100);
      StyleSource *style
          = pair < G_N_ELEMENTS (installed) ? installed_style (installed[pair]) : made_style (pair);
      g_autoptr (Preview) preview = preview_new (picture, FALSE, style, "fast");
      g_autoptr (NstPicture) result = paint_fully (preview);
      g_autoptr (NstPicture) expected = NULL;

      paint (preview, FALSE);
      expected = nst_picture_resize (result, preview->after->width, preview->after->height, NULL);
      g_test_message ("pair %u: %.1f dB", pair, psnr (preview->after, expected));
      g_assert_cmpfloat (psnr (preview->after, expected), >, 45.0);
    }
}

/* ---- A part ------------------------------------------------------------------------ */

/* Bit for bit, wherever there is something to be seen. */
static void
check_same_visible (const NstPicture *a, const NstPicture *b, const float *visible)
{
  gsize n = (gsize) a->width * a->height;

  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  for (gsize i = 0; i < 3 * n; i++)
    if (visible == NULL || visible[i % n] > 0.0f)
      g_assert_cmpfloat (a->pixels[i], ==, b->pixels[i]);
}

#define EXACT INFINITY

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
  if (decibels == EXACT)
    {
      check_same_visible (preview->after, expected, preview->before->mask);
      return;
    }
  found = psnr (preview->after, expected);
  g_test_message ("%s at %d, %d: %.1f dB",
                  preview->settings.method == NST_METHOD_FAST ? "fast" : "refine", part.x, part.y,
                  found);
  g_assert_cmpfloat (found, >, decibels);
}

/* Where the working size is small, parts of the result itself, bit for bit: in the middle, at the
 * far corner, and all of it; by both methods, and with transparency. */
static void
test_part_of_whole (void)
{
  static const char *const methods[] = { "fast", "refine", "fast" };

  for (int i = 0; i < 3; i++)
    {
      gboolean clear = i == 2;
      g_autoptr (NstPicture) picture = landscape (7, 1201, 907);
      g_autoptr (Preview) preview
          = preview_new (picture, clear, installed_style ("woodblock-print"), methods[i]);
      g_autoptr (NstPicture) result = NULL;

      preview->settings.size = 400;
      preview->settings.iterations = 3;
      preview->settings.strength = 0.8;
      preview->settings.keep_colors = i < 2;
      preview->settings.keep_colors_by
          = i == 0 ? NST_KEEP_COLORS_BY_STATISTICS : NST_KEEP_COLORS_BY_LUMINANCE;
      result = paint_fully (preview);
      check_part (preview, result, (NstRectangle) { 500, 401, 200, 150 }, EXACT);
      g_assert_cmpint (preview->before->mask != NULL, ==, clear);
      check_part (preview, result, (NstRectangle) { 1001, 707, 200, 200 }, EXACT);
      check_part (preview, result, (NstRectangle) { 0, 0, 1201, 907 }, EXACT);
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
  g_autoptr (NstPicture) layer = NULL;

  gegl_buffer_set_color_from_pixel (selection, GEGL_RECTANGLE (0, 0, SELECTED, 500), &one,
                                    babl_format ("Y float"));
  preview = preview_new_selected (picture, FALSE, selection, installed_style ("swirling-strokes"),
                                  "fast");
  preview->part = (NstRectangle) { 300, 100, 200, 150 };
  paint (preview, TRUE);
  for (int i = 0; i < 3 * 200 * 150; i++)
    if (i % 200 >= SELECTED - 300)
      g_assert_cmpfloat (preview->after->pixels[i], ==, preview->before->pixels[i]);

  result = paint_fully (preview);
  inside = nst_picture_crop (preview->after, 0, 0, SELECTED - 300, 150, NULL);
  expected = nst_picture_crop (result, 300, 100, SELECTED - 300, 150, NULL);
  check_same_visible (inside, expected, NULL);

  paint (preview, FALSE);
  layer = nst_picture_copy (canvas_get_shown (painter_get_canvas (preview->painter), NULL), NULL);
  g_assert_cmpfloat (psnr (preview->after, layer), <, 25.0);
  for (int i = 0; i < 3 * layer->width * layer->height; i++)
    if (i % layer->width > SELECTED * layer->width / 700 + 3)
      g_assert_cmpfloat (preview->after->pixels[i], ==, layer->pixels[i]);
}

/* A small part of a large layer: painted as if it were all of it, seen at its place in the whole and
 * at 1:1, and the rest stays. */
static void
test_small_selection (void)
{
  static const NstRectangle selected = { 900, 300, 150, 100 };
  g_autoptr (NstPicture) picture = landscape (12, 1500, 1000);
  GeglBuffer *selection
      = gegl_buffer_new (GEGL_RECTANGLE (0, 0, 1500, 1000), babl_format ("Y float"));
  float one = 1.0f;
  g_autoptr (Preview) preview = NULL;
  g_autoptr (NstPicture) result = NULL, layer = NULL;
  g_autoptr (GeglBuffer) composed = NULL, plain = NULL;
  const NstRectangle *area;
  Forecast            forecast;

  gegl_buffer_set_color_from_pixel (
      selection, GEGL_RECTANGLE (selected.x, selected.y, selected.width, selected.height), &one,
      babl_format ("Y float"));
  preview = preview_new_selected (picture, FALSE, selection, installed_style ("swirling-strokes"),
                                  "fast");
  preview->settings.size = 100;
  paint (preview, FALSE);
  area = canvas_get_area (painter_get_canvas (preview->painter));
  g_assert_cmpint (area->x, ==, selected.x - 9);
  g_assert_cmpint (area->width, ==, selected.width + 18);
  g_assert_true (painter_forecast (preview->painter, NULL, 0, &forecast, NULL));
  g_assert_cmpint (forecast.width, ==, 100);
  g_assert_cmpint (forecast.height, ==, 70);
  g_assert_cmpfloat (fabs (forecast.enlarged - 1.68), <, 0.01);

  layer = nst_picture_copy (canvas_get_shown (painter_get_canvas (preview->painter), NULL), NULL);
  for (int i = 0; i < 3 * layer->width * layer->height; i++)
    {
      int x = i % layer->width * 1500 / layer->width;
      int y = i / layer->width % layer->height * 1000 / layer->height;

      if (x < 890 || x > 1060 || y < 290 || y > 410)
        g_assert_cmpfloat (preview->after->pixels[i], ==, layer->pixels[i]);
    }
  g_assert_cmpfloat (psnr (preview->after, layer), <, 40.0);

  result = paint_fully (preview);
  check_part (preview, result, (NstRectangle) { 950, 320, 90, 70 }, EXACT);
  preview->part = (NstRectangle) { 100, 100, 90, 70 };
  paint (preview, TRUE);
  check_same_pixels (preview->after, preview->before);
  composed = paint_result (preview, PAINTING_KEEP_ALL);
  plain = compose_fully (preview);
  g_assert_true (layer_pixels_equal (composed, plain));
}

/* What is gray will be so: the preview shows the new layer. */
static void
test_gray (void)
{
  g_autoptr (NstPicture) picture = landscape (17, 300, 200);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, installed_style ("swirling-strokes"), "fast");
  GeglBuffer *gray = gegl_buffer_new (GEGL_RECTANGLE (0, 0, 300, 200), babl_format ("Y' u8"));
  g_autoptr (GeglBuffer) result = NULL;
  g_autoptr (NstPicture) expected = NULL;

  gegl_buffer_copy (preview->layer->pixels, NULL, GEGL_ABYSS_NONE, gray, NULL);
  layer_snapshot_unref (preview->layer);
  preview->layer = layer_snapshot_take (gray, NULL, "gray");
  preview->part = (NstRectangle) { 0, 0, 300, 200 };
  result = paint_result (preview, PAINTING_KEEP_NOTHING);
  expected = layer_pixels_read (result, "gray", NULL);
  for (int zoomed = 0; zoomed < 2; zoomed++)
    {
      paint (preview, zoomed);
      for (int i = 0; i < 3 * 300 * 200; i++)
        g_assert_cmpfloat (fabs (preview->after->pixels[i] - expected->pixels[i]), <, 1.01 / 255.0);
    }
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

static void
add_region (Preview *preview, int left, int right, const char *style)
{
  preview->region_style = installed_style (style);
  preview->region = mask_of_columns (preview->layer->width, preview->layer->height, left, right);
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
  } cases[] = { { "fast", 801, 605, 300, EXACT },
                { "refine", 801, 605, 300, EXACT },
                { "fast", 1250, 1000, 0, 18.0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int width = cases[i].width, height = cases[i].height, left = width / 3;
      g_autoptr (NstPicture) picture = landscape (13, width, height);
      g_autoptr (Preview) preview
          = preview_new (picture, FALSE, installed_style ("swirling-strokes"), cases[i].method);
      g_autoptr (NstPicture) result = NULL, plain = NULL, expected = NULL, other = NULL;

      preview->settings.size = cases[i].size;
      preview->settings.iterations = 3;
      plain = paint_fully (preview);
      add_region (preview, left, width / 2, "woodcut");
      result = paint_fully (preview);
      g_assert_cmpfloat (psnr (result, plain), <, 20.0);
      check_part (preview, result, (NstRectangle) { left - 100, 300, 250, 200 }, cases[i].decibels);
      other = nst_picture_crop (plain, left - 100, 300, 250, 200, NULL);
      g_test_message ("from the first style alone: %.1f dB", psnr (preview->after, other));
      g_assert_cmpfloat (psnr (preview->after, other), <, 24.0);
      if (cases[i].size == 0) /* of which the whole is painted smaller */
        continue;

      paint (preview, FALSE);
      expected = nst_picture_resize (result, preview->after->width, preview->after->height, NULL);
      g_test_message ("whole: %.1f dB", psnr (preview->after, expected));
      g_assert_cmpfloat (psnr (preview->after, expected), >, 20.0);
    }
}

/* What comes back into the pixels is what the engine brings back, in 8 bits; where it is to be a
 * mask, what is protected in part is painted wholly. */
static void
check_kept (Preview *preview, const NstPicture *expected)
{
  static const PaintingKeep keeps[]
      = { PAINTING_KEEP_ALL, PAINTING_KEEP_PROTECTED, PAINTING_KEEP_NOTHING };

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GeglBuffer) result = paint_result (preview, keeps[i]);
      g_autoptr (NstPicture) picture = layer_pixels_read (result, "made", NULL);
      double most = 0.0;

      for (int k = 0; k < 3 * picture->width * picture->height; k++)
        most = MAX (most, fabs (picture->pixels[k] - expected->pixels[k]));
      if (keeps[i] == PAINTING_KEEP_NOTHING)
        g_assert_cmpfloat (most, >, 0.1);
      else
        g_assert_cmpfloat (most, <, 0.51 / 255.0);
    }
}

/* What is protected stays as it is, shapes nothing, and is another thing once it is chosen anew. */
static void
test_protect (void)
{
  int width = 700, height = 500, edge = 300;
  g_autoptr (NstPicture) picture = landscape (14, width, height);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, installed_style ("swirling-strokes"), "fast");
  g_autoptr (GeglBuffer) mask = mask_of_columns (width, height, 0, edge - 40);
  g_autoptr (NstPicture) result = NULL, outside = NULL, expected = NULL, free = NULL;
  g_autoptr (NstPicture) layer = NULL, soft = NULL;

  preview->part = (NstRectangle) { 200, 100, 200, 150 };
  paint (preview, TRUE);
  free = g_steal_pointer (&preview->after);

  preview->protect = g_steal_pointer (&mask);
  paint (preview, TRUE);
  for (int i = 0; i < 3 * 200 * 150; i++)
    if (i % 200 < edge - 80 - 200)
      g_assert_cmpfloat (preview->after->pixels[i], ==, preview->before->pixels[i]);

  result = paint_fully (preview);
  outside = nst_picture_crop (preview->after, edge + 1 - 200, 0, 99, 150, NULL);
  expected = nst_picture_crop (result, edge + 1, 100, 99, 150, NULL);
  check_same_visible (outside, expected, NULL);
  g_assert_cmpfloat (psnr (preview->after, free), <, 30.0);
  soft = nst_picture_crop (result, 200, 100, 200, 150, NULL);
  check_below (check_picture_distance (preview->after, soft), 1e-6);
  check_kept (preview, result);

  paint (preview, FALSE);
  layer = nst_picture_copy (canvas_get_shown (painter_get_canvas (preview->painter), NULL), NULL);
  for (int i = 0; i < 3 * layer->width * layer->height; i++)
    if (i % layer->width < (edge - 50) * layer->width / width)
      g_assert_cmpfloat (fabs (preview->after->pixels[i] - layer->pixels[i]), <, 1e-5);
}

/* ---- Huge styles ------------------------------------------------------------------- */

/* Read small, each pixel is the mean of a fine grid of points in what it covers, by their alpha. */
static void
test_read_small (void)
{
  enum
  {
    WIDTH = 61,
    HEIGHT = 37,
    POINTS = 60
  };
  static const int sizes[][2] = { { 60, 36 }, { 30, 18 }, { 7, 4 }, { 1, 1 } };
  g_autoptr (GRand) random = g_rand_new_with_seed (15);
  g_autofree float *rgba = g_new (float, 4 * WIDTH * HEIGHT);
  GeglBuffer       *buffer
      = gegl_buffer_new (GEGL_RECTANGLE (0, 0, WIDTH, HEIGHT), babl_format ("R'G'B'A float"));

  for (int i = 0; i < 4 * WIDTH * HEIGHT; i++)
    rgba[i] = i % 4 == 3 && i / 4 % WIDTH < 9 ? 0.0f : (float) g_rand_double (random);
  gegl_buffer_set (buffer, NULL, 0, babl_format ("R'G'B'A float"), rgba, GEGL_AUTO_ROWSTRIDE);

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      int width = sizes[s][0], height = sizes[s][1];
      g_autoptr (NstPicture) small = layer_pixels_read_small (buffer, width, "made", NULL);

      g_assert_cmpint (small->width, ==, width);
      g_assert_cmpint (small->height, ==, height);
      for (int i = 0; i < width * height; i++)
        {
          double sums[4] = { 0 };

          for (int point = 0; point < POINTS * POINTS; point++)
            {
              int u = (int) ((i % width + (point % POINTS + 0.5) / POINTS) * WIDTH / width);
              int v = (int) ((i / width + (point / POINTS + 0.5) / POINTS) * HEIGHT / height);
              const float *from = rgba + 4 * (v * WIDTH + u);

              for (int c = 0; c < 3; c++)
                sums[c] += from[3] * from[c];
              sums[3] += from[3];
            }
          g_assert_cmpfloat (fabs (small->mask[i] - sums[3] / (POINTS * POINTS)), <, 0.02);
          for (int c = 0; c < 3 && small->mask[i] > 0.05f; c++)
            g_assert_cmpfloat (fabs (small->pixels[c * width * height + i] - sums[c] / sums[3]), <,
                               0.02);
        }
    }
  g_object_unref (buffer);
}

/* A style that is larger than it will ever be used is not read at its full size, and the forecast
 * knows of what is read; as the second style, too. */
static void
test_huge_style (void)
{
  g_autoptr (NstPicture) picture = landscape (18, 400, 300);
  g_autoptr (NstPicture) wide = check_picture (19, 6000, 60);
  g_autoptr (NstPicture) small_style = check_picture (19, 60, 60);
  StyleSource *huge = style_source_of_pixels (snapshot_of (wide, FALSE), "huge");
  g_autoptr (Preview) preview = preview_new (picture, FALSE, huge, "fast");
  Forecast with, without, both;

  take (preview);
  g_assert_cmpuint (style_source_get_bytes (huge), ==, 16 * 4096 * 41);
  g_assert_true (painter_forecast (preview->painter, NULL, 0, &with, NULL));
  preview->settings.style_scale = 10.0;
  preview->settings.size = 0;
  take (preview);
  g_assert_cmpuint (style_source_get_bytes (huge), ==, 16 * 4096 * 41);
  preview->style = style_source_of_pixels (snapshot_of (small_style, FALSE), "small");
  preview->settings.style_scale = 1.0;
  preview->settings.size = 1024;
  take (preview);
  g_assert_true (painter_forecast (preview->painter, NULL, 0, &without, NULL));
  g_assert_cmpuint (with.bytes - without.bytes, ==, 16 * (4096 * 41 - 60 * 60));
  preview->region_style = style_source_of_pixels (snapshot_of (wide, FALSE), "second");
  take (preview);
  g_assert_cmpuint (style_source_get_bytes (preview->region_style), ==, 16 * 4096 * 41);
  g_assert_true (painter_forecast (preview->painter, NULL, 0, &both, NULL));
  g_assert_cmpuint (both.bytes - without.bytes, ==, 16 * 4096 * 41);
  g_assert_true (style_source_load (huge, 5000, NULL));
  g_assert_cmpuint (style_source_get_bytes (huge), ==, 16 * 6000 * 60);
  style_source_unref (huge);
}

/* ---- What is kept ------------------------------------------------------------------ */

/* The second part of a painting comes from the first one's; another setting makes another. */
static void
test_kept (void)
{
  g_autoptr (NstPicture) picture = landscape (8, 600, 500);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, installed_style ("swirling-strokes"), "refine");

  preview->settings.iterations = 2;
  preview->settings.size = 300;
  preview->part = (NstRectangle) { 10, 10, 100, 100 };
  paint (preview, TRUE);
  g_assert_cmpint (preview->shown, >, 1);
  preview->part.x = 300;
  paint (preview, TRUE);
  g_assert_cmpint (preview->shown, ==, 1);
  preview->settings.iterations = 3;
  paint (preview, TRUE);
  g_assert_cmpint (preview->shown, >, 1);

  add_region (preview, 100, 300, "woodcut");
  paint (preview, TRUE);
  g_assert_cmpint (preview->shown, >, 1);
  paint (preview, TRUE);
  g_assert_cmpint (preview->shown, ==, 1);
}

/* Of a large working size Fast paints the part alone: near enough to judge it. */
static void
test_part_alone (void)
{
  g_autoptr (NstPicture) picture = landscape (9, 1250, 1000);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, installed_style ("bold-shapes"), "fast");
  g_autoptr (NstPicture) result = NULL;

  preview->settings.size = 0;
  result = paint_fully (preview);
  check_part (preview, result, (NstRectangle) { 550, 400, 300, 200 }, 20.0);
  check_part (preview, result, (NstRectangle) { 1000, 800, 250, 200 }, 20.0);
}

/* No strength: the picture itself. */
static void
test_no_strength (void)
{
  g_autoptr (NstPicture) picture = landscape (10, 700, 500);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, installed_style ("swirling-strokes"), "fast");

  preview->settings.strength = 0.0;
  preview->part = (NstRectangle) { 300, 200, 90, 80 };
  paint (preview, TRUE);
  check_same_pixels (preview->after, preview->before);
}

/* ---- The result -------------------------------------------------------------------- */

/* A word of GLib's log for each time that the engine paints. */
static int engine_runs;

static void
count_runs (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  engine_runs += g_str_has_prefix (message, "painting:");
}

/* After the preview, without it, and by the engine alone it is the same, bit for bit; and after the
 * preview the engine does not paint again. */
static void
test_result (void)
{
  static const struct
  {
    const char *method;
    int         size;
    double      strength;
    gboolean    keep_colors, clear, region;
    const char *start;
    int         seed;
  } cases[] = {
    { "fast", 460, 1.0, FALSE, FALSE, FALSE, "auto", 0 },
    { "fast", 200, 0.6, TRUE, TRUE, FALSE, "auto", 0 },
    { "refine", 460, 0.7, TRUE, FALSE, FALSE, "auto", 7 },
    { "refine", 200, 1.0, FALSE, TRUE, TRUE, "auto", 0 },
    { "refine", 200, 1.0, FALSE, FALSE, FALSE, "content", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (NstPicture) picture = landscape (15, 480, 360);
      g_autoptr (Preview) preview = preview_new (
          picture, cases[i].clear, installed_style ("swirling-strokes"), cases[i].method);
      g_autoptr (GeglBuffer) alone = NULL, plain = NULL;
      PaintingResult result;

      preview->settings.size = cases[i].size;
      preview->settings.strength = cases[i].strength;
      preview->settings.keep_colors = cases[i].keep_colors;
      nst_settings_set (&preview->settings, "start", cases[i].start, NULL);
      preview->settings.seed = cases[i].seed;
      preview->settings.iterations = 2;
      if (cases[i].region)
        add_region (preview, 150, 300, "woodcut");
      paint (preview, FALSE);

      engine_runs = 0;
      take (preview);
      g_assert_true (painting_finish (preview->painter, NULL,
                                      &(PaintingEyes) { show, NULL, preview }, TRUE, NULL, NULL,
                                      PAINTING_KEEP_NOTHING, &result, NULL));
      g_assert_cmpint (engine_runs, ==, 0);
      alone = paint_result (preview, PAINTING_KEEP_NOTHING);
      g_assert_cmpint (engine_runs, >, 0);
      plain = compose_fully (preview);
      g_assert_true (layer_pixels_equal (result.pixels, alone));
      g_assert_true (layer_pixels_equal (result.pixels, plain));
      g_assert_false (layer_pixels_equal (result.pixels, preview->layer->pixels));
      g_clear_object (&result.pixels);
    }
}

/* Fast's painting is where Refine starts: after a preview by Fast there is one run more. */
static void
test_start (void)
{
  g_autoptr (NstPicture) picture = landscape (16, 400, 300);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, installed_style ("swirling-strokes"), "fast");
  g_autoptr (GeglBuffer) result = NULL, alone = NULL;
  PaintingResult made;

  preview->settings.iterations = 2;
  preview->settings.strokes = 0.0; /* with them, it starts from one at up to 256 pixels */
  paint (preview, FALSE);
  preview->settings.method = NST_METHOD_REFINE;
  take (preview);
  engine_runs = 0;
  g_assert_true (painting_finish (preview->painter, NULL, NULL, FALSE, NULL, NULL,
                                  PAINTING_KEEP_NOTHING, &made, NULL));
  g_assert_cmpint (engine_runs, ==, 1);
  result = made.pixels;
  alone = paint_result (preview, PAINTING_KEEP_NOTHING);
  g_assert_cmpint (engine_runs, ==, 3);
  g_assert_true (layer_pixels_equal (result, alone));
}

/* ---- Sketches ---------------------------------------------------------------------- */

static NstPicture *
sketch (Preview *preview, const NstSettings *settings)
{
  g_autoptr (Job) job = job_of (preview);
  g_autoptr (Job) other = job_with_settings (job, settings);
  g_autoptr (GError) error = NULL;
  NstPicture *made;

  g_assert_true (job_has_same_styles (job, other));
  painter_take (preview->painter, other, &error);
  g_assert_no_error (error);
  made = painting_sketch (preview->painter, 150, NULL, &error);
  g_assert_no_error (error);
  return made;
}

/* It follows its own settings, and what the preview has painted is still there after it. */
static void
test_sketch (void)
{
  g_autoptr (NstPicture) picture = landscape (20, 240, 180);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, installed_style ("swirling-strokes"), "refine");
  g_autoptr (NstPicture) painted = NULL, same = NULL, again = NULL, other = NULL;
  NstSettings settings;

  preview->settings.iterations = 2;
  preview->settings.size = 230;
  add_region (preview, 75, 150, "etching");
  paint (preview, FALSE);
  painted = nst_picture_copy (preview->after, NULL);
  settings = preview->settings;
  same = sketch (preview, &settings);
  again = sketch (preview, &settings);
  settings.strength = 0.3;
  other = sketch (preview, &settings);
  check_same_pixels (same, again);
  g_assert_cmpfloat (psnr (same, painted), >, 0.8 + psnr (other, painted));

  engine_runs = 0;
  paint (preview, FALSE);
  g_assert_cmpint (engine_runs, ==, 0);
  check_same_pixels (preview->after, painted);
}

/* ---- The forecast ------------------------------------------------------------------ */

static Forecast
forecast_of (Preview *preview)
{
  Forecast forecast;

  take (preview);
  g_assert_true (painter_forecast (preview->painter, NULL, 0, &forecast, NULL));
  return forecast;
}

/* Unknown at first; then in proportion to the pixels of the working size, on whatever machine. */
static void
test_forecast (void)
{
  g_autoptr (NstPicture) picture = landscape (11, 1600, 1200);
  g_autoptr (Preview) preview
      = preview_new (picture, FALSE, installed_style ("swirling-strokes"), "fast");
  Forecast small, large, guided, frame;

  take (preview);
  painter_forecast (preview->painter, NULL, 0, &small, NULL);
  g_assert_cmpfloat (small.seconds, ==, 0.0);
  preview->settings.size = 512;
  paint (preview, FALSE);
  small = forecast_of (preview);
  preview->settings.size = 1024;
  large = forecast_of (preview);
  g_assert_cmpfloat (small.seconds, >, 0.0);
  check_relative (large.seconds, 4.0 * small.seconds, 0.1);
  g_assert_cmpuint (large.bytes, >, 16 * 1600 * 1200);
  g_assert_cmpuint (large.bytes, >, small.bytes);

  /* A frame has the painting and the content of the frame before it, and what of them stays. */
  preview->frame = TRUE;
  frame = forecast_of (preview);
  g_assert_cmpuint (frame.bytes, >, large.bytes + sizeof (float) * 15 * 1024 * 768);
  preview->frame = FALSE;

  add_region (preview, 100, 300, "woodcut");
  preview->settings.size = 512;
  paint (preview, FALSE);
  preview->settings.size = 1024;
  guided = forecast_of (preview);
  g_assert_cmpuint (guided.bytes, >=, large.bytes + 4 * 1600 * 1200);
  g_assert_cmpfloat (guided.seconds, >, 0.0);
}

/* ---- Memory ------------------------------------------------------------------------ */

/* What a user does in a dialog that stays open: other styles and settings, the whole and a part,
 * and then the work itself. */
static void
preview_once (int round)
{
  static const char *const installed[] = { "swirling-strokes", "woodblock-print" };
  g_autoptr (NstPicture) picture = landscape (13, 72, 56);
  StyleSource *style = round % 3 == 2 ? made_style (14) : installed_style (installed[round % 3]);
  g_autoptr (Preview) preview
      = preview_new (picture, round % 2 == 1, style, round % 4 < 2 ? "fast" : "refine");
  g_autoptr (GeglBuffer) result = NULL;

  preview->settings.iterations = 2;
  preview->settings.style_scale = 0.5;
  preview->part = (NstRectangle) { round % 20, round % 10, 40, 30 };
  paint (preview, FALSE);
  paint (preview, TRUE);
  result = paint_result (preview, PAINTING_KEEP_NOTHING);
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
  catalogue = nst_catalogue_new (argv[1], argv[2]);
  gegl_init (NULL, NULL);
  g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_DEBUG, count_runs, NULL);
  g_test_add_func ("/preview/whole", test_whole);
  g_test_add_func ("/preview/part-of-whole", test_part_of_whole);
  g_test_add_func ("/preview/selection", test_selection);
  g_test_add_func ("/preview/small-selection", test_small_selection);
  g_test_add_func ("/preview/gray", test_gray);
  g_test_add_func ("/preview/regions", test_regions);
  g_test_add_func ("/preview/protect", test_protect);
  g_test_add_func ("/preview/read-small", test_read_small);
  g_test_add_func ("/preview/huge-style", test_huge_style);
  g_test_add_func ("/preview/kept", test_kept);
  g_test_add_func ("/preview/part-alone", test_part_alone);
  g_test_add_func ("/preview/no-strength", test_no_strength);
  g_test_add_func ("/preview/result", test_result);
  g_test_add_func ("/preview/start", test_start);
  g_test_add_func ("/preview/sketch", test_sketch);
  g_test_add_func ("/preview/forecast", test_forecast);
  g_test_add_func ("/preview/hundred-rounds", test_hundred_rounds);
  status = g_test_run ();
  gegl_exit ();
  return status;
}
