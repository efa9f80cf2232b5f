/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dialog.c - a GimpProcedureDialog with a row for every parameter of the engine's table, a choice
 * of where the style comes from, and a line at the bottom for progress and mistakes. */

#include "dialog.h"

#include "nst.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>

#define RESPONSE_RESET 1   /* as GimpProcedureDialog numbers it */
#define SCALE_WIDTH    120 /* pixels */
#define NUMBER_CHARS   6

struct _Dialog
{
  GimpProcedureDialog *window;
  GimpProcedureConfig *config;
  const char          *networks, *styles;
  GtkSizeGroup        *labels; /* keeps the labels of all rows as wide as the widest */
  GtkWidget           *style_file, *style_name;
  GtkWidget           *style_layer;
  GtkWidget           *columns; /* all settings */
  GtkWidget           *status;  /* stack of idle, warning and bar */
  GtkWidget           *idle;
  GtkWidget           *warning;
  GtkWidget           *message; /* in the warning */
  GtkWidget           *bar;
  GCancellable        *cancellable;
  gboolean             working;
  gint64               started; /* monotonic microseconds */
};

/* ---- Rows ---------------------------------------------------------------------------------------
 */

static void
pack (GtkWidget *box, GtkWidget *row)
{
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  gtk_widget_show (row);
}

/* A row that GimpProcedureDialog makes. */
static GtkWidget *
add_row (Dialog *dialog, GtkWidget *box, GtkWidget *row)
{
  if (GIMP_IS_LABELED (row))
    gtk_size_group_add_widget (dialog->labels, gimp_labeled_get_label (GIMP_LABELED (row)));

  pack (box, row);

  return row;
}

static GtkWidget *
add_plain_row (Dialog *dialog, GtkWidget *box, const char *name)
{
  return add_row (dialog, box,
                  gimp_procedure_dialog_get_widget (dialog->window, name, G_TYPE_NONE));
}

/* A combo box for a string argument: `store` has the value and what to show for it. */
static GtkWidget *
add_combo_row (Dialog *dialog, GtkWidget *box, const char *name, GtkListStore *store)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (dialog->config), name);
  GtkWidget  *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget  *label = gtk_label_new_with_mnemonic (g_param_spec_get_nick (spec));
  GtkWidget  *combo = gimp_prop_string_combo_box_new (G_OBJECT (dialog->config), name,
                                                      GTK_TREE_MODEL (store), 0, 1);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), combo);
  gtk_size_group_add_widget (dialog->labels, label);
  gtk_widget_set_tooltip_text (row, g_param_spec_get_blurb (spec));
  gtk_widget_show (label);
  gtk_widget_show (combo);

  gtk_box_pack_start (GTK_BOX (row), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), combo, TRUE, TRUE, 0);
  pack (box, row);

  return row;
}

static void
append (GtkListStore *store, const char *value, const char *label)
{
  gtk_list_store_insert_with_values (store, NULL, -1, 0, value, 1, label, -1);
}

static void
add_choice_row (Dialog *dialog, GtkWidget *box, const NstParameter *parameter)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (2, G_TYPE_STRING, G_TYPE_STRING);

  for (const NstChoice *choice = parameter->choices; choice->nick; choice++)
    append (store, choice->nick, _ (choice->label));

  add_combo_row (dialog, box, parameter->name, store);
}

/* The networks that can be used, and the current one even where it cannot: hiding it would change
 * the settings behind the user's back. */
static void
add_network_row (Dialog *dialog, GtkWidget *box, const NstParameter *parameter)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (2, G_TYPE_STRING, G_TYPE_STRING);
  g_autoptr (GPtrArray) networks = nst_networks_list (dialog->networks);
  g_autofree char *current = NULL;
  gboolean         listed = FALSE;

  g_object_get (dialog->config, parameter->name, &current, NULL);

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

  add_combo_row (dialog, box, parameter->name, store);
}

static void
add_double_row (Dialog *dialog, GtkWidget *box, const NstParameter *parameter)
{
  GtkWidget *scale = add_row (
      dialog, box, gimp_procedure_dialog_get_scale_entry (dialog->window, parameter->name, 1.0));

  gimp_label_spin_set_digits (GIMP_LABEL_SPIN (scale), 2);
  gtk_entry_set_width_chars (GTK_ENTRY (gimp_label_spin_get_spin_button (GIMP_LABEL_SPIN (scale))),
                             NUMBER_CHARS);
  gimp_scale_entry_set_logarithmic (GIMP_SCALE_ENTRY (scale), parameter->logarithmic);
  gtk_widget_set_size_request (gimp_scale_entry_get_range (GIMP_SCALE_ENTRY (scale)), SCALE_WIDTH,
                               -1);
}

