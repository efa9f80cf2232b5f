/* SPDX-License-Identifier: GPL-3.0-or-later */

/* claim.c - claims: which program paints a picture. */

#include "claim.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <nst.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform.h"

/* Whether the open file is still the one at `path`: its owner may have removed it between our
 * opening and locking it. */
static gboolean
is_there (int file, const char *path)
{
#ifdef G_OS_WIN32
  return file >= 0 && g_file_test (path, G_FILE_TEST_EXISTS); /* nothing is removed that is open */
#else
  struct stat opened, named;

  return fstat (file, &opened) == 0 && stat (path, &named) == 0 && opened.st_dev == named.st_dev
         && opened.st_ino == named.st_ino;
#endif
}

static gboolean
write_at_beginning (int file, const char *text)
{
  return ftruncate (file, 0) == 0 && lseek (file, 0, SEEK_SET) == 0
         && nst_write_all (file, text, strlen (text));
}

static gboolean
has_no_locks (int number)
{
  return number == ENOLCK || number == ENOSYS || number == EOPNOTSUPP || number == EINVAL;
}

static CliFileState
state_of (const struct stat *status)
{
  return (CliFileState) { .size = (guint64) status->st_size,
                          .modified = cli_system_modified (status) };
}

gboolean
cli_file_state_read (const char *path, CliFileState *state)
{
  struct stat status;

  if (g_stat (path, &status) != 0)
    return FALSE;
  *state = state_of (&status);
  return TRUE;
}

/* ---- What stands in a claim -------------------------------------------------------- */

/* The first line is for people, the second for the next program. */
#define NOTE "painting %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n"

static char *
read_owner (const char *path)
{
  char *owner = NULL;

  if (!g_file_get_contents (path, &owner, NULL, NULL) || *owner == '\0')
    {
      g_free (owner);
      return g_strdup (_ ("another program"));
    }
  owner[strcspn (owner, "\n")] = '\0';
  return owner;
}

CliFileState
cli_claim_read_note (const char *path)
{
  CliFileState     state = { 0 };
  g_autofree char *text = NULL;
  const char      *line;

  if (g_file_get_contents (path, &text, NULL, NULL) && (line = strchr (text, '\n')) != NULL
      && sscanf (line + 1, NOTE, &state.size, &state.modified) != 2)
    state = (CliFileState) { 0 };
  return state;
}

/* For users, and for the next program to notice an earlier claim.  It is synchronized to the
 * disk, because it must survive a power failure if the painting does. */
static void
write_claim (const CliClaim *claim)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);
  g_autofree char *text
      = g_strdup_printf ("process %d on %s since %s\n" NOTE, (int) getpid (), g_get_host_name (),
                         time, claim->left.size, claim->left.modified);

  if (!write_at_beginning (claim->file, text) || fsync (claim->file) != 0)
    g_debug ("the owner of a claim is not written: %s", g_strerror (errno));
}

void
cli_claim_note (CliClaim *claim, int result)
{
  struct stat status;

  if (claim->file < 0 || fsync (result) != 0 || fstat (result, &status) != 0)
    return;
  claim->left = state_of (&status);
  write_claim (claim);
}

static CliClaim *
claim_new (int file, const char *path)
{
  CliClaim *claim = g_new0 (CliClaim, 1);

  claim->file = file;
  claim->path = g_strdup (path);
  if (file >= 0)
    {
      claim->left = cli_claim_read_note (path);
      write_claim (claim);
    }
  return claim;
}

/* ---- Taking and letting go --------------------------------------------------------- */

CliClaim *
cli_claim_take (const char *path, char **owner, GError **error)
{
  for (;;)
    {
      int file = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_BINARY, 0666);
      int number;

      if (file < 0)
        {
          g_autofree char *shown = g_filename_display_name (path);

          g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("“%s” cannot be written: %s."), shown,
                       g_strerror (errno));
          return NULL;
        }
      if (nst_lock_file (file))
        {
          if (is_there (file, path))
            return claim_new (file, path);
          close (file);
          continue;
        }
      number = errno;
      close (file);
      if (has_no_locks (number))
        return claim_new (-1, path);
      if (number == EINTR)
        continue;
      if (owner != NULL)
        *owner = read_owner (path);
      return NULL;
    }
}

/* The file is removed while it is locked, so that the next program creates a new one, or notices
 * that it is gone. */
void
cli_claim_release (CliClaim *claim)
{
  if (claim == NULL)
    return;
#ifdef G_OS_WIN32 /* where nothing is removed that is open */
  if (claim->file >= 0)
    close (claim->file);
  claim->file = -1;
#endif
  if (!claim->unfinished)
    g_unlink (claim->path);
  if (claim->file >= 0)
    close (claim->file);
  g_free (claim->path);
  g_free (claim);
}
