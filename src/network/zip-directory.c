/* SPDX-License-Identifier: GPL-3.0-or-later */

/* zip-directory.c - the central directory of a zip archive, with the zip64 extensions.  The records
 * and their fields are those of PKWARE's APPNOTE.TXT, sections 4.3 and 4.5.
 */

#include "network/zip-directory.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "network/file-error.h"

#define LOCAL_SIGNATURE   0x04034b50
#define CENTRAL_SIGNATURE 0x02014b50
#define END_SIGNATURE     0x06054b50
#define END64_SIGNATURE   0x06064b50
#define LOCATOR_SIGNATURE 0x07064b50

#define LOCAL_BYTES   30
#define CENTRAL_BYTES 46
#define END_BYTES     22
#define END64_BYTES   56
#define LOCATOR_BYTES 20
#define MAX_COMMENT   65535
#define ZIP64_FIELD   0x0001

typedef struct
{
  guint   flags;
  guint   method;
  guint64 packed_size, size;
  guint64 local; /* offset of its local record */
} Entry;

struct _NstZipDirectory
{
  const guint8 *bytes;
  gsize         length;
  GHashTable   *entries; /* name -> Entry */
};

static guint64
number (const guint8 *bytes, guint n)
{
  guint64 value = 0;

  while (n-- > 0)
    value = value << 8 | bytes[n];
  return value;
}

static gboolean
has_signature (const NstZipDirectory *directory, guint64 offset, guint size, guint32 signature)
{
  return offset <= directory->length && directory->length - offset >= size
         && number (directory->bytes + offset, 4) == signature;
}

static gboolean
refuse_damaged (GError **error)
{
  return nst_file_refuse (error,
                          _ ("its list of zip entries is damaged or missing; download it again."));
}

/* The fixed record at the archive's end, behind which only a comment may stand. */
static gboolean
find_end (const NstZipDirectory *directory, gsize *end)
{
  gsize last = directory->length - END_BYTES;

  for (gsize comment = 0; comment <= MIN (last, MAX_COMMENT); comment++)
    if (has_signature (directory, last - comment, END_BYTES, END_SIGNATURE)
        && number (directory->bytes + last - comment + 20, 2) == comment)
      {
        *end = last - comment;
        return TRUE;
      }
  return FALSE;
}

/* The place and length of the central directory, from the zip64 record where there is one. */
static gboolean
find_directory (const NstZipDirectory *directory, guint64 *start, guint64 *size, guint64 *n)
{
  const guint8 *bytes = directory->bytes;
  gsize         end;

  if (directory->length < END_BYTES || !find_end (directory, &end))
    return FALSE;
  *n = number (bytes + end + 10, 2);
  *size = number (bytes + end + 12, 4);
  *start = number (bytes + end + 16, 4);
  if (end >= LOCATOR_BYTES
      && has_signature (directory, end - LOCATOR_BYTES, LOCATOR_BYTES, LOCATOR_SIGNATURE))
    {
      guint64 record = number (bytes + end - LOCATOR_BYTES + 8, 8);

      if (!has_signature (directory, record, END64_BYTES, END64_SIGNATURE))
        return FALSE;
      *n = number (bytes + record + 32, 8);
      *size = number (bytes + record + 40, 8);
      *start = number (bytes + record + 48, 8);
    }
  return *start <= end && *size <= end - *start && *n <= *size / CENTRAL_BYTES;
}

/* Replaces the fields that did not fit into 32 bits by those of the zip64 extra field, in which
 * only they stand, in this order. */
static gboolean
widen (Entry *entry, const guint8 *extra, guint length)
{
  guint64 *fields[] = { &entry->size, &entry->packed_size, &entry->local };

  for (guint at = 0; at + 4 <= length;)
    {
      guint kind = (guint) number (extra + at, 2);
      guint bytes = (guint) number (extra + at + 2, 2);

      at += 4;
      if (bytes > length - at)
        return FALSE;
      if (kind == ZIP64_FIELD)
        {
          for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
            if (*fields[i] == G_MAXUINT32)
              {
                if (bytes < 8)
                  return FALSE;
                *fields[i] = number (extra + at, 8);
                at += 8;
                bytes -= 8;
              }
          return TRUE;
        }
      at += bytes;
    }
  return TRUE;
}

