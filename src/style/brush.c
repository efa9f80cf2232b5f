/* SPDX-License-Identifier: GPL-3.0-or-later */

/* brush.c - the size at which styles are read, and the working sizes that it allows. */

#include "style/brush.h"

#include <math.h>

#include "style/style.h"

#define LEAST_SIDE    96  /* pixels: no style is read smaller, unless its picture is */
#define LEAST_WORKING 256 /* pixels: a painting is not made smaller for its strokes */
#define ENLARGED      2.0 /* a picture may be, for a larger painting; more would blur the strokes */

static gboolean
follows_picture (const NstSettings *settings)
{
  return settings->stroke_width == NST_STROKE_WIDTH_PICTURE;
}

static int
side_of (const NstStyle *style)
{
  int width, height;

  nst_style_get_size (style, &width, &height);
  return MAX (width, height);
}

/* Read in proportion to the working size, strokes still become a little finer with it, because
 * those of the network are as wide in pixels as its receptive fields.  This power of the working
 * size makes them equal for the styles that were measured. */
#define GROWTH 1.25

double
nst_brush_scale (const NstSettings *settings, const NstStyle *style, int longer, int working)
{
  double side = side_of (style), times = (double) working / NST_BRUSH_REFERENCE;
  double plain = MIN (longer, side), read;

  if (!follows_picture (settings))
    return settings->style_scale;
  read = MIN (longer, side * times) * pow (times, GROWTH - 1.0);
  return settings->style_scale * MAX (read, MIN (plain, LEAST_SIDE)) / plain;
}

/* ---- Fine strokes ------------------------------------------------------------------ */

/* The variance of features that are about as wide as strokes, those of relu3_1. */
static double
contrast_of (const NstStyleStatistics *statistics)
{
  const NstMoments *m = &statistics->levels[2];
  double            variance = 0.0;

  for (int i = 0; i < m->channels; i++)
    variance += m->moment[(gsize) i * (m->channels + 1)] - m->mean[i] * m->mean[i];
  return variance;
}

/* How many times larger `style` is to be read for a working size below NST_BRUSH_REFERENCE.  Strokes
 * that would be thinner than a pixel are lost in it, so that only wider ones would be painted.  That
 * shows as less contrast than at NST_BRUSH_REFERENCE, where wide strokes have more.  Towards
 * LEAST_WORKING nothing is gained: there no strokes are finer, however the style is read.  A style that is
 * to be read larger than it is, is compared as it is.  The middle of a picture says it, in a quarter
 * of the time.  Negative: it could not be measured. */
static double
find_room (const NstSettings *settings, NstStyle *style, const NstNetwork *network, NstPool *pool,
           int working, GError **error)
{
  double    enlarged = MAX (settings->style_scale, 1.0), kept, whole;
  double    scale = nst_brush_scale (settings, style, working, working) / enlarged;
  double    most = MIN ((double) NST_BRUSH_REFERENCE / working, (double) working / LEAST_WORKING);
  NstStyle *middle = nst_style_get_middle (style, error);
  int       part = middle != style ? 2 : 1; /* of a side */
  const NstStyleStatistics *small, *large;

  small
      = middle != NULL ? nst_style_at (middle, network, pool, working / part, scale, error) : NULL;
  large = small != NULL ? nst_style_at (middle, network, pool, NST_BRUSH_REFERENCE / part,
                                        settings->style_scale / enlarged, error)
                        : NULL;
  if (large == NULL)
    return -1.0;
  whole = contrast_of (large);
  if (whole <= 0.0)
    return 1.0; /* nothing can be lost */
  kept = contrast_of (small) / whole;
  return CLAMP (1.0 / MAX (kept, 1e-12), 1.0, most);
}

const NstStyleStatistics *
nst_brush_measure (const NstSettings *settings, NstStyle *style, const NstNetwork *network,
                   NstPool *pool, int longer, int working, GError **error)
{
  double room
      = follows_picture (settings) && working > LEAST_WORKING && working < NST_BRUSH_REFERENCE
            ? find_room (settings, style, network, pool, working, error)
            : 1.0;

  if (room < 0.0)
    return NULL;
  return nst_style_at (style, network, pool, longer,
                       room * nst_brush_scale (settings, style, longer, working), error);
}

/* ---- The working size -------------------------------------------------------------- */

/* The largest working size at which `style` can be read as large as its strokes need. */
static double
find_largest (NstStyle *style, const NstNetwork *network, double scale)
{
  double largest = nst_style_get_largest (style, network);

  if (largest == 0.0)
    return NST_MAX_SIDE;
  if (nst_style_has_picture (style))
    largest *= ENLARGED * MAX (scale, 1.0);
  largest /= scale * MIN (side_of (style), NST_BRUSH_REFERENCE);
  return NST_BRUSH_REFERENCE * pow (largest, 1.0 / GROWTH);
}

gboolean
nst_settings_fit (NstSettings *settings, const NstNetwork *network, const NstStyleShare *styles,
                  guint n_styles, int width, int height)
{
  int    longer = MAX (width, height);
  int    working = settings->size > 0 ? MIN (settings->size, longer) : longer;
  double fitting = working;

  for (guint i = 0; i < n_styles && follows_picture (settings); i++)
    fitting = MIN (fitting, find_largest (styles[i].style, network, settings->style_scale));
  fitting = MAX (fitting, MIN (working, LEAST_WORKING));
  if ((int) fitting >= working)
    return FALSE;
  settings->size = (int) fitting;
  return TRUE;
}
