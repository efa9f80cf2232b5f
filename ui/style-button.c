/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-button.c - a thumbnail, a name, and a gallery in a popover, which is filled when it is
 * opened; beside the gallery, on request, layers and a file chooser. */

#include "ui/style-button.h"

#include "ui/gallery.h"
#include "ui/layer-tiles.h"
#include "ui/picture-chooser.h"
#include "ui/surface.h"
#include "ui/tooltip.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#define GALLERY_HEIGHT 360 /* pixels */
#define PICTURE_WIDTH  30
#define PICTURE_HEIGHT 20
#define NAME_CHARS     14

struct _StyleButton
{
  GtkMenuButton parent_instance;

  GPtrArray *styles; /* element-type NstStyleInfo; or NULL */
  char     **recent;
  char      *word; /* of the style that is shown, or NULL */

  GtkWidget *picture, *name;
  GtkWidget *popover, *gallery;
  GtkWidget *layers, *file; /* or NULL */
};

DEFINE_WIDGET_TYPE (StyleButton, style_button, GTK_TYPE_MENU_BUTTON)

/* ---- What is shown ----------------------------------------------------------------- */

static const NstStyle *
find_style (StyleButton *button, const char *name)
{
  for (guint i = 0; button->styles && i < button->styles->len; i++)
    {
      const NstStyleInfo *info = g_ptr_array_index (button->styles, i);

      if (info->style && g_str_equal (info->name, name))
        return info->style;
    }

  return NULL;
}

/* `surface` (transfer full) may be NULL. */
static void
show_picture (StyleButton *button, cairo_surface_t *surface)
{
  gtk_image_set_from_surface (GTK_IMAGE (button->picture), surface);
  gtk_widget_set_visible (button->picture, surface != NULL);
  g_clear_pointer (&surface, cairo_surface_destroy);
}

static cairo_surface_t *
surface_of_style (StyleButton *button, const NstStyle *style)
{
  const NstPicture *thumbnail = style ? nst_style_get_thumbnail (style) : NULL;

  return thumbnail ? surface_new_tile (thumbnail, PICTURE_WIDTH, PICTURE_HEIGHT,
                                       gtk_widget_get_scale_factor (GTK_WIDGET (button)))
                   : NULL;
}

/* What is marked among the pictures. */
static void
mark_pictures (StyleButton *button, GimpLayer *layer, GFile *file)
{
  if (!button->layers)
    return;

  layer_tiles_select (LAYER_TILES (button->layers), layer);
  picture_chooser_show (button->file, file);
}

void
style_button_show_layer (StyleButton *button, GimpLayer *layer)
{
  int              factor = gtk_widget_get_scale_factor (GTK_WIDGET (button));
  g_autofree char *name = gimp_item_get_name (GIMP_ITEM (layer));
  g_autoptr (GdkPixbuf) pixbuf
      = gimp_drawable_get_thumbnail (GIMP_DRAWABLE (layer), PICTURE_WIDTH * factor,
                                     PICTURE_HEIGHT * factor, GIMP_PIXBUF_SMALL_CHECKS);

  g_clear_pointer (&button->word, g_free);
  show_picture (button,
                pixbuf ? gdk_cairo_surface_create_from_pixbuf (pixbuf, factor, NULL) : NULL);
  gtk_label_set_text (GTK_LABEL (button->name), name ? name : "");
  style_gallery_select (STYLE_GALLERY (button->gallery), NULL);
  mark_pictures (button, layer, NULL);
}

void
style_button_show (StyleButton *button, const char *word)
{
  const NstStyle  *style = word && *word ? find_style (button, word) : NULL;
  g_autofree char *base = word && *word ? g_path_get_basename (word) : NULL;
  g_autoptr (GFile) file
      = word && !style && g_path_is_absolute (word) ? g_file_new_for_path (word) : NULL;
  char *copy = g_strdup (word);

  g_free (button->word);
  button->word = copy;
  show_picture (button, surface_of_style (button, style));
  mark_pictures (button, NULL, file);
  gtk_label_set_text (GTK_LABEL (button->name), style  ? nst_style_get_title (style)
                                                : base ? base
                                                       : _ ("None"));
  if (gtk_widget_get_visible (button->popover))
    style_gallery_select (STYLE_GALLERY (button->gallery), word);
}

const char *
style_button_get_shown (StyleButton *button)
{
  return gtk_label_get_text (GTK_LABEL (button->name));
}

/* ---- The gallery ------------------------------------------------------------------- */

static void
on_show_popover (StyleButton *button)
{
  if (button->styles)
    style_gallery_fill (STYLE_GALLERY (button->gallery), button->styles,
                        (const char *const *) button->recent);
  style_gallery_select (STYLE_GALLERY (button->gallery), button->word);
}

static void
on_file_set (GtkFileChooser *chooser, StyleButton *button)
{
  g_autofree char *path = gtk_file_chooser_get_filename (chooser);

  if (path)
    g_signal_emit_by_name (button, "chosen", path);
}

