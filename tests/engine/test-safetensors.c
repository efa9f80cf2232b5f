/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-safetensors.c - safetensors files made byte by byte are read correctly, and invalid ones
 * are errors. */

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "weights.h"

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
  g_autoptr (GByteArray) bytes = weights_safetensors (header, 17);
  g_autoptr (NstWeightFile) file = weights_open (bytes);
  g_autoptr (GError) error = NULL;
  float value;

  weights_assert_tensor (file, "b", 1, &two, zeros);
  g_assert_cmpint (nst_weight_file_lookup (file, "a\"")->dtype, ==, NST_DTYPE_OTHER);
  g_assert_false (nst_weight_file_read (file, "n", 0, NULL, &value, &error));
  weights_check_sentence (error, nst_weight_file_get_path (file), "“n” is not stored as float32");
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
  { "{\"a\":7}", 0, "“a” has no valid dtype" },
  { "{\"a\":{}}", 0, "“a” has no valid dtype" },
  { "{\"a\":null}", 0, "“a” has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4,8]") "}", 8, "“a” has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "[0]") "}", 8, "“a” has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "[-4,0]") "}", 8, "“a” has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4.0]") "}", 8, "“a” has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "[[],[]]") "}", 8, "“a” has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[1]", "\"0,4\"") "}", 8, "“a” has no valid dtype" },
  { "{" TENSOR ("a", "F32", "[-1]", "[0,4]") "}", 4, "“a” has no shape" },
  { "{" TENSOR ("a", "F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]") "}", 4, "“a” has no shape" },
  { "{" TENSOR ("a", "F32", "[true]", "[0,4]") "}", 4, "“a” has no shape" },
  { "{" TENSOR ("a", "F99", "[1]", "[0,4]") "}", 4, "unknown number format “F99”" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,3]") "}", 3, "ends within a number" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,8]") "}", 8, "“a” is smaller than" },
  { "{" TENSOR ("a", "F32", "[0]", "[0,4]") "}", 4, "“a” is smaller than" },
  { "{" TENSOR ("a", "F32", "[3]", "[0,8]") "}", 8, "“a” reaches beyond" },
  { "{" TENSOR ("a", "F32", "[4294967296,4294967296,4]", "[0,8]") "}", 8, "“a” reaches beyond" },
  { "{" TENSOR ("a", "F32", "[1,999999999999999999]", "[0,4]") "}", 4, "“a” reaches beyond" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,18446744073709551620]") "}", 4, "not a list of tensors" },
  { "{" TENSOR ("a", "F32", "[1]", "[4,8]") "}", 4, "not all in the file" },
  { "{" TENSOR ("a", "F32", "[1]", "[4,0]") "}", 8, "not all in the file" },
  { "{" TENSOR ("a", "F32", "[1]", "[999999999999999990,999999999999999994]") "}", 8,
    "not all in the file" },
  { "{" TENSOR ("a", "F32", "[1]", "[4,8]") "}", 8, "a gap before the data of the tensor “a”" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4]") "}", 8, "after its last tensor" },
  { "{" TENSOR ("a", "F32", "[2]", "[0,8]") "," TENSOR ("b", "F32", "[1]", "[4,8]") "}", 8,
    "“b” overlaps" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4]") "," TENSOR ("b", "F32", "[1]", "[0,4]") "}", 4,
    "overlaps" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4]") "," TENSOR ("a", "F32", "[1]", "[4,8]") "}", 8,
    "“a” twice" },
  { "{" TENSOR ("a", "F32", "[1]", "[0,4]") "," TENSOR ("\\u0061", "F32", "[1]", "[4,8]") "}", 8,
    "“a” twice" },
  { "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
    "“dtype” twice" },
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
          = weights_safetensors (bad_safetensors[i].header, bad_safetensors[i].data);

      weights_assert_refused (bytes, bad_safetensors[i].fragment);
    }
}

/* A header that would overflow the parser's stack, or build a tree of a hundred times its size. */
static void
test_huge_headers (void)
{
  g_autofree char *path = weights_path ("huge");
  g_autoptr (GString) deep = g_string_new ("{\"a\":");
  g_autoptr (GString) wide = g_string_new ("{\"a\":[0");
  g_autoptr (GString) text = g_string_new ("{\"");
  g_autoptr (GByteArray) deeper = NULL;
  g_autoptr (GByteArray) wider = NULL;
  g_autoptr (GByteArray) longer = NULL;
  FILE *stream;

  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (deep, '[');
  deeper = weights_safetensors (deep->str, 0);
  weights_assert_refused (deeper, "nested too deeply");
  for (guint i = 0; i < 2000000; i++)
    g_string_append (wide, ",0");
  g_string_append (wide, "]}");
  wider = weights_safetensors (wide->str, 0);
  weights_assert_refused (wider, "too many values");

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "name\\n");
  g_string_append (text, "\":0}");
  longer = weights_safetensors (text->str, 0);
  weights_assert_refused (longer, "name?name?");

  stream = g_fopen (path, "wb"); /* sparse */
  g_assert_cmpuint (fwrite ("\x80\x96\x98\0\0\0\0\0{\"a\":1}", 1, 15, stream), ==, 15);
  g_assert_cmpint (fseek (stream, 100000100, SEEK_SET), ==, 0);
  g_assert_cmpint (fputc (0, stream), ==, 0);
  fclose (stream);
  weights_assert_path_refused (path, "not UTF-8"); /* 10 MB of zeros */
  stream = g_fopen (path, "r+b");
  g_assert_cmpuint (fwrite ("\x01\x24\xf4\0", 1, 4, stream), ==, 4);
  fclose (stream);
  weights_assert_path_refused (path, "longer than 16 MB");
  g_remove (path);
}

static void
test_damaged_safetensors (void)
{
  static const char header[] = "{\"__metadata__\":{\"a\":\"b\"},"
                               "\"a\":{\"dtype\":\"F16\",\"shape\":[2,1],\"data_offsets\":[0,4]},"
                               "\"b\":{\"dtype\":\"F32\",\"shape\":[2],"
                               "\"data_offsets\":[4,12]}}  ";
  g_autoptr (GByteArray) bytes = weights_safetensors (header, 12);

  weights_damage (bytes, TRUE);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  weights_make_folder ();
  g_test_add_func ("/safetensors/foreign", test_foreign_safetensors);
  g_test_add_func ("/safetensors/bad", test_bad_safetensors);
  g_test_add_func ("/safetensors/huge-headers", test_huge_headers);
  g_test_add_func ("/safetensors/damaged", test_damaged_safetensors);
  result = g_test_run ();
  weights_remove_folder ();
  return result;
}
