/* SPDX-License-Identifier: GPL-3.0-or-later */

/* formats.h - the formats of picture files: how each is recognized, read and written by libvips. */

#ifndef NST_FORMATS_H
#define NST_FORMATS_H

#include <gio/gio.h>

/* What a format can hold. */
typedef enum
{
  NST_FORMAT_ALPHA = 1 << 0,
  NST_FORMAT_CMYK = 1 << 1,
  NST_FORMAT_PROFILE = 1 << 2, /* a color profile */
  NST_FORMAT_QUALITY = 1 << 3  /* it loses something, as much as a quality says */
} NstFormatAbilities;

typedef struct
{
  const char *name;       /* as a sentence calls it */
  const char *endings[5]; /* of file names, without the dot, the usual one first; ends with NULL */
  const char *loader;     /* libvips' operation, from a source or (NST_FORMAT_FROM_FILE) a file */
  gboolean    by_name;    /* the loader takes the file's name instead of a source */
  const char *saver;      /* libvips' operation to a target; NULL: is only read */
  int         bits;       /* the most that it holds for each channel; 32: float */
  int         quality;    /* usual, from 1 to 100 */
  guint       abilities;
} NstFormat;

#define NST_SIGNATURE_BYTES 64 /* so many are enough to recognize a format */

/* The format of a file that begins with these bytes; NULL: none that is known. */
const NstFormat *nst_format_of_bytes (const guint8 *bytes, gsize n);

/* The format that the ending of `name` means; NULL: none that is known. */
const NstFormat *nst_format_of_name (const char *name);

/* The format that has the ending `ending` (without a dot); NULL: none that is known. */
const NstFormat *nst_format_of_ending (const char *ending);

/* What else the file is, and what to do about it, as the end of a sentence; NULL: not known.  For
 * files that are no picture in any of the formats, or are one of a raw format of cameras. */
const char *nst_format_explain (const char *name, const guint8 *bytes, gsize n);

/* Whether the libvips that is here has the operation `operation` (may be NULL). */
gboolean nst_format_has (const char *operation);

/* The endings that can be written, for a sentence: ".png, .jpg or .tif". */
char *nst_format_list_endings (void);

#endif
