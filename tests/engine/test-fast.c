/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-fast.c - style transfer in one pass, on a codec of random weights: against its definition,
 * pictures of any size, masks, several styles, progress, report and errors. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "base/half.h"
#include "naive.h"
#include "ops/mixed-map.h"
#include "style/fast.h"
#include "style/codec-painter.h"
#include "style/grain.h"

static NstNetwork *codec;

static void
fast_settings (NstSettings *settings)
{
  nst_settings_init (settings);
  settings->method = NST_METHOD_FAST;
  settings->size = 0;
  settings->stroke_width = NST_STROKE_WIDTH_PIXELS; /* these styles are too small to be shrunk */
}

static NstPicture *
paint (const NstPicture *content, const NstPicture *style)
{
  NstSettings settings;

  fast_settings (&settings);
  return check_stylize (codec, content, style, &settings, 1, NULL);
}

/* ---- By definition ----------------------------------------------------------------- */

/* `picture` continued by reflection to multiples of 16. */
static NstPicture *
extend (const NstPicture *picture)
{
  int         width = (picture->width + 15) / 16 * 16, height = (picture->height + 15) / 16 * 16;
  NstPicture *extended = nst_picture_new (width, height, NULL);

  if (picture->mask != NULL)
    extended->mask = g_new (float, width *height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        int from = check_source (NST_PADDING_REFLECT, y, picture->height) * picture->width
                   + check_source (NST_PADDING_REFLECT, x, picture->width);

        for (int c = 0; c < 3; c++)
          extended->pixels[(c * height + y) * width + x]
              = picture->pixels[c * picture->height * picture->width + from];
        if (picture->mask != NULL)
          extended->mask[y * width + x] = picture->mask[from];
      }
  return extended;
}

typedef struct
{
  const NstFusionMaps      *maps;
  const NstStyleStatistics *style;
} Fusing;

/* Matches NstFuseFunc: the level's map, then half of the way to the style's own features at relu3_1 and
 * relu4_1. */
static void
fuse_by_definition (int level, const NstFeatureRows *from, const NstFeatureRows *to, gpointer data)
{
  const Fusing      *fusing = data;
  NstBank            bank = { 0 }; /* of 256 vectors at most */
  NstWeightedMap     map = { fusing->maps->matrix[level], fusing->maps->offset[level], NULL };
  gsize              positions = nst_feature_rows_positions (from);
  g_autofree double *drawn = NULL;

  nst_mixed_map (check_pool (0), from->channels, positions, 1, &map, from->values, from->stride,
                 to->values, to->stride);
  if (fusing->style->banks[level].n == 0 || (level != 2 && level != 3))
    return;
  g_assert_true (nst_bank_thin (&fusing->style->banks[level], 256, &bank, NULL));
  drawn = naive_draw (codec, nst_architecture_style_tap (codec->architecture, level),
                      fusing->style->levels[level].mean, bank.n, bank.vectors, 0.5, positions,
                      to->stride, to->values);
  for (int c = 0; c < to->channels; c++)
    for (gsize i = 0; i < positions; i++)
      to->values[c * to->stride + i] = (float) drawn[c * positions + i];
  nst_bank_clear (&bank);
}

/* One pass on `extended`, of which all pixels are opaque or nearly so, towards the statistics `to`
 * and the strokes of `style`. */
static void
define_pass (NstPicture *extended, const NstStyleStatistics *to, const NstStyleStatistics *style)
{
  gsize n = (gsize) 3 * extended->height * extended->width;
  g_autoptr (NstStyleStatistics) from = check_style_statistics (codec, extended);
  g_autoptr (NstFusionMaps) maps
      = nst_fusion_maps_new (check_pool (0), NST_FUSION_WHITENING, from, to);
  g_autoptr (NstCodecPainter) painter
      = nst_codec_painter_new (codec, FALSE, extended->height, extended->width, NULL);
  Fusing       fusing = { maps, style };
  const float *values;

  nst_codec_painter_encode (painter, check_pool (0), extended->pixels);
  values = nst_codec_painter_decode_fused (painter, check_pool (0), fuse_by_definition, &fusing);
  for (gsize i = 0; i < n; i++)
    extended->pixels[i] = CLAMP (values[i], 0.0f, 1.0f);
}

