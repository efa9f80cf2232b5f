/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tile-box.c - a GtkFlowBox that tells what the user chooses from what the program marks. */

#include "ui/tile-box.h"

#include "ui/widget.h"

#define MOST_COLUMNS 8

struct _TileBox
{
  GtkFlowBox parent_instance;

  gboolean quiet; /* no user is choosing */
};

DEFINE_WIDGET_TYPE (TileBox, tile_box, GTK_TYPE_FLOW_BOX)

static void
tile_box_selected_children_changed (GtkFlowBox *flow_box)
{
  TileBox         *box = TILE_BOX (flow_box);
  GtkFlowBoxChild *marked = tile_box_get_marked (box);

  if (!box->quiet && marked)
    g_signal_emit_by_name (box, "picked", marked);
}

/* A flow box has Tab stop at every tile, and choose it.  Here Tab passes by, and arrows and Return
 * choose: they start from the tile that has the focus, which to focus as the flow box does it makes
 * the one that they know.  What was marked stays marked until then. */
static gboolean
tile_box_focus (GtkWidget *widget, GtkDirectionType direction)
{
  TileBox         *box = TILE_BOX (widget);
  GtkFlowBoxChild *marked = tile_box_get_marked (box), *tile;

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (tile_box_parent_class)->focus (widget, direction);
  if (tile_box_get_focused (box) || !(tile = tile_box_get_entrance (box)))
    return FALSE;

  box->quiet = TRUE;
  gtk_widget_child_focus (GTK_WIDGET (tile), direction);
  box->quiet = FALSE;
  tile_box_mark (box, marked);

  return TRUE;
}

static void
tile_box_class_init (TileBoxClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = tile_box_focus;
  GTK_FLOW_BOX_CLASS (klass)->selected_children_changed = tile_box_selected_children_changed;
  WIDGET_SIGNAL (klass, "picked", 1, GTK_TYPE_FLOW_BOX_CHILD);
}

static void
tile_box_init (TileBox *box)
{
  GtkFlowBox *flow_box = GTK_FLOW_BOX (box);

  gtk_flow_box_set_min_children_per_line (flow_box, TILE_BOX_COLUMNS);
  gtk_flow_box_set_max_children_per_line (flow_box, MOST_COLUMNS);
  gtk_flow_box_set_homogeneous (flow_box, TRUE);
  gtk_flow_box_set_selection_mode (flow_box, GTK_SELECTION_SINGLE);
  gtk_widget_set_valign (GTK_WIDGET (box), GTK_ALIGN_START);
}

GtkWidget *
tile_box_new (void)
{
  return g_object_new (TILE_TYPE_BOX, NULL);
}

void
tile_box_mark (TileBox *box, GtkFlowBoxChild *tile)
{
  box->quiet = TRUE;
  gtk_flow_box_unselect_all (GTK_FLOW_BOX (box));
  if (tile)
    gtk_flow_box_select_child (GTK_FLOW_BOX (box), tile);
  box->quiet = FALSE;
}

GtkFlowBoxChild *
tile_box_get_marked (TileBox *box)
{
  g_autoptr (GList) marked = gtk_flow_box_get_selected_children (GTK_FLOW_BOX (box));

  return marked ? marked->data : NULL;
}

/* That a container remembers a child says less: it may have been left long ago. */
GtkFlowBoxChild *
tile_box_get_focused (TileBox *box)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (box));
  GtkWidget *focus = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;

  return focus && GTK_IS_FLOW_BOX_CHILD (focus) && gtk_widget_is_ancestor (focus, GTK_WIDGET (box))
             ? GTK_FLOW_BOX_CHILD (focus)
             : NULL;
}

GtkFlowBoxChild *
tile_box_get_entrance (TileBox *box)
{
  GtkFlowBoxChild *marked = tile_box_get_marked (box);
  g_autoptr (GList) tiles = gtk_container_get_children (GTK_CONTAINER (box));

  if (marked && gtk_widget_get_child_visible (GTK_WIDGET (marked)))
    return marked;

  for (GList *tile = tiles; tile; tile = tile->next)
    if (gtk_widget_get_child_visible (tile->data))
      return tile->data;

  return NULL;
}

void
tile_box_clear (TileBox *box)
{
  box->quiet = TRUE;
  widget_empty (GTK_WIDGET (box));
  box->quiet = FALSE;
}
