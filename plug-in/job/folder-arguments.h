/* SPDX-License-Identifier: GPL-3.0-or-later */

/* folder-arguments.h - the arguments of the procedure that paints a folder of pictures: which
 * files, where the results go, and what to do with existing results. */

#ifndef FOLDER_ARGUMENTS_H
#define FOLDER_ARGUMENTS_H

#include "nst.h"

#include <libgimp/gimp.h>

#define FOLDER_ARGUMENTS_PROCEDURE "plug-in-style-transfer-folder"

/* The format of each result is the one of its picture (format). */
#define FOLDER_FORMAT_SAME "same"

/* What to do with a result that already exists (existing). */
#define FOLDER_EXISTING_FAIL    "fail"    /* nothing is painted */
#define FOLDER_EXISTING_SKIP    "skip"    /* it stays, and its picture is not painted */
#define FOLDER_EXISTING_REPLACE "replace" /* it is replaced, once the new one is complete */

typedef struct
{
  GFile      *input;  /* a folder, or NULL: there are `files` */
  char      **files;  /* paths or URIs, ending with NULL; or NULL: there is `input` */
  GFile      *output; /* a folder, which need not exist */
  gboolean    recursive;
  char       *format; /* an ending in lower case, without its dot; NULL: as each picture has it */
  gboolean    keep_layers, keep_metadata;
  const char *existing; /* one of FOLDER_EXISTING_... */
} FolderArguments;

/* Adds run-mode, input-folder, output-folder, recursive, files, format, keep-layers, keep-metadata
 * and existing, the arguments that say how to paint, and the return value. */
void folder_arguments_register (GimpProcedure *procedure);

/* Those of a call, to be cleared by folder_arguments_clear also after an error.  Fails with
 * NST_ERROR_ARGUMENT for folders that are not given, or are no folders, and for unknown words. */
gboolean folder_arguments_read (GimpProcedureConfig *config, FolderArguments *arguments,
                                GError **error);
void     folder_arguments_clear (FolderArguments *arguments);

#endif
