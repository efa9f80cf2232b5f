/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-work.h - paints a film: frames are decoded, painted and encoded at the same time, into
 * pieces. */

#ifndef CLI_FILM_WORK_H
#define CLI_FILM_WORK_H

#include "film-painter.h"
#include "film-pieces.h"
#include "film-sink.h"
#include "meter.h"

typedef struct
{
  CliFilmSource   *source; /* at the frame before the first to paint; at the first where none is */
  CliFilmPainter  *painter;
  CliFilmPieces   *pieces;
  const GPtrArray *encoder; /* cli_film_encoder_words */
  gboolean         deep;    /* 16 bits a channel to the encoder */
  guint            length;  /* frames in a piece */
  CliMeter        *meter;
  GCancellable    *cancellable;
} CliFilmWork;

/* Paints the missing pieces.  After an error, also G_IO_ERROR_CANCELLED, finished pieces are
 * kept. */
gboolean cli_film_work_run (CliFilmWork *work, GError **error);

#endif
