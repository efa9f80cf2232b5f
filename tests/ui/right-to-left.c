/* SPDX-License-Identifier: GPL-3.0-or-later */

/* right-to-left.c - a module that turns GTK programs around, as Hebrew would, without its
 * translations: GTK_MODULES=<path of the module>. */

#include <gtk/gtk.h>

G_MODULE_EXPORT void gtk_module_init (int *argc, char ***argv);

void
gtk_module_init (int *argc, char ***argv)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
}
