/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-source.c - the source of a style: pixels from GIMP, or the name of a style file. */

#include "job/style-source.h"

#include "gimp/layer-pixels.h"

#include <glib/gi18n.h>

#include <string.h>

struct _StyleSource
{
  char         *key;       /* identifies the source; those of layers have pixels as well */
  GeglBuffer   *pixels;    /* NULL: opened by the engine */
  char         *opened;    /* by this name or path */
  NstCatalogue *catalogue; /* by which it is opened */
  char         *name;      /* for messages */
  char         *title;     /* to be shown */

  /* Once it is loaded. */
  NstStyle   *style;
  NstPicture *thumbnail; /* or NULL */
  int         side;      /* the longer one of the picture as it was read; 0: unknown */
  guint64     bytes;     /* of the picture */
};

/* ---- The object -------------------------------------------------------------------- */

static StyleSource *
source_new (const char *key, const char *name, const char *title)
{
  StyleSource *source = g_atomic_rc_box_new0 (StyleSource);

  source->key = g_strdup (key);
  source->name = g_strdup (name);
  source->title = g_strdup (title);

  return source;
}

StyleSource *
style_source_ref (StyleSource *source)
{
  return g_atomic_rc_box_acquire (source);
}

static void
clear (gpointer data)
{
  StyleSource *source = data;

  g_free (source->key);
  g_clear_object (&source->pixels);
  g_free (source->opened);
  nst_catalogue_unref (source->catalogue);
  g_free (source->name);
  g_free (source->title);
  nst_style_unref (source->style);
  nst_picture_free (source->thumbnail);
}

void
style_source_unref (StyleSource *source)
{
  if (source)
    g_atomic_rc_box_release_full (source, clear);
}

static gboolean
has_key (const StyleSource *source, const char *key)
{
  return source && g_strcmp0 (source->key, key) == 0;
}

/* ---- Where it comes from ----------------------------------------------------------- */

StyleSource *
style_source_of_pixels (GeglBuffer *pixels, const char *name)
{
  StyleSource *source = source_new (NULL, name, name);

  source->pixels = pixels;

  return source;
}

StyleSource *
style_source_of_layer (GimpLayer *layer, StyleSource *known, gboolean verify, GError **error)
{
  g_autofree char *key = g_strdup_printf ("layer %d", gimp_item_get_id (GIMP_ITEM (layer)));
  GeglBuffer      *pixels;
  StyleSource     *source;

  if (!gimp_item_is_valid (GIMP_ITEM (layer)))
    return nst_fail_null (error, NST_ERROR_ARGUMENT,
                          _ ("The style layer no longer exists: choose another one."));

  if (!verify && has_key (known, key))
    return style_source_ref (known);

  pixels = layer_pixels_snapshot_style (layer, error);
  if (!pixels)
    return NULL;

  if (has_key (known, key) && layer_pixels_equal (known->pixels, pixels))
    {
      g_object_unref (pixels);
      return style_source_ref (known);
    }

  source = style_source_of_pixels (pixels, gimp_item_get_name (GIMP_ITEM (layer)));
  source->key = g_steal_pointer (&key);

  return source;
}

