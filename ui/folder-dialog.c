/* SPDX-License-Identifier: GPL-3.0-or-later */

/* folder-dialog.c - a GimpProcedureDialog with two columns: the folders and the style, and the
 * settings.  Progress and errors are shown below. */

#include "ui/folder-dialog.h"

#include "store/recent-styles.h"
#include "ui/help-button.h"
#include "ui/line.h"
#include "ui/mix-rows.h"
#include "ui/picture-chooser.h"
#include "ui/rows.h"
#include "ui/settings-panel.h"
#include "ui/style-button.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>

#define RESPONSE_RESET 1 /* as GimpProcedureDialog numbers it */
#define MESSAGE_CHARS  60
#define CHOOSER_WIDTH  220 /* pixels */

struct _FolderDialog
{
  GimpProcedureDialog *window;
  GimpProcedureConfig *config;
  Rows                 rows;
  GtkWidget           *columns;
  GtkWidget           *style, *mix;
  GtkWidget           *message, *progress; /* one of them is seen */
  GCancellable        *cancellable;
  gboolean             working;
};

/* ---- The pictures ------------------------------------------------------------------ */

static void
add_file_row (FolderDialog *dialog, GtkWidget *box, const char *name, GimpFileChooserAction action,
              const char *title)
{
  GtkWidget *chooser = gimp_file_chooser_new (action, NULL, title, NULL);

  gtk_widget_set_size_request (chooser, CHOOSER_WIDTH, -1);
  g_object_bind_property (dialog->config, name, chooser, "file",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  rows_add_labeled (&dialog->rows, box, name, chooser);
}

static void
add_check_row (FolderDialog *dialog, GtkWidget *box, const char *name)
{
  rows_add_widget (&dialog->rows, box, name,
                   gimp_procedure_dialog_get_widget (dialog->window, name, G_TYPE_NONE));
}

static GtkWidget *
new_pictures_box (FolderDialog *dialog)
{
  static const char *const formats[][2] = { { "same", N_ ("Same as the picture") },
                                            { "png", N_ ("PNG") },
                                            { "jpg", N_ ("JPEG") },
                                            { "tif", N_ ("TIFF") },
                                            { "webp", N_ ("WebP") },
                                            { "xcf", N_ ("GIMP (XCF)") },
                                            { NULL, NULL } };
  static const char *const existing[][2] = { { "fail", N_ ("Paint nothing") },
                                             { "skip", N_ ("Skip the picture") },
                                             { "replace", N_ ("Replace the result") },
                                             { NULL, NULL } };
  GtkWidget               *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  add_file_row (dialog, box, "input-folder", GIMP_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                _ ("Choose the Folder With the Pictures"));
  add_check_row (dialog, box, "recursive");
  add_file_row (dialog, box, "output-folder", GIMP_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                _ ("Choose the Folder for the Painted Pictures"));
  rows_add_words (&dialog->rows, box, "format", formats, NULL);
  add_check_row (dialog, box, "keep-layers");
  add_check_row (dialog, box, "keep-metadata");
  rows_add_words (&dialog->rows, box, "existing", existing, NULL);

  return box;
}

/* ---- The style --------------------------------------------------------------------- */

/* The gallery's button shows the style that is taken, and none where it comes from a file. */
static void
show_style (FolderDialog *dialog)
{
  g_autofree char *source = NULL, *name = NULL;

  g_object_get (dialog->config, "style-source", &source, "style", &name, NULL);
  style_button_show (STYLE_BUTTON (dialog->style), g_strcmp0 (source, "style") == 0 ? name : NULL);
}

static void
on_style_chosen (StyleButton *button, const char *name, FolderDialog *dialog)
{
  g_object_set (dialog->config, "style", name, "style-source", "style", "style-file", NULL, NULL);
}

static void
on_style_file (FolderDialog *dialog)
{
  g_autoptr (GFile) file = NULL;

  g_object_get (dialog->config, "style-file", &file, NULL);
  if (file)
    g_object_set (dialog->config, "style-source", "file", NULL);
}

static GtkWidget *
new_style_box (FolderDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *chooser;
  g_autoptr (GPtrArray) styles = nst_catalogue_list_styles (dialog->rows.catalogue);
  g_auto (GStrv) recent = recent_styles_read ();

  dialog->style = style_button_new (NULL, FALSE);
  style_button_fill (STYLE_BUTTON (dialog->style), styles, (const char *const *) recent);
  rows_add_labeled (&dialog->rows, box, "style", dialog->style);
  chooser = picture_chooser_new_for (G_OBJECT (dialog->config), "style-file");
  gtk_widget_set_size_request (chooser, CHOOSER_WIDTH, -1);
  rows_add_labeled (&dialog->rows, box, "style-file", chooser);
  dialog->mix = mix_rows_new (dialog->window, dialog->config);
  mix_rows_fill (MIX_ROWS (dialog->mix), styles, (const char *const *) recent);
  rows_pack (box, dialog->mix);

  g_signal_connect (dialog->style, "chosen", G_CALLBACK (on_style_chosen), dialog);
  g_signal_connect_swapped (dialog->config, "notify::style-file", G_CALLBACK (on_style_file),
                            dialog);
  g_signal_connect_swapped (dialog->config, "notify::style-source", G_CALLBACK (show_style),
                            dialog);
  g_signal_connect_swapped (dialog->config, "notify::style", G_CALLBACK (show_style), dialog);
  show_style (dialog);

  return box;
}

/* ---- The whole --------------------------------------------------------------------- */

static GtkWidget *
new_columns (FolderDialog *dialog)
{
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *settings = settings_panel_new (dialog->window, dialog->config, dialog->rows.catalogue);

  rows_pack (left, rows_new_frame (_ ("Pictures"), new_pictures_box (dialog)));
  rows_pack (left, rows_new_frame (_ ("Style"), new_style_box (dialog)));
  gtk_box_pack_start (GTK_BOX (columns), left, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (columns), settings, FALSE, FALSE, 0);
  gtk_widget_show (left);
  gtk_widget_show (settings);

  return columns;
}

static GtkWidget *
new_message (void)
{
  GtkWidget *message = line_new_text (NULL, MESSAGE_CHARS, NULL);

  gtk_label_set_line_wrap_mode (GTK_LABEL (message), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (message), TRUE);

  return message;
}

static void
on_response (FolderDialog *dialog, int response)
{
  if (dialog->working && response != RESPONSE_RESET && response != GTK_RESPONSE_HELP)
    g_cancellable_cancel (dialog->cancellable);
}

FolderDialog *
folder_dialog_new (GimpProcedure *procedure, GimpProcedureConfig *config, NstCatalogue *catalogue)
{
  FolderDialog *dialog;
  GtkWidget    *content;

  gimp_ui_init (GETTEXT_PACKAGE);

  dialog = g_new0 (FolderDialog, 1);
  dialog->config = config;
  dialog->cancellable = g_cancellable_new ();
  dialog->window = GIMP_PROCEDURE_DIALOG (
      gimp_procedure_dialog_new (procedure, config, _ ("Style Transfer on a Folder")));
  gimp_procedure_dialog_set_ok_label (dialog->window, _ ("P_aint"));
  help_button_add (GTK_DIALOG (dialog->window));
  dialog->rows = (Rows) { dialog->window, config, catalogue,
                          gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL) };

  content = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  gtk_box_set_spacing (GTK_BOX (content), 12);
  dialog->columns = new_columns (dialog);
  gtk_box_pack_start (GTK_BOX (content), dialog->columns, TRUE, TRUE, 0);
  gtk_widget_show (dialog->columns);

  dialog->message = new_message ();
  dialog->progress = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (dialog->progress), TRUE);
  gtk_progress_bar_set_ellipsize (GTK_PROGRESS_BAR (dialog->progress), PANGO_ELLIPSIZE_MIDDLE);
  gtk_box_pack_start (GTK_BOX (content), dialog->message, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (content), dialog->progress, FALSE, FALSE, 0);
  gtk_widget_set_no_show_all (dialog->message, TRUE);
  gtk_widget_set_no_show_all (dialog->progress, TRUE);

  g_signal_connect_swapped (dialog->window, "response", G_CALLBACK (on_response), dialog);

  return dialog;
}

