/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-mixture.c - combines the styles of a mixture. */

#include "style/style-mixture.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "style/brush.h"

#define FINE_LEVELS 3 /* relu1_1 .. relu3_1 */
/* A mixture's weights are divided by their sum; one that nearly vanishes would blow them up. */
#define LEAST_SUM      0.05
#define LARGEST_WEIGHT 10.0

/* Whether the weights of the styles that paint where the first of them does can be mixed. */
static gboolean
check_sums (const NstStyleShare *styles, guint n_styles, GError **error)
{
  double coarse = 0.0, fine = 0.0;

  for (guint i = 0; i < n_styles; i++)
    if (styles[i].where == styles[0].where)
      {
        coarse += styles[i].coarse;
        fine += styles[i].fine;
      }
  if (coarse >= LEAST_SUM && fine >= LEAST_SUM)
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The weights of the styles must add up to %g or more."), LEAST_SUM);
  return FALSE;
}

gboolean
nst_styles_check (const NstStyleShare *styles, guint n_styles, GError **error)
{
  if (n_styles == 0)
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                           _ ("There is no style; choose at least one."));
      return FALSE;
    }
  for (guint i = 0; i < n_styles; i++)
    {
      if (!(fabs (styles[i].coarse) <= LARGEST_WEIGHT)
          || !(fabs (styles[i].fine) <= LARGEST_WEIGHT))
        {
          g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                       _ ("The weight of a style must be between %g and %g."), -LARGEST_WEIGHT,
                       LARGEST_WEIGHT);
          return FALSE;
        }
    }
  for (guint i = 0; i < n_styles; i++)
    {
      gboolean first = TRUE;

      for (guint j = 0; j < i; j++)
        first = first && styles[j].where != styles[i].where;
      if (first && !check_sums (styles + i, n_styles - i, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
mix_level (const NstStyleShare *styles, const NstStyleStatistics *const *measured, guint n,
           int level, NstStyleStatistics *mixed, GError **error)
{
  g_autofree const NstMoments **moments = g_new (const NstMoments *, n);
  g_autofree const NstBank    **banks = g_new (const NstBank *, n);
  g_autofree double            *weights = g_new (double, n);

  for (guint i = 0; i < n; i++)
    {
      moments[i] = &measured[i]->levels[level];
      banks[i] = &measured[i]->banks[level];
      weights[i] = level < FINE_LEVELS ? styles[i].fine : styles[i].coarse;
    }
  nst_moments_mix ((int) n, moments, weights, &mixed->levels[level]);
  return nst_bank_mix ((int) n, banks, weights, &mixed->banks[level], error);
}

NstStyleStatistics *
nst_styles_measure (const NstNetwork *network, NstPool *pool, const NstStyleShare *styles,
                    guint n_styles, const NstSettings *settings, int longer, int working,
                    GError **error)
{
  g_autofree const NstStyleStatistics **measured = g_new (const NstStyleStatistics *, n_styles);
  g_autoptr (NstStyleStatistics) mixed = NULL;

  for (guint i = 0; i < n_styles; i++)
    if (!(measured[i]
          = nst_brush_measure (settings, styles[i].style, network, pool, longer, working, error)))
      return NULL;
  mixed = nst_style_statistics_new (network);
  for (int level = 0; level < NST_LEVELS; level++)
    if (!mix_level (styles, measured, n_styles, level, mixed, error))
      return NULL;
  return g_steal_pointer (&mixed);
}
