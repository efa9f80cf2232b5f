/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-winograd.c - the short way of a 3x3 convolution, with all that it does in passing, against
 * the definition in double precision: sizes that do and do not fill tiles, groups and blocks, every
 * order in which the work is done, every width of vectors; and the same bits for any number of
 * threads. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "naive.h"
#include "ops/winograd.h"

/* What a convolution does besides. */
enum
{
  BIASED = 1 << 0, /* forward */
  RELU = 1 << 1,
  POOLED = 1 << 2,
  NOTED = 1 << 3,
  TURNED = 1 << 4, /* backward */
  SPREAD = 1 << 5,
  ADD = 1 << 6,
  SHUT = 1 << 7
};

static const guint forward_ways[]
    = { 0, BIASED | RELU | NOTED, BIASED | RELU | POOLED, RELU | POOLED | NOTED };
static const guint backward_ways[] = { TURNED,          TURNED | ADD,
                                       TURNED | SHUT,   TURNED | ADD | SHUT,
                                       TURNED | SPREAD, TURNED | SPREAD | ADD | SHUT };

typedef struct
{
  int        in, out, height, width;
  NstPadding padding;
  guint      does;
  int        step;  /* every step-th output is compared */
  gboolean   whole; /* whole numbers, see test_whole */

  gsize    positions, n_output;
  float   *input, *weights, *bias, *before;
  guint16 *spread, *shut;

  int     n_picked; /* outputs that are compared */
  double *linear;   /* (n_picked, height, width): by definition, before anything is done to it */
} Case;

/* ---- Cases ------------------------------------------------------------------------- */

/* Where whole numbers are wanted: small multiples of `unit`. */
static float *
draw (const Case *c, GRand *random, gsize n, int unit)
{
  float *values = check_noise (random, n);

  for (gsize i = 0; i < n && c->whole; i++)
    values[i] = (float) (unit * g_rand_int_range (random, -1, 2));
  return values;
}

/* The transform of weights divides by 24 in each direction.  With one tap in each kernel there is
 * no sum in it, in which the rounding of 1/24 could show. */
#define WHOLE_UNIT (24 * 24)

static float *
draw_weights (const Case *c, GRand *random)
{
  gsize  n = (gsize) c->in * c->out * 9;
  float *weights = draw (c, random, n, WHOLE_UNIT);

  for (gsize i = 0; i < n && c->whole; i += 9)
    {
      float one = weights[i];
      gsize tap = (gsize) g_rand_int_range (random, 0, 9);

      memset (weights + i, 0, sizeof (float) * 9);
      weights[i + tap] = one;
    }
  return weights;
}

static guint16 *
draw_gates (const Case *c, GRand *random, int channels, gboolean pooled)
{
  gsize              n = channels * c->positions;
  g_autofree double *values = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    values[i] = check_normal (random);
  return naive_gates (channels, c->height, c->width, values, pooled);
}

/* The compared ones of `out` pieces of `bytes` bytes, one after the other. */
static gpointer
pick (const Case *c, gconstpointer from, gsize bytes)
{
  char *picked = g_malloc (c->n_picked * bytes + 1);

  for (int p = 0; p < c->n_picked; p++)
    memcpy (picked + p * bytes, (const char *) from + (gsize) p * c->step * bytes, bytes);
  return picked;
}

static void
define_forward (Case *c)
{
  NstConvolution    part = { .in = c->in, .out = c->n_picked, .kernel = 3, .padding = c->padding };
  g_autofree float *weights = pick (c, c->weights, sizeof (float) * 9 * c->in);
  g_autofree float *bias = pick (c, c->bias, sizeof (float));

  c->linear = naive_convolve (&part, weights, c->does & BIASED ? bias : NULL, c->input, c->height,
                              c->width);
}

