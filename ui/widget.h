/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget.h - defines the types of the dialog's widgets, and their signals.  The names of GTypes
 * are shared by all libraries of a process, so these begin with the plug-in's:
 * StyleTransferMaskCanvas. */

#ifndef WIDGET_H
#define WIDGET_H

#include <gtk/gtk.h>

/* G_DEFINE_FINAL_TYPE with that prefix. */
#define DEFINE_WIDGET_TYPE(Name, name, PARENT)                                                     \
  typedef Name        StyleTransfer##Name;                                                         \
  typedef Name##Class StyleTransfer##Name##Class;                                                  \
  G_DEFINE_FINAL_TYPE (StyleTransfer##Name, name, PARENT)

/* A signal of the class, without a handler of its own.  After the name: the number of its arguments,
 * and their types. */
#define WIDGET_SIGNAL(klass, name, ...)                                                            \
  g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,           \
                G_TYPE_NONE, __VA_ARGS__)

/* Destroys all widgets in `container`. */
void widget_empty (GtkWidget *container);

/* Widgets of this class, which is derived from GtkBox, ask for no more width than they need. */
void widget_class_ask_least (GtkWidgetClass *klass);

/* When `from` emits `signal`, `to` emits `other` with the same arguments, or as many of them as that
 * has; as long as both live. */
void widget_forward (gpointer from, const char *signal, gpointer to, const char *other);

/* Calls `func` with `widget` when one of the settings after it, ending with NULL, changes in
 * `config`; as long as both live. */
void widget_follow (gpointer config, GCallback func, gpointer widget, ...) G_GNUC_NULL_TERMINATED;

#endif
