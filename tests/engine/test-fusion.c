/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-fusion.c - samples are mapped one after another, and their statistics, by the definition,
 * are compared with the style's; also with few samples. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "ops/matrix.h"
#include "style/fusion.h"

/* ---- Samples ----------------------------------------------------------------------- */

typedef struct
{
  int     n, positions;
  double *values; /* (positions, n) */
  double *mean, *moment;
} Samples;

typedef struct
{
  NstFusionKind kind;
  int           n;
  float        *matrix, *offset;
} Map;

static void
measure (Samples *s)
{
  s->mean = g_new0 (double, s->n);
  s->moment = g_new0 (double, (gsize) s->n * s->n);
  for (int p = 0; p < s->positions; p++)
    for (int i = 0; i < s->n; i++)
      {
        double value = s->values[(gsize) p * s->n + i] / s->positions;

        s->mean[i] += value;
        for (int j = 0; j < s->n; j++)
          s->moment[i * s->n + j] += value * s->values[(gsize) p * s->n + j];
      }
}

/* Turns `x` (n) as two reflections do that are drawn from `seed`. */
static void
turn (guint32 seed, int n, double *x)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autofree double *axis = g_new (double, n);

  for (int k = 0; k < 2; k++)
    {
      double squared = 0.0, along = 0.0;

      for (int i = 0; i < n; i++)
        {
          axis[i] = check_normal (random);
          squared += axis[i] * axis[i];
          along += axis[i] * x[i];
        }
      for (int i = 0; i < n; i++)
        x[i] -= 2.0 * along / squared * axis[i];
    }
}

/* Variances fall from 1 to `lowest` evenly in the logarithm, those after the first `rank` are 0;
 * the directions are turned, unless `turned` is FALSE; the mean is about 0.3. */
static Samples
draw (guint32 seed, int n, int rank, double lowest, gboolean turned)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Samples s = { .n = n, .positions = 8 * n + 4 };

  s.values = g_new0 (double, (gsize) s.positions *n);
  for (int p = 0; p < s.positions; p++)
    {
      double *x = s.values + (gsize) p * n;

      for (int i = 0; i < rank; i++)
        x[i] = pow (lowest, 0.5 * i / MAX (n - 1, 1)) * check_normal (random);
      if (turned)
        turn (seed, n, x);
      for (int i = 0; i < n; i++)
        x[i] += 0.3 + 0.2 * sin (seed + i);
    }
  measure (&s);
  return s;
}

static void
samples_clear (Samples *s)
{
  g_free (s->values);
  g_free (s->mean);
  g_free (s->moment);
}

static NstMoments
moments_of (const Samples *s)
{
  return (NstMoments) { s->n, s->mean, s->moment };
}

static Map
map_between (NstFusionKind kind, const NstMoments *content, const NstMoments *style)
{
  int   n = content->channels;
  Map   map = { kind, n, g_new (float, (gsize) n *n), g_new (float, n) };
  gsize size = (gsize) n * n;

  memset (map.matrix, 0xff, sizeof (float) * size);
  memset (map.offset, 0xff, sizeof (float) * n);
  nst_fusion_map (kind, content, style, map.matrix, map.offset);
  for (gsize i = 0; i < size; i++)
    g_assert_true (isfinite (map.matrix[i]));
  for (int i = 0; i < n; i++)
    g_assert_true (isfinite (map.offset[i]));
  return map;
}

static void
map_clear (Map *map)
{
  g_free (map->matrix);
  g_free (map->offset);
}

static Samples
send (const Map *map, const Samples *s)
{
  Samples to = { .n = s->n, .positions = s->positions };

  to.values = g_new (double, (gsize) s->positions * s->n);
  for (int p = 0; p < s->positions; p++)
    for (int i = 0; i < s->n; i++)
      {
        double sum = map->offset[i];

        for (int j = 0; j < s->n; j++)
          sum += map->matrix[i * s->n + j] * s->values[(gsize) p * s->n + j];
        to.values[(gsize) p * s->n + i] = sum;
      }
  measure (&to);
  return to;
}

/* ---- Comparing --------------------------------------------------------------------- */

static double
mean_error (const NstMoments *actual, const NstMoments *expected)
{
  double difference = 0.0, size = 0.0;

  for (int i = 0; i < expected->channels; i++)
    {
      difference += pow (actual->mean[i] - expected->mean[i], 2.0);
      size += expected->mean[i] * expected->mean[i];
    }
  return sqrt (difference / size);
}

