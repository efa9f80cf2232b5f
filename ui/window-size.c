/* SPDX-License-Identifier: GPL-3.0-or-later */

/* window-size.c - the size is kept by window-state.h; a screen may have become smaller since. */

#include "ui/window-size.h"

#include "ui/section.h"

#include "store/window-state.h"

#define MARGIN 80 /* pixels around a window for a title bar, and panels that nobody tells of */

void
window_size_restore (GtkWindow *window, int first_width, int first_height)
{
  GdkDisplay  *display = gtk_widget_get_display (GTK_WIDGET (window));
  GdkMonitor  *primary = gdk_display_get_primary_monitor (display);
  GdkMonitor  *monitor = primary ? primary : gdk_display_get_monitor (display, 0);
  int          width = window_state_get (SECTION_DIALOG, "width", first_width);
  int          height = window_state_get (SECTION_DIALOG, "height", first_height);
  GdkRectangle room = { 0, 0, width + MARGIN, height + MARGIN };

  if (monitor)
    gdk_monitor_get_workarea (monitor, &room);
  gtk_window_set_default_size (window, CLAMP (width, 1, MAX (1, room.width - MARGIN / 4)),
                               CLAMP (height, 1, MAX (1, room.height - MARGIN)));
  if (window_state_get (SECTION_DIALOG, "maximized", FALSE))
    gtk_window_maximize (window);
}

void
window_size_remember (GtkWindow *window)
{
  gboolean maximized = gtk_window_is_maximized (window);
  int      width, height;

  window_state_set (SECTION_DIALOG, "maximized", maximized);
  if (maximized)
    return;

  gtk_window_get_size (window, &width, &height);
  window_state_set (SECTION_DIALOG, "width", width);
  window_state_set (SECTION_DIALOG, "height", height);
}
