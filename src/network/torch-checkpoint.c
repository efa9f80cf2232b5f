/* SPDX-License-Identifier: GPL-3.0-or-later */

/* torch-checkpoint.c - state dicts as torch.save writes them, in both of its forms.
 *
 *   legacy  five pickles (a magic number, the protocol, facts about the system, the state dict, the
 *           list of the storages' keys), then for each key an int64 count and the raw elements
 *   zip     an archive of uncompressed entries: NAME/data.pkl is the state dict's pickle and
 *           NAME/data/KEY the raw elements of a storage
 *
 * In the pickle a tensor is a call of _rebuild_tensor_v2 with a persistent reference to its
 * storage, the first element, the shape and the strides.
 */

#include "network/torch-checkpoint.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "network/file-error.h"
#include "network/pickle.h"
#include "network/zip-directory.h"

#define MAX_KEY 128 /* bytes of a storage's key: the digits of a number in every known file */

enum
{
  ID_NONE,
  ID_REBUILD_TENSOR,
  ID_REBUILD_PARAMETER,
  ID_STORAGE /* + NstDtype */
};

#define STORAGE(name, dtype, size)                                                                 \
  { "torch", name, NST_PICKLE_CLASS, ID_STORAGE + dtype, size },                                   \
  {                                                                                                \
    "torch.cuda", name, NST_PICKLE_CLASS, ID_STORAGE + dtype, size                                 \
  }

static const NstPickleGlobal globals[] = {
  { "collections", "OrderedDict", NST_PICKLE_DICT_CLASS, ID_NONE, 0 },
  { "torch._utils", "_rebuild_tensor", NST_PICKLE_FUNCTION, ID_REBUILD_TENSOR, 0 },
  { "torch._utils", "_rebuild_tensor_v2", NST_PICKLE_FUNCTION, ID_REBUILD_TENSOR, 0 },
  { "torch._utils", "_rebuild_parameter", NST_PICKLE_FUNCTION, ID_REBUILD_PARAMETER, 0 },
  STORAGE ("FloatStorage", NST_DTYPE_F32, 4),
  STORAGE ("HalfStorage", NST_DTYPE_F16, 2),
  STORAGE ("BFloat16Storage", NST_DTYPE_BF16, 2),
  STORAGE ("DoubleStorage", NST_DTYPE_OTHER, 8),
  STORAGE ("LongStorage", NST_DTYPE_OTHER, 8),
  STORAGE ("IntStorage", NST_DTYPE_OTHER, 4),
  STORAGE ("ShortStorage", NST_DTYPE_OTHER, 2),
  STORAGE ("CharStorage", NST_DTYPE_OTHER, 1),
  STORAGE ("ByteStorage", NST_DTYPE_OTHER, 1),
  STORAGE ("BoolStorage", NST_DTYPE_OTHER, 1),
};

typedef struct
{
  const NstPickleGlobal *type;
  gsize                  n_elements;
  gboolean               located;
  gsize                  offset; /* in the file, once located */
} Storage;

/* ---- The storages that the pickle speaks of ---------------------------------------- */

/* The tuple ("storage", type, key, location, number of elements[, view]) of a reference. */
static gboolean
check_reference (const NstPickleValue *reference, GError **error)
{
  const NstPickleValue *tuple = reference->as.argument;
  NstPickleValue      **items = tuple->as.items;
  g_autofree char      *quoted = NULL;

  if (tuple->type != NST_PICKLE_TUPLE || tuple->n < 5 || tuple->n > 6
      || !nst_pickle_string_equal (items[0], "storage") || items[1]->type != NST_PICKLE_GLOBAL
      || items[1]->global->id < ID_STORAGE || items[2]->type != NST_PICKLE_STRING
      || items[4]->type != NST_PICKLE_INTEGER)
    return nst_file_refuse (error, _ ("one of its storages is described in an unknown way."));
  quoted = nst_file_quote ((const char *) items[2]->as.bytes, items[2]->n);
  if (items[2]->n > MAX_KEY)
    return nst_file_refuse (error, _ ("the key “%s” of a storage is too long."), quoted);
  if (items[4]->as.integer < 0 || (guint64) items[4]->as.integer > G_MAXSIZE / 16)
    return nst_file_refuse (error, _ ("its storage “%s” has an impossible size."), quoted);
  return TRUE;
}

static char *
copy_key (const NstPickleValue *key)
{
  return g_strndup ((const char *) key->as.bytes, key->n);
}

