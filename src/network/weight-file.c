/* SPDX-License-Identifier: GPL-3.0-or-later */

/* weight-file.c - what both kinds of weight file have in common: opening, the list of tensors with
 * the checks that each must pass, and the conversion to float32.
 *
 * The file is mapped, not read: it must not be shortened while it is open.  Our own writer never
 * does that, for it puts a new file in the place of the old one.
 */

#include "network/weight-file-private.h"

#include <math.h>
#include <string.h>

#include "base/half.h"
#include "network/safetensors.h"
#include "network/torch-checkpoint.h"

/* The longest part of a name that a message shows, in bytes. */
#define MAX_QUOTE 80

void
nst_weight_file_set_error (GError **error, const char *format, ...)
{
  va_list          arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, NST_ERROR, NST_ERROR_FILE, message);
}

char *
nst_weight_file_quote (const char *text, gsize length)
{
  gsize            shown = MIN (length, MAX_QUOTE);
  g_autofree char *valid = g_utf8_make_valid (text, shown);

  for (char *c = valid; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = '?';
  return g_strconcat (valid, length > shown ? "..." : NULL, NULL);
}

/* ---- The list of tensors ----------------------------------------------------------- */

static gboolean
check_sizes (const char *quoted, const NstTensorPlace *place, GError **error)
{
  if (place->n_dimensions > NST_MAX_DIMENSIONS)
    return nst_weight_file_refuse (error, "the tensor '%s' has %u dimensions, more than %d.",
                                   quoted, place->n_dimensions, NST_MAX_DIMENSIONS);
  for (guint d = 0; d < place->n_dimensions; d++)
    {
      if (place->shape[d] < 0 || (place->strides && place->strides[d] < 0))
        return nst_weight_file_refuse (error, "the tensor '%s' has a negative size or stride.",
                                       quoted);
      if (place->strides && place->strides[d] == 0 && place->shape[d] > 1)
        return nst_weight_file_refuse (
            error, "the tensor '%s' repeats its data (stride 0); save a contiguous copy of it.",
            quoted);
    }
  return TRUE;
}

static gboolean
refuse_large (const char *quoted, GError **error)
{
  return nst_weight_file_refuse (error, "the tensor '%s' reaches beyond the data stored for it.",
                                 quoted);
}

/* The number of elements of the shape; it may not be above that of the storage. */
static gboolean
count_elements (const char *quoted, const NstTensorPlace *place, gsize *count, GError **error)
{
  gsize limit = MAX (place->n_elements, 1);

  *count = 1;
  for (guint d = 0; d < place->n_dimensions; d++)
    if (place->shape[d] == 0)
      {
        *count = 0;
        return TRUE;
      }
  for (guint d = 0; d < place->n_dimensions; d++)
    {
      if ((guint64) place->shape[d] > limit / *count)
        return refuse_large (quoted, error);
      *count *= (gsize) place->shape[d];
    }
  return *count <= place->n_elements || refuse_large (quoted, error);
}

/* Copies the strides, or makes those of a row-major tensor, and finds in `last` the distance from
 * the first element to the one farthest behind it.  The tensor has an element at least. */
static gboolean
check_strides (const char *quoted, const NstTensorPlace *place, gsize *strides, gsize *last,
               GError **error)
{
  gsize dense = 1;

  *last = 0;
  for (guint d = place->n_dimensions; d-- > 0;)
    {
      gsize   steps = (gsize) place->shape[d] - 1;
      guint64 stride = place->strides && steps > 0 ? (guint64) place->strides[d] : dense;

      if (steps > 0 && stride > (place->n_elements - 1 - *last) / steps)
        return refuse_large (quoted, error);
      strides[d] = (gsize) stride;
      *last += steps * strides[d];
      dense *= (gsize) place->shape[d];
    }
  return TRUE;
}

static gboolean
check_name (const NstWeightFile *file, const char *name, gsize length, const char *quoted,
            GError **error)
{
  g_autofree char *terminated = NULL;

  if (!g_utf8_validate_len (name, length, NULL))
    return nst_weight_file_refuse (error, "the tensor name '%s' is not UTF-8 text.", quoted);
  terminated = g_strndup (name, length);
  if (g_hash_table_contains (file->by_name, terminated))
    return nst_weight_file_refuse (error, "the tensor '%s' is there twice.", quoted);
  return TRUE;
}

gboolean
nst_weight_file_add (NstWeightFile *file, const char *name, gsize name_length,
                     const NstTensorPlace *place, GError **error)
{
  g_autofree char *quoted = nst_weight_file_quote (name, name_length);
  NstTensorEntry   entry = { 0 };
  gsize            last = 0;

  if (!check_name (file, name, name_length, quoted, error) || !check_sizes (quoted, place, error)
      || !count_elements (quoted, place, &entry.n_elements, error))
    return FALSE;
  if (entry.n_elements > 0 && !check_strides (quoted, place, entry.strides, &last, error))
    return FALSE;
  if (place->first < 0 || (guint64) place->first > place->n_elements
      || (entry.n_elements > 0 && last >= place->n_elements - (gsize) place->first))
    return refuse_large (quoted, error);
  g_assert (place->offset + place->n_elements * place->element_size <= file->length);

  entry.offset = place->offset + (gsize) place->first * place->element_size;
  entry.info.name = g_string_chunk_insert_len (file->names, name, name_length);
  entry.info.dtype = place->dtype;
  entry.info.n_dimensions = place->n_dimensions;
  for (guint d = 0; d < place->n_dimensions; d++)
    entry.info.shape[d] = place->shape[d];
  g_array_append_val (file->entries, entry);
  g_hash_table_insert (file->by_name, (gpointer) entry.info.name,
                       GUINT_TO_POINTER (file->entries->len));
  return TRUE;
}

/* ---- Opening ----------------------------------------------------------------------- */

/* A sentence on what the file is instead, for what people pick by mistake. */
static gboolean
refuse_unknown (const NstWeightFile *file, GError **error)
{
  static const struct
  {
    const char *start;
    const char *problem;
  } kinds[] = {
    { "\x89PNG", "it is a PNG picture; choose a .safetensors or .pth file." },
    { "\xff\xd8\xff", "it is a JPEG picture; choose a .safetensors or .pth file." },
    { "version https://git-lfs", "it is a Git LFS pointer; fetch the file it stands for." },
    { "<", "it is a web page or XML; download the weights themselves." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gsize length = strlen (kinds[i].start);

      if (file->length >= length && memcmp (file->bytes, kinds[i].start, length) == 0)
        return nst_weight_file_refuse (error, "%s", kinds[i].problem);
    }
  return nst_weight_file_refuse (
      error, "it is neither safetensors nor a torch checkpoint, or is damaged.");
}

static gboolean
map_file (NstWeightFile *file, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (g_file_test (file->path, G_FILE_TEST_IS_DIR))
    return nst_weight_file_refuse (error, "it is a folder.");
  if (!g_file_test (file->path, G_FILE_TEST_EXISTS))
    return nst_weight_file_refuse (error, "there is no such file.");
  if (!g_file_test (file->path, G_FILE_TEST_IS_REGULAR)) /* opening a pipe would wait for ever */
    return nst_weight_file_refuse (error, "it is not an ordinary file.");
  file->mapped = g_mapped_file_new (file->path, FALSE, &failure);
  if (!file->mapped)
    return nst_weight_file_refuse (error, "%s.", failure->message);
  file->bytes = (const guint8 *) g_mapped_file_get_contents (file->mapped);
  file->length = g_mapped_file_get_length (file->mapped);
  return TRUE;
}

static gboolean
read_tensors (NstWeightFile *file, GError **error)
{
  gboolean done;

  if (file->length == 0)
    return nst_weight_file_refuse (error, "it is empty.");
  if (nst_safetensors_recognise (file->bytes, file->length))
    done = nst_safetensors_read (file, error);
  else if (nst_torch_checkpoint_recognise (file->bytes, file->length))
    done = nst_torch_checkpoint_read (file, error);
  else
    done = refuse_unknown (file, error);
  if (done && file->entries->len == 0)
    return nst_weight_file_refuse (error, "it holds no tensors.");
  return done;
}

static NstWeightFile *
file_new (const char *path)
{
  NstWeightFile *file = g_new0 (NstWeightFile, 1);

  file->path = g_strdup (path);
  file->entries = g_array_new (FALSE, FALSE, sizeof (NstTensorEntry));
  file->names = g_string_chunk_new (4096);
  file->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  file->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return file;
}

static void
prefix_error (const NstWeightFile *file, GError **error)
{
  g_autofree char *display = g_filename_display_name (file->path);

  g_prefix_error (error, "The file '%s' cannot be used: ", display);
}

NstWeightFile *
nst_weight_file_open (const char *path, GError **error)
{
  g_autoptr (NstWeightFile) file = file_new (path);

  if (map_file (file, error) && read_tensors (file, error))
    return g_steal_pointer (&file);
  prefix_error (file, error);
  return NULL;
}

NstWeightFile *
nst_weight_file_open_bytes (const guint8 *bytes, gsize length, const char *path, GError **error)
{
  g_autoptr (NstWeightFile) file = file_new (path);

  file->bytes = bytes;
  file->length = length;
  if (read_tensors (file, error))
    return g_steal_pointer (&file);
  prefix_error (file, error);
  return NULL;
}

void
nst_weight_file_free (NstWeightFile *file)
{
  if (!file)
    return;
  g_hash_table_unref (file->metadata);
  g_hash_table_unref (file->by_name);
  g_string_chunk_free (file->names);
  g_array_unref (file->entries);
  g_clear_pointer (&file->mapped, g_mapped_file_unref);
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
  return file->length;
}

guint
nst_weight_file_get_n (const NstWeightFile *file)
{
  return file->entries->len;
}

const NstTensorInfo *
nst_weight_file_get (const NstWeightFile *file, guint index)
{
  g_return_val_if_fail (index < file->entries->len, NULL);
  return &g_array_index (file->entries, NstTensorEntry, index).info;
}

static const NstTensorEntry *
find_entry (const NstWeightFile *file, const char *name)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (file->by_name, name));

  return place > 0 ? &g_array_index (file->entries, NstTensorEntry, place - 1) : NULL;
}

