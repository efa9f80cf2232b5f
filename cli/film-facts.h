/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-facts.h - the properties of a film, from ffprobe, before it is decoded. */

#ifndef CLI_FILM_FACTS_H
#define CLI_FILM_FACTS_H

#include <glib.h>

typedef struct
{
  int         stream;                                /* the number of its first moving picture */
  double      rate;                                  /* frames a second, on average; 0: not known */
  double      seconds;                               /* its length; 0: not known */
  guint       n_frames;                              /* 0: not known */
  gboolean    deep;                                  /* more than 8 bits a channel */
  const char *matrix, *range, *primaries, *transfer; /* of its colors, in ffmpeg's words, interned;
                                                        NULL: it does not say */
  const char *guess; /* the matrix to take it by where it does not say */
} CliFilmFacts;

/* Fails with NST_ERROR_FILE if the file cannot be read or has no video. */
gboolean cli_film_facts_read (const char *path, CliFilmFacts *facts, GError **error);

/* Whether ffmpeg's pixel format `pixels`, which may be NULL, has more than 8 bits a channel. */
gboolean cli_film_pixels_are_deep (const char *pixels);

/* The argument for ffmpeg that stands for the file `path`, so that no name is mistaken for an
 * URL. */
char *cli_film_address (const char *path);

#endif