void
folder_dialog_free (FolderDialog *dialog)
{
  g_signal_handlers_disconnect_by_data (dialog->config, dialog);
  gtk_widget_destroy (GTK_WIDGET (dialog->window));
  g_object_unref (dialog->rows.labels);
  g_object_unref (dialog->cancellable);
  g_free (dialog);
}

gboolean
folder_dialog_ask (FolderDialog *dialog)
{
  return gimp_procedure_dialog_run (dialog->window);
}

/* ---- At work ----------------------------------------------------------------------- */

static void
set_sensitive (FolderDialog *dialog, gboolean sensitive)
{
  GtkDialog *window = GTK_DIALOG (dialog->window);
  GtkWidget *content = gtk_dialog_get_content_area (window);
  GtkWidget *cancel = gtk_dialog_get_widget_for_response (window, GTK_RESPONSE_CANCEL);
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (content));

  /* Also the buttons that load and save settings, which GIMP has put somewhere there. */
  for (GList *child = children; child; child = child->next)
    if (child->data != dialog->message && child->data != dialog->progress
        && !gtk_widget_is_ancestor (cancel, child->data))
      gtk_widget_set_sensitive (child->data, sensitive);

  gtk_dialog_set_response_sensitive (window, GTK_RESPONSE_OK, sensitive);
  gtk_dialog_set_response_sensitive (window, RESPONSE_RESET, sensitive);
}

/* What GIMP does for us, opening and saving pictures, does not turn the main loop. */
static void
handle_events (void)
{
  while (gtk_events_pending ())
    gtk_main_iteration ();
}

void
folder_dialog_start_work (FolderDialog *dialog)
{
  dialog->working = TRUE;
  set_sensitive (dialog, FALSE);
  gtk_widget_hide (dialog->message);
  gtk_widget_show (dialog->progress);
  folder_dialog_set_progress (dialog, 0.0, _ ("Looking for pictures"));
}

void
folder_dialog_set_progress (FolderDialog *dialog, double fraction, const char *text)
{
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (dialog->progress), fraction);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (dialog->progress), text);
  handle_events ();
}

GCancellable *
folder_dialog_get_cancellable (FolderDialog *dialog)
{
  return dialog->cancellable;
}

void
folder_dialog_end_work (FolderDialog *dialog, const GError *error)
{
  dialog->working = FALSE;
  set_sensitive (dialog, TRUE);
  gtk_widget_hide (dialog->progress);
  gtk_label_set_text (GTK_LABEL (dialog->message), error ? error->message : "");
  gtk_widget_set_visible (dialog->message, error != NULL);
}
