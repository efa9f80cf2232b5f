/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style.c - a style: its image or file, and the measurements so far. */

#include "style/style.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "base/picture.h"
#include "ops/fill.h"
#include "style/colors.h"

#define KEPT_MEASUREMENTS 32 /* as many as one painting needs, and some */

typedef struct
{
  guint64             fingerprint; /* of the network */
  int                 side;        /* the longer one, in pixels */
  gboolean            interpolated;
  NstStyleStatistics *statistics;
} Measurement;

struct _NstStyle
{
  char       *name, *credit, *license;
  int         width, height;
  gboolean    gray, strokes;
  NstPicture *picture;   /* NULL: only what was measured is known */
  NstPicture *thumbnail; /* or NULL */

  const NstManner *manner; /* or NULL */

  GMutex    mutex;        /* guards: */
  GList    *measurements; /* most recently used first */
  NstStyle *middle;       /* NULL: nobody has asked for it */
};

static void
measurement_free (gpointer data)
{
  Measurement *m = data;

  nst_style_statistics_free (m->statistics);
  g_free (m);
}

/* ---- The object -------------------------------------------------------------------- */

NstStyle *
nst_style_new_measured (const char *name, int width, int height)
{
  NstStyle *style = g_atomic_rc_box_new0 (NstStyle);

  style->name = g_strdup (name);
  style->width = width;
  style->height = height;
  g_mutex_init (&style->mutex);
  return style;
}

NstStyle *
nst_style_new (const NstPicture *picture, const char *name, GError **error)
{
  g_autoptr (NstStyle) style = NULL;

  if (!nst_picture_check (picture, name, error))
    return NULL;
  style = nst_style_new_measured (name, picture->width, picture->height);
  style->picture = nst_picture_copy (picture, error);
  if (style->picture == NULL || !nst_picture_fill (style->picture, NULL, error))
    return NULL;
  style->gray = nst_colors_are_gray (picture);
  style->strokes = TRUE;
  return g_steal_pointer (&style);
}

G_DEFINE_BOXED_TYPE (NstStyle, nst_style, nst_style_ref, nst_style_unref)

NstStyle *
nst_style_ref (NstStyle *style)
{
  return g_atomic_rc_box_acquire (style);
}

static void
clear (gpointer data)
{
  NstStyle *style = data;

  g_free (style->name);
  g_free (style->credit);
  g_free (style->license);
  nst_picture_free (style->picture);
  nst_picture_free (style->thumbnail);
  g_list_free_full (style->measurements, measurement_free);
  nst_style_unref (style->middle);
  g_mutex_clear (&style->mutex);
}

void
nst_style_unref (NstStyle *style)
{
  if (style != NULL)
    g_atomic_rc_box_release_full (style, clear);
}

const char *
nst_style_get_name (const NstStyle *style)
{
  return style->name;
}

const char *
nst_style_get_title (const NstStyle *style)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "style", style->name);
}

void
nst_style_set_credit (NstStyle *style, const char *credit)
{
  g_free (style->credit);
  style->credit = g_strdup (credit);
}

const char *
nst_style_get_credit (const NstStyle *style)
{
  return style->credit;
}

const char *
nst_style_get_shown_credit (const NstStyle *style)
{
  return style->credit != NULL && *style->credit != '\0'
             ? g_dpgettext2 (GETTEXT_PACKAGE, "credit", style->credit)
             : NULL;
}

void
nst_style_set_license (NstStyle *style, const char *license)
{
  g_free (style->license);
  style->license = g_strdup (license);
}

const char *
nst_style_get_license (const NstStyle *style)
{
  return style->license;
}

void
nst_style_set_manner (NstStyle *style, const NstManner *manner)
{
  style->manner = manner;
}

const NstManner *
nst_style_get_manner (const NstStyle *style)
{
  return style->manner;
}

gboolean
nst_style_set_thumbnail (NstStyle *style, const NstPicture *picture, GError **error)
{
  NstPicture *thumbnail = nst_picture_shrink (picture, NST_THUMBNAIL_SIDE, error);

  if (thumbnail == NULL)
    return FALSE;
  nst_picture_free (style->thumbnail);
  style->thumbnail = thumbnail;
  return TRUE;
}

const NstPicture *
nst_style_get_thumbnail (const NstStyle *style)
{
  return style->thumbnail;
}