static void
add_parameter_row (Dialog *dialog, GtkWidget *box, const NstParameter *parameter)
{
  if (parameter->type == NST_PARAMETER_CHOICE)
    add_choice_row (dialog, box, parameter);
  else if (parameter->type == NST_PARAMETER_DOUBLE)
    add_double_row (dialog, box, parameter);
  else if (g_str_equal (parameter->name, "network"))
    add_network_row (dialog, box, parameter);
  else
    add_plain_row (dialog, box, parameter->name);
}

/* ---- Where the style comes from -----------------------------------------------------------------
 */

static void
show_style_source (Dialog *dialog)
{
  g_autofree char *source = NULL;

  g_object_get (dialog->config, "style-source", &source, NULL);

  gtk_widget_set_visible (dialog->style_layer, g_strcmp0 (source, "layer") == 0);
  gtk_widget_set_visible (dialog->style_file, g_strcmp0 (source, "file") == 0);
  gtk_widget_set_visible (dialog->style_name, g_strcmp0 (source, "style") == 0);
}

static GtkWidget *
new_file_chooser (Dialog *dialog)
{
  GParamSpec *spec
      = g_object_class_find_property (G_OBJECT_GET_CLASS (dialog->config), "style-file");
  GtkWidget *chooser
      = gimp_file_chooser_new (GIMP_FILE_CHOOSER_ACTION_OPEN, g_param_spec_get_nick (spec),
                               _ ("Choose the Picture to Take the Style From"), NULL);

  gtk_widget_set_tooltip_text (chooser, g_param_spec_get_blurb (spec));
  gtk_size_group_add_widget (dialog->labels,
                             gimp_file_chooser_get_label_widget (GIMP_FILE_CHOOSER (chooser)));
  g_object_bind_property (dialog->config, "style-file", chooser, "file",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);

  return chooser;
}

/* The installed styles by their names; the current one even where it cannot be used, and none. */
static GtkWidget *
add_style_row (Dialog *dialog, GtkWidget *box)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (2, G_TYPE_STRING, G_TYPE_STRING);
  g_autoptr (GPtrArray) styles = nst_styles_list (dialog->styles);
  g_autofree char *current = NULL;
  gboolean         listed = FALSE;

  g_object_get (dialog->config, "style", &current, NULL);

  for (guint i = 0; i < styles->len; i++)
    {
      const NstStyleInfo *info = g_ptr_array_index (styles, i);

      if (!info->style)
        continue;

      append (store, info->name, nst_style_get_name (info->style));
      listed = listed || g_strcmp0 (info->name, current) == 0;
    }

  if (current && !listed)
    append (store, current, current);

  return add_combo_row (dialog, box, "style", store);
}

static GtkWidget *
new_style_box (Dialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  add_plain_row (dialog, box, "style-source");

  dialog->style_file = new_file_chooser (dialog);
  pack (box, dialog->style_file);
  dialog->style_layer = add_plain_row (dialog, box, "style-layer");
  dialog->style_name = add_style_row (dialog, box);

  g_signal_connect_swapped (dialog->config, "notify::style-source", G_CALLBACK (show_style_source),
                            dialog);
  show_style_source (dialog);

  return box;
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

/* Numbers without a step and switches say how the painting looks, the others how it is made. */
static gboolean
is_about_looks (const NstParameter *parameter)
{
  return parameter->type == NST_PARAMETER_DOUBLE || parameter->type == NST_PARAMETER_BOOLEAN;
}

static GtkWidget *
new_settings_box (Dialog *dialog, gboolean looks)
{
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const NstParameter *parameters;
  guint               n_parameters;

  parameters = nst_parameters (&n_parameters);
  for (guint i = 0; i < n_parameters; i++)
    if (is_about_looks (&parameters[i]) == looks)
      add_parameter_row (dialog, box, &parameters[i]);

  return box;
}

static GtkWidget *
new_warning (Dialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (GIMP_ICON_DIALOG_WARNING, GTK_ICON_SIZE_BUTTON);

  dialog->message = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (dialog->message), TRUE);
  gtk_label_set_xalign (GTK_LABEL (dialog->message), 0.0);

  gtk_box_pack_start (GTK_BOX (box), icon, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), dialog->message, TRUE, TRUE, 0);

  return box;
}

static GtkWidget *
new_status (Dialog *dialog)
{
  GtkWidget *status = gtk_stack_new ();

  dialog->idle = gtk_label_new (NULL);
  dialog->warning = new_warning (dialog);
  dialog->bar = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (dialog->bar), TRUE);

  gtk_container_add (GTK_CONTAINER (status), dialog->idle);
  gtk_container_add (GTK_CONTAINER (status), dialog->warning);
  gtk_container_add (GTK_CONTAINER (status), dialog->bar);
  gtk_widget_show_all (status);

  return status;
}

