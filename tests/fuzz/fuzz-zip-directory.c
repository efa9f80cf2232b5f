/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz-zip-directory.c - the reader of zip archives' lists of entries alone. */

#include "fuzz.h"
#include "network/zip-directory.h"

static void
find (const NstZipDirectory *directory, const guint8 *data, gsize length, const char *name)
{
  gsize offset, size;
  g_autoptr (GError) error = NULL;

  if (nst_zip_directory_find (directory, name, &offset, &size, &error))
    {
      g_assert_cmpuint (offset, <=, length);
      g_assert_cmpuint (size, <=, length - offset);
      for (gsize i = 0; i < size; i++)
        fuzz_seen = data[offset + i];
    }
  else
    g_assert_nonnull (error);
  fuzz_check_error (error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstZipDirectory) directory = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;

  if (!nst_zip_recognize (data, length))
    return 0;
  directory = nst_zip_directory_new (data, length, &error);
  g_assert_true ((directory == NULL) == (error != NULL));
  fuzz_check_error (error);
  if (directory == NULL)
    return 0;
  folder = nst_zip_directory_find_folder (directory, "data.pkl");
  name = g_strconcat (folder != NULL ? folder : "archive", "/data.pkl", NULL);
  g_assert_true (folder == NULL || nst_zip_directory_has (directory, name));
  find (directory, data, length, name);
  find (directory, data, length, "archive/data/0");
  return 0;
}
