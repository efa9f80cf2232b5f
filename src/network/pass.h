/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pass.h - forward and backward passes of a network on pictures of one size: forward to its taps,
 * backward to the picture or to the weights.
 *
 * All buffers are allocated once, and gradients overwrite the features that they belong to.  A
 * backward pass to the picture keeps only the activations at the taps and one bit for each
 * rectified value (ops/gates.h).  Training keeps all activations, because the gradients of the
 * weights need them.
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

/* Changes the size of the pictures; neither side may be longer than it was at first. */
void nst_pass_set_size (NstPass *pass, int height, int width);

/* The memory of such a pass, in bytes. */
gsize nst_pass_bytes (const NstNetwork *network, NstPassMode mode, int height, int width);

/* The memory of a copy of one tap's features. */
gsize nst_pass_tap_bytes (const NstNetwork *network, int tap, int height, int width);

const NstNetwork *nst_pass_get_network (const NstPass *pass);

/* Keeps the features for a backward pass. */
void nst_pass_forward (NstPass *pass, NstPool *pool, const float *input);

/* The tap's features; valid from a forward pass to the next backward or forward pass. */
const NstFeatures *nst_pass_get_features (const NstPass *pass, int tap);

/* Where the caller writes, before a forward pass, the features that are concatenated at the
 * `index`th layer with such an input (architecture.h).  A backward pass overwrites them. */
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
