/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-style.c - styles: measured, written, read, invalid ones, mixed by level. */

#include "check.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "style/style.h"
#include "style/style-mixture.h"

static NstNetwork *network;
static char       *folder;

static NstStyle *
make_style (guint32 seed, int width, int height)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) picture = check_picture (seed, width, height);
  NstStyle *style = nst_style_new (picture, "Blobs", &error);

  g_assert_no_error (error);
  return style;
}

static const NstStyleStatistics *
at (NstStyle *style, int longer, double scale)
{
  g_autoptr (GError) error = NULL;
  const NstStyleStatistics *s
      = nst_style_at (style, network, check_pool (0), longer, scale, &error);

  g_assert_no_error (error);
  return s;
}

/* The larger of the errors of mean and moments at `level`, relative in norm. */
static double
distance_at (const NstStyleStatistics *a, const NstStyleStatistics *b, int level)
{
  const NstMoments *x = &a->levels[level], *y = &b->levels[level];
  double            difference = 0.0, size = 0.0;

  g_assert_cmpint (x->channels, ==, y->channels);
  for (int i = 0; i < x->channels * x->channels; i++)
    {
      difference += pow (x->moment[i] - y->moment[i], 2);
      size += pow (y->moment[i], 2);
    }
  for (int i = 0; i < x->channels; i++)
    {
      difference += pow (x->mean[i] - y->mean[i], 2);
      size += pow (y->mean[i], 2);
    }
  return size > 0.0 ? sqrt (difference / size) : sqrt (difference);
}

static double
distance (const NstStyleStatistics *a, const NstStyleStatistics *b)
{
  double largest = 0.0;

  for (int level = 0; level < NST_LEVELS; level++)
    largest = MAX (largest, distance_at (a, b, level));
  return largest;
}

static char *
save (NstStyle *style, const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);

  nst_style_save (style, network, 1, path, NULL, &error);
  g_assert_no_error (error);
  return path;
}

static NstStyle *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  NstStyle *style = nst_style_load (path, &error);

  g_assert_no_error (error);
  return style;
}

/* ---- Measured ---------------------------------------------------------------------- */

static void
test_sizes (void)
{
  g_autoptr (NstStyle) style = make_style (1, 160, 96);
  g_autoptr (NstPicture) picture = check_picture (1, 160, 96);
  g_autoptr (NstPicture) half = nst_picture_resize (picture, 80, 48, NULL);
  g_autoptr (NstStyleStatistics) whole = check_style_statistics (network, picture);
  g_autoptr (NstStyleStatistics) halved = check_style_statistics (network, half);

  g_assert_cmpfloat (distance (at (style, 160, 1.0), whole), ==, 0.0);
  g_assert_cmpfloat (distance (at (style, 1000, 1.0), whole), ==, 0.0); /* not blown up */
  g_assert_cmpfloat (distance (at (style, 80, 1.0), halved), ==, 0.0);
  g_assert_cmpfloat (distance (at (style, 1000, 0.5), halved), ==, 0.0);
  /* What has been measured is kept. */
  g_assert_true (at (style, 80, 1.0) == at (style, 1000, 0.5));
}

/* That its picture has no color, a style's file knows. */
static void
test_gray (void)
{
  for (int gray = 0; gray < 2; gray++)
    {
      g_autoptr (NstPicture) picture = check_picture (1, 160, 96);
      g_autoptr (NstStyle) style = NULL;
      g_autoptr (NstStyle) read = NULL;
      g_autofree char *path = NULL;

      for (int i = 0; i < 3 * 160 * 96 && gray; i++)
        picture->pixels[i] = picture->pixels[i % (160 * 96)];
      style = nst_style_new (picture, "Drawing", NULL);
      path = save (style, "drawing.safetensors");
      read = load (path);
      g_assert_cmpint (nst_style_is_gray (style), ==, gray);
      g_assert_cmpint (nst_style_is_gray (read), ==, gray);
    }
}

