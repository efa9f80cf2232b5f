/* SPDX-License-Identifier: GPL-3.0-or-later */

/* formats.c - the formats of picture files.
 *
 * The format is determined by a file's first bytes, not by its name.  Only the reader of that
 * format is called, so libvips never tries its many others on an untrusted file.
 */

#include "formats.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <vips/vips.h>

#define ALL (CLI_FORMAT_ALPHA | CLI_FORMAT_PROFILE)

enum
{
  PNG,
  JPEG,
  TIFF,
  WEBP,
  AVIF,
  HEIC,
  JXL,
  GIF,
  BMP,
  PSD,
  EXR,
  JP2,
  PNM,
  HDR,
  SVG,
  N_FORMATS
};

static const CliFormat formats[N_FORMATS] = {
  [PNG] = { "PNG", { "png" }, "pngload_source", FALSE, "pngsave_target", 16, 0, ALL },
  [JPEG] = { "JPEG",
             { "jpg", "jpeg", "jpe", "jfif" },
             "jpegload_source",
             FALSE,
             "jpegsave_target",
             8,
             95,
             CLI_FORMAT_PROFILE | CLI_FORMAT_CMYK | CLI_FORMAT_QUALITY },
  [TIFF] = { "TIFF",
             { "tif", "tiff" },
             "tiffload_source",
             FALSE,
             "tiffsave_target",
             32,
             0,
             ALL | CLI_FORMAT_CMYK },
  [WEBP] = { "WebP",
             { "webp" },
             "webpload_source",
             FALSE,
             "webpsave_target",
             8,
             90,
             ALL | CLI_FORMAT_QUALITY },
  [AVIF] = { "AVIF",
             { "avif" },
             "heifload_source",
             FALSE,
             "heifsave_target",
             12,
             80,
             ALL | CLI_FORMAT_QUALITY },
  [HEIC] = { "HEIC",
             { "heic", "heif", "hif" },
             "heifload_source",
             FALSE,
             "heifsave_target",
             12,
             80,
             ALL | CLI_FORMAT_QUALITY },
  [JXL] = { "JPEG XL",
            { "jxl" },
            "jxlload_source",
            FALSE,
            "jxlsave_target",
            16,
            90,
            ALL | CLI_FORMAT_QUALITY },
  [GIF] = { "GIF", { "gif" }, "gifload_source", FALSE, "gifsave_target", 8, 0, CLI_FORMAT_ALPHA },
  [BMP] = { "BMP", { "bmp" }, "magickload_buffer", FALSE, "magicksave_buffer", 8, 0, 0 },
  [PSD] = { "PSD", { "psd", "psb" }, "magickload_buffer", FALSE, NULL, 16, 0, 0 },
  [EXR] = { "OpenEXR", { "exr" }, "openexrload", TRUE, NULL, 32, 0, 0 },
  [JP2] = { "JPEG 2000", { "jp2", "j2k", "jpf" }, "jp2kload_source", FALSE, NULL, 16, 0, 0 },
  [PNM] = { "PNM", { "pnm", "pgm", "ppm", "pfm" }, "ppmload_source", FALSE, NULL, 32, 0, 0 },
  [HDR] = { "Radiance", { "hdr" }, "radload_source", FALSE, NULL, 32, 0, 0 },
  [SVG] = { "SVG", { "svg" }, "svgload_source", FALSE, NULL, 8, 0, 0 },
};

typedef struct
{
  int         format; /* or -1: what `meaning` says */
  gsize       offset;
  const char *bytes;
  gsize       n;
  const char *meaning;
} Signature;

#define SIGNATURE(format, offset, bytes) { format, offset, bytes, sizeof (bytes) - 1, NULL }
#define OTHER(offset, bytes, meaning)    { -1, offset, bytes, sizeof (bytes) - 1, meaning }

