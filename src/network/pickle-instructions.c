/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pickle-instructions.c - the instructions of Python's pickle format, protocols 2 to 5, without those
 * that run code.  They and their operands are documented in Python's module pickletools.  A table has
 * the handler and the operand's length of each. */

#include "network/pickle-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "network/file-error.h"

#define MAX_GLOBAL 256 /* bytes of a module's or class's name */

typedef gboolean (*Instruction) (NstPickleMachine *machine, guint64 operand);

/* ---- Plain values ------------------------------------------------------------------ */

static gboolean
push_none (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return nst_pickle_push (machine, nst_pickle_new_value (machine, NST_PICKLE_NONE));
}

static gboolean
push_boolean (NstPickleMachine *machine, gboolean boolean)
{
  NstPickleValue *value = nst_pickle_new_value (machine, NST_PICKLE_BOOLEAN);

  value->as.boolean = boolean;
  return nst_pickle_push (machine, value);
}

static gboolean
push_true (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return push_boolean (machine, TRUE);
}

static gboolean
push_false (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return push_boolean (machine, FALSE);
}

static gboolean
push_unsigned (NstPickleMachine *machine, guint64 operand)
{
  NstPickleValue *value = nst_pickle_new_value (machine, NST_PICKLE_INTEGER);

  value->as.integer = (gint64) operand;
  return nst_pickle_push (machine, value);
}

static gboolean
push_signed (NstPickleMachine *machine, guint64 operand)
{
  return push_unsigned (machine, (guint64) (gint64) (gint32) (guint32) operand);
}

/* An integer of `n` bytes in two's complement. */
static gboolean
push_long (NstPickleMachine *machine, guint64 n)
{
  const guint8   *bytes;
  NstPickleValue *value;
  guint64         bits;

  if (!nst_pickle_take (machine, n, &bytes))
    return FALSE;
  if (n > 8)
    {
      value = nst_pickle_new_value (machine, NST_PICKLE_LONG);
      value->n = (guint32) n;
      value->as.bytes = bytes;
      return nst_pickle_push (machine, value);
    }
  bits = n > 0 && bytes[n - 1] >= 0x80 ? G_MAXUINT64 : 0;
  for (guint i = (guint) n; i-- > 0;)
    bits = bits << 8 | bytes[i];
  return push_unsigned (machine, bits);
}

/* The one operand of the format that is big-endian. */
static gboolean
push_float (NstPickleMachine *machine, guint64 operand)
{
  NstPickleValue *value = nst_pickle_new_value (machine, NST_PICKLE_FLOAT);
  guint64         bits = GUINT64_SWAP_LE_BE (operand);

  memcpy (&value->as.real, &bits, sizeof bits);
  return nst_pickle_push (machine, value);
}

static gboolean
push_string (NstPickleMachine *machine, guint64 n)
{
  const guint8   *bytes;
  NstPickleValue *value;

  if (!nst_pickle_take (machine, n, &bytes))
    return FALSE;
  value = nst_pickle_new_value (machine, NST_PICKLE_STRING);
  value->n = (guint32) n;
  value->as.bytes = bytes;
  return nst_pickle_push (machine, value);
}

/* ---- Containers -------------------------------------------------------------------- */

static gboolean
push_dict (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return nst_pickle_push (machine, nst_pickle_new_value (machine, NST_PICKLE_DICT));
}

static gboolean
push_list (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return nst_pickle_push (machine, nst_pickle_new_value (machine, NST_PICKLE_LIST));
}

/* Replaces the last values of the stack, from `start` on, by a tuple of them. */
static gboolean
fold_tuple (NstPickleMachine *machine, guint start)
{
  NstPickleValue *value = nst_pickle_new_value (machine, NST_PICKLE_TUPLE);

  nst_pickle_append (value, machine->stack->pdata + start, machine->stack->len - start);
  g_ptr_array_set_size (machine->stack, (gint) start);
  return nst_pickle_push (machine, value);
}

static gboolean
push_tuple (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return fold_tuple (machine, machine->stack->len);
}

