/* SPDX-License-Identifier: GPL-3.0-or-later */

/* folder-files.c - finds the pictures, names the results, and checks for conflicts.  Files are
 * compared by the system's id (id::file), not by their names, because of links. */

#include "job/folder-files.h"

#include "gimp/picture-export.h"

#include <glib/gi18n.h>

#include <string.h>

#define FALLBACK "png" /* for formats that GIMP cannot export */
#define ATTRIBUTES                                                                                 \
  G_FILE_ATTRIBUTE_STANDARD_NAME                                                                   \
  "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN                       \
  "," G_FILE_ATTRIBUTE_STANDARD_IS_BACKUP "," G_FILE_ATTRIBUTE_STANDARD_IS_SYMLINK                 \
  "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE

static void
free_file (gpointer data)
{
  FolderFile *file = data;

  g_object_unref (file->source);
  g_clear_object (&file->result);
  g_free (file->name);
  g_free (file->ending);
  g_free (file);
}

static void
add_file (GPtrArray *files, GFile *source, char *name)
{
  FolderFile *file = g_new0 (FolderFile, 1);

  file->source = g_object_ref (source);
  file->name = name;
  g_ptr_array_add (files, file);
}

/* What the system calls the file; NULL where there is none, or no such name for it.  To be freed by
 * g_free. */
static char *
get_identity (GFile *file)
{
  g_autoptr (GFileInfo) info
      = g_file_query_info (file, G_FILE_ATTRIBUTE_ID_FILE, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return info ? g_strdup (g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE)) : NULL;
}

static gboolean
are_same (GFile *a, GFile *b)
{
  g_autofree char *id_a = get_identity (a), *id_b = get_identity (b);

  return g_file_equal (a, b) || (id_a && g_strcmp0 (id_a, id_b) == 0);
}

/* ---- Sources ----------------------------------------------------------------------- */

static gboolean
is_image_type (const char *content_type)
{
  g_autofree char *mime = content_type ? g_content_type_get_mime_type (content_type) : NULL;

  return mime && g_str_has_prefix (mime, "image/");
}

/* By its name or by what is in it: a damaged or an empty picture is one, which is to be told, and so
 * are one without an ending and a link that leads nowhere. */
static gboolean
is_picture (GFileInfo *info)
{
  GFileType        type = g_file_info_get_file_type (info);
  g_autofree char *by_name = g_content_type_guess (g_file_info_get_name (info), NULL, 0, NULL);

  return (type == G_FILE_TYPE_REGULAR || type == G_FILE_TYPE_SYMBOLIC_LINK)
         && (is_image_type (by_name) || is_image_type (g_file_info_get_content_type (info)));
}

typedef struct
{
  const FolderArguments *arguments;
  GPtrArray             *files;
  gboolean               has_folders; /* that were skipped */
} Walk;

static gboolean walk_folder (Walk *walk, GFile *folder, GError **error);

static gboolean
visit (Walk *walk, GFile *file, GFileInfo *info, GError **error)
{
  if (g_file_info_get_is_hidden (info) || g_file_info_get_is_backup (info))
    return TRUE;

  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    {
      walk->has_folders = walk->has_folders || !walk->arguments->recursive;

      /* A link may lead back to where one came from; and results are no sources. */
      return !walk->arguments->recursive || g_file_info_get_is_symlink (info)
             || are_same (file, walk->arguments->output) || walk_folder (walk, file, error);
    }

  if (is_picture (info))
    {
      g_autofree char *path = g_file_get_relative_path (walk->arguments->input, file);

      add_file (walk->files, file, g_filename_display_name (path));
    }

  return TRUE;
}

static gboolean
walk_folder (Walk *walk, GFile *folder, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFileEnumerator) entries
      = g_file_enumerate_children (folder, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, NULL, &reason);
  GFileInfo *info;
  GFile     *file;

  while (entries && g_file_enumerator_iterate (entries, &info, &file, NULL, &reason) && info)
    if (!visit (walk, file, info, error))
      return FALSE;

  if (reason)
    {
      g_autofree char *name = g_file_get_parse_name (folder);

      return nst_fail (error, NST_ERROR_FILE, _ ("The folder “%s” cannot be read (%s)."), name,
                       reason->message);
    }

  return TRUE;
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const FolderFile *one = *(const FolderFile *const *) a, *other = *(const FolderFile *const *) b;
  g_autofree char  *key = g_utf8_collate_key_for_filename (one->name, -1);
  g_autofree char  *other_key = g_utf8_collate_key_for_filename (other->name, -1);

  return strcmp (key, other_key);
}

