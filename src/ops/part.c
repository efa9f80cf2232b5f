/* SPDX-License-Identifier: GPL-3.0-or-later */

/* part.c - moves a rectangle of planes to their start, in place, and back. */

#include "ops/part.h"

#include <string.h>

typedef struct
{
  int          height, width;
  NstRectangle part;
  float       *planes;
} Part;

static float *
plane_of (const Part *p, int channel)
{
  return p->planes + (gsize) channel * p->height * p->width;
}

/* Where a row of the part begins in its plane. */
static gsize
row_start (const Part *p, int row)
{
  return (gsize) (p->part.y + row) * p->width + p->part.x;
}

/* A row never moves forward: those yet to come are still there. */
static void
gather_plane (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Part *p = data;
  float      *plane = plane_of (p, channel);

  for (int y = 0; y < p->part.height; y++)
    memmove (plane + (gsize) y * p->part.width, plane + row_start (p, y),
             sizeof (float) * p->part.width);
}

/* And back from the last row to the first; `end` is where what has been put back begins. */
static void
scatter_plane (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Part *p = data;
  float      *plane = plane_of (p, channel);
  gsize       end = (gsize) p->height * p->width;

  for (int y = p->part.height - 1; y >= 0; y--)
    {
      gsize start = row_start (p, y), after = start + p->part.width;

      memmove (plane + start, plane + (gsize) y * p->part.width, sizeof (float) * p->part.width);
      memset (plane + after, 0, sizeof (float) * (end - after));
      end = start;
    }
  memset (plane, 0, sizeof (float) * end);
}

void
nst_part_gather (NstPool *pool, int channels, int height, int width, const NstRectangle *part,
                 float *planes)
{
  Part p = { height, width, *part, planes };

  nst_pool_run (pool, channels, gather_plane, &p);
}

void
nst_part_scatter (NstPool *pool, int channels, int height, int width, const NstRectangle *part,
                  float *planes)
{
  Part p = { height, width, *part, planes };

  nst_pool_run (pool, channels, scatter_plane, &p);
}
