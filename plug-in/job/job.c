/* SPDX-License-Identifier: GPL-3.0-or-later */

/* job.c - a job is made from the arguments of the call and from the previous job.  An unchanged
 * mask or layer is the same object in both, so that the painter can detect changes by comparing
 * pointers. */

#include "job/job.h"

#include "gimp/layer-pixels.h"
#include "gimp/mask-pixels.h"
#include "job/arguments.h"
#include "job/region-arguments.h"
#include "job/style-argument.h"

/* ---- The object -------------------------------------------------------------------- */

Job *
job_ref (Job *job)
{
  return g_atomic_rc_box_acquire (job);
}

static void
clear (gpointer data)
{
  Job *job = data;

  layer_snapshot_unref (job->layer);
  g_clear_object (&job->protect);
  style_source_unref (job->first);
  style_source_unref (job->second);
  for (guint i = 0; i < job->n_styles; i++)
    {
      style_source_unref (job->styles[i].source);
      g_clear_object (&job->styles[i].where);
    }
  g_free (job->styles);
}

void
job_unref (Job *job)
{
  if (job)
    g_atomic_rc_box_release_full (job, clear);
}

/* Takes over the reference of `source` and `where`. */
static void
add_style (Job *job, StyleSource *source, double coarse, double fine, GeglBuffer *where, int mask)
{
  job->styles = g_renew (JobStyle, job->styles, job->n_styles + 1);
  job->styles[job->n_styles++] = (JobStyle) { source, coarse, fine, where, mask };
}

/* ---- What is the same -------------------------------------------------------------- */

guint
job_count_regions (const Job *job)
{
  guint n = 0;

  for (guint i = 0; i < job->n_styles; i++)
    n += job->styles[i].where != NULL;

  return n;
}

gboolean
job_has_same_place (const Job *job, const Job *other)
{
  guint n = job_count_regions (job);

  if (job->layer != other->layer || job->protect != other->protect || job->whole != other->whole
      || n != job_count_regions (other))
    return FALSE;

  for (guint i = 0; i < n; i++)
    if (job->styles[job->n_styles - n + i].where != other->styles[other->n_styles - n + i].where)
      return FALSE;

  return TRUE;
}

gboolean
job_has_same_styles (const Job *job, const Job *other)
{
  if (!job_has_same_place (job, other) || job->n_styles != other->n_styles)
    return FALSE;

  for (guint i = 0; i < job->n_styles; i++)
    if (job->styles[i].source != other->styles[i].source
        || job->styles[i].coarse != other->styles[i].coarse
        || job->styles[i].fine != other->styles[i].fine)
      return FALSE;

  return TRUE;
}

/* ---- The parts of a call ----------------------------------------------------------- */

/* A job that is being made. */
typedef struct
{
  const JobRequest *request;
  const Job        *last; /* or NULL; of the same layer, or of another one */
  JobVerify         verify;
  Job              *job;
} Making;

/* Takes `known` again where it is a copy of the drawable `id` that is as good as new. */
static GeglBuffer *
copy_mask (const Making *making, GimpDrawable *mask, GeglBuffer *known, int known_id,
           GError **error)
{
  gboolean    same = known && known_id == gimp_item_get_id (GIMP_ITEM (mask));
  GeglBuffer *copy;

  if (same && making->verify < JOB_VERIFY)
    return g_object_ref (known);

  copy = mask_pixels_snapshot (mask, making->request->layer, error);
  if (!copy || !same || !layer_pixels_equal (copy, known))
    return copy;

  g_object_unref (copy);

  return g_object_ref (known);
}

/* A style of the job before that may be the one of region `i`. */
static const JobStyle *
find_known (const Making *making, guint i)
{
  guint n = making->last ? job_count_regions (making->last) : 0;

  return i < n ? &making->last->styles[making->last->n_styles - n + i] : NULL;
}

/* The second style's share of the larger structures, and of color and brushwork; below 0: away from
 * it.  The first has what is left. */