static gboolean
find_in_folder (const FolderArguments *arguments, GPtrArray *files, GError **error)
{
  Walk             walk = { arguments, files, FALSE };
  g_autofree char *name = g_file_get_parse_name (arguments->input);

  if (are_same (arguments->input, arguments->output))
    return nst_fail (error, NST_ERROR_ARGUMENT,
                     _ ("The painted pictures would be mixed with those in “%s”: choose another "
                        "folder for them."),
                     name);

  if (!walk_folder (&walk, arguments->input, error))
    return FALSE;

  if (files->len == 0)
    return nst_fail (
        error, NST_ERROR_ARGUMENT,
        walk.has_folders
            ? _ ("There is no picture in the folder “%s” itself: choose another one, or "
                 "include its subfolders (recursive).")
            : _ ("There is no picture in the folder “%s”: choose another one."),
        name);
  g_ptr_array_sort (files, compare_files);

  return TRUE;
}

/* ---- Results ----------------------------------------------------------------------- */

static gboolean
check_format (const FolderArguments *arguments, GError **error)
{
  if (!arguments->format || picture_export_can (arguments->format))
    return TRUE;

  return nst_fail (
      error, NST_ERROR_ARGUMENT,
      _ ("GIMP cannot export to the format “%s” here: choose another one, such as “png”, "
         "“jpg”, “tif” or “xcf”."),
      arguments->format);
}

/* The path of the picture below the folder of pictures; of one of a list, its name. */
static char *
get_own_path (const FolderArguments *arguments, const FolderFile *file)
{
  return arguments->input ? g_file_get_relative_path (arguments->input, file->source)
                          : g_file_get_basename (file->source);
}

/* The path of the result below the folder of results, as the system spells it. */
static char *
name_result (const FolderArguments *arguments, FolderFile *file)
{
  g_autofree char *own = get_own_path (arguments, file);
  g_autofree char *base = g_path_get_basename (own);
  g_autofree char *ending = picture_export_get_ending (base);
  gsize            stem = strlen (own) - (*ending ? strlen (ending) + 1 : 0);
  const char      *wanted = arguments->format ? arguments->format : ending;

  file->converted = !arguments->format && !picture_export_can (ending);
  file->ending = g_strdup (file->converted ? FALLBACK : wanted);
  if (g_str_equal (file->ending, ending))
    return g_steal_pointer (&own);

  return g_strdup_printf ("%.*s.%s", (int) stem, own, file->ending);
}

/* IMG_1.CR2 and IMG_1.JPG cannot both become IMG_1.png: they become IMG_1.CR2.png and
 * IMG_1.JPG.png. */
static char *
name_by_all (const FolderArguments *arguments, const FolderFile *file)
{
  g_autofree char *own = get_own_path (arguments, file);

  return g_strdup_printf ("%s.%s", own, file->ending);
}

static gboolean
fail_for_one_name (const FolderFile *one, const FolderFile *other, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  return nst_fail (
      error, NST_ERROR_ARGUMENT,
      _ ("The paintings of “%s” and “%s” would both be called “%s”: paint them into two folders."),
      one->name, other->name, name);
}

static gboolean
name_results (const FolderArguments *arguments, GPtrArray *files, GError **error)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) taken
      = g_hash_table_new ((GHashFunc) g_file_hash, (GEqualFunc) g_file_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < files->len; i++)
    {
      char *name = name_result (arguments, g_ptr_array_index (files, i));
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));

      g_ptr_array_add (names, name);
      g_hash_table_replace (counts, g_strdup (name), GUINT_TO_POINTER (count + 1));
    }

  for (guint i = 0; i < files->len; i++)
    {
      FolderFile      *file = g_ptr_array_index (files, i), *other;
      const char      *name = g_ptr_array_index (names, i);
      gboolean         alone = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name)) == 1;
      g_autofree char *longer = alone ? NULL : name_by_all (arguments, file);

      file->result = g_file_resolve_relative_path (arguments->output, alone ? name : longer);
      other = g_hash_table_lookup (taken, file->result);
      if (other)
        return fail_for_one_name (other, file, name, error);
      g_hash_table_insert (taken, file->result, file);
    }

  return TRUE;
}

