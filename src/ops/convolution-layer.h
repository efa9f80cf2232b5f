/* SPDX-License-Identifier: GPL-3.0-or-later */

/* convolution-layer.h - describes a convolution, and what comes after it, for all algorithms. */

#ifndef NST_CONVOLUTION_LAYER_H
#define NST_CONVOLUTION_LAYER_H

#include "ops/padding.h"

G_BEGIN_DECLS

typedef struct
{
  int        in, out; /* channels */
  int        kernel;
  NstPadding padding;
  gboolean   relu;
  gboolean   pooled; /* wants relu */
} NstConvolution;

G_END_DECLS

#endif
