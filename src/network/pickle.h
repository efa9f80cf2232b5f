/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pickle.h - reads Python pickles into plain values and never runs anything.  A class or function
 * is a name from the caller's list; a call is stored as that name with its arguments.
 *
 * Time and memory are bounded by the pickle's length and NST_PICKLE_MAX_INSTRUCTIONS.
 */

#ifndef NST_PICKLE_H
#define NST_PICKLE_H

#include <nst.h>

G_BEGIN_DECLS

/* A state dict takes about fifty instructions for each tensor. */
#define NST_PICKLE_MAX_INSTRUCTIONS (1u << 21)

typedef enum
{
  NST_PICKLE_NONE,
  NST_PICKLE_BOOLEAN,
  NST_PICKLE_INTEGER,
  NST_PICKLE_LONG, /* an integer of more than eight bytes */
  NST_PICKLE_FLOAT,
  NST_PICKLE_STRING, /* of text or bytes */
  NST_PICKLE_TUPLE,
  NST_PICKLE_LIST,
  NST_PICKLE_DICT,      /* OrderedDict too */
  NST_PICKLE_GLOBAL,    /* a class or function of the caller's list */
  NST_PICKLE_CALL,      /* what a function of that list would give */
  NST_PICKLE_PERSISTENT /* a reference to what lies outside of the pickle */
} NstPickleType;

typedef enum
{
  NST_PICKLE_CLASS,      /* only ever named */
  NST_PICKLE_DICT_CLASS, /* calling it makes a dict */
  NST_PICKLE_FUNCTION    /* calling it makes an NST_PICKLE_CALL */
} NstPickleGlobalKind;

typedef struct
{
  const char         *module;
  const char         *name;
  NstPickleGlobalKind kind;
  int                 id;           /* the caller's own */
  guint               element_size; /* likewise */
} NstPickleGlobal;

typedef struct _NstPickleValue NstPickleValue;

/* Values may contain each other and themselves, so never traverse them recursively. */
struct _NstPickleValue
{
  NstPickleType type;
  guint32       n; /* bytes of a string or long; items of a tuple or list; keys and values, that
                      alternate, of a dict */
  guint32       capacity;
  union
  {
    gboolean         boolean;
    gint64           integer;
    double           real;
    const guint8    *bytes; /* in the caller's data, not terminated */
    NstPickleValue **items;
    NstPickleValue  *argument; /* of a persistent reference; the tuple of arguments of a call */
  } as;
  const NstPickleGlobal *global; /* of a global and of a call */
};

typedef struct _NstPickle NstPickle;

/* Reads one pickle from the start of `data`, which must outlive the result.
 *
 * globals  (array) the names that it may mention; any other is refused
 * used     receives the number of bytes up to its end
 *
 * Fails with an NST_ERROR_FILE whose message is the end of a sentence. */
NstPickle *nst_pickle_read (const guint8 *data, gsize length, const NstPickleGlobal *globals,
                            guint n_globals, gsize *used, GError **error);
void       nst_pickle_free (NstPickle *pickle);

const NstPickleValue *nst_pickle_get_root (const NstPickle *pickle);

/* All persistent references:  (element-type NstPickleValue) (transfer none). */
const GPtrArray *nst_pickle_get_persistent (const NstPickle *pickle);

/* The last value with the string key `key`, as in Python; NULL: there is none. */
const NstPickleValue *nst_pickle_dict_lookup (const NstPickleValue *dict, const char *key);

gboolean nst_pickle_string_equal (const NstPickleValue *value, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstPickle, nst_pickle_free)

G_END_DECLS

#endif
