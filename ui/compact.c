/* SPDX-License-Identifier: GPL-3.0-or-later */

/* compact.c - a small style sheet for some widgets only, and labels of several lines. */

#include "ui/compact.h"

#define SHEET                                                                                      \
  "spinbutton button { min-width: 18px; padding-left: 0; padding-right: 0; }"                      \
  "progressbar.horizontal trough, progressbar.horizontal progress { min-width: 40px; }"

/* At most, of a line of a label: without a limit, GTK would break it although there is room. */
#define LINE_CHARS 60

static void
compact (GtkWidget *widget, gpointer provider)
{
  if (GTK_IS_SPIN_BUTTON (widget) || GTK_IS_PROGRESS_BAR (widget))
    gtk_style_context_add_provider (gtk_widget_get_style_context (widget), provider,
                                    GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), compact, provider);
}

void
compact_widgets (GtkWidget *widget)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_data (provider, SHEET, -1, NULL);
  compact (widget, provider);
}

void
compact_wrap (GtkLabel *label)
{
  gtk_label_set_line_wrap (label, TRUE);
  gtk_label_set_line_wrap_mode (label, PANGO_WRAP_WORD);
  gtk_label_set_max_width_chars (label, LINE_CHARS);
}

void
compact_wrap_button (GtkWidget *button)
{
  GtkLabel *label = GTK_LABEL (gtk_bin_get_child (GTK_BIN (button)));

  compact_wrap (label);
  gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
}
