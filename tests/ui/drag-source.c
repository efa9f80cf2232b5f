/* SPDX-License-Identifier: GPL-3.0-or-later */

/* drag-source.c - a small window in the corner of the screen, from which a file can be dragged, as
 * from a file manager: drag-source URI. */

#include <gtk/gtk.h>

static void
on_data (GtkWidget *widget, GdkDragContext *context, GtkSelectionData *data, guint info, guint time,
         gpointer uri)
{
  gtk_selection_data_set_uris (data, (char *[]) { uri, NULL });
}

int
main (int argc, char **argv)
{
  GtkWidget   *window;
  GdkRectangle screen;

  gtk_init (&argc, &argv);
  window = gtk_window_new (GTK_WINDOW_POPUP);
  gdk_monitor_get_geometry (gdk_display_get_primary_monitor (gdk_display_get_default ()), &screen);
  gtk_window_set_title (GTK_WINDOW (window), "Drag source");
  gtk_window_set_default_size (GTK_WINDOW (window), 40, 40);
  gtk_window_move (GTK_WINDOW (window), screen.width - 40, screen.height - 40);
  gtk_drag_source_set (window, GDK_BUTTON1_MASK, NULL, 0, GDK_ACTION_COPY);
  gtk_drag_source_add_uri_targets (window);
  g_signal_connect (window, "drag-data-get", G_CALLBACK (on_data), argv[1]);
  gtk_widget_show (window);
  gtk_main ();

  return 0;
}
