/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tensor-list.h - the list of tensors in a weight file: their names, shapes and positions in the
 * file.
 *
 * The file's content is not trusted: each offset, shape and size is checked against the file's
 * length before it is used, and nothing is allocated beyond what the file contains.
 */

#ifndef NST_TENSOR_LIST_H
#define NST_TENSOR_LIST_H

#include <nst.h>

G_BEGIN_DECLS

#define NST_MAX_DIMENSIONS 8

typedef enum
{
  NST_DTYPE_F32,
  NST_DTYPE_F16,
  NST_DTYPE_BF16,
  NST_DTYPE_U8,   /* whole numbers from 0 to 255 */
  NST_DTYPE_OTHER /* listed, so that an error can name it, but not readable */
} NstDtype;

typedef struct
{
  const char *name;
  NstDtype    dtype;
  guint       n_dimensions;
  gint64      shape[NST_MAX_DIMENSIONS]; /* slowest first */
} NstTensorInfo;

/* Bytes per element; not for NST_DTYPE_OTHER. */
gsize nst_dtype_size (NstDtype dtype);

typedef struct
{
  NstTensorInfo info;
  gsize         offset; /* of the first element, in bytes from the file's start */
  gsize         n_elements;
  gsize         strides[NST_MAX_DIMENSIONS]; /* in elements */
} NstTensorEntry;

/* What the reader of a format fills in. */
typedef struct
{
  const guint8 *bytes; /* the whole file; not owned */
  gsize         length;
  GArray       *entries;  /* NstTensorEntry */
  GStringChunk *names;    /* the entries' names */
  GHashTable   *by_name;  /* name -> index + 1 */
  GHashTable   *metadata; /* string -> string */
} NstTensorList;

void nst_tensor_list_init (NstTensorList *list, const guint8 *bytes, gsize length);
void nst_tensor_list_clear (NstTensorList *list);

/* The position of a tensor according to the file; not checked yet. */
typedef struct
{
  NstDtype      dtype;
  guint         element_size;
  guint         n_dimensions;
  const gint64 *shape;
  const gint64 *strides;    /* in elements, or NULL for row-major without gaps */
  gint64        first;      /* element of the storage at which the tensor begins */
  gsize         offset;     /* the storage, checked by the caller to lie in the file */
  gsize         n_elements; /* of the storage */
} NstTensorPlace;

/* Lists the tensor `name` (`name_length` bytes, not terminated) after checking that its name is a
 * new one in UTF-8 and that each of its elements lies in the storage.  Its errors end a sentence:
 * see file-error.h. */
gboolean nst_tensor_list_add (NstTensorList *list, const char *name, gsize name_length,
                              const NstTensorPlace *place, GError **error);

/* NULL: there is no tensor of that name. */
const NstTensorEntry *nst_tensor_list_lookup (const NstTensorList *list, const char *name);

/* Converts all elements to float32, row-major, in `out`.  Returns FALSE if one is not finite.
 * Not for NST_DTYPE_OTHER. */
gboolean nst_tensor_list_convert (const NstTensorList *list, const NstTensorEntry *entry,
                                  float *out);

G_END_DECLS

#endif
