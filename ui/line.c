/* SPDX-License-Identifier: GPL-3.0-or-later */

/* line.c - a label that asks for no width. */

#include "ui/line.h"

GtkWidget *
line_new (void)
{
  GtkWidget *line = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (line), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (line), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (line), 1); /* it asks for no room of its own */

  return line;
}

void
line_show (GtkWidget *line, const char *text)
{
  gtk_label_set_text (GTK_LABEL (line), text ? text : "");
  gtk_widget_set_tooltip_text (line, text && *text ? text : NULL);
}