const NstTensorInfo *
nst_weight_file_lookup (const NstWeightFile *file, const char *name)
{
  const NstTensorEntry *entry = find_entry (file, name);

  return entry ? &entry->info : NULL;
}

const char *
nst_weight_file_get_metadata (const NstWeightFile *file, const char *key)
{
  return g_hash_table_lookup (file->metadata, key);
}

char *
nst_weight_file_checksum (const NstWeightFile *file)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, file->bytes, file->length);
}

/* ---- Reading ----------------------------------------------------------------------- */

gsize
nst_dtype_size (NstDtype dtype)
{
  return dtype == NST_DTYPE_F32 ? 4 : dtype == NST_DTYPE_U8 ? 1 : 2;
}

/* Files are little-endian and aligned to nothing. */
static float
decode_element (const guint8 *from, NstDtype dtype)
{
  guint32 word;
  guint16 bits;
  float   value;

  switch (dtype)
    {
    case NST_DTYPE_F32:
      memcpy (&word, from, 4);
      word = GUINT32_FROM_LE (word);
      memcpy (&value, &word, 4);
      return value;
    case NST_DTYPE_U8:
      return *from;
    default:
      memcpy (&bits, from, 2);
      bits = GUINT16_FROM_LE (bits);
      return dtype == NST_DTYPE_F16 ? nst_half_to_float (bits) : nst_bfloat16_to_float (bits);
    }
}

