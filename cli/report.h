/* SPDX-License-Identifier: GPL-3.0-or-later */

/* report.h - writes a report of a run as a JSON file. */

#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include <nst.h>

/* To `path`, or the standard output where that is "-"; `force`: in the place of another file. */
gboolean cli_report_save (const NstReport *report, const NstSettings *settings, const char *path,
                          gboolean force, GError **error);

#endif