static void
on_settled (StyleButton *button)
{
  gtk_popover_popdown (GTK_POPOVER (button->popover));
}

static void
on_none (StyleButton *button)
{
  g_signal_emit_by_name (button, "chosen", "");
  gtk_popover_popdown (GTK_POPOVER (button->popover));
}

/* A page for a file: the chooser, and nothing else. */
static GtkWidget *
new_file_page (StyleButton *button)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  button->file = picture_chooser_new ();
  g_signal_connect (button->file, "file-set", G_CALLBACK (on_file_set), button);
  gtk_box_pack_start (GTK_BOX (page), button->file, FALSE, FALSE, 0);

  return page;
}

/* The gallery, layers and a file as pages, below the buttons that choose among them. */
static GtkWidget *
new_pages (StyleButton *button)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *stack = gtk_stack_new (), *switcher = gtk_stack_switcher_new ();
  GtkStack  *pages = GTK_STACK (stack);

  button->layers = layer_tiles_new ();
  widget_forward (button->layers, "chosen", button, "layer-chosen");
  g_signal_connect_swapped (button->layers, "settled", G_CALLBACK (on_settled), button);
  gtk_stack_add_titled (pages, button->gallery, "style", _ ("Gallery"));
  gtk_stack_add_titled (pages, button->layers, "layer", _ ("Layer"));
  gtk_stack_add_titled (pages, new_file_page (button), "file", _ ("File"));
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), pages);
  gtk_box_set_homogeneous (GTK_BOX (switcher), TRUE);
  gtk_box_pack_start (GTK_BOX (box), switcher, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), stack, TRUE, TRUE, 0);
  gtk_widget_show_all (box);

  return box;
}

static GtkWidget *
new_popover (StyleButton *button, const char *none, gboolean pictures)
{
  GtkWidget *popover = gtk_popover_new (NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (none)
    {
      GtkWidget *choice = gtk_button_new_with_label (none);

      g_signal_connect_swapped (choice, "clicked", G_CALLBACK (on_none), button);
      gtk_box_pack_start (GTK_BOX (box), choice, FALSE, FALSE, 0);
      gtk_widget_show (choice);
    }

  button->gallery = style_gallery_new (FALSE);
  gtk_widget_set_size_request (button->gallery, -1, GALLERY_HEIGHT);
  widget_forward (button->gallery, "chosen", button, "chosen");
  g_signal_connect_swapped (button->gallery, "settled", G_CALLBACK (on_settled), button);
  gtk_widget_show (button->gallery);
  gtk_box_pack_start (GTK_BOX (box), pictures ? new_pages (button) : button->gallery, TRUE, TRUE,
                      0);
  g_object_set (box, "margin", 6, NULL);
  gtk_container_add (GTK_CONTAINER (popover), box);
  gtk_widget_show (box);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (on_show_popover), button);

  return popover;
}

/* ---- The widget -------------------------------------------------------------------- */

static void
style_button_finalize (GObject *object)
{
  StyleButton *button = STYLE_BUTTON (object);

  g_clear_pointer (&button->styles, g_ptr_array_unref);
  g_strfreev (button->recent);
  g_free (button->word);

  G_OBJECT_CLASS (style_button_parent_class)->finalize (object);
}

static void
style_button_class_init (StyleButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = style_button_finalize;
  WIDGET_SIGNAL (klass, "chosen", 1, G_TYPE_STRING);
  WIDGET_SIGNAL (klass, "layer-chosen", 1, GIMP_TYPE_LAYER);
}

static void
style_button_init (StyleButton *button)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic", GTK_ICON_SIZE_BUTTON);

  button->picture = gtk_image_new ();
  gtk_widget_set_no_show_all (button->picture, TRUE);
  /* Translators: no style. */
  button->name = gtk_label_new (_ ("None"));
  gtk_label_set_xalign (GTK_LABEL (button->name), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (button->name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (button->name), NAME_CHARS);
  gtk_box_pack_start (GTK_BOX (box), button->picture, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), button->name, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), arrow, FALSE, FALSE, 0);
  gtk_container_add (GTK_CONTAINER (button), box);
  gtk_widget_show_all (box);
}

GtkWidget *
style_button_new (const char *none, gboolean pictures)
{
  StyleButton *button = g_object_new (STYLE_TYPE_BUTTON, NULL);

  button->popover = new_popover (button, none, pictures);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), button->popover);
  tooltip_hide_under_popover (GTK_WIDGET (button), button->popover);

  return GTK_WIDGET (button);
}

void
style_button_fill (StyleButton *button, GPtrArray *styles, const char *const *recent)
{
  g_autofree char *word = g_strdup (button->word);

  g_clear_pointer (&button->styles, g_ptr_array_unref);
  g_strfreev (button->recent);
  button->styles = g_ptr_array_ref (styles);
  button->recent = g_strdupv ((char **) recent);
  style_button_show (button, word);
}
