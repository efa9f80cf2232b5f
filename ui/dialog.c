/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dialog.c - a GimpProcedureDialog in three columns: the preview, the style, and a row for every
 * parameter of the engine's table.  Progress and mistakes are told under the preview. */

#include "dialog.h"

#include "gallery.h"
#include "preview.h"
#include "surface.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>

#define RESPONSE_RESET 1   /* as GimpProcedureDialog numbers it */
#define RESPONSE_KEEP  2   /* Stop and Keep */
#define SCALE_WIDTH    120 /* pixels */
#define NUMBER_CHARS   6
#define INDENT         12  /* pixels, as GimpFrame has it */
#define STYLE_WIDTH    290 /* pixels, of the column in the middle */
#define SETTINGS_HEIGHT                                                                            \
  560 /* pixels at most, so that a screen of 768 holds it all; more is scrolled */

/* Where the style may come from: values of style-source. */
static const char *const sources[] = { "style", "layer", "file" };
#define N_SOURCES G_N_ELEMENTS (sources)

struct _Dialog
{
  GimpProcedureDialog *window;
  GimpProcedureConfig *config;
  const char          *networks, *styles;
  GtkSizeGroup        *labels;  /* keeps the labels of all rows as wide as the widest */
  GtkWidget           *columns; /* all of it, but the buttons and the status */

  GtkWidget *preview;
  GtkWidget *activity; /* of the preview */
  GtkWidget *switches; /* under the preview */

  GtkWidget     *source_buttons[N_SOURCES];
  GtkWidget     *style_pages; /* stack of gallery and style_picture */
  GtkWidget     *gallery;
  GtkWidget     *style_picture;            /* what is for layers and files */
  GtkWidget     *style_layer, *style_file; /* choosers */
  GtkWidget     *shown;                    /* stack of image and hint */
  GtkWidget     *image, *hint;
  GtkWidget     *save_row, *save_name;
  char          *shown_name; /* of the style whose name was suggested last */
  DialogSaveFunc save_func;
  gpointer       save_data;

  GtkWidget *settings;    /* the column */
  GPtrArray *refine_only; /* rows that say nothing to Fast */

  GtkWidget    *status; /* stack of idle, warning and bar */
  GtkWidget    *idle;
  GtkWidget    *warning;
  GtkWidget    *message; /* in the warning */
  GtkWidget    *bar;
  GtkWidget    *keep;
  GCancellable *cancellable, *stop;
  gboolean      working;
  gint64        started; /* monotonic microseconds */
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

static GtkWidget *
add_choice_row (Dialog *dialog, GtkWidget *box, const NstParameter *parameter)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (2, G_TYPE_STRING, G_TYPE_STRING);

  for (const NstChoice *choice = parameter->choices; choice->nick; choice++)
    append (store, choice->nick, _ (choice->label));

  return add_combo_row (dialog, box, parameter->name, store);
}

/* The networks that can be used, and the current one even where it cannot: hiding it would change
 * the settings behind the user's back. */
static GtkWidget *
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

  return add_combo_row (dialog, box, parameter->name, store);
}

static GtkWidget *
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

  return scale;
}

static GtkWidget *
add_parameter_row (Dialog *dialog, GtkWidget *box, const NstParameter *parameter)
{
  if (parameter->type == NST_PARAMETER_CHOICE)
    return add_choice_row (dialog, box, parameter);
  if (parameter->type == NST_PARAMETER_DOUBLE)
    return add_double_row (dialog, box, parameter);
  if (g_str_equal (parameter->name, "network"))
    return add_network_row (dialog, box, parameter);

  return add_plain_row (dialog, box, parameter->name);
}

/* ---- The style ----------------------------------------------------------------------------------
 */

static void
show_style_source (Dialog *dialog)
{
  g_autofree char *source = NULL;
  gboolean         installed;

  g_object_get (dialog->config, "style-source", &source, NULL);
  installed = g_strcmp0 (source, "style") == 0;

  for (gsize i = 0; i < N_SOURCES; i++)
    if (g_strcmp0 (source, sources[i]) == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (dialog->source_buttons[i]), TRUE);

  gtk_widget_set_visible (dialog->style_layer, g_strcmp0 (source, "layer") == 0);
  gtk_widget_set_visible (dialog->style_file, g_strcmp0 (source, "file") == 0);
  gtk_stack_set_visible_child (GTK_STACK (dialog->style_pages),
                               installed ? dialog->gallery : dialog->style_picture);
}

