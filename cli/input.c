/* SPDX-License-Identifier: GPL-3.0-or-later */

/* input.c - finds the pictures in files and folders. */

#include "input.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <nst.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "ledger.h"
#include "platform.h"

#define MOST_NAMED 5 /* of what was left aside */

typedef struct
{
  CliInputs  *pictures;
  GHashTable *seen; /* canonical paths */
  gboolean    recursive;
  const char *output;
} Search;

static void
found_free (gpointer data)
{
  CliInput *found = data;

  g_free (found->path);
  g_free (found->place);
  g_free (found);
}

void
cli_inputs_free (CliInputs *pictures)
{
  if (pictures == NULL)
    return;
  g_ptr_array_unref (pictures->found);
  g_ptr_array_unref (pictures->aside);
  g_free (pictures);
}

static void
add (Search *search, const char *path, const char *place)
{
  char     *canonical = g_canonicalize_filename (path, NULL);
  CliInput *found;

  if (!g_hash_table_add (search->seen, canonical))
    return;
  found = g_new (CliInput, 1);
  found->path = g_strdup (path);
  found->place = g_strdup (place);
  g_ptr_array_add (search->pictures->found, found);
}

/* ---- Folders ----------------------------------------------------------------------- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char      *name_a = *(char *const *) a, *name_b = *(char *const *) b;
  g_autofree char *shown_a = g_filename_display_name (name_a);
  g_autofree char *shown_b = g_filename_display_name (name_b);
  g_autofree char *key_a = g_utf8_collate_key_for_filename (shown_a, -1);
  g_autofree char *key_b = g_utf8_collate_key_for_filename (shown_b, -1);
  int              order = strcmp (key_a, key_b);

  return order != 0 ? order : strcmp (name_a, name_b);
}

/* The names in the folder, in order, without hidden ones. */
static GPtrArray *
list (const char *folder, GError **error)
{
  g_autofree char *shown = g_filename_display_name (folder);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GDir) directory = g_dir_open (folder, 0, &reason);
  GPtrArray  *names;
  const char *name;

  if (directory == NULL)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The folder “%s” cannot be read: %s."),
                   shown, reason->message);
      return NULL;
    }
  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (directory)) != NULL)
    if (*name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

gboolean
cli_input_is_same_file (const char *a, const char *b)
{
  struct stat status_a, status_b;

  return a != NULL && b != NULL && stat (a, &status_a) == 0 && stat (b, &status_b) == 0
         && status_a.st_dev == status_b.st_dev && status_a.st_ino == status_b.st_ino;
}

static gboolean
holds_paintings (const char *folder)
{
  g_autofree char *ledger = g_build_filename (folder, CLI_LEDGER_FOLDER, NULL);

  return g_file_test (ledger, G_FILE_TEST_IS_DIR);
}

static gboolean search_folder (Search *search, const char *folder, const char *place,
                               GError **error);

/* Links to folders are not followed, because they may form cycles. */
static gboolean
search_below (Search *search, const char *path, const char *place, GError **error)
{
  if (cli_input_is_same_file (path, search->output) || holds_paintings (path))
    g_ptr_array_add (search->pictures->aside, g_strconcat (path, G_DIR_SEPARATOR_S, NULL));
  else if (!search->recursive || g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    search->pictures->deeper = TRUE;
  else
    return search_folder (search, path, place, error);
  return TRUE;
}

static gboolean
search_folder (Search *search, const char *folder, const char *place, GError **error)
{
  g_autoptr (GPtrArray) names = list (folder, error);

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      const char      *name = names->pdata[i];
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *below = g_build_filename (place, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          if (!search_below (search, path, below, error))
            return FALSE;
        }
      else if (!cli_input_is_special (path) && cli_file_is_picture (path))
        add (search, path, below);
      else
        g_ptr_array_add (search->pictures->aside, g_strdup (path));
    }
  return names != NULL;
}

/* ---- From outside ------------------------------------------------------------------ */

CliInputs *
cli_inputs_find (char *const *words, gboolean recursive, const char *output, GError **error)
{
  g_autoptr (CliInputs) pictures = g_new0 (CliInputs, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Search search = { pictures, seen, recursive, output };

  pictures->found = g_ptr_array_new_with_free_func (found_free);
  pictures->aside = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; words[i] != NULL; i++)
    {
      g_autofree char *name = g_path_get_basename (words[i]);

      if (!g_file_test (words[i], G_FILE_TEST_IS_DIR))
        add (&search, words[i], name);
      else if (!search_folder (&search, words[i], "", error))
        return NULL;
    }
  return g_steal_pointer (&pictures);
}

char *
cli_input_rename (const char *place, const char *format)
{
  const char *slash = strrchr (place, G_DIR_SEPARATOR);
  const char *name = slash != NULL ? slash + 1 : place;
  const char *dot = strrchr (name, '.');

  if (format == NULL)
    return g_strdup (place);
  if (dot == NULL || dot == name)
    dot = place + strlen (place);
  return g_strdup_printf ("%.*s.%s", (int) (dot - place), place, format);
}

gboolean
cli_input_check_folder (const char *output, GError **error)
{
  if (*output != '\0' && !g_str_equal (output, "-"))
    return TRUE;
  g_set_error_literal (
      error, NST_ERROR, NST_ERROR_ARGUMENT,
      *output == '\0' ? _ ("The name of the folder for the paintings is empty; give one after -o.")
                      : _ ("The standard output cannot hold many paintings; give a folder for "
                           "them after -o."));
  return FALSE;
}

gboolean
cli_input_check_name (const char *place, GError **error)
{
  g_autofree char *name = g_path_get_basename (place);
  g_autofree char *shown = g_filename_display_name (place);

  if (cli_system_name_fits (name))
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_FILE,
               _ ("“%s” cannot be written: its name is too long."), shown);
  return FALSE;
}

gboolean
cli_input_is_special (const char *path)
{
  struct stat status;

  return stat (path, &status) == 0 && !S_ISREG (status.st_mode) && !S_ISDIR (status.st_mode);
}

char *
cli_input_describe_collision (const char *one, const char *other, const char *painting)
{
  g_autofree char *shown_one = g_filename_display_name (one);
  g_autofree char *shown_other = g_filename_display_name (other);
  g_autofree char *shown = g_filename_display_name (painting);

  return g_strdup_printf (_ ("“%s” and “%s” would both be painted as “%s”; rename one of them, or "
                             "paint them into two folders."),
                          shown_one, shown_other, shown);
}

char *
cli_inputs_describe_aside (const CliInputs *pictures)
{
  guint n = pictures->aside->len, more = n > MOST_NAMED ? n - MOST_NAMED : 0;
  g_autoptr (GString) text = g_string_new (NULL);

  if (n == 0)
    return NULL;
  for (guint i = 0; i < MIN (n, MOST_NAMED); i++)
    {
      g_autofree char *shown = g_filename_display_name (pictures->aside->pdata[i]);

      g_string_append_printf (text, "%s“%s”", i > 0 ? ", " : "", shown);
    }
  if (more > 0)
    return g_strdup_printf (
        /* Translators: a number, quoted names, and a number of further ones. */
        g_dngettext (GETTEXT_PACKAGE, "%u file is not a picture and was left out: %s and %u more.",
                     "%u files are not pictures and were left out: %s and %u more.", n),
        n, text->str, more);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u file is not a picture and was left out: %s.",
                                       "%u files are not pictures and were left out: %s.", n),
                          n, text->str);
}
