/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painter.h - keeps the current job, its pictures, its network, and its paintings, which are
 * reused.  Does not call GIMP; one thread at a time. */

#ifndef PAINTER_H
#define PAINTER_H

#include "job/job.h"
#include "paint/canvas.h"
#include "paint/forecast-words.h"

typedef struct _Painter Painter;

Painter *painter_new (NstCatalogue *catalogue);
void     painter_free (Painter *painter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Painter, painter_free)

/* Sets the current job, and opens its styles and its network.  Fails like job_load_styles,
 * nst_catalogue_open_network and canvas_find_area. */
gboolean painter_take (Painter *painter, Job *job, GError **error);

/* How large the layer is looked at from now on, as canvas_set_shown_side has it. */
void painter_set_shown_side (Painter *painter, int side);

/* The same for the layer only: of the job, only the canvas can be used. */
void painter_look_at (Painter *painter, Job *job);

const Job        *painter_get_job (Painter *painter);
Canvas           *painter_get_canvas (Painter *painter);
const NstNetwork *painter_get_network (Painter *painter);

/* What is painted of a layer beside that of the job, in pixels; 0 x 0: nothing. */
typedef struct
{
  int width, height;
} LayerSize;

/* The estimated cost of the result, and of those for `others`, which are painted in the same way; the
 * time is based on previous paintings.  Fails like canvas_get_content. */
gboolean painter_forecast (Painter *painter, const LayerSize *others, guint n_others,
                           Forecast *forecast, GError **error);

/* ---- Painting ---------------------------------------------------------------------- */

/* The longer side, in pixels, of the result at work, and of the largest painting of a preview. */
int painter_get_working_side (const Painter *painter);
int painter_get_largest_side (const Painter *painter);

/* A painting at one size, and its settings. */
typedef struct
{
  gboolean          exact; /* the result itself, from the full size */
  const NstPicture *content;
  NstSettings       settings; /* without what nst_finish does */
} Plan;

/* For a painting of the job with a longer side of `side` pixels.  Fails as canvas_get_content. */
gboolean painter_plan (Painter *painter, int side, Plan *plan, GError **error);

/* Whether a preview may paint that much, going by the time and memory that it takes. */
gboolean painter_affords (const Painter *painter, const Plan *plan);

/* Callbacks of a painting; any may be NULL. */
typedef struct
{
  NstProgressFunc progress;
  gpointer        data;
  GCancellable   *cancellable;
} PainterWatch;

/* The painting by the plan, before nst_finish: that which is kept, or a new one.  It stays until
 * another is painted by that method, from another layer, or painter_forget.  Fails as nst_paint. */
const NstPicture *painter_paint (Painter *painter, const Plan *plan, const PainterWatch *watch,
                                 GError **error);

/* The same by Fast, whatever the method of the plan. */
const NstPicture *painter_paint_fast (Painter *painter, const Plan *plan, GCancellable *cancellable,
                                      GError **error);

/* The kept painting, or NULL. */
const NstPicture *painter_find (const Painter *painter, const Plan *plan);

/* Whether the painting of the result is kept, so that it need not be painted. */
gboolean painter_has_result (Painter *painter);

/* New ones for a job of an animation, so that it is painted like its first frame; else NULL.
 * (transfer full) */
NstFrames *painter_make_frames (const Painter *painter);

/* A painting that is not kept, of the next one of `frames` (or NULL).  (transfer full) */
NstPicture *painter_paint_once (Painter *painter, const Plan *plan, NstFrames *frames,
                                const PainterWatch *watch, GError **error);

/* Frees the kept paintings. */
void painter_forget (Painter *painter);

#endif