static void
test_no_number (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) picture = check_picture (2, 20, 20);

  picture->pixels[7] = NAN;
  g_assert_null (nst_style_new (picture, "Bad", &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "Bad");
}

/* ---- In files ---------------------------------------------------------------------- */

static void
test_round_trip (void)
{
  g_autoptr (NstStyle) style = make_style (3, 400, 250);
  g_autoptr (NstPicture) small = check_picture (4, 256, 64);
  g_autofree char *path = NULL;
  g_autoptr (NstStyle) again = NULL;
  const NstPicture *thumbnail;

  nst_style_set_credit (style, "A work, by someone");
  nst_style_set_license (style, "CC0-1.0");
  g_assert_true (nst_style_set_thumbnail (style, small, NULL));
  path = save (style, "round.safetensors");
  again = load (path);
  g_assert_cmpstr (nst_style_get_name (again), ==, "Blobs");
  g_assert_cmpstr (nst_style_get_credit (again), ==, "A work, by someone");
  g_assert_cmpstr (nst_style_get_license (again), ==, "CC0-1.0");
  thumbnail = nst_style_get_thumbnail (again);
  g_assert_cmpint (thumbnail->width, ==, NST_THUMBNAIL_SIDE);
  g_assert_cmpint (thumbnail->height, ==, NST_THUMBNAIL_SIDE / 4);
  /* float16 keeps 11 bits. */
  check_below (distance (at (again, 400, 1.0), at (style, 400, 1.0)), 1e-3);
  check_below (distance (at (again, 200, 1.0), at (style, 200, 1.0)), 1e-3);
}

/* A manner is kept; what the file of a later version may call one is none. */
static void
test_manner (void)
{
  g_autoptr (NstStyle) style = make_style (5, 120, 90);
  g_autofree char *path = NULL, *later = g_build_filename (folder, "later.safetensors", NULL);
  g_autoptr (NstStyle) again = NULL;
  g_autoptr (NstStyle) none = NULL;
  g_autoptr (NstWeightFile) file = NULL;
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  guint            n;
  const NstManner *manners = nst_manners (&n);

  g_assert_null (nst_style_get_manner (style));
  nst_style_set_manner (style, nst_manner_find ("print"));
  path = save (style, "manner.safetensors");
  again = load (path);
  g_assert_cmpstr (nst_style_get_manner (again)->word, ==, "print");
  g_assert_true (nst_style_get_manner (again) >= manners
                 && nst_style_get_manner (again) < manners + n);

  file = nst_weight_file_open (path, NULL);
  g_assert_true (nst_weight_writer_copy_tensors (writer, file, NULL));
  nst_weight_writer_copy_metadata (writer, file);
  nst_weight_writer_set_metadata (writer, "manner", "graffiti");
  g_assert_true (nst_weight_writer_save (writer, later, NULL));
  none = load (later);
  g_assert_null (nst_style_get_manner (none));
}

