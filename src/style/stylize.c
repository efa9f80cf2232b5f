/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stylize.c - nst_stylize: checks the arguments, calls the method, and does what all methods have
 * in common. */

#include "base/picture.h"
#include "base/pool.h"
#include "nst.h"
#include "ops/fill.h"
#include "ops/guided.h"
#include "style/colors.h"
#include "style/extent.h"
#include "style/fast-part.h"
#include "style/fast-renewal.h"
#include "style/frames.h"
#include "style/refine.h"
#include "style/regions.h"
#include "style/style.h"
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
  return settings->method == NST_METHOD_FAST;
}

/* Whether a painting is smaller than what it is to become, and that has edges to follow. */
static gboolean
is_guided (const NstPicture *painting, const NstSettings *settings, int width, int height)
{
  return settings->enlarge == NST_ENLARGE_GUIDED
         && (width > painting->width || height > painting->height);
}

NstPicture *
nst_finish_part (const NstPicture *content, const NstPicture *small, const NstPicture *painting,
                 const NstSettings *settings, int width, int height, const NstRectangle *part,
                 GError **error)
{
  g_autoptr (NstPicture) result = nst_picture_resize_part (painting, width, height, part, error);
  gsize n = (gsize) 3 * part->width * part->height;

  if (result == NULL)
    return NULL;
  if (is_guided (painting, settings, width, height))
    {
      g_autoptr (NstGuided) guided = nst_guided_new (painting, small, error);

      if (guided == NULL || !nst_guided_add (guided, width, height, part, content, result, error))
        return NULL;
    }
  for (gsize i = 0; i < n; i++)
    result->pixels[i] = CLAMP (result->pixels[i], 0.0f, 1.0f);
  if (nst_settings_get_kept (settings) > 0.0)
    nst_colors_keep (content, settings->keep_colors_by, (float) nst_settings_get_kept (settings),
                     result);
  if (settings->strength < 1.0 && !is_fast (settings))
    blend (content, settings->strength, result);
  return g_steal_pointer (&result);
}

NstPicture *
nst_finish (const NstPicture *content, const NstPicture *painting, const NstSettings *settings,
            GError **error)
{
  NstRectangle all = { 0, 0, content->width, content->height };
  g_autoptr (NstPicture) small = NULL;

  if (is_guided (painting, settings, all.width, all.height)
      && !(small = nst_picture_resize (content, painting->width, painting->height, error)))
    return NULL;
  return nst_finish_part (content, small, painting, settings, all.width, all.height, &all, error);
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
    nst_picture_take_mask (copy, NULL);
  return copy;
}

/* Where neither the content nor any of the styles has color, a painting must have none either: a
 * network that sees in color leaves specks of it. */
static gboolean
is_gray (const NstCall *call)
{
  const NstRegions *regions = call->regions;

  for (guint i = 0; i < regions->bounds[regions->n]; i++)
    if (!nst_style_is_gray (regions->shares[i].style))
      return FALSE;
  return nst_colors_are_gray (call->content);
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
  if (painting != NULL && is_gray (call))
    nst_colors_remove (painting);
  if (painting == NULL || nst_pool_check_cancelled (call->pool, error)
      || (frames != NULL
          && !nst_frames_remember (frames, call->pool, past, call->content, painting, maps, error)))
    return NULL;
  call->past = NULL;
  call->sized = NULL;
  call->maps = NULL;
  return g_steal_pointer (&painting);
}

