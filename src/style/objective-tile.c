/* SPDX-License-Identifier: GPL-3.0-or-later */

/* objective-tile.c - the parts of an objective that process the current tile. */

#include "style/objective-private.h"

#include <string.h>

NstAsked *
nst_objective_ask_tile (NstObjective *o, int t, int region, const NstOwnFeatures *own)
{
  NstAsked *asked = o->taps[t].asked != NULL ? &o->taps[t].asked[region] : NULL;

  if (asked == NULL || asked->style == NULL)
    return NULL;
  asked->tile_weights = nst_tiled_pass_weigh_own (o->pass, o->pool, t, region, own);
  return asked->tile_weights.share > 0.0 ? asked : NULL;
}

void
nst_objective_remember_content (NstObjective *o, int t)
{
  NstOwnFeatures own = nst_tiled_pass_get_own (o->pass, o->pool, t);
  NstTapTerms   *tap = &o->taps[t];

  tap->target = tap->room;
  if (tap->view != NULL)
    {
      nst_content_view_look (tap->view, o->pool, &own, tap->target);
      return;
    }
  for (int c = 0; c < own.channels; c++)
    memcpy (tap->target + c * own.positions, own.values + c * own.stride,
            sizeof (float) * own.positions);
}