static const Signature signatures[] = {
  SIGNATURE (PNG, 0, "\x89PNG\r\n\x1a\n"),
  SIGNATURE (JPEG, 0, "\xff\xd8\xff"),
  SIGNATURE (TIFF, 0, "II*\0"),
  SIGNATURE (TIFF, 0, "MM\0*"),
  SIGNATURE (TIFF, 0, "II+\0"), /* BigTIFF */
  SIGNATURE (TIFF, 0, "MM\0+"),
  SIGNATURE (WEBP, 8, "WEBP"),
  SIGNATURE (AVIF, 4, "ftypavif"),
  SIGNATURE (AVIF, 4, "ftypavis"),
  SIGNATURE (HEIC, 4, "ftypheic"),
  SIGNATURE (HEIC, 4, "ftypheix"),
  SIGNATURE (HEIC, 4, "ftyphevc"),
  SIGNATURE (HEIC, 4, "ftypheim"),
  SIGNATURE (HEIC, 4, "ftypmif1"),
  SIGNATURE (HEIC, 4, "ftypmsf1"),
  SIGNATURE (JXL, 0, "\xff\x0a"),
  SIGNATURE (JXL, 0, "\0\0\0\x0cJXL \r\n\x87\n"),
  SIGNATURE (GIF, 0, "GIF8"),
  SIGNATURE (BMP, 0, "BM"),
  SIGNATURE (PSD, 0, "8BPS"),
  SIGNATURE (EXR, 0, "v/1\x01"),
  SIGNATURE (JP2, 0, "\0\0\0\x0cjP  \r\n\x87\n"),
  SIGNATURE (JP2, 0, "\xff\x4f\xff\x51"),
  SIGNATURE (PNM, 0, "P2"),
  SIGNATURE (PNM, 0, "P3"),
  SIGNATURE (PNM, 0, "P5"),
  SIGNATURE (PNM, 0, "P6"),
  SIGNATURE (PNM, 0, "PF\n"),
  SIGNATURE (PNM, 0, "Pf\n"),
  SIGNATURE (HDR, 0, "#?RADIANCE"),
  SIGNATURE (HDR, 0, "#?RGBE"),
  SIGNATURE (SVG, 0, "<svg"),
  OTHER (0, "gimp xcf", N_ ("it is a GIMP image; export it from GIMP as a PNG or TIFF file")),
  OTHER (0, "%PDF", N_ ("it is a PDF document; export the page as a PNG or TIFF file")),
  OTHER (0, "%!PS", N_ ("it is a PostScript document; export the page as a PNG or TIFF file")),
  OTHER (4, "ftypcrx ", N_ ("it is a raw photograph; develop it into a TIFF file")),
  OTHER (0, "FUJIFILMCCD-RAW", N_ ("it is a raw photograph; develop it into a TIFF file")),
  OTHER (4, "ftyp", N_ ("it is a film; use “nst film”, or extract single pictures from it")),
  OTHER (0, "\x1a\x45\xdf\xa3",
         N_ ("it is a film; use “nst film”, or extract single pictures from it")),
};

/* Raw formats that begin like TIFF, whose readers would find only the thumbnail in them. */
static const char *const raw_endings[]
    = { "3fr", "arw", "cr2", "dcr", "dng", "erf", "iiq", "k25", "kdc", "mef", "mos",
        "nef", "nrw", "orf", "pef", "rw2", "rwl", "sr2", "srf", "srw", NULL };

static const Signature *
find_signature (const guint8 *bytes, gsize n)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    {
      const Signature *s = &signatures[i];

      if (n >= s->offset + s->n && memcmp (bytes + s->offset, s->bytes, s->n) == 0)
        return s;
    }
  return NULL;
}

/* A text that may begin with a declaration and comments. */
static gboolean
is_svg (const guint8 *bytes, gsize n)
{
  return g_strstr_len ((const char *) bytes, (gssize) n, "<svg") != NULL
         || (n > 5 && memcmp (bytes, "<?xml", 5) == 0);
}

const CliFormat *
cli_format_of_bytes (const guint8 *bytes, gsize n)
{
  const Signature *s = find_signature (bytes, n);

  if (s != NULL)
    return s->format >= 0 ? &formats[s->format] : NULL;
  return is_svg (bytes, n) ? &formats[SVG] : NULL;
}

/* The extension of a file name, in lower case; NULL: none. */
static char *
ending_of (const char *name)
{
  const char *slash = strrchr (name, G_DIR_SEPARATOR);
  const char *dot = strrchr (slash != NULL ? slash : name, '.');

  return dot != NULL ? g_ascii_strdown (dot + 1, -1) : NULL;
}

const CliFormat *
cli_format_of_name (const char *name)
{
  g_autofree char *ending = ending_of (name);

  return ending != NULL ? cli_format_of_ending (ending) : NULL;
}

const CliFormat *
cli_format_of_ending (const char *ending)
{
  g_autofree char *lower = g_ascii_strdown (ending, -1);

  for (gsize f = 0; f < N_FORMATS; f++)
    if (g_strv_contains (formats[f].endings, lower))
      return &formats[f];
  return NULL;
}

const char *
cli_format_explain (const char *name, const guint8 *bytes, gsize n)
{
  g_autofree char *ending = ending_of (name);
  const Signature *s = find_signature (bytes, n);

  if (ending != NULL && g_strv_contains (raw_endings, ending))
    return _ ("it is a raw photograph; develop it into a TIFF file");
  return s != NULL && s->meaning != NULL ? _ (s->meaning) : NULL;
}

gboolean
cli_format_has (const char *operation)
{
  return operation != NULL && vips_type_find ("VipsOperation", operation) != 0;
}

char *
cli_format_list_endings (void)
{
  GString *list = g_string_new (NULL);

  for (gsize f = 0; f < N_FORMATS; f++)
    if (cli_format_has (formats[f].saver))
      g_string_append_printf (list, "%s.%s", list->len > 0 ? ", " : "", formats[f].endings[0]);
  return g_string_free_and_steal (list);
}
