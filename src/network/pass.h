/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pass.h - a network at work on pictures of one size: forward to its taps, backward to the picture
 * or to the weights.
 *
 * All buffers are planned once, and gradients take the places of the features that they belong to.
 * Backward to the picture keeps no activation but the taps': a bit for each rectified value
 * (ops/gates.h).  Training keeps them all, because a weight's gradient needs what it was multiplied
 * with.
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
  float *values;                  /* (channels, height, width) */
} NstFeatures;

typedef struct _NstPass NstPass;

/* For pictures of (3, height, width), or the decoder's deepest features, of
 * that size.  Fails with
 * NST_ERROR_MEMORY. */
NstPass *nst_pass_new (const NstNetwork *network, NstPassMode mode, int height, int width,
                       GError **error);
void     nst_pass_free (NstPass *pass);

/* From now on for pictures of another size, neither side of which is longer than it was at first.
 */
void nst_pass_set_size (NstPass *pass, int height, int width);

/* What the buffers of such a pass take. */
gsize nst_pass_bytes (const NstNetwork *network, NstPassMode mode, int height, int width);

/* And a copy of what one tap sees. */
gsize nst_pass_tap_bytes (const NstNetwork *network, int tap, int height, int width);

const NstNetwork *nst_pass_get_network (const NstPass *pass);

/* Features must stay until a backward pass is done. */
void nst_pass_forward (NstPass *pass, NstPool *pool, const float *input);

/* What the tap sees; the values are valid from a forward pass to the next backward or forward one.
 */
const NstFeatures *nst_pass_get_features (const NstPass *pass, int tap);

/* Where the caller puts, before a forward pass, the features that join at the layer which is the
 * `index`th of those that something joins (architecture.h).  A backward pass overwrites them. */
const NstFeatures *nst_pass_get_joining (const NstPass *pass, int index);

/* Turns `values`, the tap's features, into the loss's gradient at them. */
typedef void (*NstTapGradientFunc) (int tap, float *values, gpointer data);

/* After a forward pass: asks `turn` for the gradient at each tap whose bit is set in `taps`,
 * deepest first, and carries it back; the features are gone afterwards.  gradient_input, of the
 * input's shape, is overwritten; NULL: not wanted.  gradient_parameters, laid out as the network's
 * parameters, is added to; training only, else NULL. */
void nst_pass_backward (NstPass *pass, NstPool *pool, guint taps, NstTapGradientFunc turn,
                        gpointer data, float *gradient_input, float *gradient_parameters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstPass, nst_pass_free)

G_END_DECLS

#endif
