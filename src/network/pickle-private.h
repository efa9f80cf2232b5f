/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pickle-private.h - the machine that reads a pickle.  pickle-machine.c has its memory of values, its
 * stack and its input, pickle-instructions.c what it can do, and pickle.c runs it.  Whatever a pickle
 * may do wrong is refused with an NST_ERROR_FILE in the machine's error. */

#ifndef NST_PICKLE_PRIVATE_H
#define NST_PICKLE_PRIVATE_H

#include "network/pickle.h"

G_BEGIN_DECLS

struct _NstPickle
{
  GPtrArray      *blocks; /* of values, as many in each */
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
} NstPickleMachine;

/* Releases a block of values. */
void nst_pickle_free_block (gpointer block);

NstPickleValue *nst_pickle_new_value (NstPickleMachine *machine, NstPickleType type);

/* Adds items to a tuple, a list or a dict. */
void nst_pickle_append (NstPickleValue *value, gpointer const *items, guint n);

/* The stack.  Values below the last mark belong to a container that is not complete: the others are
 * available, and as many as are needed must be there before they are taken. */
gboolean        nst_pickle_push (NstPickleMachine *machine, NstPickleValue *value); /* TRUE */
guint           nst_pickle_available (const NstPickleMachine *machine);
gboolean        nst_pickle_need (NstPickleMachine *machine, guint n);
NstPickleValue *nst_pickle_pop (NstPickleMachine *machine);
NstPickleValue *nst_pickle_top (NstPickleMachine *machine);

/* Takes away the last mark and tells where on the stack it was. */
gboolean nst_pickle_pop_mark (NstPickleMachine *machine, guint *mark);

/* The next `n` bytes of the input. */
gboolean nst_pickle_take (NstPickleMachine *machine, guint64 n, const guint8 **bytes);

/* FALSE with an error: it asks for more than any network has. */
gboolean nst_pickle_refuse_length (NstPickleMachine *machine);

/* The instruction that ends a pickle. */
#define NST_PICKLE_STOP '.'

/* Carries out another instruction, whose operand comes next. */
gboolean nst_pickle_run_instruction (NstPickleMachine *machine, guint8 opcode);

G_END_DECLS

#endif
