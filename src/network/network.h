/* SPDX-License-Identifier: GPL-3.0-or-later */

/* network.h - a network in memory: its table of layers, with weights. */

#ifndef NST_NETWORK_H
#define NST_NETWORK_H

#include "network/architecture.h"
#include "network/weight-writer.h"

G_BEGIN_DECLS

/* A convolution with its weights; the pointers lead into the network's parameters. */
typedef struct
{
  NstConvolution convolution;
  float         *weights;        /* (out, in, kernel, kernel) */
  float         *bias;           /* (out) */
  gsize          inputs;         /* where a gradient has the means of its input; not of lifts */
  float         *transformed[2]; /* the weights made ready, forward and backward; or NULL: see
                                    nst_network_prepare and nst_network_prepare_backward */
} NstFilter;

struct _NstNetwork
{
  char                  *name;
  char                  *path; /* of the file that it came from, or NULL */
  const NstArchitecture *architecture;
  float                 *parameters; /* all weights and biases, layer after layer, then the lifts */
  gsize                  n_parameters;
  gsize                  n_gradient;     /* floats of a gradient: see pass.h */
  guint64                fingerprint;    /* hash of the parameters if loaded; else 0 */
  float                 *transformed[2]; /* all weights that are made ready, by direction */
  GMutex                 lock;           /* of those for the backward direction */
  NstFilter             *filters; /* one a layer; empty for poolings, which the convolution before
                             does on its way */
  NstFilter             *lifts;   /* one a tap; convolution.out is 0 where there is none */
  int                    tap_layers[NST_MAX_TAPS]; /* index of each tap's layer */

  NstNetwork *decoder; /* of the codec; NULL where its file has none */
  int         passes;  /* of Fast: from the file, or NST_USUAL_PASSES */
};

#define NST_USUAL_PASSES 2

/* Creates a network with all weights zero. */
NstNetwork *nst_network_new (const NstArchitecture *architecture, const char *name, GError **error);

/* Loads the network `path`, which must be of `architecture`; NULL: any known one with taps (codec,
 * vgg16, vgg19, vgg19-distilled).  A codec includes its decoder if the file has one. */
NstNetwork *nst_network_load (const char *path, const NstArchitecture *architecture,
                              GError **error);

/* Must be called after the parameters have changed, before a pass. */
void nst_network_prepare (NstNetwork *network, NstPool *pool);

/* Makes the weights ready for backward passes, where they are not; without enough memory for that,
 * they are made ready as they are needed.  May be called from any thread. */
void nst_network_prepare_backward (const NstNetwork *network);

/* The memory that this takes. */
gsize nst_network_backward_bytes (const NstNetwork *network);

/* The filter's weights for each direction. */
NstConvolutionWeights nst_filter_forward (const NstFilter *filter);
NstConvolutionWeights nst_filter_backward (const NstFilter *filter);

/* Adds every tensor of the network and of its decoder, under the names of their tables. */
void nst_network_write (const NstNetwork *network, NstDtype dtype, NstWeightWriter *writer);

int      nst_network_tap_channels (const NstNetwork *network, int tap);
gboolean nst_network_has_lift (const NstNetwork *network, int tap);

/* Its name, as in NstNetworkInfo.  (transfer none) */
const char *nst_network_get_architecture (const NstNetwork *network);

G_END_DECLS

#endif
