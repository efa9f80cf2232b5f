/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stylize.c - nst_stylize: checks the arguments, calls the method, and does what all methods have
 * in common. */

#include "base/picture.h"
#include "base/pool.h"
#include "ops/fill.h"
#include "style/colors.h"
#include "style/extent.h"
#include "style/fast-part.h"
#include "style/fast-renewal.h"
#include "style/finish.h"
#include "style/frames.h"
#include "style/open-content.h"
#include "style/refine.h"
#include "style/style-mixture.h"
#include "style/style.h"

static gboolean
is_fast (const NstSettings *settings)
{
  return settings->method == NST_METHOD_FAST;
}

/* ---- What is not painted ----------------------------------------------------------- */

/* Pixel `i` of the painting becomes that of the content, number `at`, but for a `share`. */
static void
keep_pixel (const NstPicture *content, gsize at, float share, NstPicture *painting, gsize i)
{
  gsize n = (gsize) content->width * content->height;
  gsize seen = (gsize) painting->width * painting->height;

  for (int c = 0; c < 3 && share < 1.0f; c++) /* elsewhere every bit is the painting's */
    {
      float *to = &painting->pixels[c * seen + i];
      float  from = content->pixels[c * n + at];

      *to = from + share * (*to - from);
    }
}

/* The pixel of the content that is pixel `i` of the painting, which lies at (x, y) of it. */
static gsize
place_of (const NstPicture *content, int x, int y, const NstPicture *painting, gsize i)
{
  return (y + i / painting->width) * content->width + x + i % painting->width;
}

/* The content comes back as far as no region has a pixel. */
static void
keep_gaps (const NstPicture *content, const NstRegions *regions, int x, int y, NstPicture *painting)
{
  g_autofree float *weights = g_new (float, regions->n + 1);
  gsize             seen = (gsize) painting->width * painting->height;

  for (gsize i = 0; i < seen && regions->gaps; i++)
    {
      gsize at = place_of (content, x, y, painting, i);
      float sum = 0.0f;

      nst_regions_weigh (regions, at, weights);
      for (int k = 0; k < regions->n; k++)
        sum += weights[k];
      keep_pixel (content, at, sum, painting, i);
    }
}

void
nst_picture_keep (NstPicture *painting, const NstPicture *content, const float *protect)
{
  for (gsize i = 0; i < (gsize) painting->width * painting->height; i++)
    keep_pixel (content, i, 1.0f - protect[i], painting, i);
}

static NstPicture *
copy_content (const NstPicture *content, GError **error)
{
  NstPicture *copy = nst_picture_copy (content, error);

  if (copy != NULL)
    nst_picture_take_mask (copy, NULL);
  return copy;
}

/* Where neither the content nor any of the styles has color, a painting must have none either: a
 * network that sees in color leaves specks of it. */
static gboolean
is_gray (const NstStylizeContext *context)
{
  const NstRegions *regions = context->regions;

  for (guint i = 0; i < regions->bounds[regions->n]; i++)
    if (!nst_style_is_gray (regions->shares[i].style))
      return FALSE;
  return nst_colors_are_gray (context->content);
}

/* Of a frame by Fast, where an earlier one has left what that takes, only what is new is painted. */
static NstPicture *
paint_new (NstStylizeContext *context, const NstFrames *frames, NstPreviousFrame *previous,
           GError **error)
{
  NstPicture *painting = NULL;

  if (context->maps != NULL && previous != NULL && nst_frames_may_renew (frames, previous)
      && !nst_fast_renew (context, frames->maps, previous, &painting, error))
    return NULL;
  if (painting != NULL)
    return painting;
  return is_fast (context->settings) ? nst_fast (context, error) : nst_refine (context, error);
}

