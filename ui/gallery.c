/* SPDX-License-Identifier: GPL-3.0-or-later */

/* gallery.c - a search entry and a list of groups above a flow box of tiles.  A search looks in all
 * groups. */

#include "ui/gallery.h"

#include "ui/line.h"
#include "ui/style-editor.h"
#include "ui/style-groups.h"
#include "ui/tile-box.h"
#include "ui/widget.h"

#include "store/favorite-styles.h"

#include <glib/gi18n.h>

#define NAME_CHARS   11
#define SEARCH_CHARS 8

struct _StyleGallery
{
  GtkBox parent_instance;

  GPtrArray   *styles; /* element-type NstStyleInfo; or NULL */
  gboolean     editable;
  StyleEditor *editor;
  GtkWidget   *search, *groups, *tiles, *pages, *scrolled, *empty;
  GtkWidget   *nothing, *message, *clear; /* what is seen where nothing is found */
  char        *sought;                    /* casefolded; NULL: nothing */
  char        *marked;                    /* the style, or NULL */
  gboolean     unlooked; /* what is marked is to be scrolled to, once the tiles have their places */
  double       height;   /* of the part of them that is seen */
};

DEFINE_WIDGET_TYPE (StyleGallery, style_gallery, GTK_TYPE_BOX)

/* All that there are: a star that is given in one is seen in all. */
static GList *galleries = NULL;

/* ---- Tiles ------------------------------------------------------------------------- */

/* Its place in `names`, or their number. */
static int
rank_of (const char *name, const char *const *names)
{
  int rank = 0;

  while (names[rank] && !g_str_equal (names[rank], name))
    rank++;

  return rank;
}

static int
compare_tiles (GtkFlowBoxChild *a, GtkFlowBoxChild *b, gpointer data)
{
  return style_tile_compare (STYLE_TILE (a), STYLE_TILE (b));
}

static gboolean
is_shown (GtkFlowBoxChild *tile, gpointer data)
{
  StyleGallery *gallery = data;

  return gallery->sought ? style_tile_has_text (STYLE_TILE (tile), gallery->sought)
                         : style_groups_have (gallery->groups, STYLE_TILE (tile));
}

/* ---- What the user does ------------------------------------------------------------ */

/* Why there is nothing to see; to be freed by g_free. */
static char *
describe_nothing (StyleGallery *gallery)
{
  return gallery->sought ? g_strdup_printf (_ ("No style has “%s” in its name or its artist's."),
                                            gtk_entry_get_text (GTK_ENTRY (gallery->search)))
                         : g_strdup (style_groups_explain_empty (gallery->groups));
}

/* The tiles, or what there is to say where there are none. */
static void
show_page (StyleGallery *gallery)
{
  g_autoptr (GList) tiles = gtk_container_get_children (GTK_CONTAINER (gallery->tiles));
  g_autofree char *text = describe_nothing (gallery);
  gboolean         found = FALSE;

  for (GList *tile = tiles; tile; tile = tile->next)
    found = found || is_shown (tile->data, gallery);
  gtk_label_set_text (GTK_LABEL (gallery->message), text);
  gtk_widget_set_visible (gallery->clear, gallery->sought != NULL);

  gtk_widget_set_sensitive (gallery->search, tiles != NULL);
  gtk_widget_set_sensitive (gallery->groups, tiles != NULL && !gallery->sought);
  gtk_stack_set_visible_child (GTK_STACK (gallery->pages), found   ? gallery->scrolled
                                                           : tiles ? gallery->nothing
                                                                   : gallery->empty);
}

static void
show_group (StyleGallery *gallery)
{
  gtk_flow_box_invalidate_filter (GTK_FLOW_BOX (gallery->tiles));
  show_page (gallery);
}

static void
on_search_changed (StyleGallery *gallery)
{
  const char *text = gtk_entry_get_text (GTK_ENTRY (gallery->search));

  g_free (gallery->sought);
  gallery->sought = *text ? g_utf8_casefold (text, -1) : NULL;
  show_group (gallery);
}

