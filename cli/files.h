/* SPDX-License-Identifier: GPL-3.0-or-later */

/* files.h - pictures in files, with libvips.
 *
 * A picture file has more than pixels: a color profile, a precision, and metadata.  They are stored
 * in an CliOriginal when a content is read, and written with its painting.
 *
 * All functions may be called from several threads at the same time, for different pictures.
 */

#ifndef CLI_FILES_H
#define CLI_FILES_H

#include <nst.h>

/* Number of threads of libvips in the whole program; 0: one per processor.  The default is 1. */
void cli_files_set_threads (int threads);

/* ---- Reading ----------------------------------------------------------------------- */

typedef struct _NstOriginal CliOriginal;

void cli_original_free (CliOriginal *original);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliOriginal, cli_original_free)

/* The picture at `path`, of any format that libvips reads (the first one, where a file has
 * several), in sRGB as its color profile says, turned as its Exif orientation says; transparency
 * becomes the mask.  Fails with NST_ERROR_FILE for a file that is missing, damaged or no picture,
 * and as nst_picture_new does.  Matches NstPictureLoader. */
NstPicture *cli_file_load (const char *path, gpointer unused, GError **error);

/* The same; `original` (may be NULL) receives what is needed to write its painting. */
NstPicture *cli_file_load_content (const char *path, CliOriginal **original, GError **error);

/* Whether the file begins like a picture of a known format, or has such an extension.  If so,
 * errors on reading it are meaningful. */
gboolean cli_file_is_picture (const char *path);

/* The size that the picture at `path` will have, from the beginning of its file.  Fails as
 * cli_file_load does, as far as the beginning shows it. */
gboolean cli_file_measure (const char *path, int *width, int *height, GError **error);

/* ---- Writing ----------------------------------------------------------------------- */

/* How files are written; all zero is the default. */
typedef struct
{
  const char *format;  /* an ending ("png") that counts instead of the name's; or NULL */
  int         quality; /* 1 to 100 for formats that lose something; 0: as the original's, where
                          that is known, or the format's usual one */
  gboolean    force;   /* replace an existing file */

  /* Called when a file is complete and about to get its name; or NULL. */
  void (*on_whole) (int file, gpointer data);
  gpointer data;
} CliSaving;

/* Whether the quality is in range.  Fails with NST_ERROR_ARGUMENT. */
gboolean cli_saving_check (const CliSaving *saving, GError **error);

/* Whether pictures can be written as the ending of `path` (or saving->format) says.  Fails with
 * NST_ERROR_ARGUMENT. */
gboolean cli_file_check_format (const char *path, const CliSaving *saving, GError **error);

/* Writes `picture` as the ending of `path` (or saving->format) says, with `mask` (may be NULL) as
 * transparency where the format has any.  With an `original` (else NULL), it gets that one's
 * precision, color profile, resolution and metadata, as far as the format holds them; else 8 bits
 * in sRGB.  `saving` may be NULL.  "-" is the standard output.  What was there stays until all is
 * written; a file that exists is not replaced without saving->force.  Fails with NST_ERROR_FILE. */
gboolean cli_file_save (const NstPicture *picture, const float *mask, const CliOriginal *original,
                        const CliSaving *saving, const char *path, GError **error);

/* Gives `painting`, which was made of `content` with `settings`, what of the original's colors sRGB
 * cannot hold: all of it where nothing was painted, elsewhere as much as the strength leaves of the
 * photograph.  Its pixels may leave [0, 1] then; it is to be saved, not to be painted again. */
void cli_original_restore (const CliOriginal *original, const NstPicture *content,
                           const NstSettings *settings, NstPicture *painting);

#endif
