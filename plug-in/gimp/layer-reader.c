/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-reader.c - rows of tiles are copied in an idle source for a moment, then it is the main
 * loop's turn.  A layer with filters is made by GIMP in one call, which cannot be divided. */

#include "gimp/layer-reader.h"

#include "gimp/change-limit.h"
#include "gimp/layer-pixels.h"

#define STEP_MICROSECONDS 12000
#define STEP_ROWS         64 /* GIMP's tiles are as high */

/* What is copied, of one of two kinds, and where to, in the layer's coordinates. */
typedef struct
{
  GeglBuffer  *source; /* or NULL */
  ChangeLimit *limit;  /* or NULL */
  GeglBuffer  *copy;   /* NULL: nothing is to be copied */
  int          row;    /* the next one */
} Copying;

struct _LayerReader
{
  GimpLayer      *layer;
  LayerReaderFunc func;
  gpointer        data;
  Copying         pixels; /* none for a layer that is to be had whole */
  Copying         limit;  /* none where there is none */
  guint           idle;
};

/* Some rows; FALSE: there are none left. */
static gboolean
copy_rows (Copying *copying)
{
  int           width = copying->copy ? gegl_buffer_get_width (copying->copy) : 0;
  int           left = copying->copy ? gegl_buffer_get_height (copying->copy) - copying->row : 0;
  int           rows = MIN (STEP_ROWS, left);
  GeglRectangle part = { 0, copying->row, width, rows };

  if (rows <= 0)
    return FALSE;

  if (copying->limit)
    change_limit_copy_rows (copying->limit, copying->row, rows, copying->copy);
  else
    gegl_buffer_copy (copying->source, &part, GEGL_ABYSS_NONE, copying->copy, &part);
  copying->row += rows;

  return TRUE;
}

static void
clear (Copying *copying)
{
  g_clear_object (&copying->source);
  g_clear_pointer (&copying->limit, change_limit_free);
  g_clear_object (&copying->copy);
}

static void
finish (LayerReader *reader)
{
  GError     *error = NULL;
  GeglBuffer *snapshot = reader->pixels.copy ? g_steal_pointer (&reader->pixels.copy)
                                             : layer_pixels_snapshot (reader->layer, &error);

  reader->func (snapshot, g_steal_pointer (&reader->limit.copy), error, reader->data);
}

static gboolean
on_idle (gpointer data)
{
  LayerReader *reader = data;
  gint64       start = g_get_monotonic_time ();

  while (copy_rows (&reader->pixels) || copy_rows (&reader->limit))
    if (g_get_monotonic_time () - start > STEP_MICROSECONDS)
      return G_SOURCE_CONTINUE;

  reader->idle = 0;
  finish (reader);

  return G_SOURCE_REMOVE;
}

static void
begin_pixels (Copying *copying, GimpDrawable *drawable)
{
  copying->source = gimp_drawable_get_buffer (drawable);
  copying->copy = gegl_buffer_new (GEGL_RECTANGLE (0, 0, gimp_drawable_get_width (drawable),
                                                   gimp_drawable_get_height (drawable)),
                                   gegl_buffer_get_format (copying->source));
}

LayerReader *
layer_reader_new (GimpLayer *layer, LayerReaderFunc func, gpointer data)
{
  LayerReader *reader = g_new0 (LayerReader, 1);

  reader->layer = layer;
  reader->func = func;
  reader->data = data;
  if (!layer_pixels_has_filters (GIMP_DRAWABLE (layer)))
    begin_pixels (&reader->pixels, GIMP_DRAWABLE (layer));
  reader->limit.limit = change_limit_new (layer);
  if (reader->limit.limit)
    reader->limit.copy = change_limit_buffer_new (reader->limit.limit);
  reader->idle = g_idle_add (on_idle, reader);

  return reader;
}

void
layer_reader_finish (LayerReader *reader)
{
  g_clear_handle_id (&reader->idle, g_source_remove);
  while (copy_rows (&reader->pixels) || copy_rows (&reader->limit))
    ;
  finish (reader);
}

void
layer_reader_free (LayerReader *reader)
{
  if (!reader)
    return;

  g_clear_handle_id (&reader->idle, g_source_remove);
  clear (&reader->pixels);
  clear (&reader->limit);
  g_free (reader);
}
