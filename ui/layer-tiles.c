/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-tiles.c - a tile a layer, those within groups of layers, too.  A plug-in is not told of new
 * layers: they are looked for whenever the widget is shown. */

#include "ui/layer-tiles.h"

#include "ui/tile-box.h"

#include <glib/gi18n.h>

#define WIDTH  96 /* pixels, of the picture */
#define HEIGHT 68
#define KEY_ID "layer-id"

struct _LayerTiles
{
  GtkScrolledWindow parent_instance;

  GtkWidget *box;
  int        marked; /* id of the layer; 0: none */
};

G_DEFINE_FINAL_TYPE (LayerTiles, layer_tiles, GTK_TYPE_SCROLLED_WINDOW)

enum
{
  CHOSEN,
  SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- Tiles ------------------------------------------------------------------------- */

static GtkWidget *
new_image (GimpLayer *layer, int factor)
{
  g_autoptr (GdkPixbuf) pixbuf = gimp_drawable_get_thumbnail (
      GIMP_DRAWABLE (layer), WIDTH * factor, HEIGHT * factor, GIMP_PIXBUF_SMALL_CHECKS);
  cairo_surface_t *surface
      = pixbuf ? gdk_cairo_surface_create_from_pixbuf (pixbuf, factor, NULL) : NULL;
  GtkWidget *image = gtk_image_new_from_surface (surface);

  g_clear_pointer (&surface, cairo_surface_destroy);
  gtk_widget_set_size_request (image, WIDTH, HEIGHT);

  return image;
}

static void
add_tile (LayerTiles *tiles, GimpLayer *layer)
{
  GimpImage       *image = gimp_item_get_image (GIMP_ITEM (layer));
  g_autofree char *home = gimp_image_get_name (image);
  g_autofree char *name = gimp_item_get_name (GIMP_ITEM (layer));
  g_autofree char *text = g_strdup_printf ("%s\n%s", name, home);
  GtkWidget       *tile = gtk_flow_box_child_new ();
  GtkWidget       *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget       *label = gtk_label_new (name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1); /* as wide as the picture */
  gtk_widget_set_size_request (label, WIDTH, -1);
  gtk_box_pack_start (GTK_BOX (content),
                      new_image (layer, gtk_widget_get_scale_factor (GTK_WIDGET (tiles))), FALSE,
                      FALSE, 0);
  gtk_box_pack_start (GTK_BOX (content), label, FALSE, FALSE, 0);
  g_object_set (content, "margin", 3, NULL);
  gtk_container_add (GTK_CONTAINER (tile), content);
  gtk_widget_set_tooltip_text (tile, text);
  atk_object_set_name (gtk_widget_get_accessible (tile), name);
  g_object_set_data (G_OBJECT (tile), KEY_ID,
                     GINT_TO_POINTER (gimp_item_get_id (GIMP_ITEM (layer))));
  gtk_container_add (GTK_CONTAINER (tiles->box), tile);
  gtk_widget_show_all (tile);
}

/* `items` ends with NULL, and is freed. */
static void
add_layers (LayerTiles *tiles, GimpItem **items)
{
  for (int i = 0; items && items[i]; i++)
    {
      add_tile (tiles, GIMP_LAYER (items[i]));
      if (gimp_item_is_group (items[i]))
        add_layers (tiles, gimp_item_get_children (items[i]));
    }
  g_free (items);
}

static void
mark (LayerTiles *tiles)
{
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (tiles->box));
  GtkFlowBoxChild *marked = NULL;

  for (GList *child = children; child && tiles->marked; child = child->next)
    if (GPOINTER_TO_INT (g_object_get_data (child->data, KEY_ID)) == tiles->marked)
      marked = child->data;
  tile_box_mark (TILE_BOX (tiles->box), marked);
}

static void
fill (LayerTiles *tiles)
{
  g_autofree GimpImage **images = gimp_get_images ();

  tile_box_clear (TILE_BOX (tiles->box));
  for (int i = 0; images && images[i]; i++)
    add_layers (tiles, (GimpItem **) gimp_image_get_layers (images[i]));
  mark (tiles);
}

/* ---- What the user does ------------------------------------------------------------ */

static void
on_picked (LayerTiles *tiles, GtkFlowBoxChild *tile)
{
  int        id = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (tile), KEY_ID));
  GimpLayer *layer = gimp_layer_get_by_id (id);

  tiles->marked = id;
  if (layer) /* which may have been deleted meanwhile */
    g_signal_emit (tiles, signals[CHOSEN], 0, layer);
}

static void
on_activated (LayerTiles *tiles)
{
  g_signal_emit (tiles, signals[SETTLED], 0);
}

/* ---- The widget -------------------------------------------------------------------- */

static void
layer_tiles_class_init (LayerTilesClass *klass)
{
  signals[CHOSEN] = g_signal_new ("chosen", LAYER_TYPE_TILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, GIMP_TYPE_LAYER);
  signals[SETTLED] = g_signal_new ("settled", LAYER_TYPE_TILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
layer_tiles_init (LayerTiles *tiles)
{
  GtkScrolledWindow *window = GTK_SCROLLED_WINDOW (tiles);

  tiles->box = tile_box_new ();
  /* A few layers ask for no more room than the gallery does. */
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (tiles->box), TILE_BOX_COLUMNS);
  atk_object_set_name (gtk_widget_get_accessible (tiles->box), _ ("Layers of the open images"));
  g_signal_connect_swapped (tiles->box, "picked", G_CALLBACK (on_picked), tiles);
  g_signal_connect_swapped (tiles->box, "child-activated", G_CALLBACK (on_activated), tiles);
  g_signal_connect (tiles, "map", G_CALLBACK (fill), NULL);
  gtk_scrolled_window_set_policy (window, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (window, GTK_SHADOW_IN);
  gtk_container_add (GTK_CONTAINER (tiles), tiles->box);
  gtk_widget_show_all (tiles->box);
}

GtkWidget *
layer_tiles_new (void)
{
  return g_object_new (LAYER_TYPE_TILES, NULL);
}

void
layer_tiles_select (LayerTiles *tiles, GimpLayer *layer)
{
  tiles->marked = layer ? gimp_item_get_id (GIMP_ITEM (layer)) : 0;
  mark (tiles);
}
