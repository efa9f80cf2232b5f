/* SPDX-License-Identifier: GPL-3.0-or-later */

/* claim.h - who paints a picture, among several programs on one machine or many that share a
 * folder.
 *
 * A claim is a file with an exclusive lock (flock) on it.  The system lets go of a lock as soon as
 * its program has ended, however it ended, so that nobody waits for a dead one, and no clock or
 * process number has to be trusted.  A file that merely exists (O_EXCL) would stay behind where a
 * program is killed.  Over NFS, Linux passes flock on to the server, and the server lets go of the
 * locks of a machine that is gone.  Where a file system has no locks at all, there are no claims:
 * two programs could paint the same picture, whose result would be the same. */

#ifndef NST_CLAIM_H
#define NST_CLAIM_H

#include <glib.h>

/* How a file is told from another, or from itself before a change.  All zero: there is none. */
typedef struct
{
  guint64 size;
  gint64  modified; /* in nanoseconds */
} NstFileState;

/* FALSE: there is no such file. */
gboolean nst_file_state_read (const char *path, NstFileState *state);

typedef struct
{
  int          file;       /* below 0: the file system has no locks */
  char        *path;       /* of the file with the lock */
  NstFileState left;       /* what who had claimed it before was about to put there when it ended */
  gboolean     unfinished; /* to be left as by a program that was killed */
} NstClaim;

/* Claims what `path` stands for.  NULL without an error: another program has it, which lives;
 * `owner` (may be NULL) then receives words for it.  Fails with NST_ERROR_FILE. */
NstClaim *nst_claim_take (const char *path, char **owner, GError **error);

/* Notes, in the file, what the result will be, which is open as `result` and about to get its name:
 * whoever comes after this program was killed can tell it from a file of the user's. */
void nst_claim_note (NstClaim *claim, int result);

/* What was noted last in the file at `path`. */
NstFileState nst_claim_read_note (const char *path);

/* Lets go of it, and removes the file unless the claim is unfinished. */
void nst_claim_release (NstClaim *claim);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstClaim, nst_claim_release)

#endif
