/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-thumbnail.c - thumbnails in style files: what is kept of them, what earlier versions wrote,
 * and tensors that are no thumbnail. */

#include "check.h"

#include <glib/gstdio.h>
#include <math.h>

#include "style/thumbnail.h"

/* What `writer` has, as a file. */
static NstWeightFile *
write_and_open (NstWeightWriter *writer)
{
  g_autofree char *folder = g_dir_make_tmp ("nst-thumbnail-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "style.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  NstWeightFile *file;

  g_assert_true (nst_weight_writer_save (writer, path, &error));
  file = nst_weight_file_open (path, &error);
  g_assert_no_error (error);
  g_remove (path);
  g_rmdir (folder);
  return file;
}

static NstPicture *
read_back (const NstPicture *thumbnail)
{
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (NstWeightFile) file = NULL;
  g_autoptr (GError) error = NULL;
  NstPicture *again;
  int         width, height;

  g_assert_true (nst_thumbnail_write (writer, thumbnail, NULL));
  file = write_and_open (writer);
  g_assert_true (nst_thumbnail_find (file, &width, &height));
  g_assert_cmpint (width, ==, thumbnail->width);
  g_assert_cmpint (height, ==, thumbnail->height);
  again = nst_thumbnail_read (file, width, height, &error);
  g_assert_no_error (error);
  return again;
}

static double
luma_of (const NstPicture *picture, gsize i)
{
  gsize n = (gsize) picture->width * picture->height;

  return 0.299 * picture->pixels[i] + 0.587 * picture->pixels[n + i]
         + 0.114 * picture->pixels[2 * n + i];
}

/* Colors that change slowly, of all hues, with a fine pattern of light and dark that has no color;
 * all within what can be shown. */
static NstPicture *
draw (int width, int height)
{
  NstPicture *picture = nst_picture_new (width, height, NULL);
  gsize       n = (gsize) width * height;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++)
        picture->pixels[c * n + (gsize) y * width + x]
            = (float) (0.5 + 0.25 * sin (0.05 * x + 0.03 * y + 2.1 * c)
                       + ((x + y) % 2 ? 0.2 : -0.2));
  return picture;
}

/* Sides of all parities: where colors change slowly, all is kept but for the bytes' rounding. */
static void
test_round_trip (void)
{
  static const int sizes[][2] = { { 192, 137 }, { 64, 192 }, { 31, 30 } };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr (NstPicture) thumbnail = draw (sizes[s][0], sizes[s][1]);
      g_autoptr (NstPicture) again = read_back (thumbnail);
      gsize n = (gsize) thumbnail->width * thumbnail->height;

      for (gsize i = 0; i < 3 * n; i++)
        g_assert_cmpfloat (fabs (again->pixels[i] - thumbnail->pixels[i]), <=, 4.0 / 255.0);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat (fabs (luma_of (again, i) - luma_of (thumbnail, i)), <=, 0.6 / 255.0);
    }
}

/* The smallest, black, white and pure colors, and what is beyond white. */
static void
test_extremes (void)
{
  static const float colors[][3]
      = { { 0, 0, 0 }, { 1, 1, 1 }, { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
  g_autoptr (NstPicture) beyond = nst_picture_new (2, 1, NULL);
  g_autoptr (NstPicture) white = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (colors); i++)
    {
      g_autoptr (NstPicture) thumbnail = nst_picture_new (1, 1, NULL);
      g_autoptr (NstPicture) again = NULL;

      for (int c = 0; c < 3; c++)
        thumbnail->pixels[c] = colors[i][c];
      again = read_back (thumbnail);
      for (int c = 0; c < 3; c++)
        g_assert_cmpfloat (fabs (again->pixels[c] - colors[i][c]), <=, 2.0 / 255.0);
    }
  for (int i = 0; i < 6; i++)
    beyond->pixels[i] = 1.5f;
  white = read_back (beyond);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (white->pixels[i], ==, 1.0f);
}

static void
add (NstWeightWriter *writer, const char *name, int dimensions, const gint64 *shape)
{
  gsize n = 1;

  for (int i = 0; i < dimensions; i++)
    n *= (gsize) shape[i];
  g_autofree float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = (float) (i % 256);
  nst_weight_writer_add (writer, name, NST_DTYPE_U8, dimensions, shape, values);
}

/* The colors of a file of an earlier version are kept to the byte. */
static void
test_earlier (void)
{
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (NstWeightFile) file = NULL;
  g_autoptr (NstPicture) thumbnail = NULL;
  int width, height;

  add (writer, "thumbnail", 3, (const gint64[]) { 3, 5, 4 });
  file = write_and_open (writer);
  g_assert_true (nst_thumbnail_find (file, &width, &height));
  g_assert_cmpint (width, ==, 4);
  g_assert_cmpint (height, ==, 5);
  thumbnail = nst_thumbnail_read (file, width, height, NULL);
  for (int i = 0; i < 60; i++)
    g_assert_cmpfloat (thumbnail->pixels[i], ==, (float) i / 255.0f);
}

static void
test_none (void)
{
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (NstWeightFile) file = NULL;
  int width = 7, height = 7;

  add (writer, "other", 1, (const gint64[]) { 3 });
  file = write_and_open (writer);
  g_assert_true (nst_thumbnail_find (file, &width, &height));
  g_assert_cmpint (width, ==, 0);
  g_assert_cmpint (height, ==, 0);
}

static void
test_impossible (void)
{
  static const struct
  {
    gint64 luma[3];
    int    dimensions;
    gint64 chroma[3];
  } cases[] = { { { 4, 6 }, 2, { 2, 2, 2 } },     { { 4, 6 }, 2, { 3, 2, 3 } },
                { { 4, 6 }, 2, { 0 } },           { { 3, 4, 6 }, 3, { 2, 2, 3 } },
                { { 193, 10 }, 2, { 2, 97, 5 } }, { { 10, 193 }, 2, { 2, 5, 97 } },
                { { 5, 6 }, 2, { 2, 2, 3 } } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
      g_autoptr (NstWeightFile) file = NULL;
      int width, height;

      add (writer, "thumbnail-luma", cases[i].dimensions, cases[i].luma);
      if (cases[i].chroma[0] > 0)
        add (writer, "thumbnail-chroma", 3, cases[i].chroma);
      file = write_and_open (writer);
      g_assert_false (nst_thumbnail_find (file, &width, &height));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thumbnail/round-trip", test_round_trip);
  g_test_add_func ("/thumbnail/extremes", test_extremes);
  g_test_add_func ("/thumbnail/earlier", test_earlier);
  g_test_add_func ("/thumbnail/none", test_none);
  g_test_add_func ("/thumbnail/impossible", test_impossible);
  return g_test_run ();
}
