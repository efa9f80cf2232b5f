/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast-renewal.c - Fast for a frame of an animation with little new content.
 *
 * Where the motion can be trusted, the new painting is the previous one, moved; only changes of the
 * light are added, a frame or two later.  The rest is covered with rectangles, and each is painted
 * with its surroundings, using the maps of the last frame that was painted as a whole.  So the
 * statistics of the new frame are not needed.
 */

#include "style/fast-renewal.h"

#include <string.h>

#include "base/memory.h"
#include "base/picture.h"
#include "style/fusion.h"
#include "style/grain.h"
#include "style/region-fusion.h"
#include "style/repainting.h"
#include "style/window.h"

#define CELL    32   /* pixels */
#define NOISE   16   /* pixels of a cell that may differ by chance; they wait for a whole frame */
#define ENOUGH  0.9f /* trust with which a pixel may stay without a new one's say */
#define HALO    48   /* pixels that are seen around a rectangle; its own border is trusted mostly */
#define AT_MOST 0.5  /* of the frame's pixels; beyond, a whole frame costs hardly more */

/* ---- What is new ------------------------------------------------------------------- */

static gboolean
is_new (const NstPreviousFrame *previous, int column, int row)
{
  int width = previous->content->width, height = previous->content->height, n = 0;

  for (int y = row * CELL; y < MIN ((row + 1) * CELL, height); y++)
    for (int x = column * CELL; x < MIN ((column + 1) * CELL, width); x++)
      n += previous->trust[(gsize) y * width + x] < ENOUGH;
  return n > NOISE;
}

/* Adds cells `first` to `end` - 1 of a row, below a rectangle that is as wide if there is one. */
static void
add_run (GArray *parts, int first, int end, int row)
{
  NstRectangle run = { first * CELL, row * CELL, (end - first) * CELL, CELL };

  for (guint i = 0; i < parts->len; i++)
    {
      NstRectangle *part = &g_array_index (parts, NstRectangle, i);

      if (part->x == run.x && part->width == run.width && part->y + part->height == run.y)
        {
          part->height += CELL;
          return;
        }
    }
  g_array_append_val (parts, run);
}

static NstRectangle
join (const NstRectangle *a, const NstRectangle *b)
{
  NstRectangle both = { MIN (a->x, b->x), MIN (a->y, b->y), 0, 0 };

  both.width = MAX (a->x + a->width, b->x + b->width) - both.x;
  both.height = MAX (a->y + a->height, b->y + b->height) - both.y;
  return both;
}

/* The pixels that painting `part` takes. */
static gint64
cost_of (const NstPreviousFrame *previous, const NstRectangle *part)
{
  NstRectangle place
      = nst_window_place (part, previous->content->width, previous->content->height, HALO);

  return (gint64) place.width * place.height;
}

/* Two rectangles that one around both is no more work than become one. */
static gboolean
join_two (const NstPreviousFrame *previous, GArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    for (guint j = i + 1; j < parts->len; j++)
      {
        NstRectangle *a = &g_array_index (parts, NstRectangle, i);
        NstRectangle *b = &g_array_index (parts, NstRectangle, j);
        NstRectangle  both = join (a, b);

        if (cost_of (previous, &both) > cost_of (previous, a) + cost_of (previous, b))
          continue;
        *a = both;
        g_array_remove_index (parts, j);
        return TRUE;
      }
  return FALSE;
}

/* Rectangles that cover all that is new, cut off at the frame's border. */
static GArray *
cover (const NstPreviousFrame *previous)
{
  int     width = previous->content->width, height = previous->content->height;
  int     columns = (width + CELL - 1) / CELL, rows = (height + CELL - 1) / CELL;
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (NstRectangle));

  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column++)
      {
        int first = column;

        while (column < columns && is_new (previous, column, row))
          column++;
        if (column > first)
          add_run (parts, first, column, row);
      }
  for (guint i = 0; i < parts->len; i++)
    {
      NstRectangle *part = &g_array_index (parts, NstRectangle, i);

      part->width = MIN (part->width, width - part->x);
      part->height = MIN (part->height, height - part->y);
    }
  while (join_two (previous, parts))
    ;
  return parts;
}

static gboolean
is_worthwhile (const NstPreviousFrame *previous, const GArray *parts)
{
  double pixels = 0.0;

  for (guint i = 0; i < parts->len; i++)
    pixels += (double) cost_of (previous, &g_array_index (parts, NstRectangle, i));
  return pixels <= AT_MOST * previous->content->width * previous->content->height;
}

