/* SPDX-License-Identifier: GPL-3.0-or-later */

/* weights.c - writes weight files byte by byte, and reads them for the tests. */

#include "weights.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

static char *folder; /* of all the files that are made here */

void
weights_make_folder (void)
{
  folder = g_dir_make_tmp ("nst-weight-file-XXXXXX", NULL);
  g_assert_nonnull (folder);
}

void
bytes_put (GByteArray *bytes, const char *text, gsize length)
{
  g_byte_array_append (bytes, (const guint8 *) text, (guint) length);
}

void
bytes_put_text (GByteArray *bytes, const char *text)
{
  bytes_put (bytes, text, strlen (text));
}

/* A little-endian integer of `n` bytes. */
void
bytes_put_number (GByteArray *bytes, guint64 value, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 byte = (value >> (8 * i)) & 0xff;

      g_byte_array_append (bytes, &byte, 1);
    }
}

void
bytes_put_zeros (GByteArray *bytes, guint n)
{
  for (guint i = 0; i < n; i++)
    bytes_put_number (bytes, 0, 1);
}

void
bytes_put_bytes (GByteArray *bytes, const GByteArray *more)
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

char *
weights_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

void
weights_check_sentence (const GError *error, const char *path, const char *fragment)
{
  g_autofree char *start = g_strdup_printf ("The file “%s” cannot be used: ", path);

  g_assert_error (error, NST_ERROR, NST_ERROR_FILE);
  if (!g_str_has_prefix (error->message, start) || !g_str_has_suffix (error->message, ".")
      || !strstr (error->message, fragment) || !g_utf8_validate (error->message, -1, NULL))
    g_error ("'%s' should be a sentence that says '%s'", error->message, fragment);
}

void
weights_assert_path_refused (const char *path, const char *fragment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstWeightFile) file = nst_weight_file_open (path, &error);

  g_assert_null (file);
  weights_check_sentence (error, path, fragment);
}

void
weights_assert_refused (const GByteArray *bytes, const char *fragment)
{
  g_autofree char *path = weights_path ("refused");

  write_file (path, bytes->data, bytes->len);
  weights_assert_path_refused (path, fragment);
}

NstWeightFile *
weights_open (const GByteArray *bytes)
{
  g_autofree char *path = weights_path ("opened");
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

void
weights_assert_tensor (const NstWeightFile *file, const char *name, guint n_dimensions,
                       const gint64 *shape, const float *expected)
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
      weights_check_sentence (error, path, "");
      return;
    }
  g_assert_true (may_open);
  for (guint i = 0; i < nst_weight_file_get_n (file); i++)
    {
      g_autoptr (GError) failure = NULL;
      g_autofree float *values = read_any (file, nst_weight_file_get (file, i), &failure);

      if (!values)
        weights_check_sentence (failure, path, "");
    }
}

/* Every beginning of the file, and the file with each byte changed in several ways. */
void
weights_damage (const GByteArray *bytes, gboolean ends_exactly)
{
  static const guint8 flips[] = { 0x01, 0x04, 0x20, 0x80, 0xff };
  g_autofree char    *path = weights_path ("damaged");
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

GByteArray *
weights_safetensors (const char *header, guint data_length)
{
  GByteArray *bytes = g_byte_array_new ();

  bytes_put_number (bytes, strlen (header), 8);
  bytes_put_text (bytes, header);
  bytes_put_zeros (bytes, data_length);
  return bytes;
}

void
weights_remove_folder (void)
{
  GDir       *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = weights_path (name);

      g_remove (path);
    }
  g_dir_close (dir);
  g_rmdir (folder);
  g_free (folder);
}
