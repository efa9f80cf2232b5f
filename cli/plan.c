/* SPDX-License-Identifier: GPL-3.0-or-later */

/* plan.c - the files that a command reads and writes, checked before it works.
 *
 * Files are compared by device and inode, not by their names, so that links, dots and letter case
 * make no difference.
 */

#include "plan.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nst.h>

#include "output-file.h"
#include "output-place.h"
#include "platform.h"

typedef struct
{
  char    *path;
  gboolean force;
} Written;

struct _CliPlan
{
  gboolean    force;
  GHashTable *read;    /* what each file or folder is (a text): its path */
  GArray     *written; /* of Written */
};

static void
clear_written (gpointer written)
{
  g_free (((Written *) written)->path);
}

CliPlan *
cli_plan_new (gboolean force)
{
  CliPlan *plan = g_new0 (CliPlan, 1);

  plan->force = force;
  plan->read = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  plan->written = g_array_new (FALSE, FALSE, sizeof (Written));
  g_array_set_clear_func (plan->written, clear_written);
  return plan;
}

void
cli_plan_free (CliPlan *plan)
{
  g_hash_table_unref (plan->read);
  g_array_unref (plan->written);
  g_free (plan);
}

/* The identity of the file at `place`; if it does not exist, that of its folder with its name. */
static char *
identity_of_place (const char *place)
{
  char *identity = nst_file_identity (place);

  if (identity == NULL)
    {
      g_autofree char *folder = g_path_get_dirname (place);
      g_autofree char *name = g_path_get_basename (place);
      g_autofree char *there = nst_file_identity (folder);

      identity = g_strconcat (there, "/", name, NULL);
    }
  return identity;
}

void
cli_plan_read (CliPlan *plan, const char *path)
{
  char *identity = path != NULL ? nst_file_identity (path) : NULL;

  if (identity != NULL)
    g_hash_table_insert (plan->read, identity, g_strdup (path));
}

static void
add_written (CliPlan *plan, const char *path, gboolean force)
{
  Written written = { g_strdup (path), force };

  if (path != NULL)
    g_array_append_val (plan->written, written);
}

void
cli_plan_write (CliPlan *plan, const char *path)
{
  add_written (plan, path, plan->force);
}

void
cli_plan_continue (CliPlan *plan, const char *path)
{
  add_written (plan, path, TRUE);
}

gboolean
cli_plan_replaces (const CliPlan *plan)
{
  for (guint i = 0; i < plan->written->len; i++)
    if (g_file_test (g_array_index (plan->written, Written, i).path, G_FILE_TEST_EXISTS))
      return TRUE;
  return FALSE;
}

/* ---- Where a file may be ----------------------------------------------------------- */

/* Whether a new file of this name can be created, by creating one in a hidden folder beside it.  In
 * its own place it would be in the way of another program, or be deleted as that program's result. */
static gboolean
try_name (const char *path, const char *place, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (place);
  g_autofree char *name = g_path_get_basename (place);
  g_autoptr (GError) reason = NULL;
  NstDraft *draft = nst_draft_new_folder (folder, &reason);
  int       file, problem;

  if (draft == NULL)
    return cli_output_refuse (path, reason->message, error);
  file = cli_system_create_in (draft, name);
  problem = errno;
  if (file >= 0)
    close (file);
  nst_draft_abandon (draft);
  return file >= 0 || cli_output_refuse (path, g_strerror (problem), error);
}

/* Whether files can be created in the folder. */
static gboolean
try_folder (const char *path, GError **error)
{
  CliOutput *output = cli_output_new (path, TRUE, error);

  cli_output_abandon (output);
  return output != NULL;
}

static gboolean
check_existing (const char *path, gboolean force, const GStatBuf *status, GError **error)
{
  if (S_ISDIR (status->st_mode))
    return cli_output_refuse (path, _ ("it is a folder"), error);
  if (!S_ISREG (status->st_mode))
    return cli_output_refuse (path, _ ("it is a device or a pipe"), error);
  if (cli_output_is_read_only (path))
    return cli_output_refuse (path, _ ("it is read-only"), error);
  return force || cli_output_refuse (path, CLI_OUTPUT_EXISTS, error);
}

static gboolean
check_place (const Written *written, const char *place, GError **error)
{
  GStatBuf status;

  if (g_stat (place, &status) != 0)
    return try_name (written->path, place, error);
  return check_existing (written->path, written->force, &status, error)
         && try_folder (written->path, error);
}

/* ---- What is read ------------------------------------------------------------------ */

static gboolean
refuse_same (const char *path, const char *read, const char *format, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *other = g_filename_display_name (read);

  g_set_error (error, NST_ERROR, NST_ERROR_FILE, format, shown, other);
  return FALSE;
}

/* Whether the file at `place`, if there is one, is none that is read, nor in a folder of which all
 * is read. */
static gboolean
check_unread (const CliPlan *plan, const char *path, const char *place, GError **error)
{
  g_autofree char *at = g_strdup (place);
  gboolean         top = FALSE;

  if (!g_file_test (place, G_FILE_TEST_EXISTS))
    return TRUE;
  while (!top)
    {
      g_autofree char *identity = nst_file_identity (at);
      const char      *read = identity != NULL ? g_hash_table_lookup (plan->read, identity) : NULL;
      char            *above;

      if (read != NULL)
        return refuse_same (path, read,
                            _ ("“%s” cannot be written, because that would destroy “%s”, which is "
                               "read; choose another name."),
                            error);
      above = g_path_get_dirname (at);
      top = g_str_equal (above, at);
      g_free (at);
      at = above;
    }
  return TRUE;
}

static gboolean
check_once (GHashTable *places, const char *path, const char *place, GError **error)
{
  char       *identity = identity_of_place (place);
  const char *other = g_hash_table_lookup (places, identity);

  if (other == NULL)
    {
      g_hash_table_insert (places, identity, (gpointer) path);
      return TRUE;
    }
  g_free (identity);
  return refuse_same (
      path, other,
      _ ("“%s” cannot be written, because “%s” is written to the same place; choose two names."),
      error);
}

/* Removes what killed runs have left in the folder. */
static void
sweep_folder_of (const char *place, GHashTable *swept)
{
  char *folder = g_path_get_dirname (place);

  if (g_hash_table_contains (swept, folder))
    {
      g_free (folder);
      return;
    }
  nst_drafts_sweep (folder);
  g_hash_table_add (swept, folder);
}

gboolean
cli_plan_check (const CliPlan *plan, GError **error)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) swept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < plan->written->len; i++)
    {
      const Written   *written = &g_array_index (plan->written, Written, i);
      g_autofree char *place = NULL;

      if (g_str_equal (written->path, CLI_OUTPUT_STANDARD))
        {
          if (!check_once (places, written->path, written->path, error))
            return FALSE;
          continue;
        }
      if (!(place = cli_output_place (written->path, error))
          || !check_unread (plan, written->path, place, error)
          || !check_place (written, place, error)
          || !check_once (places, written->path, place, error))
        return FALSE;
      sweep_folder_of (place, swept);
    }
  return TRUE;
}
