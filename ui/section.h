/* SPDX-License-Identifier: GPL-3.0-or-later */

/* section.h - sections of a column that can be closed: they remember whether they are open, and
 * show in their titles how many settings differ from the defaults. */

#ifndef SECTION_H
#define SECTION_H

#include <libgimp/gimpui.h>

#define SECTION_DIALOG "style-transfer" /* for window-state.h */

/* A closed section that is called `id` in the user's file, titled `title`, with `child` in it. */
GtkWidget *section_new (const char *id, const char *title, GtkWidget *child);

/* Has `expander`, which need not come from section_new, open where it was left so, or where `open`
 * says so. */
void section_remember (GtkExpander *expander, const char *id, gboolean open);

/* Counts in the title which of the settings `names`, ending with NULL, of `config` differ from
 * their defaults; names that it has not are left out.  Both must stay. */
void section_count (GtkWidget *section, GimpProcedureConfig *config, const char *const *names);

#endif