/* The painting at the size that it is worked on, remembered in `frames`, which may be NULL. */
static NstPicture *
paint (NstStylizeContext *context, NstFrames *frames, GError **error)
{
  g_autoptr (NstArena) arena = nst_arena_new (); /* of the previous frame */
  g_autoptr (NstPicture) painting = NULL;
  g_autoptr (GPtrArray) maps = NULL;
  NstPreviousFrame *previous = NULL;

  if (frames != NULL
      && !(previous = nst_frames_look_back (frames, context->pool, context->content,
                                            context->settings, arena, error)))
    return NULL;
  if (frames != NULL && is_fast (context->settings) && !context->regions->guided)
    maps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  context->previous = previous != NULL && previous->painting != NULL ? previous : NULL;
  context->sized = previous != NULL ? previous->content : NULL;
  context->maps = maps;
  painting = paint_new (context, frames, previous, error);
  if (painting != NULL && is_gray (context))
    nst_colors_remove (painting);
  if (painting == NULL || nst_pool_check_cancelled (context->pool, error)
      || (frames != NULL
          && !nst_frames_remember (frames, context->pool, previous, context->content, painting,
                                   maps, arena, error)))
    return NULL;
  context->previous = NULL;
  context->sized = NULL;
  context->maps = NULL;
  return g_steal_pointer (&painting);
}

/* ---- Requests ---------------------------------------------------------------------- */

/* A request that is carried out. */
typedef struct
{
  NstRequest        request; /* its content is that of `open` */
  NstRegions       *regions;
  NstOpenContent    open;
  const NstPicture *given;   /* the content with what is protected */
  NstStylizeContext context; /* has no content, regions and pool yet */
  NstReport         unread;
} Work;

