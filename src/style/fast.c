/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast.c - style transfer in one pass. */

#include "style/fast.h"

#include <math.h>

#include "base/arena.h"
#include "ops/padding.h"
#include "ops/resampling.h"
#include "ops/statistics.h"
#include "style/feature-mask.h"
#include "style/fusion.h"
#include "style/pyramid.h"

#define MULTIPLE 16 /* pixels: what four poolings halve without a rest */

typedef struct
{
  int     channels;
  double *mean, *moment;
} Moments;

typedef struct
{
  const NstNetwork  *network;
  NstPool           *pool;
  const NstSettings *settings;
  NstArena          *arena;
  int                taps[NST_LEVELS];   /* the encoder's style taps */
  Moments            styles[NST_LEVELS]; /* the mixed statistics of the styles */
  int                n_levels;           /* that have a decoder */
  NstPass           *encoder;
  NstPicture        *picture; /* the painting so far, at a multiple of MULTIPLE */
} Fast;

/* ---- Sizes ------------------------------------------------------------------------- */

static int
round_up (int side)
{
  return (side + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
}

static void
copy_mirrored (const float *from, int height, int width, float *to, int to_height, int to_width)
{
  for (int y = 0; y < to_height; y++)
    for (int x = 0; x < to_width; x++)
      to[(gsize) y * to_width + x]
          = from[(gsize) nst_padding_source (NST_PADDING_REFLECT, y, height) * width
                 + nst_padding_source (NST_PADDING_REFLECT, x, width)];
}

/* `picture` and its mask, continued to the right and below to a multiple of MULTIPLE. */
static NstPicture *
extend (const NstPicture *picture, GError **error)
{
  int         width = round_up (picture->width), height = round_up (picture->height);
  NstPicture *extended = nst_picture_new (width, height, error);

  if (extended == NULL)
    return NULL;
  for (int c = 0; c < 3; c++)
    copy_mirrored (picture->pixels + (gsize) c * picture->height * picture->width, picture->height,
                   picture->width, extended->pixels + (gsize) c * height * width, height, width);
  if (picture->mask != NULL)
    {
      if (!(extended->mask = g_try_new (float, (gsize) height *width)))
        {
          nst_picture_free (extended);
          g_set_error_literal (error, NST_ERROR, NST_ERROR_MEMORY,
                               "There is not enough memory for this size; choose a smaller one");
          return NULL;
        }
      copy_mirrored (picture->mask, picture->height, picture->width, extended->mask, height, width);
    }
  return extended;
}

/* ---- Statistics -------------------------------------------------------------------- */

static gboolean
new_moments (Fast *fast, int channels, Moments *moments)
{
  moments->channels = channels;
  moments->mean = nst_arena_alloc (fast->arena, channels, sizeof (double));
  moments->moment = nst_arena_alloc (fast->arena, (gsize) channels * channels, sizeof (double));
  return moments->moment != NULL;
}

static gboolean
measure (Fast *fast, const NstPicture *picture, const NstFeatures *features, Moments *moments,
         GError **error)
{
  g_autofree float *mask = NULL;

  if (!nst_feature_mask (picture, features, &mask, error))
    return FALSE;
  nst_statistics (fast->pool, features->channels, nst_features_positions (features),
                  features->values, mask, moments->mean, moments->moment);
  return TRUE;
}

/* All levels of one style, to moments[level]. */
static gboolean
measure_style (Fast *fast, const NstScale *scale, const NstPicture *style, Moments *moments,
               GError **error)
{
  g_autoptr (NstPicture) sized
      = nst_pyramid_style (scale, style, fast->settings->style_scale, error);
  g_autoptr (NstPicture) extended = sized != NULL ? extend (sized, error) : NULL;
  g_autoptr (NstPass) pass = NULL;

  if (extended == NULL
      || !(pass = nst_pass_new (fast->network, NST_PASS_FORWARD, extended->height, extended->width,
                                error)))
    return FALSE;
  nst_pass_forward (pass, fast->pool, extended->pixels);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstFeatures *f = nst_pass_get_features (pass, fast->taps[level]);

      if (!new_moments (fast, f->channels, &moments[level]))
        return nst_arena_check (fast->arena, error);
      if (!measure (fast, extended, f, &moments[level], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
measure_styles (Fast *fast, const NstScale *scale, const NstPicture *const *styles, guint n_styles,
                GError **error)
{
  g_autofree Moments    *measured = g_new0 (Moments, n_styles * NST_LEVELS);
  g_autofree NstMoments *of_level = g_new0 (NstMoments, n_styles);
  g_autofree double     *weights = g_new (double, n_styles);

  for (guint i = 0; i < n_styles; i++)
    {
      weights[i] = 1.0;
      if (!measure_style (fast, scale, styles[i], measured + i * NST_LEVELS, error))
        return FALSE;
    }
  for (int level = 0; level < NST_LEVELS; level++)
    {
      if (!new_moments (fast, measured[level].channels, &fast->styles[level]))
        return nst_arena_check (fast->arena, error);
      for (guint i = 0; i < n_styles; i++)
        {
          const Moments *m = &measured[i * NST_LEVELS + level];

          of_level[i] = (NstMoments) { m->channels, m->mean, m->moment };
        }
      nst_fusion_mix ((int) n_styles, of_level, weights, fast->styles[level].mean,
                      fast->styles[level].moment);
    }
  return nst_arena_check (fast->arena, error);
}

/* ---- A level ----------------------------------------------------------------------- */

/* The features at the level become `fused`, of their shape. */
static gboolean
fuse (Fast *fast, int level, const NstFeatures *f, float *fused, GError **error)
{
  gsize              n = (gsize) f->channels;
  NstConvolution     convolution = { f->channels, f->channels, 1, NST_PADDING_ZERO, FALSE, FALSE };
  g_autofree double *mean = g_new (double, n);
  g_autofree double *moment = g_new (double, n *n);
  g_autofree float  *matrix = g_new (float, n *n);
  g_autofree float  *offset = g_new (float, n);
  Moments            measured = { f->channels, mean, moment };
  NstMoments         content = { f->channels, mean, moment };
  NstMoments         style = { f->channels, fast->styles[level].mean, fast->styles[level].moment };

  if (!measure (fast, fast->picture, f, &measured, error))
    return FALSE;
  if (nst_pool_check_cancelled (fast->pool, error))
    return FALSE;
  nst_fusion_map (NST_FUSION_WHITENING, &content, &style, 1.0, matrix, offset);
  nst_convolution_forward (fast->pool, &convolution, (NstConvolutionWeights) { matrix, NULL },
                           offset, f->values, f->height, f->width, fused, NULL);
  return TRUE;
}

/* Paints the picture once more, by the features of `level`. */
static gboolean
paint_level (Fast *fast, int level, GError **error)
{
  const NstFeatures *f = nst_pass_get_features (fast->encoder, fast->taps[level]);
  gsize              n = (gsize) 3 * fast->picture->height * fast->picture->width;
  g_autoptr (NstArena) arena = nst_arena_new ();
  float *fused = nst_arena_floats (arena, f->channels * nst_features_positions (f));
  g_autoptr (NstPass) decoder = NULL;
  const float *painted;

  if (!nst_arena_check (arena, error)
      || !(decoder = nst_pass_new (fast->network->decoders[level], NST_PASS_FORWARD, f->height,
                                   f->width, error)))
    return FALSE;
  nst_pass_forward_to (fast->encoder, fast->pool, fast->picture->pixels, fast->taps[level]);
  if (!fuse (fast, level, f, fused, error))
    return FALSE;
  nst_pass_forward (decoder, fast->pool, fused);
  painted = nst_pass_get_features (decoder, 0)->values;
  if (nst_pool_check_cancelled (fast->pool, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (painted[i]))
        {
          g_set_error_literal (
              error, NST_ERROR, NST_ERROR_NUMERIC,
              "The computation left the range of numbers; the network may not suit "
              "this picture");
          return FALSE;
        }
      fast->picture->pixels[i] = CLAMP (painted[i], 0.0f, 1.0f);
    }
  return TRUE;
}

/* ---- The whole --------------------------------------------------------------------- */

static gboolean
find_levels (Fast *fast, GError **error)
{
  const NstArchitecture *a = fast->network->architecture;
  int                    level = 0;

  for (int t = 0; t < a->n_taps && level < NST_LEVELS; t++)
    if (a->taps[t].role & NST_TAP_STYLE)
      fast->taps[level++] = t;
  for (level = 0; level < NST_LEVELS; level++)
    fast->n_levels += fast->network->decoders[level] != NULL;
  if (fast->n_levels > 0)
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               "The network “%s” cannot paint fast, because it has no decoders; choose another "
               "network or method",
               fast->network->name);
  return FALSE;
}

/* Paints all levels; returns the painting at its working size. */
static NstPicture *
run (Fast *fast, int width, int height, NstProgressFunc progress, gpointer progress_data,
     GError **error)
{
  g_autoptr (NstPicture) painting = NULL;
  int done = 0;

  for (int level = NST_LEVELS - 1; level >= 0; level--)
    {
      NstProgress now;

      if (fast->network->decoders[level] == NULL)
        continue;
      if (!paint_level (fast, level, error))
        return NULL;
      g_clear_pointer (&painting, nst_picture_free);
      painting = nst_picture_crop (fast->picture, 0, 0, width, height, error);
      if (painting == NULL)
        return NULL;
      now = (NstProgress) { (double) ++done / fast->n_levels, painting };
      if (progress != NULL)
        progress (&now, progress_data);
    }
  return g_steal_pointer (&painting);
}

static NstPicture *
paint (Fast *fast, const NstPicture *content, const NstPicture *const *styles, guint n_styles,
       NstProgressFunc progress, gpointer progress_data, NstReport *report, GError **error)
{
  gint64          began = g_get_monotonic_time ();
  NstPyramid      pyramid;
  const NstScale *scale;
  g_autoptr (NstPicture) sized = NULL;

  nst_pyramid_plan (&pyramid, content->width, content->height, fast->settings);
  scale = &pyramid.scales[pyramid.n_scales - 1];
  if (!find_levels (fast, error) || !measure_styles (fast, scale, styles, n_styles, error))
    return NULL;
  report->style_seconds = (g_get_monotonic_time () - began) * 1e-6;
  report->n_scales = 1;
  report->scales[0] = (NstScaleReport) { .width = scale->width, .height = scale->height };
  sized = nst_picture_resize (content, scale->width, scale->height, error);
  if (sized == NULL || !(fast->picture = extend (sized, error))
      || !(fast->encoder = nst_pass_new (fast->network, NST_PASS_FORWARD, fast->picture->height,
                                         fast->picture->width, error)))
    return NULL;
  return run (fast, scale->width, scale->height, progress, progress_data, error);
}

NstPicture *
nst_fast (const NstNetwork *network, NstPool *pool, const NstPicture *content,
          const NstPicture *const *styles, guint n_styles, const NstSettings *settings,
          NstProgressFunc progress, gpointer progress_data, NstReport *report, GError **error)
{
  Fast        fast = { .network = network, .pool = pool, .settings = settings };
  NstPicture *painting;

  fast.arena = nst_arena_new ();
  painting = paint (&fast, content, styles, n_styles, progress, progress_data, report, error);
  nst_pass_free (fast.encoder);
  nst_picture_free (fast.picture);
  nst_arena_free (fast.arena);
  return painting;
}
