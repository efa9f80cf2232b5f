/* SPDX-License-Identifier: GPL-3.0-or-later */

/* weight-file-private.h - what weight-file.c shares with the readers of the two formats: the file
 * that they fill in, and how they refuse one.
 *
 * Readers set errors whose message is only the end of the sentence ("the tensor 'x' overlaps
 * another."); nst_weight_file_open puts "The file '...' cannot be used: " before it.
 */

#ifndef NST_WEIGHT_FILE_PRIVATE_H
#define NST_WEIGHT_FILE_PRIVATE_H

#include "network/weight-file.h"

G_BEGIN_DECLS

typedef struct
{
  NstTensorInfo info;
  gsize         offset; /* of the first element, in bytes from the file's start */
  gsize         n_elements;
  gsize         strides[NST_MAX_DIMENSIONS]; /* in elements */
} NstTensorEntry;

struct _NstWeightFile
{
  char         *path;
  GMappedFile  *mapped;
  const guint8 *bytes; /* the whole file */
  gsize         length;
  GArray       *entries;  /* NstTensorEntry */
  GStringChunk *names;    /* the entries' names */
  GHashTable   *by_name;  /* name -> index + 1 */
  GHashTable   *metadata; /* string -> string */
};

/* Where a tensor lies in the file, as the file has it: everything here is still to be checked. */
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
 * new one in UTF-8 and that each of its elements lies in the storage. */
gboolean nst_weight_file_add (NstWeightFile *file, const char *name, gsize name_length,
                              const NstTensorPlace *place, GError **error);

/* Sets an NST_ERROR_FILE; nst_weight_file_refuse is FALSE besides, which the compiler sees. */
void nst_weight_file_set_error (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
#define nst_weight_file_refuse(...) (nst_weight_file_set_error (__VA_ARGS__), FALSE)

/* A string of the file as a message may show it: short and printable. (transfer full) */
char *nst_weight_file_quote (const char *text, gsize length);

G_END_DECLS

#endif
