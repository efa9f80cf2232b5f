/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-source.h - decodes the frames of a film with ffmpeg: upright, in order, with their exact
 * times, through two pipes. */

#ifndef CLI_FILM_SOURCE_H
#define CLI_FILM_SOURCE_H

#include <nst.h>

#include "film-facts.h"

/* Properties that are known from decoding. */
typedef struct
{
  int    width, height; /* turned as the film says */
  gint64 tick, second;  /* times count in tick / second of a second */
  char   aspect[32];    /* of a pixel, "16/15"; "0/1" where the film does not say */
} CliFilmFormat;

typedef struct
{
  NstPicture *picture;
  gint64      time, duration; /* from the beginning of what is painted, in ticks */
} CliFilmFrame;

void cli_film_frame_free (CliFilmFrame *frame);

typedef struct
{
  const char *path;
  const char *from, *to; /* times as ffmpeg understands them, or NULL */
  guint       skip;      /* the first frames to leave out */
  gboolean    deep;      /* 16 bits a channel through the pipe, not 8 */
  gboolean    one_frame; /* the first one is all that is wanted */
} CliFilmRange;

typedef struct _NstFilmSource CliFilmSource;

/* Starts decoding.  Also fails with NST_ERROR_FILE if there is no frame. */
CliFilmSource *cli_film_source_new (const CliFilmRange *range, const CliFilmFacts *facts,
                                    GError **error);
void           cli_film_source_free (CliFilmSource *source);

const CliFilmFormat *cli_film_source_get_format (const CliFilmSource *source);

/* The next frame.  NULL without an error: there is none. */
CliFilmFrame *cli_film_source_read (CliFilmSource *source, GError **error);

/* Makes a waiting cli_film_source_read return without a frame. */
void cli_film_source_stop (CliFilmSource *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFilmFrame, cli_film_frame_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFilmSource, cli_film_source_free)

#endif
