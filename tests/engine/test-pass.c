/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-pass.c - passes of a network: pictures of any size, gradients to its input and to its
 * weights by central differences, and the memory of a pass. */

#include "check.h"

#include <math.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/arena.h"

/* A loss that is linear in the features: the sum over taps of <F, r> with random r. */
typedef struct
{
  const NstPass *pass;
  float         *r[NST_MAX_TAPS];
  int            n_taps;
} Loss;

static void
loss_init (Loss *loss, const NstPass *pass, int n_taps, GRand *random)
{
  loss->pass = pass;
  loss->n_taps = n_taps;
  for (int t = 0; t < n_taps; t++)
    {
      gsize n = check_floats (nst_pass_get_features (pass, t));

      loss->r[t] = check_noise (random, n);
      for (gsize i = 0; i < n; i++)
        loss->r[t][i] += 0.5f;
    }
}

static void
loss_clear (Loss *loss)
{
  for (int t = 0; t < loss->n_taps; t++)
    g_free (loss->r[t]);
}

static double
loss_value (const Loss *loss, guint taps)
{
  double sum = 0.0;

  for (int t = 0; t < loss->n_taps; t++)
    if (taps & (1u << t))
      sum += check_dot (check_floats (nst_pass_get_features (loss->pass, t)),
                        nst_pass_get_features (loss->pass, t)->values, loss->r[t]);
  return sum;
}

static void
turn_to_gradient (int tap, float *values, gpointer data)
{
  const Loss *loss = data;

  memcpy (values, loss->r[tap],
          sizeof (float) * check_floats (nst_pass_get_features (loss->pass, tap)));
}

/* ---- Any size ---------------------------------------------------------------------- */

/* Taps that a picture is too small for are empty, the others are as large as halving makes them. */
static void
check_small (const NstNetwork *network, int height, int width)
{
  const NstArchitecture *a = network->architecture;
  g_autoptr (GRand) random = g_rand_new_with_seed (height * 50 + width);
  g_autoptr (NstPicture) picture = check_picture (1, width, height);
  g_autofree float *gradient = g_new (float, 3 * height * width);

  for (int mode = NST_PASS_FORWARD; mode <= NST_PASS_TRAINING; mode++)
    {
      g_autoptr (NstPass) pass = check_pass (network, mode, height, width);
      Loss  loss;
      guint taps = 0;

      nst_pass_forward (pass, check_pool (1), picture->pixels);
      for (int t = 0; t < a->n_taps; t++)
        {
          const NstFeatures *f = nst_pass_get_features (pass, t);
          int                poolings = 0;

          for (int i = 0; i < network->tap_layers[t]; i++)
            poolings += a->layers[i].kind == NST_LAYER_POOLING;
          if ((MIN (height, width) >> poolings) == 0)
            {
              g_assert_true (f->height == 0 && f->width == 0);
              continue;
            }
          taps |= 1u << t;
          g_assert_cmpint (f->height, ==, height >> poolings);
          g_assert_cmpint (f->width, ==, width >> poolings);
          for (gsize i = 0; i < check_floats (f); i++)
            g_assert_true (isfinite (f->values[i]) && f->values[i] >= 0.0f);
        }
      if (mode == NST_PASS_FORWARD)
        continue;
      loss_init (&loss, pass, a->n_taps, random);
      memset (gradient, 0xff, sizeof (float) * 3 * height * width);
      nst_pass_backward (pass, check_pool (1), taps, turn_to_gradient, &loss, gradient, NULL);
      for (int i = 0; i < 3 * height * width; i++)
        g_assert_true (isfinite (gradient[i]));
      nst_pass_backward (pass, check_pool (1), 0, turn_to_gradient, &loss, gradient, NULL);
      for (int i = 0; i < 3 * height * width; i++)
        g_assert_true (gradient[i] == 0.0f);
      loss_clear (&loss);
    }
}

static void
test_small (void)
{
  g_autoptr (NstNetwork) tiny = check_network (&check_tiny, 1);
  g_autoptr (NstNetwork) codec = check_network (&nst_codec, 1);

  for (int height = 1; height <= 20; height++)
    for (int width = 1; width <= 20; width++)
      check_small (tiny, height, width);
  for (int side = 1; side <= 20; side++)
    check_small (codec, side, 21 - side);
}