static double
covariance_error (const NstMoments *actual, const NstMoments *expected)
{
  double difference = 0.0, size = 0.0;

  for (int i = 0; i < expected->channels; i++)
    for (int j = 0; j < expected->channels; j++)
      {
        double value = check_covariance (expected, i, j);

        difference += pow (check_covariance (actual, i, j) - value, 2.0);
        size += value * value;
      }
  return sqrt (difference / size);
}

/* The largest singular value, squared: M^T M's largest eigenvalue. */
static double
gain_of (const Map *map)
{
  int                n = map->n;
  g_autofree double *squared = g_new0 (double, (gsize) n *n);
  g_autofree double *values = g_new (double, n);

  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        squared[i * n + j] += (double) map->matrix[k * n + i] * map->matrix[k * n + j];
  nst_matrix_eigensystem (n, squared, values);
  return sqrt (MAX (values[n - 1], 0.0));
}

static double
entry (const Map *map, int i, int j)
{
  return map->matrix[i * map->n + j];
}

static void
check_symmetric_and_positive (const Map *map)
{
  int                n = map->n;
  g_autofree double *matrix = g_new (double, (gsize) n *n);
  g_autofree double *values = g_new (double, n);

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        matrix[i * n + j] = entry (map, i, j);
        g_assert_cmpfloat_with_epsilon (entry (map, i, j), entry (map, j, i), 1e-5);
      }
  nst_matrix_eigensystem (n, matrix, values);
  check_below (-values[0], 1e-5);
}

static void
check_diagonal (const Map *map)
{
  for (int i = 0; i < map->n; i++)
    for (int j = 0; j < map->n; j++)
      g_assert_true (i == j ? entry (map, i, j) >= 0.0 : entry (map, i, j) == 0.0);
}

/* ---- Statistics are met ------------------------------------------------------------ */

static void
check_met (const Map *map, const Samples *content, const NstMoments *style)
{
  Samples    mapped = send (map, content);
  NstMoments actual = moments_of (&mapped);

  check_below (mean_error (&actual, style), 1e-6);
  check_below (gain_of (map), NST_FUSION_MOST_GAIN);
  if (map->kind == NST_FUSION_WHITENING)
    {
      check_below (covariance_error (&actual, style), 1e-5);
      check_symmetric_and_positive (map);
    }
  else
    {
      for (int i = 0; i < map->n; i++)
        check_relative (check_covariance (&actual, i, i), check_covariance (style, i, i), 1e-5);
      check_diagonal (map);
    }
  samples_clear (&mapped);
}

static void
check_pair (NstFusionKind kind, const Samples *content, const Samples *style)
{
  NstMoments c = moments_of (content), s = moments_of (style);
  Map        map = map_between (kind, &c, &s);

  check_met (&map, content, &s);
  map_clear (&map);
}

static const int sizes[] = { 1, 3, 16, 64, 128 };

static void
test_met (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (sizes); k++)
    for (int i = 0; i < 3; i++)
      {
        int     n = sizes[k];
        Samples content = draw (1, n, n, i == 1 ? 4e-3 : 0.5, TRUE);
        Samples style = draw (2, n, n, i > 0 ? 1e-6 : 0.5, TRUE);

        check_pair (NST_FUSION_WHITENING, &content, &style);
        check_pair (NST_FUSION_ADAIN, &content, &style);
        samples_clear (&content);
        samples_clear (&style);
      }
}

/* A style that lives in few directions: the others are flattened. */
static void
test_thin_style (void)
{
  for (gsize k = 1; k < G_N_ELEMENTS (sizes); k++)
    {
      Samples content = draw (3, sizes[k], sizes[k], 0.1, TRUE);
      Samples style = draw (4, sizes[k], sizes[k] / 3, 0.1, TRUE);

      check_pair (NST_FUSION_WHITENING, &content, &style);
      samples_clear (&content);
      samples_clear (&style);
    }
}

/* Where the covariances commute, here by the reflection I - 2 / n, the map has their eigenvectors
 * and the ratios of their deviations. */
