/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-weight-file.c - weight files: what is written is read back, files made byte by byte are read
 * as they should be, and whatever is wrong with a file is refused with a sentence.
 *
 * When the environment variable NST_SHARED names a folder that has `teachers`, their files are read
 * too and compared with what PyTorch reads.
 */

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/half.h"
#include "network/weight-writer.h"

static char *folder; /* of all the files that are made here */

/* ---- GByteArray, and files of them ------------------------------------------------- */

static void
put (GByteArray *bytes, const char *text, gsize length)
{
  g_byte_array_append (bytes, (const guint8 *) text, (guint) length);
}

static void
put_text (GByteArray *bytes, const char *text)
{
  put (bytes, text, strlen (text));
}

/* A little-endian integer of `n` bytes. */
static void
put_number (GByteArray *bytes, guint64 value, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 byte = (value >> (8 * i)) & 0xff;

      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
put_zeros (GByteArray *bytes, guint n)
{
  for (guint i = 0; i < n; i++)
    put_number (bytes, 0, 1);
}

static void
put_bytes (GByteArray *bytes, const GByteArray *more)
{
  g_byte_array_append (bytes, more->data, more->len);
}

/* Without the flush to disk of g_file_set_contents, and of some file systems when a file is
 * overwritten: thousands of files are made. */
static void
write_file (const char *path, const guint8 *data, gsize length)
{
  FILE *stream;

  g_remove (path);
  stream = g_fopen (path, "wb");
  g_assert_nonnull (stream);
  if (length > 0)
    g_assert_cmpuint (fwrite (data, 1, length, stream), ==, length);
  g_assert_cmpint (fclose (stream), ==, 0);
}

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
check_sentence (const GError *error, const char *path, const char *fragment)
{
  g_autofree char *start = g_strdup_printf ("The file '%s' cannot be used: ", path);

  g_assert_error (error, NST_ERROR, NST_ERROR_FILE);
  if (!g_str_has_prefix (error->message, start) || !g_str_has_suffix (error->message, ".")
      || !strstr (error->message, fragment) || !g_utf8_validate (error->message, -1, NULL))
    g_error ("'%s' should be a sentence that says '%s'", error->message, fragment);
}

static void
assert_path_refused (const char *path, const char *fragment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstWeightFile) file = nst_weight_file_open (path, &error);

  g_assert_null (file);
  check_sentence (error, path, fragment);
}

static void
assert_refused (const GByteArray *bytes, const char *fragment)
{
  g_autofree char *path = path_of ("refused");

  write_file (path, bytes->data, bytes->len);
  assert_path_refused (path, fragment);
}

static NstWeightFile *
open_bytes (const GByteArray *bytes)
{
  g_autofree char *path = path_of ("opened");
  g_autoptr (GError) error = NULL;
  NstWeightFile *file;

  write_file (path, bytes->data, bytes->len);
  file = nst_weight_file_open (path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (file);
  return file;
}

/* The tensor as it is, whatever its shape; NULL when it is refused. */
static float *
read_any (const NstWeightFile *file, const NstTensorInfo *info, GError **error)
{
  g_autofree float *values = NULL;
  gsize             n = 1;

  for (guint d = 0; d < info->n_dimensions; d++)
    n *= (gsize) info->shape[d];
  g_assert_cmpuint (n, <=, nst_weight_file_get_bytes (file));
  values = g_new (float, n + 1);
  if (!nst_weight_file_read (file, info->name, info->n_dimensions, info->shape, values, error))
    return NULL;
  return g_steal_pointer (&values);
}

static void
assert_tensor (const NstWeightFile *file, const char *name, guint n_dimensions, const gint64 *shape,
               const float *expected)
{
  const NstTensorInfo *info = nst_weight_file_lookup (file, name);
  g_autoptr (GError) error = NULL;
  g_autofree float *values = NULL;
  gsize             n = 1;

  g_assert_nonnull (info);
  g_assert_cmpuint (info->n_dimensions, ==, n_dimensions);
  for (guint d = 0; d < n_dimensions; d++)
    {
      g_assert_cmpint (info->shape[d], ==, shape[d]);
      n *= (gsize) shape[d];
    }
  values = read_any (file, info, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (values[i], ==, expected[i]);
}

/* Whatever is in the file: it is refused in the proper way, or each of its tensors can be asked for
 * (and be refused).  Sanitizers and valgrind see what goes wrong otherwise. */
static void
survive (const char *path, const guint8 *data, gsize length, gboolean may_open)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstWeightFile) file = NULL;

  write_file (path, data, length);
  file = nst_weight_file_open (path, &error);
  if (!file)
    {
      check_sentence (error, path, "");
      return;
    }
  g_assert_true (may_open);
  for (guint i = 0; i < nst_weight_file_get_n (file); i++)
    {
      g_autoptr (GError) failure = NULL;
      g_autofree float *values = read_any (file, nst_weight_file_get (file, i), &failure);

      if (!values)
        check_sentence (failure, path, "");
    }
}

/* Every beginning of the file, and the file with each byte changed in several ways. */
static void
damage (const GByteArray *bytes, gboolean ends_exactly)
{
  static const guint8 flips[] = { 0x01, 0x04, 0x20, 0x80, 0xff };
  g_autofree char    *path = path_of ("damaged");
  g_autofree guint8  *copy = g_memdup2 (bytes->data, bytes->len);

  for (guint length = 0; length < bytes->len; length++)
    survive (path, bytes->data, length, !ends_exactly);
  for (guint i = 0; i < bytes->len; i++)
    for (guint f = 0; f < G_N_ELEMENTS (flips); f++)
      {
        copy[i] = bytes->data[i] ^ flips[f];
        survive (path, copy, bytes->len, TRUE);
        copy[i] = bytes->data[i];
      }
}

/* ---- Half precision ---------------------------------------------------------------- */

typedef float (*ToFloat) (guint16 bits);
typedef guint16 (*FromFloat) (float value);

/* `value` must become a pattern next to which no other is nearer, and of two equally near ones the
 * even one. */
