/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pickle-machine.c - the memory of values, the stack and the input of the machine that reads a
 * pickle.  All values live in blocks that are freed together, so cycles and shared values need no
 * special care. */

#include "network/pickle-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "network/file-error.h"

#define BLOCK_VALUES 256

/* ---- Values ------------------------------------------------------------------------ */

void
nst_pickle_free_block (gpointer data)
{
  NstPickleValue *values = data;

  for (guint i = 0; i < BLOCK_VALUES; i++)
    if (values[i].type == NST_PICKLE_TUPLE || values[i].type == NST_PICKLE_LIST
        || values[i].type == NST_PICKLE_DICT)
      g_free (values[i].as.items);
  g_free (values);
}

NstPickleValue *
nst_pickle_new_value (NstPickleMachine *machine, NstPickleType type)
{
  NstPickle      *pickle = machine->pickle;
  NstPickleValue *value;

  if (pickle->blocks->len == 0 || pickle->used == BLOCK_VALUES)
    {
      g_ptr_array_add (pickle->blocks, g_new0 (NstPickleValue, BLOCK_VALUES));
      pickle->used = 0;
    }
  value = (NstPickleValue *) g_ptr_array_index (pickle->blocks, pickle->blocks->len - 1)
          + pickle->used++;
  value->type = type;
  return value;
}

void
nst_pickle_append (NstPickleValue *value, gpointer const *items, guint n)
{
  if (n == 0)
    return;
  if (value->n + n > value->capacity)
    {
      value->capacity = MAX (value->n + n, value->capacity * 2);
      value->as.items = g_renew (NstPickleValue *, value->as.items, value->capacity);
    }
  memcpy (value->as.items + value->n, items, n * sizeof *items);
  value->n += n;
}

/* ---- The stack --------------------------------------------------------------------- */

gboolean
nst_pickle_push (NstPickleMachine *machine, NstPickleValue *value)
{
  g_ptr_array_add (machine->stack, value);
  return TRUE;
}

guint
nst_pickle_available (const NstPickleMachine *machine)
{
  guint floor = 0;

  if (machine->marks->len > 0)
    floor = g_array_index (machine->marks, guint, machine->marks->len - 1);
  return machine->stack->len - floor;
}

gboolean
nst_pickle_need (NstPickleMachine *machine, guint n)
{
  if (nst_pickle_available (machine) < n)
    return nst_file_refuse (machine->error,
                            _ ("its pickle takes a value from an empty stack; it is damaged."));
  return TRUE;
}

NstPickleValue *
nst_pickle_pop (NstPickleMachine *machine)
{
  return g_ptr_array_steal_index (machine->stack, machine->stack->len - 1);
}

NstPickleValue *
nst_pickle_top (NstPickleMachine *machine)
{
  return g_ptr_array_index (machine->stack, machine->stack->len - 1);
}

gboolean
nst_pickle_pop_mark (NstPickleMachine *machine, guint *mark)
{
  if (machine->marks->len == 0)
    return nst_file_refuse (machine->error, _ ("its pickle ends a group that it never began; it "
                                               "is damaged."));
  *mark = g_array_index (machine->marks, guint, machine->marks->len - 1);
  g_array_set_size (machine->marks, machine->marks->len - 1);
  return TRUE;
}

gboolean
nst_pickle_take (NstPickleMachine *machine, guint64 n, const guint8 **bytes)
{
  if (n > machine->length - machine->at || n > G_MAXUINT32)
    return nst_file_refuse (machine->error, _ ("its pickle ends early; download it again."));
  *bytes = machine->data + machine->at;
  machine->at += n;
  return TRUE;
}

gboolean
nst_pickle_refuse_length (NstPickleMachine *machine)
{
  return nst_file_refuse (machine->error, _ ("its pickle is longer than that of any network."));
}
