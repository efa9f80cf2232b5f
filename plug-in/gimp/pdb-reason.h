/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pdb-reason.h - why a procedure of GIMP's has failed.  Main thread only. */

#ifndef PDB_REASON_H
#define PDB_REASON_H

/* GIMP's last reason in parentheses after a space; "" where it has none that says something to a user.
 * To be freed by g_free. */
char *pdb_reason (void);

#endif
