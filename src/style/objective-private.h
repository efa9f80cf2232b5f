/* SPDX-License-Identifier: GPL-3.0-or-later */

/* objective-private.h - the internals of an objective: objective.c creates it and sets content and
 * styles, objective-evaluation.c evaluates it, objective-strokes.c manages nearest neighbors, and
 * objective-tile.c processes the current tile. */

#ifndef NST_OBJECTIVE_PRIVATE_H
#define NST_OBJECTIVE_PRIVATE_H

#include "base/arena.h"
#include "style/feature-mask.h"
#include "style/objective.h"
#include "style/stroke-loss.h"
#include "style/style-loss.h"
#include "style/tiled-pass.h"

G_BEGIN_DECLS

/* Fields called tile_* are those of the current tile. */

/* The style that is asked for at a tap, in a region. */
typedef struct
{
  NstStyleLoss  *style; /* NULL where there is nothing to see or to ask for */
  double         area;  /* how much the region counts */
  double        *mean, *moment, *gradient_mean, *gradient_moment;
  double        *tile_mean, *tile_moment; /* its statistics, then its part of the gradients */
  NstOwnWeights  tile_weights;            /* of the region; no total where it is all */
  double         loss;
  NstStrokeLoss *strokes; /* NULL where none are asked for */
} NstAsked;

/* What is asked at a tap. */
typedef struct
{
  double    weight;     /* of the style loss */
  double   *metric;     /* of style-loss.h, or NULL */
  NstAsked *asked;      /* (most_regions), or NULL where the style is not seen */
  gsize     tile_first; /* the number of the tile's first position, counted from tile to tile */

  double content_weight; /* over the size of all targets */
  float *room;           /* for a tile's content features; NULL where none are asked for */
  float *target;         /* those features, once there is a content */
  double distance;       /* squared, from it */
  double tile_distance;
} NstTapTerms;

struct _NstObjective
{
  const NstNetwork  *network;
  NstPool           *pool;
  const NstSettings *settings;
  int                height, width;
  NstStyleKind       kind;
  NstArena          *arena;
  NstTiledPass      *pass;
  const float       *content;      /* pixels */
  const float       *past, *trust; /* or NULL */
  NstShareFunc       progress;
  gpointer           progress_data;
  gboolean           guided;                  /* each region has weights of its own */
  int                n_regions, most_regions; /* in use, and with room */
  NstTapTerms        taps[NST_MAX_TAPS];

  int    since_matching;  /* evaluations since the neighbors were looked up; 0: they will be */
  float *stroke_gradient; /* room for that of a tap; NULL where no strokes are asked for */
  double stroke_loss;     /* of this evaluation, so far */
};

/* ---- The current tile (objective-tile.c) ----------------------------------------------- */

/* What is asked of the tile in a region; NULL where that is nothing, or none of it is the tile's. */
NstAsked *nst_objective_ask_tile (NstObjective *objective, int tap, int region,
                                  const NstOwnFeatures *own);

/* After a tile of the content has been encoded: its features at a tap become the target. */
void nst_objective_remember_content (NstObjective *objective, int tap);

/* ---- Strokes (objective-strokes.c) ----------------------------------------------------- */

/* Room for their gradients, where the settings ask for strokes. */
void  nst_objective_plan_strokes (NstObjective *objective, int largest);
gsize nst_objective_strokes_bytes (const NstNetwork *network, int height, int width, int largest,
                                   int n_regions, const NstSettings *settings);

/* How much more the content counts beside strokes, which ask for shapes of their own; 1 where there
 * are none. */
double nst_objective_content_factor (const NstObjective *objective);

/* Asks for those of a style in a region, where the tap at the level has any.  Fails with
 * NST_ERROR_MEMORY. */
gboolean nst_objective_ask_strokes (NstObjective *objective, int level, NstAsked *asked,
                                    const NstStyleStatistics *style, GError **error);

/* In the first round over the tiles, at the evaluations that look for neighbors: before the first
 * tile, at each, and after the last. */
void nst_objective_begin_matching (NstObjective *objective);
void nst_objective_match_tile (NstObjective *objective);
void nst_objective_end_matching (NstObjective *objective);

/* In the second round: the gradient of the tile's strokes at a tap, (channels, positions), which
 * stays until the next call; the loss is added up.  NULL where no strokes are asked for.  The
 * features must not have been overwritten yet. */
const float *nst_objective_evaluate_strokes (NstObjective *objective, int tap,
                                             const NstOwnFeatures *own);

G_END_DECLS

#endif
