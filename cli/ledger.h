/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ledger.h - records of the paintings in a folder: from which picture, with which settings, to
 * which file.
 *
 * The ledger of a folder is its subfolder .nst-ledger, with a small JSON file for each painting.
 * Each is written right after its painting, so that any number of programs on any number of
 * machines may add to it, and an interruption leaves nothing incomplete.  The claims (claim.h) are
 * in the same folder.
 */

#ifndef CLI_LEDGER_H
#define CLI_LEDGER_H

#include <json-glib/json-glib.h>

#include "claim.h"

#define CLI_LEDGER_FOLDER ".nst-ledger"

typedef struct _NstLedger CliLedger;

/* The ledger of the folder `folder`, which need not exist yet. */
CliLedger *cli_ledger_new (const char *folder);
void       cli_ledger_free (CliLedger *ledger);

/* Makes the ledger's folder, and with it the painting's.  Fails with NST_ERROR_FILE. */
gboolean cli_ledger_prepare (const CliLedger *ledger, GError **error);

/* The path of a file called `name` in the ledger's folder. */
char *cli_ledger_file (const CliLedger *ledger, const char *name);

/* A painting, its picture and its settings. */
typedef struct
{
  const char *picture;  /* the path of the picture */
  const char *painting; /* the painting's path in the folder */
  JsonObject *settings; /* all that decides the painting, as strings */
  const char *before;   /* of a frame: what stands for all frames before it; else NULL */
} CliEntry;

typedef enum
{
  CLI_ENTRY_MISSING,  /* to be painted */
  CLI_ENTRY_OUTDATED, /* to be painted again: the picture, or a frame before it, has changed; the old
                         painting may be replaced */
  CLI_ENTRY_DONE,     /* exists */
  CLI_ENTRY_IN_WAY    /* another file has its name */
} CliEntryState;

/* The state of a painting.  `why` (may be NULL) receives the reason for CLI_ENTRY_IN_WAY and what
 * to do, as a sentence.  `left` is what a program that was killed was about to put there, if any (see
 * CliClaim): if exactly that is there, only its record is missing. */
CliEntryState cli_ledger_look (const CliLedger *ledger, const CliEntry *entry,
                               const CliFileState *left, char **why);

/* As cli_claim_take, of the right to paint it. */
CliClaim *cli_ledger_claim (const CliLedger *ledger, const CliEntry *entry, char **owner,
                            GError **error);

/* Whether the painting is claimed, or was claimed by a program that was killed; `left` receives what
 * that has noted. */
gboolean cli_ledger_is_claimed (const CliLedger *ledger, const CliEntry *entry, CliFileState *left);

/* Records that it is painted, which took `seconds`.  `state` is the picture's when it was read: a
 * change meanwhile is then seen the next time.  Fails with NST_ERROR_FILE. */
gboolean cli_ledger_record (const CliLedger *ledger, const CliEntry *entry,
                            const CliFileState *state, double seconds, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliLedger, cli_ledger_free)

#endif
