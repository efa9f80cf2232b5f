/* SPDX-License-Identifier: GPL-3.0-or-later */

/* line.c - a label that asks for no width, and one of several lines. */

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

GtkWidget *
line_new_text (const char *text, int chars, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), chars);
  if (style)
    gtk_style_context_add_class (gtk_widget_get_style_context (label), style);

  return label;
}
