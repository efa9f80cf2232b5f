/* SPDX-License-Identifier: GPL-3.0-or-later */

/* measure.c - one piece of the engine's work, done again and again on request.
 *
 *   measure iterate NETWORK SIDE THREADS         one evaluation of Refine's objective
 *   measure fast NETWORK WIDTH HEIGHT THREADS    a painting by Fast, its style measured before
 *   measure layer IN OUT SIDE THREADS            one 3x3 convolution: forward, to the data, to the
 *                                                weights
 *   measure peak THREADS                         the matrix product at its best, on every thread at
 *                                                once
 *   measure about                                what it was built with; asks for no line
 *
 * Says "ready" when it is set up; does the work once for every line it reads, and answers with what
 * it took: "iterate" with the seconds and the loss, "fast" with the seconds, "layer" with the
 * seconds of the three passes, "peak" with GFLOP/s.  At the end of its input it says the peak of
 * its resident memory in bytes.  speed.py and fast.py run it in turns with its peers, so that all
 * meet the same machine.
 */

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "ops/convolution.h"
#include "style/objective.h"

static double
seconds_since (gint64 began)
{
  return (g_get_monotonic_time () - began) * 1e-6;
}

/* The picture that peer.py makes, too: waves, so that neither side needs the other's generator. */
static NstPicture *
draw (int width, int height, double phase)
{
  NstPicture *picture = nst_picture_new (width, height, NULL);

  for (int c = 0; c < 3; c++)
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++)
        picture->pixels[((gsize) c * height + y) * width + x]
            = (float) (0.5 + 0.25 * sin (0.05 * x * (c + 1) + phase)
                       + 0.2 * cos (0.07 * y + c * phase));
  return picture;
}

/* Whether another turn is wanted. */
static gboolean
asked (void)
{
  char line[64];

  fflush (stdout);
  return fgets (line, sizeof line, stdin) != NULL;
}

static void
say_memory (void)
{
  g_autofree char *status = NULL;
  const char      *peak = NULL;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    peak = strstr (status, "VmHWM:");
  g_print ("%" G_GINT64_FORMAT "\n",
           peak != NULL ? g_ascii_strtoll (peak + 6, NULL, 10) * 1024 : 0);
}

/* ---- An evaluation of the objective ------------------------------------------------ */

/* The style is measured before the objective is there, as Refine does: what that needs is given
 * back by then. */
static NstObjective *
aim (const NstNetwork *network, NstPool *pool, const NstPicture *content, const NstPicture *style,
     const NstSettings *settings, GError **error)
{
  g_autoptr (NstStyleStatistics) statistics
      = nst_style_statistics_measure (network, pool, style, error);
  g_autoptr (NstObjective) objective = NULL;

  if (statistics == NULL
      || !(objective
           = nst_objective_new (network, pool, content->height, content->width, settings, error))
      || !nst_objective_set_content (objective, content, error))
    return NULL;
  nst_objective_set_style (objective, statistics, NULL);
  return g_steal_pointer (&objective);
}

static int
iterate (const char *path, int side, int threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstNetwork) network = nst_catalogue_open_network (NULL, path, &error);
  g_autoptr (NstPool) pool = nst_pool_new (threads);
  g_autoptr (NstPicture) content = draw (side, side, 0.0), style = draw (side, side, 1.0),
                         x = draw (side, side, 2.0);
  g_autofree float *gradient = g_new (float, 3 * (gsize) side * side);
  NstSettings       settings;
  g_autoptr (NstObjective) objective = NULL;
  NstLoss loss;

  nst_settings_init (&settings);
  settings.style_loss = NST_STYLE_MEASURE_GRAM;
  settings.strokes = 0.0; /* the peers have none */
  if (network != NULL)
    objective = aim (network, pool, content, style, &settings, &error);
  if (objective == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_clear_pointer (&style, nst_picture_free); /* as Refine's caller may */
  g_print ("ready\n");
  while (asked ())
    {
      gint64 began = g_get_monotonic_time ();

      nst_objective_evaluate (objective, x->pixels, &loss, gradient);
      g_print ("%.6f %.6f\n", seconds_since (began), loss.total);
    }
  say_memory ();
  return 0;
}

/* ---- A layer ----------------------------------------------------------------------- */

/* `count` values in -largest..largest. */
static float *
random_floats (NstArena *arena, GRand *random, gsize count, double largest)
{
  float *values = nst_arena_floats (arena, count);

  for (gsize i = 0; i < count; i++)
    values[i] = (float) g_rand_double_range (random, -largest, largest);
  return values;
}

/* The weights for one direction, prepared as a network prepares them. */
static NstConvolutionWeights
prepare (NstPool *pool, NstArena *arena, const NstConvolution *c, gboolean backward,
         const float *plain)
{
  gsize  n = nst_convolution_n_transformed (c);
  float *transformed = n > 0 ? nst_arena_floats (arena, n) : NULL;

  if (n > 0)
    nst_convolution_transform (pool, c, backward, plain, transformed);
  return (NstConvolutionWeights) { plain, transformed };
}

