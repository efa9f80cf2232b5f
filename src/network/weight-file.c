/* SPDX-License-Identifier: GPL-3.0-or-later */

/* weight-file.c - opens a weight file of any supported kind and reads its tensors.
 *
 * The file is memory-mapped, so it must not be shortened while it is open.  Our own writer always
 * replaces files instead, which Windows allows only where no one has mapped them: there, it is read.
 */

#include "network/weight-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "network/file-error.h"
#include "network/safetensors.h"
#include "network/torch-checkpoint.h"

struct _NstWeightFile
{
  char         *path;
  GBytes       *bytes; /* NULL where they are the caller's */
  NstTensorList list;
};

/* ---- Opening ----------------------------------------------------------------------- */

/* Explains what the file is, for files that people often choose by mistake. */
static gboolean
refuse_unknown (const NstTensorList *list, GError **error)
{
  static const struct
  {
    const char *start;
    const char *problem;
  } kinds[] = {
    { "\x89PNG", N_ ("it is a PNG picture; choose a .safetensors or .pth file.") },
    { "\xff\xd8\xff", N_ ("it is a JPEG picture; choose a .safetensors or .pth file.") },
    { "version https://git-lfs",
      N_ ("it is a Git LFS pointer; fetch the file that it stands for.") },
    { "<", N_ ("it is a web page or an XML file; download the weights themselves.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gsize length = strlen (kinds[i].start);

      if (list->length >= length && memcmp (list->bytes, kinds[i].start, length) == 0)
        return nst_file_refuse (error, "%s", _ (kinds[i].problem));
    }
  return nst_file_refuse (
      error, _ ("it is neither a safetensors file nor a PyTorch checkpoint, or it is damaged."));
}

static GBytes *
map_bytes (const char *path, GError **error)
{
#ifdef G_OS_WIN32
  char *contents;
  gsize length;

  return g_file_get_contents (path, &contents, &length, error) ? g_bytes_new_take (contents, length)
                                                               : NULL;
#else
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, error);

  return mapped != NULL ? g_mapped_file_get_bytes (mapped) : NULL;
#endif
}

static GBytes *
map_file (const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  GBytes *bytes = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    nst_file_error_set (error, _ ("it is a folder."));
  else if (!g_file_test (path, G_FILE_TEST_EXISTS))
    nst_file_error_set (error, _ ("there is no such file."));
  else if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)) /* opening a pipe would block */
    nst_file_error_set (error, _ ("it is not a regular file."));
  else if (!(bytes = map_bytes (path, &failure)))
    nst_file_error_set (error, "%s.", failure->message);
  return bytes;
}

static gboolean
read_tensors (NstTensorList *list, GError **error)
{
  gboolean done;

  if (list->length == 0)
    return nst_file_refuse (error, _ ("it is empty."));
  if (nst_safetensors_recognize (list->bytes, list->length))
    done = nst_safetensors_read (list, error);
  else if (nst_torch_checkpoint_recognize (list->bytes, list->length))
    done = nst_torch_checkpoint_read (list, error);
  else
    done = refuse_unknown (list, error);
  if (done && list->entries->len == 0)
    return nst_file_refuse (error, _ ("it contains no tensors."));
  return done;
}

static void
prefix_error (const char *path, GError **error)
{
  g_autofree char *display = g_filename_display_name (path);

  g_prefix_error (error, _ ("The file “%s” cannot be used: "), display);
}

/* Takes `holder`, which holds the bytes where the caller does not. */
static NstWeightFile *
open_bytes (const guint8 *bytes, gsize length, GBytes *holder, const char *path, GError **error)
{
  g_autoptr (NstWeightFile) file = g_new0 (NstWeightFile, 1);

  file->path = g_strdup (path);
  file->bytes = holder;
  nst_tensor_list_init (&file->list, bytes, length);
  if (read_tensors (&file->list, error))
    return g_steal_pointer (&file);
  prefix_error (path, error);
  return NULL;
}