/* The same features in every mode and for any number of threads. */
static void
test_modes (void)
{
  g_autoptr (NstNetwork) network = check_network (&nst_codec, 2);
  g_autoptr (NstPicture) picture = check_picture (2, 37, 50);
  g_autoptr (NstPass) first = check_pass (network, NST_PASS_FORWARD, 50, 37);

  nst_pass_forward (first, check_pool (0), picture->pixels);
  for (int mode = NST_PASS_FORWARD; mode <= NST_PASS_TRAINING; mode++)
    for (int p = 0; p < CHECK_POOLS; p++)
      {
        g_autoptr (NstPass) pass = check_pass (network, mode, 50, 37);

        nst_pass_forward (pass, check_pool (p), picture->pixels);
        for (int t = 0; t < nst_codec.n_taps; t++)
          {
            const NstFeatures *f = nst_pass_get_features (pass, t);

            g_assert_cmpmem (f->values, sizeof (float) * check_floats (f),
                             nst_pass_get_features (first, t)->values,
                             sizeof (float) * check_floats (f));
          }
      }
}

/* By rows, however few are kept: features that are kept or read again are those of a pass that keeps
 * all.  The first tap is on the first layer. */
static void
check_in_rows (const NstNetwork *network, gsize most, int pool)
{
  enum
  {
    HEIGHT = 61,
    WIDTH = 50
  };
  const NstArchitecture *a = network->architecture;
  g_autoptr (NstPicture) picture = check_picture (2, WIDTH, HEIGHT);
  g_autoptr (NstPass) whole = check_pass (network, NST_PASS_PICTURE, HEIGHT, WIDTH);
  g_autoptr (NstPass) pass
      = nst_pass_new_in_rows (network, NST_PASS_FORWARD, HEIGHT, WIDTH, most, NULL);

  nst_pass_forward (whole, check_pool (0), picture->pixels);
  nst_pass_forward (pass, check_pool (pool), picture->pixels);
  for (int t = 0; t < a->n_taps; t++)
    {
      const NstFeatures *f = nst_pass_get_features (pass, t);
      const NstFeatures *expected = nst_pass_get_features (whole, t);
      g_autofree float  *rows = g_new (float, check_floats (expected));
      g_autofree float  *some = g_new (float, check_floats (expected));
      int                n = MIN (20, f->height);

      g_assert_true ((f->values == NULL) == (t == 0 && most < check_floats (expected)));
      nst_pass_read_rows (pass, check_pool (pool), t, 0, f->height, rows);
      check_below (check_error_float (check_floats (expected), rows, expected->values), 1e-6);
      nst_pass_read_rows (pass, check_pool (pool), t, f->height / 8 * 4,
                          MIN (n, f->height - f->height / 8 * 4), some);
      n = MIN (n, f->height - f->height / 8 * 4);
      for (int c = 0; c < f->channels; c++)
        check_below (
            check_error_float ((gsize) n * f->width, some + (gsize) c * n * f->width,
                               rows + ((gsize) c * f->height + f->height / 8 * 4) * f->width),
            1e-6);
    }
}

static void
test_in_rows (void)
{
  g_autoptr (NstNetwork) codec = check_network (&nst_codec, 2);
  g_autoptr (NstNetwork) vgg = check_network (&nst_vgg19, 2);

  for (int pool = 0; pool < CHECK_POOLS; pool++)
    {
      check_in_rows (codec, 0, pool);
      check_in_rows (codec, 5000, pool);
      check_in_rows (codec, 1 << 20, pool);
    }
  check_in_rows (vgg, 0, 1);
}

/* ---- Gradients --------------------------------------------------------------------- */

/* A picture, or features that a decoder could be given. */
static float *
draw_input (const NstNetwork *network, guint32 seed, int height, int width)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (NstPicture) picture = check_picture (seed, width, height);
  int channels = network->architecture->layers[0].in;

  return channels == 3 ? g_steal_pointer (&picture->pixels)
                       : check_rectified_noise (random, (gsize) channels * height * width);
}

