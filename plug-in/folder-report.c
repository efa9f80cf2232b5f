/* SPDX-License-Identifier: GPL-3.0-or-later */

/* folder-report.c - one line per picture: its number, its name, and the result. */

#include "folder-report.h"

#include <glib/gi18n.h>

#include <stdio.h>

#define MOST_NAMES   20 /* in the message of the end */
#define MOST_REASONS 10

struct _FolderReport
{
  guint      n_files, n_painted, n_skipped;
  gboolean   prints;
  GPtrArray *results; /* paths */
  GPtrArray *names;   /* of what failed */
  GPtrArray *reasons;
};

FolderReport *
folder_report_new (guint n_files, gboolean prints)
{
  FolderReport *report = g_new0 (FolderReport, 1);

  report->n_files = n_files;
  report->prints = prints;
  report->results = g_ptr_array_new_null_terminated (1, g_free, TRUE);
  report->names = g_ptr_array_new_with_free_func (g_free);
  report->reasons = g_ptr_array_new_with_free_func (g_free);

  return report;
}

void
folder_report_free (FolderReport *report)
{
  g_ptr_array_unref (report->results);
  g_ptr_array_unref (report->names);
  g_ptr_array_unref (report->reasons);
  g_free (report);
}

/* ---- As it goes -------------------------------------------------------------------- */

static void
print_line (const FolderReport *report, guint i, const FolderFile *file, const GError *error)
{
  g_autofree char *result = g_file_get_parse_name (file->result);
  g_autofree char *ending = g_ascii_strup (file->ending, -1);
  g_autofree char *what = NULL;

  if (!report->prints)
    return;

  if (error)
    what = g_strdup_printf (_ ("not painted: %s"), error->message);
  else if (file->skipped)
    what = g_strdup_printf (_ ("skipped, because “%s” already exists."), result);
  else if (file->converted)
    what = g_strdup_printf (_ ("painted as “%s”, in the format %s, because GIMP cannot export to "
                               "the format of the picture here."),
                            result, ending);
  else
    what = g_strdup_printf (_ ("painted as “%s”."), result);

  /* Translators: which of how many pictures, its name, and the result. */
  g_print (_ ("%u of %u: %s: %s\n"), i + 1, report->n_files, file->name, what);
  fflush (stdout);
}

void
folder_report_add (FolderReport *report, guint i, const FolderFile *file, const GError *error)
{
  print_line (report, i, file, error);

  if (error)
    {
      g_ptr_array_add (report->names, g_strdup (file->name));
      g_ptr_array_add (report->reasons, g_strdup (error->message));
    }
  else if (file->skipped)
    {
      report->n_skipped++;
    }
  else
    {
      char *path = g_file_get_path (file->result);

      report->n_painted++;
      g_ptr_array_add (report->results, path ? path : g_file_get_uri (file->result));
    }
}

/* ---- In the end -------------------------------------------------------------------- */

char **
folder_report_get_results (FolderReport *report)
{
  return g_strdupv ((char **) report->results->pdata);
}

static char *
list_names (const FolderReport *report)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint n = MIN (report->names->len, MOST_NAMES);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (list, "%s“%s”", i > 0 ? ", " : "",
                            (char *) g_ptr_array_index (report->names, i));
  if (report->names->len > n)
    /* Translators: names of pictures in quotes, and the number of further ones. */
    return g_strdup_printf (_ ("%s and %u more"), list->str, report->names->len - n);

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static char *
list_reasons (const FolderReport *report)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < report->reasons->len && i < MOST_REASONS; i++)
    g_string_append_printf (list, "\n%s", (char *) g_ptr_array_index (report->reasons, i));

  return g_string_free (g_steal_pointer (&list), FALSE);
}

gboolean
folder_report_end (FolderReport *report, GError **error)
{
  g_autofree char *names = list_names (report);
  g_autofree char *reasons = report->prints ? g_strdup ("") : list_reasons (report);
  g_autofree char *text = NULL;

  if (report->prints)
    {
      g_print (_ ("Painted: %u; skipped: %u; not painted: %u.\n"), report->n_painted,
               report->n_skipped, report->names->len);
      fflush (stdout);
    }

  if (report->names->len == 0)
    return TRUE;

  /* Translators: two numbers, of which the second decides on the plural, and the names of the
   * pictures that failed. */
  text = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u of %u picture could not be painted: %s.",
                   "%u of %u pictures could not be painted: %s.", report->n_files),
      report->names->len, report->n_files, names);
  return nst_fail (error, NST_ERROR_FILE, "%s%s", text, reasons);
}