NstWeightFile *
nst_weight_file_open (const char *path, GError **error)
{
  GBytes       *bytes = map_file (path, error);
  gconstpointer data;
  gsize         length;

  if (bytes == NULL)
    {
      prefix_error (path, error);
      return NULL;
    }
  data = g_bytes_get_data (bytes, &length);
  return open_bytes (data, length, bytes, path, error);
}

NstWeightFile *
nst_weight_file_open_bytes (const guint8 *bytes, gsize length, const char *path, GError **error)
{
  return open_bytes (bytes, length, NULL, path, error);
}

void
nst_weight_file_free (NstWeightFile *file)
{
  if (!file)
    return;
  nst_tensor_list_clear (&file->list);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file->path);
  g_free (file);
}

/* ---- Asking ------------------------------------------------------------------------ */

const char *
nst_weight_file_get_path (const NstWeightFile *file)
{
  return file->path;
}

guint64
nst_weight_file_get_bytes (const NstWeightFile *file)
{
  return file->list.length;
}

guint
nst_weight_file_get_n (const NstWeightFile *file)
{
  return file->list.entries->len;
}

const NstTensorInfo *
nst_weight_file_get (const NstWeightFile *file, guint index)
{
  g_return_val_if_fail (index < file->list.entries->len, NULL);
  return &g_array_index (file->list.entries, NstTensorEntry, index).info;
}

const NstTensorInfo *
nst_weight_file_lookup (const NstWeightFile *file, const char *name)
{
  const NstTensorEntry *entry = nst_tensor_list_lookup (&file->list, name);

  return entry ? &entry->info : NULL;
}

const char *
nst_weight_file_get_metadata (const NstWeightFile *file, const char *key)
{
  return g_hash_table_lookup (file->list.metadata, key);
}

void
nst_weight_file_foreach_metadata (const NstWeightFile *file, GHFunc func, gpointer data)
{
  g_hash_table_foreach (file->list.metadata, func, data);
}

char *
nst_weight_file_checksum (const NstWeightFile *file)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, file->list.bytes, file->list.length);
}

/* ---- Reading ----------------------------------------------------------------------- */

static char *
format_shape (guint n_dimensions, const gint64 *shape)
{
  GString *text = g_string_new ("(");

  for (guint d = 0; d < n_dimensions; d++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d > 0 ? ", " : "", shape[d]);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

static gboolean
check_shape (const NstTensorInfo *info, guint n_dimensions, const gint64 *shape, GError **error)
{
  g_autofree char *there = NULL;
  g_autofree char *wanted = NULL;
  gboolean         same = info->n_dimensions == n_dimensions;

  for (guint d = 0; same && d < n_dimensions; d++)
    same = info->shape[d] == shape[d];
  if (same)
    return TRUE;
  there = format_shape (info->n_dimensions, info->shape);
  wanted = format_shape (n_dimensions, shape);
  return nst_file_refuse (error, _ ("the tensor “%s” has the shape %s where %s is needed."),
                          info->name, there, wanted);
}

static gboolean
read_tensor (const NstWeightFile *file, const char *name, guint n_dimensions, const gint64 *shape,
             float *out, GError **error)
{
  const NstTensorEntry *entry = nst_tensor_list_lookup (&file->list, name);

  if (!entry)
    return nst_file_refuse (error, _ ("it has no tensor “%s”."), name);
  if (!check_shape (&entry->info, n_dimensions, shape, error))
    return FALSE;
  if (entry->info.dtype == NST_DTYPE_OTHER)
    return nst_file_refuse (
        error, _ ("the tensor “%s” is not stored as float32, float16, bfloat16 or bytes."), name);
  if (!nst_tensor_list_convert (&file->list, entry, out))
    return nst_file_refuse (error, _ ("the tensor “%s” contains infinity or NaN."), name);
  return TRUE;
}

gboolean
nst_weight_file_read (const NstWeightFile *file, const char *name, guint n_dimensions,
                      const gint64 *shape, float *out, GError **error)
{
  if (!read_tensor (file, name, n_dimensions, shape, out, error))
    {
      prefix_error (file->path, error);
      return FALSE;
    }
  return TRUE;
}