static void
on_clear (StyleGallery *gallery)
{
  gtk_entry_set_text (GTK_ENTRY (gallery->search), "");
  on_search_changed (gallery);
  gtk_widget_grab_focus (gallery->search);
}

/* Escape clears the search; an empty one leaves it to close the popover or dialog that the gallery
 * is in, as elsewhere there. */
static void
on_stop_search (StyleGallery *gallery)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (gallery), GTK_TYPE_POPOVER);
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (gallery));

  if (gtk_entry_get_text_length (GTK_ENTRY (gallery->search)) > 0)
    gtk_entry_set_text (GTK_ENTRY (gallery->search), "");
  else if (popover)
    gtk_popover_popdown (GTK_POPOVER (popover));
  else if (GTK_IS_DIALOG (window))
    g_signal_emit_by_name (window, "close");
}

static void
scroll_to_selected (StyleGallery *gallery)
{
  GtkFlowBoxChild *marked = tile_box_get_marked (TILE_BOX (gallery->tiles));
  GtkAdjustment   *adjustment
      = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (gallery->scrolled));
  double        height = gtk_adjustment_get_page_size (adjustment);
  GtkAllocation place;

  if (!marked || (!gallery->unlooked && height == gallery->height))
    return;

  gallery->height = height;

  gallery->unlooked = FALSE;
  gtk_widget_get_allocation (GTK_WIDGET (marked), &place);
  gtk_adjustment_clamp_page (adjustment, place.y, place.y + place.height);
}

static void
on_picked (StyleGallery *gallery, StyleTile *tile)
{
  g_free (gallery->marked);
  gallery->marked = g_strdup (style_tile_get_info (tile)->name);
  g_signal_emit_by_name (gallery, "chosen", gallery->marked);
}

/* Before Tab comes to the tiles: the entry tells of a change only when nothing is typed for a
 * moment. */
static gboolean
on_focus (StyleGallery *gallery)
{
  on_search_changed (gallery);

  return FALSE;
}

/* Gives the tiles their stars. */
static void
show_favorites (StyleGallery *gallery)
{
  g_autoptr (GList) tiles = gtk_container_get_children (GTK_CONTAINER (gallery->tiles));
  g_auto (GStrv) names = favorite_styles_read ();

  for (GList *tile = tiles; tile; tile = tile->next)
    style_tile_set_favorite (tile->data, g_strv_contains ((const char *const *) names,
                                                          style_tile_get_info (tile->data)->name));
  gtk_flow_box_invalidate_sort (GTK_FLOW_BOX (gallery->tiles));
  show_group (gallery);
}

static StyleTile *
find_tile (StyleGallery *gallery, const char *name)
{
  g_autoptr (GList) tiles = gtk_container_get_children (GTK_CONTAINER (gallery->tiles));

  for (GList *tile = tiles; tile; tile = tile->next)
    if (g_strcmp0 (style_tile_get_info (tile->data)->name, name) == 0)
      return tile->data;

  return NULL;
}

/* Matches StyleEditorFunc.  The keyboard stays where it was, or comes as near as it can. */
static void
on_edited (const char *name, const char *renamed, gpointer data)
{
  StyleGallery *gallery = data;
  StyleTile    *tile;

  if (g_strcmp0 (name, renamed) == 0)
    {
      for (GList *other = galleries; other; other = other->next)
        show_favorites (other->data);
      return;
    }

  g_signal_emit_by_name (gallery, "edited", name, renamed);
  tile = find_tile (gallery, renamed);
  if (!tile)
    tile = (StyleTile *) tile_box_get_entrance (TILE_BOX (gallery->tiles));
  if (tile)
    gtk_widget_grab_focus (GTK_WIDGET (tile));
}

/* ---- The widget -------------------------------------------------------------------- */

static void
style_gallery_finalize (GObject *object)
{
  StyleGallery *gallery = STYLE_GALLERY (object);

  galleries = g_list_remove (galleries, gallery);
  g_clear_pointer (&gallery->styles, g_ptr_array_unref);
  g_free (gallery->sought);
  g_free (gallery->marked);

  G_OBJECT_CLASS (style_gallery_parent_class)->finalize (object);
}

