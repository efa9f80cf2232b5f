/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stylize.c - the front door: checks, the method, and what is the same for every method. */

#include "base/picture.h"
#include "base/pool.h"
#include "nst.h"
#include "ops/fill.h"
#include "style/colors.h"
#include "style/fast-part.h"
#include "style/fast-renewal.h"
#include "style/frames.h"
#include "style/refine.h"
#include "style/regions.h"
#include "style/styles.h"

static void
blend (const NstPicture *content, double strength, NstPicture *painting)
{
  gsize n = (gsize) 3 * content->width * content->height;

  for (gsize i = 0; i < n; i++)
    painting->pixels[i]
        = (float) (content->pixels[i] + strength * (painting->pixels[i] - content->pixels[i]));
}

/* Fast blends features, which reach as far as the untouched content; Refine's painting is mixed
 * with the content pixel by pixel. */
static gboolean
is_fast (const NstSettings *settings)
{
  return g_strcmp0 (settings->method, "fast") == 0;
}

NstPicture *
nst_finish (const NstPicture *content, const NstPicture *painting, const NstSettings *settings,
            GError **error)
{
  NstPicture *result = nst_picture_resize (painting, content->width, content->height, error);
  gsize       n = (gsize) 3 * content->width * content->height;

  if (result == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    result->pixels[i] = CLAMP (result->pixels[i], 0.0f, 1.0f);
  if (settings->keep_colors)
    nst_colors_keep (content, settings->keep_colors_by, result);
  if (settings->strength < 1.0 && !is_fast (settings))
    blend (content, settings->strength, result);
  return result;
}

/* The content comes back to the pixels of `painting`, which lies at (x, y) of it, as far as no
 * region has them. */
static void
keep_gaps (const NstPicture *content, const NstRegions *regions, int x, int y, NstPicture *painting)
{
  g_autofree float *weights = g_new (float, regions->n + 1);
  gsize             n = (gsize) content->width * content->height;
  gsize             seen = (gsize) painting->width * painting->height;

  for (gsize i = 0; i < seen && regions->gaps; i++)
    {
      gsize at = (y + i / painting->width) * content->width + x + i % painting->width;
      float sum = 0.0f;

      nst_regions_weigh (regions, at, weights);
      for (int k = 0; k < regions->n; k++)
        sum += weights[k];
      for (int c = 0; c < 3 && sum < 1.0f; c++)
        {
          float *to = &painting->pixels[c * seen + i];

          *to = content->pixels[c * n + at] + sum * (*to - content->pixels[c * n + at]);
        }
    }
}

gboolean
nst_keep_unclaimed (const NstPicture *content, const NstStyleShare *styles, guint n_styles,
                    NstPicture *picture, GError **error)
{
  g_autoptr (NstRegions) regions
      = nst_regions_new (styles, n_styles, content->width, content->height, error);

  if (regions != NULL)
    keep_gaps (content, regions, 0, 0, picture);
  return regions != NULL;
}

static NstPicture *
copy_content (const NstPicture *content, GError **error)
{
  NstPicture *copy = nst_picture_copy (content, error);

  if (copy != NULL)
    g_clear_pointer (&copy->mask, g_free);
  return copy;
}

/* Of a frame by Fast, where an earlier one has left what that takes, only what is new is painted. */
static NstPicture *
paint_new (NstCall *call, const NstFrames *frames, NstPast *past, GError **error)
{
  NstPicture *painting = NULL;

  if (call->maps != NULL && past != NULL && nst_frames_may_renew (frames, past)
      && !nst_fast_renew (call, frames->maps, past, &painting, error))
    return NULL;
  if (painting != NULL)
    return painting;
  return is_fast (call->settings) ? nst_fast (call, error) : nst_refine (call, error);
}

/* The painting at the size that it is worked on, remembered in `frames`, which may be NULL. */
static NstPicture *
paint (NstCall *call, NstFrames *frames, GError **error)
{
  g_autoptr (NstPast) past = NULL;
  g_autoptr (NstPicture) painting = NULL;
  g_autoptr (GPtrArray) maps = NULL;

  if (frames != NULL
      && !(past = nst_frames_look_back (frames, call->pool, call->content, call->settings, error)))
    return NULL;
  if (frames != NULL && is_fast (call->settings) && !call->regions->guided)
    maps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  call->past = past != NULL && past->painting != NULL ? past : NULL;
  call->sized = past != NULL ? past->content : NULL;
  call->maps = maps;
  painting = paint_new (call, frames, past, error);
  if (painting == NULL || nst_pool_check_cancelled (call->pool, error)
      || (frames != NULL
          && !nst_frames_remember (frames, call->pool, past, call->content, painting, maps, error)))
    return NULL;
  call->past = NULL;
  call->sized = NULL;
  call->maps = NULL;
  return g_steal_pointer (&painting);
}

/* A call that has all but its content and its pool. */
static NstPicture *
paint_with_pool (NstCall *call, NstFrames *frames, const NstPicture *content, int threads,
                 GCancellable *cancellable, GError **error)
{
  g_autoptr (NstPool) pool = NULL;
  g_autoptr (NstPicture) filled = NULL;

  if (!nst_picture_filled (content, &filled, error))
    return NULL;
  call->content = filled != NULL ? filled : content;
  call->pool = pool = nst_pool_new (threads);
  call->report->threads = nst_pool_get_n_threads (pool);
  nst_pool_set_cancellable (pool, cancellable);
  return paint (call, frames, error);
}

NstPicture *
nst_paint (NstFrames *frames, const NstNetwork *network, const NstPicture *content,
           const NstStyleShare *styles, guint n_styles, const NstSettings *settings,
           const NstPicture *start, int threads, NstProgressFunc progress, gpointer progress_data,
           GCancellable *cancellable, NstReport *report, GError **error)
{
  gint64    began = g_get_monotonic_time ();
  NstReport unread;
  NstCall   call = { .network = network,
                     .settings = settings,
                     .start = start,
                     .progress = progress,
                     .progress_data = progress_data,
                     .report = report != NULL ? report : &unread };
  g_autoptr (NstRegions) regions = NULL;
  NstPicture *painting;

  *call.report = (NstReport) { 0 };
  if (!nst_settings_check (settings, error) || !nst_picture_check (content, "The picture", error)
      || !nst_styles_check (styles, n_styles, error)
      || !(regions = nst_regions_new (styles, n_styles, content->width, content->height, error)))
    return NULL;
  if (regions->n == 0)
    return copy_content (content, error);
  call.regions = regions;
  painting = paint_with_pool (&call, frames, content, threads, cancellable, error);
  call.report->seconds = (g_get_monotonic_time () - began) * 1e-6;
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
  start->method = g_intern_static_string ("fast");
  return TRUE;
}

NstPicture *
nst_stylize_frame (NstFrames *frames, const NstNetwork *network, const NstPicture *content,
                   const NstStyleShare *styles, guint n_styles, const NstSettings *settings,
                   int threads, NstProgressFunc progress, gpointer progress_data,
                   GCancellable *cancellable, NstReport *report, GError **error)
{
  gint64    began = g_get_monotonic_time ();
  NstReport unread;
  NstCall   call = { .network = network,
                     .settings = settings,
                     .progress = progress,
                     .progress_data = progress_data,
                     .report = report != NULL ? report : &unread };
  g_autoptr (NstRegions) regions = NULL;
  g_autoptr (NstPicture) painting = NULL;
  NstPicture *result;

  *call.report = (NstReport) { 0 };
  if (!nst_settings_check (settings, error) || !nst_picture_check (content, "The picture", error)
      || !nst_styles_check (styles, n_styles, error)
      || !(regions = nst_regions_new (styles, n_styles, content->width, content->height, error)))
    return NULL;
  if (settings->strength == 0.0 || regions->n == 0)
    return copy_content (content, error);
  call.regions = regions;
  painting = paint_with_pool (&call, frames, content, threads, cancellable, error);
  if (painting == NULL)
    return NULL;
  result = nst_finish (content, painting, settings, error);
  if (result != NULL)
    keep_gaps (content, regions, 0, 0, result);
  call.report->seconds = (g_get_monotonic_time () - began) * 1e-6;
  return result;
}

NstPicture *
nst_stylize (const NstNetwork *network, const NstPicture *content, const NstStyleShare *styles,
             guint n_styles, const NstSettings *settings, int threads, NstProgressFunc progress,
             gpointer progress_data, GCancellable *cancellable, NstReport *report, GError **error)
{
  return nst_stylize_frame (NULL, network, content, styles, n_styles, settings, threads, progress,
                            progress_data, cancellable, report, error);
}

NstPicture *
nst_stylize_part (const NstNetwork *network, const NstPicture *content, const NstRectangle *part,
                  const NstStyleShare *styles, guint n_styles, const NstSettings *settings,
                  int threads, GCancellable *cancellable, GError **error)
{
  NstReport report = { 0 };
  NstCall   call = { .network = network, .settings = settings, .report = &report };
  g_autoptr (NstRegions) regions = NULL;
  g_autoptr (NstPool) pool = NULL;
  g_autoptr (NstPicture) filled = NULL;
  NstPicture *painting;

  if (!nst_settings_check (settings, error) || !nst_picture_check (content, "The picture", error)
      || !nst_styles_check (styles, n_styles, error)
      || !(regions = nst_regions_new (styles, n_styles, content->width, content->height, error)))
    return NULL;
  if (settings->strength == 0.0 || regions->n == 0)
    return nst_picture_crop (content, part->x, part->y, part->width, part->height, error);
  if (!nst_picture_filled (content, &filled, error))
    return NULL;
  call.content = filled != NULL ? filled : content;
  call.regions = regions;
  call.pool = pool = nst_pool_new (threads);
  nst_pool_set_cancellable (pool, cancellable);
  painting = nst_fast_part (&call, part, error);
  if (painting != NULL)
    keep_gaps (content, regions, part->x, part->y, painting);
  return painting;
}
