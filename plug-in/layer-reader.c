/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-reader.c - rows of tiles are copied in an idle source for a moment, then it is the main
 * loop's turn.  A layer with filters is made by GIMP in one call, which cannot be divided. */

#include "layer-reader.h"

#include "pixels.h"

#define STEP_MICROSECONDS 12000
#define STEP_ROWS         64 /* GIMP's tiles are as high */

/* A buffer and its copy, which begins at (0, 0). */
typedef struct
{
  GeglBuffer *source, *copy; /* NULL: nothing is to be copied */
  int         x, y;          /* where in the source it begins */
  int         row;           /* the next one */
} Copying;

struct _LayerReader
{
  GimpLayer      *layer;
  LayerReaderFunc func;
  gpointer        data;
  Copying         pixels; /* none for a layer that is to be had whole */
  Copying         selection;
  guint           idle;
};

/* `source` is taken over. */
static void
begin (Copying *copying, GeglBuffer *source, int x, int y, int width, int height)
{
  *copying = (Copying) { source, NULL, x, y, 0 };
  copying->copy
      = gegl_buffer_new (GEGL_RECTANGLE (0, 0, width, height), gegl_buffer_get_format (source));
}

/* Some rows; FALSE: there are none left. */
static gboolean
copy_rows (Copying *copying)
{
  int width = copying->copy ? gegl_buffer_get_width (copying->copy) : 0;
  int left = copying->copy ? gegl_buffer_get_height (copying->copy) - copying->row : 0;
  int rows = MIN (STEP_ROWS, left);

  if (rows <= 0)
    return FALSE;

  gegl_buffer_copy (copying->source,
                    GEGL_RECTANGLE (copying->x, copying->y + copying->row, width, rows),
                    GEGL_ABYSS_NONE, copying->copy, GEGL_RECTANGLE (0, copying->row, width, rows));
  copying->row += rows;

  return TRUE;
}

static void
clear (Copying *copying)
{
  g_clear_object (&copying->source);
  g_clear_object (&copying->copy);
}

static void
finish (LayerReader *reader)
{
  GError     *error = NULL;
  GeglBuffer *snapshot = reader->pixels.copy ? g_steal_pointer (&reader->pixels.copy)
                                             : pixels_snapshot (reader->layer, &error);

  reader->func (snapshot, g_steal_pointer (&reader->selection.copy), error, reader->data);
}

static gboolean
on_idle (gpointer data)
{
  LayerReader *reader = data;
  gint64       start = g_get_monotonic_time ();

  while (copy_rows (&reader->pixels) || copy_rows (&reader->selection))
    if (g_get_monotonic_time () - start > STEP_MICROSECONDS)
      return G_SOURCE_CONTINUE;

  reader->idle = 0;
  finish (reader);

  return G_SOURCE_REMOVE;
}

LayerReader *
layer_reader_new (GimpLayer *layer, LayerReaderFunc func, gpointer data)
{
  LayerReader  *reader = g_new0 (LayerReader, 1);
  GimpDrawable *drawable = GIMP_DRAWABLE (layer);
  GimpImage    *image = gimp_item_get_image (GIMP_ITEM (layer));
  int           width = gimp_drawable_get_width (drawable);
  int           height = gimp_drawable_get_height (drawable);
  int           x, y;

  reader->layer = layer;
  reader->func = func;
  reader->data = data;
  if (!pixels_has_filters (drawable))
    begin (&reader->pixels, gimp_drawable_get_buffer (drawable), 0, 0, width, height);
  if (!gimp_selection_is_empty (image))
    {
      gimp_drawable_get_offsets (drawable, &x, &y);
      begin (&reader->selection,
             gimp_drawable_get_buffer (GIMP_DRAWABLE (gimp_image_get_selection (image))), x, y,
             width, height);
    }
  reader->idle = g_idle_add (on_idle, reader);

  return reader;
}

void
layer_reader_finish (LayerReader *reader)
{
  g_clear_handle_id (&reader->idle, g_source_remove);
  while (copy_rows (&reader->pixels) || copy_rows (&reader->selection))
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
  clear (&reader->selection);
  g_free (reader);
}
