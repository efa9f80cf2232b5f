/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz.h - what the fuzz targets have in common.  Each target feeds bytes that nobody vouches for
 * to one reader, by the function that libFuzzer calls; driver.c calls it where there is none.
 */

#ifndef NST_FUZZ_H
#define NST_FUZZ_H

#include "network/weight-file.h"

/* The target: reads `data` in every way that the program may.  Returns 0. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

/* Something to do with what a reader gives, so that looking at it is not optimized away. */
extern volatile guint fuzz_seen;

/* Aborts unless the error is one that a reader may set; NULL is none. */
void fuzz_check_error (const GError *error);

/* Reads every tensor of the file, each of which may be refused. */
void fuzz_read_tensors (const NstWeightFile *file);

#endif