/* Outside of the rectangles all stays. */
static gboolean
trust_rest (NstPreviousFrame *previous, const GArray *parts, GError **error)
{
  int               width = previous->content->width, height = previous->content->height;
  gsize             n = (gsize) width * height;
  g_autofree float *trust = nst_memory_try (n, sizeof (float));

  if (trust == NULL)
    return nst_memory_refuse (n * sizeof (float), error);
  memcpy (trust, previous->trust, sizeof (float) * n);
  for (gsize i = 0; i < n; i++)
    previous->trust[i] = 1.0f;
  for (guint i = 0; i < parts->len; i++)
    {
      const NstRectangle *part = &g_array_index (parts, NstRectangle, i);

      for (int y = part->y; y < part->y + part->height; y++)
        {
          gsize at = (gsize) y * width + part->x;

          memcpy (previous->trust + at, trust + at, sizeof (float) * part->width);
        }
    }
  return TRUE;
}

/* ---- Maps -------------------------------------------------------------------------- */

static guint
count_passes (const NstStylizeContext *context)
{
  return (guint) context->network->passes * (context->settings->strength < 1.0 ? 2 : 1);
}

/* Whether the maps, which may come from a file, are for this network's features. */
static gboolean
suit (const GPtrArray *maps, const NstStylizeContext *context)
{
  const NstNetwork *network = context->network;

  if (maps->len != count_passes (context))
    return FALSE;
  for (guint pass = 0; pass < maps->len; pass++)
    {
      const GPtrArray     *regions = maps->pdata[pass];
      const NstFusionMaps *own = regions->len == 1 ? regions->pdata[0] : NULL;

      for (int level = 0; level < NST_LEVELS; level++)
        {
          int tap = nst_architecture_style_tap (network->architecture, level);

          if (own == NULL
              || (own->matrix[level] != NULL
                  && own->channels[level] != nst_network_tap_channels (network, tap)))
            return FALSE;
        }
    }
  return TRUE;
}

/* ---- Painting ---------------------------------------------------------------------- */

/* What the passes of a set paint with: those of the painting, and those of the content as the codec
 * has it (give_back). */
enum
{
  PAINTED,
  CODED,
  SETS
};

typedef struct
{
  const NstStylizeContext *context;
  const GPtrArray         *maps;          /* of the passes of all sets */
  GPtrArray               *strokes[SETS]; /* of the style */
} Renewal;

/* The style is measured as for a whole frame, which has left that behind in most cases. */
static gboolean
set_strokes (Renewal *renewal, const NstPicture *frame, GError **error)
{
  const NstStylizeContext *c = renewal->context;
  int                      longer = MAX (frame->width, frame->height);
  g_autoptr (GPtrArray) styles = nst_regions_measure_styles (c->regions, c->network, c->pool,
                                                             c->settings, longer, longer, error);

  for (int set = 0; set < SETS && styles != NULL; set++)
    if (!(renewal->strokes[set]
          = nst_region_strokes_new (c->network, styles, c->settings->strokes,
                                    set == PAINTED ? c->settings->strength : 0.0, error)))
      return FALSE;
  return styles != NULL;
}

static void
clear (Renewal *renewal)
{
  for (int set = 0; set < SETS; set++)
    g_clear_pointer (&renewal->strokes[set], g_ptr_array_unref);
}

