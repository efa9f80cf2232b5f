/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-part.c - along one side after the other. */

#include "paint/preview-part.h"

#include <math.h>

#define MARGIN 3 /* pixels around a part, for what resampling looks at */

/* From full size to the size of the painting, along one side: the pixels that `length` ones from
 * `from` on are made of. */
static void
cover (int from, int length, int full, int painted, int *start, int *n)
{
  double scale = (double) painted / full;
  int    margin = painted < full ? MARGIN : 0;
  int    end = MIN (painted, (int) ceil ((from + length) * scale) + margin);

  *start = MAX (0, (int) floor (from * scale) - margin);
  *n = end - *start;
}

NstRectangle
preview_part_place (const PreviewSizes *sizes, const NstRectangle *part)
{
  NstRectangle place;

  cover (part->x, part->width, sizes->width, sizes->painted_width, &place.x, &place.width);
  cover (part->y, part->height, sizes->height, sizes->painted_height, &place.y, &place.height);

  return place;
}

NstPicture *
preview_part_enlarge (const PreviewSizes *sizes, const NstPicture *painting,
                      const NstRectangle *place, const NstRectangle *part, GError **error)
{
  double across = (double) sizes->width / sizes->painted_width;
  double down = (double) sizes->height / sizes->painted_height;
  int    width = MAX ((int) lround (place->width * across), part->width);
  int    height = MAX ((int) lround (place->height * down), part->height);
  int    x = CLAMP ((int) lround (part->x - place->x * across), 0, width - part->width);
  int    y = CLAMP ((int) lround (part->y - place->y * down), 0, height - part->height);
  g_autoptr (NstPicture) enlarged = nst_picture_resize (painting, width, height, error);

  return enlarged ? nst_picture_crop (enlarged, x, y, part->width, part->height, error) : NULL;
}