static void
test_commuting (void)
{
  enum
  {
    n = 5
  };
  static const double c[n] = { 1.0, 0.5, 0.2, 0.1, 0.9 }, d[n] = { 0.3, 2.0, 0.0, 0.6, 0.9 };
  static double       mean[n] = { 0.0 };
  double              content[n * n] = { 0.0 }, style[n * n] = { 0.0 }, expected[n * n] = { 0.0 };
  NstMoments          from = { n, mean, content }, to = { n, mean, style };
  Map                 map;

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++)
        {
          double both = ((i == k) - 2.0 / n) * ((j == k) - 2.0 / n);

          content[i * n + j] += both * c[k];
          style[i * n + j] += both * d[k];
          expected[i * n + j] += both * sqrt (d[k] / c[k]);
        }
  map = map_between (NST_FUSION_WHITENING, &from, &to);
  check_below (check_error (n * n, map.matrix, expected), 1e-6);
  map_clear (&map);
}

/* To its own statistics the content moves nowhere, whatever the rank. */
static void
check_stays (NstFusionKind kind, const Samples *content)
{
  NstMoments moments = moments_of (content);
  Map        map = map_between (kind, &moments, &moments);
  Samples    mapped = send (&map, content);

  for (int i = 0; i < content->positions * content->n; i++)
    g_assert_cmpfloat_with_epsilon (mapped.values[i], content->values[i], 2e-5);
  samples_clear (&mapped);
  map_clear (&map);
}

static void
test_same (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (sizes); k++)
    for (int thin = 0; thin < 2; thin++)
      {
        Samples content = draw (5, sizes[k], (sizes[k] + thin) / (1 + thin), 0.02, TRUE);

        check_stays (NST_FUSION_WHITENING, &content);
        if (!thin)
          check_stays (NST_FUSION_ADAIN, &content);
        samples_clear (&content);
      }
}

/* ---- Little to go by --------------------------------------------------------------- */

/* A content that lives in few directions, be they channels or not: the mean is met, and the
 * covariance as far as the style's other directions can be told from those. */
static void
test_thin_content (void)
{
  for (gsize k = 1; k < G_N_ELEMENTS (sizes); k++)
    for (int turned = 0; turned < 2; turned++)
      for (int kind = NST_FUSION_WHITENING; kind <= NST_FUSION_ADAIN; kind++)
        {
          Samples    content = draw (8, sizes[k], sizes[k] / 3, 0.1, turned);
          Samples    style = draw (9, sizes[k], sizes[k], 1e-3, TRUE);
          NstMoments c = moments_of (&content), s = moments_of (&style), actual;
          Map        map = map_between (kind, &c, &s);
          Samples    mapped = send (&map, &content);

          actual = moments_of (&mapped);
          check_below (mean_error (&actual, &s), 1e-6);
          check_below (gain_of (&map), 30.0);
          for (int i = 0; i < sizes[k]; i++)
            check_below (check_covariance (&actual, i, i), 1.001 * check_covariance (&s, i, i));
          samples_clear (&mapped);
          samples_clear (&content);
          samples_clear (&style);
          map_clear (&map);
        }
}

/* The first channel's variance is 0.5, the second is dead; the style is full.  In the limit of no
 * floor the first goes where it would alone, and the second to what can be said of it then. */
