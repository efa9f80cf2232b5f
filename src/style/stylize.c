/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stylize.c - the front door: checks, the method, and what is the same for every method. */

#include <math.h>

#include "base/pool.h"
#include "nst.h"
#include "ops/fill.h"
#include "style/fast.h"
#include "style/refine.h"

/* Pixels that count must be numbers. */
static gboolean
check_picture (const NstPicture *picture, const char *what, GError **error)
{
  gsize n = (gsize) picture->width * picture->height;

  for (gsize i = 0; i < 3 * n; i++)
    if (!isfinite (picture->pixels[i]) && (picture->mask == NULL || picture->mask[i % n] > 0.0f))
      {
        g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                     "%s has a pixel that is not a finite number", what);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check (const NstPicture *content, const NstPicture *const *styles, guint n_styles,
       const NstSettings *settings, GError **error)
{
  if (!nst_settings_check (settings, error) || !check_picture (content, "The picture", error))
    return FALSE;
  if (n_styles == 0)
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT, "There is no style to follow");
      return FALSE;
    }
  for (guint i = 0; i < n_styles; i++)
    if (!check_picture (styles[i], "The style", error))
      return FALSE;
  return TRUE;
}

/* The content's colours under the painting's luminance: the difference in Rec. 601 luma, added to
 * all three channels, leaves Cb and Cr as they are (L. Gatys et al., "Preserving color in neural
 * artistic style transfer", 2016, section 2.2). */
static void
keep_colors (const NstPicture *content, NstPicture *painting)
{
  gsize  n = (gsize) content->width * content->height;
  float *p = painting->pixels;

  for (gsize i = 0; i < n; i++)
    {
      const float *c = content->pixels + i;
      float        luma = 0.299f * (p[i] - c[0]) + 0.587f * (p[n + i] - c[n])
                   + 0.114f * (p[2 * n + i] - c[2 * n]);

      for (int channel = 0; channel < 3; channel++)
        p[channel * n + i] = CLAMP (c[channel * n] + luma, 0.0f, 1.0f);
    }
}

static void
blend (const NstPicture *content, double strength, NstPicture *painting)
{
  gsize n = (gsize) 3 * content->width * content->height;

  for (gsize i = 0; i < n; i++)
    painting->pixels[i]
        = (float) (content->pixels[i] + strength * (painting->pixels[i] - content->pixels[i]));
}

/* The painting at the content's own size, mixed with it as the settings say. */
static NstPicture *
finish (const NstPicture *content, const NstPicture *painting, const NstSettings *settings,
        GError **error)
{
  NstPicture *result = nst_picture_resize (painting, content->width, content->height, error);
  gsize       n = (gsize) 3 * content->width * content->height;

  if (result == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    result->pixels[i] = CLAMP (result->pixels[i], 0.0f, 1.0f);
  if (settings->keep_colors)
    keep_colors (content, result);
  if (settings->strength < 1.0)
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

static GPtrArray *
fill_styles (const NstPicture *const *styles, guint n_styles, GError **error)
{
  g_autoptr (GPtrArray) filled = g_ptr_array_new_with_free_func ((GDestroyNotify) nst_picture_free);

  for (guint i = 0; i < n_styles; i++)
    {
      NstPicture *style = nst_picture_fill (styles[i], error);

      if (style == NULL)
        return NULL;
      g_ptr_array_add (filled, style);
    }
  return g_steal_pointer (&filled);
}

NstPicture *
nst_stylize (const NstNetwork *network, const NstPicture *content, const NstPicture *const *styles,
             guint n_styles, const NstSettings *settings, int threads, NstProgressFunc progress,
             gpointer progress_data, GCancellable *cancellable, NstReport *report, GError **error)
{
  gint64    began = g_get_monotonic_time ();
  NstReport unread;
  g_autoptr (NstPool) pool = NULL;
  g_autoptr (NstPicture) filled = NULL;
  g_autoptr (NstPicture) painting = NULL;
  g_autoptr (GPtrArray) filled_styles = NULL;
  NstPicture *result;
  NstPicture *(*paint) (const NstNetwork *, NstPool *, const NstPicture *,
                        const NstPicture *const *, guint, const NstSettings *, NstProgressFunc,
                        gpointer, NstReport *, GError **);

  report = report != NULL ? report : &unread;
  *report = (NstReport) { 0 };
  if (!check (content, styles, n_styles, settings, error))
    return NULL;
  if (settings->strength == 0.0)
    return copy_content (content, error);
  if (!(filled = nst_picture_fill (content, error))
      || !(filled_styles = fill_styles (styles, n_styles, error)))
    return NULL;
  pool = nst_pool_new (threads);
  nst_pool_set_cancellable (pool, cancellable);
  paint = g_strcmp0 (settings->method, "fast") == 0 ? nst_fast : nst_refine;
  painting = paint (network, pool, filled, (const NstPicture *const *) filled_styles->pdata,
                    n_styles, settings, progress, progress_data, report, error);
  if (painting == NULL || nst_pool_check_cancelled (pool, error))
    return NULL;
  result = finish (content, painting, settings, error);
  report->threads = nst_pool_get_n_threads (pool);
  report->seconds = (g_get_monotonic_time () - began) * 1e-6;
  return result;
}