/* The second pass on the painting `extended`: it begins with some of `first`, kept in float16, and
 * asks for more than the style by half of what the painting lacks of it. */
static void
define_second_pass (NstPicture *extended, const NstPicture *first, const NstStyleStatistics *style)
{
  gsize n = (gsize) 3 * extended->height * extended->width;
  g_autoptr (NstStyleStatistics) painted = check_style_statistics (codec, extended);
  g_autoptr (NstStyleStatistics) asked = nst_style_statistics_new (codec);
  const NstStyleStatistics *both[] = { style, painted };

  nst_style_statistics_mix (2, both, (double[]) { 1.5, -0.5 }, asked);
  for (gsize i = 0; i < n; i++)
    extended->pixels[i] = 0.55f * extended->pixels[i]
                          + 0.45f * nst_half_to_float (nst_half_from_float (first->pixels[i]));
  define_pass (extended, asked, style);
}

/* The content with the style's statistics; neither is resized. */
static NstPicture *
define (const NstPicture *content, const NstPicture *style)
{
  g_autoptr (NstPicture) extended = extend (content);
  g_autoptr (NstPicture) first = NULL;
  NstRectangle all = { 0, 0, extended->width, extended->height };
  g_autoptr (NstStyleStatistics) to = check_style_statistics (codec, style);
  NstPicture *painting = nst_picture_new (content->width, content->height, NULL);

  nst_grain_add (extended->pixels, &all, content->width, content->height);
  first = nst_picture_copy (extended, NULL);
  define_pass (extended, to, to);
  define_second_pass (extended, first, to);
  for (int row = 0; row < 3 * content->height; row++)
    memcpy (painting->pixels + row * content->width,
            extended->pixels
                + (row / content->height * extended->height + row % content->height)
                      * extended->width,
            sizeof (float) * content->width);
  return painting;
}

static const int sizes[][2] = { { 64, 48 }, { 1, 1 },   { 1, 40 },  { 40, 1 },
                                { 15, 40 }, { 33, 17 }, { 16, 16 }, { 90, 70 } };

/* At any size one pass is the painter's work on the picture, continued where it must be; the style
 * is of the size that it is taken at. */
static void
test_definition (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      int longer = MAX (sizes[i][0], sizes[i][1]);
      g_autoptr (NstPicture) content = check_picture (1, sizes[i][0], sizes[i][1]);
      g_autoptr (NstPicture) style = check_picture (2, longer, longer);
      g_autoptr (NstPicture) expected = define (content, style);
      g_autoptr (NstPicture) actual = paint (content, style);

      check_below (check_picture_distance (actual, expected), 1e-4);
      g_assert_cmpfloat (check_picture_distance (actual, content), >, 0.05);
    }
}

/* Pixels of the content and of the style count for the statistics as much as their masks say. */
static void
test_weights (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 61, 64);
  g_autoptr (NstPicture) style = check_picture (2, 64, 50);
  g_autoptr (NstPicture) plain = paint (content, style);
  g_autoptr (NstPicture) expected = NULL, actual = NULL;

  content->mask = g_new (float, 61 * 64);
  style->mask = g_new (float, 64 * 50);
  for (int i = 0; i < 61 * 64; i++)
    content->mask[i] = i % 61 < 30 ? 0.05f : 1.0f;
  for (int i = 0; i < 64 * 50; i++)
    style->mask[i] = i / 64 < 20 ? 0.05f : 1.0f;
  expected = define (content, style);
  actual = paint (content, style);
  check_below (check_picture_distance (actual, expected), 3e-4);
  g_assert_cmpfloat (check_picture_distance (actual, plain), >, 1e-3);
}

/* ---- Sizes ------------------------------------------------------------------------- */

