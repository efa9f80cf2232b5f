/* SPDX-License-Identifier: GPL-3.0-or-later */

/* progress.h - the progress bar in GIMP's window, of a run without a dialog. */

#ifndef PROGRESS_H
#define PROGRESS_H

#include <glib.h>

/* Has the bar say `text`, in place of what it said before. */
void progress_begin (const char *text);

/* How far it is, 0..1. */
void progress_update (double fraction);

void progress_end (void);

/* After a procedure of GIMP that has a progress of its own, as those that open a file: takes that away,
 * and the next update says once more what was begun. */
void progress_take_back (void);

#endif