static int
layer (int in, int out, int side, int threads)
{
  NstConvolution c = { in, out, 3, NST_PADDING_REFLECT, FALSE, FALSE };
  gsize          n = nst_convolution_n_weights (&c), positions = (gsize) side * side;
  g_autoptr (NstPool) pool = nst_pool_new (threads);
  g_autoptr (NstArena) arena = nst_arena_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  float                *plain = random_floats (arena, random, n, 0.1);
  float                *bias = random_floats (arena, random, out, 0.1);
  float                *input = random_floats (arena, random, in * positions, 1.0);
  float                *gradient_out = random_floats (arena, random, out * positions, 1.0);
  float                *output = nst_arena_floats (arena, out * positions);
  float                *gradient_in = nst_arena_floats (arena, in * positions);
  float                *gradient_weights = nst_arena_floats (arena, n);
  float                *gradient_bias = nst_arena_floats (arena, out);
  NstConvolutionWeights forward = prepare (pool, arena, &c, FALSE, plain);
  NstConvolutionWeights backward = prepare (pool, arena, &c, TRUE, plain);

  g_print ("ready\n");
  while (asked ())
    {
      gint64 began = g_get_monotonic_time ();
      double to_output, to_data;

      nst_convolution_forward (pool, &c, forward, bias, input, side, side, output, NULL);
      to_output = seconds_since (began);
      began = g_get_monotonic_time ();
      nst_convolution_backward_data (pool, &c, backward, gradient_out, NULL, side, side, FALSE,
                                     NULL, gradient_in);
      to_data = seconds_since (began);
      began = g_get_monotonic_time ();
      nst_convolution_backward_weights (pool, &c, input, gradient_out, NULL, side, side,
                                        gradient_weights, gradient_bias);
      g_print ("%.6f %.6f %.6f\n", to_output, to_data, seconds_since (began));
    }
  say_memory ();
  return 0;
}

/* ---- The matrix product at its best ------------------------------------------------ */

#define MATRIX_SIDE 1024

/* Each item multiplies matrices of its own. */
static void
multiply (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  gsize  n = MATRIX_SIDE * MATRIX_SIDE;
  float *a = (float *) data + 3 * n * item, *b = a + n, *c = b + n;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, MATRIX_SIDE, MATRIX_SIDE, MATRIX_SIDE,
               1.0f, a, MATRIX_SIDE, b, MATRIX_SIDE, 0.0f, c, MATRIX_SIDE);
}

static int
peak (int threads)
{
  g_autoptr (NstPool) pool = nst_pool_new (threads);
  g_autoptr (NstArena) arena = nst_arena_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  gsize  side = MATRIX_SIDE;
  float *matrices = random_floats (arena, random, 3 * side * side * threads, 1.0);

  g_print ("ready\n");
  while (asked ())
    {
      gint64 began = g_get_monotonic_time ();

      nst_pool_run (pool, threads, multiply, matrices);
      g_print ("%.3f\n", 2e-9 * side * side * side * threads / seconds_since (began));
    }
  say_memory ();
  return 0;
}

/* ---- A painting by Fast ------------------------------------------------------------ */

static int
fast (const char *path, int width, int height, int threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstNetwork) network = nst_catalogue_open_network (NULL, path, &error);
  g_autoptr (NstPicture) content = draw (width, height, 0.0);
  g_autoptr (NstPicture) picture = draw (height, width, 1.0);
  g_autoptr (NstStyle) style = nst_style_new (picture, "waves", NULL);
  NstStyleShare share = { style, 1.0, 1.0 };
  NstSettings   settings;

  if (network == NULL)
    g_error ("%s", error->message);
  nst_settings_init (&settings);
  settings.method = NST_METHOD_FAST;
  settings.size = 0;
  g_print ("ready\n");
  while (asked ())
    {
      NstReport report;
      g_autoptr (NstPicture) painting = nst_stylize (
          &NST_REQUEST (.network = network, .content = content, .styles = &share, .n_styles = 1,
                        .settings = &settings, .threads = threads, .report = &report),
          &error);

      if (painting == NULL)
        g_error ("%s", error->message);
      g_print ("%.6f\n", report.seconds - report.style_seconds);
    }
  say_memory ();
  return 0;
}

/* ---- The program ------------------------------------------------------------------- */

static int
about (void)
{
  g_print ("GCC %s\n%s\n", __VERSION__, openblas_get_config ());
  return 0;
}

int
main (int argc, char **argv)
{
  nst_keep_memory ();
  if (argc == 6 && g_str_equal (argv[1], "fast"))
    return fast (argv[2], atoi (argv[3]), atoi (argv[4]), atoi (argv[5]));
  if (argc == 5 && g_str_equal (argv[1], "iterate"))
    return iterate (argv[2], atoi (argv[3]), atoi (argv[4]));
  if (argc == 6 && g_str_equal (argv[1], "layer"))
    return layer (atoi (argv[2]), atoi (argv[3]), atoi (argv[4]), atoi (argv[5]));
  if (argc == 3 && g_str_equal (argv[1], "peak"))
    return peak (atoi (argv[2]));
  if (argc == 2 && g_str_equal (argv[1], "about"))
    return about ();
  g_printerr ("measure iterate NETWORK SIDE THREADS | layer IN OUT SIDE THREADS | peak THREADS | "
              "about\n");
  return 2;
}
