/* SPDX-License-Identifier: GPL-3.0-or-later */

/* safetensors.c - the reader of safetensors files. */

#include "network/safetensors.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "network/file-error.h"

#define LENGTH_BYTES NST_SAFETENSORS_LENGTH_BYTES

/* Limits of what is handed to the JSON parser, which builds a tree of it.  The deepest of a valid
 * header is an array in a tensor in the header; a tensor has about a dozen values. */
#define MAX_HEADER (16 * 1000 * 1000)
#define MAX_DEPTH  8
#define MAX_VALUES (1 << 18)
#define MAX_NUMBER 18 /* characters: fits into 64 bits */

static const struct
{
  const char *name;
  NstDtype    dtype;
  guint       size;
} dtypes[] = {
  { "F32", NST_DTYPE_F32, 4 },       { "F16", NST_DTYPE_F16, 2 },
  { "BF16", NST_DTYPE_BF16, 2 },     { "F64", NST_DTYPE_OTHER, 8 },
  { "I64", NST_DTYPE_OTHER, 8 },     { "U64", NST_DTYPE_OTHER, 8 },
  { "I32", NST_DTYPE_OTHER, 4 },     { "U32", NST_DTYPE_OTHER, 4 },
  { "I16", NST_DTYPE_OTHER, 2 },     { "U16", NST_DTYPE_OTHER, 2 },
  { "I8", NST_DTYPE_OTHER, 1 },      { "U8", NST_DTYPE_U8, 1 },
  { "C64", NST_DTYPE_OTHER, 8 },     { "BOOL", NST_DTYPE_OTHER, 1 },
  { "F8_E4M3", NST_DTYPE_OTHER, 1 }, { "F8_E5M2", NST_DTYPE_OTHER, 1 },
};

const char *
nst_safetensors_dtype_name (NstDtype dtype)
{
  for (guint i = 0; i < G_N_ELEMENTS (dtypes); i++)
    if (dtypes[i].dtype == dtype)
      return dtypes[i].name;
  return NULL;
}

/* ---- Looking over the header before it is parsed ----------------------------------- */

static gboolean
refuse_json (GError **error)
{
  return nst_file_refuse (error, _ ("its header is not valid JSON; download it again."));
}

/* Moves `*at` from a string's first quote to its last. */
static gboolean
skip_string (const char *text, gsize length, gsize *at)
{
  for (gsize i = *at + 1; i < length; i++)
    {
      if (text[i] == '"')
        {
          *at = i;
          return TRUE;
        }
      if (text[i] == '\\' && ++i + 4 < length && memcmp (text + i, "u0000", 5) == 0)
        return FALSE; /* it would end the string in C */
    }
  return FALSE;
}

/* Bounds depth, number of values and length of numbers.  Outside of strings nothing but JSON's own
 * characters may stand: the parser would take comments too, and its view of what is a string must
 * be the same as here. */
static gboolean
scan_header (const char *text, gsize length, GError **error)
{
  guint depth = 0, values = 0, digits = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      digits = g_ascii_isdigit (c) ? digits + 1 : 0;
      if (c == '"')
        {
          if (!skip_string (text, length, &i))
            return refuse_json (error);
        }
      else if (c == '{' || c == '[')
        depth++;
      else if ((c == '}' || c == ']') && depth-- == 0)
        return refuse_json (error);
      else if (c == '\0' || !strchr ("{}[]:, \t\r\n0123456789+-.eEtrufalsn", c))
        return refuse_json (error);
      if (strchr ("{[,", c))
        values++;
      if (depth > MAX_DEPTH || values > MAX_VALUES || digits > MAX_NUMBER)
        return nst_file_refuse (error, _ ("its header is not a list of tensors: it is nested too "
                                          "deeply, or has too many values or digits."));
    }
  return TRUE;
}

/* ---- Parsing the header ------------------------------------------------------------ */

/* The parser keeps the last of two members with one name without a word; these watch for them. */
typedef struct
{
  GPtrArray *open; /* the sets of names of the objects that are being parsed */
  char      *twice;
} Watch;

static void
begin_object (JsonParser *parser G_GNUC_UNUSED, gpointer data)
{
  Watch *watch = data;

  g_ptr_array_add (watch->open, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL));
}

