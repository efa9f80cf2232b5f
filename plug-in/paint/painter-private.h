/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painter-private.h - the painter's own: what it keeps, and what it knows of the time that paintings
 * take. */

#ifndef PAINTER_PRIVATE_H
#define PAINTER_PRIVATE_H

#include "paint/painter.h"
#include "paint/rate.h"

enum
{
  FAST,
  REFINE,
  N_METHODS
};

/* A painting as nst_paint made it, and what it was made of. */
typedef struct
{
  NstPicture *painting; /* NULL: none yet */
  Job        *job;
  NstSettings settings;
} Kept;

struct _Painter
{
  NstCatalogue *catalogue;
  NstNetwork   *network;            /* NULL: none yet */
  const char   *network_name;       /* interned */
  Job          *job;                /* the current one, or NULL */
  Canvas       *canvas;             /* of it */
  int           shown_side;         /* of any canvas; 0: as canvases have it */
  Kept          kept[N_METHODS][2]; /* of each the last one: inexact, exact */
  Rate          rates[N_METHODS];
};

int painter_method_of (const NstSettings *settings);

/* The longer side of what is painted of the layer, in pixels. */
int painter_full_side (const Painter *painter);

/* At which a layer with a longer side of `full` pixels would be painted if the settings were of that
 * `size`: the styles have strokes for so many. */
int painter_fit_side (const Painter *painter, int size, int full);

/* Of painting a preview. */
NstForecast painter_forecast_preview (const Painter *painter, const NstPicture *content,
                                      const NstSettings *settings);

#endif
