/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mix-rows.c - a button that opens a gallery, and, once a second style is chosen in it, how much of
 * that is mixed in and into what. */

#include "mix-rows.h"

#include "gallery.h"
#include "rows.h"
#include "surface.h"

#include <glib/gi18n.h>

#define GALLERY_HEIGHT 360 /* pixels */
#define PICTURE_WIDTH  30
#define PICTURE_HEIGHT 20
#define NAME_CHARS     14
#define SCALE_CHARS    6
#define FIRST_SHARE    0.5 /* of a style that is chosen while its share is 0, so that it is seen */

struct _MixRows
{
  GtkBox parent_instance;

  GimpProcedureConfig *config;
  GPtrArray           *styles; /* element-type NstStyleInfo */

  GtkWidget *button, *picture, *name; /* the second style */
  GtkWidget *popover, *gallery, *none;
  GtkWidget *details; /* what there is to say of it */
};

G_DEFINE_FINAL_TYPE (MixRows, mix_rows, GTK_TYPE_BOX)

/* ---- The second style ---------------------------------------------------------------------------
 */

static const NstStyle *
find_style (MixRows *rows, const char *name)
{
  for (guint i = 0; rows->styles && i < rows->styles->len; i++)
    {
      const NstStyleInfo *info = g_ptr_array_index (rows->styles, i);

      if (info->style && g_str_equal (info->name, name))
        return info->style;
    }

  return NULL;
}

/* An installed style by its name and picture; a file, which a script has given, by its name. */
static void
show_second (MixRows *rows)
{
  g_autofree char  *word = NULL;
  gboolean          any;
  const NstStyle   *style;
  const NstPicture *thumbnail;

  g_object_get (rows->config, "second-style", &word, NULL);
  any = word && *word;
  style = any ? find_style (rows, word) : NULL;
  thumbnail = style ? nst_style_get_thumbnail (style) : NULL;

  if (thumbnail)
    {
      cairo_surface_t *tile = surface_new_tile (thumbnail, PICTURE_WIDTH, PICTURE_HEIGHT);

      gtk_image_set_from_surface (GTK_IMAGE (rows->picture), tile);
      cairo_surface_destroy (tile);
    }

  gtk_widget_set_visible (rows->picture, thumbnail != NULL);
  if (any && !style)
    {
      g_autofree char *base = g_path_get_basename (word);

      gtk_label_set_text (GTK_LABEL (rows->name), base);
    }
  else
    gtk_label_set_text (GTK_LABEL (rows->name), any ? nst_style_get_name (style) : _ ("None"));

  gtk_widget_set_visible (rows->details, any);
  style_gallery_select (STYLE_GALLERY (rows->gallery), any ? word : NULL);
}

static void
on_chosen (StyleGallery *gallery, const char *name, MixRows *rows)
{
  double share;

  g_object_get (rows->config, "second-share", &share, NULL);
  g_object_set (rows->config, "second-style", name, "second-share",
                share != 0.0 ? share : FIRST_SHARE, NULL);
}

static void
on_settled (MixRows *rows)
{
  gtk_popover_popdown (GTK_POPOVER (rows->popover));
}

static void
on_none (MixRows *rows)
{
  g_object_set (rows->config, "second-style", "", "second-share", 0.0, NULL);
  gtk_popover_popdown (GTK_POPOVER (rows->popover));
}

static GtkWidget *
new_popover (MixRows *rows)
{
  GtkWidget *popover = gtk_popover_new (NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  rows->none = gtk_button_new_with_label (_ ("None: one style alone"));
  g_signal_connect_swapped (rows->none, "clicked", G_CALLBACK (on_none), rows);
  rows->gallery = style_gallery_new ();
  gtk_widget_set_size_request (rows->gallery, -1, GALLERY_HEIGHT);
  g_signal_connect (rows->gallery, "chosen", G_CALLBACK (on_chosen), rows);
  g_signal_connect_swapped (rows->gallery, "settled", G_CALLBACK (on_settled), rows);

  gtk_box_pack_start (GTK_BOX (box), rows->none, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), rows->gallery, TRUE, TRUE, 0);
  g_object_set (box, "margin", 6, NULL);
  gtk_container_add (GTK_CONTAINER (popover), box);
  gtk_widget_show (rows->none);
  gtk_widget_show (rows->gallery);
  gtk_widget_show (box);

  return popover;
}

