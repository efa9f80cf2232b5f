/* SPDX-License-Identifier: GPL-3.0-or-later */

/* files.c - pictures in files, by gdk-pixbuf. */

#include "files.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <stdlib.h>

static NstPicture *
picture_of_pixbuf (const GdkPixbuf *pixbuf, GError **error)
{
  int           width = gdk_pixbuf_get_width (pixbuf);
  int           height = gdk_pixbuf_get_height (pixbuf);
  int           channels = gdk_pixbuf_get_n_channels (pixbuf);
  int           stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *bytes = gdk_pixbuf_read_pixels (pixbuf);
  gsize         positions = (gsize) width * height;
  NstPicture   *picture = nst_picture_new (width, height, error);

  if (picture == NULL)
    return NULL;
  if (gdk_pixbuf_get_has_alpha (pixbuf) && !nst_picture_add_mask (picture, error))
    {
      nst_picture_free (picture);
      return NULL;
    }
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const guint8 *pixel = bytes + (gsize) y * stride + x * channels;
        gsize         position = (gsize) y * width + x;

        for (int c = 0; c < 3; c++)
          picture->pixels[c * positions + position] = pixel[c] / 255.0f;
        if (picture->mask != NULL)
          picture->mask[position] = pixel[3] / 255.0f;
      }
  return picture;
}

NstPicture *
nst_file_load (const char *path, G_GNUC_UNUSED gpointer unused, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  GError          *reason = NULL;
  GdkPixbuf       *file = gdk_pixbuf_new_from_file (path, &reason);
  GdkPixbuf       *upright;
  NstPicture      *picture;

  if (file == NULL)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_FILE, "The picture “%s” cannot be read: %s", shown,
                   reason->message);
      g_error_free (reason);
      return NULL;
    }
  upright = gdk_pixbuf_apply_embedded_orientation (file);
  picture = picture_of_pixbuf (upright, error);
  g_object_unref (upright);
  g_object_unref (file);
  return picture;
}

static guint8
byte_of (float value)
{
  return (guint8) lrintf (CLAMP (value, 0.0f, 1.0f) * 255.0f);
}

static GdkPixbuf *
pixbuf_of_picture (const NstPicture *picture, const float *mask)
{
  int        channels = mask != NULL ? 4 : 3;
  gsize      positions = (gsize) picture->width * picture->height;
  GdkPixbuf *pixbuf
      = gdk_pixbuf_new (GDK_COLORSPACE_RGB, mask != NULL, 8, picture->width, picture->height);
  int     stride;
  guint8 *bytes;

  if (pixbuf == NULL)
    return NULL;
  stride = gdk_pixbuf_get_rowstride (pixbuf);
  bytes = gdk_pixbuf_get_pixels (pixbuf);
  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++)
      {
        guint8 *pixel = bytes + (gsize) y * stride + x * channels;
        gsize   position = (gsize) y * picture->width + x;

        for (int c = 0; c < 3; c++)
          pixel[c] = byte_of (picture->pixels[c * positions + position]);
        if (mask != NULL)
          pixel[3] = byte_of (mask[position]);
      }
  return pixbuf;
}

static const struct
{
  const char *ending, *format;
  gboolean    transparency;
} formats[] = {
  { ".png", "png", TRUE },  { ".jpg", "jpeg", FALSE }, { ".jpeg", "jpeg", FALSE },
  { ".tif", "tiff", TRUE }, { ".tiff", "tiff", TRUE }, { ".bmp", "bmp", FALSE },
};

/* The format of the ending of `path`, or the number of formats. */
static gsize
format_of (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  gsize            f = 0;

  while (f < G_N_ELEMENTS (formats) && !g_str_has_suffix (lower, formats[f].ending))
    f++;
  return f;
}

gboolean
nst_file_check_ending (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  if (format_of (path) < G_N_ELEMENTS (formats))
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               "The result “%s” cannot be written: its name must end in .png, .jpg, .tif or .bmp",
               shown);
  return FALSE;
}

/* The whole file in the format, (transfer full). */
static char *
encode (GdkPixbuf *pixbuf, const char *format, gsize *length, GError **error)
{
  char    *bytes = NULL;
  gboolean done;

  if (g_str_equal (format, "jpeg"))
    done = gdk_pixbuf_save_to_buffer (pixbuf, &bytes, length, format, error, "quality", "95", NULL);
  else
    done = gdk_pixbuf_save_to_buffer (pixbuf, &bytes, length, format, error, NULL);
  return done ? bytes : NULL;
}

/* Beside the file and renamed, so that what is there stays until all is written.  Where `path` is a
 * link, what it leads to is replaced. */
static gboolean
replace_file (const char *path, const char *bytes, gsize length, GError **error)
{
  char    *real = realpath (path, NULL);
  gboolean done = g_file_set_contents_full (real != NULL ? real : path, bytes, (gssize) length,
                                            G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);

  free (real);
  return done;
}

gboolean
nst_file_save (const NstPicture *picture, const float *mask, const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) reason = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  gsize f = format_of (path), length = 0;

  if (!nst_file_check_ending (path, error))
    return FALSE;
  pixbuf = pixbuf_of_picture (picture, formats[f].transparency ? mask : NULL);
  if (pixbuf == NULL)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_MEMORY, "There is not enough memory to write “%s”",
                   shown);
      return FALSE;
    }
  bytes = encode (pixbuf, formats[f].format, &length, &reason);
  if (bytes != NULL && replace_file (path, bytes, length, &reason))
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, "The result “%s” cannot be written: %s", shown,
               reason->message);
  return FALSE;
}
