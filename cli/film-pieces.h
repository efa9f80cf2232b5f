/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-pieces.h - the finished pieces of a film: a folder beside the output, OUT.pieces, with one
 * file per piece, the state for the next frame, and a ledger.  After any interruption, the film
 * continues after the last piece in the ledger. */

#ifndef CLI_FILM_PIECES_H
#define CLI_FILM_PIECES_H

#include "film-source.h"

typedef struct _NstFilmPieces CliFilmPieces;

/* Whether `film`, which is read, lies outside of the folder in which the pieces of the film `output`
 * are kept, and deleted in the end.  Fails with NST_ERROR_FILE. */
gboolean cli_film_pieces_check (const char *output, const char *film, GError **error);

/* Opens the folder of the film that becomes the file `output`, and makes it where there is none.
 * `job` is all that decides what the frames become; pieces of another job are an error, or deleted
 * where `afresh` asks for that.  Nobody else can open it meanwhile.  Fails with NST_ERROR_FILE and
 * NST_ERROR_ARGUMENT. */
CliFilmPieces *cli_film_pieces_open (const char *output, const char *job, gboolean afresh,
                                     GError **error);
void           cli_film_pieces_free (CliFilmPieces *pieces);

const char *cli_film_pieces_get_folder (const CliFilmPieces *pieces);
guint       cli_film_pieces_get_n (const CliFilmPieces *pieces);        /* finished */
guint       cli_film_pieces_get_n_frames (const CliFilmPieces *pieces); /* in all of them */
gboolean    cli_film_pieces_are_all (const CliFilmPieces *pieces);

/* The path for the next piece, while it is written.  To be freed. */
char *cli_film_pieces_get_draft (const CliFilmPieces *pieces);

/* Saves the state after the `n`-th piece; reads the state for the next piece (new frames for the
 * first one). */
gboolean   cli_film_pieces_save_frames (CliFilmPieces *pieces, guint n, const NstFrames *frames,
                                        GError **error);
NstFrames *cli_film_pieces_load_frames (CliFilmPieces *pieces, GError **error);

/* Turns the draft into a piece of `n_frames` frames that starts at `time`. */
gboolean cli_film_pieces_add (CliFilmPieces *pieces, guint n_frames, gint64 time, GError **error);

/* Sets the end of the last piece to `time`. */
gboolean cli_film_pieces_complete (CliFilmPieces *pieces, gint64 time, GError **error);

/* A list of the pieces with their exact lengths, as ffmpeg's demuxer "concat" reads it, in the
 * folder.  Returns: (transfer full) its path, or NULL with NST_ERROR_FILE.  `first`, which may be
 * NULL, receives the first frame's time. */
char *cli_film_pieces_list (CliFilmPieces *pieces, const CliFilmFormat *format, gint64 *first,
                            GError **error);

/* Deletes the folder when the film is finished. */
void cli_film_pieces_delete (CliFilmPieces *pieces);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFilmPieces, cli_film_pieces_free)

#endif