static void
check_rounding (float value, ToFloat to_float, FromFloat from_float)
{
  guint16 bits = from_float (value);
  double  distance = fabs ((double) to_float (bits) - (double) value);

  for (gint step = -1; step <= 1; step += 2)
    {
      guint16 other = (guint16) (bits + step);

      if (((other ^ bits) & 0x8000) || !isfinite (to_float (other)))
        continue;
      g_assert_cmpfloat (distance, <=, fabs ((double) to_float (other) - (double) value));
      if (distance == fabs ((double) to_float (other) - (double) value))
        g_assert_cmpuint (bits & 1, ==, 0);
    }
}

static void
check_format (ToFloat to_float, FromFloat from_float, float largest)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint bits = 0; bits < 0x10000; bits++)
    {
      float value = to_float ((guint16) bits);

      if (isnan (value))
        g_assert_true (isnan (to_float (from_float (value))));
      else
        g_assert_cmpuint (from_float (value), ==, bits);
    }
  for (guint i = 0; i < 200000; i++)
    {
      float value
          = (float) ldexp (g_rand_double_range (random, -1, 1), g_rand_int_range (random, -40, 16));

      if (fabsf (value) <= largest)
        check_rounding (value, to_float, from_float);
    }
}

static void
test_half (void)
{
  check_format (nst_half_to_float, nst_half_from_float, 65504);
  g_assert_cmpfloat (nst_half_to_float (0x0001), ==, ldexpf (1, -24));
  g_assert_cmpfloat (nst_half_to_float (0x03ff), ==, ldexpf (1023, -24));
  g_assert_cmpfloat (nst_half_to_float (0x3555), ==, 0.333251953125f);
  g_assert_cmpfloat (nst_half_to_float (0xfbff), ==, -65504);
  g_assert_true (isinf (nst_half_to_float (0x7c00)));
  g_assert_cmpuint (nst_half_from_float (65519.996f), ==, 0x7bff);
  g_assert_cmpuint (nst_half_from_float (65520), ==, 0x7c00);
  g_assert_cmpuint (nst_half_from_float (-1e30f), ==, 0xfc00);
  g_assert_cmpuint (nst_half_from_float (ldexpf (1, -25)), ==, 0); /* a tie */
  g_assert_cmpuint (nst_half_from_float (ldexpf (1.0001f, -25)), ==, 1);
  g_assert_cmpuint (nst_half_from_float (ldexpf (-1, -140)), ==, 0x8000);
}

static void
test_bfloat16 (void)
{
  check_format (nst_bfloat16_to_float, nst_bfloat16_from_float, 3e38f);
  g_assert_cmpuint (nst_bfloat16_from_float (1), ==, 0x3f80);
  g_assert_cmpuint (nst_bfloat16_from_float (1.00390625f), ==, 0x3f80); /* a tie */
  g_assert_cmpuint (nst_bfloat16_from_float (1.01171875f), ==, 0x3f82); /* another */
  g_assert_cmpuint (nst_bfloat16_from_float (3.4028235e38f), ==, 0x7f80);
  g_assert_true (isnan (nst_bfloat16_to_float (nst_bfloat16_from_float (NAN))));
}

/* ---- Safetensors ------------------------------------------------------------------- */

static GByteArray *
safetensors (const char *header, guint data_length)
{
  GByteArray *bytes = g_byte_array_new ();

  put_number (bytes, strlen (header), 8);
  put_text (bytes, header);
  put_zeros (bytes, data_length);
  return bytes;
}

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
  nst_weight_writer_set_metadata (writer, "licence", "");
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
  g_autofree char         *path = path_of ("round \xc3\xbc trip.safetensors");
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
  assert_tensor (file, names[0], 1, shape_3, eight);
  assert_tensor (file, names[1], 2, shape_24, eight);
  assert_tensor (file, names[2], 2, shape_0, NULL);
  assert_tensor (file, names[3], 2, shape_24, eight);
  assert_tensor (file, names[4], 0, NULL, eight + 3);
  g_assert_null (nst_weight_file_lookup (file, "Half"));
  g_assert_cmpstr (nst_weight_file_get_metadata (file, "source"), ==,
                   "a \"made-up\" \\ network\n\xc3\xa9");
  g_assert_cmpstr (nst_weight_file_get_metadata (file, "licence"), ==, "");
  g_assert_null (nst_weight_file_get_metadata (file, "version"));
}

/* The bytes are those of the format's description: other programs must read them. */
static void
test_written_bytes (void)
{
  static const char   header[] = "{\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[4,6]},"
                                 "\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
  static const guint8 data[] = { 0x00, 0x00, 0xa0, 0x3f, 0x00, 0x3d };
  static const float  value = 1.25f;
  const gint64        one = 1;
  g_autofree char    *path = path_of ("bytes.safetensors");
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
  g_autofree char   *path = path_of ("kept.safetensors");
  g_autofree char   *nowhere = path_of ("no/such/folder.safetensors");
  g_autoptr (NstWeightWriter) good = make_writer ();
  g_autoptr (NstWeightWriter) bad = nst_weight_writer_new ();
  g_autoptr (NstWeightFile) file = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (nst_weight_writer_save (good, path, NULL));
  nst_weight_writer_add (bad, "large", NST_DTYPE_F16, 1, &one, &large);
  g_assert_false (nst_weight_writer_save (bad, path, &error));
  g_assert_error (error, NST_ERROR, NST_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "'large'"));
  file = nst_weight_file_open (path, NULL); /* the old one is still there */
  g_assert_nonnull (nst_weight_file_lookup (file, "half"));

  g_clear_error (&error);
  g_assert_false (nst_weight_writer_save (good, nowhere, &error));
  g_assert_error (error, NST_ERROR, NST_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, nowhere));
}

