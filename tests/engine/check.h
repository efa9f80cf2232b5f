/* SPDX-License-Identifier: GPL-3.0-or-later */

/* check.h - what the engine's tests share: random values, small networks and pictures, errors in
 * norm, and sentences that an error should say. */

#ifndef CHECK_H
#define CHECK_H

#include "base/vector-code.h"
#include "network/network.h"
#include "nst.h"

G_BEGIN_DECLS

/* Pools of 1, 2 and 3 threads; made once and kept. */
#define CHECK_POOLS 3
NstPool *check_pool (int index);

/* How many widths of vectors this machine has; nst_vectors_limit takes them, from 0 on. */
int check_widths (void);

/* Standard normal values. */
float *check_noise (GRand *random, gsize n);
double check_normal (GRand *random);

double check_dot (gsize n, const float *a, const float *b);

/* |actual - expected| over |expected|, Euclidean; an |expected| under 1e-3 counts as that. */
double check_error (gsize n, const float *actual, const double *expected);
double check_error_float (gsize n, const float *actual, const float *expected);

/* Aborts unless actual lies within `tolerance` times the larger size of expected. */
void check_relative_at (const char *file, int line, double actual, double expected,
                        double tolerance);
#define check_relative(actual, expected, tolerance)                                                \
  check_relative_at (__FILE__, __LINE__, actual, expected, tolerance)

/* Aborts unless `value` is a number under `limit`. */
void check_below_at (const char *file, int line, const char *what, double value, double limit);
#define check_below(value, limit) check_below_at (__FILE__, __LINE__, #value, value, limit)

/* Where padding takes its pixel from, step by step; -1: nowhere. */
int check_source (NstPadding padding, int position, int length);

/* Five levels, lifts at every tap, a few channels: the codec's likeness at a hundredth of its
 * size. */
extern const NstArchitecture check_tiny;

/* Weights of He's scale and small biases, all drawn from `seed`; ready for passes. */
NstNetwork *check_network (const NstArchitecture *architecture, guint32 seed);

/* Soft blobs of colour and some grain, in [0, 1], without a mask. */
NstPicture *check_picture (guint32 seed, int width, int height);

/* Few iterations, at the picture's own size. */
void check_quick_settings (NstSettings *settings);

/* nst_stylize where nothing should go wrong: the result has the content's size, no mask, and
 * values in range.  `report` may be NULL. */
NstPicture *check_stylize (const NstNetwork *network, const NstPicture *content,
                           const NstPicture *style, const NstSettings *settings, int threads,
                           NstReport *report);

/* Aborts unless the pictures' pixels are the same in every bit. */
void check_same_pixels (const NstPicture *a, const NstPicture *b);

/* Aborts unless the error has this domain and code, and is one sentence that says `fragment`. */
void check_sentence_at (const char *file, int line, const GError *error, GQuark domain, int code,
                        const char *fragment);
#define check_sentence(error, domain, code, fragment)                                              \
  check_sentence_at (__FILE__, __LINE__, error, domain, code, fragment)

/* A new folder under the system's temporary one, and its end with all that it holds. */
char *check_folder_new (void);
void  check_folder_remove (char *folder);

G_END_DECLS

#endif
