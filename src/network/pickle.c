/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pickle.c - runs the machine that reads a pickle, and looks at what it has read. */

#include "network/pickle-private.h"

#include <string.h>

/* ---- The machine ------------------------------------------------------------------- */

static gboolean
run (NstPickleMachine *machine)
{
  for (guint n = 0; n < NST_PICKLE_MAX_INSTRUCTIONS; n++)
    {
      const guint8 *opcode;

      if (!nst_pickle_take (machine, 1, &opcode))
        return FALSE;
      if (*opcode != NST_PICKLE_STOP)
        {
          if (!nst_pickle_run_instruction (machine, *opcode))
            return FALSE;
          continue;
        }
      if (!nst_pickle_need (machine, 1))
        return FALSE;
      machine->pickle->root = nst_pickle_top (machine);
      return TRUE;
    }
  return nst_pickle_refuse_length (machine);
}

NstPickle *
nst_pickle_read (const guint8 *data, gsize length, const NstPickleGlobal *globals, guint n_globals,
                 gsize *used, GError **error)
{
  g_autoptr (NstPickle) pickle = g_new0 (NstPickle, 1);
  NstPickleMachine machine = { .pickle = pickle,
                               .data = data,
                               .length = length,
                               .globals = globals,
                               .n_globals = n_globals,
                               .error = error };
  gboolean         done;

  pickle->blocks = g_ptr_array_new_with_free_func (nst_pickle_free_block);
  pickle->persistent = g_ptr_array_new ();
  machine.stack = g_ptr_array_sized_new (64); /* never NULL, which may not be counted on from */
  machine.marks = g_array_new (FALSE, FALSE, sizeof (guint));
  machine.memo = g_hash_table_new (NULL, NULL);
  done = run (&machine);
  *used = machine.at;
  g_hash_table_unref (machine.memo);
  g_array_unref (machine.marks);
  g_ptr_array_unref (machine.stack);
  return done ? g_steal_pointer (&pickle) : NULL;
}

void
nst_pickle_free (NstPickle *pickle)
{
  if (!pickle)
    return;
  g_ptr_array_unref (pickle->persistent);
  g_ptr_array_unref (pickle->blocks);
  g_free (pickle);
}

/* ---- Looking at the result --------------------------------------------------------- */

const NstPickleValue *
nst_pickle_get_root (const NstPickle *pickle)
{
  return pickle->root;
}

const GPtrArray *
nst_pickle_get_persistent (const NstPickle *pickle)
{
  return pickle->persistent;
}

gboolean
nst_pickle_string_equal (const NstPickleValue *value, const char *text)
{
  return value->type == NST_PICKLE_STRING && value->n == strlen (text)
         && memcmp (value->as.bytes, text, value->n) == 0;
}

const NstPickleValue *
nst_pickle_dict_lookup (const NstPickleValue *dict, const char *key)
{
  for (guint i = dict->n; i >= 2; i -= 2)
    if (nst_pickle_string_equal (dict->as.items[i - 2], key))
      return dict->as.items[i - 1];
  return NULL;
}