/* Any size will do, of content and style. */
static void
test_sizes (void)
{
  g_autoptr (NstPicture) plain = check_picture (2, 50, 60);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (NstPicture) picture = check_picture (1, sizes[i][0], sizes[i][1]);
      g_autoptr (NstPicture) as_content = paint (picture, plain);
      g_autoptr (NstPicture) as_style = paint (plain, picture);
    }
}

/* A size of its own to work at. */
static void
test_working_size (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 130, 70);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  g_autoptr (NstPicture) result = NULL;
  NstSettings settings;
  NstReport   report;

  fast_settings (&settings);
  settings.size = 65;
  result = check_stylize (codec, content, style, &settings, 1, &report);
  g_assert_cmpuint (report.n_scales, ==, 1);
  g_assert_cmpint (report.scales[0].width, ==, 65);
  g_assert_cmpint (report.scales[0].height, ==, 35);
}

/* ---- Settings ---------------------------------------------------------------------- */

/* 0 gives back the content exactly; little strength stays close to it, and more goes further. */
static void
test_strength (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 45, 50);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  static const double strengths[] = { 0.0, 0.001, 0.3, 0.7, 1.0 };
  double              last = -1.0;

  for (gsize i = 0; i < G_N_ELEMENTS (strengths); i++)
    {
      NstSettings settings;
      g_autoptr (NstPicture) result = NULL;
      double distance;

      fast_settings (&settings);
      settings.strength = strengths[i];
      result = check_stylize (codec, content, style, &settings, 1, NULL);
      if (i == 0)
        check_same_pixels (result, content);
      distance = check_picture_distance (result, content);
      if (i == 1)
        check_below (distance, 0.01);
      g_assert_cmpfloat (distance, >, last);
      last = distance;
    }
}

/* The light fusion is another one. */
static void
test_adain (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 45, 50);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  g_autoptr (NstPicture) whitened = paint (content, style);
  g_autoptr (NstPicture) scaled = NULL;
  NstSettings settings;

  fast_settings (&settings);
  settings.fusion = NST_FUSION_ADAIN;
  scaled = check_stylize (codec, content, style, &settings, 1, NULL);
  g_assert_cmpfloat (check_picture_distance (scaled, whitened), >, 0.01);
}

/* ---- Tiles ------------------------------------------------------------------------- */

static NstPicture *
paint_in_tiles (const NstPicture *content, NstStyle *style, double strength, int largest)
{
  g_autoptr (GError) error = NULL;
  NstStyleShare share = { style, 1.0, 1.0 };
  g_autoptr (NstRegions) regions
      = nst_regions_new (&share, 1, content->width, content->height, NULL);
  NstSettings       settings;
  NstReport         report = { 0 };
  NstStylizeContext context = { .network = codec,
                                .pool = check_pool (1),
                                .content = content,
                                .regions = regions,
                                .settings = &settings,
                                .report = &report };
  NstPicture       *painting;

  fast_settings (&settings);
  settings.strength = strength;
  painting = nst_fast_in_tiles (&context, largest, &error);
  g_assert_no_error (error);
  return painting;
}

/* Tiles leave no seam: a halo is less than the receptive field, so they are the same but for
 * little. With another mask, in more rows than one and in one, at full strength and below. */
static void
test_tiles (void)
{
  g_autoptr (NstPicture) picture = check_picture (2, 300, 200);
  g_autoptr (NstStyle) style = nst_style_new (picture, "Style", NULL);
  g_autoptr (NstPicture) content = check_picture (1, 300, 260);

  for (int masked = check_is_emulated (); masked < 2; masked++)
    {
      const double strength = masked ? 0.5 : 1.0;
      g_autoptr (NstPicture) whole = NULL, tiled = NULL, wide = NULL;

      if (masked)
        {
          content->mask = g_new (float, 300 * 260);
          for (int i = 0; i < 300 * 260; i++)
            content->mask[i] = i % 300 < 120 ? 0.2f : 1.0f;
        }
      whole = paint_in_tiles (content, style, strength, 512);
      tiled = paint_in_tiles (content, style, strength, 208);
      wide = paint_in_tiles (content, style, strength, 272);
      check_below (check_picture_distance (tiled, whole), 0.03);
      check_below (check_picture_distance (wide, whole), 0.03);
    }
}