static void
on_source_toggled (GtkToggleButton *button, Dialog *dialog)
{
  for (gsize i = 0; i < N_SOURCES; i++)
    if (GTK_WIDGET (button) == dialog->source_buttons[i] && gtk_toggle_button_get_active (button))
      g_object_set (dialog->config, "style-source", sources[i], NULL);
}

/* Buttons that hang together, one of which is pressed. */
static GtkWidget *
new_source_buttons (Dialog *dialog)
{
  GParamSpec *spec
      = g_object_class_find_property (G_OBJECT_GET_CLASS (dialog->config), "style-source");
  GimpChoice     *choice = gimp_param_spec_choice_get_choice (spec);
  GtkWidget      *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkRadioButton *group = NULL;

  gtk_style_context_add_class (gtk_widget_get_style_context (box), GTK_STYLE_CLASS_LINKED);
  gtk_widget_set_tooltip_text (box, g_param_spec_get_blurb (spec));

  for (gsize i = 0; i < N_SOURCES; i++)
    {
      GtkWidget *button = gtk_radio_button_new_with_mnemonic_from_widget (
          group, gimp_choice_get_label (choice, sources[i]));

      gtk_toggle_button_set_mode (GTK_TOGGLE_BUTTON (button), FALSE);
      g_signal_connect (button, "toggled", G_CALLBACK (on_source_toggled), dialog);
      gtk_box_pack_start (GTK_BOX (box), button, TRUE, TRUE, 0);
      dialog->source_buttons[i] = button;
      group = GTK_RADIO_BUTTON (button);
    }
  gtk_widget_show_all (box);

  return box;
}

static GtkWidget *
new_file_chooser (Dialog *dialog)
{
  GParamSpec *spec
      = g_object_class_find_property (G_OBJECT_GET_CLASS (dialog->config), "style-file");
  GtkWidget *chooser = gimp_file_chooser_new (
      GIMP_FILE_CHOOSER_ACTION_OPEN, NULL, _ ("Choose the Picture to Take the Style From"), NULL);

  gtk_widget_set_tooltip_text (chooser, g_param_spec_get_blurb (spec));
  g_object_bind_property (dialog->config, "style-file", chooser, "file",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);

  return chooser;
}

/* What the chosen layer or file looks like, or what to do. */
static GtkWidget *
new_shown (Dialog *dialog)
{
  GtkWidget *shown = gtk_stack_new ();

  dialog->image = gtk_image_new ();
  dialog->hint = gtk_label_new (_ ("Drop an image file here, or choose one above."));
  gtk_label_set_line_wrap (GTK_LABEL (dialog->hint), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (dialog->hint), 24);
  gtk_label_set_justify (GTK_LABEL (dialog->hint), GTK_JUSTIFY_CENTER);
  gtk_style_context_add_class (gtk_widget_get_style_context (dialog->hint),
                               GTK_STYLE_CLASS_DIM_LABEL);
  gtk_container_add (GTK_CONTAINER (shown), dialog->hint);
  gtk_container_add (GTK_CONTAINER (shown), dialog->image);
  gtk_widget_show_all (shown);

  return shown;
}

static void
on_save (Dialog *dialog)
{
  g_autofree char *name
      = g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (dialog->save_name))));

  if (*name && dialog->save_func)
    dialog->save_func (name, dialog->save_data);
}

static GtkWidget *
new_save_row (Dialog *dialog)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_with_label (_ ("Save Style"));

  dialog->save_name = gtk_entry_new ();
  gtk_entry_set_width_chars (GTK_ENTRY (dialog->save_name), NUMBER_CHARS);
  gtk_widget_set_tooltip_text (dialog->save_name, _ ("What the gallery will call the style"));
  gtk_widget_set_tooltip_text (
      button, _ ("Keep this style in the gallery; it will not need the picture any more"));
  g_signal_connect_swapped (dialog->save_name, "activate", G_CALLBACK (on_save), dialog);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_save), dialog);
  gtk_box_pack_start (GTK_BOX (row), dialog->save_name, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), button, FALSE, FALSE, 0);
  gtk_widget_show_all (row);
  gtk_widget_set_sensitive (row, FALSE);

  return row;
}