static gboolean
fold_tuple_1 (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return nst_pickle_need (machine, 1) && fold_tuple (machine, machine->stack->len - 1);
}

static gboolean
fold_tuple_2 (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return nst_pickle_need (machine, 2) && fold_tuple (machine, machine->stack->len - 2);
}

static gboolean
fold_tuple_3 (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return nst_pickle_need (machine, 3) && fold_tuple (machine, machine->stack->len - 3);
}

static gboolean
fold_tuple_mark (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  guint mark;

  return nst_pickle_pop_mark (machine, &mark) && fold_tuple (machine, mark);
}

/* Moves the values from `start` on into the container below them. */
static gboolean
fill (NstPickleMachine *machine, guint start, NstPickleType type)
{
  guint           n = machine->stack->len - start;
  NstPickleValue *container;

  container = g_ptr_array_index (machine->stack, start - 1);
  if (container->type != type || (type == NST_PICKLE_DICT && n % 2 != 0))
    return nst_file_refuse (machine->error,
                            _ ("its pickle puts values where they do not fit; it is damaged."));
  nst_pickle_append (container, machine->stack->pdata + start, n);
  g_ptr_array_set_size (machine->stack, (gint) start);
  return TRUE;
}

static gboolean
set_item (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return nst_pickle_need (machine, 3) && fill (machine, machine->stack->len - 2, NST_PICKLE_DICT);
}

static gboolean
append (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return nst_pickle_need (machine, 2) && fill (machine, machine->stack->len - 1, NST_PICKLE_LIST);
}

/* With the values after the mark counted off, the container must be on top. */
static gboolean
fill_from_mark (NstPickleMachine *machine, NstPickleType type)
{
  guint mark, n;

  if (!nst_pickle_pop_mark (machine, &mark))
    return FALSE;
  n = machine->stack->len - mark;
  return nst_pickle_need (machine, n + 1) && fill (machine, mark, type);
}

static gboolean
set_items (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return fill_from_mark (machine, NST_PICKLE_DICT);
}

static gboolean
append_all (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return fill_from_mark (machine, NST_PICKLE_LIST);
}

static gboolean
mark (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  g_array_append_val (machine->marks, machine->stack->len);
  return TRUE;
}

static gboolean
drop (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  if (!nst_pickle_need (machine, 1))
    return FALSE;
  nst_pickle_pop (machine);
  return TRUE;
}

static gboolean
duplicate (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return nst_pickle_need (machine, 1) && nst_pickle_push (machine, nst_pickle_top (machine));
}

/* ---- The memo ---------------------------------------------------------------------- */

static gboolean
memo_put (NstPickleMachine *machine, guint64 index)
{
  if (!nst_pickle_need (machine, 1))
    return FALSE;
  g_hash_table_insert (machine->memo, GUINT_TO_POINTER ((guint) index), nst_pickle_top (machine));
  return TRUE;
}

static gboolean
memo_append (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  return memo_put (machine, g_hash_table_size (machine->memo));
}

static gboolean
memo_get (NstPickleMachine *machine, guint64 index)
{
  NstPickleValue *value = g_hash_table_lookup (machine->memo, GUINT_TO_POINTER ((guint) index));

  if (!value)
    return nst_file_refuse (machine->error,
                            _ ("its pickle asks for a value that it never stored; it is damaged."));
  return nst_pickle_push (machine, value);
}

/* ---- Names and calls --------------------------------------------------------------- */

static gboolean
push_named (NstPickleMachine *machine, const char *module, gsize module_length, const char *name,
            gsize name_length)
{
  g_autofree char *quoted_module = NULL;
  g_autofree char *quoted_name = NULL;

  for (guint i = 0; i < machine->n_globals; i++)
    {
      const NstPickleGlobal *global = &machine->globals[i];

      if (strlen (global->module) == module_length && strlen (global->name) == name_length
          && memcmp (global->module, module, module_length) == 0
          && memcmp (global->name, name, name_length) == 0)
        {
          NstPickleValue *value = nst_pickle_new_value (machine, NST_PICKLE_GLOBAL);

          value->global = global;
          return nst_pickle_push (machine, value);
        }
    }
  quoted_module = nst_file_quote (module, module_length);
  quoted_name = nst_file_quote (name, name_length);
  return nst_file_refuse (machine->error,
                          _ ("it refers to “%s.%s”, which a weight file does not need and which is "
                             "never run; save only the state dict."),
                          quoted_module, quoted_name);
}