void
nst_style_set_strokes (NstStyle *style)
{
  style->strokes = TRUE;
}

gboolean
nst_style_has_strokes (const NstStyle *style)
{
  return style->strokes;
}

gboolean
nst_style_is_gray (const NstStyle *style)
{
  return style->gray;
}

void
nst_style_set_gray (NstStyle *style, gboolean gray)
{
  style->gray = gray;
}

gboolean
nst_style_has_picture (const NstStyle *style)
{
  return style->picture != NULL;
}

void
nst_style_get_size (const NstStyle *style, int *width, int *height)
{
  *width = style->width;
  *height = style->height;
}

NstStyle *
nst_style_get_middle (NstStyle *style, GError **error)
{
  int       width = MAX (1, style->width / 2), height = MAX (1, style->height / 2);
  NstStyle *middle;

  if (style->picture == NULL)
    return style;
  g_mutex_lock (&style->mutex);
  if (style->middle == NULL)
    {
      g_autoptr (NstPicture) part
          = nst_picture_crop (style->picture, (style->width - width) / 2,
                              (style->height - height) / 2, width, height, error);

      style->middle = part != NULL ? nst_style_new (part, style->name, error) : NULL;
    }
  middle = style->middle;
  g_mutex_unlock (&style->mutex);
  return middle;
}

/* ---- What has been measured -------------------------------------------------------- */

/* Whether `network` has made the measurement.  A file may say so and still hold something else. */
static gboolean
is_of (const Measurement *m, const NstNetwork *network)
{
  if (m->fingerprint != network->fingerprint)
    return FALSE;
  for (int level = 0; level < NST_LEVELS; level++)
    {
      int tap = nst_architecture_style_tap (network->architecture, level);
      int seen = m->statistics->levels[level].channels;

      if (seen != 0 && (tap < 0 || seen != nst_network_tap_channels (network, tap)))
        return FALSE;
    }
  return TRUE;
}

/* The mutex is held by the caller of what follows. */

static const Measurement *
find (NstStyle *style, const NstNetwork *network, int side)
{
  for (GList *l = style->measurements; l != NULL; l = l->next)
    {
      const Measurement *m = l->data;

      if (m->side == side && is_of (m, network))
        {
          style->measurements = g_list_remove_link (style->measurements, l);
          style->measurements = g_list_concat (l, style->measurements);
          return m;
        }
    }
  return NULL;
}

static const NstStyleStatistics *
keep (NstStyle *style, guint64 fingerprint, int side, gboolean interpolated,
      NstStyleStatistics *statistics)
{
  Measurement *new = g_new (Measurement, 1);

  *new = (Measurement) { fingerprint, side, interpolated, statistics };
  style->measurements = g_list_prepend (style->measurements, new);
  return statistics;
}

/* The measured neighbors of `side`; either is NULL where there is none. */
static void
find_neighbors (const NstStyle *style, const NstNetwork *network, int side,
                const Measurement **below, const Measurement **above)
{
  *below = *above = NULL;
  for (GList *l = style->measurements; l != NULL; l = l->next)
    {
      const Measurement *m = l->data;

      if (m->interpolated || !is_of (m, network))
        continue;
      if (m->side <= side && (*below == NULL || m->side > (*below)->side))
        *below = m;
      if (m->side >= side && (*above == NULL || m->side < (*above)->side))
        *above = m;
    }
}

/* NULL without an error where nothing has been measured. */
static const NstStyleStatistics *
interpolate (NstStyle *style, const NstNetwork *network, int side, GError **error)
{
  const Measurement        *below, *above;
  const NstStyleStatistics *both[2];
  g_autoptr (NstStyleStatistics) between = NULL;
  double share;

  find_neighbors (style, network, side, &below, &above);
  if (below == NULL || above == NULL || below == above)
    return below != NULL ? below->statistics : above != NULL ? above->statistics : NULL;
  share = log ((double) side / below->side) / log ((double) above->side / below->side);
  both[0] = below->statistics;
  both[1] = above->statistics;
  between = nst_style_statistics_new (network);
  nst_style_statistics_mix (2, both, (double[]) { 1.0 - share, share }, between);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      /* The nearer one's, for strokes have a size; where it has none, the other's. */
      const NstBank *nearer = &both[share > 0.5]->banks[level];
      const NstBank *other = &both[share <= 0.5]->banks[level];

      if (!nst_bank_thin (nearer->n > 0 ? nearer : other, NST_BANK_VECTORS, &between->banks[level],
                          error))
        return NULL;
    }
  return keep (style, network->fingerprint, side, TRUE, g_steal_pointer (&between));
}

