/* SPDX-License-Identifier: GPL-3.0-or-later */

/* help-button.c - GIMP's own Help button would ask GIMP for a page of its manual, which has none for
 * plug-ins from elsewhere.  This one asks the desktop to show ours. */

#include "ui/help-button.h"

#include "store/shipped-folder.h"

#include <glib/gi18n.h>

/* The page to show, or NULL.  Inside of Flatpak, the web browser, which runs outside, does not see
 * the installed files. */
static char *
find_page (void)
{
  g_autofree char *folder = shipped_folder_path ("manual");
  g_autofree char *guide = g_build_filename (folder, "guide.html", NULL);

  if (g_file_test (guide, G_FILE_TEST_EXISTS)
      && !g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return g_filename_to_uri (guide, NULL, NULL);
  return *NST_PROJECT_URL != '\0' ? g_strdup (NST_PROJECT_URL) : NULL;
}

static void
show_error (GtkWindow *dialog, const char *page, const char *reason)
{
  GtkWidget *message
      = gtk_message_dialog_new (dialog, GTK_DIALOG_MODAL, GTK_MESSAGE_ERROR, GTK_BUTTONS_CLOSE,
                                _ ("The page “%s” cannot be shown: %s"), page, reason);

  gtk_dialog_run (GTK_DIALOG (message));
  gtk_widget_destroy (message);
}

/* Other responses end the dialog.  Of a page that is shown for a window, GTK does not tell that it
 * cannot be. */
static void
on_response (GtkDialog *dialog, int response, const char *page)
{
  g_autoptr (GError) error = NULL;

  if (response != GTK_RESPONSE_HELP)
    return;
  g_signal_stop_emission_by_name (dialog, "response");
  if (!gtk_show_uri_on_window (NULL, page, GDK_CURRENT_TIME, &error))
    show_error (GTK_WINDOW (dialog), page, error->message);
}

void
help_button_add (GtkDialog *dialog)
{
  char            *page = find_page ();
  g_autofree char *tooltip = NULL;
  GtkWidget       *button;

  if (!page)
    return;
  button = gtk_dialog_add_button (dialog, _ ("_Help"), GTK_RESPONSE_HELP);
  tooltip = g_strdup_printf (_ ("Open the guide to Style Transfer %s"), NST_VERSION);
  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), page,
                         (GClosureNotify) (void (*) (void)) g_free, 0);
}