/* Files that other programs write: spaces, any order of keys, other formats, unaligned data. */
static void
test_foreign_safetensors (void)
{
  static const char header[]
      = "{ \"b\" : {\"shape\": [ 2 ], \"data_offsets\": [1, 9], \"dtype\": \"F32\"},\n"
        " \"\\u0061\\\"\": {\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]},"
        " \"n\": {\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[9,17]}} ";
  static const float zeros[2] = { 0 };
  const gint64       two = 2;
  g_autoptr (GByteArray) bytes = safetensors (header, 17);
  g_autoptr (NstWeightFile) file = open_bytes (bytes);
  g_autoptr (GError) error = NULL;
  float value;

  assert_tensor (file, "b", 1, &two, zeros);
  g_assert_cmpint (nst_weight_file_lookup (file, "a\"")->dtype, ==, NST_DTYPE_OTHER);
  g_assert_false (nst_weight_file_read (file, "n", 0, NULL, &value, &error));
  check_sentence (error, nst_weight_file_get_path (file), "'n' is not of float32");
}

static void
test_wrong_request (void)
{
  const gint64 three = 3;
  const gint64 shape[] = { 2, 1 };
  g_autoptr (GByteArray) bytes
      = safetensors ("{\"b\":{\"shape\":[2],\"data_offsets\":[0,8],\"dtype\":\"F32\"}}", 8);
  g_autoptr (NstWeightFile) file = NULL;
  const char *path;
  float       values[3];

  for (guint i = 0; i < 4; i++)
    {
      static const char *const fragments[]
          = { "no tensor 'c'", "has the shape (2) where (3) is needed",
              "has the shape (2) where (2, 1) is needed", "'b' holds an infinity" };
      g_autoptr (GError) error = NULL;

      if (i == 3) /* the exponent of the second number */
        memcpy (bytes->data + bytes->len - 2, "\x80\x7f", 2);
      g_clear_pointer (&file, nst_weight_file_free);
      file = open_bytes (bytes);
      path = nst_weight_file_get_path (file);
      g_assert_false (nst_weight_file_read (file, i == 0 ? "c" : "b", i == 2 ? 2 : 1,
                                            i == 1   ? &three
                                            : i == 2 ? shape
                                                     : (const gint64[]) { 2 },
                                            values, &error));
      check_sentence (error, path, fragments[i]);
    }
}

#define TENSOR(name, dtype, shape, offsets)                                                        \
  "\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"
static const struct
{
  const char *header;
  guint       data;
  const char *fragment;
} bad_safetensors[] = {
  { "{}", 0, "no tensors" },
  { "{\"__metadata__\":{\"a\":\"b\"}}", 0, "no tensors" },
  { "{\"__metadata__\":{\"a\":1}}", 0, "metadata" },
  { "{\"__metadata__\":7}", 0, "metadata" },
  { "{\"__metadata__\":{\"a\":\"\\ud800\"}}", 0, "its" },
  { "{" TENSOR ("\\ud800", "F32", "[1]", "[0,4]") "}", 4, "its" },
  { "{\"a\":7}", 0, "'a' has no valid dtype" },
  { "{\"a\":{}}", 0, "'a' has no valid dtype" },
  { "{\"a\":null}", 0, "'a' has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4,8]") "}", 8, "'a' has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "[0]") "}", 8, "'a' has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "[-4,0]") "}", 8, "'a' has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4.0]") "}", 8, "'a' has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "[[],[]]") "}", 8, "'a' has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "\"0,4\"") "}", 8, "'a' has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[-1]", "[0,4]") "}", 4, "'a' has no shape" },
  { "{" TENSOR ("a", "F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]") "}", 4, "'a' has no shape" },
  { "{" TENSOR ("a", "F32", "[true]", "[0,4]") "}", 4, "'a' has no shape" },
  { "{" TENSOR ("a", "F99", "[1]", "[0,4]") "}", 4, "unknown number format 'F99'" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,3]") "}", 3, "ends within a number" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,8]") "}", 8, "'a' is smaller than" },
  { "{" TENSOR ("a", "F32", "[0]", "[0,4]") "}", 4, "'a' is smaller than" },
  { "{" TENSOR ("a", "F32", "[3]", "[0,8]") "}", 8, "'a' reaches beyond" },
  { "{" TENSOR ("a", "F32", "[4294967296,4294967296,4]", "[0,8]") "}", 8, "'a' reaches beyond" },
  { "{" TENSOR ("a", "F32", "[1,999999999999999999]", "[0,4]") "}", 4, "'a' reaches beyond" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,18446744073709551620]") "}", 4, "not one of tensors" },
  { "{" TENSOR ("a", "F32", "[1]", "[4,8]") "}", 4, "not all in the file" },
  { "{" TENSOR ("a", "F32", "[1]", "[4,0]") "}", 8, "not all in the file" },
  { "{" TENSOR ("a", "F32", "[1]", "[999999999999999990,999999999999999994]") "}", 8,
    "not all in the file" },
  { "{" TENSOR ("a", "F32", "[1]", "[4,8]") "}", 8, "'a' begins behind a gap" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4]") "}", 8, "data behind" },
  { "{" TENSOR ("a", "F32", "[2]", "[0,8]") "," TENSOR ("b", "F32", "[1]", "[4,8]") "}", 8,
    "'b' overlaps" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4]") "," TENSOR ("b", "F32", "[1]", "[0,4]") "}", 4,
    "overlaps" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4]") "," TENSOR ("a", "F32", "[1]", "[4,8]") "}", 8,
    "'a' twice" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4]") "," TENSOR ("\\u0061", "F32", "[1]", "[4,8]") "}", 8,
    "'a' twice" },
  { "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
    "'dtype' twice" },
  { "{" TENSOR ("a\\u0000", "F32", "[1]", "[0,4]") "}", 4, "not valid JSON" },
  { "{/*\"*/" TENSOR ("a", "F32", "[1]", "[0,4]") "/*\"*/}", 4, "not valid JSON" },
  { "{'a':1}", 4, "not valid JSON" },
  { "{\"a\":1", 4, "not valid JSON" },
  { "{\"a", 4, "not valid JSON" },
  { "{}]", 4, "not valid JSON" },
  { "{}{}", 4, "not valid JSON" },
  { "{\xff}", 4, "not UTF-8" },
  { "{\"a\xc3\":1}", 4, "not UTF-8" },
};