/* All but the name stays, bit for bit, in another file and in the same. */
static void
test_renamed (void)
{
  g_autoptr (NstStyle) style = make_style (6, 200, 120);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *other = g_build_filename (folder, "other.safetensors", NULL);
  g_autofree char *back = g_build_filename (folder, "back.safetensors", NULL);
  g_autofree char *missing = g_build_filename (folder, "absent", "x.safetensors", NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (NstStyle) again = NULL;
  gsize   length, length_after;
  guint64 header; /* whose keys come in any order */

  nst_style_set_credit (style, "A work");
  nst_style_set_manner (style, nst_manner_find ("drawing"));
  path = save (style, "named.safetensors");
  g_assert_true (nst_style_copy_renamed (path, other, "Dots “é”", &error));
  g_assert_no_error (error);
  again = load (other);
  g_assert_cmpstr (nst_style_get_name (again), ==, "Dots “é”");
  g_assert_cmpstr (nst_style_get_credit (again), ==, "A work");
  g_assert_cmpstr (nst_style_get_manner (again)->word, ==, "drawing");

  g_assert_true (nst_style_copy_renamed (other, other, "Spots", &error));
  g_assert_true (nst_style_copy_renamed (other, back, "Blobs", &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &before, &length, NULL));
  g_assert_true (g_file_get_contents (back, &after, &length_after, NULL));
  g_assert_cmpmem (before, sizeof header, after, sizeof header);
  memcpy (&header, before, sizeof header);
  header = GUINT64_FROM_LE (header) + sizeof header;
  g_assert_cmpmem (before + header, length - header, after + header, length_after - header);

  g_assert_false (nst_style_copy_renamed (path, missing, "Lost", &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, "x.safetensors");
}

/* How far the vectors of two banks of the same size are apart, as a share of the largest value. */
static double
bank_distance (const NstBank *a, const NstBank *b)
{
  double most = 0.0, apart = 0.0;

  g_assert_cmpint (a->n, ==, b->n);
  g_assert_cmpint (a->channels, ==, b->channels);
  for (int i = 0; i < a->n * a->channels; i++)
    {
      most = MAX (most, b->vectors[i]);
      apart = MAX (apart, fabs ((double) a->vectors[i] - b->vectors[i]));
    }
  return apart / most;
}

/* A file has a part of the bank, evenly spread, to a 255th of each channel's largest value; a smaller
 * size has a smaller part; between two sizes it is the nearer one's. */
static void
test_banks (void)
{
  g_autoptr (NstStyle) style = make_style (14, 384, 300);
  g_autoptr (NstStyle) small = make_style (15, 120, 100);
  g_autofree char *path = save (style, "banks.safetensors");
  g_autofree char *small_path = save (small, "no-banks.safetensors");
  g_autoptr (NstStyle) again = load (path);
  g_autoptr (NstStyle) small_again = load (small_path);

  g_assert_true (nst_style_has_strokes (style) && nst_style_has_strokes (small));
  g_assert_true (nst_style_has_strokes (again) && !nst_style_has_strokes (small_again));

  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstBank *mine = &at (style, 384, 1.0)->banks[level];
      const NstBank *read = &at (again, 384, 1.0)->banks[level];
      NstBank        thinned = { 0 };

      g_assert_true ((mine->n > 0)
                     == (level >= NST_BANK_FIRST_LEVEL && level <= NST_BANK_LAST_LEVEL));
      g_assert_true ((read->n > 0) == (mine->n > 0));
      if (mine->n == 0)
        continue;
      g_assert_cmpint (mine->n, <=, NST_BANK_VECTORS);
      g_assert_cmpint (read->n, ==, MIN (mine->n, 256));
      g_assert_cmpint (at (again, 192, 1.0)->banks[level].n, ==,
                       MIN (at (style, 192, 1.0)->banks[level].n, 128));
      g_assert_true (nst_bank_thin (mine, read->n, &thinned, NULL));
      check_below (bank_distance (read, &thinned), 0.51 / 255);
      g_assert_cmpfloat (bank_distance (&at (again, 300, 1.0)->banks[level], read), ==, 0.0);
      g_assert_cmpfloat (
          bank_distance (&at (again, 230, 1.0)->banks[level], &at (again, 192, 1.0)->banks[level]),
          ==, 0.0);
      nst_bank_clear (&thinned);
    }
}

/* Where the style's mask says that nothing counts, nothing is taken. */
static void
test_masked_bank (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) picture = check_picture (15, 64, 64);
  g_autoptr (NstStyleStatistics) whole = check_style_statistics (network, picture), half = NULL;

  g_assert_true (nst_picture_add_mask (picture, NULL));
  for (int i = 0; i < 64 * 64; i++)
    picture->mask[i] = i % 64 < 32 ? 1.0f : 0.0f;
  half = check_style_statistics (network, picture);
  for (int level = NST_BANK_FIRST_LEVEL; level <= NST_BANK_LAST_LEVEL; level++)
    g_assert_cmpint (half->banks[level].n, ==, whole->banks[level].n / 2);
}

