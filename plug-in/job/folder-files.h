/* SPDX-License-Identifier: GPL-3.0-or-later */

/* folder-files.h - the pictures of a folder and the files of their results; all problems with these
 * are reported before the first one is painted. */

#ifndef FOLDER_FILES_H
#define FOLDER_FILES_H

#include "job/folder-arguments.h"

typedef struct
{
  GFile   *source;
  GFile   *result;
  char    *name;      /* of the source, to be shown: below the folder, or as the call has it */
  char    *ending;    /* of the result, in lower case, without its dot */
  gboolean converted; /* the result is in another format, as GIMP cannot export to the source's */
  gboolean skipped;   /* there is a result already, which stays */
} FolderFile;

/* The pictures that `arguments` ask for, in the order of their names: of a folder those that the
 * system's file types call images, hidden ones left out.  Links to files are followed, links to
 * folders are not.  `style` (or NULL) is a file that is read as well.
 *
 * Fails with NST_ERROR_ARGUMENT where there is no picture, where the format cannot be exported, where
 * two results would have one name, or where a result would take the place of a file that is read, or
 * of another one that is to stay; with NST_ERROR_FILE where a folder cannot be read.
 * Returns: (element-type FolderFile) (transfer full). */
GPtrArray *folder_files_list (const FolderArguments *arguments, GFile *style, GError **error);

/* Makes the folder for the results where there is none, and tries whether it can be written to.
 * Fails with NST_ERROR_ARGUMENT. */
gboolean folder_files_make_output (const FolderArguments *arguments, GError **error);

#endif
