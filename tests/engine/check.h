/* SPDX-License-Identifier: GPL-3.0-or-later */

/* check.h - common to the engine's tests: random values, small networks and pictures, passes and
 * objectives that must not fail, errors in norm, checks of progress and of error messages, and
 * rows for the table of outcomes. */

#ifndef CHECK_H
#define CHECK_H

#include "base/vector-code.h"
#include "network/network.h"
#include "nst.h"
#include "style/objective.h"

G_BEGIN_DECLS

/* Whether this runs under a sanitizer, which watches the code. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CHECK_SANITIZED 1
#else
#define CHECK_SANITIZED 0
#endif

/* Whether this runs under a sanitizer or, as CHECK_EMULATED in the environment says, in an emulator.
 * Both take many times as long, and much memory of their own. */
gboolean check_is_watched (void);

/* Whether it is an emulator, in which everything takes 40 to 100 times as long. */
gboolean check_is_emulated (void);

/* Whether a test that goes through many combinations is to run the next one: all of them, but in an
 * emulator every fifth.  `turn` counts them, from 0.  Where 5 does not divide the number of values
 * that are combined, each value still has its turn. */
gboolean check_has_turn (int *turn);

/* As g_test_add_func, for a case that runs long for the sake of its numbers.  Where the test is
 * watched it is skipped: other cases run the same code. */
void check_add_numeric (const char *path, GTestFunc test);

/* Pools of 1, 2 and 3 threads; made once and kept. */
#define CHECK_POOLS 3
NstPool *check_pool (int index);

/* How many widths of vectors this machine has; nst_vectors_limit takes them, from 0 on. */
int check_widths (void);

/* Standard normal values. */
float *check_noise (GRand *random, gsize n);
double check_normal (GRand *random);

/* Along the gradient, with a share `noise` of chance: the slope is then well above the rounding
 * errors of single precision, and a gradient that lacks a part shows all the same. */
float *check_direction (GRand *random, gsize n, const float *gradient, double noise);

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

/* A codec with its decoder, of random weights.  The decoder's last layer is such that a picture's
 * own features become colors around 0.5, which are hardly ever clipped: that would hide what comes
 * before. */
NstNetwork *check_codec (guint32 seed);

/* Which of the taps see the style, finest first; of all encoders but the cut one. */
extern const int check_level_taps[NST_LEVELS];

/* Aborts unless the weights are the same in every bit, lifts included. */
void check_same_parameters (const NstNetwork *a, const NstNetwork *b);

/* Writes the network with its decoder, as a weight file that has a source and a license. */
void check_save (const NstNetwork *network, NstDtype dtype, const char *path);

/* nst_pass_new where nothing should go wrong; and how many values some features are. */
NstPass *check_pass (const NstNetwork *network, NstPassMode mode, int height, int width);
gsize    check_floats (const NstFeatures *f);

/* A forward pass where what joins on the way of a decoder are features that an encoder might have:
 * noise, rectified.  Other networks have nothing of it. */
void check_pass_forward (NstPass *pass, NstPool *pool, const float *input, guint32 seed);

/* All that joins as number `index` then, of such a shape; to be freed. */
float *check_joining (int index, int channels, int height, int width, guint32 seed);

/* Such features alone. */
float *check_rectified_noise (GRand *random, gsize n);

/* nst_style_statistics_measure where nothing should go wrong, on one thread. */
NstStyleStatistics *check_style_statistics (const NstNetwork *network, const NstPicture *picture);

/* An entry of the covariance: the moment without the means' part. */
double check_covariance (const NstMoments *moments, int i, int j);

/* An objective with its content and style, each in the size that it has.  `settings` must stay. */
NstObjective *check_objective_new (const NstNetwork *network, NstPool *pool,
                                   const NstPicture *content, const NstPicture *style,
                                   const NstSettings *settings);

/* Soft blobs of color and some grain, in [0, 1], without a mask. */
NstPicture *check_picture (guint32 seed, int width, int height);

/* Loud rubbish wherever the mask is 0, some of it no number. */
void check_spoil (NstPicture *picture, guint32 seed);

/* check_error_float of all pixels, which are as many in both. */
double check_picture_distance (const NstPicture *actual, const NstPicture *expected);

/* Few iterations, at the picture's own size. */
void check_quick_settings (NstSettings *settings);

/* nst_stylize in the manner of pictures, mixed evenly. */
NstPicture *check_stylize_pictures (const NstNetwork *network, const NstPicture *content,
                                    const NstPicture *const *styles, guint n_styles,
                                    const NstSettings *settings, int threads,
                                    NstProgressFunc progress, gpointer progress_data,
                                    GCancellable *cancellable, NstReport *report, GError **error);

/* The same where nothing should go wrong: the result has the content's size, no mask, and
 * values in range.  `report` may be NULL. */
NstPicture *check_stylize (const NstNetwork *network, const NstPicture *content,
                           const NstPicture *style, const NstSettings *settings, int threads,
                           NstReport *report);

/* Hears of a call's progress: it comes from the thread that called, its fraction never falls nor
 * exceeds 1, and its pictures are pictures. */
typedef struct
{
  GThread      *thread; /* of the call */
  int           calls;
  double        last;          /* fraction */
  int           width, height; /* of the last picture, if any */
  int           cancel_at;     /* call that cancels; 0: none */
  GCancellable *cancellable;
} CheckWatch;

void check_watch (const NstProgress *progress, gpointer watch);

/* Another thread, to be joined, that cancels after so many microseconds. */
GThread *check_cancel_after (gulong microseconds, GCancellable *cancellable);

/* Aborts unless the pictures' pixels are the same in every bit. */
void check_same_pixels (const NstPicture *a, const NstPicture *b);

/* Aborts unless the error has this domain and code, and is one sentence that says `fragment`. */
void check_sentence_at (const char *file, int line, const GError *error, GQuark domain, int code,
                        const char *fragment);
#define check_sentence(error, domain, code, fragment)                                              \
  check_sentence_at (__FILE__, __LINE__, error, domain, code, fragment)

/* Says, after all that is checked of it, that `given` was tried and that `comes_out` is what came
 * of it: a row of docs/outcomes.md, in its section `section` (tests/outcomes.py). */
void check_outcome_at (const char *file, const char *section, const char *given,
                       const char *comes_out);
#define check_outcome(section, given, comes_out)                                                   \
  check_outcome_at (__FILE__, section, given, comes_out)

/* A new folder under the system's temporary one, and its end with all that it holds. */
char *check_folder_new (void);
void  check_folder_remove (char *folder);

/* A mask with a soft edge that runs from `from` to `to` of the width, on which it has `most`.
 * (transfer full) */
float *check_edge (int width, int height, double from, double to, float most);

/* A mask that is 0 in the left fifth, and 0.4 or 1 elsewhere.  (transfer full) */
float *check_mask (int width, int height);

/* The regions of the shares, which must be had.  (transfer full) */
NstRegions *check_regions (const NstStyleShare *shares, guint n, int width, int height);

G_END_DECLS

#endif
