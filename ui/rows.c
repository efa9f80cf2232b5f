/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rows.c - a row for every kind of parameter, with the widgets that GIMP makes for them. */

#include "rows.h"

#include <glib/gi18n.h>

#define SCALE_WIDTH  120 /* pixels */
#define NUMBER_CHARS 6

void
rows_pack (GtkWidget *box, GtkWidget *row)
{
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  gtk_widget_show (row);
}

/* A row that GimpProcedureDialog makes. */
static GtkWidget *
add_row (const Rows *rows, GtkWidget *box, GtkWidget *row)
{
  if (GIMP_IS_LABELED (row))
    gtk_size_group_add_widget (rows->labels, gimp_labeled_get_label (GIMP_LABELED (row)));

  rows_pack (box, row);

  return row;
}

static GtkWidget *
add_plain_row (const Rows *rows, GtkWidget *box, const char *name)
{
  return add_row (rows, box, gimp_procedure_dialog_get_widget (rows->window, name, G_TYPE_NONE));
}

/* A combo box for a string argument: `store` has the value and what to show for it. */
static GtkWidget *
add_combo_row (const Rows *rows, GtkWidget *box, const char *name, GtkListStore *store)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (rows->config), name);
  GtkWidget  *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget  *label = gtk_label_new_with_mnemonic (g_param_spec_get_nick (spec));
  GtkWidget  *combo = gimp_prop_string_combo_box_new (G_OBJECT (rows->config), name,
                                                      GTK_TREE_MODEL (store), 0, 1);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), combo);
  gtk_size_group_add_widget (rows->labels, label);
  gtk_widget_set_tooltip_text (row, g_param_spec_get_blurb (spec));
  gtk_widget_show (label);
  gtk_widget_show (combo);

  gtk_box_pack_start (GTK_BOX (row), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), combo, TRUE, TRUE, 0);
  rows_pack (box, row);

  return row;
}

static void
append (GtkListStore *store, const char *value, const char *label)
{
  gtk_list_store_insert_with_values (store, NULL, -1, 0, value, 1, label, -1);
}

static GtkWidget *
add_choice_row (const Rows *rows, GtkWidget *box, const NstParameter *parameter)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (2, G_TYPE_STRING, G_TYPE_STRING);

  for (const NstChoice *choice = parameter->choices; choice->nick; choice++)
    append (store, choice->nick, _ (choice->label));

  return add_combo_row (rows, box, parameter->name, store);
}

/* The networks that can be used, and the current one even where it cannot: hiding it would change
 * the settings behind the user's back. */
static GtkWidget *
add_network_row (const Rows *rows, GtkWidget *box, const NstParameter *parameter)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (2, G_TYPE_STRING, G_TYPE_STRING);
  g_autoptr (GPtrArray) networks = nst_networks_list (rows->networks);
  g_autofree char *current = NULL;
  gboolean         listed = FALSE;

  g_object_get (rows->config, parameter->name, &current, NULL);

  for (guint i = 0; i < networks->len; i++)
    {
      const NstNetworkInfo *info = g_ptr_array_index (networks, i);

      if (info->problem)
        continue;

      append (store, info->name, info->name);
      listed = listed || g_strcmp0 (info->name, current) == 0;
    }

  if (current && !listed)
    append (store, current, current);

  return add_combo_row (rows, box, parameter->name, store);
}

static GtkWidget *
add_double_row (const Rows *rows, GtkWidget *box, const NstParameter *parameter)
{
  GtkWidget *scale = add_row (
      rows, box, gimp_procedure_dialog_get_scale_entry (rows->window, parameter->name, 1.0));

  gimp_label_spin_set_digits (GIMP_LABEL_SPIN (scale), 2);
  gtk_entry_set_width_chars (GTK_ENTRY (gimp_label_spin_get_spin_button (GIMP_LABEL_SPIN (scale))),
                             NUMBER_CHARS);
  gimp_scale_entry_set_logarithmic (GIMP_SCALE_ENTRY (scale), parameter->logarithmic);
  gtk_widget_set_size_request (gimp_scale_entry_get_range (GIMP_SCALE_ENTRY (scale)), SCALE_WIDTH,
                               -1);

  return scale;
}

GtkWidget *
rows_add (const Rows *rows, GtkWidget *box, const NstParameter *parameter)
{
  if (parameter->type == NST_PARAMETER_CHOICE)
    return add_choice_row (rows, box, parameter);
  if (parameter->type == NST_PARAMETER_DOUBLE)
    return add_double_row (rows, box, parameter);
  if (g_str_equal (parameter->name, "network"))
    return add_network_row (rows, box, parameter);

  return add_plain_row (rows, box, parameter->name);
}
