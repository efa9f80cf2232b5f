/* SPDX-License-Identifier: GPL-3.0-or-later */

/* queue.c - a small queue between two threads. */

#include "queue.h"

struct _NstQueue
{
  guint          room;
  GDestroyNotify free_item;

  GMutex   mutex; /* guards: */
  GCond    changed;
  GQueue   items;
  gboolean in_hand; /* an item is being processed */
  gboolean closed;
};

CliQueue *
cli_queue_new (guint room, GDestroyNotify free_item)
{
  CliQueue *queue = g_new0 (CliQueue, 1);

  queue->room = room;
  queue->free_item = free_item;
  g_mutex_init (&queue->mutex);
  g_cond_init (&queue->changed);
  g_queue_init (&queue->items);
  return queue;
}

void
cli_queue_free (CliQueue *queue)
{
  if (queue == NULL)
    return;
  g_queue_clear_full (&queue->items, queue->free_item);
  g_cond_clear (&queue->changed);
  g_mutex_clear (&queue->mutex);
  g_free (queue);
}

/* The mutex is held.  Whether the queue is open. */
static gboolean
wait_for_room (CliQueue *queue)
{
  while (!queue->closed && queue->items.length + (queue->in_hand ? 1 : 0) >= queue->room)
    g_cond_wait (&queue->changed, &queue->mutex);
  return !queue->closed;
}

gboolean
cli_queue_wait (CliQueue *queue)
{
  gboolean is_open;

  g_mutex_lock (&queue->mutex);
  is_open = wait_for_room (queue);
  g_mutex_unlock (&queue->mutex);
  return is_open;
}

gboolean
cli_queue_put (CliQueue *queue, gpointer item)
{
  gboolean taken;

  g_mutex_lock (&queue->mutex);
  taken = wait_for_room (queue);
  if (taken)
    g_queue_push_tail (&queue->items, item);
  g_cond_broadcast (&queue->changed);
  g_mutex_unlock (&queue->mutex);
  if (!taken)
    queue->free_item (item);
  return taken;
}

gpointer
cli_queue_take (CliQueue *queue)
{
  gpointer item;

  g_mutex_lock (&queue->mutex);
  queue->in_hand = FALSE;
  g_cond_broadcast (&queue->changed);
  while (!queue->closed && queue->items.length == 0)
    g_cond_wait (&queue->changed, &queue->mutex);
  item = g_queue_pop_head (&queue->items);
  queue->in_hand = item != NULL;
  g_mutex_unlock (&queue->mutex);
  return item;
}

void
cli_queue_close (CliQueue *queue)
{
  g_mutex_lock (&queue->mutex);
  queue->closed = TRUE;
  g_cond_broadcast (&queue->changed);
  g_mutex_unlock (&queue->mutex);
}
