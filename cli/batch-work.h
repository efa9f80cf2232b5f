/* SPDX-License-Identifier: GPL-3.0-or-later */

/* batch-work.h - many pictures, painted one after the other: the next one is read and the last one
 * is written meanwhile. */

#ifndef NST_BATCH_WORK_H
#define NST_BATCH_WORK_H

#include "files.h"
#include "ledger.h"
#include "meter.h"
#include "painting.h"

/* In which manner pictures are painted. */
typedef struct
{
  GArray     *styles;   /* of NstStyleShare */
  JsonObject *settings; /* for the ledger */
  char       *folder;   /* for its paintings, in the output folder; "" is that itself */
} NstBatchManner;

/* A painting that is wanted. */
typedef struct
{
  const char           *picture;  /* its path */
  char                 *painting; /* its path in the output folder */
  const NstBatchManner *manner;
} NstBatchItem;

/* What all of them have in common. */
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

/* Paints the `items` (of NstBatchItem), each unless it is there when its turn comes, and waits for
 * those that other programs have claimed.  The meter is told of each.  What fails is told by a
 * sentence each in `failures` (of char *), and the others go on. */
void nst_batch_paint (const NstBatch *batch, GPtrArray *items, GPtrArray *failures);

#endif
