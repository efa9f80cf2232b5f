/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-sink.h - encodes painted frames with ffmpeg: pieces of a film, and the whole film, joined
 * without encoding again, with the sound of the original. */

#ifndef CLI_FILM_SINK_H
#define CLI_FILM_SINK_H

#include "film-source.h"

/* How it is encoded, in ffmpeg's words. */
typedef struct
{
  const char *codec;   /* an encoder; NULL: what suits the file's ending and is there */
  const char *quality; /* as that encoder counts it, or NULL */
  const char *preset;  /* or NULL */
  const char *pixels;  /* a pixel format, or NULL */
  char      **more;    /* further options, or NULL */
} CliFilmEncoding;

/* The arguments of ffmpeg for the pieces of one film, from the input on, without the output.
 * `ending` is the output's extension, ".mp4".  Fails with NST_ERROR_ARGUMENT. */
GPtrArray *cli_film_encoder_words (const CliFilmEncoding *encoding, const char *ending,
                                   const CliFilmFacts *facts, const CliFilmFormat *format,
                                   GError **error);

/* Whether the time base of a film with this name can be chosen (MP4 and similar formats). */
gboolean cli_film_counts_ticks (const char *path);

typedef struct _NstFilmSink CliFilmSink;

/* Starts a piece in the file `path`. */
CliFilmSink *cli_film_sink_new (const GPtrArray *words, const CliFilmFormat *format, gboolean deep,
                                const char *path, GError **error);

/* Adds a frame of the format's size; `time` counts from the piece's first. */
gboolean cli_film_sink_write (CliFilmSink *sink, const NstPicture *picture, gint64 time,
                              gint64 duration, GError **error);

/* Completes the file. */
gboolean cli_film_sink_finish (CliFilmSink *sink, GError **error);

/* Aborts and discards the piece. */
void cli_film_sink_free (CliFilmSink *sink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFilmSink, cli_film_sink_free)

#endif