void
nst_style_add (NstStyle *style, guint64 fingerprint, int side, NstStyleStatistics *statistics)
{
  g_mutex_lock (&style->mutex);
  keep (style, fingerprint, side, FALSE, statistics);
  g_mutex_unlock (&style->mutex);
}

/* What came with a style without a picture cannot be measured again. */
void
nst_style_trim (NstStyle *style)
{
  GList *next;
  guint  kept = 0;

  g_mutex_lock (&style->mutex);
  for (GList *l = style->measurements; l != NULL; l = next)
    {
      const Measurement *m = l->data;

      next = l->next;
      if ((style->picture == NULL && !m->interpolated) || kept++ < KEPT_MEASUREMENTS)
        continue;
      measurement_free (l->data);
      style->measurements = g_list_delete_link (style->measurements, l);
    }
  g_mutex_unlock (&style->mutex);
}

static int
compare_ints (const void *a, const void *b)
{
  return *(const int *) a - *(const int *) b;
}

int *
nst_style_get_sides (NstStyle *style, const NstNetwork *network, guint *n)
{
  int *sides;

  g_mutex_lock (&style->mutex);
  *n = 0;
  sides = g_new (int, g_list_length (style->measurements) + 1);
  for (GList *l = style->measurements; l != NULL; l = l->next)
    {
      const Measurement *m = l->data;

      if (!m->interpolated && is_of (m, network))
        sides[(*n)++] = m->side;
    }
  g_mutex_unlock (&style->mutex);
  qsort (sides, *n, sizeof *sides, compare_ints);
  return sides;
}

int
nst_style_get_largest (NstStyle *style, const NstNetwork *network)
{
  guint           n;
  g_autofree int *sides = NULL;

  if (style->picture != NULL)
    return MAX (style->width, style->height);
  sides = nst_style_get_sides (style, network, &n);
  return n > 0 ? sides[n - 1] : 0;
}

/* ---- Measuring --------------------------------------------------------------------- */

static NstStyleStatistics *
measure (const NstStyle *style, const NstNetwork *network, NstPool *pool, int side, GError **error)
{
  double scale = (double) side / MAX (style->width, style->height);
  g_autoptr (NstPicture) sized
      = nst_picture_resize (style->picture, MAX (1, (int) lround (style->width * scale)),
                            MAX (1, (int) lround (style->height * scale)), error);

  return sized != NULL ? nst_style_statistics_measure (network, pool, sized, error) : NULL;
}

static const NstStyleStatistics *
look_up (NstStyle *style, const NstNetwork *network, int side, GError **error)
{
  const Measurement        *known;
  const NstStyleStatistics *found;

  g_mutex_lock (&style->mutex);
  known = find (style, network, side);
  if (known != NULL)
    found = known->statistics;
  else
    found = style->picture == NULL ? interpolate (style, network, side, error) : NULL;
  g_mutex_unlock (&style->mutex);
  return found;
}

const NstStyleStatistics *
nst_style_at (NstStyle *style, const NstNetwork *network, NstPool *pool, int longer, double scale,
              GError **error)
{
  double                    wanted = MIN (longer, MAX (style->width, style->height)) * scale;
  int                       side = (int) CLAMP (lround (wanted), 1, NST_MAX_SIDE);
  GError                   *problem = NULL;
  const NstStyleStatistics *found = look_up (style, network, side, &problem);
  NstStyleStatistics       *measured;

  if (found != NULL)
    return found;
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (style->picture == NULL)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   _ ("The style “%s” was not measured with the network “%s”; choose another "
                      "style, or the network that it was made for."),
                   style->name, network->name);
      return NULL;
    }
  if (!(measured = measure (style, network, pool, side, error)))
    return NULL;
  g_mutex_lock (&style->mutex);
  found = keep (style, network->fingerprint, side, FALSE, measured);
  g_mutex_unlock (&style->mutex);
  return found;
}
