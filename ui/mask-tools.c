/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-tools.c - two rows and a hint. */

#include "ui/mask-tools.h"

#include "ui/line.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#define LEAST_SIZE    1.0 /* percent of the picture's longer side */
#define LARGEST_SIZE  50.0
#define STANDARD_SIZE 8.0
#define HINT_CHARS    12

struct _MaskTools
{
  GtkBox parent_instance;

  GtkWidget *canvas;
  GtkWidget *white; /* a toggle beside that of black */
  GtkWidget *hint;
};

DEFINE_WIDGET_TYPE (MaskTools, mask_tools, GTK_TYPE_BOX)

void
mask_tools_end (MaskTools *tools, gboolean keep)
{
  g_signal_emit_by_name (tools, "ended", keep);
}

static void
on_done (MaskTools *tools)
{
  mask_tools_end (tools, TRUE);
}

static void
on_discard (MaskTools *tools)
{
  mask_tools_end (tools, FALSE);
}

static void
on_black_toggled (GtkToggleButton *black, MaskTools *tools)
{
  mask_canvas_set_black (MASK_CANVAS (tools->canvas), gtk_toggle_button_get_active (black));
}

/* One of the two is always pressed. */
static void
add_colors (MaskTools *tools, GtkBox *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *black;

  tools->white = gtk_radio_button_new_with_label (NULL, _ ("White"));
  black
      = gtk_radio_button_new_with_label_from_widget (GTK_RADIO_BUTTON (tools->white), _ ("Black"));
  gtk_toggle_button_set_mode (GTK_TOGGLE_BUTTON (tools->white), FALSE);
  gtk_toggle_button_set_mode (GTK_TOGGLE_BUTTON (black), FALSE);
  gtk_widget_set_tooltip_text (tools->white,
                               _ ("The brush adds to the mask, which is shown in red"));
  gtk_widget_set_tooltip_text (
      black, _ ("The brush removes from the mask; so does the right mouse button"));
  g_signal_connect (black, "toggled", G_CALLBACK (on_black_toggled), tools);
  gtk_style_context_add_class (gtk_widget_get_style_context (box), GTK_STYLE_CLASS_LINKED);
  gtk_box_pack_start (GTK_BOX (box), tools->white, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), black, FALSE, FALSE, 0);
  gtk_box_pack_start (row, box, FALSE, FALSE, 0);
}

static void
add_size (GtkBox *row, GtkAdjustment *size)
{
  GtkWidget *scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, size);

  gtk_scale_set_draw_value (GTK_SCALE (scale), FALSE);
  gtk_widget_set_tooltip_text (scale, _ ("Size of the brush; the mouse wheel over the picture and "
                                         "the keys [ and ] change it, too"));
  atk_object_set_name (gtk_widget_get_accessible (scale), _ ("Size of the brush"));
  gtk_box_pack_start (row, scale, TRUE, TRUE, 0);
}

static GtkWidget *
new_button (MaskTools *tools, const char *label, const char *tooltip, GCallback func)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_swapped (button, "clicked", func, tools);

  return button;
}

static GtkWidget *
new_ends (MaskTools *tools)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_pack_end (GTK_BOX (row),
                    new_button (tools, _ ("Done"),
                                _ ("Keep the mask as a channel of the image; so does Escape"),
                                G_CALLBACK (on_done)),
                    FALSE, FALSE, 0);
  gtk_box_pack_end (
      GTK_BOX (row),
      new_button (tools, _ ("Discard"), _ ("Discard the painted mask"), G_CALLBACK (on_discard)),
      FALSE, FALSE, 0);

  return row;
}

/* ---- The widget -------------------------------------------------------------------- */

static void
mask_tools_class_init (MaskToolsClass *klass)
{
  WIDGET_SIGNAL (klass, "ended", 1, G_TYPE_BOOLEAN);
}

static void
mask_tools_init (MaskTools *tools)
{
  GtkWidget     *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkAdjustment *size = gtk_adjustment_new (STANDARD_SIZE, LEAST_SIZE, LARGEST_SIZE, 1.0, 5.0, 0.0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (tools), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (tools), 6);
  tools->canvas = mask_canvas_new (size);
  atk_object_set_name (gtk_widget_get_accessible (tools->canvas), _ ("Mask"));
  tools->hint = line_new_text (NULL, HINT_CHARS, NULL);
  gtk_label_set_width_chars (GTK_LABEL (tools->hint), HINT_CHARS);
  add_colors (tools, GTK_BOX (row));
  add_size (GTK_BOX (row), size);
  gtk_box_pack_start (GTK_BOX (tools), tools->hint, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (tools), row, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (tools), new_ends (tools), FALSE, FALSE, 0);
  gtk_widget_show_all (GTK_WIDGET (tools));
}

GtkWidget *
mask_tools_new (void)
{
  return g_object_new (MASK_TYPE_TOOLS, NULL);
}

MaskCanvas *
mask_tools_get_canvas (MaskTools *tools)
{
  return MASK_CANVAS (tools->canvas);
}

void
mask_tools_begin (MaskTools *tools, const char *hint, gboolean again)
{
  gtk_label_set_text (GTK_LABEL (tools->hint), hint);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tools->white), TRUE);
  mask_canvas_begin (MASK_CANVAS (tools->canvas), again);
  gtk_widget_grab_focus (tools->canvas);
}