static void
check_input_gradient (const NstNetwork *network, NstPassMode mode, guint taps, int height,
                      int width)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (taps);
  g_autoptr (NstPass) pass = check_pass (network, mode, height, width);
  gsize             n = (gsize) network->architecture->layers[0].in * height * width;
  g_autofree float *input = draw_input (network, taps, height, width);
  g_autofree float *gradient = g_new (float, n);
  g_autofree float *direction = NULL;
  g_autofree float *kept = g_memdup2 (input, sizeof (float) * n);
  const double      h = 1e-5;
  double            values[2];
  Loss              loss;

  memset (gradient, 0xff, sizeof (float) * n);
  loss_init (&loss, pass, network->architecture->n_taps, random);
  check_pass_forward (pass, check_pool (1), input, taps);
  nst_pass_backward (pass, check_pool (1), taps, turn_to_gradient, &loss, gradient, NULL);
  direction = check_direction (random, n, gradient, 1.0);
  for (int sign = 0; sign < 2; sign++)
    {
      for (gsize i = 0; i < n; i++)
        input[i] = (float) (kept[i] + (sign == 0 ? h : -h) * direction[i]);
      check_pass_forward (pass, check_pool (1), input, taps);
      values[sign] = loss_value (&loss, taps);
    }
  check_relative ((values[0] - values[1]) / (2.0 * h), check_dot (n, direction, gradient), 1e-2);
  loss_clear (&loss);
}

static void
test_input_gradient (void)
{
  g_autoptr (NstNetwork) tiny = check_network (&check_tiny, 4);
  g_autoptr (NstNetwork) codec = check_network (&nst_codec, 4);
  g_autoptr (NstNetwork) decoder = check_network (&nst_decoder, 4);

  for (int mode = NST_PASS_PICTURE; mode <= NST_PASS_TRAINING; mode++)
    {
      for (int t = 0; t < check_tiny.n_taps; t++)
        check_input_gradient (tiny, mode, 1u << t, 33, 38);
      check_input_gradient (decoder, mode, 1, 3, 2);
    }
  check_input_gradient (tiny, NST_PASS_PICTURE, 0x3f, 19, 21);
  check_input_gradient (codec, NST_PASS_PICTURE, 0x3f, 32, 33);
  check_input_gradient (codec, NST_PASS_PICTURE, 0x10, 35, 24);
}

static double
loss_at (NstNetwork *network, NstPass *pass, const Loss *loss, const float *input, guint taps)
{
  nst_network_prepare (network, check_pool (1));
  check_pass_forward (pass, check_pool (1), input, taps);
  return loss_value (loss, taps);
}

static void
check_weights_gradient (const NstArchitecture *architecture, guint taps, int height, int width)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (taps);
  g_autoptr (NstNetwork) network = check_network (architecture, 8);
  g_autoptr (NstPass) pass = check_pass (network, NST_PASS_TRAINING, height, width);
  gsize             n = network->n_parameters;
  g_autofree float *input = draw_input (network, 3, height, width);
  g_autofree float *gradient = g_new0 (float, network->n_gradient);
  g_autofree float *direction = NULL;
  g_autofree float *kept = g_memdup2 (network->parameters, sizeof (float) * n);
  const double      h = 3e-6;
  double            values[2];
  Loss              loss;

  loss_init (&loss, pass, architecture->n_taps, random);
  check_pass_forward (pass, check_pool (1), input, taps);
  nst_pass_backward (pass, check_pool (1), taps, turn_to_gradient, &loss, NULL, gradient);
  direction = check_direction (random, n, gradient, 1.0);
  for (int sign = 0; sign < 2; sign++)
    {
      for (gsize i = 0; i < n; i++)
        network->parameters[i] = (float) (kept[i] + (sign == 0 ? h : -h) * direction[i]);
      values[sign] = loss_at (network, pass, &loss, input, taps);
    }
  check_relative ((values[0] - values[1]) / (2.0 * h), check_dot (n, direction, gradient), 1e-2);
  loss_clear (&loss);
}

