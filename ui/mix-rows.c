/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mix-rows.c - a button that opens a gallery; when a second style is chosen, also its share and its
 * levels. */

#include "ui/mix-rows.h"

#include "ui/rows.h"
#include "ui/section.h"
#include "ui/style-button.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#include <math.h>

#define FIRST_SHARE 0.5 /* of a style that is chosen while its share is 0, so that it is seen */

struct _MixRows
{
  GtkBox parent_instance;

  GimpProcedureConfig *config;
  GtkWidget           *button;  /* the second style */
  GtkWidget           *details; /* what there is to say of it */
  GtkWidget           *section; /* that the rows are in, or NULL */
};

DEFINE_WIDGET_TYPE (MixRows, mix_rows, GTK_TYPE_BOX)

/* ---- The second style -------------------------------------------------------------- */

static void
update_title (MixRows *rows)
{
  g_autofree char *title = NULL;
  double           share;

  if (!rows->section)
    return;

  g_object_get (rows->config, "second-share", &share, NULL);
  if (gtk_widget_get_visible (rows->details))
    /* Translators: the name of a style, and its share in percent. */
    title = g_strdup_printf (_ ("Mix with %s, %d %%"),
                             style_button_get_shown (STYLE_BUTTON (rows->button)),
                             (int) round (100.0 * share));
  section_set_title (GTK_EXPANDER (rows->section), title ? title : _ ("Mix with another style"));
}

static void
show_second (MixRows *rows)
{
  g_autofree char *word = NULL;
  GimpLayer       *layer = NULL;

  g_object_get (rows->config, "second-style", &word, "second-layer", &layer, NULL);
  if (layer && gimp_item_is_valid (GIMP_ITEM (layer)))
    style_button_show_layer (STYLE_BUTTON (rows->button), layer);
  else
    style_button_show (STYLE_BUTTON (rows->button), word);
  gtk_widget_set_visible (rows->details, layer || (word && *word));
  update_title (rows);
}

/* One of both, or neither: `word` is then "". */
static void
set_second (MixRows *rows, const char *word, GimpLayer *layer)
{
  double share;

  g_object_get (rows->config, "second-share", &share, NULL);
  if (!layer && !*word)
    share = 0.0;
  else if (share == 0.0)
    share = FIRST_SHARE;

  g_object_freeze_notify (G_OBJECT (rows->config)); /* there is no moment with both */
  g_object_set (rows->config, "second-style", word, "second-layer", layer, "second-share", share,
                NULL);
  g_object_thaw_notify (G_OBJECT (rows->config));
}

static void
on_chosen (StyleButton *button, const char *word, MixRows *rows)
{
  set_second (rows, word, NULL);
}

static void
on_layer_chosen (StyleButton *button, GimpLayer *layer, MixRows *rows)
{
  set_second (rows, "", layer);
}

/* ---- How much of it, and into what ------------------------------------------------- */

static void
add_details (MixRows *rows, const Rows *common)
{
  static const char *const levels[][2] = { { "all", N_ ("Everything") },
                                           { "coarse", N_ ("Larger forms only") },
                                           { "fine", N_ ("Color and brushwork only") },
                                           { NULL, NULL } };
  GtkWidget               *share;

  rows->details = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_no_show_all (rows->details, TRUE);
  share = rows_add_percent (common, rows->details, "second-share", FALSE);
  rows_set_reset_value (share, FIRST_SHARE); /* by its default, nothing would be mixed in */
  rows_add_words (common, rows->details, "second-levels", levels, NULL);
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
  rows->button = style_button_new (_ ("None: use one style only"), TRUE);
  g_signal_connect (rows->button, "layer-chosen", G_CALLBACK (on_layer_chosen), rows);
  g_signal_connect (rows->button, "chosen", G_CALLBACK (on_chosen), rows);
  rows_add_labeled (&common, GTK_WIDGET (rows), "second-style", rows->button);
  add_details (rows, &common);

  widget_follow (config, G_CALLBACK (show_second), rows, "second-style", "second-layer", NULL);
  widget_follow (config, G_CALLBACK (update_title), rows, "second-share", NULL);
  show_second (rows);

  return GTK_WIDGET (rows);
}

GtkWidget *
mix_rows_new_section (MixRows *rows)
{
  rows->section = section_new ("mix", _ ("Mix with another style"), GTK_WIDGET (rows));
  update_title (rows);

  return rows->section;
}

void
mix_rows_fill (MixRows *rows, GPtrArray *styles, const char *const *recent)
{
  style_button_fill (STYLE_BUTTON (rows->button), styles, recent);
  update_title (rows);
}