/* Returns: (transfer full) Storage by key, or NULL. */
static GHashTable *
collect_storages (const NstPickle *pickle, GError **error)
{
  g_autoptr (GHashTable) storages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const GPtrArray *references = nst_pickle_get_persistent (pickle);

  for (guint i = 0; i < references->len; i++)
    {
      const NstPickleValue *reference = g_ptr_array_index (references, i);
      NstPickleValue      **items;
      g_autofree char      *key = NULL;
      Storage              *storage;

      if (!check_reference (reference, error))
        return NULL;
      items = reference->as.argument->as.items;
      key = copy_key (items[2]);
      storage = g_hash_table_lookup (storages, key);
      if (!storage)
        {
          storage = g_new0 (Storage, 1);
          storage->type = items[1]->global;
          storage->n_elements = (gsize) items[4]->as.integer;
          g_hash_table_insert (storages, g_steal_pointer (&key), storage);
        }
      else if (storage->type->id != items[1]->global->id
               || storage->type->element_size != items[1]->global->element_size
               || storage->n_elements != (gsize) items[4]->as.integer)
        {
          g_autofree char *quoted = nst_file_quote (key, strlen (key));

          nst_file_error_set (error, _ ("its storage “%s” is described in two ways."), quoted);
          return NULL;
        }
    }
  return g_steal_pointer (&storages);
}

/* ---- Tensors ----------------------------------------------------------------------- */

static gboolean
refuse_tensor (const NstPickleValue *name, GError **error)
{
  g_autofree char *quoted = nst_file_quote ((const char *) name->as.bytes, name->n);

  return nst_file_refuse (error, _ ("the tensor “%s” is described in an unknown way."), quoted);
}

/* The call that makes the tensor: in a parameter it is the first argument. */
static const NstPickleValue *
find_rebuild (const NstPickleValue *value)
{
  if (value->type == NST_PICKLE_CALL && value->global->id == ID_REBUILD_PARAMETER
      && value->as.argument->n >= 1)
    value = value->as.argument->as.items[0];
  if (value->type == NST_PICKLE_CALL && value->global->id == ID_REBUILD_TENSOR)
    return value;
  return NULL;
}

/* Copies a tuple of integers; FALSE when it is none or has more than NST_MAX_DIMENSIONS. */
static gboolean
copy_integers (const NstPickleValue *tuple, gint64 *integers)
{
  if (tuple->type != NST_PICKLE_TUPLE || tuple->n > NST_MAX_DIMENSIONS)
    return FALSE;
  for (guint i = 0; i < tuple->n; i++)
    {
      if (tuple->as.items[i]->type != NST_PICKLE_INTEGER)
        return FALSE;
      integers[i] = tuple->as.items[i]->as.integer;
    }
  return TRUE;
}

/* In a legacy file a storage may be a part of another one: (key, first element, elements). */
static gboolean
apply_view (const NstPickleValue *reference, const Storage *storage, NstTensorPlace *place)
{
  const NstPickleValue *tuple = reference->as.argument;
  const NstPickleValue *view = tuple->n == 6 ? tuple->as.items[5] : NULL;
  gint64                first, n;

  if (!view || view->type == NST_PICKLE_NONE)
    return TRUE;
  if (view->type != NST_PICKLE_TUPLE || view->n != 3
      || view->as.items[1]->type != NST_PICKLE_INTEGER
      || view->as.items[2]->type != NST_PICKLE_INTEGER)
    return FALSE;
  first = view->as.items[1]->as.integer;
  n = view->as.items[2]->as.integer;
  if (first < 0 || n < 0 || (guint64) first > storage->n_elements
      || (guint64) n > storage->n_elements - (gsize) first)
    return FALSE;
  place->offset += (gsize) first * storage->type->element_size;
  place->n_elements = (gsize) n;
  return TRUE;
}

static gboolean
add_tensor (NstTensorList *list, GHashTable *storages, const NstPickleValue *name,
            const NstPickleValue *arguments, GError **error)
{
  gint64           shape[NST_MAX_DIMENSIONS], strides[NST_MAX_DIMENSIONS];
  NstTensorPlace   place = { .shape = shape, .strides = strides };
  NstPickleValue **items = arguments->as.items;
  g_autofree char *key = NULL;
  const Storage   *storage;

  if (arguments->n < 4 || items[0]->type != NST_PICKLE_PERSISTENT
      || items[1]->type != NST_PICKLE_INTEGER || !copy_integers (items[2], shape)
      || !copy_integers (items[3], strides) || items[2]->n != items[3]->n)
    return refuse_tensor (name, error);
  key = copy_key (items[0]->as.argument->as.items[2]);
  storage = g_hash_table_lookup (storages, key);

  place.dtype = (NstDtype) (storage->type->id - ID_STORAGE);
  place.element_size = storage->type->element_size;
  place.n_dimensions = items[2]->n;
  place.first = items[1]->as.integer;
  place.offset = storage->offset;
  place.n_elements = storage->n_elements;
  if (!apply_view (items[0], storage, &place))
    return refuse_tensor (name, error);
  return nst_tensor_list_add (list, (const char *) name->as.bytes, name->n, &place, error);
}