#undef TENSOR

static void
test_bad_safetensors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_safetensors); i++)
    {
      g_autoptr (GByteArray) bytes
          = safetensors (bad_safetensors[i].header, bad_safetensors[i].data);

      assert_refused (bytes, bad_safetensors[i].fragment);
    }
}

/* A header that would overflow the parser's stack, or build a tree of a hundred times its size. */
static void
test_huge_headers (void)
{
  g_autofree char *path = path_of ("huge");
  g_autoptr (GString) deep = g_string_new ("{\"a\":");
  g_autoptr (GString) wide = g_string_new ("{\"a\":[0");
  g_autoptr (GString) text = g_string_new ("{\"");
  g_autoptr (GByteArray) deeper = NULL;
  g_autoptr (GByteArray) wider = NULL;
  g_autoptr (GByteArray) longer = NULL;
  FILE *stream;

  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (deep, '[');
  deeper = safetensors (deep->str, 0);
  assert_refused (deeper, "nests too deep");
  for (guint i = 0; i < 2000000; i++)
    g_string_append (wide, ",0");
  g_string_append (wide, "]}");
  wider = safetensors (wide->str, 0);
  assert_refused (wider, "too many values");

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "name\\n");
  g_string_append (text, "\":0}");
  longer = safetensors (text->str, 0);
  assert_refused (longer, "name?name?");

  stream = g_fopen (path, "wb"); /* sparse */
  g_assert_cmpuint (fwrite ("\x80\x96\x98\0\0\0\0\0{\"a\":1}", 1, 15, stream), ==, 15);
  g_assert_cmpint (fseek (stream, 100000100, SEEK_SET), ==, 0);
  g_assert_cmpint (fputc (0, stream), ==, 0);
  fclose (stream);
  assert_path_refused (path, "not UTF-8"); /* 10 MB of zeros */
  stream = g_fopen (path, "r+b");
  g_assert_cmpuint (fwrite ("\x01\x24\xf4\0", 1, 4, stream), ==, 4);
  fclose (stream);
  assert_path_refused (path, "longer than 16 MB");
  g_remove (path);
}

static void
test_damaged_safetensors (void)
{
  static const char header[] = "{\"__metadata__\":{\"a\":\"b\"},"
                               "\"a\":{\"dtype\":\"F16\",\"shape\":[2,1],\"data_offsets\":[0,4]},"
                               "\"b\":{\"dtype\":\"F32\",\"shape\":[2],"
                               "\"data_offsets\":[4,12]}}  ";
  g_autoptr (GByteArray) bytes = safetensors (header, 12);

  damage (bytes, TRUE);
}

/* ---- Torch checkpoints, made by hand ----------------------------------------------- */

static void
pickle_string (GByteArray *bytes, const char *text)
{
  put_text (bytes, "X");
  put_number (bytes, strlen (text), 4);
  put_text (bytes, text);
}

static void
pickle_integer (GByteArray *bytes, gint64 value)
{
  put (bytes, "\x8a\x08", 2);
  put_number (bytes, (guint64) value, 8);
}

static void
pickle_integers (GByteArray *bytes, guint n, const gint64 *values)
{
  put_text (bytes, "(");
  for (guint i = 0; i < n; i++)
    pickle_integer (bytes, values[i]);
  put_text (bytes, "t");
}

typedef struct
{
  const char *name;
  const char *type; /* of the storage */
  const char *key;
  gint64      n;       /* elements of the storage */
  gint64      view[2]; /* first element and elements of a part of it; none when both are 0 */
  gint64      first;
  guint       n_dimensions;
  gint64      shape[3];
  gint64      strides[3];
} TorchTensor;

static void
pickle_tensor (GByteArray *bytes, const TorchTensor *tensor)
{
  put_text (bytes, "ctorch._utils\n_rebuild_tensor_v2\n((");
  pickle_string (bytes, "storage");
  put_text (bytes, "ctorch\n");
  put_text (bytes, tensor->type);
  put_text (bytes, "\n");
  pickle_string (bytes, tensor->key);
  pickle_string (bytes, "cuda:0");
  pickle_integer (bytes, tensor->n);
  if (tensor->view[0] != 0 || tensor->view[1] != 0)
    {
      pickle_string (bytes, "another key");
      pickle_integer (bytes, tensor->view[0]);
      pickle_integer (bytes, tensor->view[1]);
      put_text (bytes, "\x87");
    }
  else
    put_text (bytes, "N");
  put_text (bytes, "tQ");
  pickle_integer (bytes, tensor->first);
  pickle_integers (bytes, tensor->n_dimensions, tensor->shape);
  pickle_integers (bytes, tensor->n_dimensions, tensor->strides);
  put_text (bytes, "\x89"
                   "ccollections\nOrderedDict\n)RtR");
}

/* The dict itself, without what begins and ends a pickle. */
static void
pickle_state (GByteArray *bytes, const TorchTensor *tensors, guint n)
{
  put_text (bytes, "ccollections\nOrderedDict\n)Rq");
  put_number (bytes, 9, 1);
  put_text (bytes, "(");
  for (guint i = 0; i < n; i++)
    {
      pickle_string (bytes, tensors[i].name);
      pickle_tensor (bytes, &tensors[i]);
    }
  pickle_string (bytes, "not a tensor");
  put_text (bytes, "]u}");
  pickle_string (bytes, "_metadata");
  put_text (bytes, "h");
  put_number (bytes, 9, 1);
  put_text (bytes, "sb"); /* among the dict's attributes is the dict: a cycle */
}

static GByteArray *
pickle_of (const TorchTensor *tensors, guint n)
{
  GByteArray *bytes = g_byte_array_new ();

  put_text (bytes, "\x80\x02");
  pickle_state (bytes, tensors, n);
  put_text (bytes, ".");
  return bytes;
}

typedef struct
{
  const char *key;
  const char *bytes;
  guint       n;
  guint       element_size;
} TorchStorage;

