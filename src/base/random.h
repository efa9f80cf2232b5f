/* SPDX-License-Identifier: GPL-3.0-or-later */

/* random.h - normally distributed random numbers, which GLib does not have. */

#ifndef NST_RANDOM_H
#define NST_RANDOM_H

#include <glib.h>

G_BEGIN_DECLS

/* A number of mean 0 and variance 1 (G. Box, M. Muller, Ann. Math. Statist. 29, 1958). */
double nst_random_normal (GRand *random);

G_END_DECLS

#endif
