/* SPDX-License-Identifier: GPL-3.0-or-later */

/* section.h - sections of a column that can be closed: they remember whether they are open, and
 * show in their titles how many settings differ from the defaults. */

#ifndef SECTION_H
#define SECTION_H

#include <libgimp/gimpui.h>

#define SECTION_DIALOG "style-transfer" /* for window-state.h */

/* A closed section with the title `title` and the widget `child`; `id` is its name in the user's
 * file. */
GtkWidget *section_new (const char *id, const char *title, GtkWidget *child);

/* Titles `expander`, any GtkExpander; a long title is ellipsized. */
void section_set_title (GtkExpander *expander, const char *title);

/* Opens `expander`, any GtkExpander, if it was open last time, or for the first time if `open`.
 * When a user opens it, it is scrolled to. */
void section_remember (GtkExpander *expander, const char *id, gboolean open);

/* Shows in the title how many of the settings `names`, ending with NULL, of `config` differ from
 * their defaults; unknown names are ignored.  Both must stay valid. */
void section_count (GtkWidget *section, GimpProcedureConfig *config, const char *const *names);

#endif
