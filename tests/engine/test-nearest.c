/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-nearest.c - nearest neighbors against a naive implementation: both ways, in parts, with
 * positions of weight 0, with ties, for any number of threads and any width of vectors. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "ops/nearest.h"

/* A search among whole numbers: their scores are exact, and there are many ties. */
typedef struct
{
  int    channels, positions, n;
  float *features, *scales, *bank, *offsets;
} Fixture;

static float *
whole_numbers (GRand *random, gsize n, int least, int most)
{
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = (float) g_rand_int_range (random, least, most + 1);
  return values;
}

static Fixture
fixture_new (guint32 seed, int channels, int positions, int n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  return (Fixture) { .channels = channels,
                     .positions = positions,
                     .n = n,
                     .features = whole_numbers (random, (gsize) channels * positions, -3, 3),
                     .scales = whole_numbers (random, positions, 0, 2),
                     .bank = whole_numbers (random, (gsize) channels * n, -3, 3),
                     .offsets = whole_numbers (random, n, -5, 5) };
}

static void
fixture_clear (Fixture *f)
{
  g_free (f->features);
  g_free (f->scales);
  g_free (f->bank);
  g_free (f->offsets);
}

static double
score (const Fixture *f, int i, int j)
{
  double sum = f->offsets[j];

  for (int c = 0; c < f->channels; c++)
    sum += (double) f->features[c * f->positions + i] * f->bank[c * f->n + j];
  return f->scales[i] * sum;
}

/* Of a position; what it is of one that does not count, nobody asks. */
static int
naive_nearest (const Fixture *f, int i)
{
  int best = 0;

  for (int j = 1; j < f->n; j++)
    if (score (f, i, j) > score (f, i, best))
      best = j;
  return best;
}

/* Of a vector of the bank; -1 where no position counts. */
static int
naive_nearest_back (const Fixture *f, int j)
{
  int best = -1;

  for (int i = 0; i < f->positions; i++)
    if (f->scales[i] > 0.0f && (best < 0 || score (f, i, j) > score (f, best, j)))
      best = i;
  return best;
}

/* The search, in `parts` of the positions that follow each other. */
static void
search (const Fixture *f, int pool, int parts, gint32 *nearest, gint32 *back, float *scores)
{
  for (int j = 0; j < f->n; j++)
    {
      back[j] = G_MAXINT32;
      scores[j] = -INFINITY;
    }
  for (int p = 0; p < parts; p++)
    {
      int        first = f->positions * p / parts, end = f->positions * (p + 1) / parts;
      NstNearest n = { .channels = f->channels,
                       .positions = (gsize) (end - first),
                       .stride = (gsize) f->positions,
                       .features = f->features + first,
                       .scales = f->scales + first,
                       .n = f->n,
                       .bank = f->bank,
                       .offsets = f->offsets,
                       .nearest = nearest + first,
                       .first = (gsize) first,
                       .nearest_back = back,
                       .scores_back = scores };

      nst_nearest (check_pool (pool), &n);
    }
}

static void
check_search (const Fixture *f, int pool, int parts)
{
  g_autofree gint32 *nearest = g_new (gint32, f->positions), *back = g_new (gint32, f->n);
  g_autofree float  *scores = g_new (float, f->n);

  search (f, pool, parts, nearest, back, scores);
  for (int i = 0; i < f->positions; i++)
    if (f->scales[i] > 0.0f)
      g_assert_cmpint (nearest[i], ==, naive_nearest (f, i));
  for (int j = 0; j < f->n; j++)
    {
      int expected = naive_nearest_back (f, j);

      g_assert_cmpint (back[j], ==, expected >= 0 ? expected : G_MAXINT32);
      if (expected >= 0)
        g_assert_cmpfloat (scores[j], ==, (float) score (f, expected, j));
    }
}

static void
test_both_ways (void)
{
  const int sizes[][3] = { { 3, 1, 1 }, { 5, 300, 40 }, { 8, 131, 1100 }, { 2, 700, 513 } };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (int width = 0; width < check_widths (); width++)
      {
        Fixture f = fixture_new (10 + (guint32) s, sizes[s][0], sizes[s][1], sizes[s][2]);

        f.scales[0] = 1.0f;
        nst_vectors_limit ((NstVectors) width);
        for (int pool = 0; pool < CHECK_POOLS; pool++)
          check_search (&f, pool, 1);
        fixture_clear (&f);
      }
  nst_vectors_limit (NST_VECTORS_WIDEST);
}

/* Parts are a search in all of them. */
static void
test_parts (void)
{
  Fixture f = fixture_new (4, 6, 500, 70);

  for (int parts = 2; parts < 6; parts++)
    check_search (&f, parts % CHECK_POOLS, parts);
  fixture_clear (&f);
}

/* Where no position counts, nothing of the bank has a neighbor. */
static void
test_none (void)
{
  Fixture f = fixture_new (5, 4, 60, 20);

  memset (f.scales, 0, sizeof (float) * 60);
  check_search (&f, 1, 1);
  fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nearest/both-ways", test_both_ways);
  g_test_add_func ("/nearest/parts", test_parts);
  g_test_add_func ("/nearest/none", test_none);
  return g_test_run ();
}