static void
note_member (JsonParser *parser G_GNUC_UNUSED, JsonObject *object G_GNUC_UNUSED, const char *name,
             gpointer data)
{
  Watch      *watch = data;
  GHashTable *names = g_ptr_array_index (watch->open, watch->open->len - 1);

  if (!g_hash_table_add (names, g_strdup (name)) && !watch->twice)
    watch->twice = nst_file_quote (name, strlen (name));
}

static void
end_object (JsonParser *parser G_GNUC_UNUSED, JsonObject *object G_GNUC_UNUSED, gpointer data)
{
  Watch *watch = data;

  g_ptr_array_set_size (watch->open, (gint) watch->open->len - 1);
}

/* Returns: (transfer full) the header's object. */
static JsonObject *
parse_header (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  g_autofree char *twice = NULL;
  Watch            watch = { open, NULL };
  JsonNode        *root = NULL;
  gboolean         parsed;

  g_signal_connect (parser, "object-start", G_CALLBACK (begin_object), &watch);
  g_signal_connect (parser, "object-member", G_CALLBACK (note_member), &watch);
  g_signal_connect (parser, "object-end", G_CALLBACK (end_object), &watch);
  parsed = json_parser_load_from_data (parser, text, (gssize) length, NULL);
  root = parsed ? json_parser_get_root (parser) : NULL;
  twice = watch.twice;
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    {
      refuse_json (error);
      return NULL;
    }
  if (twice)
    {
      nst_file_error_set (error, _ ("its header has “%s” twice."), twice);
      return NULL;
    }
  return json_object_ref (json_node_get_object (root));
}

/* Checks where the header is, and parses it. */
static JsonObject *
read_header (const NstTensorList *list, gsize *data_start, GError **error)
{
  const char *text = (const char *) list->bytes + LENGTH_BYTES;
  guint64     length;

  memcpy (&length, list->bytes, LENGTH_BYTES);
  length = GUINT64_FROM_LE (length);
  if (length > list->length - LENGTH_BYTES)
    {
      nst_file_error_set (error, _ ("it ends within its header; download it again."));
      return NULL;
    }
  if (length > MAX_HEADER)
    {
      nst_file_error_set (error, _ ("its header is longer than %d MB."), MAX_HEADER / 1000000);
      return NULL;
    }
  if (!g_utf8_validate_len (text, length, NULL))
    {
      nst_file_error_set (error, _ ("its header is not UTF-8 text; download it again."));
      return NULL;
    }
  *data_start = LENGTH_BYTES + (gsize) length;
  return scan_header (text, (gsize) length, error) ? parse_header (text, (gsize) length, error)
                                                   : NULL;
}

/* ---- Tensors ----------------------------------------------------------------------- */

/* The bytes that a tensor takes of the data, and its name for messages. */
typedef struct
{
  guint64     begin, end;
  const char *name;
} Range;

/* Copies the array of non-negative integers `key` of a tensor's description. */
static gboolean
copy_integers (JsonObject *tensor, const char *key, guint limit, gint64 *integers, guint *n)
{
  JsonNode  *node = json_object_get_member (tensor, key);
  JsonArray *array;

  if (!node || !JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  *n = json_array_get_length (array);
  if (*n > limit)
    return FALSE;
  for (guint i = 0; i < *n; i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (item) || json_node_get_value_type (item) != G_TYPE_INT64)
        return FALSE;
      integers[i] = json_node_get_int (item);
      if (integers[i] < 0)
        return FALSE;
    }
  return TRUE;
}

static const char *
get_string (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gboolean
find_dtype (const char *name, const char *quoted, NstTensorPlace *place, GError **error)
{
  g_autofree char *unknown = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (dtypes); i++)
    if (strcmp (name, dtypes[i].name) == 0)
      {
        place->dtype = dtypes[i].dtype;
        place->element_size = dtypes[i].size;
        return TRUE;
      }
  unknown = nst_file_quote (name, strlen (name));
  return nst_file_refuse (error, _ ("the tensor “%s” has the unknown number format “%s”."), quoted,
                          unknown);
}

/* Whether the tensor fills its bytes; that it is not too large for them has been checked. */
static gboolean
check_filled (const NstTensorList *list, const char *quoted, const NstTensorPlace *place,
              GError **error)
{
  const NstTensorEntry *entry
      = &g_array_index (list->entries, NstTensorEntry, list->entries->len - 1);

  if (entry->n_elements == place->n_elements)
    return TRUE;
  return nst_file_refuse (error, _ ("the tensor “%s” is smaller than the data stored for it."),
                          quoted);
}

