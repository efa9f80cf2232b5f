/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-drop.c - the targets of GIMP's own drags.  What GIMP gives for a layer, or for several of
 * them, is a text: the number of its process and the ids, parted by colons. */

#include "ui/style-drop.h"

enum
{
  TARGET_LAYER,
  TARGET_FILE
};

static const GtkTargetEntry targets[]
    = { { (char *) "application/x-gimp-layer-list", 0, TARGET_LAYER },
        { (char *) "application/x-gimp-layer-id", 0, TARGET_LAYER } };

/* What the widget does with it. */
typedef struct
{
  StyleDropFunc func;
  gpointer      data;
} Drop;

/* The first layer in `text`, or NULL: it may be of another GIMP, or deleted. */
static GimpLayer *
read_layer (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ":", -1);
  gint64 id = 0;

  if (!words[0] || !words[1] || !g_ascii_string_to_signed (words[1], 10, 1, G_MAXINT, &id, NULL)
      || g_ascii_strtoll (words[0], NULL, 10) != gimp_getpid ()
      || !gimp_item_id_is_layer ((int) id))
    return NULL;

  return gimp_layer_get_by_id ((int) id);
}

static gboolean
take_layer (const Drop *drop, GtkSelectionData *data)
{
  g_autofree char *text = g_strndup ((const char *) gtk_selection_data_get_data (data),
                                     (gsize) MAX (0, gtk_selection_data_get_length (data)));
  GimpLayer       *layer = read_layer (text);

  return layer && drop->func (layer, NULL, drop->data);
}

static gboolean
take_file (const Drop *drop, GtkSelectionData *data)
{
  g_auto (GStrv) uris = gtk_selection_data_get_uris (data);
  g_autoptr (GFile) file = uris && uris[0] ? g_file_new_for_uri (uris[0]) : NULL;

  return file && drop->func (NULL, file, drop->data);
}

static void
on_drop (GtkWidget *widget, GdkDragContext *context, int x, int y, GtkSelectionData *data,
         guint info, guint timestamp, Drop *drop)
{
  gboolean taken = info == TARGET_LAYER ? take_layer (drop, data) : take_file (drop, data);

  gtk_drag_finish (context, taken, FALSE, timestamp);
}

static void
drop_free (gpointer drop, GClosure *closure)
{
  g_free (drop);
}

void
style_drop_accept (GtkWidget *widget, StyleDropFunc func, gpointer data)
{
  g_autoptr (GtkTargetList) list = gtk_target_list_new (targets, G_N_ELEMENTS (targets));
  Drop *drop = g_new (Drop, 1);

  *drop = (Drop) { func, data };
  gtk_target_list_add_uri_targets (list, TARGET_FILE);
  /* GIMP's drags offer to move. */
  gtk_drag_dest_set (widget, GTK_DEST_DEFAULT_ALL, NULL, 0, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  gtk_drag_dest_set_target_list (widget, list);
  g_signal_connect_data (widget, "drag-data-received", G_CALLBACK (on_drop), drop, drop_free, 0);
}