/* Between two sizes, nearer to what is there than either of them; beyond them, the nearest. */
static void
test_between_sizes (void)
{
  g_autoptr (NstStyle) style = make_style (5, 384, 384);
  g_autofree char *path = save (style, "between.safetensors");
  g_autoptr (NstStyle) again = load (path);
  const NstStyleStatistics *truth = at (style, 272, 1.0);
  double                    between = distance (at (again, 272, 1.0), truth);

  check_below (between, distance (at (style, 384, 1.0), truth));
  check_below (between, distance (at (style, 192, 1.0), truth));
  g_assert_true (at (again, 384, 1.0) == at (again, 10000, 4.0));
  g_assert_true (at (again, 96, 1.0) == at (again, 20, 1.0));
}

/* Measurements at many sizes do not add up, what the last painting asked for stays, and what was
 * forgotten is made again. */
static void
test_trim (void)
{
  g_autoptr (NstStyle) style = make_style (9, 200, 120);
  g_autofree char *path = save (style, "trimmed.safetensors");
  g_autoptr (NstStyle) again = load (path);
  g_autofree int *sides = NULL;
  double          mean = at (style, 101, 1.0)->levels[0].mean[0];
  double          between = at (again, 101, 1.0)->levels[0].mean[0];
  guint           n, n_saved;

  g_free (nst_style_get_sides (again, network, &n_saved));
  for (int side = 102; side < 162; side++)
    {
      at (style, side, 1.0);
      at (again, side, 1.0);
    }
  at (style, 110, 1.0);
  nst_style_trim (style);
  nst_style_trim (again);
  sides = nst_style_get_sides (style, network, &n);
  g_assert_cmpuint (n, ==, 32);
  g_assert_cmpint (sides[0], ==, 110);
  g_assert_cmpint (sides[1], ==, 131);
  g_assert_cmpint (sides[n - 1], ==, 161);
  g_assert_cmpfloat (at (style, 101, 1.0)->levels[0].mean[0], ==, mean);
  g_free (nst_style_get_sides (again, network, &n));
  g_assert_cmpuint (n, ==, n_saved);
  g_assert_cmpfloat (at (again, 101, 1.0)->levels[0].mean[0], ==, between);
}

/* A style that was read can be saved again, and says the same. */
static void
test_saved_again (void)
{
  g_autoptr (NstStyle) style = make_style (6, 200, 120);
  g_autofree char *path = save (style, "first.safetensors");
  g_autoptr (NstStyle) read = load (path);
  g_autofree char *second = save (read, "second.safetensors");
  g_autoptr (NstStyle) again = load (second);

  check_below (distance (at (again, 200, 1.0), at (read, 200, 1.0)), 1e-3);
}

