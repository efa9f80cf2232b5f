/* SPDX-License-Identifier: GPL-3.0-or-later */

/* error.c - the domain of the engine's errors; their codes and meaning are in nst.h. */

#include <nst.h>

G_DEFINE_QUARK (nst - error - quark, nst_error)
