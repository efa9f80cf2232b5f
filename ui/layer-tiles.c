/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-tiles.c - a tile a layer, those within groups of layers, too.  GIMP does not tell a plug-in
 * of changes, so they are looked for while the widget is seen: other layers and names at every
 * check, other pixels of a few layers in turn, because each is a picture from GIMP. */

#include "ui/layer-tiles.h"

#include "ui/tile-box.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#define WIDTH              96 /* pixels, of the picture */
#define HEIGHT             68
#define KEY_ID             "layer-id"
#define KEY_IMAGE          "image"
#define WATCH_MILLISECONDS 500 /* between two checks */
#define PICTURES           4   /* that a check looks at */

struct _LayerTiles
{
  GtkScrolledWindow parent_instance;

  GtkWidget *box;
  int        marked; /* id of the layer; 0: none */
  guint      watch;  /* checks the layers while they are seen, or 0 */
  guint      turn;   /* the tile whose picture is looked at next */
};

DEFINE_WIDGET_TYPE (LayerTiles, layer_tiles, GTK_TYPE_SCROLLED_WINDOW)

/* ---- Tiles ------------------------------------------------------------------------- */

static int
id_of (gpointer tile)
{
  return GPOINTER_TO_INT (g_object_get_data (tile, KEY_ID));
}

/* What the tooltip of a layer's tile says; to be freed by g_free. */
static char *
describe (GimpLayer *layer)
{
  GimpImage       *image = gimp_item_get_image (GIMP_ITEM (layer));
  g_autofree char *home = image ? gimp_image_get_name (image) : NULL;
  g_autofree char *name = gimp_item_get_name (GIMP_ITEM (layer));

  return g_strdup_printf ("%s\n%s", name ? name : "", home ? home : "");
}

static gboolean
have_same_pixels (GdkPixbuf *pixbuf, GdkPixbuf *other)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) others = NULL;

  if (!pixbuf || !other)
    return pixbuf == other;

  bytes = gdk_pixbuf_read_pixel_bytes (pixbuf);
  others = gdk_pixbuf_read_pixel_bytes (other);

  return g_bytes_equal (bytes, others);
}

/* Reads the layer's picture anew, and shows it; returns whether another one was shown before. */
static gboolean
show_picture (GtkWidget *tile, GimpLayer *layer)
{
  GtkWidget *image = g_object_get_data (G_OBJECT (tile), KEY_IMAGE);
  int        factor = gtk_widget_get_scale_factor (tile);
  GdkPixbuf *shown = g_object_get_data (G_OBJECT (image), KEY_IMAGE);
  g_autoptr (GdkPixbuf) pixbuf = gimp_drawable_get_thumbnail (
      GIMP_DRAWABLE (layer), WIDTH * factor, HEIGHT * factor, GIMP_PIXBUF_SMALL_CHECKS);
  gboolean         other = shown != NULL;
  cairo_surface_t *surface;

  if (have_same_pixels (pixbuf, shown))
    return FALSE;

  surface = pixbuf ? gdk_cairo_surface_create_from_pixbuf (pixbuf, factor, NULL) : NULL;
  gtk_image_set_from_surface (GTK_IMAGE (image), surface);
  g_clear_pointer (&surface, cairo_surface_destroy);
  g_object_set_data_full (G_OBJECT (image), KEY_IMAGE, g_steal_pointer (&pixbuf), g_object_unref);

  return other;
}

static void
add_tile (LayerTiles *tiles, GimpLayer *layer)
{
  g_autofree char *name = gimp_item_get_name (GIMP_ITEM (layer));
  g_autofree char *text = describe (layer);
  GtkWidget       *tile = gtk_flow_box_child_new ();
  GtkWidget       *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget       *image = gtk_image_new (), *label = gtk_label_new (name);

  gtk_widget_set_size_request (image, WIDTH, HEIGHT);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1); /* as wide as the picture */
  gtk_widget_set_size_request (label, WIDTH, -1);
  gtk_box_pack_start (GTK_BOX (content), image, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (content), label, FALSE, FALSE, 0);
  g_object_set (content, "margin", 3, NULL);
  gtk_container_add (GTK_CONTAINER (tile), content);
  gtk_widget_set_tooltip_text (tile, text);
  atk_object_set_name (gtk_widget_get_accessible (tile), name);
  g_object_set_data (G_OBJECT (tile), KEY_ID,
                     GINT_TO_POINTER (gimp_item_get_id (GIMP_ITEM (layer))));
  g_object_set_data (G_OBJECT (tile), KEY_IMAGE, image);
  gtk_container_add (GTK_CONTAINER (tiles->box), tile);
  show_picture (tile, layer);
  gtk_widget_show_all (tile);
}