static void
test_other_network (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyle) style = make_style (7, 120, 120);
  g_autofree char *path = save (style, "other.safetensors");
  g_autoptr (NstStyle) read = load (path);
  g_autoptr (NstNetwork) other = check_network (&check_tiny, 99);

  other->fingerprint = network->fingerprint + 1;
  g_assert_null (nst_style_at (read, other, check_pool (0), 120, 1.0, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "Blobs");
  g_clear_error (&error);
  g_assert_false (nst_style_save (read, other, 1, path, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "Blobs");
}

static void
test_cancel_saving (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyle) style = make_style (9, 120, 120);
  g_autofree char *path = g_build_filename (folder, "cancelled.safetensors", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  g_assert_false (nst_style_save (style, network, 1, path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);

  /* What was half measured is not taken for the style. */
  g_cancellable_reset (cancellable);
  g_assert_true (nst_style_save (style, network, 1, path, cancellable, &error));
  g_assert_no_error (error);
  {
    g_autoptr (NstStyle) fresh = make_style (9, 120, 120), read = load (path);

    g_assert_cmpfloat (distance (at (read, 120, 1.0), at (fresh, 120, 1.0)), <, 1e-2);
  }
}

/* A file that claims to be of this network, but has other channels, is not believed. */
static void
test_false_claim (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstNetwork) other = check_codec (98);
  g_autoptr (NstPicture) picture = check_picture (8, 120, 120);
  g_autoptr (NstStyle) style = nst_style_new (picture, "Claim", NULL);
  g_autofree char *path = g_build_filename (folder, "claim.safetensors", NULL);
  g_autoptr (NstStyle) read = NULL;

  other->fingerprint = network->fingerprint;
  nst_style_save (style, other, 1, path, NULL, &error);
  g_assert_no_error (error);
  read = load (path);
  g_assert_null (nst_style_at (read, network, check_pool (0), 120, 1.0, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "Claim");
}

/* `from` with `old`, which it has once, changed to `new` of the same length. */
static char *
spoil (const char *from, const char *old, const char *new)
{
  char            *path = g_build_filename (folder, "spoiled.safetensors", NULL);
  g_autofree char *bytes = NULL;
  gsize            n;
  char            *found = NULL;

  g_assert_true (g_file_get_contents (from, &bytes, &n, NULL));
  for (gsize i = 0; found == NULL && i + strlen (old) <= n; i++)
    found = memcmp (bytes + i, old, strlen (old)) == 0 ? bytes + i : NULL;
  if (found == NULL)
    g_error ("there is no %s", old);
  g_assert_cmpuint (strlen (old), ==, strlen (new));
  memcpy (found, new, strlen (new));
  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
  return path;
}

static void
test_damaged (void)
{
  static const struct
  {
    const char *old, *new, *says;
  } damages[] = {
    { "style-transfer style 1", "style-transfer stylf 1", "style-transfer style 1" },
    { "\"sides\":\"120\"", "\"sides\":\"1x0\"", "impossible size" },
    { "\"sides\":\"120\"", "\"sides\":\"\"   ", "sizes" },
    { "\"sides\":\"120\"", "\"sidez\":\"120\"", "sizes" },
    { "\"width\":\"120\"", "\"width\":\"0\"  ", "size is missing" },
    { "\"width\":\"120\"", "\"width\":\"-20\"", "size is missing" },
    { "\"fingerprint\":", "\"fingerprinx\":", "network" },
    { "\"sides\":\"120\"", "\"sides\":\"1,1\"", "a size twice" },
    { "side120.level3.root", "side120.level3.rxxt", "do not match its means" },
    { "side200.level3.most", "side200.level3.mxst", "side200.level3.most" },
    { "side200.level3.bank", "side200.level1.bank", "impossible size" },
  };
  g_autoptr (NstStyle) style = make_style (9, 120, 120), with_banks = make_style (9, 200, 200);
  g_autofree char *path = save (style, "whole.safetensors");
  g_autofree char *bank_path = save (with_banks, "banks.safetensors");

  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GError) error = NULL;
      const char      *whole = strstr (damages[i].old, "side200") != NULL ? bank_path : path;
      g_autofree char *spoiled = spoil (whole, damages[i].old, damages[i].new);

      g_assert_null (nst_style_load (spoiled, &error));
      check_sentence (error, NST_ERROR, NST_ERROR_FILE, damages[i].says);
    }
}

