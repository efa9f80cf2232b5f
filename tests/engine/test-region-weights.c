/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-region-weights.c - the weights of regions from their masks, and the maps with them. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "ops/mixed-map.h"
#include "style/regions.h"

/* ---- Claims ------------------------------------------------------------------------ */

/* Weights of two claims and, with `rest`, of what they leave; each case by hand. */
static void
test_weights (void)
{
  static const struct
  {
    gboolean rest;
    float    claims[2], expected[3];
  } cases[] = {
    { TRUE, { 0.25f, 0.5f }, { 0.25f, 0.5f, 0.25f } },
    { TRUE, { 1.0f, 1.0f }, { 0.5f, 0.5f, 0.0f } },
    { TRUE, { 0.9f, 0.3f }, { 0.75f, 0.25f, 0.0f } },
    { TRUE, { 0.0f, 0.0f }, { 0.0f, 0.0f, 1.0f } },
    { FALSE, { 0.25f, 0.5f }, { 1.0f / 3, 2.0f / 3, 0.0f } },
    { FALSE, { 0.2f, 0.0f }, { 1.0f, 0.0f, 0.0f } },
    { FALSE, { 0.0f, 0.0625f }, { 0.0f, 0.5f, 0.0f } },
    { FALSE, { 0.0f, 0.0f }, { 0.0f, 0.0f, 0.0f } },
    { FALSE, { 7.0f, -2.0f }, { 1.0f, 0.0f, 0.0f } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* The second pixel lets no region be left out. */
      const float   a[] = { cases[i].claims[0], 0.3f }, b[] = { cases[i].claims[1], 0.3f };
      NstStyleShare shares[] = { { NULL, 1, 1, a }, { NULL, 1, 1, b }, { NULL, 1, 1, NULL } };
      g_autoptr (NstRegions) regions = check_regions (shares, cases[i].rest ? 3 : 2, 2, 1);
      float weights[3] = { 0 };

      g_assert_cmpint (regions->n, ==, cases[i].rest ? 3 : 2);
      nst_regions_weigh (regions, 0, weights);
      for (int k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon (weights[k], cases[i].expected[k], 1e-6);
    }
}

/* Shares of one mask are one region, in the order in which the masks come; what is nowhere to be
 * seen is left out, and so is the difference where one has all. */
static void
test_grouping (void)
{
  const float a[] = { 1.0f, 0.0f }, b[] = { 0.0f, 1.0f }, none[] = { 0.0f, 1e-4f },
              all[] = { 1.0f, 1.0f };
  NstStyleShare shares[] = { { NULL, 1, 0, b },    { NULL, 2, 0, NULL }, { NULL, 3, 0, a },
                             { NULL, 4, 0, none }, { NULL, 5, 0, b },    { NULL, 6, 0, a } };
  NstStyleShare one[] = { { NULL, 1, 0, none }, { NULL, 2, 0, all } };
  NstStyleShare hole = { NULL, 1, 0, a };
  g_autoptr (NstRegions) regions = check_regions (shares, 6, 2, 1);
  g_autoptr (NstRegions) whole = check_regions (one, 2, 2, 1);
  g_autoptr (NstRegions) part = check_regions (&hole, 1, 2, 1);
  g_autoptr (NstRegions) nothing = check_regions (one, 1, 2, 1);
  static const double order[] = { 1, 5, 3, 6 };

  g_assert_cmpint (regions->n, ==, 2);
  g_assert_true (regions->guided && !regions->gaps);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (regions->shares[i].coarse, ==, order[i]);
  g_assert_cmpuint (regions->bounds[1], ==, 2);
  g_assert_cmpuint (regions->bounds[2], ==, 4);
  g_assert_true (!whole->guided && whole->n == 1 && whole->shares[0].coarse == 2);
  g_assert_true (part->guided && part->gaps && part->n == 1);
  g_assert_true (nothing->guided && nothing->n == 0);
}

/* The mean of the weights over what a pixel of the smaller picture covers, by 60 x 60 samples. */
static void
test_averaging (void)
{
  static const int  sizes[][2] = { { 12, 10 }, { 5, 4 }, { 6, 5 }, { 1, 1 }, { 7, 10 } };
  g_autofree float *a = check_edge (12, 10, 0.2, 0.9, 1.0f),
                   *b = check_edge (12, 10, 0.4, 0.5, 0.8f);
  NstStyleShare shares[] = { { NULL, 1, 1, a }, { NULL, 1, 1, b }, { NULL, 1, 1, NULL } };
  g_autoptr (NstRegions) regions = check_regions (shares, 3, 12, 10);

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      int               width = sizes[s][0], height = sizes[s][1];
      g_autofree float *actual = g_new (float, 3 * width * height);

      nst_regions_weights (regions, check_pool (s % CHECK_POOLS), width, height, actual);
      for (int i = 0; i < width * height; i++)
        {
          double sums[3] = { 0 };

          for (int k = 0; k < 3600; k++)
            {
              int   x = (int) ((i % width + (k % 60 + 0.5) / 60) * 12 / width);
              int   y = (int) ((i / width + (k / 60 + 0.5) / 60) * 10 / height);
              float own[3];

              nst_regions_weigh (regions, y * 12 + x, own);
              for (int r = 0; r < 3; r++)
                sums[r] += own[r] / 3600;
            }
          for (int r = 0; r < 3; r++)
            g_assert_cmpfloat_with_epsilon (actual[r * width * height + i], sums[r], 0.01);
        }
    }
}

/* ---- Maps -------------------------------------------------------------------------- */

/* Three maps, one of which leaves features as they are, on so many positions that they are cut. */
static void
test_mixed_map (void)
{
  enum
  {
    CHANNELS = 5,
    POSITIONS = 2500
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autofree float  *features = check_noise (random, CHANNELS * POSITIONS);
  g_autofree float  *values = check_noise (random, 2 * CHANNELS * (CHANNELS + 1));
  g_autofree float  *weights = g_new (float, 3 * POSITIONS);
  g_autofree double *expected = g_new0 (double, CHANNELS *POSITIONS);
  const float       *matrices[] = { values, values + CHANNELS * CHANNELS, NULL };
  const float       *offsets = values + 2 * CHANNELS * CHANNELS;
  NstWeightedMap     maps[3];

  for (int i = 0; i < POSITIONS; i++)
    {
      double rest = 1.0;

      for (int k = 0; k < 3; k++)
        weights[k * POSITIONS + i] = i < 1100 && k == 0 ? 0.0f : (float) ((i + k) % 4) / 9;
      for (int k = 0; k < 2; k++)
        rest -= weights[k * POSITIONS + i];
      for (int c = 0; c < CHANNELS; c++)
        {
          double *to = &expected[c * POSITIONS + i];

          *to = rest * features[c * POSITIONS + i];
          for (int k = 0; k < 2; k++)
            {
              double mapped = offsets[k * CHANNELS + c];

              for (int d = 0; d < CHANNELS; d++)
                mapped += matrices[k][c * CHANNELS + d] * features[d * POSITIONS + i];
              *to += weights[k * POSITIONS + i] * mapped;
            }
        }
    }
  for (int k = 0; k < 3; k++)
    maps[k] = (NstWeightedMap) { matrices[k], offsets + MIN (k, 1) * CHANNELS,
                                 weights + k * POSITIONS };
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autofree float *actual = g_new (float, CHANNELS *POSITIONS);

      memset (actual, 0xff, sizeof (float) * CHANNELS * POSITIONS);
      nst_mixed_map (check_pool (p), CHANNELS, POSITIONS, 3, maps, features, POSITIONS, actual,
                     POSITIONS);
      check_below (check_error (CHANNELS * POSITIONS, actual, expected), 1e-6);
    }
}

/* A single map for all, on some of the positions of wider planes, of which the others stay. */
static void
test_plain_map (void)
{
  enum
  {
    CHANNELS = 5,
    FIRST = 100,
    POSITIONS = 2100,
    FROM = 2500,
    TO = 2300
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  g_autofree float *features = check_noise (random, CHANNELS * FROM);
  g_autofree float *map = check_noise (random, CHANNELS * (CHANNELS + 1));
  g_autofree float *before = check_noise (random, CHANNELS * TO);

  for (int plain = 0; plain < 2; plain++)
    for (int p = 0; p < CHECK_POOLS; p++)
      {
        NstWeightedMap     one = { plain ? NULL : map, map + CHANNELS * CHANNELS, NULL };
        g_autofree float  *actual = g_memdup2 (before, sizeof (float) * CHANNELS * TO);
        g_autofree double *expected = g_new (double, CHANNELS *TO);

        for (int c = 0; c < CHANNELS; c++)
          for (int i = 0; i < TO; i++)
            {
              double *to = &expected[c * TO + i];

              *to = i < POSITIONS ? one.offset[c] : before[c * TO + i];
              for (int d = 0; d < CHANNELS && i < POSITIONS && !plain; d++)
                *to += map[c * CHANNELS + d] * features[d * FROM + FIRST + i];
              if (i < POSITIONS && plain)
                *to = features[c * FROM + FIRST + i];
            }
        nst_mixed_map (check_pool (p), CHANNELS, POSITIONS, 1, &one, features + FIRST, FROM, actual,
                       TO);
        check_below (check_error (CHANNELS * TO, actual, expected), 1e-6);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/region-weights/weights", test_weights);
  g_test_add_func ("/region-weights/grouping", test_grouping);
  g_test_add_func ("/region-weights/averaging", test_averaging);
  g_test_add_func ("/region-weights/mixed-map", test_mixed_map);
  g_test_add_func ("/region-weights/plain-map", test_plain_map);
  return g_test_run ();
}
