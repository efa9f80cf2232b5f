/* SPDX-License-Identifier: GPL-3.0-or-later */

/* objective-strokes.c - the stroke loss of an objective: its levels, regions and weights
 * (stroke-loss.h). */

#include "style/objective-private.h"

#include <string.h>

/* How much strokes count at each level where the setting stands at 1: that every bit of the painting
 * is one of the style's, and that every bit of the style is there.  The second makes no sense at
 * relu4_1, whose bits are as large as eyes: they would have to be somewhere, in the sky if need be.
 */
static const struct
{
  double forward, back;
} weights[NST_LEVELS] = { { 0.0, 0.0 }, { 1.0, 0.25 }, { 1.0, 0.25 }, { 0.25, 0.0 }, { 0.0, 0.0 } };

/* Of the content, beside strokes at 1 or above. */
#define CONTENT_FACTOR 1.5

static int
tap_of (const NstNetwork *network, int level)
{
  return nst_architecture_style_tap (network->architecture, level);
}

/* ---- Planning -------------------------------------------------------------------------- */

static gboolean
has_strokes (const NstObjective *o, int level)
{
  return o->settings->strokes > 0.0 && weights[level].forward > 0.0;
}

gsize
nst_objective_strokes_floats (const NstObjective *o)
{
  gsize most = 0;

  for (int level = 0; level < NST_LEVELS; level++)
    if (has_strokes (o, level))
      most = MAX (most, nst_tiled_pass_own_floats (o->pass, tap_of (o->network, level)));
  return most;
}

gsize
nst_objective_strokes_bytes (const NstObjective *o)
{
  gsize bytes = 0;

  for (int level = 0; level < NST_LEVELS; level++)
    if (has_strokes (o, level))
      {
        NstFeatures f = nst_tiled_pass_get_whole (o->pass, tap_of (o->network, level));

        bytes += nst_stroke_loss_bytes (f.channels, NST_BANK_VECTORS, nst_features_positions (&f));
      }
  return bytes;
}

gboolean
nst_objective_ask_strokes (NstObjective *o, int level, NstAsked *asked,
                           const NstStyleStatistics *style, GError **error)
{
  int         t = tap_of (o->network, level);
  NstFeatures f = nst_tiled_pass_get_whole (o->pass, t);

  if (!has_strokes (o, level) || style->banks[level].n == 0)
    return TRUE;
  asked->strokes
      = nst_stroke_loss_new (&style->banks[level], o->taps[t].metric, style->levels[level].mean,
                             nst_features_positions (&f), error);
  return asked->strokes != NULL;
}

double
nst_objective_content_factor (const NstObjective *o)
{
  for (int t = 0; t < o->network->architecture->n_taps && o->settings->style_weight > 0.0; t++)
    for (int k = 0; k < o->n_regions && o->taps[t].asked != NULL; k++)
      if (o->taps[t].asked[k].strokes != NULL)
        return 1.0 + (CONTENT_FACTOR - 1.0) * MIN (o->settings->strokes, 1.0);
  return 1.0;
}

/* ---- Matching -------------------------------------------------------------------------- */

static void
for_all (NstObjective *o, void (*do_it) (NstStrokeLoss *))
{
  for (int t = 0; t < o->network->architecture->n_taps; t++)
    for (int k = 0; k < o->n_regions && o->taps[t].asked != NULL; k++)
      if (o->taps[t].asked[k].strokes != NULL)
        do_it (o->taps[t].asked[k].strokes);
}

void
nst_objective_begin_matching (NstObjective *o)
{
  for_all (o, nst_stroke_loss_begin_matching);
}

void
nst_objective_end_matching (NstObjective *o)
{
  for_all (o, nst_stroke_loss_end_matching);
}

/* The stroke loss of the tile in a region, and the part of the picture; NULL: none. */
static NstAsked *
ask_part (NstObjective *o, int t, int region, const NstOwnFeatures *own, NstStrokePart *part)
{
  NstAsked *asked = nst_objective_ask_tile (o, t, region, own);

  if (asked == NULL || asked->strokes == NULL)
    return NULL;
  *part = (NstStrokePart) { own->positions, own->stride, own->values, asked->tile_weights.weights,
                            o->taps[t].tile_first };
  return asked;
}

void
nst_objective_match_tile (NstObjective *o)
{
  for (int t = 0; t < o->network->architecture->n_taps; t++)
    {
      NstOwnFeatures own = nst_tiled_pass_get_own (o->pass, o->pool, t);

      for (int k = 0; k < o->n_regions; k++)
        {
          NstStrokePart part;
          NstAsked     *asked = ask_part (o, t, k, &own, &part);

          if (asked != NULL)
            nst_stroke_loss_match (asked->strokes, o->pool, &part);
        }
    }
}

/* ---- Evaluation ------------------------------------------------------------------------ */

static int
level_of (const NstObjective *o, int t)
{
  int level = 0;

  while (level < NST_LEVELS && tap_of (o->network, level) != t)
    level++;
  return level;
}

gboolean
nst_objective_evaluate_strokes (NstObjective *o, int t, const NstOwnFeatures *own, gboolean begun)
{
  int level = level_of (o, t);

  for (int k = 0; k < o->n_regions && level < NST_LEVELS; k++)
    {
      NstStrokePart part;
      NstAsked     *asked = ask_part (o, t, k, own, &part);
      double        weight = o->settings->strokes * o->settings->style_weight;

      if (asked == NULL)
        continue;
      if (!begun)
        memset (o->gradient, 0, sizeof (float) * own->channels * own->positions);
      begun = TRUE;
      weight *= asked->area;
      o->stroke_loss += nst_stroke_loss_evaluate (
          asked->strokes, o->pool, weight * weights[level].forward, weight * weights[level].back,
          nst_tiled_pass_get_weight (o->pass, t, k), &part, o->gradient);
    }
  return begun;
}
