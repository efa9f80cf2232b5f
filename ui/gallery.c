/* SPDX-License-Identifier: GPL-3.0-or-later */

/* gallery.c - a search entry above a flow box of tiles.  Each tile has the style's name, for
 * scripts, and the text for the search. */

#include "ui/gallery.h"

#include "ui/surface.h"

#include <glib/gi18n.h>

#include <string.h>

#define TILE_WIDTH   96 /* pixels, of the picture */
#define TILE_HEIGHT  68
#define TILE_COLUMNS 3 /* at least */
#define MOST_COLUMNS 8
#define NAME_CHARS   11
#define KEY_NAME     "style-name"
#define KEY_TEXT     "style-text" /* casefolded */
#define KEY_RANK     "style-rank" /* among those used last */

enum
{
  CHOSEN,
  SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _StyleGallery
{
  GtkBox parent_instance;

  GtkWidget *search, *tiles, *pages, *scrolled, *empty;
  GtkWidget *nothing;  /* is found */
  char      *sought;   /* casefolded */
  gboolean   quiet;    /* no user is choosing */
  gboolean   unlooked; /* what is marked is to be scrolled to, once the tiles have their places */
  double     height;   /* of the part of them that is seen */
};

G_DEFINE_FINAL_TYPE (StyleGallery, style_gallery, GTK_TYPE_BOX)

/* ---- Tiles ------------------------------------------------------------------------- */

static GtkWidget *
new_image (const NstPicture *thumbnail, int factor)
{
  cairo_surface_t *tile = surface_new_tile (thumbnail, TILE_WIDTH, TILE_HEIGHT, factor);
  GtkWidget       *image = gtk_image_new_from_surface (tile);

  cairo_surface_destroy (tile);

  return image;
}

/* Its place in `names`, or their number. */
static int
rank_of (const char *name, const char *const *names)
{
  int rank = 0;

  while (names[rank] && !g_str_equal (names[rank], name))
    rank++;

  return rank;
}

static GtkWidget *
new_tile (const NstStyleInfo *info, const char *const *recent, int factor)
{
  const char      *name = nst_style_get_title (info->style);
  const char      *credit = nst_style_get_credit (info->style);
  g_autofree char *text = credit ? g_strdup_printf ("%s\n%s", name, credit) : g_strdup (name);
  GtkWidget       *tile = gtk_flow_box_child_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget       *label = gtk_label_new (name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_box_pack_start (GTK_BOX (box), new_image (nst_style_get_thumbnail (info->style), factor),
                      FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), label, FALSE, FALSE, 0);
  g_object_set (box, "margin", 3, NULL);
  gtk_container_add (GTK_CONTAINER (tile), box);
  gtk_widget_set_tooltip_text (tile, text);
  atk_object_set_name (gtk_widget_get_accessible (tile), name);
  g_object_set_data_full (G_OBJECT (tile), KEY_NAME, g_strdup (info->name), g_free);
  g_object_set_data_full (G_OBJECT (tile), KEY_TEXT, g_utf8_casefold (text, -1), g_free);
  g_object_set_data (G_OBJECT (tile), KEY_RANK, GINT_TO_POINTER (rank_of (info->name, recent)));
  gtk_widget_show_all (tile);

  return tile;
}

/* Those used last come first, the others by their names. */
static int
compare_tiles (GtkFlowBoxChild *a, GtkFlowBoxChild *b, gpointer data)
{
  int rank = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (a), KEY_RANK));
  int other = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (b), KEY_RANK));

  if (rank != other)
    return rank - other;

  return g_utf8_collate (g_object_get_data (G_OBJECT (a), KEY_TEXT),
                         g_object_get_data (G_OBJECT (b), KEY_TEXT));
}

static gboolean
is_sought (GtkFlowBoxChild *tile, gpointer data)
{
  StyleGallery *gallery = data;

  return !gallery->sought
         || strstr (g_object_get_data (G_OBJECT (tile), KEY_TEXT), gallery->sought);
}

/* ---- What the user does ------------------------------------------------------------ */

/* The tiles, or what there is to say where there are none. */
static void
show_page (StyleGallery *gallery)
{
  g_autoptr (GList) tiles = gtk_container_get_children (GTK_CONTAINER (gallery->tiles));
  g_autofree char *text = NULL;
  gboolean         found = FALSE;

  for (GList *tile = tiles; tile; tile = tile->next)
    found = found || is_sought (tile->data, gallery);
  text = g_strdup_printf (_ ("No style or artist matches “%s”."),
                          gtk_entry_get_text (GTK_ENTRY (gallery->search)));
  gtk_label_set_text (GTK_LABEL (gallery->nothing), text);

  gtk_widget_set_sensitive (gallery->search, tiles != NULL);
  gtk_stack_set_visible_child (GTK_STACK (gallery->pages), found   ? gallery->scrolled
                                                           : tiles ? gallery->nothing
                                                                   : gallery->empty);
}