static void
work_clear (Work *work)
{
  nst_regions_free (work->regions);
  nst_open_content_clear (&work->open);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* Transparent pixels alone are filled where only a part is painted: in that part. */
static gboolean
leave_protected_out (Work *work, GError **error)
{
  NstRequest *r = &work->request;
  gboolean    fill = r->protect != NULL && r->settings->strength > 0.0;

  work->given = r->content;
  if (!nst_open_content_init (&work->open, r->content, r->protect, fill, error))
    return FALSE;
  r->content = work->open.content;
  return TRUE;
}

static gboolean
work_init (Work *work, const NstRequest *given, GError **error)
{
  NstRequest *r = &work->request;

  *r = nst_request_read (given);
  if (r->report == NULL)
    r->report = &work->unread;
  *r->report = (NstReport) { 0 };
  work->context = (NstStylizeContext) { .network = r->network,
                                        .settings = r->settings,
                                        .start = r->start,
                                        .progress = r->progress,
                                        .progress_data = r->progress_data,
                                        .report = r->report };
  if (!nst_settings_check (r->settings, error) || !nst_picture_check (r->content, NULL, error)
      || !nst_styles_check (r->styles, r->n_styles, error))
    return FALSE;
  work->regions
      = nst_regions_new (r->styles, r->n_styles, r->content->width, r->content->height, error);
  return work->regions != NULL && leave_protected_out (work, error);
}

/* The painting of `content`, which is filled, at the working size. */
static NstPicture *
paint_with_pool (Work *work, const NstPicture *content, const NstRegions *regions, GError **error)
{
  NstStylizeContext *context = &work->context;
  g_autoptr (NstPool) pool = nst_pool_new (work->request.threads);
  const NstSettings *asked = context->settings;
  NstSettings        settings = *asked;
  NstPicture        *painting;

  nst_settings_fit (&settings, context->network, regions->shares, regions->bounds[regions->n],
                    content->width, content->height);
  context->settings = &settings;
  context->content = content;
  context->regions = regions;
  context->pool = pool;
  context->report->threads = nst_pool_get_n_threads (pool);
  nst_pool_set_cancellable (pool, work->request.cancellable);
  painting = paint (context, work->request.frames, error);
  context->settings = asked;
  return painting;
}

static void
report_seconds (const Work *work, gint64 began)
{
  work->request.report->seconds = (g_get_monotonic_time () - began) * 1e-6;
}

NstPicture *
nst_paint (const NstRequest *request, GError **error)
{
  gint64 began = g_get_monotonic_time ();
  g_auto (Work) work = { 0 };
  g_autoptr (NstArena) arena = nst_arena_new ();
  const NstPicture *filled;
  NstPicture       *painting;

  if (!work_init (&work, request, error))
    return NULL;
  if (work.regions->n == 0)
    return copy_content (work.given, error);
  if (!nst_picture_filled (work.request.content, arena, &filled, error))
    return NULL;
  painting = paint_with_pool (&work, filled, work.regions, error);
  report_seconds (&work, began);
  return painting;
}

gboolean
nst_start_settings (const NstNetwork *network, int width, int height, const NstSettings *settings,
                    NstSettings *start)
{
  *start = *settings;
  if (is_fast (settings) || !nst_refine_starts_fast (network, settings))
    return FALSE;
  nst_refine_get_start (network, width, height, start);
  start->method = NST_METHOD_FAST;
  return TRUE;
}

static NstPicture *
stylize_all (Work *work, const NstPicture *content, const NstRegions *regions, GError **error)
{
  g_autoptr (NstArena) arena = nst_arena_new ();
  g_autoptr (NstPicture) painting = NULL;
  const NstPicture *whole;
  NstPicture       *result;

  if (!nst_picture_filled (content, arena, &whole, error)
      || !(painting = paint_with_pool (work, whole, regions, error)))
    return NULL;
  if (painting->width == whole->width && painting->height == whole->height)
    {
      result = g_steal_pointer (&painting);
      nst_finish_colors (whole, work->context.settings, result);
    }
  else
    result = nst_finish_filled (whole, painting, work->context.settings, error);
  if (result != NULL)
    keep_gaps (content, regions, 0, 0, result);
  return result;
}

/* Only `extent` of the content is looked at and painted. */
static NstPicture *
stylize_extent (Work *work, const NstRectangle *extent, GError **error)
{
  const NstRequest *r = &work->request;
  g_autoptr (NstCutout) cut = nst_cutout_new (r->content, r->styles, r->n_styles, extent, error);
  g_autoptr (NstRegions) regions = NULL;
  g_autoptr (NstPicture) painting = NULL;

  if (cut == NULL
      || !(regions
           = nst_regions_new (cut->styles, r->n_styles, extent->width, extent->height, error))
      || !(painting = stylize_all (work, cut->content, regions, error)))
    return NULL;
  return nst_extent_put_back (r->content, extent, painting, error);
}

static gboolean
is_whole (const NstRectangle *extent, const NstPicture *content)
{
  return extent->width == content->width && extent->height == content->height;
}

NstPicture *
nst_stylize (const NstRequest *request, GError **error)
{
  gint64 began = g_get_monotonic_time ();
  g_auto (Work) work = { 0 };
  NstRectangle extent;
  NstPicture  *result;

  if (!work_init (&work, request, error))
    return NULL;
  if (work.request.settings->strength == 0.0 || work.regions->n == 0)
    return copy_content (work.given, error);
  nst_extent_of_regions (work.request.content, work.regions, &extent);
  if (work.request.frames == NULL && !is_whole (&extent, work.request.content))
    result = stylize_extent (&work, &extent, error);
  else
    result = stylize_all (&work, work.request.content, work.regions, error);
  if (result != NULL && work.request.protect != NULL)
    nst_picture_keep (result, work.given, work.request.protect);
  report_seconds (&work, began);
  return result;
}

NstPicture *
nst_stylize_part (const NstRequest *request, const NstRectangle *part, GError **error)
{
  g_auto (Work) work = { 0 };
  NstStylizeContext *context = &work.context;
  g_autoptr (NstPool) pool = NULL;
  g_autoptr (NstArena) arena = nst_arena_new ();
  const NstPicture *content, *filled;
  NstPicture       *painting;

  if (!work_init (&work, request, error))
    return NULL;
  content = work.request.content;
  if (work.request.settings->strength == 0.0 || work.regions->n == 0)
    return nst_picture_crop (work.given, part->x, part->y, part->width, part->height, error);
  if (!nst_picture_filled (content, arena, &filled, error))
    return NULL;
  context->content = filled;
  context->sized = work.request.frames != NULL ? filled : NULL;
  context->regions = work.regions;
  context->pool = pool = nst_pool_new (work.request.threads);
  nst_pool_set_cancellable (pool, work.request.cancellable);
  painting = nst_fast_part (context, part, error);
  if (painting != NULL && is_gray (context))
    nst_colors_remove (painting);
  if (painting != NULL)
    keep_gaps (content, work.regions, part->x, part->y, painting);
  return painting;
}
