/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-weight-file.c - what is written is read back, and what is no weight file is refused with a
 * sentence.
 *
 * When the environment variable NST_SHARED names a folder that has `teachers`, their files are read
 * too and compared with what PyTorch reads.
 */

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "weights.h"

/* ---- Writing ----------------------------------------------------------------------- */

/* All numbers can be had in every format. */
static const float  eight[] = { 0, 1, -2, 0.5f, 3, -0.25f, 96, -1.5f };
static const gint64 shape_24[] = { 2, 4 };
static const gint64 shape_3[] = { 3 };
static const gint64 shape_0[] = { 5, 0 };

static NstWeightWriter *
make_writer (void)
{
  NstWeightWriter *writer = nst_weight_writer_new ();

  nst_weight_writer_set_metadata (writer, "source", "first");
  nst_weight_writer_set_metadata (writer, "source", "a \"made-up\" \\ network\n\xc3\xa9");
  nst_weight_writer_set_metadata (writer, "license", "");
  nst_weight_writer_add (writer, "half", NST_DTYPE_F16, 1, shape_3, eight);
  nst_weight_writer_add (writer, "single \"\xc3\xa4\"", NST_DTYPE_F32, 2, shape_24, eight);
  nst_weight_writer_add (writer, "empty", NST_DTYPE_F32, 2, shape_0, eight);
  nst_weight_writer_add (writer, "brain", NST_DTYPE_BF16, 2, shape_24, eight);
  nst_weight_writer_add (writer, "scalar", NST_DTYPE_F32, 0, NULL, eight + 3);
  return writer;
}

static void
test_round_trip (void)
{
  static const char *const names[] = { "half", "single \"\xc3\xa4\"", "empty", "brain", "scalar" };
  g_autofree char         *path = weights_path ("round \xc3\xbc trip.safetensors");
  g_autoptr (NstWeightWriter) writer = make_writer ();
  g_autoptr (NstWeightFile) file = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (nst_weight_writer_save (writer, path, &error));
  g_assert_no_error (error);
  file = nst_weight_file_open (path, &error);
  g_assert_no_error (error);

  g_assert_cmpstr (nst_weight_file_get_path (file), ==, path);
  g_assert_cmpuint (nst_weight_file_get_n (file), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (nst_weight_file_get (file, i)->name, ==, names[i]);
  g_assert_cmpint (nst_weight_file_lookup (file, "half")->dtype, ==, NST_DTYPE_F16);
  g_assert_cmpint (nst_weight_file_lookup (file, "brain")->dtype, ==, NST_DTYPE_BF16);
  g_assert_cmpint (nst_weight_file_lookup (file, "scalar")->dtype, ==, NST_DTYPE_F32);
  weights_assert_tensor (file, names[0], 1, shape_3, eight);
  weights_assert_tensor (file, names[1], 2, shape_24, eight);
  weights_assert_tensor (file, names[2], 2, shape_0, NULL);
  weights_assert_tensor (file, names[3], 2, shape_24, eight);
  weights_assert_tensor (file, names[4], 0, NULL, eight + 3);
  g_assert_null (nst_weight_file_lookup (file, "Half"));
  g_assert_cmpstr (nst_weight_file_get_metadata (file, "source"), ==,
                   "a \"made-up\" \\ network\n\xc3\xa9");
  g_assert_cmpstr (nst_weight_file_get_metadata (file, "license"), ==, "");
  g_assert_null (nst_weight_file_get_metadata (file, "version"));
  g_assert_cmpstr (nst_weight_file_get_metadata (file, "software"), ==, "nst " NST_VERSION);
}

/* The bytes are those of the format's description: other programs must read them. */
static void
test_written_bytes (void)
{
  static const char   header[] = "{\"__metadata__\":{\"software\":\"nst " NST_VERSION "\"},"
                                 "\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[4,6]},"
                                 "\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
  static const guint8 data[] = { 0x00, 0x00, 0xa0, 0x3f, 0x00, 0x3d };
  static const float  value = 1.25f;
  const gint64        one = 1;
  g_autofree char    *path = weights_path ("bytes.safetensors");
  g_autofree char    *content = NULL;
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  gsize length, padded = (strlen (header) + 7) / 8 * 8;

  nst_weight_writer_add (writer, "h", NST_DTYPE_F16, 1, &one, &value);
  nst_weight_writer_add (writer, "f", NST_DTYPE_F32, 1, &one, &value);
  g_assert_true (nst_weight_writer_save (writer, path, NULL));
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_cmpuint (length, ==, 8 + padded + sizeof data);
  g_assert_cmpuint ((guint8) content[0], ==, padded);
  g_assert_cmpmem (content + 8, strlen (header), header, strlen (header));
  for (gsize i = strlen (header); i < padded; i++)
    g_assert_cmpint (content[8 + i], ==, ' ');
  g_assert_cmpmem (content + 8 + padded, sizeof data, data, sizeof data);
}

static void
test_save_failures (void)
{
  static const float large = 1e6f;
  const gint64       one = 1;
  g_autofree char   *path = weights_path ("kept.safetensors");
  g_autofree char   *nowhere = weights_path ("no/such/folder.safetensors");
  g_autoptr (NstWeightWriter) good = make_writer ();
  g_autoptr (NstWeightWriter) bad = nst_weight_writer_new ();
  g_autoptr (NstWeightFile) file = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (nst_weight_writer_save (good, path, NULL));
  nst_weight_writer_add (bad, "large", NST_DTYPE_F16, 1, &one, &large);
  g_assert_false (nst_weight_writer_save (bad, path, &error));
  g_assert_error (error, NST_ERROR, NST_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "“large”"));
  file = nst_weight_file_open (path, NULL); /* the old one is still there */
  g_assert_nonnull (nst_weight_file_lookup (file, "half"));

  g_clear_error (&error);
  g_assert_false (nst_weight_writer_save (good, nowhere, &error));
  g_assert_error (error, NST_ERROR, NST_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, nowhere));
}

