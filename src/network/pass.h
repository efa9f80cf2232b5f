/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pass.h - forward and backward passes of a network on pictures of one size: forward to its taps,
 * backward to the picture or to the weights.
 *
 * All buffers are allocated once, and gradients overwrite the features that they belong to.  A pass
 * that only goes forward makes large layers row by row (pass-rows.c).  A backward pass to the
 * picture keeps only the activations at the taps and one bit for each rectified value
 * (ops/gates.h).  Training keeps all activations, because the gradients of the weights need them.
 */

#ifndef NST_PASS_H
#define NST_PASS_H

#include "network/network.h"

G_BEGIN_DECLS

typedef enum
{
  NST_PASS_FORWARD, /* taps only */
  NST_PASS_PICTURE, /* and backward to the picture */
  NST_PASS_TRAINING /* and backward to the weights */
} NstPassMode;

typedef struct
{
  int    channels, height, width; /* height and width are 0 where the picture is too small for the
                                  network to get this deep */
  float *values; /* (channels, height, width); NULL: not kept, see nst_pass_read_rows */
} NstFeatures;

/* Some rows of features, from `first` on and before `end`. */
typedef struct
{
  int    channels, height, width; /* of the whole */
  int    first, end;
  gsize  stride; /* floats from one channel to the next */
  float *values; /* of the first row */
} NstFeatureRows;

static inline gsize
nst_feature_rows_positions (const NstFeatureRows *rows)
{
  return (gsize) (rows->end - rows->first) * rows->width;
}

#define NST_ROWS_STEP 4 /* rows are made in multiples of it, or to the end */

typedef struct _NstPass NstPass;

/* For pictures of (3, height, width), or the decoder's deepest features, of
 * that size.  Fails with
 * NST_ERROR_MEMORY. */
NstPass *nst_pass_new (const NstNetwork *network, NstPassMode mode, int height, int width,
                       GError **error);
void     nst_pass_free (NstPass *pass);

/* The same, keeping as a whole no output of more than `most_whole` floats, where there is a choice;
 * how much is kept does not change the features. */
NstPass *nst_pass_new_in_rows (const NstNetwork *network, NstPassMode mode, int height, int width,
                               gsize most_whole, GError **error);

/* A pass that only goes forward, and uses the buffers of another such one, `lender`, for what it
 * does not keep: they must not run at the same time, and the lender must outlive it. */
NstPass *nst_pass_new_after (const NstNetwork *network, const NstPass *lender, int height,
                             int width, GError **error);

/* Changes the size of the pictures; neither side may be longer than it was at first. */
void nst_pass_set_size (NstPass *pass, int height, int width);

/* A pass without buffers, which is as the others but cannot run; `lender` may be NULL. */
NstPass *nst_pass_new_dry (const NstNetwork *network, NstPassMode mode, const NstPass *lender,
                           int height, int width);

/* The memory of its buffers, in bytes. */
gsize nst_pass_get_bytes (const NstPass *pass);

/* The memory of such a pass. */
gsize nst_pass_bytes (const NstNetwork *network, NstPassMode mode, int height, int width);

const NstNetwork *nst_pass_get_network (const NstPass *pass);

/* Keeps the features for a backward pass. */
void nst_pass_forward (NstPass *pass, NstPool *pool, const float *input);

/* Writes rows of the features that are concatenated at the `index`th layer with such an input
 * (architecture.h).  Rows are asked for from the first to the last. */
typedef void (*NstJoinFunc) (int index, const NstFeatureRows *rows, gpointer data);

/* The same for a network with such layers. */
void nst_pass_forward_joined (NstPass *pass, NstPool *pool, const float *input, NstJoinFunc join,
                              gpointer data);

/* The tap's features; valid from a forward pass to the next backward or forward pass. */
const NstFeatures *nst_pass_get_features (const NstPass *pass, int tap);

/* Writes `n` rows of a tap's features, from `first` on, to (channels, n, width), also where the
 * pass does not keep them; then the input of the forward pass must still be there.  `first` and the
 * end are multiples of NST_ROWS_STEP, or the end is the height. */
void nst_pass_read_rows (NstPass *pass, NstPool *pool, int tap, int first, int n, float *to);

/* Turns `values`, the tap's features, into the loss's gradient at them. */
typedef void (*NstTapGradientFunc) (int tap, float *values, gpointer data);

/* After a forward pass: asks `turn` for the gradient at each tap whose bit is set in `taps`,
 * deepest first, and carries it back; the features are gone afterwards.  gradient_input, of the
 * input's shape, is overwritten; NULL: not wanted.  gradient_parameters, the network's
 * n_gradient floats, is added to; training only, else NULL.  It is laid out as the parameters; behind
 * them stand, layer after layer, the sums over passes of the mean of each channel of the layer's
 * input, and how many were added. */
void nst_pass_backward (NstPass *pass, NstPool *pool, guint taps, NstTapGradientFunc turn,
                        gpointer data, float *gradient_input, float *gradient_parameters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstPass, nst_pass_free)

G_END_DECLS

#endif
