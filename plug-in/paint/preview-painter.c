/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-painter.c - strokes are as large as the network makes them, in pixels: a small painting
 * would show them too large.  So the small picture is painted first, to have something to show, and
 * then the whole at its working size, as far as that is small enough; this is the result itself,
 * which is shown small or in part, and kept: another part of it can be shown at once.  Where the
 * working size is larger, Fast paints a part alone. */

#include "paint/preview-painter.h"

#include "paint/preview-part.h"

#include <math.h>
#include <string.h>

#define SHOW_MICROSECONDS 60000             /* between two paintings of Refine */
#define LARGE_PIXELS      (1100.0 * 1100.0) /* of a large painting, at most */
#define PATIENCE_SECONDS  60.0              /* for it */
#define MEMORY_SHARE      0.5               /* of what is free, for it */

enum
{
  FAST,
  REFINE,
  N_METHODS
};

struct _PreviewPainter
{
  PreviewContent *content;
  const char     *networks;
  int             threads;
  NstNetwork     *network;
  const char     *network_name; /* interned */

  double rates[N_METHODS]; /* seconds for a unit of work (NstForecast), or 0: not known yet */

  /* The last large painting, or NULL; and what it was made with. */
  NstPicture   *large;
  PreviewStyles large_styles;
  NstSettings   large_settings; /* as used */
};

/* What one call paints, and for whom. */
typedef struct
{
  PreviewPainter      *painter;
  const PreviewStyles *styles;
  const NstSettings   *settings; /* as wished */
  const PreviewEyes   *eyes;
  GCancellable        *cancellable;
  const NstPicture    *content; /* to paint: small or large */
  NstSettings          used;    /* for that content */
  gint64               shown;   /* when, last */
} Task;

/* ---- The object -------------------------------------------------------------------- */

PreviewPainter *
preview_painter_new (PreviewContent *content, const char *networks, int threads)
{
  PreviewPainter *painter = g_new0 (PreviewPainter, 1);

  painter->content = content;
  painter->networks = networks;
  painter->threads = threads;

  return painter;
}

void
preview_painter_free (PreviewPainter *painter)
{
  nst_picture_free (painter->large);
  preview_styles_clear (&painter->large_styles);
  nst_network_free (painter->network);
  g_free (painter);
}

const NstNetwork *
preview_painter_open (PreviewPainter *painter, const char *name, GError **error)
{
  if (painter->network && painter->network_name == name)
    return painter->network;

  g_clear_pointer (&painter->network, nst_network_free);
  painter->network = nst_network_open (name, painter->networks, error);
  painter->network_name = name;
  painter->rates[FAST] = painter->rates[REFINE] = 0.0;

  return painter->network;
}

/* ---- The forecast ------------------------------------------------------------------ */

static int
method_of (const NstSettings *settings)
{
  return g_str_equal (settings->method, "refine") ? REFINE : FAST;
}

/* For that content, in the styles and their regions. */
static NstForecast
forecast_for (const PreviewPainter *painter, const NstPicture *content, const PreviewStyles *styles,
              const NstSettings *settings)
{
  return nst_forecast (painter->network, content->width, content->height, content->mask != NULL,
                       preview_styles_count_regions (styles), settings);
}

static void
learn_rate (const Task *task, const NstSettings *settings, const NstReport *report)
{
  NstForecast forecast = forecast_for (task->painter, task->content, task->styles, settings);
  double      seconds = report->seconds - report->style_seconds;

  if (forecast.work > 0.0 && seconds > 0.0)
    task->painter->rates[method_of (settings)] = seconds / forecast.work;
}

/* Beside what the engine takes there are the picture, and the masks of the regions. */
Forecast
preview_painter_forecast (PreviewPainter *painter, const PreviewStyles *styles,
                          const NstSettings *settings)
{
  int               method = method_of (settings);
  const NstPicture *small = preview_content_get_small (painter->content);
  NstPicture        full = *small;
  NstForecast       forecast;
  guint             planes = (small->mask ? 4 : 3) + preview_styles_count_regions (styles);
  double            rate = painter->rates[method] > 0.0 ? painter->rates[method]
                                                        : painter->rates[N_METHODS - 1 - method];

  full.width = preview_content_get_width (painter->content);
  full.height = preview_content_get_height (painter->content);
  forecast = forecast_for (painter, &full, styles, settings);

  return (Forecast) { rate * forecast.work,
                      forecast.bytes + planes * sizeof (float) * full.width * full.height };
}