/* Backward the weights are (in, out, 3, 3). */
static void
define_backward (Case *c)
{
  NstConvolution     part = { .in = c->n_picked, .out = c->in, .kernel = 3 };
  g_autofree float  *weights = g_new (float, (gsize) c->in * c->n_picked * 9);
  g_autofree double *gradient = NULL;
  gsize              n = c->in * c->positions;

  for (int i = 0; i < c->in; i++)
    {
      g_autofree float *row = pick (c, c->weights + (gsize) i * c->out * 9, sizeof (float) * 9);

      memcpy (weights + (gsize) i * c->n_picked * 9, row, sizeof (float) * 9 * c->n_picked);
    }
  if (c->does & SPREAD)
    gradient = naive_spread (c->in, c->height, c->width, c->spread, c->input);
  else
    gradient = g_new (double, n);
  for (gsize i = 0; i < n && !(c->does & SPREAD); i++)
    gradient[i] = c->input[i];
  c->linear = naive_to_data (&part, weights, gradient, c->height, c->width);
}

static void
case_init (Case *c)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (c->in * 1000 + c->height * 10 + c->width);
  gsize halved = (gsize) (c->height / 2) * (c->width / 2);

  c->positions = (gsize) c->height * c->width;
  c->n_output = c->out * (c->does & POOLED ? halved : c->positions);
  c->n_picked = (c->out + c->step - 1) / c->step;
  c->input = draw (c, random, c->in * (c->does & SPREAD ? halved : c->positions), 1);
  c->weights = draw_weights (c, random);
  c->bias = draw (c, random, c->out, WHOLE_UNIT);
  c->before = draw (c, random, c->n_output, WHOLE_UNIT);
  c->spread = draw_gates (c, random, c->in, TRUE);
  c->shut = draw_gates (c, random, c->out, FALSE);
  if (c->does & TURNED)
    define_backward (c);
  else
    define_forward (c);
}

static void
case_clear (Case *c)
{
  gpointer owned[] = { c->input, c->weights, c->bias, c->before, c->spread, c->shut, c->linear };

  for (gsize i = 0; i < G_N_ELEMENTS (owned); i++)
    g_free (owned[i]);
}

/* ---- Running them ------------------------------------------------------------------ */

typedef struct
{
  float   *output;
  guint16 *gates; /* NULL unless they are noted */
  gsize    n_gates;
} Result;

/* What is to be overwritten is filled with ones first: no numbers, and open gates. */
static void
result_init (Result *result, const Case *c)
{
  result->output = g_new (float, MAX (c->n_output, 1));
  memset (result->output, 0xff, sizeof (float) * c->n_output);
  if (c->does & ADD)
    memcpy (result->output, c->before, sizeof (float) * c->n_output);
  result->n_gates = c->does & NOTED ? nst_gates_words (c->out, c->height, c->width) : 0;
  result->gates = result->n_gates > 0 ? g_new (guint16, result->n_gates) : NULL;
  if (result->gates != NULL)
    memset (result->gates, 0xff, sizeof (guint16) * result->n_gates);
}

static void
result_clear (Result *result)
{
  g_free (result->output);
  g_free (result->gates);
}

static NstWinograd
describe (const Case *c, const float *transformed, const Result *result)
{
  return (NstWinograd) { .in = c->in,
                         .out = c->out,
                         .height = c->height,
                         .width = c->width,
                         .input = c->input,
                         .padding = c->padding,
                         .spread = c->does & SPREAD ? c->spread : NULL,
                         .transformed = transformed,
                         .plain = transformed == NULL ? c->weights : NULL,
                         .turned = (c->does & TURNED) != 0,
                         .bias = c->does & BIASED ? c->bias : NULL,
                         .relu = (c->does & RELU) != 0,
                         .pooled = (c->does & POOLED) != 0,
                         .noted = result->gates,
                         .add = (c->does & ADD) != 0,
                         .gates = c->does & SHUT ? c->shut : NULL,
                         .output = result->output };
}

static void
run (const Case *c, const float *transformed, NstPool *pool, const Result *result)
{
  NstWinograd winograd = describe (c, transformed, result);

  nst_winograd_convolve (pool, &winograd);
}

