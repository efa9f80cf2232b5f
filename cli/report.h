/* SPDX-License-Identifier: GPL-3.0-or-later */

/* report.h - writes a report of a run as a JSON file; measures the program's own memory. */

#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include <nst.h>

/* To `path`, or the standard output where that is "-"; `force`: in the place of another file. */
gboolean cli_report_save (const NstReport *report, const NstSettings *settings, const char *path,
                          gboolean force, GError **error);

/* The memory that the program has by now; 0 where the system does not say. */
gint64 cli_report_resident_bytes (void);

#endif
