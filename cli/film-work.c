/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-work.c - a film at work.
 *
 *   source -> reader's thread -> frames -> the caller's, which paints -> paintings -> writer's
 *   thread -> sink
 *
 * A piece always has the same number of frames, so that the pieces of a film, and what the encoder
 * makes of them, are the same however often it was interrupted.
 */

#include "film-work.h"

#include <glib/gstdio.h>

#include "queue.h"

#define ROOM 3 /* frames in a queue, including the current one */

typedef struct
{
  NstPicture *picture;
  gint64      time, duration;
  gboolean    ends_piece;
  gboolean    ends_film; /* the end of the film, without a picture */
} Painting;

typedef struct
{
  CliFilmWork *work;
  CliQueue    *frames;    /* of CliFilmFrame */
  CliQueue    *paintings; /* of Painting */
  GError      *read_error, *write_error;

  /* The writer's own. */
  CliFilmSink *sink; /* of the current piece, or NULL */
  guint        n;    /* frames in it */
  gint64       first, end;
} Run;

static void
free_painting (gpointer data)
{
  Painting *painting = data;

  nst_picture_free (painting->picture);
  g_free (painting);
}

static void
free_frame (gpointer frame)
{
  cli_film_frame_free (frame);
}

/* ---- Reading ----------------------------------------------------------------------- */

static gpointer
read_frames (gpointer data)
{
  Run          *run = data;
  CliFilmFrame *frame;

  while (cli_queue_wait (run->frames)
         && (frame = cli_film_source_read (run->work->source, &run->read_error)) != NULL)
    cli_queue_put (run->frames, frame);
  cli_queue_close (run->frames);
  return NULL;
}

/* ---- Writing ----------------------------------------------------------------------- */

static gboolean
begin_piece (Run *run, const Painting *painting, GError **error)
{
  const CliFilmWork *w = run->work;
  g_autofree char   *draft = cli_film_pieces_get_draft (w->pieces);

  run->sink = cli_film_sink_new (w->encoder, cli_film_source_get_format (w->source), w->deep, draft,
                                 error);
  run->n = 0;
  run->first = painting->time;
  return run->sink != NULL;
}

static gboolean
end_piece (Run *run, GError **error)
{
  gboolean done = cli_film_sink_finish (run->sink, error)
                  && cli_film_pieces_add (run->work->pieces, run->n, run->first, error);

  g_clear_pointer (&run->sink, cli_film_sink_free);
  return done;
}

static gboolean
write_painting (Run *run, const Painting *painting, GError **error)
{
  if (painting->ends_film)
    return (run->sink == NULL || end_piece (run, error))
           && cli_film_pieces_complete (run->work->pieces, run->end, error);
  if (run->sink == NULL && !begin_piece (run, painting, error))
    return FALSE;
  if (!cli_film_sink_write (run->sink, painting->picture, painting->time - run->first,
                            painting->duration, error))
    return FALSE;
  run->n++;
  run->end = painting->time + painting->duration;
  return !painting->ends_piece || end_piece (run, error);
}

static gpointer
write_paintings (gpointer data)
{
  Run      *run = data;
  Painting *painting;

  while (run->write_error == NULL && (painting = cli_queue_take (run->paintings)) != NULL)
    {
      write_painting (run, painting, &run->write_error);
      free_painting (painting);
    }
  cli_queue_close (run->paintings);
  if (run->sink != NULL) /* discard an unfinished piece */
    {
      g_autofree char *draft = cli_film_pieces_get_draft (run->work->pieces);

      g_clear_pointer (&run->sink, cli_film_sink_free);
      g_unlink (draft);
    }
  return NULL;
}

/* ---- Painting ---------------------------------------------------------------------- */

static void
tell (const CliFilmWork *w, gint64 time, gint64 began)
{
  const CliFilmFormat *f = cli_film_source_get_format (w->source);
  double               seconds = (double) time * (double) f->tick / (double) f->second;
  char                 digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char     *name = NULL;

  /* Programs read it, too: always with a point. */
  name = g_strconcat (g_ascii_formatd (digits, sizeof digits, "%.3f", seconds), " s", NULL);
  cli_meter_done (w->meter, name, NULL, (double) (g_get_monotonic_time () - began) * 1e-6);
}

/* `n` is the frame's number in the film. */
static gboolean
paint_frame (Run *run, NstFrames *frames, CliFilmFrame *frame, guint n, GError **error)
{
  CliFilmWork *w = run->work;
  gint64       began = g_get_monotonic_time ();
  Painting    *painting = g_new0 (Painting, 1);

  painting->time = frame->time;
  painting->duration = frame->duration;
  painting->ends_piece = (n + 1) % w->length == 0;
  painting->picture
      = cli_film_painter_paint (w->painter, frames, frame->picture, w->cancellable, error);
  if (painting->picture == NULL
      || (painting->ends_piece
          && !cli_film_pieces_save_frames (w->pieces, (n + 1) / w->length, frames, error)))
    {
      free_painting (painting);
      return FALSE;
    }
  if (!cli_queue_put (run->paintings, painting)) /* the writer has the error */
    return FALSE;
  tell (w, frame->time, began);
  return TRUE;
}

/* The last frame that is painted already says where the film is. */
static void
pass_over (Run *run)
{
  CliFilmFrame *frame = cli_queue_take (run->frames);

  if (frame != NULL)
    run->end = frame->time + frame->duration;
  cli_film_frame_free (frame);
}

static gboolean
paint_frames (Run *run, GError **error)
{
  guint n = cli_film_pieces_get_n_frames (run->work->pieces);
  g_autoptr (NstFrames) frames = NULL;
  CliFilmFrame *frame;

  if (n > 0)
    pass_over (run);
  while ((frame = cli_queue_take (run->frames)) != NULL)
    {
      gboolean done
          = (frames != NULL || (frames = cli_film_pieces_load_frames (run->work->pieces, error)))
            && paint_frame (run, frames, frame, n++, error);

      cli_film_frame_free (frame);
      if (!done)
        return FALSE;
    }
  return TRUE;
}

/* Signals the end of the film, unless the reader has stopped before. */
static void
end_film (Run *run)
{
  Painting *end = g_new0 (Painting, 1);

  end->ends_film = TRUE;
  cli_queue_put (run->paintings, end);
}

gboolean
cli_film_work_run (CliFilmWork *work, GError **error)
{
  g_autoptr (CliQueue) frames = cli_queue_new (ROOM, free_frame);
  g_autoptr (CliQueue) paintings = cli_queue_new (ROOM, free_painting);
  Run      run = { .work = work, .frames = frames, .paintings = paintings };
  GThread *reader = g_thread_new ("film-reader", read_frames, &run);
  GThread *writer = g_thread_new ("film-writer", write_paintings, &run);
  GError  *paint_error = NULL;
  gboolean painted = paint_frames (&run, &paint_error);

  cli_queue_close (frames);
  if (!painted)
    cli_film_source_stop (work->source);
  g_thread_join (reader);
  if (painted && run.read_error == NULL)
    end_film (&run);
  cli_queue_close (paintings);
  g_thread_join (writer);

  /* The first error is the cause of the others. */
  if (run.write_error != NULL)
    g_propagate_error (error, g_steal_pointer (&run.write_error));
  else if (paint_error != NULL)
    g_propagate_error (error, g_steal_pointer (&paint_error));
  else if (run.read_error != NULL)
    g_propagate_error (error, g_steal_pointer (&run.read_error));
  else
    return TRUE;
  g_clear_error (&paint_error);
  g_clear_error (&run.read_error);
  return FALSE;
}