static GtkWidget *
new_style_picture (Dialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *frame = gtk_frame_new (NULL);

  dialog->style_layer
      = gimp_procedure_dialog_get_widget (dialog->window, "style-layer", G_TYPE_NONE);
  dialog->style_file = new_file_chooser (dialog);
  dialog->shown = new_shown (dialog);
  dialog->save_row = new_save_row (dialog);

  pack (box, dialog->style_layer);
  pack (box, dialog->style_file);
  gtk_style_context_add_class (gtk_widget_get_style_context (frame), GTK_STYLE_CLASS_VIEW);
  gtk_container_add (GTK_CONTAINER (frame), dialog->shown);
  gtk_box_pack_start (GTK_BOX (box), frame, TRUE, TRUE, 0);
  gtk_widget_show (frame);
  pack (box, dialog->save_row);
  gtk_widget_show (box);

  return box;
}

static void
select_style (Dialog *dialog)
{
  g_autofree char *name = NULL;

  g_object_get (dialog->config, "style", &name, NULL);
  style_gallery_select (STYLE_GALLERY (dialog->gallery), name);
}

static void
on_chosen (StyleGallery *gallery, const char *name, Dialog *dialog)
{
  g_object_set (dialog->config, "style", name, NULL);
}

static GtkWidget *
new_style_box (Dialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  pack (box, new_source_buttons (dialog));

  dialog->gallery = style_gallery_new ();
  dialog->style_picture = new_style_picture (dialog);
  dialog->style_pages = gtk_stack_new ();
  gtk_container_add (GTK_CONTAINER (dialog->style_pages), dialog->gallery);
  gtk_container_add (GTK_CONTAINER (dialog->style_pages), dialog->style_picture);
  gtk_widget_show (dialog->gallery);
  gtk_box_pack_start (GTK_BOX (box), dialog->style_pages, TRUE, TRUE, 0);
  gtk_widget_show (dialog->style_pages);
  gtk_widget_set_size_request (box, STYLE_WIDTH, -1);

  dialog_update_styles (dialog);
  g_signal_connect (dialog->gallery, "chosen", G_CALLBACK (on_chosen), dialog);
  g_signal_connect_swapped (dialog->config, "notify::style", G_CALLBACK (select_style), dialog);
  g_signal_connect_swapped (dialog->config, "notify::style-source", G_CALLBACK (show_style_source),
                            dialog);
  show_style_source (dialog);

  return box;
}

/* A file that is dropped anywhere in the dialog is the style. */
static void
on_drop (GtkWidget *widget, GdkDragContext *context, int x, int y, GtkSelectionData *data,
         guint info, guint timestamp, Dialog *dialog)
{
  g_auto (GStrv) uris = gtk_selection_data_get_uris (data);
  gboolean taken = uris && uris[0] && !dialog->working;

  if (taken)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uris[0]);

      g_object_set (dialog->config, "style-file", file, "style-source", "file", NULL);
    }

  gtk_drag_finish (context, taken, FALSE, timestamp);
}

static void
accept_drops (Dialog *dialog, GtkWidget *widget)
{
  gtk_drag_dest_set (widget, GTK_DEST_DEFAULT_ALL, NULL, 0, GDK_ACTION_COPY);
  gtk_drag_dest_add_uri_targets (widget);
  g_signal_connect (widget, "drag-data-received", G_CALLBACK (on_drop), dialog);
}

void
dialog_show_style (Dialog *dialog, const char *name, const NstPicture *thumbnail, gboolean savable)
{
  cairo_surface_t *surface = thumbnail ? surface_new (thumbnail, thumbnail->mask) : NULL;

  gtk_image_set_from_surface (GTK_IMAGE (dialog->image), surface);
  g_clear_pointer (&surface, cairo_surface_destroy);
  gtk_stack_set_visible_child (GTK_STACK (dialog->shown), thumbnail ? dialog->image : dialog->hint);
  gtk_widget_set_sensitive (dialog->save_row, savable);

  /* A name that the user has typed stays as long as the style does. */
  if (name && savable && g_strcmp0 (name, dialog->shown_name) != 0)
    {
      gtk_entry_set_text (GTK_ENTRY (dialog->save_name), name);
      g_free (dialog->shown_name);
      dialog->shown_name = g_strdup (name);
    }
}