/* ---- Painting ---------------------------------------------------------------------- */

/* At the working size, or below it at the side of the task's content. */
static NstSettings
settings_for_content (const Task *task)
{
  PreviewContent *content = task->painter->content;
  NstSettings     settings = *task->settings;
  int    full = MAX (preview_content_get_width (content), preview_content_get_height (content));
  int    own = MAX (task->content->width, task->content->height);
  int    working = settings.size ? MIN (settings.size, full) : full;
  double brush;

  settings.size = MIN (own, working);
  brush = style_sample_brush (task->styles->first, settings.style_scale, settings.size, working);
  settings.style_scale = CLAMP (brush, 0.1, 10.0); /* what the engine takes */

  return settings;
}

static const NstStyleShare *
shares_of (const GArray *shares)
{
  return (const NstStyleShare *) (gconstpointer) shares->data;
}

static NstPicture *
stylize (Task *task, const NstSettings *settings, NstProgressFunc progress, GError **error)
{
  PreviewPainter *painter = task->painter;
  g_autoptr (GArray) shares
      = preview_styles_share (task->styles, task->content->width, task->content->height, error);
  NstReport   report;
  NstPicture *painting;

  if (!shares)
    return NULL;

  painting
      = nst_stylize (painter->network, task->content, shares_of (shares), shares->len, settings,
                     painter->threads, progress, task, task->cancellable, &report, error);
  if (painting)
    learn_rate (task, settings, &report);

  return painting;
}

/* NULL without an error where the network cannot paint fast, but Refine is the method and needs no
 * such painting. */
static NstPicture *
paint_fast (Task *task, GError **error)
{
  NstSettings settings = task->used;
  GError     *mistake = NULL;
  NstPicture *painting;

  settings.method = g_intern_static_string ("fast");
  painting = stylize (task, &settings, NULL, &mistake);
  if (method_of (&task->used) == REFINE && g_error_matches (mistake, NST_ERROR, NST_ERROR_ARGUMENT))
    g_clear_error (&mistake);
  if (mistake)
    g_propagate_error (error, mistake);

  return painting;
}

/* After paint_fast, with which it begins again if that has `begun`. */
static NstPicture *
paint_refine (Task *task, gboolean begun, NstProgressFunc progress, GError **error)
{
  NstSettings settings = task->used;

  if (begun)
    settings.start = g_intern_static_string ("fast");

  return stylize (task, &settings, progress, error);
}

static gboolean
is_time_to_show (Task *task)
{
  gint64 now = g_get_monotonic_time ();

  if (now - task->shown < SHOW_MICROSECONDS)
    return FALSE;

  task->shown = now;

  return TRUE;
}

/* ---- Small ------------------------------------------------------------------------- */

static void
show_small (Task *task, NstPicture *painting, double fraction)
{
  PreviewContent *content = task->painter->content;

  preview_content_keep_rest (content, NULL, preview_content_get_shown (content), painting, NULL);
  task->eyes->show (painting, NULL, NULL, fraction, task->eyes->data);
}

static void
on_small_progress (const NstProgress *progress, gpointer data)
{
  Task       *task = data;
  NstPicture *painting;

  if (!progress->picture || !is_time_to_show (task))
    return;

  painting = nst_finish (task->content, progress->picture, &task->used, NULL);
  if (painting)
    show_small (task, painting, progress->fraction);
}

/* ---- A part, at full scale --------------------------------------------------------- */

static PreviewSizes
sizes_of (const Task *task)
{
  PreviewContent *content = task->painter->content;

  return (PreviewSizes) { preview_content_get_width (content), preview_content_get_height (content),
                          task->content->width, task->content->height };
}

/* What `place` has become, finished by the settings as it will be at full size, goes on show. */
static gboolean
show_part (Task *task, const NstPicture *painting, const NstRectangle *place,
           const NstRectangle *part, const NstSettings *settings, double fraction, GError **error)
{
  PreviewSizes sizes = sizes_of (task);
  g_autoptr (NstPicture) before = preview_content_part (task->painter->content, part, error);
  g_autoptr (NstPicture) enlarged
      = before ? preview_part_enlarge (&sizes, painting, place, part, error) : NULL;
  g_autoptr (NstPicture) after = NULL;

  if (!enlarged)
    return FALSE;

  after = settings->strength > 0.0 ? nst_finish (before, enlarged, settings, error)
                                   : nst_picture_copy (before, error);
  if (!after || !preview_content_keep_rest (task->painter->content, part, before, after, error))
    return FALSE;

  task->eyes->show (g_steal_pointer (&after), part, g_steal_pointer (&before), fraction,
                    task->eyes->data);

  return TRUE;
}

