/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-file.c - opens image files.  GIMP's error messages are written for developers
 * and often missing, so common problems are checked first and reported in our own words. */

#include "gimp/picture-file.h"

#include "gimp/pdb-reason.h"
#include "gimp/progress.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include <string.h>

/* ---- Reading ----------------------------------------------------------------------- */

/* Whether there is something in the file to open. */
static gboolean
check_file (GFile *file, const char *name, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  GFileType type = g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL);
  char      byte;
  gssize    n_read;

  if (type == G_FILE_TYPE_DIRECTORY)
    return nst_fail (error, NST_ERROR_FILE, _ ("“%s” is a folder: choose an image file."), name);
  if (!g_file_query_exists (file, NULL))
    return nst_fail (error, NST_ERROR_FILE, _ ("There is no file “%s”: check its name."), name);
  if (type == G_FILE_TYPE_SYMBOLIC_LINK)
    return nst_fail (error, NST_ERROR_FILE,
                     _ ("“%s” is a link to a file that does not exist: choose another file."),
                     name);
  if (type == G_FILE_TYPE_SPECIAL)
    return nst_fail (error, NST_ERROR_FILE, _ ("“%s” is not a regular file: choose an image file."),
                     name);

  stream = g_file_read (file, NULL, &reason);
  n_read = stream ? g_input_stream_read (G_INPUT_STREAM (stream), &byte, 1, NULL, &reason) : -1;
  if (n_read < 0)
    nst_set_error (error, NST_ERROR_FILE, _ ("The file “%s” cannot be read (%s)."), name,
                   reason->message);
  else if (n_read == 0)
    nst_set_error (error, NST_ERROR_FILE, _ ("The file “%s” is empty: choose another one."), name);

  return n_read > 0;
}

static gboolean
contains (GimpImage **images, GimpImage *image)
{
  for (int i = 0; images && images[i]; i++)
    if (images[i] == image)
      return TRUE;

  return FALSE;
}

/* Some loaders fail with an image half made.  Without a display nobody but the loader can have made
 * one meanwhile; with one, it is not for us to tell whose it is. */
static void
delete_left_over (GimpImage **before)
{
  g_autofree GimpImage **images = gimp_default_display () ? NULL : gimp_get_images ();

  for (int i = 0; images && images[i]; i++)
    if (!contains (before, images[i]))
      gimp_image_delete (images[i]);
}

/* GIMP opens raw photographs in the window of another program.  It names the programs that could do
 * it if none is there, and nothing if there is no display. */
static gboolean
is_raw (GFile *file)
{
  const char      *message = gimp_pdb_get_last_error (gimp_get_pdb ());
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *type = g_content_type_guess (name, NULL, 0, NULL);

  return g_content_type_is_a (type, "image/x-dcraw")
         || (message && (strstr (message, "darktable") || strstr (message, "RawTherapee")));
}

/* Why the file could not be opened. */
static void
fail_to_open (GFile *file, const char *name, GError **error)
{
  g_autofree char *reason = pdb_reason ();

  if (is_raw (file))
    nst_set_error (
        error, NST_ERROR_FILE,
        _ ("GIMP cannot open the raw photograph “%s”: it needs darktable or RawTherapee "
           "for that, and a display for their windows. Install one of them, or develop the "
           "photograph into a TIFF file."),
        name);
  else
    nst_set_error (
        error,
        NST_ERROR_FILE, /* Translators: a name, and nothing or a reason in parentheses, after a space. */
        _ ("GIMP cannot open the picture “%s”%s: it is damaged, or its format is not "
           "supported here."),
        name, reason);
}

GimpImage *
picture_file_load (GFile *file, GError **error)
{
  g_autofree char       *name = g_file_get_parse_name (file);
  g_autofree GimpImage **before = NULL;
  GimpImage             *image;

  if (!check_file (file, name, error))
    return NULL;

  before = gimp_get_images ();
  image = gimp_file_load (GIMP_RUN_NONINTERACTIVE, file);
  if (!image)
    fail_to_open (file, name, error);
  progress_take_back ();
  if (!image)
    {
      delete_left_over (before);
      return NULL;
    }

  gimp_image_undo_disable (image);
  gimp_image_policy_rotate (image, FALSE);
  if (gimp_image_get_base_type (image) == GIMP_INDEXED)
    gimp_image_convert_rgb (image);

  return image;
}