/* Rows `first` to `end` of some planes, in a buffer of their own. */
static float *
take_rows (int channels, int height, int width, const float *from, int first, int end,
           NstPlanes *planes)
{
  float *rows;

  first = MAX (first, 0);
  *planes = (NstPlanes) { first, (gsize) (MIN (end, height) - first) * width };
  rows = g_new (float, MAX (channels * planes->stride, 1));
  for (int c = 0; c < channels; c++)
    memcpy (rows + c * planes->stride, from + ((gsize) c * height + first) * width,
            sizeof (float) * planes->stride);
  return rows;
}

static void
put_rows (int channels, int height, int width, const float *rows, const NstPlanes *planes,
          float *to)
{
  for (int c = 0; c < channels; c++)
    memcpy (to + ((gsize) c * height + planes->first) * width, rows + c * planes->stride,
            sizeof (float) * planes->stride);
}

/* Twelve rows at a time, with buffers that have no more than what is read and written; a pooled
 * gradient's has all. */
static void
run_rows (const Case *c, const float *transformed, NstPool *pool, const Result *result)
{
  int shrink = c->does & POOLED ? 2 : 1, rows = 12;

  for (int first = 0; first < c->height; first += rows)
    {
      int               end = MIN (first + rows, c->height);
      NstWinograd       w = describe (c, transformed, result);
      g_autofree float *input = NULL, *output = NULL;

      w.first_row = first;
      w.end_row = end;
      if (!(c->does & SPREAD))
        w.input = input
            = take_rows (c->in, c->height, c->width, c->input, first - 1, end + 1, &w.input_planes);
      w.output = output = take_rows (c->out, c->height / shrink, c->width / shrink, result->output,
                                     first / shrink, end / shrink, &w.output_planes);
      nst_winograd_convolve (pool, &w);
      put_rows (c->out, c->height / shrink, c->width / shrink, output, &w.output_planes,
                result->output);
    }
}

/* With each number of threads; the results must agree in every bit. */
static void
run_threads (const Case *c, const float *transformed, Result *first)
{
  result_init (first, c);
  run (c, transformed, check_pool (0), first);
  for (int p = 1; p < CHECK_POOLS; p++)
    {
      Result other;

      result_init (&other, c);
      run (c, transformed, check_pool (p), &other);
      g_assert_cmpmem (first->output, sizeof (float) * c->n_output, other.output,
                       sizeof (float) * c->n_output);
      if (first->gates != NULL)
        g_assert_cmpmem (first->gates, sizeof (guint16) * first->n_gates, other.gates,
                         sizeof (guint16) * first->n_gates);
      result_clear (&other);
    }
}

/* ---- What is expected -------------------------------------------------------------- */

static double *
expected_output (const Case *c)
{
  g_autofree float   *before = NULL;
  g_autofree guint16 *shut = NULL;
  double             *output;

  if (c->does & POOLED)
    return naive_pool (c->n_picked, c->height, c->width, c->linear);
  before = pick (c, c->before, sizeof (float) * c->positions);
  shut = pick (c, c->shut, sizeof (guint16) * nst_gates_plane (c->height, c->width));
  output = g_memdup2 (c->linear, sizeof (double) * c->n_picked * c->positions);
  for (int p = 0; p < c->n_picked; p++)
    for (gsize i = 0; i < c->positions; i++)
      {
        int     y = (int) i / c->width, x = (int) i % c->width;
        double *value = &output[p * c->positions + i];

        if (c->does & RELU)
          *value = MAX (*value, 0.0);
        if (c->does & ADD)
          *value += before[p * c->positions + i];
        if (c->does & SHUT && !naive_is_open (shut, c->height, c->width, p, y, x))
          *value = 0.0;
      }
  return output;
}

/* Of the largest value: rounding errors of long sums add up. */
static double
tolerance_of (const Case *c)
{
  return c->whole ? 0.0 : 3e-6 * sqrt (MAX (c->in, 25));
}

