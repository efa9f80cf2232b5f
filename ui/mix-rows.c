/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mix-rows.c - a button that opens a gallery, and, once a second style is chosen in it, how much of
 * that is mixed in and into what. */

#include "ui/mix-rows.h"

#include "ui/rows.h"
#include "ui/style-button.h"

#include <glib/gi18n.h>

#define SCALE_CHARS 6
#define FIRST_SHARE 0.5 /* of a style that is chosen while its share is 0, so that it is seen */

struct _MixRows
{
  GtkBox parent_instance;

  GimpProcedureConfig *config;
  GtkWidget           *button;  /* the second style */
  GtkWidget           *details; /* what there is to say of it */
};

G_DEFINE_FINAL_TYPE (MixRows, mix_rows, GTK_TYPE_BOX)

/* ---- The second style -------------------------------------------------------------- */

static void
show_second (MixRows *rows)
{
  g_autofree char *word = NULL;

  g_object_get (rows->config, "second-style", &word, NULL);
  style_button_show (STYLE_BUTTON (rows->button), word);
  gtk_widget_set_visible (rows->details, word && *word);
}

static void
on_chosen (StyleButton *button, const char *name, MixRows *rows)
{
  double share;

  g_object_get (rows->config, "second-share", &share, NULL);
  g_object_set (rows->config, "second-style", name, "second-share",
                !*name         ? 0.0
                : share != 0.0 ? share
                               : FIRST_SHARE,
                NULL);
}

/* ---- How much of it, and into what ------------------------------------------------- */

static GtkWidget *
new_levels (MixRows *rows)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (2, G_TYPE_STRING, G_TYPE_STRING);
  const char *const levels[][2] = { { "all", _ ("everything") },
                                    { "coarse", _ ("larger forms only") },
                                    { "fine", _ ("color and brushwork only") } };

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    gtk_list_store_insert_with_values (store, NULL, -1, 0, levels[i][0], 1, levels[i][1], -1);

  return gimp_prop_string_combo_box_new (G_OBJECT (rows->config), "second-levels",
                                         GTK_TREE_MODEL (store), 0, 1);
}

static void
add_details (MixRows *rows, const Rows *common)
{
  GtkWidget *scale = gimp_procedure_dialog_get_spin_scale (common->window, "second-share", 1.0);
  rows->details = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_no_show_all (rows->details, TRUE);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (scale), 2);
  gtk_entry_set_width_chars (GTK_ENTRY (scale), SCALE_CHARS);
  rows_add_widget (common, rows->details, "second-share", scale);
  rows_add_labeled (common, rows->details, "second-levels", new_levels (rows));
  gtk_box_pack_start (GTK_BOX (rows), rows->details, FALSE, FALSE, 0);
}

/* ---- The widget -------------------------------------------------------------------- */

static void
mix_rows_class_init (MixRowsClass *klass)
{
}

static void
mix_rows_init (MixRows *rows)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (rows), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (rows), 6);
}

GtkWidget *
mix_rows_new (GimpProcedureDialog *window, GimpProcedureConfig *config)
{
  MixRows *rows = g_object_new (MIX_TYPE_ROWS, NULL);
  g_autoptr (GtkSizeGroup) labels = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  Rows common = { .window = window, .config = config, .labels = labels };

  rows->config = config;
  rows->button = style_button_new (_ ("None: one style alone"));
  g_signal_connect (rows->button, "chosen", G_CALLBACK (on_chosen), rows);
  rows_add_labeled (&common, GTK_WIDGET (rows), "second-style", rows->button);
  add_details (rows, &common);

  g_signal_connect_object (config, "notify::second-style", G_CALLBACK (show_second), rows,
                           G_CONNECT_SWAPPED);
  show_second (rows);

  return GTK_WIDGET (rows);
}

void
mix_rows_fill (MixRows *rows, GPtrArray *styles, const char *const *recent)
{
  style_button_fill (STYLE_BUTTON (rows->button), styles, recent);
}