static void
style_gallery_class_init (StyleGalleryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = style_gallery_finalize;
  WIDGET_SIGNAL (klass, "chosen", 1, G_TYPE_STRING);
  WIDGET_SIGNAL (klass, "settled", 0);
  WIDGET_SIGNAL (klass, "edited", 2, G_TYPE_STRING, G_TYPE_STRING);
}

static GtkWidget *
new_tiles (StyleGallery *gallery)
{
  GtkWidget  *tiles = tile_box_new ();
  GtkFlowBox *flow_box = GTK_FLOW_BOX (tiles);

  gtk_flow_box_set_sort_func (flow_box, compare_tiles, NULL, NULL);
  gtk_flow_box_set_filter_func (flow_box, is_shown, gallery, NULL);
  g_signal_connect_swapped (tiles, "picked", G_CALLBACK (on_picked), gallery);
  g_signal_connect_swapped (tiles, "focus", G_CALLBACK (on_focus), gallery);
  widget_forward (tiles, "child-activated", gallery, "settled");

  return tiles;
}

/* In place of the tiles. */
static GtkWidget *
new_message (const char *text)
{
  GtkWidget *label = line_new_text (text, 2 * NAME_CHARS, GTK_STYLE_CLASS_DIM_LABEL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.5);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);

  return label;
}

/* From the search, Tab goes to what is found; the groups are between both the other way round. */
static gboolean
on_search_key (GtkWidget *search, GdkEventKey *event, StyleGallery *gallery)
{
  GdkModifierType state = event->state & gtk_accelerator_get_default_mod_mask ();

  return state == 0 && event->keyval == GDK_KEY_Tab
         && gtk_widget_child_focus (gallery->tiles, GTK_DIR_TAB_FORWARD);
}

/* The search and the groups, side by side. */
static GtkWidget *
new_top (StyleGallery *gallery)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gallery->search = gtk_search_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (gallery->search), _ ("Search styles"));
  gtk_entry_set_width_chars (GTK_ENTRY (gallery->search), SEARCH_CHARS);
  gtk_widget_set_tooltip_text (gallery->search,
                               _ ("Finds styles of all groups by their names and artists"));
  atk_object_set_name (gtk_widget_get_accessible (gallery->search), _ ("Search styles"));
  g_signal_connect_swapped (gallery->search, "search-changed", G_CALLBACK (on_search_changed),
                            gallery);
  g_signal_connect (gallery->search, "key-press-event", G_CALLBACK (on_search_key), gallery);
  g_signal_connect_swapped (gallery->search, "stop-search", G_CALLBACK (on_stop_search), gallery);

  gallery->groups = style_groups_new ();
  g_signal_connect_swapped (gallery->groups, "changed", G_CALLBACK (show_group), gallery);

  gtk_box_pack_start (GTK_BOX (row), gallery->search, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), gallery->groups, TRUE, TRUE, 0);

  return row;
}

/* What is seen where the tiles were, with a way back from a search. */
static GtkWidget *
new_nothing (StyleGallery *gallery)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gallery->message = new_message (NULL);
  gallery->clear = gtk_button_new_with_label (_ ("Clear Search"));
  gtk_widget_set_no_show_all (gallery->clear, TRUE);
  gtk_widget_set_halign (gallery->clear, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (gallery->clear, "clicked", G_CALLBACK (on_clear), gallery);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_pack_start (GTK_BOX (box), gallery->message, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), gallery->clear, FALSE, FALSE, 0);

  return box;
}