/* ---- What is there already --------------------------------------------------------- */

/* The files that are read: all pictures, and the style. */
static GHashTable *
identify_read (GPtrArray *files, GFile *style)
{
  GHashTable *read = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  char       *identity = style ? get_identity (style) : NULL;

  if (identity)
    g_hash_table_add (read, identity);

  for (guint i = 0; i < files->len; i++)
    {
      const FolderFile *file = g_ptr_array_index (files, i);

      if ((identity = get_identity (file->source)))
        g_hash_table_add (read, identity);
    }

  return read;
}

static gboolean
check_result (const FolderArguments *arguments, FolderFile *file, GHashTable *read,
              guint *n_existing, GError **error)
{
  g_autofree char *identity = get_identity (file->result);

  if (identity && g_hash_table_contains (read, identity))
    {
      g_autofree char *name = g_file_get_parse_name (file->result);

      return nst_fail (
          error, NST_ERROR_ARGUMENT,
          _ ("The painting of “%s” would replace “%s”, which is one of the files to read: "
             "choose another folder for the results."),
          file->name, name);
    }

  if (g_file_query_file_type (file->result, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL)
      != G_FILE_TYPE_UNKNOWN)
    {
      ++*n_existing;
      file->skipped = g_str_equal (arguments->existing, FOLDER_EXISTING_SKIP);
    }

  return TRUE;
}

static gboolean
check_results (const FolderArguments *arguments, GPtrArray *files, GFile *style, GError **error)
{
  g_autoptr (GHashTable) read = identify_read (files, style);
  g_autofree char *name = NULL;
  guint            n_existing = 0;

  for (guint i = 0; i < files->len; i++)
    {
      FolderFile *file = g_ptr_array_index (files, i);

      if (!check_result (arguments, file, read, &n_existing, error))
        return FALSE;
      if (n_existing == 1 && !name)
        name = g_file_get_parse_name (file->result);
    }

  if (n_existing == 0 || !g_str_equal (arguments->existing, FOLDER_EXISTING_FAIL))
    return TRUE;

  return nst_fail (
      error, NST_ERROR_ARGUMENT,
      g_dngettext (GETTEXT_PACKAGE,
                   "%u result already exists (“%s”): choose another folder, or choose to "
                   "skip or replace it (existing).",
                   "%u results already exist, such as “%s”: choose another folder, or "
                   "choose to skip or replace them (existing).",
                   n_existing),
      n_existing, name);
}

GPtrArray *
folder_files_list (const FolderArguments *arguments, GFile *style, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (free_file);

  if (!check_format (arguments, error))
    return NULL;

  if (arguments->input && !find_in_folder (arguments, files, error))
    return NULL;
  for (char **path = arguments->files; path && *path; path++)
    {
      g_autoptr (GFile) source = g_file_new_for_commandline_arg (*path);

      add_file (files, source, g_filename_display_name (*path));
    }

  if (!name_results (arguments, files, error) || !check_results (arguments, files, style, error))
    return NULL;

  return g_steal_pointer (&files);
}

/* ---- The folder of the results ----------------------------------------------------- */

/* Creating a folder in it tells more than its permissions. */
static gboolean
try_writing (GFile *folder, GError **error)
{
  g_autofree char *path = g_file_get_path (folder);
  NstDraft        *trial;

  if (!path)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _ ("the folder has no local path"));
      return FALSE;
    }
  nst_drafts_sweep (path);
  trial = nst_draft_new_folder (path, error);
  nst_draft_abandon (trial);

  return trial != NULL;
}

gboolean
folder_files_make_output (const FolderArguments *arguments, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (arguments->output);
  g_autoptr (GError) reason = NULL;
  GFileType type = g_file_query_file_type (arguments->output, G_FILE_QUERY_INFO_NONE, NULL);

  if (type == G_FILE_TYPE_UNKNOWN)
    g_file_make_directory (arguments->output, NULL, &reason);
  else if (type != G_FILE_TYPE_DIRECTORY)
    reason = g_error_new_literal (NST_ERROR, NST_ERROR_ARGUMENT, _ ("it is not a folder"));
  if (!reason)
    try_writing (arguments->output, &reason);

  if (reason)
    nst_set_error (
        error, NST_ERROR_ARGUMENT,
        _ ("Painted pictures cannot be written to the folder “%s” (%s): choose another one."), name,
        reason->message);

  return !reason;
}