/* Tells a file from what may lie at its place later. */
static char *
key_of_file (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (GFileInfo) info
      = g_file_query_info (file,
                           G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_TIME_MODIFIED
                                                          "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC,
                           G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autoptr (GDateTime) time = info ? g_file_info_get_modification_date_time (info) : NULL;
  g_autofree char *modified = time ? g_date_time_format (time, "%s %f") : NULL;

  return g_strdup_printf ("file %s %s %" G_GOFFSET_FORMAT, uri, modified ? modified : "",
                          info ? g_file_info_get_size (info) : 0);
}

/* The file's name without its ending. */
static char *
title_of_file (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  char            *ending = strrchr (base, '.');

  if (ending && ending != base)
    *ending = '\0';

  return g_filename_display_name (base);
}

StyleSource *
style_source_of_file (GFile *file, StyleSource *known, GError **error)
{
  g_autofree char *key = key_of_file (file);
  g_autofree char *name = g_file_get_parse_name (file), *title = title_of_file (file);
  g_autofree char *path = g_file_get_path (file);
  GeglBuffer      *pixels = NULL;
  StyleSource     *source;
  gboolean         measured = path && g_str_has_suffix (path, ".safetensors");

  if (has_key (known, key))
    return style_source_ref (known);
  if (!measured && !(pixels = layer_pixels_snapshot_file (file, error)))
    return NULL;

  source = source_new (key, name, title);
  source->pixels = pixels;
  if (measured)
    source->opened = g_steal_pointer (&path);

  return source;
}

StyleSource *
style_source_of_name (const char *name, NstCatalogue *catalogue, StyleSource *known)
{
  g_autofree char *key = g_strdup_printf ("style %s", name);
  StyleSource     *source;

  if (has_key (known, key))
    return style_source_ref (known);

  source = source_new (key, name, name);
  source->opened = g_strdup (name);
  source->catalogue = nst_catalogue_ref (catalogue);

  return source;
}

/* ---- Loading ----------------------------------------------------------------------- */

NstPicture *
style_source_read_picture (StyleSource *source, GError **error)
{
  return layer_pixels_read_small (source->pixels, STYLE_SOURCE_SIDE, source->name, error);
}

/* How large a picture is read that is used with so many pixels.  It goes by doubles, so that what is
 * read does not depend on what it was used for before, unless that was much larger or smaller. */
static int
limit_for (int side)
{
  int limit = STYLE_SOURCE_SIDE;

  while (limit < side && limit < NST_MAX_SIDE)
    limit *= 2;

  return limit;
}

/* Whether the picture that was read is large enough. */
static gboolean
is_loaded_for (const StyleSource *source, int limit)
{
  int full;

  if (!source->style || !source->pixels)
    return source->style != NULL;

  full = MAX (gegl_buffer_get_width (source->pixels), gegl_buffer_get_height (source->pixels));

  return source->side == MIN (limit, full);
}

static gboolean
load_picture (StyleSource *source, int limit, GError **error)
{
  g_autoptr (NstPicture) picture
      = layer_pixels_read_small (source->pixels, limit, source->name, error);
  NstStyle *style;

  /* The thumbnail may be in use while the picture is read again. */
  if (!picture
      || (!source->thumbnail
          && !(source->thumbnail
               = nst_picture_shrink (picture, STYLE_SOURCE_THUMBNAIL_SIDE, error)))
      || !(style = nst_style_new (picture, source->name, error)))
    return FALSE;

  nst_style_unref (source->style);
  source->style = style;
  source->side = MAX (picture->width, picture->height);
  source->bytes = (guint64) 4 * sizeof (float) * picture->width * picture->height;

  return TRUE;
}

static gboolean
load_measured (StyleSource *source, GError **error)
{
  const NstPicture *thumbnail;

  source->style = nst_catalogue_open_style (source->catalogue, source->opened, error);
  if (!source->style)
    return FALSE;

  g_free (source->title);
  source->title = g_strdup (nst_style_get_title (source->style));
  thumbnail = nst_style_get_thumbnail (source->style);
  if (thumbnail && !source->thumbnail)
    source->thumbnail = nst_picture_copy (thumbnail, NULL);

  return TRUE;
}

gboolean
style_source_load (StyleSource *source, int side, GError **error)
{
  int limit = limit_for (side);

  if (is_loaded_for (source, limit))
    return TRUE;

  return source->pixels ? load_picture (source, limit, error) : load_measured (source, error);
}

guint64
style_source_get_bytes (const StyleSource *source)
{
  return source->bytes;
}

/* ---- What is known ----------------------------------------------------------------- */

NstStyle *
style_source_get_style (StyleSource *source)
{
  return source->style;
}

const char *
style_source_get_title (const StyleSource *source)
{
  return source->title;
}

gboolean
style_source_is_picture (const StyleSource *source)
{
  return source->pixels != NULL;
}

const NstPicture *
style_source_get_thumbnail (const StyleSource *source)
{
  return source->thumbnail;
}

/* The engine brings the style's picture to the size it works at, but does not blow it up.  So
 * strokes keep their size beside the whole picture by themselves, but for a style smaller than the
 * working size: that one covers a part of it only, and is to cover the same part of the smaller
 * painting. */
double
style_source_brush (const StyleSource *source, double brush, int small, int working)
{
  double side = source->side ? source->side : G_MAXINT;
  double covered = MIN (working, side) / working;
  double covered_in_small = MIN (small, side) / small;

  return brush * covered / covered_in_small;
}
