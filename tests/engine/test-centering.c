/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-centering.c - weights learned beside the mean of what they see: the means that a backward
 * pass hands on, one step against a naive implementation in double precision, and that a step of
 * length 0 leaves the network as it was. */

#include "check.h"

#include <string.h>

#include "training/centering.h"

#define SIDE 20

/* ---- Means of inputs --------------------------------------------------------------- */

static void
turn_to_ones (G_GNUC_UNUSED int tap, float *values, gpointer data)
{
  gsize n = *(const gsize *) data;

  for (gsize i = 0; i < n; i++)
    values[i] = 1.0f;
}

static double
mean_of (gsize n, const float *values)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += values[i];
  return sum / (double) n;
}

/* The inputs' part of a gradient has the means of the standardized picture at the first filter, and
 * those of relu1_1 at the one that sees relu1_1; a second pass adds. */
static void
test_means (void)
{
  g_autoptr (NstNetwork) network = check_network (&nst_codec, 4);
  g_autoptr (NstPass) pass = check_pass (network, NST_PASS_TRAINING, SIDE, SIDE);
  g_autoptr (NstPicture) picture = check_picture (5, SIDE, SIDE);
  g_autofree float  *gradient = g_new0 (float, network->n_gradient);
  const NstFeatures *f = nst_pass_get_features (pass, 0);
  const float       *first = gradient + network->filters[0].inputs;
  const float       *second = gradient + network->filters[1].inputs;
  g_autofree double *expected = g_new (double, f->channels);
  gsize              plane = SIDE * SIDE, relu2_1;

  relu2_1 = (gsize) nst_network_tap_channels (network, 1) * plane / 4;
  for (int times = 1; times <= 2; times++)
    {
      nst_pass_forward (pass, check_pool (0), picture->pixels);
      for (int c = 0; c < f->channels; c++)
        expected[c] = mean_of (plane, f->values + c * plane);
      nst_pass_backward (pass, check_pool (0), 1u << 1, turn_to_ones, &relu2_1, NULL, gradient);
      for (int c = 0; c < 3; c++)
        check_relative (first[c],
                        times * (mean_of (plane, picture->pixels + c * plane) - nst_codec.mean[c])
                            / nst_codec.deviation[c],
                        1e-4);
      g_assert_cmpfloat (first[3], ==, times);
      for (int c = 0; c < f->channels; c++)
        g_assert_cmpfloat_with_epsilon (second[c], times * expected[c], 1e-5);
      g_assert_cmpfloat (second[f->channels], ==, times);
    }
}

/* ---- A step ------------------------------------------------------------------------ */

/* A gradient of noise, whose inputs' parts are sums of `count` means. */
static float *
draw_gradient (const NstNetwork *network, GRand *random, float count)
{
  float *gradient = check_noise (random, network->n_gradient);

  for (int i = 0; i < network->architecture->n_layers; i++)
    gradient[network->filters[i].inputs + network->filters[i].convolution.in] = count;
  return gradient;
}

/* From the definition: with the mean m the filter is w (x - m) + c, and a step of plain gradient
 * descent moves w by the gradient of that form, c by that of the bias; then c decays, if the filter is
 * rectified. */
static void
naive_step (const NstNetwork *network, const NstFilter *filter, const float *gradient, double rate,
            const double *means, double *parameters)
{
  const NstConvolution *c = &filter->convolution;
  int                   area = c->kernel * c->kernel;
  gsize                 weights = filter->weights - network->parameters;
  gsize                 biases = filter->bias - network->parameters;

  for (int o = 0; o < c->out; o++)
    {
      double center = parameters[biases + o];
      gsize  row = weights + (gsize) o * c->in * area;

      for (int k = 0; k < c->in * area; k++)
        center += parameters[row + k] * means[k / area];
      center -= rate * gradient[biases + o];
      if (c->relu)
        center *= 0.9975;
      for (int k = 0; k < c->in * area; k++)
        parameters[row + k] -= rate * (gradient[row + k] - gradient[biases + o] * means[k / area]);
      for (int k = 0; k < c->in * area; k++)
        center -= parameters[row + k] * means[k / area];
      parameters[biases + o] = center;
    }
}

static void
descend (NstNetwork *network, const float *gradient, float rate)
{
  for (gsize i = 0; i < network->n_parameters; i++)
    network->parameters[i] -= rate * gradient[i];
}

/* Where the parameters of the layers end and those of the lifts begin. */
static gsize
end_of_filters (const NstNetwork *network)
{
  gsize end = 0;

  for (int i = 0; i < network->architecture->n_layers; i++)
    if (network->filters[i].convolution.out > 0)
      end = network->filters[i].bias - network->parameters + network->filters[i].convolution.out;
  return end;
}

/* Two steps at half of the highest rate: the second has other means, which count for 10 parts in
 * 11.  Lifts are left to the optimizer. */
static void
test_steps (gconstpointer architecture)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (6);
  g_autoptr (NstNetwork) network = check_network (architecture, 7);
  g_autoptr (NstCentering) centering = nst_centering_new (network, NULL);
  g_autofree double *expected = g_new (double, network->n_parameters);
  g_autofree double *means = g_new0 (double, network->n_gradient);
  const float        rate = 0.01f;
  int                n_layers = network->architecture->n_layers;
  gsize              lifts = end_of_filters (network);

  for (gsize i = 0; i < network->n_parameters; i++)
    expected[i] = network->parameters[i];
  for (int step = 0; step < 2; step++)
    {
      g_autofree float *gradient = draw_gradient (network, random, 3.0f);

      for (gsize i = network->n_parameters; i < network->n_gradient; i++)
        means[i] = step == 0 ? gradient[i] / 3.0 : (means[i] + 10.0 * gradient[i] / 3.0) / 11.0;
      for (int i = 0; i < n_layers; i++)
        naive_step (network, &network->filters[i], gradient, rate,
                    means + network->filters[i].inputs, expected);
      for (gsize i = lifts; i < network->n_parameters; i++)
        expected[i] -= rate * gradient[i];
      nst_centering_begin (centering, step, gradient);
      descend (network, gradient, rate);
      nst_centering_end (centering, 0.5);
    }
  check_below (check_error (network->n_parameters, network->parameters, expected), 1e-5);
}

/* Without a step the network stays as it is, whatever the means; and where a filter has seen
 * nothing, its means stay, too. */
static void
test_no_step (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_autoptr (NstNetwork) network = check_network (&nst_codec, 9);
  g_autoptr (NstCentering) centering = nst_centering_new (network, NULL);
  g_autofree float *before
      = g_memdup2 (network->parameters, sizeof (float) * network->n_parameters);
  g_autofree float *seen = draw_gradient (network, random, 1.0f);
  g_autofree float *unseen = draw_gradient (network, random, 0.0f);
  g_autofree float *means = NULL;
  gsize             n = nst_centering_get_n_means (centering);

  nst_centering_begin (centering, 0, seen);
  nst_centering_end (centering, 0.0);
  check_below (check_error_float (network->n_parameters, network->parameters, before), 1e-5);
  means = g_memdup2 (nst_centering_get_means (centering), sizeof (float) * n);
  nst_centering_begin (centering, 1, unseen);
  nst_centering_end (centering, 0.0);
  g_assert_cmpmem (nst_centering_get_means (centering), sizeof (float) * n, means,
                   sizeof (float) * n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/centering/means", test_means);
  g_test_add_data_func ("/centering/steps/codec", &nst_codec, test_steps);
  g_test_add_data_func ("/centering/steps/decoder", &nst_decoder, test_steps);
  g_test_add_func ("/centering/no-step", test_no_step);
  return g_test_run ();
}