/* ---- Large ------------------------------------------------------------------------- */

static gboolean
show_all (Task *task, const NstPicture *painting, double fraction, GError **error)
{
  const NstPicture *small = preview_content_get_small (task->painter->content);
  NstPicture       *all = nst_finish (small, painting, task->settings, error);

  if (all)
    show_small (task, all, fraction);

  return all != NULL;
}

/* Where colors are kept by the statistics of the whole, that is done before the part is cut out. */
static gboolean
show_cut (Task *task, const NstPicture *painting, double fraction, GError **error)
{
  NstSettings  settings = *task->settings;
  PreviewSizes sizes = sizes_of (task);
  NstRectangle part, place;
  g_autoptr (NstPicture) colored = NULL;
  g_autoptr (NstPicture) cut = NULL;

  if (settings.keep_colors && g_str_equal (settings.keep_colors_by, "statistics"))
    {
      settings.strength = 1.0; /* what is weaker is mixed in the end */
      colored = nst_finish (task->content, painting, &settings, error);
      if (!colored)
        return FALSE;
      painting = colored;
      settings.strength = task->settings->strength;
      settings.keep_colors = FALSE;
    }

  task->eyes->view (&part, task->eyes->data);
  place = preview_part_place (&sizes, &part);
  cut = nst_picture_crop (painting, place.x, place.y, place.width, place.height, error);

  return cut && show_part (task, cut, &place, &part, &settings, fraction, error);
}

/* All of the painting, small, or the part of it that is to be seen. */
static gboolean
show_large (Task *task, const NstPicture *painting, double fraction, GError **error)
{
  return task->eyes->view ? show_cut (task, painting, fraction, error)
                          : show_all (task, painting, fraction, error);
}

static void
on_large_progress (const NstProgress *progress, gpointer data)
{
  Task *task = data;

  if (progress->picture && is_time_to_show (task))
    show_large (task, progress->picture, progress->fraction, NULL);
}

/* The longer side of the largest painting of the whole, up to the working size. */
static int
large_side (const PreviewPainter *painter, const NstSettings *settings)
{
  double width = preview_content_get_width (painter->content);
  double height = preview_content_get_height (painter->content);
  double longer = MAX (width, height);
  double working = settings->size ? MIN (settings->size, longer) : longer;

  return (int) MIN (working, longer * sqrt (LARGE_PIXELS / (width * height)));
}

/* Whether Refine may go on from Fast's large painting. */
static gboolean
is_affordable (const Task *task)
{
  const PreviewPainter *painter = task->painter;
  NstForecast           forecast = forecast_for (painter, task->content, task->styles, &task->used);
  guint64               available = forecast_read_available ("/proc/meminfo");
  double rate = painter->rates[REFINE] > 0.0 ? painter->rates[REFINE] : painter->rates[FAST];

  return rate > 0.0 && rate * forecast.work <= PATIENCE_SECONDS
         && (available == 0 || forecast.bytes <= MEMORY_SHARE * available);
}

void
preview_painter_forget (PreviewPainter *painter)
{
  g_clear_pointer (&painter->large, nst_picture_free);
}

static void
keep_large (Task *task, NstPicture *painting)
{
  PreviewPainter *painter = task->painter;

  nst_picture_free (painter->large);
  painter->large = painting;
  preview_styles_clear (&painter->large_styles);
  painter->large_styles = preview_styles_copy (task->styles);
  painter->large_settings = task->used;
}

static gboolean
is_kept (const Task *task)
{
  const PreviewPainter *painter = task->painter;

  return painter->large && preview_styles_equal (&painter->large_styles, task->styles)
         && memcmp (&painter->large_settings, &task->used, sizeof task->used) == 0;
}

/* The content at a longer side of `side`; what nst_finish does is left for when it is shown. */
static gboolean
take_large_content (Task *task, int side, GError **error)
{
  task->content = preview_content_at (task->painter->content, side, error);
  if (!task->content)
    return FALSE;

  task->used = settings_for_content (task);
  task->used.keep_colors = FALSE;
  if (method_of (&task->used) == REFINE)
    task->used.strength = 1.0;

  return TRUE;
}