static void
test_weights_gradient (void)
{
  for (int t = 0; t < check_tiny.n_taps; t++)
    check_weights_gradient (&check_tiny, 1u << t, 36, 33);
  check_weights_gradient (&check_tiny, 0x3f, 36, 33);
  check_weights_gradient (&nst_codec, 0x3f, 36, 33);
  check_weights_gradient (&nst_decoder, 1, 2, 3);
}

/* ---- Memory ------------------------------------------------------------------------ */

/* A pass that is asked for more than it can count says so, and so does the memory behind it. */
static void
test_too_large (void)
{
  g_autoptr (NstNetwork) network = check_network (&nst_codec, 1);
  g_autoptr (NstArena) arena = nst_arena_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (nst_pass_new (network, NST_PASS_TRAINING, NST_MAX_SIDE, NST_MAX_SIDE, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_MEMORY, "too large");
  g_clear_error (&error);
  g_assert_nonnull (nst_arena_floats (arena, 3));
  g_assert_true (nst_arena_check (arena, NULL));
  g_assert_null (nst_arena_floats (arena, G_MAXSIZE / 8));
  g_assert_null (nst_arena_floats (arena, 3));
  g_assert_false (nst_arena_check (arena, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_MEMORY, "memory");
  g_clear_error (&error);
}

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static double
bytes_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double) info.uordblks + (double) info.hblkhd;
}

static double
bytes_of_pass (const NstNetwork *network, NstPassMode mode, int side)
{
  double before = bytes_in_use ();
  g_autoptr (NstPass) pass = check_pass (network, mode, side, side);

  return bytes_in_use () - before;
}
#endif

/* Backward to the picture costs bits, not activations: a pass to the picture takes little more than
 * one that only looks, of which most are the features at the taps; one that learns keeps them all.
 */
static void
test_memory (void)
{
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  g_autoptr (NstNetwork) network = check_network (&nst_vgg19, 1);
  double forward = bytes_of_pass (network, NST_PASS_FORWARD, 256);
  double picture = bytes_of_pass (network, NST_PASS_PICTURE, 256);
  double training = bytes_of_pass (network, NST_PASS_TRAINING, 256);

  g_test_message ("at 256 x 256: %.1f, %.1f and %.1f MB", forward / 1e6, picture / 1e6,
                  training / 1e6);
  check_below (picture, 1.08 * forward);
  check_below (picture, 0.9 * training);
#else
  g_test_skip ("Only the GNU C library without sanitizers says how much memory is in use");
#endif
}

/* A decoder's forward pass keeps its inputs at each level, because what joins waits there, and two
 * outputs, which layers take in turns: not all of them. */
static void
test_decoder_memory (void)
{
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  g_autoptr (NstNetwork) decoder = check_network (&nst_decoder, 1);
  double measured = bytes_of_pass (decoder, NST_PASS_FORWARD, 16);
  double inputs = 0.0, largest = 0.0, expected;
  int    side = 16;

  for (int i = 0; i < nst_decoder.n_layers; i++)
    {
      const NstLayer *layer = &nst_decoder.layers[i];

      side *= layer->kind == NST_LAYER_UPSAMPLING ? 2 : 1;
      if (layer->beside > 0)
        inputs += 4.0 * layer->in * side * side;
      if (layer->kind == NST_LAYER_CONVOLUTION && i < nst_decoder.n_layers - 1)
        largest = MAX (largest, 4.0 * layer->out * side * side);
    }
  expected = inputs + 2.0 * largest + 4.0 * 3 * side * side;
  g_test_message ("for %d x %d pixels: %.1f MB of %.1f", side, side, measured / 1e6,
                  expected / 1e6);
  check_below (measured, 1.01 * expected);
#else
  g_test_skip ("Only the GNU C library without sanitizers says how much memory is in use");
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pass/small", test_small);
  g_test_add_func ("/pass/modes", test_modes);
  g_test_add_func ("/pass/in-rows", test_in_rows);
  g_test_add_func ("/pass/input-gradient", test_input_gradient);
  g_test_add_func ("/pass/weights-gradient", test_weights_gradient);
  g_test_add_func ("/pass/too-large", test_too_large);
  g_test_add_func ("/pass/memory", test_memory);
  g_test_add_func ("/pass/decoder-memory", test_decoder_memory);
  return g_test_run ();
}