/* ---- A part ------------------------------------------------------------------------ */

/* How far the painting of a part is from that part of the whole painting; `framed`: both are the first
 * frame of an animation. */
static double
part_distance (const NstPicture *content, const NstStyleShare *share, const NstSettings *settings,
               const NstRectangle *part, gboolean framed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstFrames) frames = framed ? nst_frames_new () : NULL;
  g_autoptr (NstPicture) whole = nst_stylize (
      &NST_REQUEST (.network = codec, .content = content, .styles = share, .n_styles = 1,
                    .settings = settings, .threads = 2, .frames = frames),
      &error);
  g_autoptr (NstPicture) actual = NULL, expected = NULL;

  g_assert_no_error (error);
  actual = nst_stylize_part (&NST_REQUEST (.network = codec, .content = content, .styles = share,
                                           .n_styles = 1, .settings = settings, .threads = 2,
                                           .frames = frames),
                             part, &error);
  g_assert_no_error (error);
  expected = nst_picture_crop (whole, part->x, part->y, part->width, part->height, NULL);
  return check_picture_distance (actual, expected);
}

/* Of a picture that is seen as a whole the statistics are those of the whole; of a larger one they
 * are nearly. With a mask and without, at full strength and below, in the corners and inside. */
static void
test_part (void)
{
  static const NstRectangle parts[]
      = { { 0, 0, 40, 30 }, { 55, 81, 70, 33 }, { 190, 170, 10, 20 } };
  g_autoptr (NstPicture) picture = check_picture (2, 200, 180);
  g_autoptr (NstStyle) style = nst_style_new (picture, "Style", NULL);
  NstStyleShare share = { style, 1.0, 1.0 };
  NstSettings   settings;

  fast_settings (&settings);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (NstPicture) content = check_picture (1, 200, 190);

      if (i == 1)
        {
          g_autoptr (NstPicture) larger = check_picture (1, 500, 400);

          if (!check_is_emulated ())
            check_below (part_distance (larger, &share, &settings, &parts[i], FALSE), 0.12);
          content->mask = g_new (float, 200 * 190);
          for (int k = 0; k < 200 * 190; k++)
            content->mask[k] = k % 200 < 90 ? 0.2f : 1.0f;
        }
      settings.strength = i == 2 ? 0.6 : 1.0;
      check_below (part_distance (content, &share, &settings, &parts[i], FALSE), 0.05);
    }
}

/* What is large begins with a small painting, in a part of it, too; at full strength and below.
 * A frame of an animation does not, nor does a part of it.  The less strength, the nearer it is to the
 * content. */
static void
test_large (void)
{
  static const NstRectangle part = { 700, 8, 200, 40 };
  g_autoptr (NstPicture) picture = check_picture (2, 200, 180);
  g_autoptr (NstPicture) content = check_picture (1, 1400, 60);
  g_autoptr (NstStyle) style = nst_style_new (picture, "Style", NULL);
  g_autoptr (NstPicture) faint = NULL;
  NstStyleShare share = { style, 1.0, 1.0 };
  NstSettings   settings;

  fast_settings (&settings);
  settings.stroke_width = NST_STROKE_WIDTH_PICTURE;
  for (int weaker = 0; weaker < 2; weaker++)
    {
      settings.strength = weaker ? 0.6 : 1.0;
      check_below (part_distance (content, &share, &settings, &part, FALSE), 0.12);
      check_below (part_distance (content, &share, &settings, &part, TRUE), 0.12);
    }
  settings.strength = 1e-6;
  faint = check_stylize (codec, content, picture, &settings, 1, NULL);
  check_below (check_picture_distance (faint, content), 1e-3);
}

