/* SPDX-License-Identifier: GPL-3.0-or-later */

/* weight-writer.c - writes named tensors to a safetensors file. */

#include "network/weight-writer.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/half.h"
#include "base/memory.h"
#include "network/file-error.h"
#include "network/safetensors.h"

typedef struct
{
  char    *name;
  NstDtype dtype;
  guint    n_dimensions;
  gint64   shape[NST_MAX_DIMENSIONS];
  guint8  *bytes;
  gsize    length;
  gboolean finite; /* in its dtype, where large values become infinite */
  gsize    offset; /* in the data, once the places are given out */
} Pending;

#define SOFTWARE "software" /* the key of who wrote the file */

struct _NstWeightWriter
{
  GPtrArray  *tensors;  /* Pending */
  JsonObject *metadata; /* name -> text */
};

static void
free_pending (gpointer data)
{
  Pending *pending = data;

  g_free (pending->name);
  g_free (pending->bytes);
  g_free (pending);
}

NstWeightWriter *
nst_weight_writer_new (void)
{
  NstWeightWriter *writer = g_new0 (NstWeightWriter, 1);

  writer->tensors = g_ptr_array_new_with_free_func (free_pending);
  writer->metadata = json_object_new ();
  nst_weight_writer_set_metadata (writer, SOFTWARE, "nst " NST_VERSION);
  return writer;
}

void
nst_weight_writer_free (NstWeightWriter *writer)
{
  if (!writer)
    return;
  g_ptr_array_unref (writer->tensors);
  json_object_unref (writer->metadata);
  g_free (writer);
}

void
nst_weight_writer_set_metadata (NstWeightWriter *writer, const char *key, const char *value)
{
  json_object_set_string_member (writer->metadata, key, value);
}

/* The copy is written by this program, whoever wrote the original. */
static void
copy_entry (gpointer key, gpointer value, gpointer writer)
{
  if (!g_str_equal (key, SOFTWARE))
    nst_weight_writer_set_metadata (writer, key, value);
}

void
nst_weight_writer_copy_metadata (NstWeightWriter *writer, const NstWeightFile *file)
{
  nst_weight_file_foreach_metadata (file, copy_entry, writer);
}

gboolean
nst_weight_writer_has (const NstWeightWriter *writer, const char *name)
{
  for (guint i = 0; i < writer->tensors->len; i++)
    if (g_str_equal (((const Pending *) writer->tensors->pdata[i])->name, name))
      return TRUE;
  return FALSE;
}

/* One little-endian element of `dtype`; FALSE when it is not finite there. */
static gboolean
encode_element (float value, NstDtype dtype, guint8 *to)
{
  gboolean half = dtype == NST_DTYPE_F16;
  guint32  word;
  guint16  bits;

  switch (dtype)
    {
    case NST_DTYPE_F32:
      memcpy (&word, &value, 4);
      word = GUINT32_TO_LE (word);
      memcpy (to, &word, 4);
      return isfinite (value);
    case NST_DTYPE_U8:
      *to = (guint8) lroundf (CLAMP (value, 0.0f, 255.0f));
      return isfinite (value);
    default:
      bits = half ? nst_half_from_float (value) : nst_bfloat16_from_float (value);
      value = half ? nst_half_to_float (bits) : nst_bfloat16_to_float (bits);
      bits = GUINT16_TO_LE (bits);
      memcpy (to, &bits, 2);
      return isfinite (value);
    }
}

static gboolean
encode (const float *from, gsize n, NstDtype dtype, guint8 *to)
{
  gsize    size = nst_dtype_size (dtype);
  gboolean finite = TRUE;

  for (gsize i = 0; i < n; i++)
    finite &= encode_element (from[i], dtype, to + i * size);
  return finite;
}

void
nst_weight_writer_add (NstWeightWriter *writer, const char *name, NstDtype dtype,
                       guint n_dimensions, const gint64 *shape, const float *data)
{
  Pending *pending;
  gsize    n = 1;

  g_return_if_fail (n_dimensions <= NST_MAX_DIMENSIONS && dtype != NST_DTYPE_OTHER);

  pending = g_new0 (Pending, 1);
  pending->name = g_strdup (name);
  pending->dtype = dtype;
  pending->n_dimensions = n_dimensions;
  for (guint d = 0; d < n_dimensions; d++)
    {
      pending->shape[d] = shape[d];
      n *= (gsize) shape[d];
    }
  pending->length = n * nst_dtype_size (dtype);
  pending->bytes = nst_memory_try (pending->length, 1);
  if (pending->bytes != NULL)
    pending->finite = encode (data, n, dtype, pending->bytes);
  g_ptr_array_add (writer->tensors, pending);
}