static void
compare (const Case *c, const Result *result, const char *way)
{
  double              tolerance = tolerance_of (c), largest = 0.0, error;
  gsize               plane = c->n_output / c->out;
  g_autofree float   *output = pick (c, result->output, sizeof (float) * plane);
  g_autofree double  *expected = expected_output (c);
  g_autofree guint16 *gates = NULL;
  gboolean            agree = TRUE;

  error = naive_error (c->n_picked * plane, output, expected);
  if (result->gates != NULL)
    {
      for (gsize i = 0; i < c->n_picked * c->positions; i++)
        largest = MAX (largest, ABS (c->linear[i]));
      gates = pick (c, result->gates, sizeof (guint16) * nst_gates_plane (c->height, c->width));
      agree = naive_gates_agree (gates, c->n_picked, c->height, c->width, c->linear,
                                 (c->does & POOLED) != 0, tolerance * largest);
    }
  if (error > tolerance || !agree)
    g_error ("%d to %d channels, %d x %d, padding %d, does 0x%02x, %s: error %g, gates %s", c->in,
             c->out, c->height, c->width, c->padding, c->does, way, error,
             agree ? "right" : "wrong");
}

static void
check_rows (const Case *c, const float *transformed)
{
  Result result;

  result_init (&result, c);
  run_rows (c, transformed, check_pool (1), &result);
  compare (c, &result, "by rows");
  result_clear (&result);
}

/* With each width of vectors, the weights transformed before or on the way. */
static void
check_case (Case c)
{
  g_autofree float *transformed = g_new (float, nst_winograd_n_weights (c.in, c.out));
  int               widths = check_widths ();

  case_init (&c);
  for (int width = 0; width < widths; width++)
    {
      nst_vectors_limit (width);
      nst_winograd_transform (check_pool (1), c.in, c.out, (c.does & TURNED) != 0, c.weights,
                              transformed);
      for (int before = 0; before < 2; before++)
        {
          g_autofree char *way = g_strdup_printf ("vectors %d, weights transformed %s", width,
                                                  before ? "before" : "on the way");
          Result           result;

          run_threads (&c, before ? transformed : NULL, &result);
          compare (&c, &result, way);
          result_clear (&result);
        }
      check_rows (&c, transformed);
    }
  nst_vectors_limit (NST_VECTORS_WIDEST);
  case_clear (&c);
}

/* All that can be done at that size. */
static void
check_size (int in, int out, int height, int width)
{
  Case c = { .in = in, .out = out, .height = height, .width = width, .step = 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (forward_ways); i++)
    for (int padding = NST_PADDING_ZERO; padding <= NST_PADDING_REPLICATE; padding++)
      {
        c.does = forward_ways[i];
        c.padding = padding;
        check_case (c);
      }
  c.padding = NST_PADDING_ZERO;
  for (gsize i = 0; i < G_N_ELEMENTS (backward_ways); i++)
    {
      c.does = backward_ways[i];
      check_case (c);
    }
}

/* ---- Sizes ------------------------------------------------------------------------- */

static void
test_sizes (void)
{
  static const int sizes[] = { 1, 2, 3, 5, 17, 31, 33 };
  int              turn = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
      if (check_has_turn (&turn))
        check_size (3, 7, sizes[i], sizes[j]);
}

static void
test_channels (void)
{
  static const int channels[] = { 1, 3, 7, 16, 24, 64, 100 };
  int              turn = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (channels); j++)
      if (check_has_turn (&turn))
        check_size (channels[i], channels[j], 5, 18);
}

/* Rows of tiles that do and do not fill groups of 16 and blocks of 32, and groups that see no
 * border. */
