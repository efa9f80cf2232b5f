/* SPDX-License-Identifier: GPL-3.0-or-later */

/* batch-work.h - paints many pictures one after the other; the next one is read and the previous
 * one is written at the same time. */

#ifndef NST_BATCH_WORK_H
#define NST_BATCH_WORK_H

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
} NstBatchManner;

/* A painting that is wanted. */
typedef struct
{
  const char           *picture;  /* its path */
  char                 *painting; /* its path in the output folder */
  const NstBatchManner *manner;
} NstBatchItem;

/* Common to all items. */
typedef struct
{
  const NstPaintingOptions *how;
  NstSaving                 saving;
  const char               *output; /* the folder */
  const NstNetwork         *network;
  const NstLedger          *ledger;
  NstMeter                 *meter;
  GCancellable             *cancellable;
} NstBatch;

NstEntry nst_batch_entry (const NstBatchItem *item);

/* Paints the `items` (of NstBatchItem), except those that exist by then, and waits for those that
 * other programs have claimed.  The meter is updated for each.  If an item fails, a message is
 * added to `failures` (of char *), and the others are painted. */
void nst_batch_paint (const NstBatch *batch, GPtrArray *items, GPtrArray *failures);

#endif
