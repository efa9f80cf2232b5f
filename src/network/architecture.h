/* SPDX-License-Identifier: GPL-3.0-or-later */

/* architecture.h - each network as a table of its layers and taps.  A tap is a layer whose features
 * are used.  To add a network, add rows to architecture.c. */

#ifndef NST_ARCHITECTURE_H
#define NST_ARCHITECTURE_H

#include "nst-types.h"
#include "ops/convolution.h"

G_BEGIN_DECLS

typedef enum
{
  NST_LAYER_CONVOLUTION,
  NST_LAYER_POOLING,   /* after a rectified convolution without a tap */
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
  int          beside; /* of the input channels, how many (the last) come from outside: features
                          that join what the layer before has made */
} NstLayer;

/* Style taps may also be used for the content loss: see style/objective.c. */
typedef enum
{
  NST_TAP_STYLE = 1 << 0,
  NST_TAP_CONTENT = 1 << 1,
  NST_TAP_PICTURE = 1 << 2, /* the decoder's output */
  NST_TAP_VERDICT = 1 << 3  /* the discriminator's output */
} NstTapRole;

/* A layer whose features are used.  A lift is a 1x1 convolution that maps thin features to those of
 * the teacher, whose statistics are compared.  The lifts of the codec's style taps are linear, so that
 * statistics can be lifted instead of features (style-loss.h). */
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

/* The codec's decoder: from the features at relu5_1, joined by those at relu4_1 .. relu1_1 on the
 * way, back to a picture. */
extern const NstArchitecture nst_decoder;

/* The discriminator in the decoder's training (training/adversary.h); not part of a codec. */
extern const NstArchitecture nst_discriminator;

/* The teachers of the codec, in the layout of their published files. */
extern const NstArchitecture nst_vgg19_normalised;
extern const NstArchitecture nst_vgg19_distilled;

/* The index of `layer` in the table, or -1. */
int nst_architecture_find_layer (const NstArchitecture *architecture, const char *layer);

/* How many pixels, to each side, one position of `layer` (an index) stands for: those of position i
 * along a side begin at i times that. */
int nst_architecture_stride (const NstArchitecture *architecture, int layer);

/* How many pixels beyond those that it stands for a position of the deepest layer depends on, to
 * each side; of encoders. */
int nst_architecture_reach (const NstArchitecture *architecture);

/* The index of the tap that sees the style at `level`, 0 for the finest, or -1. */
int nst_architecture_style_tap (const NstArchitecture *architecture, int level);

G_END_DECLS

#endif