static void
test_dead_channel (void)
{
  static double mean[2] = { 0.5, 0.0 };
  static double content[4] = { 0.5 + 0.25, 0.0, 0.0, 0.0 };
  static double style[4] = { 2.0 + 0.25, 0.6, 0.6, 1.0 };
  NstMoments    c = { 2, mean, content }, s = { 2, mean, style };
  Map           map = map_between (NST_FUSION_WHITENING, &c, &s);

  g_assert_cmpfloat_with_epsilon (entry (&map, 0, 0), 2.0, 0.02);
  g_assert_cmpfloat_with_epsilon (entry (&map, 1, 0), 2.0 * 0.6 / 2.0, 0.02);
  g_assert_cmpfloat_with_epsilon (entry (&map, 0, 1), 0.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (entry (&map, 1, 1), 0.0, 1e-6);
  map_clear (&map);
}

/* A single channel tells the bound: the gain grows to it as the content's variance falls, and
 * then falls with the root of it. */
static void
test_most_gain (void)
{
  const double  least = 4.0 / (NST_FUSION_MOST_GAIN * NST_FUSION_MOST_GAIN);
  static double mean = 0.01, style = 4.0 + 1e-4;
  const double  shares[] = { 100.0, 1.0, 0.01, 1e-10 }, gains[] = { 0.1, 1.0, 0.1, 1e-5 };

  for (int kind = NST_FUSION_WHITENING; kind <= NST_FUSION_ADAIN; kind++)
    for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
      {
        double     content = shares[i] * least + 1e-4;
        NstMoments c = { 1, &mean, &content }, s = { 1, &mean, &style };
        Map        map = map_between (kind, &c, &s);

        check_relative (map.matrix[0], gains[i] * NST_FUSION_MOST_GAIN, 1e-5);
        map_clear (&map);
      }
}

/* Variances over twelve decades, those of the style elsewhere than the content's. */
static void
test_bound (void)
{
  for (gsize k = 1; k < G_N_ELEMENTS (sizes); k++)
    for (int kind = NST_FUSION_WHITENING; kind <= NST_FUSION_ADAIN; kind++)
      {
        Samples    content = draw (10, sizes[k], sizes[k], 1e-12, kind == NST_FUSION_WHITENING);
        Samples    style = draw (11, sizes[k], sizes[k], 0.5, TRUE);
        NstMoments c = moments_of (&content), s = moments_of (&style);
        Map        map = map_between (kind, &c, &s);
        double     gain = gain_of (&map);

        check_below (gain, NST_FUSION_MOST_GAIN);
        g_assert_cmpfloat (gain, >, 1.0);
        map_clear (&map);
        samples_clear (&content);
        samples_clear (&style);
      }
}

/* The content's noise is not blown up: its variances lie below the floor, the style asks for more
 * of them, but for no more than the content has in all. */
static void
test_noise (void)
{
  static double mean[2] = { 0.0 };
  static double content[4] = { 1.0, 0.0, 0.0, 1e-10 }, style[4] = { 1e-6, 0.0, 0.0, 1e-6 };
  NstMoments    c = { 2, mean, content }, s = { 2, mean, style };

  for (int kind = NST_FUSION_WHITENING; kind <= NST_FUSION_ADAIN; kind++)
    {
      Map map = map_between (kind, &c, &s);

      check_relative (entry (&map, 0, 0), 1e-3, 1e-4);
      check_below (entry (&map, 1, 1), 1e-2);
      map_clear (&map);
    }
}

/* Everything goes to the style's mean. */
static void
test_flat_content (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (sizes); k++)
    for (int kind = NST_FUSION_WHITENING; kind <= NST_FUSION_ADAIN; kind++)
      {
        int        n = sizes[k];
        Samples    content = draw (12, n, 0, 1.0, TRUE), style = draw (13, n, n, 0.1, TRUE);
        NstMoments c = moments_of (&content), s = moments_of (&style);
        Map        map;

        for (int i = 0; i < n; i++)
          for (int j = 0; j < n; j++)
            content.moment[i * n + j] = content.mean[i] * content.mean[j];
        map = map_between (kind, &c, &s);
        for (int i = 0; i < n; i++)
          {
            g_assert_true (map.offset[i] == (float) style.mean[i]);
            for (int j = 0; j < n; j++)
              g_assert_true (entry (&map, i, j) == 0.0);
          }
        map_clear (&map);
        samples_clear (&content);
        samples_clear (&style);
      }
}

/* Statistics in single precision may have variances a little below 0: of a flat content, of a flat
 * style, or of both; the same where there is nothing at all. */
static void
check_flat (NstFusionKind kind, const NstMoments *content, const NstMoments *style)
{
  int n = content->channels;
  Map map = map_between (kind, content, style);

  for (int i = 0; i < n; i++)
    {
      double mapped = map.offset[i];

      for (int j = 0; j < n; j++)
        mapped += entry (&map, i, j) * content->mean[j];
      g_assert_cmpfloat_with_epsilon (mapped, style->mean[i], 1e-5);
    }
  check_below (gain_of (&map), NST_FUSION_MOST_GAIN);
  map_clear (&map);
}

static void
test_rounding (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      int        n = sizes[k];
      Samples    flat = draw (14, n, 0, 1.0, TRUE), full = draw (15, n, n, 0.1, TRUE);
      Samples    nothing = { n, 0, NULL, g_new0 (double, n), g_new0 (double, (gsize) n *n) };
      NstMoments all[] = { moments_of (&flat), moments_of (&full), moments_of (&nothing) };

      for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
          flat.moment[i * n + j] *= 1.0 + 2e-6 * sin (1 + MAX (i, j) * (i + j));
      for (int i = 0; i < 9; i++)
        {
          check_flat (NST_FUSION_WHITENING, &all[i / 3], &all[i % 3]);
          check_flat (NST_FUSION_ADAIN, &all[i / 3], &all[i % 3]);
        }
      samples_clear (&flat);
      samples_clear (&full);
      samples_clear (&nothing);
    }
}

/* ---- Order of channels ------------------------------------------------------------- */

