/* SPDX-License-Identifier: GPL-3.0-or-later */

/* input.h - finds the pictures in files and folders. */

#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <glib.h>

typedef struct
{
  char *path;  /* of the file */
  char *place; /* where it is in the folder that was given; of a file, its own name */
} CliInput;

/* Whether both paths lead to the same existing file or folder. */
gboolean cli_input_is_same_file (const char *a, const char *b);

/* The name of what is made of the picture at `place`: that, with the ending `format`, if any. */
char *cli_input_rename (const char *place, const char *format);

/* Whether `output` can be the name of a folder for paintings.  Fails with NST_ERROR_ARGUMENT. */
gboolean cli_input_check_folder (const char *output, GError **error);

/* Whether a file system takes the name of the painting at `place`, in which the ending may be longer
 * than the picture's.  Fails with NST_ERROR_FILE. */
gboolean cli_input_check_name (const char *place, GError **error);

/* Whether `path` is a pipe or a device, which cannot be read twice, or ever. */
gboolean cli_input_is_special (const char *path);

/* The message for two pictures that would both become `painting`. */
char *cli_input_describe_collision (const char *one, const char *other, const char *painting);

typedef struct
{
  GPtrArray *found;  /* of CliInput: in the order of the words, folders by name ("2.png"
                          before "10.png"); none is there twice */
  GPtrArray *aside;  /* of char *: paths of what was left aside in folders */
  gboolean   deeper; /* there are folders that were not looked into */
} CliInputs;

/* The files that the `words` name, whatever they are, and the pictures in the folders that they
 * name; with `recursive`, in the folders below, too.  A file in a folder is a picture if it begins
 * as one or its name ends like one's.  Hidden files and folders are passed over.  Left aside are
 * other files, the folder `output`, and folders below that hold paintings of this program.  Fails
 * with NST_ERROR_FILE for a folder that cannot be read. */
CliInputs *cli_inputs_find (char *const *words, gboolean recursive, const char *output,
                            GError **error);
void       cli_inputs_free (CliInputs *pictures);

/* The message about files that were left out; NULL: none. */
char *cli_inputs_describe_aside (const CliInputs *pictures);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliInputs, cli_inputs_free)

#endif
