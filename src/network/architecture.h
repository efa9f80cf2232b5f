/* SPDX-License-Identifier: GPL-3.0-or-later */

/* architecture.h - each network as a table of its layers, and of the taps where it is listened to.
 * Adding a network is adding rows to architecture.c. */

#ifndef NST_ARCHITECTURE_H
#define NST_ARCHITECTURE_H

#include "nst.h"
#include "ops/convolution.h"

G_BEGIN_DECLS

typedef enum
{
  NST_LAYER_CONVOLUTION,
  NST_LAYER_POOLING,   /* after a rectified convolution to which no tap listens */
  NST_LAYER_UPSAMPLING /* before a convolution: each pixel becomes a square of 2x2 */
} NstLayerKind;

typedef struct
{
  NstLayerKind kind;
  const char  *name;   /* of its output, as the literature calls it: "relu4_1" */
  const char  *tensor; /* convolutions: TENSOR.weight and TENSOR.bias in the file */
  int          in, out;
  int          kernel;
  gboolean     relu;
} NstLayer;

/* Style taps may be listened to for the content as well: style/objective.c says where, and how much
 * it counts. */
typedef enum
{
  NST_TAP_STYLE = 1 << 0,
  NST_TAP_CONTENT = 1 << 1,
  NST_TAP_PICTURE = 1 << 2 /* what a decoder makes */
} NstTapRole;

/* Where the network is listened to.  A lift is a 1x1 convolution that brings thin features into the
 * space of the teacher's, whose statistics are the ones that matter.  Those of the codec's style
 * taps are linear, so that statistics can be lifted instead of features (style-loss.h). */
typedef struct
{
  const char *layer;
  NstTapRole  role;
  const char *lift;      /* TENSOR.weight and TENSOR.bias of the lift, or NULL */
  int         lifted;    /* its output channels */
  gboolean    rectified; /* whether a rectifier follows */
} NstTap;

#define NST_MAX_TAPS 8

typedef struct
{
  const char     *name;
  const NstLayer *layers;
  int             n_layers; /* up to the deepest tap */
  const NstTap   *taps;     /* in order of depth */
  int             n_taps;
  NstPadding      first_padding; /* of the first 3x3 convolution, which sees the picture's border */
  NstPadding      padding;       /* of the others */
  float           mean[3];       /* of a picture, the first layer sees (pixel - mean) / deviation */
  float           deviation[3];
} NstArchitecture;

extern const NstArchitecture nst_codec;
extern const NstArchitecture nst_vgg16;
extern const NstArchitecture nst_vgg19;

/* The codec's decoders: from the features at relu1_1 .. relu5_1 back to a picture. */
extern const NstArchitecture nst_decoders[NST_LEVELS];

/* The teachers of the codec, in the layout of their published files. */
extern const NstArchitecture nst_vgg19_normalised;
extern const NstArchitecture nst_vgg19_distilled;

/* The index of `layer` in the table, or -1. */
int nst_architecture_find_layer (const NstArchitecture *architecture, const char *layer);

G_END_DECLS

#endif