void
dialog_set_save_func (Dialog *dialog, DialogSaveFunc func, gpointer data)
{
  dialog->save_func = func;
  dialog->save_data = data;
}

void
dialog_update_styles (Dialog *dialog)
{
  g_autoptr (GPtrArray) styles = nst_styles_list (dialog->styles);

  style_gallery_fill (STYLE_GALLERY (dialog->gallery), styles);
  select_style (dialog);
}

/* ---- The preview --------------------------------------------------------------------------------
 */

static void
update_split (Dialog *dialog)
{
  gboolean split, on;

  g_object_get (dialog->config, "split-view", &split, "preview", &on, NULL);
  style_preview_set_split (STYLE_PREVIEW (dialog->preview), split && on);
}

static GtkWidget *
new_switch (Dialog *dialog, const char *name)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (dialog->config), name);
  GtkWidget  *check
      = gimp_prop_check_button_new (G_OBJECT (dialog->config), name, g_param_spec_get_nick (spec));

  gtk_widget_set_tooltip_text (check, g_param_spec_get_blurb (spec));

  return check;
}

static GtkWidget *
new_switches (Dialog *dialog)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *split = new_switch (dialog, "split-view");

  dialog->activity = gtk_label_new (NULL);
  gtk_style_context_add_class (gtk_widget_get_style_context (dialog->activity),
                               GTK_STYLE_CLASS_DIM_LABEL);

  gtk_box_pack_start (GTK_BOX (row), new_switch (dialog, "preview"), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), split, FALSE, FALSE, 0);
  gtk_box_pack_end (GTK_BOX (row), dialog->activity, FALSE, FALSE, 0);
  gtk_widget_show_all (row);

  g_object_bind_property (dialog->config, "preview", split, "sensitive", G_BINDING_SYNC_CREATE);
  g_signal_connect_swapped (dialog->config, "notify::split-view", G_CALLBACK (update_split),
                            dialog);
  g_signal_connect_swapped (dialog->config, "notify::preview", G_CALLBACK (update_split), dialog);
  update_split (dialog);

  return row;
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

static GtkWidget *
new_preview_box (Dialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *frame = gtk_frame_new (NULL);

  dialog->preview = style_preview_new (DIALOG_PREVIEW_SIDE);
  gtk_container_add (GTK_CONTAINER (frame), dialog->preview);
  gtk_widget_show (dialog->preview);
  gtk_box_pack_start (GTK_BOX (box), frame, TRUE, TRUE, 0);
  gtk_widget_show (frame);
  dialog->switches = new_switches (dialog);
  pack (box, dialog->switches);
  dialog->status = new_status (dialog);
  pack (box, dialog->status);

  return box;
}

void
dialog_set_content (Dialog *dialog, const NstPicture *content)
{
  style_preview_set_before (STYLE_PREVIEW (dialog->preview), content);
}

void
dialog_show_painting (Dialog *dialog, const NstPicture *painting)
{
  style_preview_set_after (STYLE_PREVIEW (dialog->preview), painting);
}

void
dialog_show_activity (Dialog *dialog, const char *text)
{
  gtk_label_set_text (GTK_LABEL (dialog->activity), text ? text : "");
}

/* ---- The settings -------------------------------------------------------------------------------
 */

/* How the painting looks, in the order of use; all others are for advanced users. */
static const char *const simple[]
    = { "strength", "style-scale", "content-weight", "smoothness", "keep-colors", NULL };

static const char *const for_refine_only[]
    = { "content-weight", "style-weight", "smoothness", "iterations", "seed",
        "optimizer",      "style-loss",   "start",      NULL };

static void
add_setting (Dialog *dialog, GtkWidget *box, const NstParameter *parameter)
{
  GtkWidget *row = add_parameter_row (dialog, box, parameter);

  if (g_strv_contains (for_refine_only, parameter->name))
    g_ptr_array_add (dialog->refine_only, row);
}

