/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget.c - what widgets of the dialog have in common. */

#include "ui/widget.h"

void
widget_empty (GtkWidget *container)
{
  gtk_container_foreach (GTK_CONTAINER (container),
                         (GtkCallback) (void (*) (void)) gtk_widget_destroy, NULL);
}

static void
get_least_width (GtkWidget *widget, int *minimum, int *natural)
{
  GtkWidgetClass *box = g_type_class_peek (GTK_TYPE_BOX);

  box->get_preferred_width (widget, minimum, natural);
  *natural = *minimum;
}

static void
get_least_width_for_height (GtkWidget *widget, int height, int *minimum, int *natural)
{
  get_least_width (widget, minimum, natural);
}

void
widget_class_ask_least (GtkWidgetClass *klass)
{
  klass->get_preferred_width = get_least_width;
  klass->get_preferred_width_for_height = get_least_width_for_height;
}

/* The values are those of a signal's object and arguments; `signal` is what the object of the closure
 * emits instead. */
static void
forward (GClosure *closure, GValue *result, guint n, const GValue *values, gpointer hint,
         gpointer signal)
{
  g_autofree GValue *own = g_memdup2 (values, n * sizeof *values);

  own[0] = (GValue) G_VALUE_INIT;
  g_value_init_from_instance (&own[0], closure->data);
  g_signal_emitv (own, GPOINTER_TO_UINT (signal), 0, NULL);
  g_value_unset (&own[0]);
}

void
widget_forward (gpointer from, const char *signal, gpointer to, const char *other)
{
  GClosure *closure = g_closure_new_object (sizeof *closure, to);

  g_closure_set_meta_marshal (
      closure, GUINT_TO_POINTER (g_signal_lookup (other, G_OBJECT_TYPE (to))), forward);
  g_signal_connect_closure (from, signal, closure, FALSE);
}

void
widget_follow (gpointer config, GCallback func, gpointer widget, ...)
{
  va_list     names;
  const char *name;

  va_start (names, widget);
  while ((name = va_arg (names, const char *)))
    {
      g_autofree char *signal = g_strconcat ("notify::", name, NULL);

      g_signal_connect_object (config, signal, func, widget, G_CONNECT_SWAPPED);
    }
  va_end (names);
}
