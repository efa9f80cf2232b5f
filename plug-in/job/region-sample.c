/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-sample.c - a preview goes to and fro between two sizes, the small one and the working
 * size: the mask is kept at the last two. */

#include "job/region-sample.h"

#include "gimp/mask-pixels.h"

#define KEPT 2

typedef struct
{
  int    width, height;
  float *values; /* NULL: none yet */
} Sized;

struct _RegionSample
{
  GeglBuffer  *mask;
  StyleSample *style;
  Sized        sized[KEPT]; /* the one last made first */
};

RegionSample *
region_sample_new (GeglBuffer *mask, StyleSample *style)
{
  RegionSample *sample = g_atomic_rc_box_new0 (RegionSample);

  sample->mask = mask;
  sample->style = style;

  return sample;
}

RegionSample *
region_sample_ref (RegionSample *sample)
{
  return g_atomic_rc_box_acquire (sample);
}

static void
clear (gpointer data)
{
  RegionSample *sample = data;

  g_object_unref (sample->mask);
  style_sample_unref (sample->style);
  for (int i = 0; i < KEPT; i++)
    g_free (sample->sized[i].values);
}

void
region_sample_unref (RegionSample *sample)
{
  g_atomic_rc_box_release_full (sample, clear);
}

GeglBuffer *
region_sample_get_mask (RegionSample *sample)
{
  return sample->mask;
}

StyleSample *
region_sample_get_style (RegionSample *sample)
{
  return sample->style;
}

const float *
region_sample_at (RegionSample *sample, int width, int height, GError **error)
{
  float *values;

  for (int i = 0; i < KEPT; i++)
    if (sample->sized[i].width == width && sample->sized[i].height == height)
      return sample->sized[i].values;

  values = mask_pixels_shrink (sample->mask, width, height, error);
  if (!values)
    return NULL;

  g_free (sample->sized[KEPT - 1].values);
  for (int i = KEPT - 1; i > 0; i--)
    sample->sized[i] = sample->sized[i - 1];
  sample->sized[0] = (Sized) { width, height, values };

  return values;
}
