/* SPDX-License-Identifier: GPL-3.0-or-later */

/* section.c - a GtkExpander with an indent and a changing title, whose state is remembered.  What is
 * opened at the lower end of a scrolled column is scrolled to, or nobody would see that it is open. */

#include "ui/section.h"

#include "ui/rows.h"

#include "store/window-state.h"

#include <glib/gi18n.h>

#define INDENT      12 /* pixels, as GimpFrame has it */
#define TITLE_CHARS 30 /* at most, of a title; more is cut where there is no room */
#define KEY_TITLE   "section-title"
#define KEY_NAMES   "section-names"

/* All of the section or, where it is higher than the column, from its title on. */
static void
scroll_to (GtkWidget *section)
{
  GtkWidget     *viewport = gtk_widget_get_ancestor (section, GTK_TYPE_VIEWPORT);
  GtkWidget     *column = viewport ? gtk_bin_get_child (GTK_BIN (viewport)) : NULL;
  GtkAdjustment *place;
  int            y;

  if (!column || !gtk_widget_translate_coordinates (section, column, 0, 0, NULL, &y))
    return;

  place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport));
  gtk_adjustment_clamp_page (place, y, y + gtk_widget_get_allocated_height (section));
}

/* Only now is it known how high an open section is. */
static void
on_allocated (GtkWidget *section)
{
  g_signal_handlers_disconnect_by_func (section, on_allocated, NULL);
  scroll_to (section);
}

static void
on_expanded (GtkExpander *expander, GParamSpec *spec, gpointer id)
{
  gboolean open = gtk_expander_get_expanded (expander);

  window_state_set (SECTION_DIALOG, id, open);
  g_signal_handlers_disconnect_by_func (expander, on_allocated, NULL);
  if (open)
    g_signal_connect_after (expander, "size-allocate", G_CALLBACK (on_allocated), NULL);
}

void
section_remember (GtkExpander *expander, const char *id, gboolean open)
{
  gtk_expander_set_expanded (expander, open || window_state_get (SECTION_DIALOG, id, FALSE));
  g_signal_connect_data (expander, "notify::expanded", G_CALLBACK (on_expanded), g_strdup (id),
                         (GClosureNotify) (GCallback) g_free, 0);
}

void
section_set_title (GtkExpander *expander, const char *title)
{
  GtkLabel *label;

  gtk_expander_set_label (expander, title);
  label = GTK_LABEL (gtk_expander_get_label_widget (expander));
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (label, TITLE_CHARS);
}

GtkWidget *
section_new (const char *id, const char *title, GtkWidget *child)
{
  GtkWidget *section = gtk_expander_new (NULL);

  section_set_title (GTK_EXPANDER (section), title);
  g_object_set_data_full (G_OBJECT (section), KEY_TITLE, g_strdup (title), g_free);
  gtk_widget_set_margin_top (child, 6);
  gtk_widget_set_margin_start (child, INDENT);
  gtk_container_add (GTK_CONTAINER (section), child);
  gtk_widget_show (child);
  section_remember (GTK_EXPANDER (section), id, FALSE);

  return section;
}

static void
count (GtkWidget *section, GParamSpec *changed, GObject *config)
{
  const char *const *names = g_object_get_data (G_OBJECT (section), KEY_NAMES);
  const char        *title = g_object_get_data (G_OBJECT (section), KEY_TITLE);
  g_autofree char   *text = NULL;
  guint              n = 0;

  if (changed && !g_strv_contains (names, changed->name))
    return;

  for (int i = 0; names[i]; i++)
    {
      GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (config), names[i]);

      n += spec && !rows_has_default (config, spec);
    }
  if (n > 0)
    /* Translators: the title of a part of the dialog, and how many settings in it were changed. */
    text = g_strdup_printf (ngettext ("%s (%u changed)", "%s (%u changed)", n), title, n);
  section_set_title (GTK_EXPANDER (section), text ? text : title);
}

void
section_count (GtkWidget *section, GimpProcedureConfig *config, const char *const *names)
{
  g_object_set_data (G_OBJECT (section), KEY_NAMES, (gpointer) names);
  g_signal_connect_object (config, "notify", G_CALLBACK (count), section, G_CONNECT_SWAPPED);
  count (section, NULL, G_OBJECT (config));
}