/* No strength, no change; a network without a decoder is refused, and a cancelled call ends. */
static void
test_part_refusals (void)
{
  static const NstRectangle part = { 3, 4, 20, 10 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NstNetwork) plain = check_network (&check_tiny, 1);
  g_autoptr (NstPicture) content = check_picture (1, 50, 40);
  g_autoptr (NstPicture) expected = nst_picture_crop (content, 3, 4, 20, 10, NULL);
  g_autoptr (NstPicture) actual = NULL;
  g_autoptr (NstStyle) style = nst_style_new (content, "Style", NULL);
  NstStyleShare share = { style, 1.0, 1.0 };
  NstSettings   settings;

  fast_settings (&settings);
  g_assert_null (
      nst_stylize_part (&NST_REQUEST (.network = plain, .content = content, .styles = &share,
                                      .n_styles = 1, .settings = &settings, .threads = 1),
                        &part, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "decoder");
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (nst_stylize_part (
      &NST_REQUEST (.network = codec, .content = content, .styles = &share, .n_styles = 1,
                    .settings = &settings, .threads = 1, .cancellable = cancellable),
      &part, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  settings.strength = 0.0;
  actual = nst_stylize_part (&NST_REQUEST (.network = codec, .content = content, .styles = &share,
                                           .n_styles = 1, .settings = &settings, .threads = 1),
                             &part, &error);
  g_assert_no_error (error);
  check_same_pixels (actual, expected);
}

/* The same picture, bit for bit, for any number of threads. */
static void
test_repeats (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 150, 140);
  g_autoptr (NstPicture) style = check_picture (2, 131, 160);
  g_autoptr (NstPicture) first = NULL;
  NstSettings settings;

  fast_settings (&settings);
  first = check_stylize (codec, content, style, &settings, 1, NULL);
  for (int threads = 1; threads <= 3; threads++)
    {
      g_autoptr (NstPicture) again
          = check_stylize (codec, content, style, &settings, threads, NULL);

      check_same_pixels (first, again);
    }
}

/* ---- Styles ------------------------------------------------------------------------ */

static NstPicture *
flat_picture (int width, int height, float red, float green, float blue)
{
  const float color[] = { red, green, blue };
  NstPicture *picture = check_picture (1, width, height);

  for (int i = 0; i < 3 * width * height; i++)
    picture->pixels[i] = color[i / (width * height)];
  return picture;
}

/* The largest distance of a pixel from the first. */
static double
unevenness (const NstPicture *picture)
{
  int    n = picture->width * picture->height;
  double worst = 0.0;

  for (int i = 0; i < 3 * n; i++)
    worst = MAX (worst, fabs (picture->pixels[i] - picture->pixels[i / n * n]));
  return worst;
}

/* A style without variance leaves none.  A content without has the grain that it is given; one pixel
 * has none to vary with.  A style of one pixel says nothing of the deeper levels. */
static void
test_flat (void)
{
  g_autoptr (NstPicture) picture = check_picture (1, 60, 45);
  g_autoptr (NstPicture) flat = flat_picture (50, 40, 0.8f, 0.3f, 0.5f);
  g_autoptr (NstPicture) black = flat_picture (33, 21, 0.0f, 0.0f, 0.0f);
  g_autoptr (NstPicture) point = check_picture (3, 1, 1);
  g_autoptr (NstPicture) by_flat = paint (picture, flat);
  g_autoptr (NstPicture) by_black = paint (picture, black);
  g_autoptr (NstPicture) by_point = paint (picture, point);
  g_autoptr (NstPicture) of_flat = paint (flat, picture);
  g_autoptr (NstPicture) of_point = paint (point, picture);
  g_autoptr (NstPicture) flat_by_flat = paint (flat, black);

  check_below (unevenness (by_flat), 0.01);
  check_below (unevenness (by_black), 0.01);
  check_below (unevenness (of_point), 0.01);
  g_assert_cmpfloat (unevenness (of_flat), >, 0.1);
  check_below (unevenness (flat_by_flat), 0.01);
}

static NstPicture *
paint_with (const NstPicture *content, guint n, const NstPicture *const *styles, double strokes)
{
  NstSettings settings;
  g_autoptr (GError) error = NULL;
  NstPicture *result;

  fast_settings (&settings);
  settings.strokes = strokes;
  result = check_stylize_pictures (codec, content, styles, n, &settings, 2, NULL, NULL, NULL, NULL,
                                   &error);
  g_assert_no_error (error);
  return result;
}

static NstPicture *
paint_both (const NstPicture *content, const NstPicture *one, const NstPicture *two)
{
  const NstPicture *styles[] = { one, two };

  return paint_with (content, 2, styles, 1.0);
}

/* Two styles are neither of them, in whatever order.  The statistics of the same one twice are its
 * own; of strokes, each gives half as many as one alone. */
static void
test_styles (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 40, 40);
  g_autoptr (NstPicture) first = check_picture (2, 40, 50);
  g_autoptr (NstPicture) second = check_picture (3, 60, 30);
  g_autoptr (NstPicture) alone = paint (content, first);
  g_autoptr (NstPicture) other = paint (content, second);
  g_autoptr (NstPicture) blended = paint_both (content, first, second);
  g_autoptr (NstPicture) swapped = paint_both (content, second, first);
  const NstPicture *same[] = { first, first };
  g_autoptr (NstPicture) once = paint_with (content, 1, same, 0.0);
  g_autoptr (NstPicture) twice = paint_with (content, 2, same, 0.0);

  g_assert_cmpfloat (check_picture_distance (alone, other), >, 0.02);
  g_assert_cmpfloat (check_picture_distance (alone, blended), >,
                     0.2 * check_picture_distance (alone, other));
  g_assert_cmpfloat (check_picture_distance (other, blended), >,
                     0.2 * check_picture_distance (alone, other));
  check_below (check_picture_distance (blended, swapped), 2e-3);
  check_below (check_picture_distance (once, twice), 2e-3);
}

/* More strokes are further from none. */
static void
test_strokes (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 40, 40);
  g_autoptr (NstPicture) style = check_picture (2, 40, 50);
  const NstPicture *styles[] = { style };
  g_autoptr (NstPicture) none = paint_with (content, 1, styles, 0.0);
  static const double strokes[] = { 0.5, 1.0, 4.0 };
  double              last = 0.0;

  for (gsize i = 0; i < G_N_ELEMENTS (strokes); i++)
    {
      g_autoptr (NstPicture) some = paint_with (content, 1, styles, strokes[i]);
      double distance = check_picture_distance (some, none);

      g_assert_cmpfloat (distance, >, last + 0.005);
      last = distance;
    }
}