/* ---- What is to be painted --------------------------------------------------------- */

/* Whether the layer, which is the only visible one, is all that one sees, as it is. */
static gboolean
is_plain (GimpLayer *layer, GimpImage *image)
{
  GimpDrawable                   *drawable = GIMP_DRAWABLE (layer);
  g_autofree GimpDrawableFilter **filters = gimp_drawable_get_filters (drawable);
  int                             x = 0, y = 0;

  gimp_drawable_get_offsets (drawable, &x, &y);

  return x == 0 && y == 0 && gimp_drawable_get_width (drawable) == gimp_image_get_width (image)
         && gimp_drawable_get_height (drawable) == gimp_image_get_height (image)
         && !gimp_item_is_group (GIMP_ITEM (layer)) && !gimp_item_is_text_layer (GIMP_ITEM (layer))
         && gimp_layer_get_opacity (layer) == 100.0 && !gimp_layer_get_mask (layer)
         && !(filters && filters[0]) && gimp_item_get_visible (GIMP_ITEM (layer));
}

/* Whether nothing of the layer is transparent. */
static gboolean
is_opaque (GimpLayer *layer)
{
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  const Babl *format = babl_format ("Y'A float");
  int         width = gegl_buffer_get_width (buffer), height = gegl_buffer_get_height (buffer);
  g_autofree float *row = g_new (float, 2 * (gsize) width);

  for (int y = 0; y < height; y++)
    {
      gegl_buffer_get (buffer, GEGL_RECTANGLE (0, y, width, 1), 1.0, format, row,
                       GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      for (int x = 0; x < width; x++)
        if (row[2 * x + 1] < 1.0f)
          return FALSE;
    }

  return TRUE;
}

static GimpLayer *
merge (GimpImage *image)
{
  g_autofree GimpLayer **layers = gimp_image_get_layers (image);
  GimpLayer             *sum, *top = layers ? layers[0] : NULL;

  if (top && !layers[1] && is_plain (top, image))
    return top;

  sum = gimp_image_merge_visible_layers (image, GIMP_CLIP_TO_IMAGE);
  if (!sum)
    return NULL;
  if (!is_plain (sum, image))
    {
      if (!gimp_drawable_has_alpha (GIMP_DRAWABLE (sum)))
        gimp_layer_add_alpha (sum);
      gimp_layer_resize_to_image_size (sum);
    }
  if (gimp_drawable_has_alpha (GIMP_DRAWABLE (sum)) && is_opaque (sum))
    gimp_layer_flatten (sum);

  g_clear_pointer (&layers, g_free);
  layers = gimp_image_get_layers (image);
  for (int i = 0; layers[i]; i++)
    if (layers[i] != sum)
      gimp_image_remove_layer (image, layers[i]);

  return sum;
}

static gboolean
has_visible_layer (GimpImage *image)
{
  g_autofree GimpLayer **layers = gimp_image_get_layers (image);

  for (int i = 0; layers && layers[i]; i++)
    if (gimp_item_get_visible (GIMP_ITEM (layers[i])))
      return TRUE;

  return FALSE;
}

GimpLayer *
picture_file_get_content (GimpImage *image, gboolean keep_layers, const char *name, GError **error)
{
  GimpLayer *content = NULL;

  if (has_visible_layer (image) && !keep_layers)
    {
      content = merge (image);
    }
  else if (has_visible_layer (image))
    {
      /* Translators: the name of a layer with all that is visible of a picture. */
      content = gimp_layer_new_from_visible (image, image, _ ("Picture"));
      if (content)
        gimp_image_insert_layer (image, content, NULL, 0);
    }

  if (!content)
    nst_set_error (error, NST_ERROR_FILE,
                   _ ("Nothing is visible in the picture “%s”: it has no visible layer."), name);

  return content;
}
