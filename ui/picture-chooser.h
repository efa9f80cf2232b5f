/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-chooser.h - the button that chooses a picture, or a style file, to take a style from: it
 * opens GTK's file chooser with a preview, at the folder of the last time. */

#ifndef PICTURE_CHOOSER_H
#define PICTURE_CHOOSER_H

#include <gtk/gtk.h>

/* A GtkFileChooserButton; "file-set" tells that the user has chosen. */
GtkWidget *picture_chooser_new (void);

/* The same for the property `name` of `config`, a file: follows it and changes it, and has its blurb as
 * a tooltip. */
GtkWidget *picture_chooser_new_for (GObject *config, const char *name);

/* Shows `file`, or that there is none (NULL); emits nothing. */
void picture_chooser_show (GtkWidget *chooser, GFile *file);

#endif
