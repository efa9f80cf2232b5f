/* SPDX-License-Identifier: GPL-3.0-or-later */

/* frames.c - the frames of an animation: the pictures of a folder. */

#include "frames.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "files.h"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  g_autofree char *key_a = g_utf8_collate_key_for_filename (*(char *const *) a, -1);
  g_autofree char *key_b = g_utf8_collate_key_for_filename (*(char *const *) b, -1);

  return strcmp (key_a, key_b);
}

GPtrArray *
nst_frames_list (const char *folder, GError **error)
{
  GError     *reason = NULL;
  const char *name;
  g_autoptr (GDir) directory = g_dir_open (folder, 0, &reason);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (directory == NULL)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_FILE, "The frames cannot be read: %s",
                   reason->message);
      g_error_free (reason);
      return NULL;
    }
  while ((name = g_dir_read_name (directory)) != NULL)
    if (nst_file_check_format (name, NULL, NULL))
      g_ptr_array_add (names, g_strdup (name));
  if (names->len == 0)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_FILE, "There is no picture in the folder “%s”",
                   folder);
      return NULL;
    }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

gboolean
nst_frames_prepare (const char *folder, const char *output, GError **error)
{
  g_autofree char *from_path = g_canonicalize_filename (folder, NULL);
  g_autofree char *to_path = g_canonicalize_filename (output, NULL);

  if (g_str_equal (from_path, to_path))
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   "The painted frames would take the place of the frames in “%s”; give another "
                   "folder for them",
                   folder);
      return FALSE;
    }
  if (g_mkdir_with_parents (output, 0777) == 0)
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, "The folder “%s” cannot be made: %s", output,
               g_strerror (errno));
  return FALSE;
}
