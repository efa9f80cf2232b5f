/* SPDX-License-Identifier: GPL-3.0-or-later */

/* error.c - the error domain of the engine. */

#include "nst-types.h"

GQuark
nst_error_quark (void)
{
  return g_quark_from_static_string ("nst-error-quark");
}

void
nst_set_error (GError **error, NstError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (NST_ERROR, (int) code, format, arguments));
  va_end (arguments);
}