/* Replaces `window` by its painting with one set of passes. */
static gboolean
paint_passes (const Renewal *renewal, NstCodecPainter *painter, int set, NstPicture *window,
              GError **error)
{
  const NstStylizeContext *context = renewal->context;
  NstRegionView            all = { .n = 1 };
  guint                    first = (guint) (set * context->network->passes);
  gsize                    n = (gsize) 3 * window->width * window->height;
  g_autoptr (NstPicture) began = nst_picture_copy (window, error);

  if (began == NULL)
    return FALSE;
  for (guint pass = first; pass < first + (guint) context->network->passes; pass++)
    {
      const float *painted;

      if (pass > first)
        nst_repainting_begin (window->pixels, began->pixels, n);
      nst_codec_painter_encode (painter, context->pool, window->pixels);
      painted = nst_region_decode (painter, context->pool, &all, renewal->maps->pdata[pass],
                                   renewal->strokes[set], NULL);
      if (nst_pool_check_cancelled (context->pool, error)
          || !nst_codec_painter_check (painted, n, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        window->pixels[i] = CLAMP (painted[i], 0.0f, 1.0f);
    }
  return TRUE;
}

/* What the codec loses of the content is given back, as Fast does below full strength. */
static gboolean
give_back (const Renewal *renewal, NstCodecPainter *painter, const NstPicture *content,
           const NstPicture *grainy, NstPicture *window, GError **error)
{
  double strength = renewal->context->settings->strength;
  gsize  n = (gsize) 3 * window->width * window->height;
  g_autoptr (NstPicture) coded = NULL;

  if (strength >= 1.0)
    return TRUE;
  coded = nst_picture_copy (grainy, error);
  if (coded == NULL || !paint_passes (renewal, painter, CODED, coded, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      float lost = content->pixels[i] - coded->pixels[i];

      window->pixels[i] = CLAMP (window->pixels[i] + (float) (1.0 - strength) * lost, 0.0f, 1.0f);
    }
  return TRUE;
}

/* Replaces the part's pixels of `painting` by those of `window`, at `place`, according to trust. */
static void
put_in (const NstPreviousFrame *previous, const NstRectangle *part, const NstRectangle *place,
        const NstPicture *window, NstPicture *painting)
{
  int width = painting->width;

  for (int c = 0; c < 3; c++)
    for (int y = part->y; y < part->y + part->height; y++)
      {
        const float *from
            = window->pixels + ((gsize) c * place->height + y - place->y) * place->width - place->x;
        const float *trust = previous->trust + (gsize) y * width;
        float       *to = painting->pixels + ((gsize) c * painting->height + y) * width;

        for (int x = part->x; x < part->x + part->width; x++)
          to[x] += (1.0f - trust[x]) * (from[x] - to[x]);
      }
}

static gboolean
paint_part (const Renewal *renewal, const NstPreviousFrame *previous, const NstRectangle *part,
            NstPicture *painting, GError **error)
{
  const NstPicture *frame = previous->content;
  NstRectangle      place = nst_window_place (part, frame->width, frame->height, HALO);
  g_autoptr (NstPicture) content = nst_window_read (frame, &place, error);
  g_autoptr (NstPicture) grainy = content != NULL ? nst_picture_copy (content, error) : NULL;
  g_autoptr (NstPicture) window = NULL;
  g_autoptr (NstCodecPainter) painter = NULL;

  if (grainy == NULL)
    return FALSE;
  nst_grain_add (grainy->pixels, &place, frame->width, frame->height);
  if (!(window = nst_picture_copy (grainy, error))
      || !(painter = nst_codec_painter_new (renewal->context->network, FALSE, place.height,
                                            place.width, error))
      || !paint_passes (renewal, painter, PAINTED, window, error)
      || !give_back (renewal, painter, content, grainy, window, error))
    return FALSE;
  put_in (previous, part, &place, window, painting);
  return TRUE;
}

static void
report (const NstStylizeContext *context, const NstPicture *painting)
{
  context->report->n_scales = 1;
  context->report->scales[0]
      = (NstScaleReport) { .width = painting->width, .height = painting->height };
  if (context->progress != NULL)
    context->progress (&(NstProgress) { 1.0, painting }, context->progress_data);
}

static gboolean
paint_parts (Renewal *renewal, const NstPreviousFrame *previous, const GArray *parts,
             NstPicture *painting, GError **error)
{
  if (!set_strokes (renewal, previous->content, error))
    return FALSE;
  for (guint i = 0; i < parts->len; i++)
    if (!paint_part (renewal, previous, &g_array_index (parts, NstRectangle, i), painting, error))
      return FALSE;
  return TRUE;
}

gboolean
nst_fast_renew (const NstStylizeContext *context, const GPtrArray *maps, NstPreviousFrame *previous,
                NstPicture **painting, GError **error)
{
  g_autoptr (GArray) parts = cover (previous);
  g_autoptr (NstPicture) renewed = NULL;
  Renewal  renewal = { .context = context, .maps = maps };
  gboolean ok;

  *painting = NULL;
  if (!suit (maps, context) || !is_worthwhile (previous, parts))
    return TRUE;
  if (!(renewed = nst_picture_copy (previous->painting, error)))
    return FALSE;
  ok = paint_parts (&renewal, previous, parts, renewed, error)
       && trust_rest (previous, parts, error);
  clear (&renewal);
  if (!ok)
    return FALSE;
  previous->renewed = TRUE;
  report (context, renewed);
  *painting = g_steal_pointer (&renewed);
  return TRUE;
}