/* ---- Masks ------------------------------------------------------------------------- */

/* `picture` with as much again, of another kind, to the right of it, which counts `weight`. */
static NstPicture *
beside_another (const NstPicture *picture, float weight)
{
  int         width = 2 * picture->width, height = picture->height;
  NstPicture *wide = check_picture (77, width, height);

  wide->mask = g_new (float, (gsize) width *height);
  for (int i = 0; i < 3 * width * height; i++)
    {
      int      x = i % width, row = i / width;
      gboolean beyond = x >= picture->width;

      wide->mask[i % (width * height)] = beyond ? weight : 1.0f;
      wide->pixels[i]
          = beyond ? (float) (0.5 + 0.5 * sin (i)) : picture->pixels[row * picture->width + x];
    }
  return wide;
}

/* What is transparent of the style takes no part: not its colors, in any bit, and hardly its
 * place, which is continued smoothly from the border and not counted.  What is faint is not counted
 * either, but features near it see it. */
static void
test_style_mask (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 128, 64);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  g_autoptr (NstPicture) masked = beside_another (style, 0.0f);
  g_autoptr (NstPicture) faint = beside_another (style, 1e-4f);
  g_autoptr (NstPicture) opaque = beside_another (style, 1.0f);
  g_autoptr (NstPicture) by_style = paint (content, style);
  g_autoptr (NstPicture) by_masked = paint (content, masked);
  g_autoptr (NstPicture) by_faint = paint (content, faint);
  g_autoptr (NstPicture) by_opaque = paint (content, opaque);
  g_autoptr (NstPicture) by_spoiled = NULL;

  check_spoil (masked, 3);
  by_spoiled = paint (content, masked);
  check_same_pixels (by_masked, by_spoiled);
  g_test_message (
      "off by %g masked, %g faint, %g opaque", check_picture_distance (by_masked, by_style),
      check_picture_distance (by_faint, by_style), check_picture_distance (by_opaque, by_style));
  check_below (check_picture_distance (by_masked, by_style),
               0.3 * check_picture_distance (by_opaque, by_style));
  check_below (check_picture_distance (by_faint, by_style),
               0.5 * check_picture_distance (by_opaque, by_style));
}