/* Converts `n` elements that lie `stride` elements apart.  Returns FALSE when one is not finite. */
static gboolean
convert_run (const guint8 *from, NstDtype dtype, gsize n, gsize stride, float *to)
{
  gsize    step = stride * nst_dtype_size (dtype);
  gboolean finite = TRUE;

  for (gsize i = 0; i < n; i++)
    {
      to[i] = decode_element (from + i * step, dtype);
      finite &= isfinite (to[i]) != 0;
    }
  return finite;
}

/* Converts a tensor of one dimension or more, one run along the last dimension after another. */
static gboolean
convert_tensor (const NstWeightFile *file, const NstTensorEntry *entry, float *out)
{
  const NstTensorInfo *info = &entry->info;
  gint64               index[NST_MAX_DIMENSIONS] = { 0 };
  guint                inner = info->n_dimensions - 1;
  gsize                run = (gsize) info->shape[inner];
  gsize                size = nst_dtype_size (info->dtype);
  gboolean             finite = TRUE;

  for (gsize done = 0; done < entry->n_elements; done += run)
    {
      gsize element = 0;

      for (guint d = 0; d < inner; d++)
        element += (gsize) index[d] * entry->strides[d];
      finite &= convert_run (file->bytes + entry->offset + element * size, info->dtype, run,
                             entry->strides[inner], out + done);
      for (guint d = inner; d-- > 0;)
        {
          if (++index[d] < info->shape[d])
            break;
          index[d] = 0;
        }
    }
  return finite;
}

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
  return nst_weight_file_refuse (error, "the tensor '%s' has the shape %s where %s is needed.",
                                 info->name, there, wanted);
}

static gboolean
read_tensor (const NstWeightFile *file, const char *name, guint n_dimensions, const gint64 *shape,
             float *out, GError **error)
{
  const NstTensorEntry *entry = find_entry (file, name);
  gboolean              finite;

  if (!entry)
    return nst_weight_file_refuse (error, "it has no tensor '%s'.", name);
  if (!check_shape (&entry->info, n_dimensions, shape, error))
    return FALSE;
  if (entry->info.dtype == NST_DTYPE_OTHER)
    return nst_weight_file_refuse (
        error, "the tensor '%s' is not of float32, float16, bfloat16 or byte numbers.", name);
  if (n_dimensions == 0)
    finite = convert_run (file->bytes + entry->offset, entry->info.dtype, 1, 1, out);
  else
    finite = convert_tensor (file, entry, out);
  if (!finite)
    return nst_weight_file_refuse (
        error, "the tensor '%s' holds an infinity or what is not a number.", name);
  return TRUE;
}

gboolean
nst_weight_file_read (const NstWeightFile *file, const char *name, guint n_dimensions,
                      const gint64 *shape, float *out, GError **error)
{
  if (!read_tensor (file, name, n_dimensions, shape, out, error))
    {
      prefix_error (file, error);
      return FALSE;
    }
  return TRUE;
}
