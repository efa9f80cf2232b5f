/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ledger.h - records of the paintings in a folder: from which picture, with which settings, to
 * which file.
 *
 * The ledger of a folder is its subfolder .nst-ledger, with a small JSON file for each painting.
 * Each is written right after its painting, so that any number of programs on any number of
 * machines may add to it, and an interruption leaves nothing incomplete.  The claims (claim.h) are
 * in the same folder.
 */

#ifndef NST_LEDGER_H
#define NST_LEDGER_H

#include <json-glib/json-glib.h>

#include "claim.h"

#define NST_LEDGER_FOLDER ".nst-ledger"

typedef struct _NstLedger NstLedger;

/* The ledger of the folder `folder`, which need not exist yet. */
NstLedger *nst_ledger_new (const char *folder);
void       nst_ledger_free (NstLedger *ledger);

/* Makes the ledger's folder, and with it the painting's.  Fails with NST_ERROR_FILE. */
gboolean nst_ledger_prepare (const NstLedger *ledger, GError **error);

/* The path of a file called `name` in the ledger's folder. */
char *nst_ledger_file (const NstLedger *ledger, const char *name);

/* A painting, its picture and its settings. */
typedef struct
{
  const char *picture;  /* the path of the picture */
  const char *painting; /* the painting's path in the folder */
  JsonObject *settings; /* all that decides the painting, as strings */
  const char *before;   /* of a frame: what stands for all frames before it; else NULL */
} NstEntry;

typedef enum
{
  NST_ENTRY_MISSING,  /* to be painted */
  NST_ENTRY_OUTDATED, /* to be painted again: the picture, or a frame before it, has changed; the old
                         painting may be replaced */
  NST_ENTRY_DONE,     /* exists */
  NST_ENTRY_IN_WAY    /* another file has its name */
} NstEntryState;

/* The state of a painting.  `why` (may be NULL) receives the reason for NST_ENTRY_IN_WAY and what
 * to do, as a sentence.  `left` is what a program that was killed was about to put there, if any (see
 * NstClaim): if exactly that is there, only its record is missing. */
NstEntryState nst_ledger_look (const NstLedger *ledger, const NstEntry *entry,
                               const NstFileState *left, char **why);

/* As nst_claim_take, of the right to paint it. */
NstClaim *nst_ledger_claim (const NstLedger *ledger, const NstEntry *entry, char **owner,
                            GError **error);

/* Whether the painting is claimed, or was claimed by a program that was killed; `left` receives what
 * that has noted. */
gboolean nst_ledger_is_claimed (const NstLedger *ledger, const NstEntry *entry, NstFileState *left);

/* Records that it is painted, which took `seconds`.  `state` is the picture's when it was read: a
 * change meanwhile is then seen the next time.  Fails with NST_ERROR_FILE. */
gboolean nst_ledger_record (const NstLedger *ledger, const NstEntry *entry,
                            const NstFileState *state, double seconds, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstLedger, nst_ledger_free)

#endif