static void
add_frame (GtkWidget *column, const char *title, GtkWidget *box)
{
  GtkWidget *frame = gimp_frame_new (title);

  gtk_container_add (GTK_CONTAINER (frame), box);
  gtk_widget_show (box);
  pack (column, frame);
}

/* Two columns, so that all settings fit on a small screen. */
static GtkWidget *
new_columns (Dialog *dialog)
{
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  dialog->labels = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  add_frame (left, _ ("Style"), new_style_box (dialog));
  add_frame (left, _ ("Painting"), new_settings_box (dialog, TRUE));
  add_frame (right, _ ("Computation"), new_settings_box (dialog, FALSE));

  gtk_box_pack_start (GTK_BOX (columns), left, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (columns), right, TRUE, TRUE, 0);
  gtk_widget_show (left);
  gtk_widget_show (right);

  return columns;
}

static void
on_response (Dialog *dialog, int response)
{
  if (dialog->working && response != RESPONSE_RESET && response != GTK_RESPONSE_HELP)
    g_cancellable_cancel (dialog->cancellable);
}

Dialog *
dialog_new (GimpProcedure *procedure, GimpProcedureConfig *config, const char *networks,
            const char *styles)
{
  Dialog    *dialog;
  GtkWidget *content;

  gimp_ui_init (GETTEXT_PACKAGE);

  dialog = g_new0 (Dialog, 1);
  dialog->config = config;
  dialog->networks = networks;
  dialog->styles = styles;
  dialog->cancellable = g_cancellable_new ();
  dialog->window
      = GIMP_PROCEDURE_DIALOG (gimp_procedure_dialog_new (procedure, config, _ ("Style Transfer")));

  content = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  gtk_box_set_spacing (GTK_BOX (content), 12);
  dialog->columns = new_columns (dialog);
  pack (content, dialog->columns);
  dialog->status = new_status (dialog);
  pack (content, dialog->status);

  g_signal_connect_swapped (dialog->window, "response", G_CALLBACK (on_response), dialog);

  return dialog;
}

void
dialog_free (Dialog *dialog)
{
  g_signal_handlers_disconnect_by_data (dialog->config, dialog);
  gtk_widget_destroy (GTK_WIDGET (dialog->window));
  g_object_unref (dialog->labels);
  g_object_unref (dialog->cancellable);
  g_free (dialog);
}

gboolean
dialog_ask (Dialog *dialog)
{
  return gimp_procedure_dialog_run (dialog->window);
}

/* ---- At work ------------------------------------------------------------------------------------
 */

/* The settings and all buttons but Cancel and Help. */
static void
set_sensitive (Dialog *dialog, gboolean sensitive)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (content));

  gtk_widget_set_sensitive (dialog->columns, sensitive);

  /* The buttons that load and save settings lie in a box of their own. */
  for (GList *child = children; child; child = child->next)
    if (GTK_IS_BUTTON_BOX (child->data))
      gtk_widget_set_sensitive (child->data, sensitive);

  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK, sensitive);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), RESPONSE_RESET, sensitive);
}

void
dialog_start_work (Dialog *dialog)
{
  dialog->working = TRUE;
  dialog->started = g_get_monotonic_time ();

  set_sensitive (dialog, FALSE);
  dialog_set_progress (dialog, 0.0);
  gtk_stack_set_visible_child (GTK_STACK (dialog->status), dialog->bar);

  /* Reading the pictures, which comes next, does not turn the main loop. */
  while (gtk_events_pending ())
    gtk_main_iteration ();
}

void
dialog_set_progress (Dialog *dialog, double fraction)
{
  double           seconds = (g_get_monotonic_time () - dialog->started) / (double) G_USEC_PER_SEC;
  int              left = fraction > 0.0 ? (int) (seconds * (1.0 - fraction) / fraction) : 0;
  g_autofree char *text = NULL;

  /* An early guess jumps about too much to be of use. */
  if (seconds < 2.0 || fraction < 0.02)
    text = g_strdup_printf (_ ("Painting: %d %%"), (int) (100.0 * fraction));
  else
    text = g_strdup_printf (_ ("Painting: %d %%, about %d:%02d left"), (int) (100.0 * fraction),
                            left / 60, left % 60);

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (dialog->bar), fraction);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (dialog->bar), text);
}

GCancellable *
dialog_get_cancellable (Dialog *dialog)
{
  return dialog->cancellable;
}

void
dialog_end_work (Dialog *dialog, const GError *error)
{
  dialog->working = FALSE;

  set_sensitive (dialog, TRUE);
  gtk_label_set_text (GTK_LABEL (dialog->message), error ? error->message : "");
  gtk_stack_set_visible_child (GTK_STACK (dialog->status), error ? dialog->warning : dialog->idle);
}
