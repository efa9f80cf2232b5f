/* SPDX-License-Identifier: GPL-3.0-or-later */

/* lift-metric.c - lengths and angles of thin features as their teacher sees them. */

#include "style/lift-metric.h"

#include <cblas.h>

#include "ops/matrix.h"

double *
nst_lift_square (const NstNetwork *network, int tap)
{
  const NstConvolution *c = &network->lifts[tap].convolution;
  const float          *lift = network->lifts[tap].weights;
  g_autofree double    *wide = NULL;
  double               *square;

  if (!nst_network_has_lift (network, tap))
    return NULL;
  wide = g_new (double, (gsize) c->out * c->in);
  square = g_new (double, (gsize) c->in * c->in);
  for (int i = 0; i < c->out * c->in; i++)
    wide[i] = lift[i];
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, c->in, c->in, c->out, 1.0, wide, c->in,
               wide, c->in, 0.0, square, c->in);
  return square;
}

double *
nst_lift_metric (const NstNetwork *network, int tap)
{
  int                n = network->lifts[tap].convolution.in;
  g_autofree double *square = nst_lift_square (network, tap);
  double            *metric;

  if (square == NULL)
    return NULL;
  metric = g_new (double, (gsize) n *n);
  nst_matrix_root (n, square, 0.0, metric, NULL);
  return metric;
}
