/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-painter.h - paints the frames of a film, with all that is the same for each: network,
 * styles, regions, what is protected. */

#ifndef NST_FILM_PAINTER_H
#define NST_FILM_PAINTER_H

#include "painting.h"

typedef struct _NstFilmPainter NstFilmPainter;

/* What the command line says; all of it has to live as long as the painter. */
typedef struct
{
  const NstPaintingOptions *how;
  const NstNetwork         *network;
  GArray                   *styles;  /* of NstStyleShare; those of the regions are added */
  char *const              *regions; /* MASK=STYLE each, or NULL */
  const char               *protect; /* a mask, or NULL */
} NstFilmManner;

/* For frames of one size.  Fails where a mask or a region's style cannot be had. */
NstFilmPainter *nst_film_painter_new (const NstFilmManner *manner, int width, int height,
                                      GError **error);
void            nst_film_painter_free (NstFilmPainter *painter);

/* The painting of `content`, after those that `frames` knows of. */
NstPicture *nst_film_painter_paint (NstFilmPainter *painter, NstFrames *frames, NstPicture *content,
                                    GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstFilmPainter, nst_film_painter_free)

#endif
