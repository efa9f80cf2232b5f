/* SPDX-License-Identifier: GPL-3.0-or-later */

/* script-button.c - shows "Copied" until a setting changes. */

#include "ui/script-button.h"

#include "ui/widget.h"

#include <glib/gi18n.h>

struct _ScriptButton
{
  GtkButton parent_instance;

  ScriptButtonFunc func;
  gpointer         data;
  gboolean         copied; /* once at least: our text may be on the clipboard */
};

DEFINE_WIDGET_TYPE (ScriptButton, script_button, GTK_TYPE_BUTTON)

static void
show_copied (ScriptButton *button, gboolean copied)
{
  gtk_button_set_label (GTK_BUTTON (button), copied ? _ ("Copied") : _ ("Copy as Script-Fu"));
}

static void
script_button_clicked (GtkButton *widget)
{
  ScriptButton    *button = SCRIPT_BUTTON (widget);
  GtkClipboard    *clipboard = gtk_clipboard_get (GDK_SELECTION_CLIPBOARD);
  g_autofree char *script = button->func ? button->func (button->data) : NULL;

  if (!script)
    return;

  gtk_clipboard_set_text (clipboard, script, -1);
  gtk_clipboard_set_can_store (clipboard, NULL, 0);
  button->copied = TRUE;
  show_copied (button, TRUE);
}

/* The clipboard's contents go with their program, unless somebody keeps them. */
static void
script_button_finalize (GObject *object)
{
  if (SCRIPT_BUTTON (object)->copied)
    gtk_clipboard_store (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD));

  G_OBJECT_CLASS (script_button_parent_class)->finalize (object);
}

static void
script_button_class_init (ScriptButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = script_button_finalize;
  GTK_BUTTON_CLASS (klass)->clicked = script_button_clicked;
}

static void
script_button_init (ScriptButton *button)
{
  gtk_widget_set_tooltip_text (GTK_WIDGET (button),
                               _ ("Copy a Script-Fu call that does the same, for the Script-Fu "
                                  "console and batch mode of GIMP"));
}

static void
on_notify (ScriptButton *button)
{
  show_copied (button, FALSE);
}

GtkWidget *
script_button_new (GimpProcedureConfig *config)
{
  ScriptButton *button = g_object_new (SCRIPT_TYPE_BUTTON, NULL);

  show_copied (button, FALSE);

  g_signal_connect_object (config, "notify", G_CALLBACK (on_notify), button, G_CONNECT_SWAPPED);

  return GTK_WIDGET (button);
}

void
script_button_set_func (ScriptButton *button, ScriptButtonFunc func, gpointer data)
{
  button->func = func;
  button->data = data;
}