static void
style_gallery_init (StyleGallery *gallery)
{
  GtkBox    *box = GTK_BOX (gallery);
  GtkWidget *top = new_top (gallery);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gallery), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (box, 6);
  galleries = g_list_prepend (galleries, gallery);

  gallery->tiles = new_tiles (gallery);
  gallery->editor = style_editor_new (TILE_BOX (gallery->tiles), on_edited, gallery);
  gallery->scrolled = gtk_scrolled_window_new (NULL, NULL);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (gallery->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (gallery->scrolled), GTK_SHADOW_IN);
  gtk_container_add (GTK_CONTAINER (gallery->scrolled), gallery->tiles);

  gallery->nothing = new_nothing (gallery);
  gallery->empty = new_message (
      _ ("No styles are installed.\n\nTake a style from a layer or a file, and save it here."));
  gallery->pages = gtk_stack_new ();
  gtk_container_add (GTK_CONTAINER (gallery->pages), gallery->scrolled);
  gtk_container_add (GTK_CONTAINER (gallery->pages), gallery->nothing);
  gtk_container_add (GTK_CONTAINER (gallery->pages), gallery->empty);

  /* After the scrolled window has learned how large it is. */
  g_signal_connect_data (gallery->scrolled, "size-allocate", G_CALLBACK (scroll_to_selected),
                         gallery, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  gtk_box_pack_start (box, top, FALSE, FALSE, 0);
  gtk_box_pack_start (box, gallery->pages, TRUE, TRUE, 0);
  gtk_widget_show_all (top);
  gtk_widget_show_all (gallery->pages);
}

GtkWidget *
style_gallery_new (gboolean editable)
{
  StyleGallery *gallery = g_object_new (STYLE_TYPE_GALLERY, NULL);

  gallery->editable = editable;

  return GTK_WIDGET (gallery);
}

/* Room for all columns, however few tiles of a group or of a search there are: what is beside the
 * gallery stays as it is. */
static void
keep_width (StyleGallery *gallery)
{
  g_autoptr (GList) tiles = gtk_container_get_children (GTK_CONTAINER (gallery->tiles));
  int widest = 0;

  for (GList *tile = tiles; tile; tile = tile->next)
    {
      int width;

      gtk_widget_get_preferred_width (tile->data, &width, NULL);
      widest = MAX (widest, width);
    }
  gtk_widget_set_size_request (gallery->tiles, TILE_BOX_COLUMNS * widest, -1);
}

void
style_gallery_fill (StyleGallery *gallery, GPtrArray *styles, const char *const *recent)
{
  style_editor_set_styles (gallery->editor, gallery->editable ? styles : NULL);
  tile_box_clear (TILE_BOX (gallery->tiles));
  g_ptr_array_ref (styles);
  g_clear_pointer (&gallery->styles, g_ptr_array_unref);
  gallery->styles = styles;

  for (guint i = 0; i < styles->len; i++)
    {
      const NstStyleInfo *info = g_ptr_array_index (styles, i);
      GtkWidget          *tile;

      if (!info->style)
        continue;

      tile = style_tile_new (info, rank_of (info->name, recent));
      style_editor_add (gallery->editor, STYLE_TILE (tile));
      gtk_container_add (GTK_CONTAINER (gallery->tiles), tile);
    }

  keep_width (gallery);
  style_groups_fill (gallery->groups, styles);
  show_favorites (gallery);
}

const char *
style_gallery_get_first (StyleGallery *gallery)
{
  GtkFlowBoxChild *tile = gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (gallery->tiles), 0);

  return tile ? style_tile_get_info (STYLE_TILE (tile))->name : NULL;
}

void
style_gallery_select (StyleGallery *gallery, const char *name)
{
  StyleTile *tile = find_tile (gallery, name);
  gboolean   other = g_strcmp0 (name, gallery->marked) != 0;

  if (other)
    {
      g_free (gallery->marked);
      gallery->marked = g_strdup (name);
    }
  /* One that somebody else has chosen is to be seen. */
  if (tile && other && !gallery->sought && !is_shown (GTK_FLOW_BOX_CHILD (tile), gallery))
    style_groups_choose_all (gallery->groups);
  tile_box_mark (TILE_BOX (gallery->tiles), (GtkFlowBoxChild *) tile);

  gallery->unlooked = TRUE;
  gtk_widget_queue_resize (gallery->scrolled);
}