static void
update_sensitivity (Dialog *dialog)
{
  g_autofree char *method = NULL;

  g_object_get (dialog->config, "method", &method, NULL);
  for (guint i = 0; i < dialog->refine_only->len; i++)
    gtk_widget_set_sensitive (g_ptr_array_index (dialog->refine_only, i),
                              g_strcmp0 (method, "fast") != 0);
}

static GtkWidget *
new_simple_box (Dialog *dialog)
{
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  guint               n_parameters;
  const NstParameter *parameters = nst_parameters (&n_parameters);

  for (int s = 0; simple[s]; s++)
    for (guint i = 0; i < n_parameters; i++)
      if (g_str_equal (parameters[i].name, simple[s]))
        add_setting (dialog, box, &parameters[i]);

  return box;
}

static GtkWidget *
new_advanced_box (Dialog *dialog)
{
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  guint               n_parameters;
  const NstParameter *parameters = nst_parameters (&n_parameters);

  for (guint i = 0; i < n_parameters; i++)
    if (!g_strv_contains (simple, parameters[i].name))
      add_setting (dialog, box, &parameters[i]);

  return box;
}

/* The window grows for more settings where it can, but does not shrink by itself. */
static void
on_expanded (GtkExpander *expander, GParamSpec *spec, Dialog *dialog)
{
  int natural = 0;

  if (gtk_expander_get_expanded (expander))
    gtk_widget_get_preferred_height (gtk_widget_get_parent (GTK_WIDGET (expander)), NULL, &natural);

  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (dialog->settings),
                                              natural ? MIN (natural, SETTINGS_HEIGHT) : -1);
}

