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

#ifndef NST_CLAIM_H
#define NST_CLAIM_H

#include <glib.h>

typedef struct
{
  int      file;   /* below 0: the file system has no locks */
  char    *path;   /* of the file with the lock */
  gboolean orphan; /* another program had claimed it and was killed */
} NstClaim;

/* Claims the file `path`.  NULL without an error: another running program has claimed it; `owner`
 * (may be NULL) then receives its description.  Fails with NST_ERROR_FILE. */
NstClaim *nst_claim_take (const char *path, char **owner, GError **error);

/* Releases the claim, and removes the file. */
void nst_claim_release (NstClaim *claim);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstClaim, nst_claim_release)

#endif
