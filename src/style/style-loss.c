/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-loss.c - the distance between the statistics of features and those of a style. */

#include "style/style-loss.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "ops/matrix.h"

/* Of D^1/2 C D^1/2, whose eigenvalues are of the order of squared variances: what lies below is
 * rounding. */
#define EIGENVALUE_FLOOR 1e-13
/* Added to the diagonal of both covariances, as a share of the style's mean variance: keeps the
 * gradient bounded where the style has no variance at all. */
#define COVARIANCE_FLOOR 1e-4

struct _NstStyleLoss
{
  NstStyleMeasure kind;
  int             channels;
  double         *metric; /* or NULL */
  double         *mean;   /* of the style, in the metric */
  double         *moment; /* Gram */
  double         *root;   /* Wasserstein: D^1/2 */
  double          trace;  /* of D */
  double          floor;  /* what is added to the covariances' diagonals */
  double          size;   /* the loss is divided by this */
};

/* to = metric from, or a copy. */
static void
map_mean (const NstStyleLoss *loss, const double *from, double *to)
{
  int n = loss->channels;

  if (loss->metric != NULL)
    cblas_dgemv (CblasRowMajor, CblasNoTrans, n, n, 1.0, loss->metric, n, from, 1, 0.0, to, 1);
  else
    memcpy (to, from, sizeof (double) * n);
}

static void
map_moment (const NstStyleLoss *loss, const double *from, double *to)
{
  if (loss->metric != NULL)
    nst_matrix_sandwich (loss->channels, loss->metric, from, to);
  else
    memcpy (to, from, sizeof (double) * loss->channels * loss->channels);
}

/* The moment becomes the covariance, with the floor on its diagonal. */
static void
center (const NstStyleLoss *loss, const double *mean, double *moment)
{
  int n = loss->channels;

  for (int i = 0; i < n; i++)
    {
      for (int j = 0; j < n; j++)
        moment[(gsize) i * n + j] -= mean[i] * mean[j];
      moment[(gsize) i * n + i] += loss->floor;
    }
}

NstStyleLoss *
nst_style_loss_new (NstStyleMeasure kind, int channels, const double *metric, const double *mean,
                    const double *moment)
{
  gsize         n = (gsize) channels * channels;
  NstStyleLoss *loss = g_new0 (NstStyleLoss, 1);
  double        squared_mean, energy;

  loss->kind = kind;
  loss->channels = channels;
  loss->metric = metric != NULL ? g_memdup2 (metric, sizeof (double) * n) : NULL;
  loss->mean = g_new (double, channels);
  loss->moment = g_new (double, n);
  map_mean (loss, mean, loss->mean);
  map_moment (loss, moment, loss->moment);

  energy = nst_matrix_trace (channels, loss->moment);
  if (kind == NST_STYLE_MEASURE_GRAM)
    {
      loss->size = cblas_ddot ((int) n, loss->moment, 1, loss->moment, 1);
    }
  else
    {
      squared_mean = cblas_ddot (channels, loss->mean, 1, loss->mean, 1);
      loss->size = energy;
      loss->floor = COVARIANCE_FLOOR * MAX (energy - squared_mean, 1e-6 * energy) / channels;
      center (loss, loss->mean, loss->moment);
      loss->root = g_new (double, n);
      loss->trace = nst_matrix_trace (channels, loss->moment);
      nst_matrix_root (channels, loss->moment, 0.0, loss->root, NULL);
    }
  /* The target is 0 if the style does not activate this tap. */
  loss->size = MAX (loss->size, G_MINFLOAT);
  return loss;
}

void
nst_style_loss_free (NstStyleLoss *loss)
{
  if (loss == NULL)
    return;
  g_free (loss->metric);
  g_free (loss->mean);
  g_free (loss->moment);
  g_free (loss->root);
  g_free (loss);
}

/* In the metric: gradient = 2 (G - A) / ||A||^2. */
static double
gram (const NstStyleLoss *loss, const double *moment, double *gradient_mean,
      double *gradient_moment)
{
  gsize  n = (gsize) loss->channels * loss->channels;
  double sum = 0.0;

  memset (gradient_mean, 0, sizeof (double) * loss->channels);
  for (gsize i = 0; i < n; i++)
    {
      double difference = moment[i] - loss->moment[i];

      sum += difference * difference;
      gradient_moment[i] = 2.0 * difference / loss->size;
    }
  return sum / loss->size;
}

/* In the metric, with the covariance C = S - m m^T: the gradient to C is
 * I - D^1/2 (D^1/2 C D^1/2)^-1/2 D^1/2, from which those to m and S follow. */
static double
wasserstein (const NstStyleLoss *loss, const double *mean, double *moment, double *gradient_mean,
             double *gradient_moment)
{
  int                n = loss->channels;
  gsize              size = (gsize) n * n;
  g_autofree double *inner = g_new (double, size);
  g_autofree double *root = g_new (double, size);
  g_autofree double *inverse = g_new (double, size);
  double             distance = 0.0;

  center (loss, mean, moment);
  nst_matrix_sandwich (n, loss->root, moment, inner);
  nst_matrix_root (n, inner, EIGENVALUE_FLOOR, root, inverse);
  nst_matrix_sandwich (n, loss->root, inverse, gradient_moment);
  for (gsize i = 0; i < size; i++)
    gradient_moment[i] = -gradient_moment[i] / loss->size;
  for (int i = 0; i < n; i++)
    gradient_moment[(gsize) i * n + i] += 1.0 / loss->size;

  /* d C / d m = -(dm m^T + m dm^T) */
  cblas_dgemv (CblasRowMajor, CblasNoTrans, n, n, -2.0, gradient_moment, n, mean, 1, 0.0,
               gradient_mean, 1);
  for (int i = 0; i < n; i++)
    {
      double difference = mean[i] - loss->mean[i];

      distance += difference * difference;
      gradient_mean[i] += 2.0 * difference / loss->size;
    }
  distance += nst_matrix_trace (n, moment) + loss->trace - 2.0 * nst_matrix_trace (n, root);
  return MAX (distance, 0.0) / loss->size;
}

/* The gradients in the metric become those in the features' own space, times `weight`. */
static void
map_gradients (const NstStyleLoss *loss, double weight, double *mean, double *moment)
{
  int                n = loss->channels;
  gsize              size = (gsize) n * n;
  g_autofree double *mapped_mean = g_new (double, n);
  g_autofree double *mapped_moment = g_new (double, size);

  map_mean (loss, mean, mapped_mean);
  map_moment (loss, moment, mapped_moment);
  for (int i = 0; i < n; i++)
    mean[i] = weight * mapped_mean[i];
  for (gsize i = 0; i < size; i++)
    moment[i] = weight * mapped_moment[i];
}

double
nst_style_loss_evaluate (const NstStyleLoss *loss, double weight, const double *mean,
                         const double *moment, double *gradient_mean, double *gradient_moment)
{
  gsize              n = (gsize) loss->channels * loss->channels;
  g_autofree double *mapped_mean = g_new (double, loss->channels);
  g_autofree double *mapped_moment = g_new (double, n);
  double             value;

  map_mean (loss, mean, mapped_mean);
  map_moment (loss, moment, mapped_moment);
  value = loss->kind == NST_STYLE_MEASURE_GRAM
              ? gram (loss, mapped_moment, gradient_mean, gradient_moment)
              : wasserstein (loss, mapped_mean, mapped_moment, gradient_mean, gradient_moment);
  map_gradients (loss, weight, gradient_mean, gradient_moment);
  return weight * value;
}