static GtkWidget *
new_expander (Dialog *dialog)
{
  GtkWidget *expander = gtk_expander_new (_ ("Advanced"));
  GtkWidget *box = new_advanced_box (dialog);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_start (box, INDENT);
  gtk_container_add (GTK_CONTAINER (expander), box);
  gtk_widget_show (box);
  g_signal_connect (expander, "notify::expanded", G_CALLBACK (on_expanded), dialog);

  return expander;
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

static GtkWidget *
new_frame (const char *title, GtkWidget *box)
{
  GtkWidget *frame = gimp_frame_new (title);

  gtk_container_add (GTK_CONTAINER (frame), box);
  gtk_widget_show (box);
  gtk_widget_show (frame);

  return frame;
}

/* Scrolled where there is no room for all settings. */
static GtkWidget *
new_settings (Dialog *dialog)
{
  GtkWidget         *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget         *scrolled = gtk_scrolled_window_new (NULL, NULL);
  GtkScrolledWindow *window = GTK_SCROLLED_WINDOW (scrolled);

  pack (box, new_frame (_ ("Painting"), new_simple_box (dialog)));
  pack (box, new_expander (dialog));
  gtk_widget_set_margin_end (box, 6); /* between it and the scroll bar */
  gtk_widget_show (box);

  gtk_scrolled_window_set_policy (window, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_overlay_scrolling (window, FALSE);
  gtk_container_add (GTK_CONTAINER (scrolled), box);

  g_signal_connect_swapped (dialog->config, "notify::method", G_CALLBACK (update_sensitivity),
                            dialog);
  update_sensitivity (dialog);

  return scrolled;
}

static GtkWidget *
new_columns (Dialog *dialog)
{
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *preview = new_preview_box (dialog);
  GtkWidget *style = new_frame (_ ("Style"), new_style_box (dialog));

  dialog->settings = new_settings (dialog);
  gtk_box_pack_start (GTK_BOX (columns), preview, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (columns), style, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (columns), dialog->settings, FALSE, FALSE, 0);
  gtk_widget_show (preview);
  gtk_widget_show (dialog->settings);

  return columns;
}

static void
on_response (Dialog *dialog, int response)
{
  if (!dialog->working || response == RESPONSE_RESET || response == GTK_RESPONSE_HELP)
    return;

  if (response == RESPONSE_KEEP)
    g_cancellable_cancel (dialog->stop);
  else
    g_cancellable_cancel (dialog->cancellable);
}

static GtkWidget *
new_keep (Dialog *dialog)
{
  GtkWidget *keep
      = gtk_dialog_add_button (GTK_DIALOG (dialog->window), _ ("Stop and Keep"), RESPONSE_KEEP);

  gtk_widget_set_tooltip_text (keep, _ ("Take the painting as it stands"));
  gtk_widget_set_no_show_all (keep, TRUE);
  gtk_widget_hide (keep);

  return keep;
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
  dialog->stop = g_cancellable_new ();
  dialog->labels = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  dialog->refine_only = g_ptr_array_new ();
  dialog->window
      = GIMP_PROCEDURE_DIALOG (gimp_procedure_dialog_new (procedure, config, _ ("Style Transfer")));

  content = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  gtk_box_set_spacing (GTK_BOX (content), 12);
  dialog->columns = new_columns (dialog);
  gtk_box_pack_start (GTK_BOX (content), dialog->columns, TRUE, TRUE, 0);
  gtk_widget_show (dialog->columns);
  dialog->keep = new_keep (dialog);
  gtk_widget_grab_focus (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK));
  accept_drops (dialog, dialog->columns);

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
  g_object_unref (dialog->stop);
  g_ptr_array_unref (dialog->refine_only);
  g_free (dialog->shown_name);
  g_free (dialog);
}

gboolean
dialog_ask (Dialog *dialog)
{
  return gimp_procedure_dialog_run (dialog->window);
}

void
dialog_show_mistake (Dialog *dialog, const char *message)
{
  gtk_label_set_text (GTK_LABEL (dialog->message), message ? message : "");
  gtk_stack_set_visible_child (GTK_STACK (dialog->status),
                               message ? dialog->warning : dialog->idle);
}

/* ---- At work ------------------------------------------------------------------------------------
 */

/* The settings and all buttons but Cancel and Help. */
static void
set_sensitive (Dialog *dialog, gboolean sensitive)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (content));

  gtk_widget_set_sensitive (dialog->style_pages, sensitive);
  for (gsize i = 0; i < N_SOURCES; i++)
    gtk_widget_set_sensitive (dialog->source_buttons[i], sensitive);
  gtk_widget_set_sensitive (dialog->settings, sensitive);
  gtk_widget_set_sensitive (dialog->switches, sensitive);

  /* The buttons that load and save settings lie in a box of their own. */
  for (GList *child = children; child; child = child->next)
    if (GTK_IS_BUTTON_BOX (child->data))
      gtk_widget_set_sensitive (child->data, sensitive);

  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK, sensitive);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), RESPONSE_RESET, sensitive);
}

/* Stop and Keep takes the place of OK. */
static void
show_keep (Dialog *dialog, gboolean show)
{
  GtkWidget *ok = gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK);

  gtk_widget_set_visible (dialog->keep, show);
  gtk_widget_set_visible (ok, !show);
}

void
dialog_start_work (Dialog *dialog)
{
  dialog->working = TRUE;
  dialog->started = g_get_monotonic_time ();

  g_cancellable_reset (dialog->stop);
  set_sensitive (dialog, FALSE);
  gtk_widget_set_sensitive (dialog->keep, FALSE);
  show_keep (dialog, TRUE);
  dialog_set_progress (dialog, 0.0, NULL);
  gtk_stack_set_visible_child (GTK_STACK (dialog->status), dialog->bar);

  /* Reading the pictures, which comes next, does not turn the main loop. */
  while (gtk_events_pending ())
    gtk_main_iteration ();
}

void
dialog_set_progress (Dialog *dialog, double fraction, const NstPicture *painting)
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

  if (painting)
    {
      dialog_show_painting (dialog, painting);
      gtk_widget_set_sensitive (dialog->keep, TRUE);
    }
}

GCancellable *
dialog_get_cancellable (Dialog *dialog)
{
  return dialog->cancellable;
}

GCancellable *
dialog_get_stop (Dialog *dialog)
{
  return dialog->stop;
}

void
dialog_end_work (Dialog *dialog, const GError *error)
{
  dialog->working = FALSE;

  set_sensitive (dialog, TRUE);
  show_keep (dialog, FALSE);
  dialog_show_mistake (dialog, error ? error->message : NULL);
}
