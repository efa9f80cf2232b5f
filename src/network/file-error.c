/* SPDX-License-Identifier: GPL-3.0-or-later */

/* file-error.c - errors of the readers of weight files. */

#include "network/file-error.h"

/* The longest part of a name that a message shows, in bytes. */
#define MAX_QUOTE 80

void
nst_file_error_set (GError **error, const char *format, ...)
{
  va_list          arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, NST_ERROR, NST_ERROR_FILE, message);
}

char *
nst_file_quote (const char *text, gsize length)
{
  gsize            shown = MIN (length, MAX_QUOTE);
  g_autofree char *valid = g_utf8_make_valid (text, shown);

  for (char *c = valid; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = '?';
  return g_strconcat (valid, length > shown ? "..." : NULL, NULL);
}