/* The text up to the next line feed, which is skipped. */
static gboolean
take_line (NstPickleMachine *machine, const char **line, gsize *length)
{
  const guint8 *start = machine->data + machine->at;
  gsize         limit = MIN (machine->length - machine->at, MAX_GLOBAL);
  const guint8 *end = memchr (start, '\n', limit);

  if (!end)
    return nst_file_refuse (machine->error,
                            _ ("its pickle has a name that does not end; it is damaged."));
  *line = (const char *) start;
  *length = (gsize) (end - start);
  machine->at += *length + 1;
  return TRUE;
}

static gboolean
push_global (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  const char *module, *name;
  gsize       module_length, name_length;

  return take_line (machine, &module, &module_length) && take_line (machine, &name, &name_length)
         && push_named (machine, module, module_length, name, name_length);
}

static gboolean
push_global_of_stack (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  const NstPickleValue *module, *name;

  if (!nst_pickle_need (machine, 2))
    return FALSE;
  name = nst_pickle_pop (machine);
  module = nst_pickle_pop (machine);
  if (name->type != NST_PICKLE_STRING || module->type != NST_PICKLE_STRING)
    return nst_file_refuse (machine->error,
                            _ ("its pickle names a class without a string; it is damaged."));
  return push_named (machine, (const char *) module->as.bytes, module->n,
                     (const char *) name->as.bytes, name->n);
}

/* An OrderedDict is made empty, or (as Python 2 wrote it) from a list of pairs. */
static gboolean
call_dict (NstPickleMachine *machine, const NstPickleValue *arguments)
{
  NstPickleValue       *dict = nst_pickle_new_value (machine, NST_PICKLE_DICT);
  const NstPickleValue *list = arguments->n == 1 ? arguments->as.items[0] : NULL;
  gboolean              fits = arguments->n == 0 || (list && list->type == NST_PICKLE_LIST);

  if (fits && list && list->n > NST_PICKLE_MAX_INSTRUCTIONS - machine->copied)
    return nst_pickle_refuse_length (machine);
  for (guint i = 0; fits && list && i < list->n; i++, machine->copied++)
    {
      const NstPickleValue *pair = list->as.items[i];

      fits = (pair->type == NST_PICKLE_LIST || pair->type == NST_PICKLE_TUPLE) && pair->n == 2;
      if (fits)
        nst_pickle_append (dict, (gpointer const *) pair->as.items, 2);
    }
  if (!fits)
    return nst_file_refuse (
        machine->error, _ ("its pickle makes a dict from something that is not a list of pairs."));
  return nst_pickle_push (machine, dict);
}

static gboolean
call (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  NstPickleValue *arguments, *function, *value;

  if (!nst_pickle_need (machine, 2))
    return FALSE;
  arguments = nst_pickle_pop (machine);
  function = nst_pickle_pop (machine);
  if (arguments->type != NST_PICKLE_TUPLE || function->type != NST_PICKLE_GLOBAL
      || function->global->kind == NST_PICKLE_CLASS)
    return nst_file_refuse (machine->error,
                            _ ("its pickle calls an unknown function; it is damaged."));
  if (function->global->kind == NST_PICKLE_DICT_CLASS)
    return call_dict (machine, arguments);
  value = nst_pickle_new_value (machine, NST_PICKLE_CALL);
  value->global = function->global;
  value->as.argument = arguments;
  return nst_pickle_push (machine, value);
}

/* Gives attributes to an object.  A state dict carries its modules' versions that way: of no use
 * here, and dropped. */
