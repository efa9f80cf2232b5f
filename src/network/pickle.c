/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pickle.c - the stack machine of Python's pickle format, protocols 2 to 5, without the
 * instructions that run code.  The instructions and operands are documented in Python's module
 * pickletools.
 *
 * A table has the handler and the operand's length of each instruction.  All values live in blocks
 * that are freed together, so cycles and shared values need no special care.
 */

#include "network/pickle.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "network/file-error.h"

#define BLOCK_VALUES 256
#define MAX_GLOBAL   256 /* bytes of a module's or class's name */

struct _NstPickle
{
  GPtrArray      *blocks; /* of BLOCK_VALUES values each */
  guint           used;   /* values of the last block */
  GPtrArray      *persistent;
  NstPickleValue *root;
};

typedef struct
{
  NstPickle             *pickle;
  const guint8          *data;
  gsize                  length;
  gsize                  at;
  const NstPickleGlobal *globals;
  guint                  n_globals;
  GPtrArray             *stack;
  GArray                *marks; /* lengths of the stack */
  GHashTable            *memo;
  guint                  copied; /* pairs of dicts made from lists: a few bytes can ask for many */
  GError               **error;
} Machine;

typedef gboolean (*Instruction) (Machine *machine, guint64 operand);

/* ---- Values ------------------------------------------------------------------------ */

static void
free_block (gpointer data)
{
  NstPickleValue *values = data;

  for (guint i = 0; i < BLOCK_VALUES; i++)
    if (values[i].type == NST_PICKLE_TUPLE || values[i].type == NST_PICKLE_LIST
        || values[i].type == NST_PICKLE_DICT)
      g_free (values[i].as.items);
  g_free (values);
}

static NstPickleValue *
new_value (Machine *machine, NstPickleType type)
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

static void
append_items (NstPickleValue *value, gpointer const *items, guint n)
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

static gboolean
push (Machine *machine, NstPickleValue *value)
{
  g_ptr_array_add (machine->stack, value);
  return TRUE;
}

/* Values below the last mark belong to a container that is not complete. */
static guint
available (const Machine *machine)
{
  guint floor = 0;

  if (machine->marks->len > 0)
    floor = g_array_index (machine->marks, guint, machine->marks->len - 1);
  return machine->stack->len - floor;
}

static gboolean
need (Machine *machine, guint n)
{
  if (available (machine) < n)
    return nst_file_refuse (machine->error,
                            _ ("its pickle takes a value from an empty stack; it is damaged."));
  return TRUE;
}

static NstPickleValue *
pop (Machine *machine)
{
  return g_ptr_array_steal_index (machine->stack, machine->stack->len - 1);
}

static NstPickleValue *
top (Machine *machine)
{
  return g_ptr_array_index (machine->stack, machine->stack->len - 1);
}

/* Takes away the last mark and tells where on the stack it was. */
static gboolean
pop_mark (Machine *machine, guint *mark)
{
  if (machine->marks->len == 0)
    return nst_file_refuse (machine->error, _ ("its pickle ends a group that it never began; it "
                                               "is damaged."));
  *mark = g_array_index (machine->marks, guint, machine->marks->len - 1);
  g_array_set_size (machine->marks, machine->marks->len - 1);
  return TRUE;
}

static gboolean
take_bytes (Machine *machine, guint64 n, const guint8 **bytes)
{
  if (n > machine->length - machine->at || n > G_MAXUINT32)
    return nst_file_refuse (machine->error, _ ("its pickle ends early; download it again."));
  *bytes = machine->data + machine->at;
  machine->at += n;
  return TRUE;
}

/* ---- Plain values ------------------------------------------------------------------ */

static gboolean
push_none (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return push (machine, new_value (machine, NST_PICKLE_NONE));
}

static gboolean
push_boolean (Machine *machine, gboolean boolean)
{
  NstPickleValue *value = new_value (machine, NST_PICKLE_BOOLEAN);

  value->as.boolean = boolean;
  return push (machine, value);
}

