/* SPDX-License-Identifier: GPL-3.0-or-later */

/* queue.h - a small queue between two threads: the writer waits until there is space, so that
 * memory stays bounded at any speed of the threads. */

#ifndef CLI_QUEUE_H
#define CLI_QUEUE_H

#include <glib.h>

typedef struct _NstQueue CliQueue;

/* For up to `room` items, among which the one counts that is being worked on: the taker has it until it
 * asks for the next.  `free_item` is for those that nobody takes. */
CliQueue *cli_queue_new (guint room, GDestroyNotify free_item);

/* With all that is left in it.  No thread may use it any more. */
void cli_queue_free (CliQueue *queue);

/* Waits for room, for who does not want to make an item before there is any.  FALSE: the queue is
 * closed. */
gboolean cli_queue_wait (CliQueue *queue);

/* Waits for room and adds `item`, which is not NULL, (transfer full).  FALSE: the queue is closed,
 * and the item has been freed. */
gboolean cli_queue_put (CliQueue *queue, gpointer item);

/* Waits for an item, (transfer full).  NULL: the queue is closed and empty. */
gpointer cli_queue_take (CliQueue *queue);

/* Nothing more comes in; what is there can still be taken.  May be called by either thread, and
 * more than once. */
void cli_queue_close (CliQueue *queue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliQueue, cli_queue_free)

#endif
