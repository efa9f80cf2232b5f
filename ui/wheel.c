/* SPDX-License-Identifier: GPL-3.0-or-later */

/* wheel.c - passes an event that a widget does not handle to its parent. */

#include "ui/wheel.h"

static gboolean
on_scroll (GtkWidget *widget)
{
  g_signal_stop_emission_by_name (widget, "scroll-event");

  return GDK_EVENT_PROPAGATE;
}

static void
leave (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_RANGE (widget) || GTK_IS_SPIN_BUTTON (widget) || GTK_IS_COMBO_BOX (widget))
    g_signal_connect (widget, "scroll-event", G_CALLBACK (on_scroll), NULL);
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), leave, data);
}

void
wheel_leave_to_parent (GtkWidget *widget)
{
  leave (widget, NULL);
}
