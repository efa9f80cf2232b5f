/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-join.h - joins the pieces of a painted film and the sound of the original. */

#ifndef CLI_FILM_JOIN_H
#define CLI_FILM_JOIN_H

#include "film-pieces.h"

/* Joins all pieces, without encoding them anew, with the sound, the subtitles and the chapters of
 * `range`, and moves the whole to `output`.  The sound is copied, or else encoded where the output
 * cannot hold it as it is.  `note`, which is to be freed, receives a sentence on what could not stay
 * as it was, or NULL.  Fails with NST_ERROR_FILE, without `force` also where something has come to be in
 * the output's place; the pieces stay. */
gboolean cli_film_join (CliFilmPieces *pieces, const CliFilmRange *range,
                        const CliFilmFormat *format, const char *output, gboolean force,
                        char **note, GError **error);

#endif
