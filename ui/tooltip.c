/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tooltip.c - a widget without a tooltip shows that of its parent, so both are removed. */

#include "ui/tooltip.h"

void
tooltip_name (GtkWidget *widget, const char *text)
{
  gtk_widget_set_tooltip_text (widget, text);
  atk_object_set_name (gtk_widget_get_accessible (widget), text);
}

static void
put_away (GtkWidget *widget, gboolean away)
{
  g_autofree char *text = widget ? gtk_widget_get_tooltip_text (widget) : NULL;

  if (text)
    gtk_widget_set_has_tooltip (widget, !away);
}

static void
on_shown (GtkWidget *popover, GtkWidget *button)
{
  put_away (button, TRUE);
  put_away (gtk_widget_get_parent (button), TRUE);
}

static void
on_closed (GtkWidget *popover, GtkWidget *button)
{
  put_away (button, FALSE);
  put_away (gtk_widget_get_parent (button), FALSE);
}

void
tooltip_hide_under_popover (GtkWidget *button, GtkWidget *popover)
{
  g_signal_connect_object (popover, "show", G_CALLBACK (on_shown), button, 0);
  g_signal_connect_object (popover, "closed", G_CALLBACK (on_closed), button, 0);
}