static gboolean
read_shares (GimpProcedureConfig *config, double *coarse, double *fine, GError **error)
{
  static const char *const words[]
      = { ARGUMENTS_LEVELS_ALL, ARGUMENTS_LEVELS_COARSE, ARGUMENTS_LEVELS_FINE, NULL };
  const char *levels = arguments_read_word (config, "second-levels", words, error);
  double      share;

  if (!levels)
    return FALSE;

  g_object_get (config, "second-share", &share, NULL);
  *coarse = g_str_equal (levels, ARGUMENTS_LEVELS_FINE) ? 0.0 : share;
  *fine = g_str_equal (levels, ARGUMENTS_LEVELS_COARSE) ? 0.0 : share;

  return TRUE;
}

static gboolean
find_styles (Making *making, StyleLookup *lookup, GError **error)
{
  Job   *job = making->job;
  double coarse, fine;

  if (!read_shares (making->request->config, &coarse, &fine, error)
      || !(job->first = style_argument_find (lookup, error))
      || !style_argument_find_second (lookup, &job->second, error))
    return FALSE;

  if (!job->second)
    coarse = fine = 0.0;
  if (coarse != 1.0 || fine != 1.0)
    add_style (job, style_source_ref (job->first), 1.0 - coarse, 1.0 - fine, NULL, 0);
  if (coarse != 0.0 || fine != 0.0)
    add_style (job, style_source_ref (job->second), coarse, fine, NULL, 0);

  return TRUE;
}

static gboolean
add_region (Making *making, StyleLookup *lookup, const RegionArguments *regions, guint i,
            GError **error)
{
  const JobStyle *known = find_known (making, i);
  GimpDrawable   *mask = regions->masks[i];
  g_autoptr (StyleSource) source
      = style_argument_find_word (lookup, regions->styles[i], known ? known->source : NULL, error);
  GeglBuffer *where = source ? copy_mask (making, mask, known ? known->where : NULL,
                                          known ? known->mask_id : 0, error)
                             : NULL;

  if (!where)
    return FALSE;

  add_style (making->job, g_steal_pointer (&source), 1.0, 1.0, where,
             gimp_item_get_id (GIMP_ITEM (mask)));

  return TRUE;
}

static gboolean
add_regions (Making *making, StyleLookup *lookup, GError **error)
{
  const Job      *last = making->last;
  RegionArguments regions;
  gboolean        added = TRUE;

  if (!region_arguments_read (making->request->config, making->request->image, &regions, error))
    return FALSE;

  for (guint i = 0; i < region_arguments_count (&regions) && added; i++)
    added = add_region (making, lookup, &regions, i, error);
  if (added && regions.protect)
    {
      making->job->protect = copy_mask (making, regions.protect, last ? last->protect : NULL,
                                        last ? last->protect_id : 0, error);
      making->job->protect_id = gimp_item_get_id (GIMP_ITEM (regions.protect));
      added = making->job->protect != NULL;
    }
  region_arguments_clear (&regions);

  return added;
}

static gboolean
add_layer (Making *making, GError **error)
{
  LayerSnapshot *known = making->last ? making->last->layer : NULL;
  LayerSnapshot *layer;

  if (known && making->verify < JOB_VERIFY)
    {
      making->job->layer = making->verify == JOB_TRUST
                               ? layer_snapshot_ref (known)
                               : layer_snapshot_renew_limit (known, making->request->layer, error);
      return making->job->layer != NULL;
    }

  layer = layer_snapshot_new (making->request->layer, error);
  if (layer && known && layer_snapshot_equal (layer, known))
    {
      layer_snapshot_unref (layer);
      layer = layer_snapshot_ref (known);
    }
  making->job->layer = layer;

  return layer != NULL;
}

/* ---- The whole --------------------------------------------------------------------- */

