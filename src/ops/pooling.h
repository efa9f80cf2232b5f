/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pooling.h - 2x2 pooling with stride 2: (channels, height, width) to (channels, height / 2,
 * width / 2), halves rounded down as everywhere in this field (an odd last row or column is not
 * seen). */

#ifndef NST_POOLING_H
#define NST_POOLING_H

#include "base/pool.h"

G_BEGIN_DECLS

typedef enum
{
  NST_POOLING_MAXIMUM,
  NST_POOLING_AVERAGE
} NstPooling;

/* Bytes of the winners of `channels` planes of pooled size: two bits a pooled pixel, each plane
 * starting at a byte of its own. */
gsize nst_pooling_winner_bytes (int channels, int height, int width);

/* `winners`, for NST_POOLING_MAXIMUM only, receives which of the four pixels won (the first among
 * equals, in reading order, as in PyTorch); NULL when no backward pass will follow. */
void nst_pooling_forward (NstPool *pool, NstPooling pooling, int channels, int height, int width,
                          const float *input, float *output, guint8 *winners);

/* gradient_in (channels, height, width) receives the adjoint; height and width are the input's. */
void nst_pooling_backward (NstPool *pool, NstPooling pooling, int channels, int height, int width,
                           const float *gradient_out, const guint8 *winners, float *gradient_in);

G_END_DECLS

#endif