static GByteArray *
legacy (const GByteArray *state, const TorchStorage *storages, guint n)
{
  GByteArray *bytes = g_byte_array_new ();

  put (bytes, "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.", 21);
  put_text (bytes, "\x80\x02}(");
  pickle_string (bytes, "little_endian");
  put_text (bytes, "\x88u.");
  put_bytes (bytes, state);
  put_text (bytes, "\x80\x02](");
  for (guint i = 0; i < n; i++)
    pickle_string (bytes, storages[i].key);
  put_text (bytes, "e.");
  for (guint i = 0; i < n; i++)
    {
      put_number (bytes, storages[i].n, 8);
      put (bytes, storages[i].bytes, storages[i].n * storages[i].element_size);
    }
  return bytes;
}

typedef struct
{
  GByteArray *archive, *directory;
  guint       n;
  gboolean    wide;   /* zip64 */
  guint       method; /* of compression */
} Zip;

static void
zip_add (Zip *zip, const char *name, const char *content, gsize length)
{
  guint64 offset = zip->archive->len;

  put_number (zip->archive, 0x04034b50, 4);
  put_zeros (zip->archive, 22);
  put_number (zip->archive, strlen (name), 2);
  put_number (zip->archive, 6, 2);
  put_text (zip->archive, name);
  put (zip->archive, "FB\2\0ZZ", 6); /* padding, as torch has it */
  put (zip->archive, content, length);

  put_number (zip->directory, 0x02014b50, 4);
  put_zeros (zip->directory, 6);
  put_number (zip->directory, zip->method, 2);
  put_zeros (zip->directory, 8);
  put_number (zip->directory, zip->wide ? G_MAXUINT32 : length, 4);
  put_number (zip->directory, zip->wide ? G_MAXUINT32 : length, 4);
  put_number (zip->directory, strlen (name), 2);
  put_number (zip->directory, zip->wide ? 32 : 0, 2);
  put_zeros (zip->directory, 10);
  put_number (zip->directory, zip->wide ? G_MAXUINT32 : offset, 4);
  put_text (zip->directory, name);
  if (zip->wide)
    {
      put (zip->directory, "\xff\xff\0\0\1\0\x18\0", 8);
      put_number (zip->directory, length, 8);
      put_number (zip->directory, length, 8);
      put_number (zip->directory, offset, 8);
    }
  zip->n++;
}

/* Ends the archive, which is the result. */
static GByteArray *
zip_end (Zip *zip)
{
  guint64 start = zip->archive->len, size = zip->directory->len, record = start + size;

  put_bytes (zip->archive, zip->directory);
  g_byte_array_unref (zip->directory);
  if (zip->wide)
    {
      put_number (zip->archive, 0x06064b50, 4);
      put_number (zip->archive, 44, 8);
      put_zeros (zip->archive, 12);
      put_number (zip->archive, zip->n, 8);
      put_number (zip->archive, zip->n, 8);
      put_number (zip->archive, size, 8);
      put_number (zip->archive, start, 8);
      put_number (zip->archive, 0x07064b50, 4);
      put_zeros (zip->archive, 4);
      put_number (zip->archive, record, 8);
      put_number (zip->archive, 1, 4);
    }
  put_number (zip->archive, 0x06054b50, 4);
  put_zeros (zip->archive, 4);
  put_number (zip->archive, zip->wide ? 0xffff : zip->n, 2);
  put_number (zip->archive, zip->wide ? 0xffff : zip->n, 2);
  put_number (zip->archive, zip->wide ? G_MAXUINT32 : size, 4);
  put_number (zip->archive, zip->wide ? G_MAXUINT32 : start, 4);
  put_number (zip->archive, 0, 2);
  return zip->archive;
}

static void
zip_begin (Zip *zip, gboolean wide)
{
  *zip = (Zip) { g_byte_array_new (), g_byte_array_new (), 0, wide, 0 };
}

static GByteArray *
zip_of (const GByteArray *state, const TorchStorage *storages, guint n, gboolean wide)
{
  Zip zip;

  zip_begin (&zip, wide);
  zip_add (&zip, "net/data.pkl", (const char *) state->data, state->len);
  zip_add (&zip, "net/byteorder", "little", 6);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("net/data/%s", storages[i].key);

      zip_add (&zip, name, storages[i].bytes, storages[i].n * storages[i].element_size);
    }
  return zip_end (&zip);
}

/* A storage of the float32 numbers 0 to 5, one of two float16 numbers, one of an int64. */
static const TorchStorage three_storages[] = {
  { "17", "\0\0\0\0\0\0\x80?\0\0\0@\0\0@@\0\0\x80@\0\0\xa0@", 6, 4 },
  { "4", "\0\x3c\0\xc0", 2, 2 },
  { "9", "\5\0\0\0\0\0\0\0", 1, 8 },
};

static const TorchTensor five_tensors[] = {
  { "all", "FloatStorage", "17", 6, { 0, 0 }, 0, 2, { 2, 3 }, { 3, 1 } },
  { "turned", "FloatStorage", "17", 6, { 0, 0 }, 0, 2, { 3, 2 }, { 1, 3 } },
  { "row", "FloatStorage", "17", 6, { 0, 0 }, 3, 2, { 1, 3 }, { 77, 1 } },
  { "half", "HalfStorage", "4", 2, { 0, 0 }, 0, 1, { 2 }, { 1 } },
  { "count", "LongStorage", "9", 1, { 0, 0 }, 0, 0, { 0 }, { 0 } },
};

static void
check_five_tensors (const GByteArray *bytes)
{
  static const float numbers[] = { 0, 1, 2, 3, 4, 5 }, turned[] = { 0, 3, 1, 4, 2, 5 };
  static const float halves[] = { 1, -2 };
  const gint64       two = 2;
  g_autoptr (NstWeightFile) file = open_bytes (bytes);

  g_assert_cmpuint (nst_weight_file_get_n (file), ==, 5);
  assert_tensor (file, "all", 2, (const gint64[]) { 2, 3 }, numbers);
  assert_tensor (file, "turned", 2, (const gint64[]) { 3, 2 }, turned);
  assert_tensor (file, "row", 2, (const gint64[]) { 1, 3 }, numbers + 3);
  assert_tensor (file, "half", 1, &two, halves);
  g_assert_cmpint (nst_weight_file_lookup (file, "count")->dtype, ==, NST_DTYPE_OTHER);
  g_assert_cmpint (nst_weight_file_lookup (file, "half")->dtype, ==, NST_DTYPE_F16);
  g_assert_null (nst_weight_file_get_metadata (file, "source"));
}

