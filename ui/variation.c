/* SPDX-License-Identifier: GPL-3.0-or-later */

/* variation.c - the number is the random seed; the die is drawn here, because icon themes have
 * none. */

#include "ui/variation.h"

#include <glib/gi18n.h>

#define LARGEST 1000 /* that the die throws: numbers that one can remember */
#define SIDE    16   /* pixels */
#define CORNER  3.0
#define DOT     1.5

static gboolean
draw_die (GtkWidget *die, cairo_t *cr)
{
  static const double dots[][2]
      = { { 4.5, 4.5 }, { 11.5, 4.5 }, { 8, 8 }, { 4.5, 11.5 }, { 11.5, 11.5 } };
  GtkStyleContext *style = gtk_widget_get_style_context (die);
  double           x = 0.5 * (gtk_widget_get_allocated_width (die) - SIDE);
  double           y = 0.5 * (gtk_widget_get_allocated_height (die) - SIDE);
  GdkRGBA          color;

  gtk_style_context_get_color (style, gtk_style_context_get_state (style), &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_translate (cr, x, y);
  for (int corner = 0; corner < 4; corner++)
    cairo_arc (cr, corner == 0 || corner == 3 ? SIDE - 1 - CORNER : 1 + CORNER,
               corner < 2 ? SIDE - 1 - CORNER : 1 + CORNER, CORNER, 0.5 * G_PI * corner,
               0.5 * G_PI * (corner + 1));
  cairo_close_path (cr);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
  for (gsize i = 0; i < G_N_ELEMENTS (dots); i++)
    {
      cairo_arc (cr, dots[i][0], dots[i][1], DOT, 0.0, 2.0 * G_PI);
      cairo_fill (cr);
    }

  return FALSE;
}

static void
on_throw (GimpProcedureConfig *config)
{
  int seed, next;

  g_object_get (config, "seed", &seed, NULL);
  do
    next = g_random_int_range (1, LARGEST);
  while (next == seed);
  g_object_set (config, "seed", next, NULL);
}

static gboolean
on_mnemonic (GtkWidget *box, gboolean cycles, GtkWidget *number)
{
  return gtk_widget_mnemonic_activate (number, cycles);
}

static GtkWidget *
new_die (GimpProcedureConfig *config)
{
  GtkWidget *button = gtk_button_new (), *die = gtk_drawing_area_new ();

  gtk_widget_set_size_request (die, SIDE, SIDE);
  g_signal_connect (die, "draw", G_CALLBACK (draw_die), NULL);
  gtk_container_add (GTK_CONTAINER (button), die);
  gtk_widget_set_tooltip_text (button, _ ("Another random variation of the painting"));
  atk_object_set_name (gtk_widget_get_accessible (button), _ ("Another variation"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_throw), config);

  return button;
}

GtkWidget *
variation_new (GimpProcedureConfig *config)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *number = gimp_prop_spin_button_new (G_OBJECT (config), "seed", 1.0, 10.0, 0);

  atk_object_set_name (gtk_widget_get_accessible (number), _ ("Variation"));
  gtk_entry_set_width_chars (GTK_ENTRY (number), 6);
  gtk_box_pack_start (GTK_BOX (box), number, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), new_die (config), FALSE, FALSE, 0);
  g_signal_connect (box, "mnemonic-activate", G_CALLBACK (on_mnemonic), number);
  gtk_widget_show_all (box);

  return box;
}