gboolean
nst_weight_writer_copy_tensors (NstWeightWriter *writer, const NstWeightFile *file, GError **error)
{
  for (guint i = 0; i < nst_weight_file_get_n (file); i++)
    {
      const NstTensorInfo *info = nst_weight_file_get (file, i);
      g_autofree float    *values = NULL;
      gsize                n = 1;

      if (nst_weight_writer_has (writer, info->name) || info->dtype == NST_DTYPE_OTHER)
        continue;
      for (guint d = 0; d < info->n_dimensions; d++)
        n *= (gsize) info->shape[d];
      values = nst_memory_try (n, sizeof (float));
      if (values == NULL)
        return nst_memory_refuse (n * sizeof (float), error);
      if (!nst_weight_file_read (file, info->name, info->n_dimensions, info->shape, values, error))
        return FALSE;
      nst_weight_writer_add (writer, info->name, info->dtype, info->n_dimensions, info->shape,
                             values);
    }
  return TRUE;
}

/* Wider elements come first in the data, so that all are aligned although no gap is allowed;
 * otherwise it is in the order of the tensors.  Returns the data's length. */
static gsize
give_places (const NstWeightWriter *writer)
{
  gsize end = 0;

  for (guint size = 4; size >= 1; size /= 2)
    for (guint i = 0; i < writer->tensors->len; i++)
      {
        Pending *pending = g_ptr_array_index (writer->tensors, i);

        if (nst_dtype_size (pending->dtype) == size)
          {
            pending->offset = end;
            end += pending->length;
          }
      }
  return end;
}

static JsonObject *
describe (const Pending *pending)
{
  JsonObject *tensor = json_object_new ();
  JsonArray  *shape = json_array_new ();
  JsonArray  *offsets = json_array_new ();

  json_object_set_string_member (tensor, "dtype", nst_safetensors_dtype_name (pending->dtype));
  for (guint d = 0; d < pending->n_dimensions; d++)
    json_array_add_int_element (shape, pending->shape[d]);
  json_array_add_int_element (offsets, (gint64) pending->offset);
  json_array_add_int_element (offsets, (gint64) (pending->offset + pending->length));
  json_object_set_array_member (tensor, "shape", shape);
  json_object_set_array_member (tensor, "data_offsets", offsets);
  return tensor;
}

/* The header's text, filled up with spaces so that the data begins at a multiple of eight. */
static GString *
make_header (const NstWeightWriter *writer)
{
  JsonObject *header = json_object_new ();
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), header);
  g_autofree char *text = NULL;
  GString         *padded;

  json_object_set_object_member (header, NST_SAFETENSORS_METADATA,
                                 json_object_ref (writer->metadata));
  for (guint i = 0; i < writer->tensors->len; i++)
    {
      const Pending *pending = g_ptr_array_index (writer->tensors, i);

      json_object_set_object_member (header, pending->name, describe (pending));
    }
  json_object_unref (header);
  text = json_to_string (root, FALSE);
  padded = g_string_new (text);
  while (padded->len % 8 != 0)
    g_string_append_c (padded, ' ');
  return padded;
}

/* The whole file, of `*n` bytes; NULL where memory is refused. */
static char *
make_file (const NstWeightWriter *writer, gsize *n)
{
  gsize data_length = give_places (writer);
  g_autoptr (GString) header = make_header (writer);
  guint64 length = GUINT64_TO_LE ((guint64) header->len);
  char   *file, *data;

  *n = NST_SAFETENSORS_LENGTH_BYTES + header->len + data_length;
  file = nst_memory_try (*n, 1);
  if (file == NULL)
    return NULL;
  memcpy (file, &length, NST_SAFETENSORS_LENGTH_BYTES);
  memcpy (file + NST_SAFETENSORS_LENGTH_BYTES, header->str, header->len);
  data = file + NST_SAFETENSORS_LENGTH_BYTES + header->len;
  for (guint i = 0; i < writer->tensors->len; i++)
    {
      const Pending *pending = g_ptr_array_index (writer->tensors, i);

      if (pending->length > 0)
        memcpy (data + pending->offset, pending->bytes, pending->length);
    }
  return file;
}

static gboolean
check_pending (const Pending *pending, const char *display, GError **error)
{
  if (pending->bytes == NULL)
    return nst_memory_refuse (pending->length, error);
  if (!pending->finite)
    return nst_file_refuse (error,
                            _ ("The file “%s” was not written, because the tensor “%s” has values "
                               "that its number format cannot hold."),
                            display, pending->name);
  return TRUE;
}

gboolean
nst_weight_writer_save (const NstWeightWriter *writer, const char *path, GError **error)
{
  g_autofree char *display = g_filename_display_name (path);
  g_autoptr (GError) failure = NULL;
  g_autofree char *file = NULL;
  gsize            n;

  for (guint i = 0; i < writer->tensors->len; i++)
    if (!check_pending (writer->tensors->pdata[i], display, error))
      return FALSE;
  file = make_file (writer, &n);
  if (file == NULL)
    return nst_memory_refuse (n, error);
  if (!nst_replace_file (path, file, n, &failure))
    return nst_file_refuse (error, _ ("The file “%s” cannot be written: %s."), display,
                            failure->message);
  return TRUE;
}
