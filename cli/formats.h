/* SPDX-License-Identifier: GPL-3.0-or-later */

/* formats.h - the formats of picture files: how each is recognized, read and written by libvips. */

#ifndef CLI_FORMATS_H
#define CLI_FORMATS_H

#include <gio/gio.h>

/* What a format can hold. */
typedef enum
{
  CLI_FORMAT_ALPHA = 1 << 0,
  CLI_FORMAT_CMYK = 1 << 1,
  CLI_FORMAT_PROFILE = 1 << 2, /* a color profile */
  CLI_FORMAT_QUALITY = 1 << 3  /* it loses something, as much as a quality says */
} CliFormatAbilities;

typedef struct
{
  const char *name;       /* as a sentence calls it */
  const char *endings[5]; /* of file names, without the dot, the usual one first; ends with NULL */
  const char *loader;  /* libvips' operation, from a source, or from the file's bytes (_buffer) */
  gboolean    by_name; /* the loader takes the file's name instead */
  const char *saver;   /* libvips' operation to a target; NULL: is only read */
  int         bits;    /* the most that it holds for each channel; 32: float */
  int         quality; /* usual, from 1 to 100 */
  guint       abilities;
} CliFormat;

#define CLI_SIGNATURE_BYTES 64 /* so many are enough to recognize a format */

/* The format of a file that begins with these bytes; NULL: unknown. */
const CliFormat *cli_format_of_bytes (const guint8 *bytes, gsize n);

/* The format of the extension of `name`; NULL: unknown. */
const CliFormat *cli_format_of_name (const char *name);

/* The format with the extension `ending` (without a dot); NULL: unknown. */
const CliFormat *cli_format_of_ending (const char *ending);

/* For files that are not in a supported format, or in a raw format of cameras: what the file is
 * and what to do, as the end of a sentence; NULL: not known. */
const char *cli_format_explain (const char *name, const guint8 *bytes, gsize n);

/* Whether this libvips has the operation `operation` (may be NULL). */
gboolean cli_format_has (const char *operation);

/* The extensions of the formats that can be written, for messages: ".png, .jpg, .tif". */
char *cli_format_list_endings (void);

#endif
