/* SPDX-License-Identifier: GPL-3.0-or-later */

/* report.h - what a run did and took, as a JSON file. */

#ifndef NST_REPORT_H
#define NST_REPORT_H

#include <nst.h>

gboolean nst_report_save (const NstReport *report, const NstSettings *settings, const char *path,
                          GError **error);

#endif
