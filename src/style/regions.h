/* SPDX-License-Identifier: GPL-3.0-or-later */

/* regions.h - which styles paint where: the styles of a call by region, and how much of each pixel
 * is a region's.
 *
 * Claims c_k (the `where` of the shares) become weights w_k, at every pixel of the content.  With a
 * region that takes what no other claims: w_k = c_k / max (1, sum of c), and the rest is that
 * region's.  Without one: w_k = c_k / max (sum of c, 1/8), so that all is painted but where nearly
 * nobody claims anything.
 */

#ifndef NST_REGIONS_H
#define NST_REGIONS_H

#include "base/pool.h"
#include "network/pass.h"
#include "nst.h"

G_BEGIN_DECLS

typedef struct
{
  int            n;             /* 0: nothing is claimed */
  int            width, height; /* of the content */
  gboolean       guided;        /* FALSE: there is a single one that has everything */
  gboolean       gaps;          /* some pixels stay unchanged, at least in part */
  const float  **claims;        /* (n); NULL: what no other claims */
  NstStyleShare *shares;        /* by region */
  guint         *bounds;        /* (n + 1): of a region's shares */
} NstRegions;

/* For a content of `width` x `height` pixels.  A region with no visible weight anywhere is left
 * out.  The masks must stay.  Fails with NST_ERROR_ARGUMENT for one that is not of finite numbers.
 */
NstRegions *nst_regions_new (const NstStyleShare *styles, guint n_styles, int width, int height,
                             GError **error);
void        nst_regions_free (NstRegions *regions);

/* weights (n) of the pixel number `position`, counted by rows. */
void nst_regions_weigh (const NstRegions *regions, gsize position, float *weights);

/* weights (n, height, width): averaged over what each pixel of a picture of that size covers. */
void nst_regions_weights (const NstRegions *regions, NstPool *pool, int width, int height,
                          float *weights);

/* ---- At the size of features ------------------------------------------------------- */

/* The weights of a picture's pixels, or of a window's of it. */
typedef struct
{
  int          n;      /* regions */
  const float *planes; /* the first one's first pixel */
  gsize        plane;  /* floats from one region's to the next one's */
  gsize        row;    /* and from one row to the next */
} NstRegionView;

/* Averages the weights of `region`, or their products with `mask` (which lies as they do; may be
 * NULL), over the squares of `stride` pixels that `part` is, in such squares: to (part->height,
 * part->width), `to_row` floats from one row to the next. */
void nst_region_view_average (const NstRegionView *view, NstPool *pool, int region,
                              const float *mask, int stride, const NstRectangle *part, float *to,
                              gsize to_row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstRegions, nst_regions_free)

G_END_DECLS

#endif
