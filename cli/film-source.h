/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-source.h - decodes the frames of a film with ffmpeg: upright, in order, with their exact
 * times, through two pipes. */

#ifndef NST_FILM_SOURCE_H
#define NST_FILM_SOURCE_H

#include <nst.h>

#include "film-facts.h"

/* Properties that are known from decoding. */
typedef struct
{
  int    width, height; /* turned as the film says */
  gint64 tick, second;  /* times count in tick / second of a second */
  char   aspect[32];    /* of a pixel, "16/15"; "0/1" where the film does not say */
} NstFilmFormat;

typedef struct
{
  NstPicture *picture;
  gint64      time, duration; /* from the beginning of what is painted, in ticks */
} NstFilmFrame;

void nst_film_frame_free (NstFilmFrame *frame);

typedef struct
{
  const char *path;
  const char *from, *to; /* times as ffmpeg understands them, or NULL */
  guint       skip;      /* the first frames to leave out */
  gboolean    deep;      /* 16 bits a channel through the pipe, not 8 */
  gboolean    one_frame; /* the first one is all that is wanted */
} NstFilmRange;

typedef struct _NstFilmSource NstFilmSource;

/* Starts decoding.  Also fails with NST_ERROR_FILE if there is no frame. */
NstFilmSource *nst_film_source_new (const NstFilmRange *range, const NstFilmFacts *facts,
                                    GError **error);
void           nst_film_source_free (NstFilmSource *source);

const NstFilmFormat *nst_film_source_get_format (const NstFilmSource *source);

/* The next frame.  NULL without an error: there is none. */
NstFilmFrame *nst_film_source_read (NstFilmSource *source, GError **error);

/* Makes a waiting nst_film_source_read return without a frame. */
void nst_film_source_stop (NstFilmSource *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstFilmFrame, nst_film_frame_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstFilmSource, nst_film_source_free)

#endif
