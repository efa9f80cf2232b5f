/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-drop.h - a style that is dragged into the dialog: a layer from GIMP's list of layers, or the
 * file of a picture from a file manager. */

#ifndef STYLE_DROP_H
#define STYLE_DROP_H

#include <libgimp/gimpui.h>

/* Called when one of both, the other being NULL, is dropped.  Returns whether it is taken. */
typedef gboolean (*StyleDropFunc) (GimpLayer *layer, GFile *file, gpointer data);

/* Has `widget` take what is dropped on it. */
void style_drop_accept (GtkWidget *widget, StyleDropFunc func, gpointer data);

#endif