static gboolean
push_true (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return push_boolean (machine, TRUE);
}

static gboolean
push_false (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return push_boolean (machine, FALSE);
}

static gboolean
push_unsigned (Machine *machine, guint64 operand)
{
  NstPickleValue *value = new_value (machine, NST_PICKLE_INTEGER);

  value->as.integer = (gint64) operand;
  return push (machine, value);
}

static gboolean
push_signed (Machine *machine, guint64 operand)
{
  return push_unsigned (machine, (guint64) (gint64) (gint32) (guint32) operand);
}

/* An integer of `n` bytes in two's complement. */
static gboolean
push_long (Machine *machine, guint64 n)
{
  const guint8   *bytes;
  NstPickleValue *value;
  guint64         bits;

  if (!take_bytes (machine, n, &bytes))
    return FALSE;
  if (n > 8)
    {
      value = new_value (machine, NST_PICKLE_LONG);
      value->n = (guint32) n;
      value->as.bytes = bytes;
      return push (machine, value);
    }
  bits = n > 0 && bytes[n - 1] >= 0x80 ? G_MAXUINT64 : 0;
  for (guint i = (guint) n; i-- > 0;)
    bits = bits << 8 | bytes[i];
  return push_unsigned (machine, bits);
}

/* The one operand of the format that is big-endian. */
static gboolean
push_float (Machine *machine, guint64 operand)
{
  NstPickleValue *value = new_value (machine, NST_PICKLE_FLOAT);
  guint64         bits = GUINT64_SWAP_LE_BE (operand);

  memcpy (&value->as.real, &bits, sizeof bits);
  return push (machine, value);
}

static gboolean
push_string (Machine *machine, guint64 n)
{
  const guint8   *bytes;
  NstPickleValue *value;

  if (!take_bytes (machine, n, &bytes))
    return FALSE;
  value = new_value (machine, NST_PICKLE_STRING);
  value->n = (guint32) n;
  value->as.bytes = bytes;
  return push (machine, value);
}

/* ---- Containers -------------------------------------------------------------------- */

static gboolean
push_dict (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return push (machine, new_value (machine, NST_PICKLE_DICT));
}

static gboolean
push_list (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return push (machine, new_value (machine, NST_PICKLE_LIST));
}

/* Replaces the last values of the stack, from `start` on, by a tuple of them. */
static gboolean
fold_tuple (Machine *machine, guint start)
{
  NstPickleValue *value = new_value (machine, NST_PICKLE_TUPLE);

  append_items (value, machine->stack->pdata + start, machine->stack->len - start);
  g_ptr_array_set_size (machine->stack, (gint) start);
  return push (machine, value);
}

static gboolean
push_tuple (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return fold_tuple (machine, machine->stack->len);
}

static gboolean
fold_tuple_1 (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return need (machine, 1) && fold_tuple (machine, machine->stack->len - 1);
}

static gboolean
fold_tuple_2 (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return need (machine, 2) && fold_tuple (machine, machine->stack->len - 2);
}

static gboolean
fold_tuple_3 (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return need (machine, 3) && fold_tuple (machine, machine->stack->len - 3);
}

static gboolean
fold_tuple_mark (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  guint mark;

  return pop_mark (machine, &mark) && fold_tuple (machine, mark);
}

/* Moves the values from `start` on into the container below them. */
static gboolean
fill (Machine *machine, guint start, NstPickleType type)
{
  guint           n = machine->stack->len - start;
  NstPickleValue *container;

  container = g_ptr_array_index (machine->stack, start - 1);
  if (container->type != type || (type == NST_PICKLE_DICT && n % 2 != 0))
    return nst_file_refuse (machine->error,
                            _ ("its pickle puts values where they do not fit; it is damaged."));
  append_items (container, machine->stack->pdata + start, n);
  g_ptr_array_set_size (machine->stack, (gint) start);
  return TRUE;
}