/* `items` ends with NULL, and is freed. */
static void
list_items (GPtrArray *list, GimpItem **items)
{
  for (int i = 0; items && items[i]; i++)
    {
      g_ptr_array_add (list, items[i]);
      if (gimp_item_is_group (items[i]))
        list_items (list, gimp_item_get_children (items[i]));
    }
  g_free (items);
}

/* The layers of all open images, which are GIMP's; the array is to be freed. */
static GPtrArray *
list_layers (void)
{
  g_autofree GimpImage **images = gimp_get_images ();
  GPtrArray             *list = g_ptr_array_new ();

  for (int i = 0; images && images[i]; i++)
    list_items (list, (GimpItem **) gimp_image_get_layers (images[i]));

  return list;
}

/* The tile of the layer `id`, or NULL. */
static GtkFlowBoxChild *
find_tile (LayerTiles *tiles, int id)
{
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (tiles->box));

  for (GList *child = children; child; child = child->next)
    if (id_of (child->data) == id)
      return child->data;

  return NULL;
}

static void
mark (LayerTiles *tiles)
{
  tile_box_mark (TILE_BOX (tiles->box), tiles->marked ? find_tile (tiles, tiles->marked) : NULL);
}

/* ---- Following --------------------------------------------------------------------- */

/* Makes a tile for each of `layers`; the keyboard stays where it was. */
static void
fill (LayerTiles *tiles, const GPtrArray *layers)
{
  GtkFlowBoxChild *tile = tile_box_get_focused (TILE_BOX (tiles->box));
  int              focused = tile ? id_of (tile) : 0;

  tile_box_clear (TILE_BOX (tiles->box));
  for (guint i = 0; i < layers->len; i++)
    add_tile (tiles, layers->pdata[i]);
  mark (tiles);
  tile = focused ? find_tile (tiles, focused) : NULL;
  if (tile)
    gtk_widget_grab_focus (GTK_WIDGET (tile));
}

/* Whether there is a tile for each of `layers`, in their order and with their names. */
static gboolean
shows (LayerTiles *tiles, const GPtrArray *layers)
{
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (tiles->box));
  GList *child = children;

  for (guint i = 0; i < layers->len; i++, child = child->next)
    {
      g_autofree char *text = describe (layers->pdata[i]);
      g_autofree char *shown = child ? gtk_widget_get_tooltip_text (child->data) : NULL;

      if (!child || id_of (child->data) != gimp_item_get_id (layers->pdata[i])
          || g_strcmp0 (text, shown) != 0)
        return FALSE;
    }

  return !child;
}

/* Looks at the pictures of the next few tiles, whose layers are `layers`.  What is painted on the
 * chosen one makes it another style. */
static void
look_at_pictures (LayerTiles *tiles, const GPtrArray *layers)
{
  for (guint i = 0; i < MIN (PICTURES, layers->len); i++)
    {
      guint            at = tiles->turn++ % layers->len;
      GtkFlowBoxChild *tile = gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (tiles->box), (int) at);

      if (show_picture (GTK_WIDGET (tile), layers->pdata[at]) && id_of (tile) == tiles->marked)
        g_signal_emit_by_name (tiles, "chosen", layers->pdata[at]);
    }
}

static gboolean
on_watch (gpointer data)
{
  LayerTiles *tiles = data;
  g_autoptr (GPtrArray) layers = list_layers ();

  if (shows (tiles, layers))
    look_at_pictures (tiles, layers);
  else
    fill (tiles, layers);

  return G_SOURCE_CONTINUE;
}

static void
on_map (LayerTiles *tiles)
{
  g_autoptr (GPtrArray) layers = list_layers ();

  fill (tiles, layers);
  if (!tiles->watch)
    tiles->watch = g_timeout_add (WATCH_MILLISECONDS, on_watch, tiles);
}

static void
on_unmap (LayerTiles *tiles)
{
  g_clear_handle_id (&tiles->watch, g_source_remove);
}

/* ---- What the user does ------------------------------------------------------------ */

static void
on_picked (LayerTiles *tiles, GtkFlowBoxChild *tile)
{
  int        id = id_of (tile);
  GimpLayer *layer = gimp_layer_get_by_id (id);

  tiles->marked = id;
  if (layer) /* which may have been deleted meanwhile */
    g_signal_emit_by_name (tiles, "chosen", layer);
}

/* ---- The widget -------------------------------------------------------------------- */

static void
layer_tiles_class_init (LayerTilesClass *klass)
{
  WIDGET_SIGNAL (klass, "chosen", 1, GIMP_TYPE_LAYER);
  WIDGET_SIGNAL (klass, "settled", 0);
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
  widget_forward (tiles->box, "child-activated", tiles, "settled");
  g_signal_connect (tiles, "map", G_CALLBACK (on_map), NULL);
  g_signal_connect (tiles, "unmap", G_CALLBACK (on_unmap), NULL);
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