/* A call that has all but its content, which is filled, and its pool. */
static NstPicture *
paint_with_pool (NstCall *call, NstFrames *frames, const NstPicture *content, int threads,
                 GCancellable *cancellable, GError **error)
{
  g_autoptr (NstPool) pool = nst_pool_new (threads);
  const NstRegions  *regions = call->regions;
  const NstSettings *asked = call->settings;
  NstSettings        settings = *asked;
  NstPicture        *painting;

  nst_settings_fit (&settings, call->network, regions->shares, regions->bounds[regions->n],
                    content->width, content->height);
  call->settings = &settings;
  call->content = content;
  call->pool = pool;
  call->report->threads = nst_pool_get_n_threads (pool);
  nst_pool_set_cancellable (pool, cancellable);
  painting = paint (call, frames, error);
  call->settings = asked;
  return painting;
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
  g_autoptr (NstPicture) filled = NULL;
  NstPicture *painting;

  *call.report = (NstReport) { 0 };
  if (!nst_settings_check (settings, error) || !nst_picture_check (content, NULL, error)
      || !nst_styles_check (styles, n_styles, error)
      || !(regions = nst_regions_new (styles, n_styles, content->width, content->height, error)))
    return NULL;
  if (regions->n == 0)
    return copy_content (content, error);
  if (!nst_picture_filled (content, &filled, error))
    return NULL;
  call.regions = regions;
  painting = paint_with_pool (&call, frames, filled != NULL ? filled : content, threads,
                              cancellable, error);
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
  start->method = NST_METHOD_FAST;
  return TRUE;
}

/* Of a call that has all but its content, its regions and its pool. */
static NstPicture *
stylize_all (NstCall *call, NstFrames *frames, const NstPicture *content, const NstRegions *regions,
             int threads, GCancellable *cancellable, GError **error)
{
  g_autoptr (NstPicture) filled = NULL;
  g_autoptr (NstPicture) painting = NULL;
  const NstPicture *whole;
  NstPicture       *result;

  if (!nst_picture_filled (content, &filled, error))
    return NULL;
  whole = filled != NULL ? filled : content;
  call->regions = regions;
  painting = paint_with_pool (call, frames, whole, threads, cancellable, error);
  result = painting != NULL ? nst_finish (whole, painting, call->settings, error) : NULL;
  if (result != NULL)
    keep_gaps (content, regions, 0, 0, result);
  return result;
}

/* Only `extent` of the content is looked at and painted. */
static NstPicture *
stylize_extent (NstCall *call, const NstPicture *content, const NstStyleShare *styles,
                guint n_styles, const NstRectangle *extent, int threads, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (NstCutout) cut = nst_cutout_new (content, styles, n_styles, extent, error);
  g_autoptr (NstRegions) regions = NULL;
  g_autoptr (NstPicture) painting = NULL;
  g_autoptr (NstPicture) result = NULL;

  if (cut == NULL
      || !(regions = nst_regions_new (cut->styles, n_styles, extent->width, extent->height, error))
      || !(painting = stylize_all (call, NULL, cut->content, regions, threads, cancellable, error)))
    return NULL;
  if (!(result = nst_picture_copy (content, error)) || !nst_picture_fill (result, error))
    return NULL;
  nst_picture_take_mask (result, NULL);
  nst_picture_paste (result, extent->x, extent->y, painting);
  return g_steal_pointer (&result);
}

static gboolean
is_whole (const NstRectangle *extent, const NstPicture *content)
{
  return extent->width == content->width && extent->height == content->height;
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
  NstRectangle extent;
  NstPicture  *result;

  *call.report = (NstReport) { 0 };
  if (!nst_settings_check (settings, error) || !nst_picture_check (content, NULL, error)
      || !nst_styles_check (styles, n_styles, error)
      || !(regions = nst_regions_new (styles, n_styles, content->width, content->height, error)))
    return NULL;
  if (settings->strength == 0.0 || regions->n == 0)
    return copy_content (content, error);
  nst_extent_of_regions (content, regions, &extent);
  if (frames == NULL && !is_whole (&extent, content))
    result
        = stylize_extent (&call, content, styles, n_styles, &extent, threads, cancellable, error);
  else
    result = stylize_all (&call, frames, content, regions, threads, cancellable, error);
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

  if (!nst_settings_check (settings, error) || !nst_picture_check (content, NULL, error)
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
  if (painting != NULL && is_gray (&call))
    nst_colors_remove (painting);
  if (painting != NULL)
    keep_gaps (content, regions, part->x, part->y, painting);
  return painting;
}