/* Reads the record at `*at`, which must end before `limit`, and moves on behind it. */
static gboolean
read_record (NstZipDirectory *directory, guint64 *at, guint64 limit, GError **error)
{
  const guint8     *record = directory->bytes + *at;
  g_autofree Entry *entry = g_new0 (Entry, 1);
  g_autofree char  *name = NULL;
  guint             name_length, extra_length, comment_length;

  if (limit - *at < CENTRAL_BYTES
      || !has_signature (directory, *at, CENTRAL_BYTES, CENTRAL_SIGNATURE))
    return refuse_damaged (error);
  entry->flags = (guint) number (record + 8, 2);
  entry->method = (guint) number (record + 10, 2);
  entry->packed_size = number (record + 20, 4);
  entry->size = number (record + 24, 4);
  entry->local = number (record + 42, 4);
  name_length = (guint) number (record + 28, 2);
  extra_length = (guint) number (record + 30, 2);
  comment_length = (guint) number (record + 32, 2);
  *at += CENTRAL_BYTES;
  if (limit - *at < (guint64) name_length + extra_length + comment_length
      || !widen (entry, directory->bytes + *at + name_length, extra_length))
    return refuse_damaged (error);

  name = g_strndup ((const char *) directory->bytes + *at, name_length);
  *at += name_length + extra_length + comment_length;
  if (g_hash_table_contains (directory->entries, name))
    return nst_file_refuse (error, _ ("its zip archive has two entries with the same name."));
  g_hash_table_insert (directory->entries, g_steal_pointer (&name), g_steal_pointer (&entry));
  return TRUE;
}

gboolean
nst_zip_recognize (const guint8 *bytes, gsize length)
{
  return length >= 4 && number (bytes, 4) == LOCAL_SIGNATURE;
}

NstZipDirectory *
nst_zip_directory_new (const guint8 *bytes, gsize length, GError **error)
{
  g_autoptr (NstZipDirectory) directory = g_new0 (NstZipDirectory, 1);
  guint64 at, size, n, limit;

  directory->bytes = bytes;
  directory->length = length;
  directory->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!find_directory (directory, &at, &size, &n))
    {
      refuse_damaged (error);
      return NULL;
    }
  limit = at + size;
  for (guint64 i = 0; i < n; i++)
    if (!read_record (directory, &at, limit, error))
      return NULL;
  return g_steal_pointer (&directory);
}

void
nst_zip_directory_free (NstZipDirectory *directory)
{
  if (!directory)
    return;
  g_hash_table_unref (directory->entries);
  g_free (directory);
}

gboolean
nst_zip_directory_has (const NstZipDirectory *directory, const char *name)
{
  return g_hash_table_contains (directory->entries, name);
}

gboolean
nst_zip_directory_find (const NstZipDirectory *directory, const char *name, gsize *offset,
                        gsize *size, GError **error)
{
  const Entry     *entry = g_hash_table_lookup (directory->entries, name);
  g_autofree char *quoted = nst_file_quote (name, strlen (name));
  guint64          start;

  if (!entry)
    return nst_file_refuse (error, _ ("its zip archive has no entry “%s”."), quoted);
  if (entry->method != 0 || (entry->flags & 1) || entry->packed_size != entry->size)
    return nst_file_refuse (
        error, _ ("its zip entry “%s” is compressed or encrypted; make the file with torch.save."),
        quoted);
  if (!has_signature (directory, entry->local, LOCAL_BYTES, LOCAL_SIGNATURE))
    return refuse_damaged (error);
  /* The local record has its own lengths: torch pads its extra field to align the content. */
  start = entry->local + LOCAL_BYTES + number (directory->bytes + entry->local + 26, 2)
          + number (directory->bytes + entry->local + 28, 2);
  if (start > directory->length || entry->size > directory->length - start)
    return nst_file_refuse (error, _ ("its zip entry “%s” reaches beyond the end of the file."),
                            quoted);
  *offset = (gsize) start;
  *size = (gsize) entry->size;
  return TRUE;
}

char *
nst_zip_directory_find_folder (const NstZipDirectory *directory, const char *name)
{
  GHashTableIter iter;
  gpointer       key;
  char          *folder = NULL;

  g_hash_table_iter_init (&iter, directory->entries);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *separator = strchr (key, '/');

      if (!separator || strcmp (separator + 1, name) != 0)
        continue;
      if (folder)
        {
          g_free (folder);
          return NULL;
        }
      folder = g_strndup (key, (gsize) (separator - (const char *) key));
    }
  return folder;
}