static gboolean
set_item (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return need (machine, 3) && fill (machine, machine->stack->len - 2, NST_PICKLE_DICT);
}

static gboolean
append (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return need (machine, 2) && fill (machine, machine->stack->len - 1, NST_PICKLE_LIST);
}

/* With the values after the mark counted off, the container must be on top. */
static gboolean
fill_from_mark (Machine *machine, NstPickleType type)
{
  guint mark, n;

  if (!pop_mark (machine, &mark))
    return FALSE;
  n = machine->stack->len - mark;
  return need (machine, n + 1) && fill (machine, mark, type);
}

static gboolean
set_items (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return fill_from_mark (machine, NST_PICKLE_DICT);
}

static gboolean
append_all (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return fill_from_mark (machine, NST_PICKLE_LIST);
}

static gboolean
mark (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  g_array_append_val (machine->marks, machine->stack->len);
  return TRUE;
}

static gboolean
drop (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  if (!need (machine, 1))
    return FALSE;
  pop (machine);
  return TRUE;
}

static gboolean
duplicate (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return need (machine, 1) && push (machine, top (machine));
}

/* ---- The memo ---------------------------------------------------------------------- */

static gboolean
memo_put (Machine *machine, guint64 index)
{
  if (!need (machine, 1))
    return FALSE;
  g_hash_table_insert (machine->memo, GUINT_TO_POINTER ((guint) index), top (machine));
  return TRUE;
}

static gboolean
memo_append (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  return memo_put (machine, g_hash_table_size (machine->memo));
}

static gboolean
memo_get (Machine *machine, guint64 index)
{
  NstPickleValue *value = g_hash_table_lookup (machine->memo, GUINT_TO_POINTER ((guint) index));

  if (!value)
    return nst_file_refuse (machine->error,
                            _ ("its pickle asks for a value that it never stored; it is damaged."));
  return push (machine, value);
}

/* ---- Names and calls --------------------------------------------------------------- */

