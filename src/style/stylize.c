/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stylize.c - the front door: checks, the method, and what is the same for every method. */

#include "base/picture.h"
#include "base/pool.h"
#include "nst.h"
#include "ops/fill.h"
#include "style/colors.h"
#include "style/fast-part.h"
#include "style/refine.h"
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

static NstPicture *
copy_content (const NstPicture *content, GError **error)
{
  NstPicture *copy = nst_picture_copy (content, error);

  if (copy != NULL)
    g_clear_pointer (&copy->mask, g_free);
  return copy;
}

NstPicture *
nst_stylize (const NstNetwork *network, const NstPicture *content, const NstStyleShare *styles,
             guint n_styles, const NstSettings *settings, int threads, NstProgressFunc progress,
             gpointer progress_data, GCancellable *cancellable, NstReport *report, GError **error)
{
  gint64    began = g_get_monotonic_time ();
  NstReport unread;
  NstCall   call = { .network = network,
                     .styles = styles,
                     .n_styles = n_styles,
                     .settings = settings,
                     .progress = progress,
                     .progress_data = progress_data,
                     .report = report != NULL ? report : &unread };
  g_autoptr (NstPool) pool = NULL;
  g_autoptr (NstPicture) filled = NULL;
  g_autoptr (NstPicture) painting = NULL;
  NstPicture *result;

  *call.report = (NstReport) { 0 };
  if (!nst_settings_check (settings, error) || !nst_picture_check (content, "The picture", error)
      || !nst_styles_check (styles, n_styles, error))
    return NULL;
  if (settings->strength == 0.0)
    return copy_content (content, error);
  if (!nst_picture_filled (content, &filled, error))
    return NULL;
  call.content = filled != NULL ? filled : content;
  call.pool = pool = nst_pool_new (threads);
  nst_pool_set_cancellable (pool, cancellable);
  painting = is_fast (settings) ? nst_fast (&call, error) : nst_refine (&call, error);
  if (painting == NULL || nst_pool_check_cancelled (pool, error))
    return NULL;
  result = nst_finish (content, painting, settings, error);
  call.report->threads = nst_pool_get_n_threads (pool);
  call.report->seconds = (g_get_monotonic_time () - began) * 1e-6;
  return result;
}

NstPicture *
nst_stylize_part (const NstNetwork *network, const NstPicture *content, const NstRectangle *part,
                  const NstStyleShare *styles, guint n_styles, const NstSettings *settings,
                  int threads, GCancellable *cancellable, GError **error)
{
  NstReport report = { 0 };
  NstCall   call = { .network = network,
                     .styles = styles,
                     .n_styles = n_styles,
                     .settings = settings,
                     .report = &report };
  g_autoptr (NstPool) pool = NULL;
  g_autoptr (NstPicture) filled = NULL;

  if (!nst_settings_check (settings, error) || !nst_picture_check (content, "The picture", error)
      || !nst_styles_check (styles, n_styles, error))
    return NULL;
  if (settings->strength == 0.0)
    return nst_picture_crop (content, part->x, part->y, part->width, part->height, error);
  if (!nst_picture_filled (content, &filled, error))
    return NULL;
  call.content = filled != NULL ? filled : content;
  call.pool = pool = nst_pool_new (threads);
  nst_pool_set_cancellable (pool, cancellable);
  return nst_fast_part (&call, part, error);
}
