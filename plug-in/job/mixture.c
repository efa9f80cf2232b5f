/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mixture.c - second-share and second-levels, as the engine's weights, which always add up to 1. */

#include "job/mixture.h"

#include "job/arguments.h"

#include <glib/gi18n.h>

gboolean
mixture_read (GimpProcedureConfig *config, Mixture *mixture, GError **error)
{
  g_autofree char *levels = NULL;
  double           share;
  gboolean         all, coarse, fine;

  g_object_get (config, "second-share", &share, "second-levels", &levels, NULL);
  all = g_strcmp0 (levels, ARGUMENTS_LEVELS_ALL) == 0;
  coarse = all || g_strcmp0 (levels, ARGUMENTS_LEVELS_COARSE) == 0;
  fine = all || g_strcmp0 (levels, ARGUMENTS_LEVELS_FINE) == 0;

  if (!coarse && !fine)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   _ ("The argument second-levels cannot be \"%s\"; it can be \"%s\", \"%s\" or "
                      "\"%s\"."),
                   levels ? levels : "", ARGUMENTS_LEVELS_ALL, ARGUMENTS_LEVELS_COARSE,
                   ARGUMENTS_LEVELS_FINE);
      return FALSE;
    }

  *mixture = (Mixture) { coarse ? share : 0.0, fine ? share : 0.0 };

  return TRUE;
}

gboolean
mixture_shows (const Mixture *mixture)
{
  return mixture->coarse != 0.0 || mixture->fine != 0.0;
}

guint
mixture_share (const Mixture *mixture, NstStyle *first, NstStyle *second,
               NstStyleShare shares[MIXTURE_STYLES])
{
  guint n = 0;

  if (!second || !mixture_shows (mixture))
    {
      shares[0] = (NstStyleShare) { first, 1.0, 1.0 };
      return 1;
    }

  if (mixture->coarse != 1.0 || mixture->fine != 1.0)
    shares[n++] = (NstStyleShare) { first, 1.0 - mixture->coarse, 1.0 - mixture->fine };
  shares[n++] = (NstStyleShare) { second, mixture->coarse, mixture->fine };

  return n;
}