static GtkWidget *
new_button (MixRows *rows)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic", GTK_ICON_SIZE_BUTTON);

  rows->picture = gtk_image_new ();
  gtk_widget_set_no_show_all (rows->picture, TRUE);
  rows->name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (rows->name), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (rows->name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (rows->name), NAME_CHARS);
  gtk_box_pack_start (GTK_BOX (box), rows->picture, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), rows->name, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), arrow, FALSE, FALSE, 0);
  gtk_container_add (GTK_CONTAINER (button), box);

  rows->popover = new_popover (rows);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), rows->popover);
  gtk_widget_show_all (button);

  return button;
}

/* ---- How much of it, and into what --------------------------------------------------------------
 */

static GtkWidget *
new_levels (MixRows *rows)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (2, G_TYPE_STRING, G_TYPE_STRING);
  const char *const levels[][2] = { { "all", _ ("everything") },
                                    { "coarse", _ ("larger forms only") },
                                    { "fine", _ ("color and brushwork only") } };

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    gtk_list_store_insert_with_values (store, NULL, -1, 0, levels[i][0], 1, levels[i][1], -1);

  return gimp_prop_string_combo_box_new (G_OBJECT (rows->config), "second-levels",
                                         GTK_TREE_MODEL (store), 0, 1);
}

static void
add_details (MixRows *rows, const Rows *common)
{
  GtkWidget *scale = gimp_procedure_dialog_get_spin_scale (common->window, "second-share", 1.0);
  rows->details = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_no_show_all (rows->details, TRUE);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (scale), 2);
  gtk_entry_set_width_chars (GTK_ENTRY (scale), SCALE_CHARS);
  rows_add_widget (common, rows->details, "second-share", scale);
  rows_add_labeled (common, rows->details, "second-levels", new_levels (rows));
  gtk_box_pack_start (GTK_BOX (rows), rows->details, FALSE, FALSE, 0);
}

/* ---- The widget ---------------------------------------------------------------------------------
 */

static void
mix_rows_finalize (GObject *object)
{
  g_clear_pointer (&MIX_ROWS (object)->styles, g_ptr_array_unref);

  G_OBJECT_CLASS (mix_rows_parent_class)->finalize (object);
}

static void
mix_rows_class_init (MixRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mix_rows_finalize;
}

static void
mix_rows_init (MixRows *rows)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (rows), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (rows), 6);
}

GtkWidget *
mix_rows_new (GimpProcedureDialog *window, GimpProcedureConfig *config)
{
  MixRows *rows = g_object_new (MIX_TYPE_ROWS, NULL);
  g_autoptr (GtkSizeGroup) labels = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  Rows common = { .window = window, .config = config, .labels = labels };

  rows->config = config;
  rows->button = new_button (rows);
  rows_add_labeled (&common, GTK_WIDGET (rows), "second-style", rows->button);
  add_details (rows, &common);

  g_signal_connect_object (config, "notify::second-style", G_CALLBACK (show_second), rows,
                           G_CONNECT_SWAPPED);
  show_second (rows);

  return GTK_WIDGET (rows);
}

void
mix_rows_fill (MixRows *rows, GPtrArray *styles, const char *const *recent)
{
  g_clear_pointer (&rows->styles, g_ptr_array_unref);
  rows->styles = g_ptr_array_ref (styles);
  style_gallery_fill (STYLE_GALLERY (rows->gallery), styles, recent);
  show_second (rows);
}
