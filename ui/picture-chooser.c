/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-chooser.c - a file chooser with two filters.  Pictures that gdk-pixbuf does not read, and
 * style files, can be chosen, too: GIMP opens the former. */

#include "ui/picture-chooser.h"

#include "ui/section.h"
#include "ui/surface.h"

#include "store/window-state.h"

#include <glib/gi18n.h>

#define PREVIEW_SIDE 160   /* pixels, at most */
#define MOST_PIXELS  100e6 /* of a picture that is read for its preview */
#define ENDING       ".safetensors"
#define KEY_FOLDER   "style-folder"
#define KEY_SETTING  "picture-chooser-setting"

/* ---- The preview ------------------------------------------------------------------- */

static cairo_surface_t *
preview_style (const char *path, int factor)
{
  g_autoptr (NstStyle) style = nst_style_load (path, NULL);
  const NstPicture *thumbnail = style ? nst_style_get_thumbnail (style) : NULL;
  double            scale;

  if (!thumbnail)
    return NULL;

  scale = MIN (1.0, (double) PREVIEW_SIDE / MAX (thumbnail->width, thumbnail->height));

  return surface_new_tile (thumbnail, MAX (1, (int) (scale * thumbnail->width)),
                           MAX (1, (int) (scale * thumbnail->height)), factor);
}

static cairo_surface_t *
preview_picture (const char *path, int factor)
{
  int side = PREVIEW_SIDE * factor, width = 0, height = 0;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GdkPixbuf) upright = NULL;

  if (!gdk_pixbuf_get_file_info (path, &width, &height) || (double) width * height > MOST_PIXELS
      || !(pixbuf
           = gdk_pixbuf_new_from_file_at_size (path, MIN (side, width), MIN (side, height), NULL)))
    return NULL;

  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);

  return gdk_cairo_surface_create_from_pixbuf (upright, factor, NULL);
}

static void
on_update_preview (GtkFileChooser *chooser, GtkWidget *image)
{
  g_autofree char *path = gtk_file_chooser_get_preview_filename (chooser);
  int              factor = gtk_widget_get_scale_factor (image);
  cairo_surface_t *surface = NULL;

  if (path && g_file_test (path, G_FILE_TEST_IS_REGULAR))
    surface = g_str_has_suffix (path, ENDING) ? preview_style (path, factor)
                                              : preview_picture (path, factor);

  gtk_image_set_from_surface (GTK_IMAGE (image), surface);
  gtk_file_chooser_set_preview_widget_active (chooser, surface != NULL);
  g_clear_pointer (&surface, cairo_surface_destroy);
}

/* ---- The chooser ------------------------------------------------------------------- */

static void
add_filters (GtkFileChooser *chooser)
{
  GtkFileFilter *pictures = gtk_file_filter_new (), *all = gtk_file_filter_new ();

  gtk_file_filter_set_name (pictures, _ ("Pictures and style files"));
  gtk_file_filter_add_mime_type (pictures, "image/*");
  gtk_file_filter_add_pixbuf_formats (pictures);
  gtk_file_filter_add_pattern (pictures, "*" ENDING);
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, pictures);
  gtk_file_chooser_add_filter (chooser, all);
}

static void
add_preview (GtkFileChooser *chooser)
{
  GtkWidget *image = gtk_image_new ();

  gtk_widget_set_size_request (image, PREVIEW_SIDE, PREVIEW_SIDE);
  atk_object_set_name (gtk_widget_get_accessible (image), _ ("Preview of the chosen file"));
  gtk_widget_show (image);
  gtk_file_chooser_set_preview_widget (chooser, image);
  gtk_file_chooser_set_preview_widget_active (chooser, FALSE);
  g_signal_connect (chooser, "update-preview", G_CALLBACK (on_update_preview), image);
}

static void
remember_folder (GtkFileChooser *chooser)
{
  g_autofree char *folder = gtk_file_chooser_get_current_folder_uri (chooser);

  if (folder)
    window_state_set_text (SECTION_DIALOG, KEY_FOLDER, folder);
}

GtkWidget *
picture_chooser_new (void)
{
  GtkWidget *dialog = gtk_file_chooser_dialog_new (
      _ ("Choose the Picture to Take the Style From"), NULL, GTK_FILE_CHOOSER_ACTION_OPEN,
      _ ("_Cancel"), GTK_RESPONSE_CANCEL, _ ("_Open"), GTK_RESPONSE_ACCEPT, NULL);
  GtkWidget       *chooser = gtk_file_chooser_button_new_with_dialog (dialog);
  g_autofree char *folder = window_state_get_text (SECTION_DIALOG, KEY_FOLDER);

  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  add_filters (GTK_FILE_CHOOSER (dialog));
  add_preview (GTK_FILE_CHOOSER (dialog));
  if (folder)
    gtk_file_chooser_set_current_folder_uri (GTK_FILE_CHOOSER (chooser), folder);
  g_signal_connect (chooser, "file-set", G_CALLBACK (remember_folder), NULL);

  return chooser;
}

void
picture_chooser_show (GtkWidget *chooser, GFile *file)
{
  g_autoptr (GFile) shown = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (!file)
    gtk_file_chooser_unselect_all (GTK_FILE_CHOOSER (chooser));
  else if (!shown || !g_file_equal (file, shown))
    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), file, NULL);
}

/* ---- For a setting ----------------------------------------------------------------- */

static void
show_setting (GObject *config, GParamSpec *spec, GtkWidget *chooser)
{
  g_autoptr (GFile) file = NULL;

  g_object_get (config, spec->name, &file, NULL);
  picture_chooser_show (chooser, file);
}

static void
on_file_set (GtkFileChooser *chooser, GObject *config)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);

  g_object_set (config, g_object_get_data (G_OBJECT (chooser), KEY_SETTING), file, NULL);
}

GtkWidget *
picture_chooser_new_for (GObject *config, const char *name)
{
  GParamSpec      *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (config), name);
  g_autofree char *signal = g_strconcat ("notify::", name, NULL);
  GtkWidget       *chooser = picture_chooser_new ();

  gtk_widget_set_tooltip_text (chooser, g_param_spec_get_blurb (spec));
  g_object_set_data (G_OBJECT (chooser), KEY_SETTING, (gpointer) spec->name);
  g_signal_connect (chooser, "file-set", G_CALLBACK (on_file_set), config);
  g_signal_connect_object (config, signal, G_CALLBACK (show_setting), chooser, 0);
  show_setting (config, spec, chooser);

  return chooser;
}
