/* SPDX-License-Identifier: GPL-3.0-or-later */

/* interrupt.h - how the program ends. */

#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

/* Ends by the signal that has cancelled the work, if one has: a shell ends its own loop only then.
 * Otherwise returns `status`, or 1 if the standard output could not be written. */
int cli_interrupt_end (int status);

#endif
