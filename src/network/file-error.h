/* SPDX-License-Identifier: GPL-3.0-or-later */

/* file-error.h - errors of the readers of weight files.
 *
 * A reader's message is only the end of a sentence ("the tensor “x” overlaps another.");
 * weight-file.c puts "The file “...” cannot be used:  " before it.
 */

#ifndef NST_FILE_ERROR_H
#define NST_FILE_ERROR_H

#include <nst.h>

G_BEGIN_DECLS

/* Sets an NST_ERROR_FILE; nst_file_refuse is FALSE besides, which the compiler sees. */
void nst_file_error_set (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
#define nst_file_refuse(...) (nst_file_error_set (__VA_ARGS__), FALSE)

/* A string of the file as a message may show it: short and printable. (transfer full) */
char *nst_file_quote (const char *text, gsize length);

G_END_DECLS

#endif