/* How the pictures differ where the other half of `wide` is far. */
static double
left_distance (const NstPicture *wide, const NstPicture *left)
{
  double difference = 0.0, size = 0.0;

  for (int i = 0; i < 3 * left->width * left->height; i++)
    if (i % left->width < left->width / 2)
      {
        double value = wide->pixels[i / left->width * wide->width + i % left->width];

        difference += (value - left->pixels[i]) * (value - left->pixels[i]);
        size += left->pixels[i] * left->pixels[i];
      }
  return sqrt (difference / size);
}

/* The same of the content. */
static void
test_content_mask (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 64, 64);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  g_autoptr (NstPicture) masked = beside_another (content, 0.0f);
  g_autoptr (NstPicture) faint = beside_another (content, 1e-4f);
  g_autoptr (NstPicture) opaque = beside_another (content, 1.0f);
  g_autoptr (NstPicture) of_content = paint (content, style);
  g_autoptr (NstPicture) of_masked = paint (masked, style);
  g_autoptr (NstPicture) of_faint = paint (faint, style);
  g_autoptr (NstPicture) of_opaque = paint (opaque, style);
  g_autoptr (NstPicture) of_spoiled = NULL;

  check_spoil (masked, 3);
  of_spoiled = paint (masked, style);
  check_same_pixels (of_masked, of_spoiled);
  g_test_message ("off by %g masked, %g faint, %g opaque", left_distance (of_masked, of_content),
                  left_distance (of_faint, of_content), left_distance (of_opaque, of_content));
  check_below (left_distance (of_masked, of_content), 0.75 * left_distance (of_opaque, of_content));
  check_below (left_distance (of_faint, of_content), 0.75 * left_distance (of_opaque, of_content));
}

/* ---- Progress, report, cancel ------------------------------------------------------ */

static void
test_progress_and_report (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 130, 70);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  const NstPicture *styles[] = { style };
  g_autoptr (NstPicture) result = NULL;
  g_autoptr (GError) error = NULL;
  NstSettings settings;
  NstReport   report;
  CheckWatch  w = { .thread = g_thread_self () };

  fast_settings (&settings);
  memset (&report, 0xff, sizeof report);
  result = check_stylize_pictures (codec, content, styles, 1, &settings, 2, check_watch, &w, NULL,
                                   &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (w.calls, >=, 1);
  g_assert_cmpfloat_with_epsilon (w.last, 1.0, 1e-9);
  g_assert_cmpint (w.width, ==, 130);
  g_assert_cmpint (w.height, ==, 70);
  g_assert_cmpint (report.threads, ==, 2);
  g_assert_cmpuint (report.n_scales, ==, 1);
  g_assert_cmpint (report.scales[0].width, ==, 130);
  g_assert_cmpint (report.scales[0].height, ==, 70);
  g_assert_true (report.seconds > 0.0 && report.style_seconds > 0.0
                 && report.style_seconds < report.seconds);
}

