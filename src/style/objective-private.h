/* SPDX-License-Identifier: GPL-3.0-or-later */

/* objective-private.h - the internals of an objective: objective.c creates it and sets content and
 * styles, objective-evaluation.c evaluates it, objective-strokes.c manages nearest neighbors, and
 * objective-tile.c processes the current tile. */

#ifndef NST_OBJECTIVE_PRIVATE_H
#define NST_OBJECTIVE_PRIVATE_H

#include "base/arena.h"
#include "style/content-view.h"
#include "style/feature-mask.h"
#include "style/objective.h"
#include "style/stroke-loss.h"
#include "style/style-loss.h"
#include "style/tiled-pass.h"

G_BEGIN_DECLS

/* Fields called tile_* are those of the current tile. */

/* The style losses at a tap, for one region. */
typedef struct
{
  NstStyleLoss  *style; /* NULL: no style loss here */
  double         area;  /* weight of the region */
  double        *mean, *moment, *gradient_mean, *gradient_moment;
  double        *tile_mean, *tile_moment; /* its statistics, then its part of the gradients */
  NstOwnWeights  tile_weights;            /* of the region */
  double         loss;
  NstStrokeLoss *strokes; /* NULL: no stroke loss here */
} NstAsked;

/* The losses at a tap. */
typedef struct
{
  double    weight;     /* of the style loss */
  double   *metric;     /* of style-loss.h, or NULL */
  NstAsked *asked;      /* (most_regions), or NULL where the style is not seen */
  gsize     tile_first; /* the number of the tile's first position, counted from tile to tile */

  double          content_weight; /* over the size of all targets */
  NstContentView *view;           /* of the content; NULL: as it is */
  float          *room;     /* buffer for a tile's content features; NULL: no content loss here */
  float          *target;   /* the target features, if there is a content */
  double          distance; /* squared, from it */
  double          tile_distance;
} NstTapTerms;

struct _NstObjective
{
  const NstNetwork  *network;
  NstPool           *pool;
  const NstSettings *settings;
  int                height, width;
  NstStyleMeasure    kind;
  NstArena          *arena;
  NstTiledPass      *pass;
  const float       *content;          /* pixels */
  const float       *previous, *trust; /* or NULL */
  NstShareFunc       progress;
  gpointer           progress_data;
  int                n_regions, most_regions; /* in use, and with room */
  NstTapTerms        taps[NST_MAX_TAPS];

  int    since_matching; /* evaluations since the neighbors were looked up; 0: they will be */
  float *gradient;       /* room for that of a tap beside its statistics: of a view of the content
                            and of strokes; NULL where there is neither */
  double stroke_loss;    /* of this evaluation, so far */
};

/* ---- The current tile (objective-tile.c) ----------------------------------------------- */

/* The losses of the tile in a region; NULL: none, or the region does not touch the tile. */
NstAsked *nst_objective_ask_tile (NstObjective *objective, int tap, int region,
                                  const NstOwnFeatures *own);

/* Stores the features of an encoded tile of the content as the target. */
void nst_objective_remember_content (NstObjective *objective, int tap);

/* ---- Strokes (objective-strokes.c) ----------------------------------------------------- */

/* Floats of the largest gradient of strokes; 0 if the settings have none. */
gsize nst_objective_strokes_floats (const NstObjective *objective);

/* The memory of the stroke losses of one region, with a bank of the usual size. */
gsize nst_objective_strokes_bytes (const NstObjective *objective);

/* The factor of the content loss if there are strokes, which favor their own shapes; 1
 * otherwise. */
double nst_objective_content_factor (const NstObjective *objective);

/* Adds the stroke loss of a style in a region, if the tap's level has one.  Fails with
 * NST_ERROR_MEMORY. */
gboolean nst_objective_ask_strokes (NstObjective *objective, int level, NstAsked *asked,
                                    const NstStyleStatistics *style, GError **error);

/* In the first round over the tiles, if neighbors are searched: before the first tile, for each
 * tile, and after the last one. */
void nst_objective_begin_matching (NstObjective *objective);
void nst_objective_match_tile (NstObjective *objective);
void nst_objective_end_matching (NstObjective *objective);

/* In the second round: the gradient of the tile's strokes at a tap, (channels, positions), becomes
 * objective->gradient, or is added to it if that has been `begun`; the loss is added up.  Returns
 * whether there is a gradient now.  The features must not have been overwritten yet. */
gboolean nst_objective_evaluate_strokes (NstObjective *objective, int tap,
                                         const NstOwnFeatures *own, gboolean begun);

G_END_DECLS

#endif