/* Backwards, and every other one first: none is special. */
static double *
shuffle (int n, int rows, const double *from)
{
  double *to = g_new (double, (gsize) rows *n);

  for (int i = 0; i < rows; i++)
    for (int j = 0; j < n; j++)
      to[i * n + j] = from[(rows == 1 ? 0 : (n - 1 - i) * 3 % n) * n + (n - 1 - j) * 3 % n];
  return to;
}

static void
test_order (void)
{
  const int  n = 64;
  Samples    content = draw (16, n, n / 2, 1e-3, TRUE), style = draw (17, n, n, 1e-3, TRUE);
  NstMoments c = moments_of (&content), s = moments_of (&style);

  for (int kind = NST_FUSION_WHITENING; kind <= NST_FUSION_ADAIN; kind++)
    {
      g_autofree double *c_mean = shuffle (n, 1, c.mean), *c_moment = shuffle (n, n, c.moment);
      g_autofree double *s_mean = shuffle (n, 1, s.mean), *s_moment = shuffle (n, n, s.moment);
      NstMoments         other_c = { n, c_mean, c_moment }, other_s = { n, s_mean, s_moment };
      Map                map = map_between (kind, &c, &s);
      Map                other = map_between (kind, &other_c, &other_s);

      for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
          check_below (
              fabs (entry (&other, i, j) - entry (&map, (n - 1 - i) * 3 % n, (n - 1 - j) * 3 % n)),
              1e-5);
      map_clear (&map);
      map_clear (&other);
    }
  samples_clear (&content);
  samples_clear (&style);
}

/* ---- All levels -------------------------------------------------------------------- */

/* Each level's map is the one that it has alone, for any number of threads; a level that one of the
 * two lacks has none. */
static void
check_maps (NstFusionKind kind, const NstStyleStatistics *content, const NstStyleStatistics *style,
            int seen, int pool)
{
  g_autoptr (NstFusionMaps) maps = nst_fusion_maps_new (check_pool (pool), kind, content, style);

  for (int level = 0; level < NST_LEVELS; level++)
    {
      int n = content->levels[level].channels;
      Map map;

      g_assert_true ((maps->matrix[level] != NULL) == (level < seen));
      g_assert_true ((maps->offset[level] != NULL) == (level < seen));
      if (level >= seen)
        continue;
      map = map_between (kind, &content->levels[level], &style->levels[level]);
      g_assert_cmpmem (maps->matrix[level], sizeof (float) * n * n, map.matrix,
                       sizeof (float) * n * n);
      g_assert_cmpmem (maps->offset[level], sizeof (float) * n, map.offset, sizeof (float) * n);
      map_clear (&map);
    }
}

static void
test_maps (void)
{
  g_autoptr (NstNetwork) network = check_network (&check_tiny, 1);
  g_autoptr (NstPicture) picture = check_picture (1, 70, 60);
  g_autoptr (NstPicture) other = check_picture (2, 40, 50);
  g_autoptr (NstPicture) small = check_picture (3, 5, 6);
  g_autoptr (NstStyleStatistics) content = check_style_statistics (network, picture);
  g_autoptr (NstStyleStatistics) style = check_style_statistics (network, other);
  g_autoptr (NstStyleStatistics) shallow = check_style_statistics (network, small);

  for (int kind = NST_FUSION_WHITENING; kind <= NST_FUSION_ADAIN; kind++)
    for (int pool = 0; pool < CHECK_POOLS; pool++)
      {
        check_maps (kind, content, style, NST_LEVELS, pool);
        check_maps (kind, content, shallow, 3, pool);
        check_maps (kind, shallow, style, 3, pool);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  check_pool (0); /* OpenBLAS on one thread */
  g_test_add_func ("/fusion/met", test_met);
  g_test_add_func ("/fusion/thin-style", test_thin_style);
  g_test_add_func ("/fusion/commuting", test_commuting);
  g_test_add_func ("/fusion/same", test_same);
  g_test_add_func ("/fusion/thin-content", test_thin_content);
  g_test_add_func ("/fusion/dead-channel", test_dead_channel);
  g_test_add_func ("/fusion/most-gain", test_most_gain);
  g_test_add_func ("/fusion/bound", test_bound);
  g_test_add_func ("/fusion/noise", test_noise);
  g_test_add_func ("/fusion/flat-content", test_flat_content);
  g_test_add_func ("/fusion/rounding", test_rounding);
  g_test_add_func ("/fusion/order", test_order);
  g_test_add_func ("/fusion/maps", test_maps);
  return g_test_run ();
}
