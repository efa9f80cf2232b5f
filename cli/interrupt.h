/* SPDX-License-Identifier: GPL-3.0-or-later */

/* interrupt.h - how the program ends that Ctrl-C has stopped. */

#ifndef NST_INTERRUPT_H
#define NST_INTERRUPT_H

/* Ends by the signal that has cancelled the work, if one has: a shell ends its own loop only then.
 * Otherwise returns `status`. */
int nst_interrupt_end (int status);

#endif
