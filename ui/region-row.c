/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-row.c - a combo box of masks and a button with a gallery, equally wide. */

#include "ui/region-row.h"

#include "ui/mask-list.h"
#include "ui/style-button.h"
#include "ui/tooltip.h"
#include "ui/wheel.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

struct _RegionRow
{
  GtkBox parent_instance;

  GimpDrawable *mask;  /* GIMP's */
  char         *style; /* the word that names it */
  GtkWidget    *combo, *button;
};

DEFINE_WIDGET_TYPE (RegionRow, region_row, GTK_TYPE_BOX)

/* ---- What the user does ------------------------------------------------------------ */

static void
on_mask_chosen (GtkWidget *combo, RegionRow *row)
{
  GimpDrawable *mask = mask_list_get_chosen (combo);

  if (!mask)
    return;

  row->mask = mask;
  g_signal_emit_by_name (row, "changed");
}

static void
on_style_chosen (StyleButton *button, const char *word, RegionRow *row)
{
  g_free (row->style);
  row->style = g_strdup (word);
  style_button_show (button, word);
  g_signal_emit_by_name (row, "changed");
}

/* ---- The widget -------------------------------------------------------------------- */

static void
region_row_finalize (GObject *object)
{
  g_free (REGION_ROW (object)->style);

  G_OBJECT_CLASS (region_row_parent_class)->finalize (object);
}

static void
region_row_class_init (RegionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = region_row_finalize;
  WIDGET_SIGNAL (klass, "changed", 0);
  WIDGET_SIGNAL (klass, "removed", 0);
}

static void
region_row_init (RegionRow *row)
{
  gtk_box_set_spacing (GTK_BOX (row), 6);
}

static GtkWidget *
new_remove (RegionRow *row)
{
  GtkWidget *button = gtk_button_new_from_icon_name (GIMP_ICON_LIST_REMOVE, GTK_ICON_SIZE_MENU);

  gtk_button_set_relief (GTK_BUTTON (button), GTK_RELIEF_NONE);
  tooltip_name (button, _ ("Remove this region"));
  widget_forward (button, "clicked", row, "removed");
  gtk_widget_show (button);

  return button;
}

GtkWidget *
region_row_new (const GPtrArray *masks, GimpDrawable *mask, const char *style)
{
  RegionRow *row = g_object_new (REGION_TYPE_ROW, NULL);
  GtkWidget *both = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  row->mask = mask;
  row->style = g_strdup (style);
  row->combo = mask_list_new_combo (masks, NULL, mask);
  row->button = style_button_new (NULL, FALSE);
  style_button_show (STYLE_BUTTON (row->button), style);
  g_signal_connect (row->combo, "changed", G_CALLBACK (on_mask_chosen), row);
  g_signal_connect (row->button, "chosen", G_CALLBACK (on_style_chosen), row);
  wheel_leave_to_parent (row->combo);

  gtk_box_set_homogeneous (GTK_BOX (both), TRUE);
  gtk_box_pack_start (GTK_BOX (both), row->combo, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (both), row->button, TRUE, TRUE, 0);
  gtk_widget_show_all (both);
  gtk_box_pack_start (GTK_BOX (row), both, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), new_remove (row), FALSE, FALSE, 0);

  return GTK_WIDGET (row);
}

void
region_row_fill (RegionRow *row, GPtrArray *styles, const char *const *recent)
{
  style_button_fill (STYLE_BUTTON (row->button), styles, recent);
}

void
region_row_set_number (RegionRow *row, guint number)
{
  g_autofree char *mask
      = g_strdup_printf (_ ("Mask of region %u: white is painted in its style"), number);
  g_autofree char *style = g_strdup_printf (_ ("Style of region %u"), number);

  tooltip_name (row->combo, mask);
  tooltip_name (row->button, style);
}

void
region_row_focus (RegionRow *row)
{
  gtk_widget_grab_focus (row->combo);
}

GimpDrawable *
region_row_get_mask (RegionRow *row)
{
  return row->mask;
}

const char *
region_row_get_style (RegionRow *row)
{
  return row->style;
}
