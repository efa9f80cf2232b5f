/* SPDX-License-Identifier: GPL-3.0-or-later */

/* claim.h - claims: which program paints a picture, among several programs on one or more machines
 * that share a folder.
 *
 * A claim is a file with an exclusive lock (flock).  The system releases the lock when its program
 * ends in any way, so no stale claim blocks others, and no clocks or process numbers are compared.
 * A file that merely exists (O_EXCL) would stay behind if a program is killed.  Over NFS, Linux
 * passes flock on to the server, which releases the locks of a machine that is gone.  On file
 * systems without locks there are no claims: two programs could paint the same picture, with the
 * same result.
 */

#ifndef CLI_CLAIM_H
#define CLI_CLAIM_H

#include <glib.h>

/* How a file is told from another, or from itself before a change.  All zero: there is none. */
typedef struct
{
  guint64 size;
  gint64  modified; /* in nanoseconds */
} CliFileState;

/* FALSE: there is no such file. */
gboolean cli_file_state_read (const char *path, CliFileState *state);

typedef struct
{
  int          file;       /* below 0: the file system has no locks */
  char        *path;       /* of the file with the lock */
  CliFileState left;       /* of the result that a killed program was about to put there */
  gboolean     unfinished; /* to be left as by a program that was killed */
} CliClaim;

/* Claims the file `path`.  NULL without an error: another running program has claimed it; `owner`
 * (may be NULL) then receives its description.  Fails with NST_ERROR_FILE. */
CliClaim *cli_claim_take (const char *path, char **owner, GError **error);

/* Notes, in the file, what the result will be, which is open as `result` and about to get its name:
 * if this program is killed, the next one can tell it from a file of the user's. */
void cli_claim_note (CliClaim *claim, int result);

/* The last note in the file at `path`. */
CliFileState cli_claim_read_note (const char *path);

/* Releases the claim, and removes the file unless the claim is unfinished. */
void cli_claim_release (CliClaim *claim);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliClaim, cli_claim_release)

#endif