/* Cancelled before all, and at the first word of progress. */
static void
test_cancel (void)
{
  for (int turn = 0; turn <= 1; turn++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (NstPicture) content = check_picture (1, 100, 80);
      g_autoptr (NstPicture) style = check_picture (2, 60, 60);
      const NstPicture *styles[] = { style };
      NstSettings       settings;
      CheckWatch w = { .cancel_at = turn, .cancellable = cancellable, .thread = g_thread_self () };

      fast_settings (&settings);
      if (turn == 0)
        g_cancellable_cancel (cancellable);
      g_assert_null (check_stylize_pictures (codec, content, styles, 1, &settings, 2, check_watch,
                                             &w, cancellable, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (w.calls, ==, turn);
    }
}

/* From another thread, in the middle of whatever is being done. */
static void
test_cancel_from_outside (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) content = check_picture (1, 1024, 768);
  const NstPicture *styles[] = { content };
  NstSettings       settings;
  GThread          *canceller;

  fast_settings (&settings);
  canceller = check_cancel_after (20000, cancellable);
  g_assert_null (check_stylize_pictures (codec, content, styles, 1, &settings, 2, NULL, NULL,
                                         cancellable, NULL, &error));
  g_thread_join (canceller);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* ---- Refusals ---------------------------------------------------------------------- */

static void
assert_refused (const NstNetwork *network, int code, const char *fragment)
{
  g_autoptr (NstPicture) content = check_picture (1, 40, 30);
  const NstPicture *styles[] = { content };
  NstSettings       settings;
  g_autoptr (GError) error = NULL;

  fast_settings (&settings);
  g_assert_null (check_stylize_pictures (network, content, styles, 1, &settings, 1, NULL, NULL,
                                         NULL, NULL, &error));
  check_sentence (error, NST_ERROR, code, fragment);
}

/* Networks that cannot paint fast are called by their names. */
static void
test_no_decoder (void)
{
  const NstArchitecture *const architectures[]
      = { &nst_codec, &nst_vgg19, &nst_vgg16, &nst_vgg19_distilled, &check_tiny };

  for (gsize i = 0; i < G_N_ELEMENTS (architectures); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = g_strdup_printf ("brush-%zu", i);
      g_autoptr (NstNetwork) network = nst_network_new (architectures[i], name, &error);

      g_assert_no_error (error);
      assert_refused (network, NST_ERROR_ARGUMENT, name);
    }
}

/* Weights that are too large for single precision are no picture. */
static void
test_overflow (void)
{
  g_autoptr (NstNetwork) network = check_codec (70);

  for (gsize i = 0; i < network->decoder->n_parameters; i++)
    network->decoder->parameters[i] *= 1e30f;
  nst_network_prepare (network, check_pool (0));
  assert_refused (network, NST_ERROR_NUMERIC, "numbers");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  codec = check_codec (70);
  check_add_numeric ("/fast/definition", test_definition);
  g_test_add_func ("/fast/weights", test_weights);
  g_test_add_func ("/fast/sizes", test_sizes);
  g_test_add_func ("/fast/working-size", test_working_size);
  check_add_numeric ("/fast/strength", test_strength);
  g_test_add_func ("/fast/adain", test_adain);
  g_test_add_func ("/fast/tiles", test_tiles);
  g_test_add_func ("/fast/part", test_part);
  g_test_add_func ("/fast/large", test_large);
  g_test_add_func ("/fast/part-refusals", test_part_refusals);
  g_test_add_func ("/fast/repeats", test_repeats);
  g_test_add_func ("/fast/flat", test_flat);
  check_add_numeric ("/fast/styles", test_styles);
  g_test_add_func ("/fast/strokes", test_strokes);
  g_test_add_func ("/fast/style-mask", test_style_mask);
  g_test_add_func ("/fast/content-mask", test_content_mask);
  g_test_add_func ("/fast/progress-and-report", test_progress_and_report);
  g_test_add_func ("/fast/cancel", test_cancel);
  g_test_add_func ("/fast/cancel-from-outside", test_cancel_from_outside);
  g_test_add_func ("/fast/no-decoder", test_no_decoder);
  g_test_add_func ("/fast/overflow", test_overflow);
  result = g_test_run ();
  nst_network_unref (codec);
  return result;
}
