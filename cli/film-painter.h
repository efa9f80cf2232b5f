/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-painter.h - paints the frames of a film, with everything that is the same for all: network,
 * styles, regions, protected area. */

#ifndef CLI_FILM_PAINTER_H
#define CLI_FILM_PAINTER_H

#include "painting-options.h"

typedef struct _NstFilmPainter CliFilmPainter;

/* The options; must live as long as the painter. */
typedef struct
{
  const CliPaintingOptions *how;
  const NstNetwork         *network;
  GArray                   *styles;  /* of NstStyleShare; those of the regions are added */
  char *const              *regions; /* MASK=STYLE each, or NULL */
  const char               *protect; /* a mask, or NULL */
} CliFilmManner;

/* For frames of one size.  Fails if a mask or a region's style cannot be loaded. */
CliFilmPainter *cli_film_painter_new (const CliFilmManner *manner, int width, int height,
                                      GError **error);
void            cli_film_painter_free (CliFilmPainter *painter);

/* Paints `content`, the next frame after `frames`. */
NstPicture *cli_film_painter_paint (CliFilmPainter *painter, NstFrames *frames, NstPicture *content,
                                    GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFilmPainter, cli_film_painter_free)

#endif