static void
test_wrong_request (void)
{
  const gint64 three = 3;
  const gint64 shape[] = { 2, 1 };
  g_autoptr (GByteArray) bytes
      = weights_safetensors ("{\"b\":{\"shape\":[2],\"data_offsets\":[0,8],\"dtype\":\"F32\"}}", 8);
  g_autoptr (NstWeightFile) file = NULL;
  const char *path;
  float       values[3];

  for (guint i = 0; i < 4; i++)
    {
      static const char *const fragments[]
          = { "no tensor “c”", "has the shape (2) where (3) is needed",
              "has the shape (2) where (2, 1) is needed", "“b” contains infinity" };
      g_autoptr (GError) error = NULL;

      if (i == 3) /* the exponent of the second number */
        memcpy (bytes->data + bytes->len - 2, "\x80\x7f", 2);
      g_clear_pointer (&file, nst_weight_file_free);
      file = weights_open (bytes);
      path = nst_weight_file_get_path (file);
      g_assert_false (nst_weight_file_read (file, i == 0 ? "c" : "b", i == 2 ? 2 : 1,
                                            i == 1   ? &three
                                            : i == 2 ? shape
                                                     : (const gint64[]) { 2 },
                                            values, &error));
      weights_check_sentence (error, path, fragments[i]);
    }
}

/* ---- What is no weight file -------------------------------------------------------- */

static void
test_other_files (void)
{
  static const struct
  {
    const char *content;
    gsize       length;
    const char *fragment;
  } cases[] = {
    { "", 0, "it is empty" },
    { "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "PNG picture" },
    { "\xff\xd8\xff\xe0\0\x10JFIF", 10, "JPEG picture" },
    { "<!DOCTYPE html>", 15, "web page" },
    { "version https://git-lfs.github.com/spec/v1\n", 43, "Git LFS" },
    { "weights, honestly", 17, "neither" },
    { "P", 1, "neither" },
    { "PK\3\4", 4, "zip entries" },
    { "\x80\2", 2, "ends early" },
    { "\x80\2}.", 4, "not one that torch.save wrote" },
    { "\xff\xff\xff\xff\xff\xff\xff\xff{}", 10, "ends within its header" },
    { "\x02\0\0\0\0\0\0\0", 8, "neither" },
  };
  g_autofree char *missing = weights_path ("missing");
  g_autofree char *folder = weights_path ("");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      bytes_put (bytes, cases[i].content, cases[i].length);
      weights_assert_refused (bytes, cases[i].fragment);
    }
  weights_assert_path_refused (missing, "no such file");
  weights_assert_path_refused (folder, "it is a folder");
}

/* ---- The teachers, where they are -------------------------------------------------- */

static void
test_teachers (void)
{
  static const struct
  {
    const char *path;
    guint       n;
    const char *tensor;
    guint       n_dimensions;
    gint64      shape[4];
    float       first, last; /* as PyTorch reads them */
  } cases[] = {
    { "vgg19-normalised/encoder-conv3_1.pth",
      12,
      "16.bias",
      1,
      { 256 },
      0.000254545797f,
      0.000690719462f },
    { "vgg19-normalised/encoder-conv1_1.pth",
      4,
      "2.weight",
      4,
      { 64, 3, 3, 3 },
      0.0171214845f,
      -0.0142645733f },
    { "vgg19-distilled-16x/e5.pth",
      38,
      "conv0.weight",
      4,
      { 3, 3, 1, 1 },
      -0.169327289f,
      0.287265837f },
    { "vgg19-distilled-16x/e5.pth",
      38,
      "conv51_aux.bias",
      1,
      { 512 },
      -0.175478488f,
      0.0751416832f },
    { "micro-ast/modulator.pth",
      8,
      "weight1.0.conv_layer.weight",
      4,
      { 64, 1, 3, 3 },
      -0.230379865f,
      -0.111166514f },
  };
  const char      *shared = g_getenv ("NST_SHARED");
  g_autofree char *teachers = shared ? g_build_filename (shared, "teachers", NULL) : NULL;

  if (!teachers || !g_file_test (teachers, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("NST_SHARED names no folder that has the teachers' weight files.");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (teachers, cases[i].path, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (NstWeightFile) file = nst_weight_file_open (path, &error);
      g_autofree float *values = NULL;
      gsize             n = 1;

      g_assert_no_error (error);
      g_assert_cmpuint (nst_weight_file_get_n (file), ==, cases[i].n);
      for (guint d = 0; d < cases[i].n_dimensions; d++)
        n *= (gsize) cases[i].shape[d];
      values = g_new (float, n);
      g_assert_true (nst_weight_file_read (file, cases[i].tensor, cases[i].n_dimensions,
                                           cases[i].shape, values, &error));
      g_assert_cmpfloat (values[0], ==, cases[i].first);
      g_assert_cmpfloat (values[n - 1], ==, cases[i].last);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  weights_make_folder ();
  g_test_add_func ("/weight-file/round-trip", test_round_trip);
  g_test_add_func ("/weight-file/written-bytes", test_written_bytes);
  g_test_add_func ("/weight-file/save-failures", test_save_failures);
  g_test_add_func ("/weight-file/wrong-request", test_wrong_request);
  g_test_add_func ("/weight-file/other-files", test_other_files);
  g_test_add_func ("/weight-file/teachers", test_teachers);
  result = g_test_run ();
  weights_remove_folder ();
  return result;
}
