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
