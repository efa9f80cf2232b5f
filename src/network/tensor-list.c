/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tensor-list.c - the list of tensors in a weight file, with all checks, and their conversion to
 * float32. */

#include "network/tensor-list.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/half.h"
#include "network/file-error.h"

void
nst_tensor_list_init (NstTensorList *list, const guint8 *bytes, gsize length)
{
  list->bytes = bytes;
  list->length = length;
  list->entries = g_array_new (FALSE, FALSE, sizeof (NstTensorEntry));
  list->names = g_string_chunk_new (4096);
  list->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  list->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
nst_tensor_list_clear (NstTensorList *list)
{
  g_clear_pointer (&list->metadata, g_hash_table_unref);
  g_clear_pointer (&list->by_name, g_hash_table_unref);
  g_clear_pointer (&list->names, g_string_chunk_free);
  g_clear_pointer (&list->entries, g_array_unref);
}

const NstTensorEntry *
nst_tensor_list_lookup (const NstTensorList *list, const char *name)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (list->by_name, name));

  return place > 0 ? &g_array_index (list->entries, NstTensorEntry, place - 1) : NULL;
}

/* ---- Adding ------------------------------------------------------------------------ */

static gboolean
check_sizes (const char *quoted, const NstTensorPlace *place, GError **error)
{
  if (place->n_dimensions > NST_MAX_DIMENSIONS)
    return nst_file_refuse (error, _ ("the tensor “%s” has %u dimensions, more than %d."), quoted,
                            place->n_dimensions, NST_MAX_DIMENSIONS);
  for (guint d = 0; d < place->n_dimensions; d++)
    {
      if (place->shape[d] < 0 || (place->strides && place->strides[d] < 0))
        return nst_file_refuse (error, _ ("the tensor “%s” has a negative size or stride."),
                                quoted);
      if (place->strides && place->strides[d] == 0 && place->shape[d] > 1)
        return nst_file_refuse (
            error, _ ("the tensor “%s” repeats its data (stride 0); save a contiguous copy of it."),
            quoted);
    }
  return TRUE;
}

static gboolean
refuse_large (const char *quoted, GError **error)
{
  return nst_file_refuse (error, _ ("the tensor “%s” reaches beyond the data stored for it."),
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
check_name (const NstTensorList *list, const char *name, gsize length, const char *quoted,
            GError **error)
{
  g_autofree char *terminated = NULL;

  if (!g_utf8_validate_len (name, length, NULL))
    return nst_file_refuse (error, _ ("the tensor name “%s” is not UTF-8 text."), quoted);
  terminated = g_strndup (name, length);
  if (g_hash_table_contains (list->by_name, terminated))
    return nst_file_refuse (error, _ ("the tensor “%s” occurs twice."), quoted);
  return TRUE;
}

gboolean
nst_tensor_list_add (NstTensorList *list, const char *name, gsize name_length,
                     const NstTensorPlace *place, GError **error)
{
  g_autofree char *quoted = nst_file_quote (name, name_length);
  NstTensorEntry   entry = { 0 };
  gsize            last = 0;

  if (!check_name (list, name, name_length, quoted, error) || !check_sizes (quoted, place, error)
      || !count_elements (quoted, place, &entry.n_elements, error))
    return FALSE;
  if (entry.n_elements > 0 && !check_strides (quoted, place, entry.strides, &last, error))
    return FALSE;
  if (place->first < 0 || (guint64) place->first > place->n_elements
      || (entry.n_elements > 0 && last >= place->n_elements - (gsize) place->first))
    return refuse_large (quoted, error);
  g_assert (place->offset + place->n_elements * place->element_size <= list->length);

  entry.offset = place->offset + (gsize) place->first * place->element_size;
  entry.info.name = g_string_chunk_insert_len (list->names, name, name_length);
  entry.info.dtype = place->dtype;
  entry.info.n_dimensions = place->n_dimensions;
  for (guint d = 0; d < place->n_dimensions; d++)
    entry.info.shape[d] = place->shape[d];
  g_array_append_val (list->entries, entry);
  g_hash_table_insert (list->by_name, (gpointer) entry.info.name,
                       GUINT_TO_POINTER (list->entries->len));
  return TRUE;
}

/* ---- Converting -------------------------------------------------------------------- */

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
convert_tensor (const NstTensorList *list, const NstTensorEntry *entry, float *out)
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
      finite &= convert_run (list->bytes + entry->offset + element * size, info->dtype, run,
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

gboolean
nst_tensor_list_convert (const NstTensorList *list, const NstTensorEntry *entry, float *out)
{
  if (entry->info.n_dimensions == 0)
    return convert_run (list->bytes + entry->offset, entry->info.dtype, 1, 1, out);
  return convert_tensor (list, entry, out);
}