static gboolean
add_tensor (NstTensorList *list, gsize data_start, const char *name, JsonNode *node, Range *range,
            GError **error)
{
  g_autofree char *quoted = nst_file_quote (name, strlen (name));
  JsonObject      *tensor = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char      *dtype = tensor ? get_string (tensor, "dtype") : NULL;
  gint64           shape[NST_MAX_DIMENSIONS], offsets[2];
  NstTensorPlace   place = { .shape = shape };
  guint            n = 0;

  if (!dtype || !copy_integers (tensor, "data_offsets", 2, offsets, &n) || n != 2)
    return nst_file_refuse (error, _ ("the tensor “%s” has no valid dtype and data_offsets."),
                            quoted);
  if (!copy_integers (tensor, "shape", NST_MAX_DIMENSIONS, shape, &place.n_dimensions))
    return nst_file_refuse (
        error, _ ("the tensor “%s” has no shape of up to %d sizes, none of them negative."), quoted,
        NST_MAX_DIMENSIONS);
  if (!find_dtype (dtype, quoted, &place, error))
    return FALSE;
  if (offsets[1] < offsets[0] || (guint64) offsets[1] > list->length - data_start)
    return nst_file_refuse (
        error, _ ("the data of the tensor “%s” is not all in the file; download it again."),
        quoted);
  if ((offsets[1] - offsets[0]) % place.element_size != 0)
    return nst_file_refuse (error, _ ("the tensor “%s” ends within a number."), quoted);
  place.offset = data_start + (gsize) offsets[0];
  place.n_elements = (gsize) (offsets[1] - offsets[0]) / place.element_size;
  *range = (Range) { (guint64) offsets[0], (guint64) offsets[1], name };
  return nst_tensor_list_add (list, name, strlen (name), &place, error)
         && check_filled (list, quoted, &place, error);
}

static gint
compare_ranges (gconstpointer a, gconstpointer b)
{
  const Range *one = a, *other = b;

  if (one->begin != other->begin)
    return one->begin < other->begin ? -1 : 1;
  return (one->end > other->end) - (one->end < other->end);
}

/* The format wants each byte of the data to be of exactly one tensor. */
static gboolean
check_ranges (GArray *ranges, guint64 data_length, GError **error)
{
  guint64 end = 0;

  g_array_sort (ranges, compare_ranges);
  for (guint i = 0; i < ranges->len; i++)
    {
      const Range *range = &g_array_index (ranges, Range, i);

      if (range->begin != end)
        {
          g_autofree char *quoted = nst_file_quote (range->name, strlen (range->name));

          return nst_file_refuse (error,
                                  range->begin < end
                                      ? _ ("the data of the tensor “%s” overlaps that of another.")
                                      : _ ("there is a gap before the data of the tensor “%s”."),
                                  quoted);
        }
      end = range->end;
    }
  if (end != data_length)
    return nst_file_refuse (error, _ ("it has data after its last tensor."));
  return TRUE;
}

static gboolean
read_metadata (NstTensorList *list, JsonNode *node, GError **error)
{
  JsonObjectIter iter;
  const char    *key;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return nst_file_refuse (error, _ ("its metadata is not a table of strings."));
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &key, NULL))
    {
      const char *value = get_string (json_node_get_object (node), key);

      /* An escape can stand for half a character. */
      if (!value || !g_utf8_validate (key, -1, NULL) || !g_utf8_validate (value, -1, NULL))
        return nst_file_refuse (error, _ ("its metadata is not a table of strings."));
      g_hash_table_insert (list->metadata, g_strdup (key), g_strdup (value));
    }
  return TRUE;
}

gboolean
nst_safetensors_recognize (const guint8 *bytes, gsize length)
{
  return length > LENGTH_BYTES && bytes[LENGTH_BYTES] == '{';
}

gboolean
nst_safetensors_read (NstTensorList *list, GError **error)
{
  gsize data_start = 0;
  g_autoptr (JsonObject) header = read_header (list, &data_start, error);
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  if (!header)
    return FALSE;
  json_object_iter_init_ordered (&iter, header);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      Range range;

      if (strcmp (name, NST_SAFETENSORS_METADATA) == 0)
        {
          if (!read_metadata (list, node, error))
            return FALSE;
          continue;
        }
      if (!add_tensor (list, data_start, name, node, &range, error))
        return FALSE;
      g_array_append_val (ranges, range);
    }
  return check_ranges (ranges, list->length - data_start, error);
}