static gboolean
build (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  if (!nst_pickle_need (machine, 2))
    return FALSE;
  nst_pickle_pop (machine);
  if (nst_pickle_top (machine)->type != NST_PICKLE_DICT)
    return nst_file_refuse (machine->error,
                            _ ("its pickle gives attributes to something that is not a dict."));
  return TRUE;
}

static gboolean
push_persistent (NstPickleMachine *machine, guint64 operand G_GNUC_UNUSED)
{
  NstPickleValue *value;

  if (!nst_pickle_need (machine, 1))
    return FALSE;
  value = nst_pickle_new_value (machine, NST_PICKLE_PERSISTENT);
  value->as.argument = nst_pickle_pop (machine);
  g_ptr_array_add (machine->pickle->persistent, value);
  return nst_pickle_push (machine, value);
}

static gboolean
check_protocol (NstPickleMachine *machine, guint64 protocol)
{
  if (protocol > 5)
    return nst_file_refuse (machine->error, _ ("its pickle has the unknown protocol %u."),
                            (guint) protocol);
  return TRUE;
}

static gboolean
skip_frame (NstPickleMachine *machine G_GNUC_UNUSED, guint64 operand G_GNUC_UNUSED)
{
  return TRUE;
}

/* ---- The table --------------------------------------------------------------------- */

/* By opcode: what runs it, and the bytes of its little-endian operand. */
static const struct
{
  Instruction run;
  guint8      operand_bytes;
} instructions[256] = {
  [0x80] = { check_protocol, 1 },
  [0x95] = { skip_frame, 8 },
  ['('] = { mark, 0 },
  ['0'] = { drop, 0 },
  ['2'] = { duplicate, 0 },
  ['N'] = { push_none, 0 },
  [0x88] = { push_true, 0 },
  [0x89] = { push_false, 0 },
  ['J'] = { push_signed, 4 },
  ['K'] = { push_unsigned, 1 },
  ['M'] = { push_unsigned, 2 },
  [0x8a] = { push_long, 1 },
  [0x8b] = { push_long, 4 },
  ['G'] = { push_float, 8 },
  ['T'] = { push_string, 4 }, /* bytes and texts, short, usual and long */
  ['U'] = { push_string, 1 },
  ['B'] = { push_string, 4 },
  ['C'] = { push_string, 1 },
  [0x8e] = { push_string, 8 },
  ['X'] = { push_string, 4 },
  [0x8c] = { push_string, 1 },
  [0x8d] = { push_string, 8 },
  ['}'] = { push_dict, 0 },
  ['s'] = { set_item, 0 },
  ['u'] = { set_items, 0 },
  [']'] = { push_list, 0 },
  ['a'] = { append, 0 },
  ['e'] = { append_all, 0 },
  [')'] = { push_tuple, 0 },
  ['t'] = { fold_tuple_mark, 0 },
  [0x85] = { fold_tuple_1, 0 },
  [0x86] = { fold_tuple_2, 0 },
  [0x87] = { fold_tuple_3, 0 },
  ['q'] = { memo_put, 1 },
  ['r'] = { memo_put, 4 },
  [0x94] = { memo_append, 0 },
  ['h'] = { memo_get, 1 },
  ['j'] = { memo_get, 4 },
  ['c'] = { push_global, 0 },
  [0x93] = { push_global_of_stack, 0 },
  ['R'] = { call, 0 },
  ['b'] = { build, 0 },
  ['Q'] = { push_persistent, 0 },
};

gboolean
nst_pickle_run_instruction (NstPickleMachine *machine, guint8 opcode)
{
  const guint8 *bytes;
  guint64       operand = 0;

  if (!instructions[opcode].run)
    return nst_file_refuse (machine->error,
                            _ ("its pickle has the instruction 0x%02x, which weight files do not "
                               "need; save only the state dict."),
                            opcode);
  if (!nst_pickle_take (machine, instructions[opcode].operand_bytes, &bytes))
    return FALSE;
  for (guint i = instructions[opcode].operand_bytes; i-- > 0;)
    operand = operand << 8 | bytes[i];
  return instructions[opcode].run (machine, operand);
}
