/* SPDX-License-Identifier: GPL-3.0-or-later */

/* interrupt.h - how the program ends. */

#ifndef NST_INTERRUPT_H
#define NST_INTERRUPT_H

/* Ends by the signal that has cancelled the work, if one has: a shell ends its own loop only then.
 * Otherwise returns `status`, or 1 if the standard output could not be written. */
int nst_interrupt_end (int status);

#endif
