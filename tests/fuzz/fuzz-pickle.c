/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz-pickle.c - the reader of pickles alone, without the checkpoint around it. */

#include "fuzz.h"
#include "network/pickle.h"

static const NstPickleGlobal globals[] = {
  { "collections", "OrderedDict", NST_PICKLE_DICT_CLASS, 0, 0 },
  { "torch._utils", "_rebuild_tensor_v2", NST_PICKLE_FUNCTION, 1, 0 },
  { "torch", "FloatStorage", NST_PICKLE_CLASS, 2, 4 },
};

/* Looks at a value and at what it holds, not deeper: values may contain themselves. */
static guint
look_at (const NstPickleValue *value)
{
  guint sum = value->type;

  if (value->type == NST_PICKLE_STRING || value->type == NST_PICKLE_LONG)
    for (guint i = 0; i < value->n; i++)
      sum += value->as.bytes[i];
  if (value->type == NST_PICKLE_TUPLE || value->type == NST_PICKLE_LIST
      || value->type == NST_PICKLE_DICT)
    for (guint i = 0; i < value->n; i++)
      sum += value->as.items[i]->type;
  if (value->type == NST_PICKLE_CALL || value->type == NST_PICKLE_PERSISTENT)
    sum += value->as.argument->type;
  if (value->type == NST_PICKLE_DICT)
    {
      g_assert_cmpuint (value->n % 2, ==, 0);
      sum += nst_pickle_dict_lookup (value, "weight") != NULL;
    }
  return sum;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  gsize used = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPickle) pickle
      = nst_pickle_read (data, length, globals, G_N_ELEMENTS (globals), &used, &error);
  const GPtrArray *references;

  g_assert_true ((pickle == NULL) == (error != NULL));
  g_assert_cmpuint (used, <=, length);
  fuzz_check_error (error);
  if (pickle == NULL)
    return 0;
  fuzz_seen = look_at (nst_pickle_get_root (pickle));
  references = nst_pickle_get_persistent (pickle);
  for (guint i = 0; i < references->len; i++)
    fuzz_seen = look_at (references->pdata[i]);
  return 0;
}