/* The dict that holds the tensors: the root, or one that the root has under a usual name. */
static const NstPickleValue *
find_state_dict (const NstPickleValue *root)
{
  static const char *const names[] = { "state_dict", "model" };

  if (root->type != NST_PICKLE_DICT)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const NstPickleValue *inner = nst_pickle_dict_lookup (root, names[i]);

      if (inner && inner->type == NST_PICKLE_DICT)
        return inner;
    }
  return root;
}

static gboolean
add_tensors (NstTensorList *list, const NstPickle *pickle, GHashTable *storages, GError **error)
{
  const NstPickleValue *dict = find_state_dict (nst_pickle_get_root (pickle));

  if (!dict)
    return nst_file_refuse (
        error,
        _ ("it contains no state dict; save one with torch.save (network.state_dict (), ...)."));
  for (guint i = 0; i + 1 < dict->n; i += 2)
    {
      const NstPickleValue *name = dict->as.items[i];
      const NstPickleValue *rebuild = find_rebuild (dict->as.items[i + 1]);

      if (rebuild && name->type == NST_PICKLE_STRING
          && !add_tensor (list, storages, name, rebuild->as.argument, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- Legacy files ------------------------------------------------------------------ */

/* Reads the pickle at `*at` and moves on behind it. */
static NstPickle *
next_pickle (const NstTensorList *list, gsize *at, GError **error)
{
  gsize      used = 0;
  NstPickle *pickle = nst_pickle_read (list->bytes + *at, list->length - *at, globals,
                                       G_N_ELEMENTS (globals), &used, error);

  *at += used;
  return pickle;
}

/* The three pickles before the state dict's. */
static gboolean
read_preamble (const NstTensorList *list, gsize *at, GError **error)
{
  static const guint8   magic[] = { 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19 };
  const NstPickleValue *value = NULL;
  g_autoptr (NstPickle) number = NULL;
  g_autoptr (NstPickle) protocol = NULL;
  g_autoptr (NstPickle) system = NULL;

  number = next_pickle (list, at, error);
  if (!number)
    return FALSE;
  value = nst_pickle_get_root (number);
  if (value->type != NST_PICKLE_LONG || value->n != sizeof magic
      || memcmp (value->as.bytes, magic, sizeof magic) != 0)
    return nst_file_refuse (error, _ ("it is a Python pickle, but not one that torch.save wrote."));

  protocol = next_pickle (list, at, error);
  if (!protocol)
    return FALSE;
  value = nst_pickle_get_root (protocol);
  if (value->type != NST_PICKLE_INTEGER || value->as.integer != 1001)
    return nst_file_refuse (error, _ ("it has an unknown version of PyTorch's format."));

  system = next_pickle (list, at, error);
  if (!system)
    return FALSE;
  value = nst_pickle_get_root (system);
  value = value->type == NST_PICKLE_DICT ? nst_pickle_dict_lookup (value, "little_endian") : NULL;
  if (!value || value->type != NST_PICKLE_BOOLEAN || !value->as.boolean)
    return nst_file_refuse (error, _ ("its numbers are not stored in little-endian order."));
  return TRUE;
}

/* The storage with its count at `*at`. */
static gboolean
locate_legacy (const NstTensorList *list, GHashTable *storages, const NstPickleValue *key,
               gsize *at, GError **error)
{
  g_autofree char *copy = NULL;
  g_autofree char *name = NULL; /* for messages */
  Storage         *storage = NULL;
  guint64          count;

  if (key->type == NST_PICKLE_STRING && key->n <= MAX_KEY)
    {
      copy = copy_key (key);
      name = nst_file_quote (copy, strlen (copy));
      storage = g_hash_table_lookup (storages, copy);
    }
  if (!storage || storage->located)
    return nst_file_refuse (error, _ ("its list of storages does not match its tensors."));
  if (list->length - *at < 8)
    return nst_file_refuse (error, _ ("it ends before its storage “%s”; download it again."), name);
  memcpy (&count, list->bytes + *at, 8);
  *at += 8;
  if (GUINT64_FROM_LE (count) != storage->n_elements)
    return nst_file_refuse (error, _ ("its storage “%s” has the wrong size."), name);
  if (storage->n_elements > (list->length - *at) / storage->type->element_size)
    return nst_file_refuse (error, _ ("it ends within its storage “%s”; download it again."), name);
  storage->located = TRUE;
  storage->offset = *at;
  *at += storage->n_elements * storage->type->element_size;
  return TRUE;
}

static gboolean
check_located (GHashTable *storages, GError **error)
{
  GHashTableIter iter;
  gpointer       key, storage;

  g_hash_table_iter_init (&iter, storages);
  while (g_hash_table_iter_next (&iter, &key, &storage))
    if (!((const Storage *) storage)->located)
      {
        g_autofree char *quoted = nst_file_quote (key, strlen (key));

        return nst_file_refuse (error, _ ("its storage “%s” is missing."), quoted);
      }
  return TRUE;
}

static gboolean
read_legacy (NstTensorList *list, GError **error)
{
  g_autoptr (NstPickle) state = NULL;
  g_autoptr (NstPickle) keys = NULL;
  g_autoptr (GHashTable) storages = NULL;
  const NstPickleValue *order;
  gsize                 at = 0;

  if (!read_preamble (list, &at, error))
    return FALSE;
  state = next_pickle (list, &at, error);
  if (!state)
    return FALSE;
  storages = collect_storages (state, error);
  if (!storages)
    return FALSE;
  keys = next_pickle (list, &at, error);
  if (!keys)
    return FALSE;
  order = nst_pickle_get_root (keys);
  if (order->type != NST_PICKLE_LIST)
    return nst_file_refuse (error, _ ("its list of storages is missing."));
  for (guint i = 0; i < order->n; i++)
    if (!locate_legacy (list, storages, order->as.items[i], &at, error))
      return FALSE;
  return check_located (storages, error) && add_tensors (list, state, storages, error);
}

/* ---- Zip files --------------------------------------------------------------------- */

static gboolean
locate_zip (NstZipDirectory *directory, const char *folder, const char *key, Storage *storage,
            GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s/data/%s", folder, key);
  gsize            size;

  if (!nst_zip_directory_find (directory, name, &storage->offset, &size, error))
    return FALSE;
  if (size % storage->type->element_size != 0
      || size / storage->type->element_size != storage->n_elements)
    {
      g_autofree char *quoted = nst_file_quote (name, strlen (name));

      return nst_file_refuse (error, _ ("its entry “%s” has the wrong size."), quoted);
    }
  storage->located = TRUE;
  return TRUE;
}

static gboolean
check_byte_order (const NstTensorList *list, NstZipDirectory *directory, const char *folder,
                  GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s/byteorder", folder);
  gsize            offset, size;

  if (!nst_zip_directory_has (directory, name)) /* as in files before torch 2.1 */
    return TRUE;
  if (!nst_zip_directory_find (directory, name, &offset, &size, error))
    return FALSE;
  if (size != strlen ("little") || memcmp (list->bytes + offset, "little", size) != 0)
    return nst_file_refuse (error, _ ("its numbers are not stored in little-endian order."));
  return TRUE;
}

static gboolean
read_zip (NstTensorList *list, GError **error)
{
  g_autoptr (NstZipDirectory) directory = NULL;
  g_autoptr (NstPickle) state = NULL;
  g_autoptr (GHashTable) storages = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  GHashTableIter   iter;
  gpointer         key, storage;
  gsize            offset, size, used;

  directory = nst_zip_directory_new (list->bytes, list->length, error);
  if (!directory)
    return FALSE;
  folder = nst_zip_directory_find_folder (directory, "data.pkl");
  if (!folder)
    return nst_file_refuse (error, _ ("it is a zip archive, but not one that torch.save wrote."));
  name = g_strconcat (folder, "/data.pkl", NULL);
  if (!check_byte_order (list, directory, folder, error)
      || !nst_zip_directory_find (directory, name, &offset, &size, error))
    return FALSE;
  state
      = nst_pickle_read (list->bytes + offset, size, globals, G_N_ELEMENTS (globals), &used, error);
  if (!state)
    return FALSE;
  storages = collect_storages (state, error);
  if (!storages)
    return FALSE;
  g_hash_table_iter_init (&iter, storages);
  while (g_hash_table_iter_next (&iter, &key, &storage))
    if (!locate_zip (directory, folder, key, storage, error))
      return FALSE;
  return add_tensors (list, state, storages, error);
}

/* ---- Both -------------------------------------------------------------------------- */

gboolean
nst_torch_checkpoint_recognize (const guint8 *bytes, gsize length)
{
  return nst_zip_recognize (bytes, length) || (length >= 2 && bytes[0] == 0x80 && bytes[1] <= 5);
}

gboolean
nst_torch_checkpoint_read (NstTensorList *list, GError **error)
{
  return nst_zip_recognize (list->bytes, list->length) ? read_zip (list, error)
                                                       : read_legacy (list, error);
}
