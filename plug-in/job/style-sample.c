/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-sample.c - pixels of a snapshot, of a file that gdk-pixbuf opens, or an installed style.
 * gdk-pixbuf is no substitute for GIMP's loaders, it knows few formats and no profiles; but it may
 * work beside the main loop, and for a preview it will do. */

#include "job/style-sample.h"

#include "gimp/layer-pixels.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include <glib/gi18n.h>

#include <string.h>

struct _StyleSample
{
  GeglBuffer *snapshot;
  char       *path;      /* of a file */
  char       *installed; /* name of an installed style */
  char       *folder;    /* of those that come with the plug-in */
  char       *name;

  gboolean    wants_gimp;
  int         side; /* the longer one of the picture, before it was made smaller; 0: unknown */
  NstPicture *picture, *thumbnail;
  NstStyle   *style;
};

/* ---- The object -------------------------------------------------------------------- */

StyleSample *
style_sample_new_snapshot (GeglBuffer *snapshot, const char *name)
{
  StyleSample *sample = g_atomic_rc_box_new0 (StyleSample);

  sample->snapshot = snapshot;
  sample->name = g_strdup (name);

  return sample;
}

StyleSample *
style_sample_new_file (GFile *file)
{
  StyleSample     *sample = g_atomic_rc_box_new0 (StyleSample);
  g_autofree char *base = g_file_get_basename (file);
  char            *ending = strrchr (base, '.');

  if (ending && ending != base)
    *ending = '\0';
  sample->path = g_file_get_path (file);
  sample->wants_gimp = sample->path == NULL;
  sample->name = g_filename_display_name (base);

  return sample;
}

StyleSample *
style_sample_new_installed (const char *name, const char *folder)
{
  StyleSample *sample = g_atomic_rc_box_new0 (StyleSample);

  sample->installed = g_strdup (name);
  sample->folder = g_strdup (folder);
  sample->name = g_strdup (name);

  return sample;
}

StyleSample *
style_sample_ref (StyleSample *sample)
{
  return g_atomic_rc_box_acquire (sample);
}

static void
clear (gpointer data)
{
  StyleSample *sample = data;

  g_clear_object (&sample->snapshot);
  g_free (sample->path);
  g_free (sample->installed);
  g_free (sample->folder);
  g_free (sample->name);
  nst_picture_free (sample->picture);
  nst_picture_free (sample->thumbnail);
  nst_style_free (sample->style);
}

void
style_sample_unref (StyleSample *sample)
{
  if (sample)
    g_atomic_rc_box_release_full (sample, clear);
}

/* ---- Reading ----------------------------------------------------------------------- */

static NstPicture *
picture_of_pixbuf (GdkPixbuf *pixbuf, GError **error)
{
  int           width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  int           channels = gdk_pixbuf_get_n_channels (pixbuf);
  int           stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *bytes = gdk_pixbuf_read_pixels (pixbuf);
  gsize         plane = (gsize) width * height;
  g_autoptr (NstPicture) picture = nst_picture_new (width, height, error);

  if (!picture || (gdk_pixbuf_get_has_alpha (pixbuf) && !nst_picture_add_mask (picture, error)))
    return NULL;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const guint8 *pixel = bytes + (gsize) y * stride + (gsize) x * channels;
        gsize         i = (gsize) y * width + x;

        for (int c = 0; c < 3; c++)
          picture->pixels[c * plane + i] = pixel[c] / 255.0f;
        if (picture->mask)
          picture->mask[i] = pixel[3] / 255.0f;
      }

  return g_steal_pointer (&picture);
}

static NstPicture *
read_file (StyleSample *sample, GError **error)
{
  int width = 0, height = 0;
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  if (gdk_pixbuf_get_file_info (sample->path, &width, &height))
    pixbuf = gdk_pixbuf_new_from_file_at_size (sample->path, MIN (width, SAMPLE_SIDE),
                                               MIN (height, SAMPLE_SIDE), NULL);
  if (!pixbuf)
    {
      sample->wants_gimp = TRUE;
      g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("\"%s\" could not be opened."),
                   sample->path);
      return NULL;
    }
  sample->side = MAX (width, height);

  return picture_of_pixbuf (pixbuf, error);
}

/* The snapshot is a copy in our own memory: reading it calls no libgimp, on whatever thread. */
static NstPicture *
read_snapshot (StyleSample *sample, GError **error)
{
  g_autoptr (NstPicture) whole = layer_pixels_read (sample->snapshot, sample->name, error);

  if (!whole)
    return NULL;

  sample->side = MAX (whole->width, whole->height);

  return nst_picture_shrink (whole, SAMPLE_SIDE, error);
}

static gboolean
load_style (StyleSample *sample, GError **error)
{
  const NstPicture *thumbnail;

  sample->style = sample->installed ? nst_style_open (sample->installed, sample->folder, error)
                                    : nst_style_load (sample->path, error);
  if (!sample->style)
    return FALSE;

  thumbnail = nst_style_get_thumbnail (sample->style);
  if (thumbnail)
    sample->thumbnail = nst_picture_copy (thumbnail, NULL);

  return TRUE;
}

static gboolean
load_picture (StyleSample *sample, GError **error)
{
  g_autoptr (NstPicture) picture
      = sample->snapshot ? read_snapshot (sample, error) : read_file (sample, error);
  g_autoptr (NstPicture) thumbnail = NULL;

  if (!picture || !(thumbnail = nst_picture_shrink (picture, SAMPLE_THUMBNAIL_SIDE, error)))
    return FALSE;

  sample->style = nst_style_new (picture, sample->name, error);
  if (!sample->style)
    return FALSE;

  sample->picture = g_steal_pointer (&picture);
  sample->thumbnail = g_steal_pointer (&thumbnail);
  g_clear_object (&sample->snapshot);

  return TRUE;
}

gboolean
style_sample_load (StyleSample *sample, GError **error)
{
  gboolean measured
      = sample->installed || (sample->path && g_str_has_suffix (sample->path, ".safetensors"));

  if (sample->style)
    return TRUE;

  if (sample->wants_gimp)
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_FILE, _ ("Only GIMP can open this file."));
      return FALSE;
    }

  return measured ? load_style (sample, error) : load_picture (sample, error);
}

/* ---- What is known ----------------------------------------------------------------- */

gboolean
style_sample_wants_gimp (const StyleSample *sample)
{
  return sample->wants_gimp;
}

NstStyle *
style_sample_get_style (StyleSample *sample)
{
  return sample->style;
}

const char *
style_sample_get_name (const StyleSample *sample)
{
  return sample->name;
}

const NstPicture *
style_sample_get_picture (const StyleSample *sample)
{
  return sample->picture;
}

const NstPicture *
style_sample_get_thumbnail (const StyleSample *sample)
{
  return sample->thumbnail;
}

/* The engine brings the style's picture to the size it works at, but does not blow it up.  So
 * strokes keep their size beside the whole picture by themselves, but for a style smaller than the
 * working size: that one covers a part of it only, and is to cover the same part of the preview. */
double
style_sample_brush (const StyleSample *sample, double brush, int preview, int working)
{
  double side = sample->side ? sample->side : G_MAXINT;
  double covered = MIN (working, side) / working;
  double covered_in_preview = MIN (preview, side) / preview;

  return brush * covered / covered_in_preview;
}
