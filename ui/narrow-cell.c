/* SPDX-License-Identifier: GPL-3.0-or-later */

/* narrow-cell.c - one renderer draws both the closed combo box and its open list, and GTK's own limit
 * of the width would hold for both: this one also looks at where it is asked. */

#include "ui/narrow-cell.h"

#include "ui/widget.h"

#define LIST_CHARS 40 /* of the open list: a layer's name can be of any length */

struct _NarrowCell
{
  GtkCellRendererText parent_instance;

  int most;
};

DEFINE_WIDGET_TYPE (NarrowCell, narrow_cell, GTK_TYPE_CELL_RENDERER_TEXT)

/* Themes may open a list in place of a menu. */
static gboolean
is_in_list (GtkWidget *widget)
{
  return GTK_IS_TREE_VIEW (widget) || gtk_widget_get_ancestor (widget, GTK_TYPE_MENU) != NULL;
}

/* As GTK counts characters. */
static int
measure (GtkWidget *widget, int chars)
{
  PangoContext     *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int               width = pango_font_metrics_get_approximate_char_width (metrics);

  pango_font_metrics_unref (metrics);

  return PANGO_PIXELS (width) * chars;
}

static void
narrow_cell_get_preferred_width (GtkCellRenderer *cell, GtkWidget *widget, int *least, int *natural)
{
  int minimum, wanted, pad;

  GTK_CELL_RENDERER_CLASS (narrow_cell_parent_class)
      ->get_preferred_width (cell, widget, &minimum, &wanted);
  if (!is_in_list (widget))
    {
      gtk_cell_renderer_get_padding (cell, &pad, NULL);
      wanted = MAX (minimum, MIN (wanted, 2 * pad + measure (widget, NARROW_CELL (cell)->most)));
    }
  if (least)
    *least = minimum;
  if (natural)
    *natural = wanted;
}

static void
narrow_cell_class_init (NarrowCellClass *klass)
{
  GTK_CELL_RENDERER_CLASS (klass)->get_preferred_width = narrow_cell_get_preferred_width;
}

static void
narrow_cell_init (NarrowCell *cell)
{
}

void
narrow_cell_pack (GtkWidget *combo, int least, int most)
{
  GtkCellLayout *layout = GTK_CELL_LAYOUT (combo);
  NarrowCell    *cell = g_object_new (NARROW_TYPE_CELL, "ellipsize", PANGO_ELLIPSIZE_END,
                                      "width-chars", least, "max-width-chars", LIST_CHARS, NULL);

  cell->most = most;
  gtk_cell_layout_pack_start (layout, GTK_CELL_RENDERER (cell), TRUE);
  gtk_cell_layout_set_attributes (layout, GTK_CELL_RENDERER (cell), "text", 0, NULL);
  gtk_combo_box_set_popup_fixed_width (GTK_COMBO_BOX (combo), FALSE);
}