static void
on_search_changed (StyleGallery *gallery)
{
  g_free (gallery->sought);
  gallery->sought = g_utf8_casefold (gtk_entry_get_text (GTK_ENTRY (gallery->search)), -1);
  gtk_flow_box_invalidate_filter (GTK_FLOW_BOX (gallery->tiles));
  show_page (gallery);
}

/* Escape clears the search; an empty one leaves it to close the dialog, as elsewhere in it. */
static void
on_stop_search (StyleGallery *gallery)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (gallery));

  if (gtk_entry_get_text_length (GTK_ENTRY (gallery->search)) > 0)
    gtk_entry_set_text (GTK_ENTRY (gallery->search), "");
  else if (GTK_IS_DIALOG (window))
    g_signal_emit_by_name (window, "close");
}

static void
scroll_to_selected (StyleGallery *gallery)
{
  g_autoptr (GList) selected = gtk_flow_box_get_selected_children (GTK_FLOW_BOX (gallery->tiles));
  GtkAdjustment *adjustment
      = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (gallery->scrolled));
  double        height = gtk_adjustment_get_page_size (adjustment);
  GtkAllocation place;

  if (!selected || (!gallery->unlooked && height == gallery->height))
    return;

  gallery->height = height;

  gallery->unlooked = FALSE;
  gtk_widget_get_allocation (selected->data, &place);
  gtk_adjustment_clamp_page (adjustment, place.y, place.y + place.height);
}

static void
on_selection_changed (StyleGallery *gallery)
{
  g_autoptr (GList) selected = gtk_flow_box_get_selected_children (GTK_FLOW_BOX (gallery->tiles));

  if (!gallery->quiet && selected)
    g_signal_emit (gallery, signals[CHOSEN], 0,
                   g_object_get_data (G_OBJECT (selected->data), KEY_NAME));
}

/* The marked tile where that is shown; otherwise any. */
static GtkFlowBoxChild *
tile_to_focus (StyleGallery *gallery)
{
  g_autoptr (GList) selected = gtk_flow_box_get_selected_children (GTK_FLOW_BOX (gallery->tiles));
  g_autoptr (GList) tiles = gtk_container_get_children (GTK_CONTAINER (gallery->tiles));

  if (selected && gtk_widget_get_child_visible (selected->data))
    return selected->data;

  for (GList *tile = tiles; tile; tile = tile->next)
    if (gtk_widget_get_child_visible (tile->data))
      return tile->data;

  return NULL;
}

/* Whether the keyboard is at a tile.  That a container remembers a child says less: it may have been
 * left long ago. */
static gboolean
has_focus (GtkWidget *tiles)
{
  GtkWidget *window = gtk_widget_get_toplevel (tiles);
  GtkWidget *focus = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;

  return focus && gtk_widget_is_ancestor (focus, tiles);
}

/* In a flow box, Tab stops at every tile and selects it.  Here Tab leaves the gallery, and arrows
 * and Return select, starting from the focused tile: focusing it by the flow box's own function
 * sets its cursor.  The selection stays until then. */
static gboolean
on_focus (GtkWidget *tiles, GtkDirectionType direction, StyleGallery *gallery)
{
  g_autoptr (GList) marked = gtk_flow_box_get_selected_children (GTK_FLOW_BOX (tiles));
  GtkFlowBoxChild *tile;

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;

  on_search_changed (gallery); /* the entry tells of it only when nothing is typed for a moment */
  if (has_focus (tiles) || !(tile = tile_to_focus (gallery)))
    {
      g_signal_stop_emission_by_name (tiles, "focus");
      return FALSE;
    }

  gallery->quiet = TRUE;
  gtk_widget_child_focus (GTK_WIDGET (tile), direction);
  gtk_flow_box_unselect_all (GTK_FLOW_BOX (tiles));
  if (marked)
    gtk_flow_box_select_child (GTK_FLOW_BOX (tiles), marked->data);
  gallery->quiet = FALSE;

  return TRUE;
}

static void
on_activated (StyleGallery *gallery)
{
  g_signal_emit (gallery, signals[SETTLED], 0);
}

/* ---- The widget -------------------------------------------------------------------- */

static void
style_gallery_finalize (GObject *object)
{
  g_free (STYLE_GALLERY (object)->sought);

  G_OBJECT_CLASS (style_gallery_parent_class)->finalize (object);
}

