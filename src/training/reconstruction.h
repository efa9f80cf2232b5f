/* SPDX-License-Identifier: GPL-3.0-or-later */

/* reconstruction.h - a codec's decoders beside its encoder, on one crop.
 *
 * Each decoder makes a picture of the encoder's features at its level.  Its loss is the mean
 * squared difference of the pixels plus a share of that of the features which the encoder sees in
 * the two pictures (A. Dosovitskiy, T. Brox, "Generating images with perceptual similarity metrics
 * based on deep networks", NIPS 2016), relative to the features' own mean square: loss = mean (x -
 * y)^2 + share * mean (F (x) - F (y))^2 / mean F (y)^2
 */

#ifndef NST_RECONSTRUCTION_H
#define NST_RECONSTRUCTION_H

#include "network/pass.h"

G_BEGIN_DECLS

#define NST_RECONSTRUCTION_SHARE 0.01 /* of the features in the loss */

typedef struct
{
  double pixels[NST_LEVELS];   /* sums over crops of the mean squared difference */
  double features[NST_LEVELS]; /* the same of the features, relative */
  int    crops;
} NstReconstructionErrors;

typedef struct _NstReconstruction NstReconstruction;

/* For a codec with all its decoders and crops of `side` pixels, a multiple of 16; one thread at a
 * time. */
NstReconstruction *nst_reconstruction_new (const NstNetwork *codec, int side, GError **error);
void               nst_reconstruction_free (NstReconstruction *reconstruction);

/* The decoders' errors on `crop`, added to `errors`; and with `gradients` not NULL their losses'
 * gradients, added to gradients[level], laid out as each decoder's parameters. */
void nst_reconstruction_learn (NstReconstruction *reconstruction, const NstPicture *crop,
                               NstReconstructionErrors *errors, float *const *gradients);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstReconstruction, nst_reconstruction_free)

G_END_DECLS

#endif
