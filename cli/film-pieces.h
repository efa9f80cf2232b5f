/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-pieces.h - the finished pieces of a film: a folder beside the output, OUT.pieces, with one
 * file per piece, the state for the next frame, and a ledger.  After any interruption, the film
 * continues after the last piece in the ledger. */

#ifndef NST_FILM_PIECES_H
#define NST_FILM_PIECES_H

#include "film-source.h"

typedef struct _NstFilmPieces NstFilmPieces;

/* Whether `film`, which is read, lies outside of the folder in which the pieces of the film `output`
 * are kept, and deleted in the end.  Fails with NST_ERROR_FILE. */
gboolean nst_film_pieces_check (const char *output, const char *film, GError **error);

/* Opens the folder of the film that becomes the file `output`, and makes it where there is none.
 * `job` is all that decides what the frames become; pieces of another job are an error, or deleted
 * where `afresh` asks for that.  Nobody else can open it meanwhile.  Fails with NST_ERROR_FILE and
 * NST_ERROR_ARGUMENT. */
NstFilmPieces *nst_film_pieces_open (const char *output, const char *job, gboolean afresh,
                                     GError **error);
void           nst_film_pieces_free (NstFilmPieces *pieces);

const char *nst_film_pieces_get_folder (const NstFilmPieces *pieces);
guint       nst_film_pieces_get_n (const NstFilmPieces *pieces);        /* finished */
guint       nst_film_pieces_get_n_frames (const NstFilmPieces *pieces); /* in all of them */
gboolean    nst_film_pieces_are_all (const NstFilmPieces *pieces);

/* The path for the next piece, while it is written.  To be freed. */
char *nst_film_pieces_get_draft (const NstFilmPieces *pieces);

/* Saves the state after the `n`-th piece; reads the state for the next piece (new frames for the
 * first one). */
gboolean   nst_film_pieces_save_frames (NstFilmPieces *pieces, guint n, const NstFrames *frames,
                                        GError **error);
NstFrames *nst_film_pieces_load_frames (NstFilmPieces *pieces, GError **error);

/* Turns the draft into a piece of `n_frames` frames that starts at `time`. */
gboolean nst_film_pieces_add (NstFilmPieces *pieces, guint n_frames, gint64 time, GError **error);

/* Sets the end of the last piece to `time`. */
gboolean nst_film_pieces_complete (NstFilmPieces *pieces, gint64 time, GError **error);

/* A list of the pieces with their exact lengths, as ffmpeg's demuxer "concat" reads it, in the
 * folder.  Returns: (transfer full) its path, or NULL with NST_ERROR_FILE.  `first`, which may be
 * NULL, receives the first frame's time. */
char *nst_film_pieces_list (NstFilmPieces *pieces, const NstFilmFormat *format, gint64 *first,
                            GError **error);

/* Deletes the folder when the film is finished. */
void nst_film_pieces_delete (NstFilmPieces *pieces);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstFilmPieces, nst_film_pieces_free)

#endif