static void
test_groups (void)
{
  static const int sizes[][2] = { { 4, 64 },  { 3, 63 },  { 5, 65 },   { 8, 62 },  { 16, 32 },
                                  { 9, 128 }, { 7, 131 }, { 12, 196 }, { 10, 261 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    check_size (2, 3, sizes[i][0], sizes[i][1]);
}

/* ---- The order of the work --------------------------------------------------------- */

static void
check_large (int in, int out, int height, int width, int step)
{
  Case c = { .in = in, .out = out, .height = height, .width = width, .step = step };

  c.padding = NST_PADDING_REFLECT;
  c.does = BIASED | RELU | POOLED | NOTED;
  check_case (c);
  c.padding = NST_PADDING_ZERO;
  c.does = TURNED | SPREAD | ADD | SHUT;
  check_case (c);
}

static void
test_orders (void)
{
  /* Many blocks and few weights: with weights that are ready, a block is one worker's. */
  check_large (24, 17, 72, 67, 1);
  check_large (2, 9, 130, 70, 1);
  /* Weights that are too many for that, in one round: a few blocks, or more than are multiplied
   * together, for several eights of the outputs. */
  check_large (256, 260, 12, 13, 7);
  check_large (64, 265, 50, 46, 11);
  /* Inputs that are too many for one round. */
  check_large (1000, 17, 46, 45, 4);
}

/* ---- Whole numbers ----------------------------------------------------------------- */

/* With small whole numbers the result is exact, and full of ties: the first of equal values has the
 * gate, and 0 has none. */
static void
test_whole (void)
{
  static const int sizes[][2]
      = { { 1, 1 }, { 2, 5 }, { 7, 6 }, { 33, 31 }, { 9, 200 }, { 18, 64 } };
  Case c = { .in = 2, .out = 11, .step = 1, .whole = TRUE };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      c.height = sizes[i][0];
      c.width = sizes[i][1];
      c.does = BIASED | RELU | POOLED | NOTED;
      check_case (c);
      c.does = BIASED | RELU | NOTED;
      check_case (c);
      c.does = TURNED | SPREAD | ADD | SHUT;
      check_case (c);
    }
}

/* ---- Weights ----------------------------------------------------------------------- */

/* Eights of the outputs by themselves are those of all of them, and outputs that are missing to the
 * last eight are zeros. */
static void
check_eights (int in, int out, gboolean turned)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (in + out);
  gsize             n = nst_winograd_n_weights (in, out), eight = nst_winograd_n_weights (in, 8);
  g_autofree float *weights = check_noise (random, (gsize) in * out * 9);
  g_autofree float *whole = g_new (float, n);
  g_autofree float *parts = g_new (float, n);
  int               eights = (out + 7) / 8;

  g_assert_cmpuint (n, ==, eights * eight);
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      memset (whole, 0xff, sizeof (float) * n);
      memset (parts, 0xff, sizeof (float) * n);
      nst_winograd_transform (check_pool (p), in, out, turned, weights, whole);
      for (int first = 0; first < eights; first += p + 1)
        nst_winograd_transform_eights (in, out, turned, weights, first, MIN (p + 1, eights - first),
                                       parts + first * eight);
      g_assert_cmpmem (whole, sizeof (float) * n, parts, sizeof (float) * n);
    }
  for (gsize i = 0; i < n; i++)
    if ((int) (i / eight * 8 + i % 8) >= out)
      g_assert_cmpfloat (whole[i], ==, 0.0f);
}

static void
test_weights (void)
{
  static const int channels[] = { 1, 3, 8, 17, 40 };
  int              widths = check_widths ();

  for (int width = 0; width < widths; width++)
    {
      nst_vectors_limit (width);
      for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
        for (gsize j = 0; j < G_N_ELEMENTS (channels); j++)
          {
            check_eights (channels[i], channels[j], FALSE);
            check_eights (channels[i], channels[j], TRUE);
          }
    }
  nst_vectors_limit (NST_VECTORS_WIDEST);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/winograd/sizes", test_sizes);
  g_test_add_func ("/winograd/channels", test_channels);
  g_test_add_func ("/winograd/groups", test_groups);
  g_test_add_func ("/winograd/orders", test_orders);
  g_test_add_func ("/winograd/whole", test_whole);
  g_test_add_func ("/winograd/weights", test_weights);
  return g_test_run ();
}