Job *
job_new (const JobRequest *request, const Job *last, JobVerify verify, GError **error)
{
  g_autoptr (Job) job = g_atomic_rc_box_new0 (Job);
  Making      making = { request, last, verify, job };
  StyleLookup lookup = { request->run_mode,          request->config,
                         request->catalogue,         last ? last->first : NULL,
                         last ? last->second : NULL, verify == JOB_VERIFY };

  job->threads = arguments_read_threads (request->config);
  job->whole
      = request->layers && request->layers->len > 1 && arguments_read_frames (request->config);
  if (!arguments_read (request->config, &job->settings, error)
      || !find_styles (&making, &lookup, error)
      || (request->layer
          && (!add_regions (&making, &lookup, error) || !add_layer (&making, error))))
    return NULL;

  return g_steal_pointer (&job);
}

Job *
job_take (LayerSnapshot *layer, GeglBuffer *protect, const JobStyle *styles, guint n_styles,
          const NstSettings *settings, int threads)
{
  Job *job = g_atomic_rc_box_new0 (Job);

  job->layer = layer;
  job->protect = protect;
  for (guint i = 0; i < n_styles; i++)
    add_style (job, styles[i].source, styles[i].coarse, styles[i].fine, styles[i].where,
               styles[i].mask_id);
  job->first = n_styles ? style_source_ref (job->styles[0].source) : NULL;
  job->settings = *settings;
  job->threads = threads;

  return job;
}

/* How it is painted, and in which styles as far as these are seen. */
static Job *
copy_manner (const Job *job)
{
  Job *other = g_atomic_rc_box_new0 (Job);

  other->first = style_source_ref (job->first);
  other->second = job->second ? style_source_ref (job->second) : NULL;
  other->settings = job->settings;
  other->threads = job->threads;

  return other;
}

Job *
job_with_settings (const Job *job, const NstSettings *settings)
{
  Job *other = copy_manner (job);

  other->layer = layer_snapshot_ref (job->layer);
  other->protect = job->protect ? g_object_ref (job->protect) : NULL;
  other->protect_id = job->protect_id;
  other->whole = job->whole;
  for (guint i = 0; i < job->n_styles; i++)
    {
      const JobStyle *style = &job->styles[i];

      add_style (other, style_source_ref (style->source), style->coarse, style->fine,
                 style->where ? g_object_ref (style->where) : NULL, style->mask_id);
    }
  other->settings = *settings;

  return other;
}

Job *
job_for_layer (const Job *job, LayerSnapshot *layer)
{
  Job *other = copy_manner (job);

  other->layer = layer;
  for (guint i = 0; i < job->n_styles; i++)
    add_style (other, style_source_ref (job->styles[i].source), job->styles[i].coarse,
               job->styles[i].fine, NULL, 0);

  return other;
}

char *
job_name_painting (const Job *job, const char *layer)
{
  const char *second = NULL;

  /* The styles of regions come after those of the whole. */
  for (guint i = 0; i < job->n_styles; i++)
    if (job->second && job->styles[i].source == job->second && !job->styles[i].where)
      second = style_source_get_title (job->second);

  return g_strconcat (layer, " - ", style_source_get_title (job->first), second ? ", " : NULL,
                      second, NULL);
}

/* The longer side, in pixels, with which the styles are used, at most.  However small the painting is,
 * their strokes are compared with those at NST_BRUSH_REFERENCE. */
static int
side_of_styles (const Job *job)
{
  int    own = job->layer ? MAX (job->layer->width, job->layer->height) : NST_MAX_SIDE;
  int    longer = job->settings.size > 0 ? MIN (job->settings.size, own) : own;
  double side = longer * MAX (job->settings.style_scale, 1.0);

  return (int) CLAMP (side, NST_BRUSH_REFERENCE, NST_MAX_SIDE);
}

gboolean
job_load_styles (const Job *job, GError **error)
{
  int side = side_of_styles (job);

  for (guint i = 0; i < job->n_styles; i++)
    if (!style_source_load (job->styles[i].source, side, error))
      return FALSE;

  /* A hidden layer is shown in the dialog as well. */
  return (!job->first || style_source_load (job->first, side, error))
         && (!job->second || style_source_load (job->second, side, error));
}
