/* SPDX-License-Identifier: GPL-3.0-or-later */

/* folder-arguments.c - choices are registered as strings, because GIMP silently turns an unknown
 * choice into the default; folders as files of any kind, because GIMP rejects a missing folder with
 * a message that does not name it. */

#include "job/folder-arguments.h"

#include "job/arguments.h"

#include <glib/gi18n.h>

#include <string.h>

static void
add_folders (GimpProcedure *procedure)
{
  gimp_procedure_add_file_argument (procedure, "input-folder", _ ("_From folder"),
                                    _ ("The folder with the pictures to repaint"),
                                    GIMP_FILE_CHOOSER_ACTION_ANY, TRUE, NULL, G_PARAM_READWRITE);
  gimp_procedure_add_file_argument (procedure, "output-folder", _ ("T_o folder"),
                                    _ ("The folder for the painted pictures, different from the "
                                       "first; it is created if it does not exist"),
                                    GIMP_FILE_CHOOSER_ACTION_ANY, TRUE, NULL, G_PARAM_READWRITE);
  gimp_procedure_add_boolean_argument (
      procedure, "recursive", _ ("Include subfolders"),
      _ ("Also paint the pictures in subfolders; the results are in subfolders of the same names"),
      FALSE, G_PARAM_READWRITE);
  gimp_procedure_add_string_array_argument (
      procedure, "files", _ ("Files"),
      _ ("Instead of a folder: the paths of the pictures to repaint"),
      G_PARAM_READWRITE | GIMP_PARAM_DONT_SERIALIZE);
}

static void
add_results (GimpProcedure *procedure)
{
  gimp_procedure_add_string_argument (
      procedure, "format", _ ("Format"),
      _ ("Format of the painted pictures: same for the format of each picture, or a file extension "
         "such as png, jpg, tif or xcf"),
      FOLDER_FORMAT_SAME, G_PARAM_READWRITE);
  gimp_procedure_add_boolean_argument (
      procedure, "keep-layers", _ ("Keep the layers"),
      _ ("In formats with layers (XCF, PSD, OpenRaster), keep the layers of the picture below the "
         "painting; otherwise the painting is the only layer"),
      FALSE, G_PARAM_READWRITE);
  gimp_procedure_add_boolean_argument (
      procedure, "keep-metadata", _ ("Keep the metadata"),
      _ ("Copy the metadata of the picture, such as camera, time and place (EXIF, XMP, IPTC), to "
         "the painting, if its format can hold it"),
      TRUE, G_PARAM_READWRITE);
  gimp_procedure_add_string_argument (
      procedure, "existing", _ ("Existing results"),
      _ ("What to do if a result already exists: fail before anything is painted, skip the "
         "picture, or replace the result"),
      FOLDER_EXISTING_FAIL, G_PARAM_READWRITE);
}

void
folder_arguments_register (GimpProcedure *procedure)
{
  gimp_procedure_add_enum_argument (procedure, "run-mode", _ ("Run mode"), _ ("The run mode"),
                                    GIMP_TYPE_RUN_MODE, GIMP_RUN_NONINTERACTIVE, G_PARAM_READWRITE);
  add_folders (procedure);
  add_results (procedure);
  arguments_register_painting (procedure, FALSE);
  arguments_register_second_layer (procedure);
  gimp_procedure_add_string_array_return_value (procedure, "results", _ ("Results"),
                                                _ ("The paths of the pictures that were painted"),
                                                G_PARAM_READWRITE);
}

/* ---- Those of a call --------------------------------------------------------------- */

/* "PNG" and ".png" mean the same; whether GIMP can export it is asked later. */
static gboolean
read_format (const char *word, char **format, GError **error)
{
  const char *ending = word && *word == '.' ? word + 1 : word;

  if (!ending || g_ascii_strcasecmp (ending, FOLDER_FORMAT_SAME) == 0)
    return TRUE;

  if (!*ending
      || strspn (ending, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.")
             != strlen (ending))
    return nst_fail (error, NST_ERROR_ARGUMENT,
                     _ ("The format cannot be “%s”: use “%s”, or a file extension such as “png”."),
                     word, FOLDER_FORMAT_SAME);

  *format = g_ascii_strdown (ending, -1);

  return TRUE;
}

static gboolean
check_input (const FolderArguments *arguments, GError **error)
{
  g_autofree char *name = NULL;

  if (arguments->input && arguments->files)
    return nst_fail (error, NST_ERROR_ARGUMENT,
                     _ ("Both input-folder and files are given: give only one of them."));

  if (arguments->files)
    return TRUE;

  if (!arguments->input)
    return nst_fail (error, NST_ERROR_ARGUMENT,
                     _ ("There are no pictures to repaint: give their folder (input-folder), "
                        "or list them (files)."));

  name = g_file_get_parse_name (arguments->input);
  switch (g_file_query_file_type (arguments->input, G_FILE_QUERY_INFO_NONE, NULL))
    {
    case G_FILE_TYPE_DIRECTORY:
      return TRUE;

    case G_FILE_TYPE_UNKNOWN:
      return nst_fail (
          error, NST_ERROR_ARGUMENT,
          _ ("There is no folder “%s”: check the name of the folder with the pictures."), name);

    default:
      return nst_fail (error, NST_ERROR_ARGUMENT,
                       _ ("“%s” is not a folder: choose the folder with the pictures."), name);
    }
}

gboolean
folder_arguments_read (GimpProcedureConfig *config, FolderArguments *arguments, GError **error)
{
  static const char *const words[]
      = { FOLDER_EXISTING_FAIL, FOLDER_EXISTING_SKIP, FOLDER_EXISTING_REPLACE, NULL };
  g_autofree char *format = NULL;

  *arguments = (FolderArguments) { NULL };
  g_object_get (config, "input-folder", &arguments->input, "output-folder", &arguments->output,
                "recursive", &arguments->recursive, "files", &arguments->files, "format", &format,
                "keep-layers", &arguments->keep_layers, "keep-metadata", &arguments->keep_metadata,
                NULL);
  if (arguments->files && !arguments->files[0])
    g_clear_pointer (&arguments->files, g_strfreev);

  if (!read_format (format, &arguments->format, error)
      || !(arguments->existing = arguments_read_word (config, "existing", words, error))
      || !check_input (arguments, error))
    return FALSE;

  if (!arguments->output)
    return nst_fail (error, NST_ERROR_ARGUMENT,
                     _ ("There is no folder for the painted pictures: choose one "
                        "(output-folder)."));

  return TRUE;
}

void
folder_arguments_clear (FolderArguments *arguments)
{
  g_clear_object (&arguments->input);
  g_clear_object (&arguments->output);
  g_clear_pointer (&arguments->files, g_strfreev);
  g_clear_pointer (&arguments->format, g_free);
}
