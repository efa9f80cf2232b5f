/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-list.c - lists channels first, because masks are usually stored in channels. */

#include "ui/mask-list.h"

#include "ui/narrow-cell.h"

#define PICTURE_SIDE  20 /* pixels */
#define MOST_PICTURES 64 /* each is a call to GIMP */
#define NAME_CHARS    6  /* that it asks room for; more of a name is cut where there is none */

typedef struct
{
  int        id;
  char      *name;
  GdkPixbuf *picture; /* or NULL */
} Mask;

/* ---- The list ---------------------------------------------------------------------- */

static void
mask_free (gpointer data)
{
  Mask *mask = data;

  g_free (mask->name);
  g_clear_object (&mask->picture);
  g_free (mask);
}

static void
add (GPtrArray *list, GimpDrawable *drawable)
{
  Mask *mask = g_new0 (Mask, 1);

  mask->id = gimp_item_get_id (GIMP_ITEM (drawable));
  mask->name = g_strdup (gimp_item_get_name (GIMP_ITEM (drawable)));
  if (list->len < MOST_PICTURES)
    mask->picture = gimp_drawable_get_thumbnail (drawable, PICTURE_SIDE, PICTURE_SIDE,
                                                 GIMP_PIXBUF_SMALL_CHECKS);
  g_ptr_array_add (list, mask);
}

/* These layers, or their masks, and those in groups. */
static void
add_layers (GPtrArray *list, GimpItem **layers, GimpLayer *content, gboolean their_masks)
{
  for (int i = 0; layers && layers[i]; i++)
    {
      GimpLayer     *layer = GIMP_LAYER (layers[i]);
      GimpLayerMask *mask = gimp_layer_get_mask (layer);

      if (their_masks && mask)
        add (list, GIMP_DRAWABLE (mask));
      if (!their_masks && layer != content)
        add (list, GIMP_DRAWABLE (layer));
      if (gimp_item_is_group (layers[i]))
        {
          g_autofree GimpItem **children = gimp_item_get_children (layers[i]);

          add_layers (list, children, content, their_masks);
        }
    }
}

GPtrArray *
mask_list_read (GimpLayer *content)
{
  GPtrArray               *list = g_ptr_array_new_with_free_func (mask_free);
  GimpImage               *image = gimp_item_get_image (GIMP_ITEM (content));
  g_autofree GimpChannel **channels = gimp_image_get_channels (image);
  g_autofree GimpLayer   **layers = gimp_image_get_layers (image);

  for (int i = 0; channels && channels[i]; i++)
    add (list, GIMP_DRAWABLE (channels[i]));
  add_layers (list, (GimpItem **) layers, content, TRUE);
  add_layers (list, (GimpItem **) layers, content, FALSE);

  return list;
}

static gboolean
has_same_picture (const Mask *mask, const Mask *other)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) others = NULL;

  if (!mask->picture || !other->picture)
    return mask->picture == other->picture;

  bytes = gdk_pixbuf_read_pixel_bytes (mask->picture);
  others = gdk_pixbuf_read_pixel_bytes (other->picture);

  return g_bytes_equal (bytes, others);
}

gboolean
mask_list_equal (const GPtrArray *list, const GPtrArray *other)
{
  if (list->len != other->len)
    return FALSE;

  for (guint i = 0; i < list->len; i++)
    {
      const Mask *one = list->pdata[i], *two = other->pdata[i];

      if (one->id != two->id || !g_str_equal (one->name, two->name) || !has_same_picture (one, two))
        return FALSE;
    }

  return TRUE;
}

GimpDrawable *
mask_list_suggest (const GPtrArray *list, const GPtrArray *used)
{
  for (guint i = 0; i < list->len; i++)
    {
      GimpDrawable *mask = gimp_drawable_get_by_id (((Mask *) list->pdata[i])->id);

      if (!g_ptr_array_find ((GPtrArray *) used, mask, NULL))
        return mask;
    }

  return list->len ? gimp_drawable_get_by_id (((Mask *) list->pdata[0])->id) : NULL;
}

/* ---- Combo boxes ------------------------------------------------------------------- */

/* GimpIntComboBox, with its icon names, would show no pictures. */
enum
{
  COLUMN_NAME, /* the first, which is shown, and by which GTK names the combo box */
  COLUMN_ID,   /* as a text; "0" is none */
  COLUMN_PICTURE,
  N_COLUMNS
};

static void
append (GtkListStore *store, int id, const char *name, GdkPixbuf *picture)
{
  g_autofree char *text = g_strdup_printf ("%d", id);

  gtk_list_store_insert_with_values (store, NULL, -1, COLUMN_NAME, name, COLUMN_ID, text,
                                     COLUMN_PICTURE, picture, -1);
}

static void
add_cells (GtkWidget *combo)
{
  GtkCellLayout   *layout = GTK_CELL_LAYOUT (combo);
  GtkCellRenderer *picture = gtk_cell_renderer_pixbuf_new ();

  g_object_set (picture, "xpad", 3, NULL);
  gtk_cell_layout_pack_start (layout, picture, FALSE);
  gtk_cell_layout_set_attributes (layout, picture, "pixbuf", COLUMN_PICTURE, NULL);
  narrow_cell_pack (combo, NAME_CHARS, NAME_CHARS);
}

static gboolean
mark (GtkWidget *combo, int id)
{
  g_autofree char *text = g_strdup_printf ("%d", id);

  return gtk_combo_box_set_active_id (GTK_COMBO_BOX (combo), text);
}

GtkWidget *
mask_list_new_combo (const GPtrArray *list, const char *none, GimpDrawable *mask)
{
  g_autoptr (GtkListStore) store
      = gtk_list_store_new (N_COLUMNS, G_TYPE_STRING, G_TYPE_STRING, GDK_TYPE_PIXBUF);
  GtkWidget *combo = gtk_combo_box_new_with_model (GTK_TREE_MODEL (store));
  int        id = mask ? gimp_item_get_id (GIMP_ITEM (mask)) : 0;

  if (none)
    append (store, 0, none, NULL);
  for (guint i = 0; i < list->len; i++)
    {
      const Mask *entry = list->pdata[i];

      append (store, entry->id, entry->name, entry->picture);
    }

  gtk_combo_box_set_id_column (GTK_COMBO_BOX (combo), COLUMN_ID);
  add_cells (combo);
  if (!mark (combo, id) && mask && gimp_item_is_valid (GIMP_ITEM (mask)))
    {
      append (store, id, gimp_item_get_name (GIMP_ITEM (mask)), NULL);
      mark (combo, id);
    }

  return combo;
}

GimpDrawable *
mask_list_get_chosen (GtkWidget *combo)
{
  const char *text = gtk_combo_box_get_active_id (GTK_COMBO_BOX (combo));
  int         id = text ? (int) g_ascii_strtoll (text, NULL, 10) : 0;

  return id && gimp_item_id_is_drawable (id) ? gimp_drawable_get_by_id (id) : NULL;
}
