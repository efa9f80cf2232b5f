/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-painter.h - paints the frames of a film, with everything that is the same for all: network,
 * styles, regions, protected area. */

#ifndef NST_FILM_PAINTER_H
#define NST_FILM_PAINTER_H

#include "painting-options.h"

typedef struct _NstFilmPainter NstFilmPainter;

/* The options; must live as long as the painter. */
typedef struct
{
  const NstPaintingOptions *how;
  const NstNetwork         *network;
  GArray                   *styles;  /* of NstStyleShare; those of the regions are added */
  char *const              *regions; /* MASK=STYLE each, or NULL */
  const char               *protect; /* a mask, or NULL */
} NstFilmManner;

/* For frames of one size.  Fails if a mask or a region's style cannot be loaded. */
NstFilmPainter *nst_film_painter_new (const NstFilmManner *manner, int width, int height,
                                      GError **error);
void            nst_film_painter_free (NstFilmPainter *painter);

/* Paints `content`, the next frame after `frames`. */
NstPicture *nst_film_painter_paint (NstFilmPainter *painter, NstFrames *frames, NstPicture *content,
                                    GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstFilmPainter, nst_film_painter_free)

#endif
