/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stylization.c - a painting of the codec's decoder and its loss, on one crop of a content and a
 * style. */

#include "training/stylization.h"

#include <string.h>

#include "base/arena.h"
#include "style/repainting.h"

/* Of a style's strokes: with more a sample takes longer, and the next one has others. */
#define BANK_VECTORS 1024

static const double level_weights[NST_LEVELS] = NST_STYLIZATION_LEVELS;

struct _NstStylization
{
  NstPool            *pool; /* of one thread, because samples are processed in parallel */
  NstArena           *arena;
  NstCodecPainter    *painter;
  NstObjective       *objective;
  NstStyleStatistics *content, *style, *target, *current;
  gsize               n;        /* values of a painting */
  NstPicture          previous; /* the painting of the pass before */
  float              *gradient; /* of the painting */
  NstJudgeFunc        judge;    /* or NULL */
  gpointer            judge_data;
};

NstStylization *
nst_stylization_new (const NstNetwork *codec, int side, const NstSettings *settings, GError **error)
{
  g_autoptr (NstStylization) s = g_new0 (NstStylization, 1);

  s->pool = nst_pool_new (1);
  s->arena = nst_arena_new ();
  s->n = 3 * (gsize) side * side;
  s->gradient = nst_arena_buffer (s->arena, s->n);
  s->previous = (NstPicture) { side, side, nst_arena_buffer (s->arena, s->n), NULL };
  s->content = nst_style_statistics_new (codec);
  s->style = nst_style_statistics_new (codec);
  s->target = nst_style_statistics_new (codec);
  s->current = nst_style_statistics_new (codec);
  if (!nst_arena_check (s->arena, error)
      || !(s->painter = nst_codec_painter_new (codec, TRUE, side, side, error))
      || !(s->objective = nst_objective_new (codec, s->pool, side, side, settings, error)))
    return NULL;
  nst_objective_set_levels (s->objective, level_weights);
  return g_steal_pointer (&s);
}

void
nst_stylization_free (NstStylization *s)
{
  if (s == NULL)
    return;
  nst_codec_painter_free (s->painter);
  nst_objective_free (s->objective);
  nst_style_statistics_free (s->content);
  nst_style_statistics_free (s->style);
  nst_style_statistics_free (s->target);
  nst_style_statistics_free (s->current);
  nst_arena_free (s->arena);
  nst_pool_free (s->pool);
  g_free (s);
}

void
nst_stylization_set_judge (NstStylization *s, NstJudgeFunc judge, gpointer data)
{
  s->judge = judge;
  s->judge_data = data;
}

static gboolean
measure (NstStylization *s, const NstPicture *picture, NstStyleStatistics *statistics,
         GError **error)
{
  nst_codec_painter_encode (s->painter, s->pool, picture->pixels);
  return nst_style_statistics_read (nst_codec_painter_get_encoder (s->painter), s->pool, picture,
                                    statistics, error);
}

static gboolean
ask_for (NstStylization *s, const NstPicture *content, const NstStyleStatistics *style,
         double strength, GError **error)
{
  const NstStyleStatistics *both[] = { s->content, style };
  double                    weights[] = { 1.0 - strength, strength };

  nst_style_statistics_mix (2, both, weights, s->target);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      nst_bank_clear (&s->target->banks[level]);
      if (strength == 1.0
          && !nst_bank_thin (&style->banks[level], BANK_VECTORS, &s->target->banks[level], error))
        return FALSE;
    }
  return nst_objective_set_style (s->objective, s->target, error)
         && nst_objective_set_content (s->objective, content, error);
}

/* The pixels' part of the loss; its gradient is added. */
static double
compare_pixels (const NstStylization *s, const float *painting, const NstPicture *content,
                double strength, float *gradient)
{
  double weight = NST_STYLIZATION_PIXELS * (1.0 - strength) * (1.0 - strength) / s->n;
  double sum = 0.0;

  for (gsize i = 0; i < s->n && weight > 0.0; i++)
    {
      float difference = painting[i] - content->pixels[i];

      sum += difference * difference;
      gradient[i] += (float) (2.0 * weight * difference);
    }
  return weight * sum;
}

static void
turn_to_gradient (G_GNUC_UNUSED int tap, float *values, gpointer data)
{
  const NstStylization *s = data;

  memcpy (values, s->gradient, sizeof (float) * s->n);
}

/* The painting of what has been encoded, whose statistics are `from`. */
static const float *
paint (NstStylization *s, const NstStyleStatistics *from)
{
  g_autoptr (NstFusionMaps) maps
      = nst_fusion_maps_new (s->pool, NST_FUSION_WHITENING, from, s->target);

  return nst_codec_painter_decode (s->painter, s->pool, maps);
}

/* The painting after `passes`, the first of which starts from the content, which has just been
 * encoded.  The later ones ask for the style's statistics and no more, unlike Fast, so that the
 * decoder learns to paint what it is asked for. */
static const float *
paint_passes (NstStylization *s, const NstPicture *content, int passes, GError **error)
{
  const float *painting;

  painting = paint (s, s->content);
  for (int pass = 1; pass < passes; pass++)
    {
      memcpy (s->previous.pixels, painting, sizeof (float) * s->n);
      nst_repainting_begin (s->previous.pixels, content->pixels, s->n);
      if (!measure (s, &s->previous, s->current, error))
        return NULL;
      painting = paint (s, s->current);
    }
  return painting;
}

gboolean
nst_stylization_learn (NstStylization *s, const NstPicture *content, const NstPicture *style,
                       double strength, int passes, NstStylizationErrors *errors, float *gradient,
                       GError **error)
{
  return measure (s, style, s->style, error)
         && nst_style_statistics_read_banks (nst_codec_painter_get_encoder (s->painter),
                                             BANK_VECTORS, s->style, error)
         && nst_stylization_learn_measured (s, content, s->style, strength, passes, errors,
                                            gradient, error);
}

gboolean
nst_stylization_learn_measured (NstStylization *s, const NstPicture *content,
                                const NstStyleStatistics *style, double strength, int passes,
                                NstStylizationErrors *errors, float *gradient, GError **error)
{
  const float *painting;
  NstLoss      loss;

  if (!measure (s, content, s->content, error) || !ask_for (s, content, style, strength, error)
      || !(painting = paint_passes (s, content, passes, error)))
    return FALSE;
  nst_objective_evaluate (s->objective, painting, &loss, s->gradient);
  loss.total += compare_pixels (s, painting, content, strength, s->gradient);
  if (gradient != NULL && s->judge != NULL)
    s->judge (painting, s->gradient, s->judge_data);
  if (gradient != NULL)
    nst_pass_backward (nst_codec_painter_get_decoder (s->painter), s->pool, 1u, turn_to_gradient, s,
                       NULL, gradient);
  errors->loss += loss.total;
  errors->content += loss.content;
  errors->style += loss.style;
  errors->samples++;
  return TRUE;
}
