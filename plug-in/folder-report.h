/* SPDX-License-Identifier: GPL-3.0-or-later */

/* folder-report.h - reports the result of each picture of a folder: printed immediately on a
 * terminal, and in one message at the end. */

#ifndef FOLDER_REPORT_H
#define FOLDER_REPORT_H

#include "job/folder-files.h"

typedef struct _FolderReport FolderReport;

/* Of `n_files`; `prints` lines on standard output. */
FolderReport *folder_report_new (guint n_files, gboolean prints);
void          folder_report_free (FolderReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FolderReport, folder_report_free)

/* The result of the picture `i`, counted from 0: painted, skipped, or `error`. */
void folder_report_add (FolderReport *report, guint i, const FolderFile *file, const GError *error);

/* The paths of the results, ending with NULL.  (transfer full) */
char **folder_report_get_results (FolderReport *report);

/* Whether all went well; or else an error whose message names all that did not, with a reason of
 * each where no lines have been printed. */
gboolean folder_report_end (FolderReport *report, GError **error);

#endif