static void
test_legacy (void)
{
  g_autoptr (GByteArray) state = pickle_of (five_tensors, 5);
  g_autoptr (GByteArray) bytes = legacy (state, three_storages, 3);

  check_five_tensors (bytes);
}

static void
test_zip (void)
{
  g_autoptr (GByteArray) state = pickle_of (five_tensors, 5);
  g_autoptr (GByteArray) bytes = zip_of (state, three_storages, 3, FALSE);
  g_autoptr (GByteArray) wide = zip_of (state, three_storages, 3, TRUE);

  check_five_tensors (bytes);
  check_five_tensors (wide);
}

/* A checkpoint of a training run has the state dict under a name, beside other things. */
static void
test_nested (void)
{
  static const char *const names[] = { "model", "state_dict" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GByteArray) state = g_byte_array_new ();
      g_autoptr (GByteArray) bytes = NULL;

      put_text (state, "\x80\x02}(");
      pickle_string (state, "epoch");
      put_text (state, "J\xfe\xff\xff\xff");
      pickle_string (state, "loss");
      put (state, "G?\xf0\0\0\0\0\0\0", 9);
      pickle_string (state, names[i]);
      pickle_state (state, five_tensors, 5);
      put_text (state, "u.");
      bytes = legacy (state, three_storages, 3);
      check_five_tensors (bytes);
    }
}

/* Storages that are parts of others, in the way of old files, and parameters. */
static void
test_views_and_parameters (void)
{
  static const TorchTensor view = { "", "FloatStorage", "17", 6, { 2, 3 }, 1, 1, { 2 }, { 1 } };
  static const float       numbers[] = { 3, 4 };
  const gint64             two = 2;
  g_autoptr (GByteArray) state = g_byte_array_new ();
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (NstWeightFile) file = NULL;

  put_text (state, "\x80\x02}(");
  pickle_string (state, "view");
  pickle_tensor (state, &view);
  pickle_string (state, "parameter");
  put_text (state, "ctorch._utils\n_rebuild_parameter\n(");
  pickle_tensor (state, &view);
  put_text (state, "\x88)tRu.");
  bytes = legacy (state, three_storages, 1);
  file = open_bytes (bytes);
  assert_tensor (file, "view", 1, &two, numbers);
  assert_tensor (file, "parameter", 1, &two, numbers);
}

/* The spelling of pickle's later protocols, and of Python 2. */
static void
test_spellings (void)
{
  static const char modern[]
      = "\x80\x04\x95\0\0\0\0\0\0\0\0}\x94(\x8c\1a\x94\x8c\x0ctorch._utils\x94\x8c\x12_rebuild_"
        "tensor_v2"
        "\x94\x93\x94((\x8c\7storage\x94\x8c\5torch\x94\x8c\x0c"
        "FloatStorage\x94\x93\x94\x8c\2"
        "17\x94\x8c\3cpu\x94K\6Nt\x94QK\0K\6\x85\x94K\1\x85\x94\x89}\x94t\x94R\x94u.";
  static const char ancient[]
      = "\x80\x02"
        "ccollections\nOrderedDict\n(](](U\1actorch._utils\n_rebuild_tensor\n((T\7\0\0\0storage"
        "ctorch.cuda\nFloatStorage\nU\2"
        "17U\3cpuJ\6\0\0\0tQM\0\0(K\6t(K\1ttReetR.";
  static const float numbers[] = { 0, 1, 2, 3, 4, 5 };
  const gint64       six = 6;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GByteArray) state = g_byte_array_new ();
      g_autoptr (GByteArray) bytes = NULL;
      g_autoptr (NstWeightFile) file = NULL;

      if (i == 0)
        put (state, modern, sizeof modern - 1);
      else
        put (state, ancient, sizeof ancient - 1);
      bytes = legacy (state, three_storages, 1);
      file = open_bytes (bytes);
      assert_tensor (file, "a", 1, &six, numbers);
    }
}

static void
assert_state_refused (const GByteArray *state, const TorchStorage *storages, guint n,
                      const char *fragment)
{
  g_autoptr (GByteArray) old = legacy (state, storages, n);
  g_autoptr (GByteArray) new = zip_of (state, storages, n, FALSE);

  assert_refused (old, fragment);
  assert_refused (new, fragment);
}