static void
test_installed (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyle) style = make_style (10, 120, 90);
  g_autofree char *shipped = g_build_filename (folder, "shipped", NULL);
  g_autofree char *path = g_build_filename ("shipped", "mine.safetensors", NULL);
  g_autoptr (NstCatalogue) catalogue = nst_catalogue_new (NULL, shipped);
  g_autofree char *junk = g_build_filename (shipped, "junk.safetensors", NULL);
  g_autofree char *saved = NULL;
  g_autoptr (NstStyle) found = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_assert_cmpint (g_mkdir (shipped, 0700), ==, 0);
  saved = save (style, path);
  g_assert_true (g_file_set_contents (junk, "no style", -1, NULL));
  all = nst_catalogue_list_styles (catalogue);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpstr (((NstStyleInfo *) all->pdata[0])->name, ==, "junk");
  g_assert_null (((NstStyleInfo *) all->pdata[0])->style);
  g_assert_nonnull (((NstStyleInfo *) all->pdata[0])->problem);
  g_assert_cmpstr (((NstStyleInfo *) all->pdata[1])->name, ==, "mine");
  g_assert_null (((NstStyleInfo *) all->pdata[1])->problem);

  found = nst_catalogue_open_style (catalogue, "mine", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nst_style_get_name (found), ==, "Blobs");
  g_assert_null (nst_catalogue_open_style (catalogue, "yours", &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "“mine”");
}

/* ---- Mixed by level ---------------------------------------------------------------- */

static void
test_coarse_and_fine (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyle) one = make_style (11, 96, 96);
  g_autoptr (NstStyle) other = make_style (12, 96, 96);
  NstStyleShare shares[] = { { one, 1.0, 0.0 }, { other, 0.0, 1.0 } };
  NstSettings   settings;
  g_autoptr (NstStyleStatistics) mixed = NULL;

  nst_settings_init (&settings);
  mixed = nst_styles_measure (network, check_pool (0), shares, 2, &settings, 96, 96, &error);
  g_assert_no_error (error);
  for (int level = 0; level < NST_LEVELS; level++)
    g_assert_cmpfloat (distance_at (mixed, at (level < 3 ? other : one, 96, 1.0), level), ==, 0.0);
}

static void
test_weights_refused (void)
{
  static const double bad[][2]
      = { { 0.0, 0.0 }, { 1.0, -1.0 }, { 1.0, -2.0 }, { 11.0, 1.0 }, { NAN, 1.0 } };
  g_autoptr (NstStyle) style = make_style (13, 32, 32);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      NstStyleShare coarse[] = { { style, bad[i][0], 1.0 }, { style, bad[i][1], 1.0 } };
      NstStyleShare fine[] = { { style, 1.0, bad[i][0] }, { style, 1.0, bad[i][1] } };

      g_assert_false (nst_styles_check (coarse, 2, &error));
      check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "weight");
      g_clear_error (&error);
      g_assert_false (nst_styles_check (fine, 2, &error));
      check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "weight");
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  network = check_network (&check_tiny, 42);
  network->fingerprint = 42;
  folder = check_folder_new ();
  g_test_add_func ("/style/sizes", test_sizes);
  g_test_add_func ("/style/gray", test_gray);
  g_test_add_func ("/style/no-number", test_no_number);
  g_test_add_func ("/style/file/round-trip", test_round_trip);
  g_test_add_func ("/style/file/manner", test_manner);
  g_test_add_func ("/style/file/renamed", test_renamed);
  g_test_add_func ("/style/file/banks", test_banks);
  g_test_add_func ("/style/masked-bank", test_masked_bank);
  g_test_add_func ("/style/file/between-sizes", test_between_sizes);
  g_test_add_func ("/style/file/trim", test_trim);
  g_test_add_func ("/style/file/saved-again", test_saved_again);
  g_test_add_func ("/style/file/other-network", test_other_network);
  g_test_add_func ("/style/file/cancelled", test_cancel_saving);
  g_test_add_func ("/style/file/false-claim", test_false_claim);
  g_test_add_func ("/style/file/damaged", test_damaged);
  g_test_add_func ("/style/installed", test_installed);
  g_test_add_func ("/style/mixed/coarse-and-fine", test_coarse_and_fine);
  g_test_add_func ("/style/mixed/weights-refused", test_weights_refused);
  status = g_test_run ();
  check_folder_remove (folder);
  nst_network_unref (network);
  return status;
}