/* Fast's painting first, and Refine's if that does not take too long. */
static gboolean
paint_large (Task *task, GError **error)
{
  g_autoptr (NstPicture) fast = NULL;
  NstPicture *painting;
  GError     *mistake = NULL;

  if (is_kept (task))
    return show_large (task, task->painter->large, 1.0, error);

  fast = paint_fast (task, &mistake);
  if (mistake)
    {
      g_propagate_error (error, mistake);
      return FALSE;
    }
  if (method_of (&task->used) == REFINE && is_affordable (task))
    {
      if (fast)
        show_large (task, fast, 0.0, NULL);
      painting = paint_refine (task, fast != NULL, on_large_progress, error);
    }
  else
    painting = g_steal_pointer (&fast);
  if (!painting)
    return FALSE;

  keep_large (task, painting);

  return show_large (task, painting, 1.0, error);
}

static gboolean
paint_alone (Task *task, GError **error)
{
  PreviewPainter *painter = task->painter;
  PreviewSizes    sizes = sizes_of (task);
  GError         *mistake = NULL;
  NstRectangle    part, place;
  g_autoptr (GArray) shares
      = preview_styles_share (task->styles, task->content->width, task->content->height, error);
  g_autoptr (NstPicture) painting = NULL;

  if (!shares)
    return FALSE;

  task->eyes->view (&part, task->eyes->data);
  place = preview_part_place (&sizes, &part);
  painting
      = nst_stylize_part (painter->network, task->content, &place, shares_of (shares), shares->len,
                          &task->used, painter->threads, task->cancellable, &mistake);
  if (painting)
    return show_part (task, painting, &place, &part, task->settings, 1.0, error);

  /* Refine needs no decoder, but Fast does. */
  if (method_of (task->settings) == REFINE
      && g_error_matches (mistake, NST_ERROR, NST_ERROR_ARGUMENT))
    g_clear_error (&mistake);
  if (mistake)
    g_propagate_error (error, mistake);

  return FALSE;
}

/* ---- The whole, and a part --------------------------------------------------------- */

static void
take_small_content (Task *task)
{
  task->content = preview_content_get_small (task->painter->content);
  task->used = settings_for_content (task);
}

/* Whether there is more to be seen of a large painting, and it takes neither too long nor too much;
 * then its content has been taken. */
static gboolean
take_large_for_whole (Task *task)
{
  int side = large_side (task->painter, task->settings);

  if (side > MAX (task->content->width, task->content->height)
      && take_large_content (task, side, NULL) && is_affordable (task))
    return TRUE;

  take_small_content (task);

  return FALSE;
}

static gboolean
paint_whole (Task *task, GError **error)
{
  g_autoptr (NstPicture) fast = NULL;
  GError     *mistake = NULL;
  NstPicture *painting;

  take_small_content (task);
  if (task->painter->large && take_large_for_whole (task) && is_kept (task))
    return show_large (task, task->painter->large, 1.0, error);

  take_small_content (task);
  fast = paint_fast (task, &mistake);
  if (mistake)
    {
      g_propagate_error (error, mistake);
      return FALSE;
    }

  if (fast)
    show_small (task, nst_picture_copy (fast, NULL), 0.0);
  if (fast && take_large_for_whole (task))
    return paint_large (task, error);

  painting = method_of (task->settings) == REFINE
                 ? paint_refine (task, fast != NULL, on_small_progress, error)
                 : g_steal_pointer (&fast);
  if (painting)
    show_small (task, painting, 1.0);

  return painting != NULL;
}

/* At the working size, where that is not too large. */
static gboolean
paint_part (Task *task, GError **error)
{
  PreviewContent *content = task->painter->content;
  int full = MAX (preview_content_get_width (content), preview_content_get_height (content));
  int working = task->settings->size ? MIN (task->settings->size, full) : full;

  if (!take_large_content (task, working, error))
    return FALSE;

  return large_side (task->painter, task->settings) == working ? paint_large (task, error)
                                                               : paint_alone (task, error);
}

gboolean
preview_painter_paint (PreviewPainter *painter, const PreviewStyles *styles,
                       const NstSettings *settings, const PreviewEyes *eyes,
                       GCancellable *cancellable, GError **error)
{
  Task task = { .painter = painter,
                .styles = styles,
                .settings = settings,
                .eyes = eyes,
                .cancellable = cancellable,
                .shown = g_get_monotonic_time () };

  return eyes->view ? paint_part (&task, error) : paint_whole (&task, error);
}
