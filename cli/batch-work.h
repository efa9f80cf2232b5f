/* SPDX-License-Identifier: GPL-3.0-or-later */

/* batch-work.h - paints many pictures one after the other; the next one is read and the previous
 * one is written at the same time. */

#ifndef CLI_BATCH_WORK_H
#define CLI_BATCH_WORK_H

#include "files.h"
#include "ledger.h"
#include "meter.h"
#include "painting-options.h"

/* The styles and settings of some paintings. */
typedef struct
{
  GArray     *styles;   /* of NstStyleShare */
  JsonObject *settings; /* for the ledger */
  char       *folder;   /* subfolder of the output folder for its paintings; "": none */
} CliBatchManner;

/* A painting that is wanted. */
typedef struct
{
  const char           *picture;  /* its path */
  char                 *painting; /* its path in the output folder */
  const CliBatchManner *manner;
} CliBatchItem;

/* Common to all items. */
typedef struct
{
  const CliPaintingOptions *how;
  CliSaving                 saving;
  const char               *output; /* the folder */
  const NstNetwork         *network;
  const CliLedger          *ledger;
  CliMeter                 *meter;
  GCancellable             *cancellable;
} CliBatch;

CliEntry cli_batch_entry (const CliBatchItem *item);

/* Paints the `items` (of CliBatchItem), except those that exist by then, and waits for those that
 * other programs have claimed.  The meter is updated for each.  If an item fails, a message is
 * added to `failures` (of char *), and the others are painted. */
void cli_batch_paint (const CliBatch *batch, GPtrArray *items, GPtrArray *failures);

#endif