static void
test_bad_tensors (void)
{
#define HUGE_ ((gint64) 1 << 62)
  static const struct
  {
    TorchTensor tensor;
    const char *fragment;
  } cases[] = {
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { 7 }, { 1 } }, "'a' reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 1, 1, { 6 }, { 1 } }, "'a' reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 7, 1, { 0 }, { 1 } }, "'a' reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { 4 }, { 2 } }, "'a' reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, HUGE_, 1, { 1 }, { 1 } }, "'a' reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, -1, 1, { 1 }, { 1 } }, "'a' reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { HUGE_ }, { 1 } }, "'a' reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { 2 }, { HUGE_ } }, "'a' reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 3, { 2, 2, 1 }, { HUGE_, HUGE_, 1 } },
      "'a' reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 3, { HUGE_, HUGE_, 4 }, { 4, 4, 1 } },
      "'a' reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 2, { 4, 4 }, { 1, 1 } }, "'a' reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 2, { 3, 2 }, { 0, 1 } },
      "'a' repeats its data" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 2, { HUGE_, 2 }, { 0, 1 } }, "'a' repeats" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 5, 1, { 3 }, { -1 } }, "'a' has a negative" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { -1 }, { 1 } }, "'a' has a negative" },
    { { "a", "FloatStorage", "17", 6, { 5, 2 }, 0, 1, { 2 }, { 1 } }, "'a' is described" },
    { { "a", "FloatStorage", "17", 6, { -1, 2 }, 0, 1, { 2 }, { 1 } }, "'a' is described" },
    { { "a", "FloatStorage", "17", 6, { 4, 2 }, 0, 1, { 3 }, { 1 } }, "'a' reaches beyond" },
    { { "a\xff", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "is not UTF-8" },
    { { "a", "FloatStorage", "17", 5, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "has not the size" },
    { { "a", "DoubleStorage", "17", 5, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "has not the size" },
    { { "a", "FloatStorage", "17", HUGE_, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "impossible size" },
    { { "a", "FloatStorage", "17", -6, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "impossible size" },
    { { "a", "QuantumStorage", "17", 6, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "'torch.QuantumStorage'" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) state = pickle_of (&cases[i].tensor, 1);

      assert_state_refused (state, three_storages, 1, cases[i].fragment);
    }
#undef HUGE_
}

/* What is wrong with more than one tensor, or with the list of storages. */
static void
test_bad_storages (void)
{
  TorchTensor  two[2] = { five_tensors[0], five_tensors[0] };
  TorchStorage twice[2] = { three_storages[0], three_storages[0] };
  TorchStorage large = { "17", "", 6, 0 };
  g_autoptr (GByteArray) same_name = pickle_of (two, 2);
  g_autoptr (GByteArray) one = pickle_of (two, 1);
  g_autoptr (GByteArray) two_types = NULL;
  g_autoptr (GByteArray) missing = legacy (one, NULL, 0);
  g_autoptr (GByteArray) repeated = legacy (one, twice, 2);
  g_autoptr (GByteArray) foreign = legacy (one, three_storages, 2);
  g_autoptr (GByteArray) short_file = legacy (one, &large, 1);
  g_autoptr (GByteArray) zip_missing = zip_of (one, NULL, 0, FALSE);
  g_autoptr (GByteArray) zip_repeated = zip_of (one, twice, 2, FALSE);

  assert_state_refused (same_name, three_storages, 1, "'all' is there twice");
  two[1].name = "b";
  two[1].type = "IntStorage";
  two_types = pickle_of (two, 2);
  assert_state_refused (two_types, three_storages, 1, "'17' is described in two ways");
  assert_refused (missing, "storage '17' is missing");
  assert_refused (repeated, "list of storages");
  assert_refused (foreign, "list of storages");
  assert_refused (short_file, "ends within its storage '17'");
  assert_refused (zip_missing, "no entry 'net/data/17'");
  assert_refused (zip_repeated, "two entries of one name");
}

static const struct
{
  const char *pickle;
  const char *fragment;
} bad_pickles[] = {
  { "cos\nsystem\n(X\x04\x01\x01\x01"
    "boomtR.",
    "'os.system'" },
  { "cposix\nsystem\n.", "'posix.system'" },
  { "X\x0a\x01\x01\x01"
    "aaaaaaaaaa.",
    "ends early" },
  { "U\2osU\6system\x93.", "'os.system'" },
  { "}}\x93.", "names a class by no string" },
  { "ctorch\nFloatStorage\n)R.", "no known function" },
  { "ccollections\nOrderedDict\n}R.", "no known function" },
  { "})R.", "no known function" },
  { "ccollections\nOrderedDict\n(](NetR.", "no list of pairs" },
  { "ccollections\nOrderedDict\n](Ne\x85R.", "no list of pairs" },
  { "ccollections\nOrderedDict\nN\x85R.", "no list of pairs" },
  { "ccollections", "name that does not end" },
  { "c\n\n.", "'.'" },
  { "i__main__\nx\n.", "instruction 0x69" },
  { "\x81.", "instruction 0x81" },
  { "}b.", "empty stack" },
  { "N}b.", "no dict" },
  { ".", "empty stack" },
  { "(.", "empty stack" },
  { "N(.", "empty stack" },
  { "(t\x85\x86.", "empty stack" },
  { "R.", "empty stack" },
  { "Q.", "empty stack" },
  { "NQ.", "unknown way" },
  { "(NNNNNtQ.", "unknown way" },
  { "t.", "never began" },
  { "u.", "never began" },
  { "(NNu.", "empty stack" },
  { "N(NNu.", "none fit" },
  { "}(Nu.", "none fit" },
  { "}(Ne.", "none fit" },
  { "]NNs.", "none fit" },
  { "Na.", "empty stack" },
  { "h\x05.", "never kept" },
  { "q\x05.", "empty stack" },
  { "\x80\x09.", "protocol 9" },
  { "N.", "no state dict" },
  { "].", "no state dict" },
  { "}.", "no tensors" },
  { "}U\5model}s.", "no tensors" },
  { "}U\1actorch._utils\n_rebuild_tensor_v2\n)Rs.", "'a' is described" },
  { "}U\1actorch._utils\n_rebuild_tensor_v2\n(NNNNtRs.", "'a' is described" },
};

static void
test_bad_pickles (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_pickles); i++)
    {
      g_autoptr (GByteArray) state = g_byte_array_new ();
      g_autoptr (GByteArray) bytes = NULL;

      put_text (state, "\x80\x02");
      put_text (state, bad_pickles[i].pickle);
      /* In a legacy file the pickle would go on with the next one. */
      bytes = zip_of (state, NULL, 0, FALSE);
      assert_refused (bytes, bad_pickles[i].fragment);
    }
}

/* Pickles of which a few bytes ask for much. */
static void
test_pickle_bombs (void)
{
  static const char *const ops[] = { "N", "]", "(", "0]" };
  g_autoptr (GByteArray) deep = g_byte_array_new ();
  g_autoptr (GByteArray) pairs = g_byte_array_new ();
  g_autoptr (GByteArray) long_string = g_byte_array_new ();

  for (guint o = 0; o < G_N_ELEMENTS (ops); o++)
    {
      g_autoptr (GByteArray) endless = g_byte_array_new ();

      put_text (endless, "\x80\x02]");
      for (guint i = 0; i < 2200000; i += (guint) strlen (ops[o]))
        put_text (endless, ops[o]);
      put_text (endless, ".");
      assert_state_refused (endless, NULL, 0, "longer than that of any network");
    }

  put_text (deep, "\x80\x02}U\1aN"); /* a tuple of a tuple of a tuple ... */
  for (guint i = 0; i < 1000000; i++)
    put_text (deep, "\x85");
  put_text (deep, "s.");
  assert_state_refused (deep, NULL, 0, "no tensors");

  put_text (pairs, "\x80\x02"
                   "NN\x86q\1(](" /* a list of one pair 100000 times ... */);
  for (guint i = 0; i < 100000; i++)
    put_text (pairs, "h\1");
  put_text (pairs, "e\x85q\2");
  for (guint i = 0; i < 100000; i++) /* ... in 100000 dicts */
    put_text (pairs, "ccollections\nOrderedDict\nh\2R");
  put_text (pairs, ".");
  assert_state_refused (pairs, NULL, 0, "longer than that of any network");

  put (long_string, "\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff.", 12);
  assert_state_refused (long_string, NULL, 0, "ends early");
}

static void
test_bad_zips (void)
{
  g_autoptr (GByteArray) state = pickle_of (five_tensors, 1);
  const char *data = (const char *) state->data;
  static const struct
  {
    const char *names[2];
    guint       method;
    const char *fragment;
  } cases[] = {
    { { "net/data.pkl", "net/data/17" }, 8, "compressed" },
    { { "net/data.pkl", "other/data.pkl" }, 0, "not one that torch.save wrote" },
    { { "a/b/data.pkl", "data.pkl" }, 0, "not one that torch.save wrote" },
    { { "word/document.xml", "x" }, 0, "not one that torch.save wrote" },
    { { "net/data.pkl", "net/data/18" }, 0, "no entry 'net/data/17'" },
    { { "net/data.pkl", "net/data/17" }, 0, "has not the size" },
    { { "net/data.pkl", "net/byteorder" }, 0, "little-endian" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = NULL;
      Zip zip;

      zip_begin (&zip, FALSE);
      zip.method = cases[i].method;
      for (guint e = 0; e < 2; e++)
        zip_add (&zip, cases[i].names[e], data, state->len);
      bytes = zip_end (&zip);
      assert_refused (bytes, cases[i].fragment);
    }
}

static void
test_bad_legacy (void)
{
  g_autoptr (GByteArray) state = pickle_of (five_tensors, 5);
  g_autoptr (GByteArray) good = legacy (state, three_storages, 3);
  static const struct
  {
    guint       at;
    guint8      byte;
    const char *fragment;
  } cases[] = {
    { 4, 0, "not one that torch.save wrote" },
    { 18, 0, "unknown version" },
    { 43, 0x89, "little-endian" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 kept = good->data[cases[i].at];

      good->data[cases[i].at] = cases[i].byte;
      assert_refused (good, cases[i].fragment);
      good->data[cases[i].at] = kept;
    }
  check_five_tensors (good);
}

static void
test_damaged_torch (void)
{
  g_autoptr (GByteArray) state = pickle_of (five_tensors, 5);
  g_autoptr (GByteArray) old = legacy (state, three_storages, 3);
  g_autoptr (GByteArray) new = zip_of (state, three_storages, 3, FALSE);
  g_autoptr (GByteArray) wide = zip_of (state, three_storages, 3, TRUE);

  damage (old, TRUE);
  damage (new, TRUE);
  damage (wide, TRUE);
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
  g_autofree char *missing = path_of ("missing");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      put (bytes, cases[i].content, cases[i].length);
      assert_refused (bytes, cases[i].fragment);
    }
  assert_path_refused (missing, "no such file");
  assert_path_refused (folder, "it is a folder");
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

/* ---------------------------------------------------------------------------------------------- */

static void
remove_folder (void)
{
  GDir       *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = path_of (name);

      g_remove (path);
    }
  g_dir_close (dir);
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("nst-weight-file-XXXXXX", NULL);
  g_assert_nonnull (folder);
  g_test_add_func ("/half/float16", test_half);
  g_test_add_func ("/half/bfloat16", test_bfloat16);
  g_test_add_func ("/weight-file/round-trip", test_round_trip);
  g_test_add_func ("/weight-file/written-bytes", test_written_bytes);
  g_test_add_func ("/weight-file/save-failures", test_save_failures);
  g_test_add_func ("/weight-file/foreign-safetensors", test_foreign_safetensors);
  g_test_add_func ("/weight-file/wrong-request", test_wrong_request);
  g_test_add_func ("/weight-file/bad-safetensors", test_bad_safetensors);
  g_test_add_func ("/weight-file/huge-headers", test_huge_headers);
  g_test_add_func ("/weight-file/damaged-safetensors", test_damaged_safetensors);
  g_test_add_func ("/weight-file/legacy", test_legacy);
  g_test_add_func ("/weight-file/zip", test_zip);
  g_test_add_func ("/weight-file/nested", test_nested);
  g_test_add_func ("/weight-file/views-and-parameters", test_views_and_parameters);
  g_test_add_func ("/weight-file/spellings", test_spellings);
  g_test_add_func ("/weight-file/bad-tensors", test_bad_tensors);
  g_test_add_func ("/weight-file/bad-storages", test_bad_storages);
  g_test_add_func ("/weight-file/bad-pickles", test_bad_pickles);
  g_test_add_func ("/weight-file/pickle-bombs", test_pickle_bombs);
  g_test_add_func ("/weight-file/bad-zips", test_bad_zips);
  g_test_add_func ("/weight-file/bad-legacy", test_bad_legacy);
  g_test_add_func ("/weight-file/damaged-torch", test_damaged_torch);
  g_test_add_func ("/weight-file/other-files", test_other_files);
  g_test_add_func ("/weight-file/teachers", test_teachers);
  result = g_test_run ();
  remove_folder ();
  return result;
}