static void
style_gallery_class_init (StyleGalleryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = style_gallery_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", STYLE_TYPE_GALLERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SETTLED] = g_signal_new ("settled", STYLE_TYPE_GALLERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_tiles (StyleGallery *gallery)
{
  GtkWidget  *tiles = gtk_flow_box_new ();
  GtkFlowBox *flow_box = GTK_FLOW_BOX (tiles);

  gtk_flow_box_set_min_children_per_line (flow_box, TILE_COLUMNS);
  gtk_flow_box_set_max_children_per_line (flow_box, MOST_COLUMNS);
  gtk_flow_box_set_homogeneous (flow_box, TRUE);
  gtk_flow_box_set_selection_mode (flow_box, GTK_SELECTION_SINGLE);
  gtk_flow_box_set_sort_func (flow_box, compare_tiles, NULL, NULL);
  gtk_flow_box_set_filter_func (flow_box, is_sought, gallery, NULL);
  gtk_widget_set_valign (tiles, GTK_ALIGN_START);
  g_signal_connect_swapped (tiles, "selected-children-changed", G_CALLBACK (on_selection_changed),
                            gallery);
  g_signal_connect (tiles, "focus", G_CALLBACK (on_focus), gallery);
  g_signal_connect_swapped (tiles, "child-activated", G_CALLBACK (on_activated), gallery);

  return tiles;
}

/* In place of the tiles. */
static GtkWidget *
new_message (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 2 * NAME_CHARS);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_style_context_add_class (gtk_widget_get_style_context (label), GTK_STYLE_CLASS_DIM_LABEL);

  return label;
}

static void
style_gallery_init (StyleGallery *gallery)
{
  GtkBox *box = GTK_BOX (gallery);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gallery), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (box, 6);

  gallery->search = gtk_search_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (gallery->search), _ ("Search styles"));
  atk_object_set_name (gtk_widget_get_accessible (gallery->search), _ ("Search styles"));
  g_signal_connect_swapped (gallery->search, "search-changed", G_CALLBACK (on_search_changed),
                            gallery);
  g_signal_connect_swapped (gallery->search, "stop-search", G_CALLBACK (on_stop_search), gallery);

  gallery->tiles = new_tiles (gallery);
  gallery->scrolled = gtk_scrolled_window_new (NULL, NULL);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (gallery->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (gallery->scrolled), GTK_SHADOW_IN);
  gtk_container_add (GTK_CONTAINER (gallery->scrolled), gallery->tiles);

  gallery->nothing = new_message (NULL);
  gallery->empty = new_message (
      _ ("No styles are installed.\n\nTake a style from a layer or a file, and save it here."));
  gallery->pages = gtk_stack_new ();
  gtk_container_add (GTK_CONTAINER (gallery->pages), gallery->scrolled);
  gtk_container_add (GTK_CONTAINER (gallery->pages), gallery->nothing);
  gtk_container_add (GTK_CONTAINER (gallery->pages), gallery->empty);

  /* After the scrolled window has learned how large it is. */
  g_signal_connect_data (gallery->scrolled, "size-allocate", G_CALLBACK (scroll_to_selected),
                         gallery, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  gtk_box_pack_start (box, gallery->search, FALSE, FALSE, 0);
  gtk_box_pack_start (box, gallery->pages, TRUE, TRUE, 0);
  gtk_widget_show_all (gallery->search);
  gtk_widget_show_all (gallery->pages);
}

GtkWidget *
style_gallery_new (void)
{
  return g_object_new (STYLE_TYPE_GALLERY, NULL);
}

static void
remove_tile (GtkWidget *tile, gpointer data)
{
  gtk_widget_destroy (tile);
}

void
style_gallery_fill (StyleGallery *gallery, GPtrArray *styles, const char *const *recent)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (gallery));

  gallery->quiet = TRUE;
  gtk_container_foreach (GTK_CONTAINER (gallery->tiles), remove_tile, NULL);

  for (guint i = 0; i < styles->len; i++)
    {
      const NstStyleInfo *info = g_ptr_array_index (styles, i);

      if (!info->style)
        continue;

      gtk_container_add (GTK_CONTAINER (gallery->tiles), new_tile (info, recent, factor));
    }

  show_page (gallery);
  gallery->quiet = FALSE;
}

void
style_gallery_select (StyleGallery *gallery, const char *name)
{
  g_autoptr (GList) tiles = gtk_container_get_children (GTK_CONTAINER (gallery->tiles));

  gallery->quiet = TRUE;
  gtk_flow_box_unselect_all (GTK_FLOW_BOX (gallery->tiles));

  for (GList *tile = tiles; tile; tile = tile->next)
    if (g_strcmp0 (g_object_get_data (tile->data, KEY_NAME), name) == 0)
      gtk_flow_box_select_child (GTK_FLOW_BOX (gallery->tiles), tile->data);

  gallery->unlooked = TRUE;
  gtk_widget_queue_resize (gallery->scrolled);
  gallery->quiet = FALSE;
}
