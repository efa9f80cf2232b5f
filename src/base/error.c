/* SPDX-License-Identifier: GPL-3.0-or-later */

/* error.c - the error domain of the engine. */

#include "nst-types.h"

GQuark
nst_error_quark (void)
{
  return g_quark_from_static_string ("nst-error-quark");
}