static gboolean
push_named (Machine *machine, const char *module, gsize module_length, const char *name,
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
          NstPickleValue *value = new_value (machine, NST_PICKLE_GLOBAL);

          value->global = global;
          return push (machine, value);
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
take_line (Machine *machine, const char **line, gsize *length)
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
push_global (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  const char *module, *name;
  gsize       module_length, name_length;

  return take_line (machine, &module, &module_length) && take_line (machine, &name, &name_length)
         && push_named (machine, module, module_length, name, name_length);
}

static gboolean
push_global_of_stack (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  const NstPickleValue *module, *name;

  if (!need (machine, 2))
    return FALSE;
  name = pop (machine);
  module = pop (machine);
  if (name->type != NST_PICKLE_STRING || module->type != NST_PICKLE_STRING)
    return nst_file_refuse (machine->error,
                            _ ("its pickle names a class without a string; it is damaged."));
  return push_named (machine, (const char *) module->as.bytes, module->n,
                     (const char *) name->as.bytes, name->n);
}

static gboolean
refuse_length (Machine *machine)
{
  return nst_file_refuse (machine->error, _ ("its pickle is longer than that of any network."));
}

/* An OrderedDict is made empty, or (as Python 2 wrote it) from a list of pairs. */
static gboolean
call_dict (Machine *machine, const NstPickleValue *arguments)
{
  NstPickleValue       *dict = new_value (machine, NST_PICKLE_DICT);
  const NstPickleValue *list = arguments->n == 1 ? arguments->as.items[0] : NULL;
  gboolean              fits = arguments->n == 0 || (list && list->type == NST_PICKLE_LIST);

  if (fits && list && list->n > NST_PICKLE_MAX_INSTRUCTIONS - machine->copied)
    return refuse_length (machine);
  for (guint i = 0; fits && list && i < list->n; i++, machine->copied++)
    {
      const NstPickleValue *pair = list->as.items[i];

      fits = (pair->type == NST_PICKLE_LIST || pair->type == NST_PICKLE_TUPLE) && pair->n == 2;
      if (fits)
        append_items (dict, (gpointer const *) pair->as.items, 2);
    }
  if (!fits)
    return nst_file_refuse (
        machine->error, _ ("its pickle makes a dict from something that is not a list of pairs."));
  return push (machine, dict);
}

static gboolean
call (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  NstPickleValue *arguments, *function, *value;

  if (!need (machine, 2))
    return FALSE;
  arguments = pop (machine);
  function = pop (machine);
  if (arguments->type != NST_PICKLE_TUPLE || function->type != NST_PICKLE_GLOBAL
      || function->global->kind == NST_PICKLE_CLASS)
    return nst_file_refuse (machine->error,
                            _ ("its pickle calls an unknown function; it is damaged."));
  if (function->global->kind == NST_PICKLE_DICT_CLASS)
    return call_dict (machine, arguments);
  value = new_value (machine, NST_PICKLE_CALL);
  value->global = function->global;
  value->as.argument = arguments;
  return push (machine, value);
}

/* Gives attributes to an object.  A state dict carries its modules' versions that way: of no use
 * here, and dropped. */
static gboolean
build (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  if (!need (machine, 2))
    return FALSE;
  pop (machine);
  if (top (machine)->type != NST_PICKLE_DICT)
    return nst_file_refuse (machine->error,
                            _ ("its pickle gives attributes to something that is not a dict."));
  return TRUE;
}

static gboolean
push_persistent (Machine *machine, guint64 operand G_GNUC_UNUSED)
{
  NstPickleValue *value;

  if (!need (machine, 1))
    return FALSE;
  value = new_value (machine, NST_PICKLE_PERSISTENT);
  value->as.argument = pop (machine);
  g_ptr_array_add (machine->pickle->persistent, value);
  return push (machine, value);
}

static gboolean
check_protocol (Machine *machine, guint64 protocol)
{
  if (protocol > 5)
    return nst_file_refuse (machine->error, _ ("its pickle has the unknown protocol %u."),
                            (guint) protocol);
  return TRUE;
}

static gboolean
skip_frame (Machine *machine G_GNUC_UNUSED, guint64 operand G_GNUC_UNUSED)
{
  return TRUE;
}

/* ---- The machine ------------------------------------------------------------------- */

#define STOP '.'

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

static gboolean
run_instruction (Machine *machine, guint8 opcode)
{
  const guint8 *bytes;
  guint64       operand = 0;

  if (!instructions[opcode].run)
    return nst_file_refuse (machine->error,
                            _ ("its pickle has the instruction 0x%02x, which weight files do not "
                               "need; save only the state dict."),
                            opcode);
  if (!take_bytes (machine, instructions[opcode].operand_bytes, &bytes))
    return FALSE;
  for (guint i = instructions[opcode].operand_bytes; i-- > 0;)
    operand = operand << 8 | bytes[i];
  return instructions[opcode].run (machine, operand);
}

static gboolean
run (Machine *machine)
{
  for (guint n = 0; n < NST_PICKLE_MAX_INSTRUCTIONS; n++)
    {
      const guint8 *opcode;

      if (!take_bytes (machine, 1, &opcode))
        return FALSE;
      if (*opcode != STOP)
        {
          if (!run_instruction (machine, *opcode))
            return FALSE;
          continue;
        }
      if (!need (machine, 1))
        return FALSE;
      machine->pickle->root = top (machine);
      return TRUE;
    }
  return refuse_length (machine);
}

NstPickle *
nst_pickle_read (const guint8 *data, gsize length, const NstPickleGlobal *globals, guint n_globals,
                 gsize *used, GError **error)
{
  g_autoptr (NstPickle) pickle = g_new0 (NstPickle, 1);
  Machine  machine = { .pickle = pickle,
                       .data = data,
                       .length = length,
                       .globals = globals,
                       .n_globals = n_globals,
                       .error = error };
  gboolean done;

  pickle->blocks = g_ptr_array_new_with_free_func (free_block);
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
