/* SPDX-License-Identifier: GPL-3.0-or-later */

/* extent.h - the extent: the part of a content that is painted.  It contains all pixels that have a
 * weight and are claimed by a style, with a margin.  The rest costs no time and no memory, and does
 * not count for the working size. */

#ifndef NST_EXTENT_H
#define NST_EXTENT_H

#include "base/arena.h"
#include "style/regions.h"

G_BEGIN_DECLS

/* nst_find_extent for known regions, which are those of `content`. */
void nst_extent_of_regions (const NstPicture *content, const NstRegions *regions,
                            NstRectangle *extent);

/* A content and its styles, cut to a part of it. */
typedef struct
{
  NstArena      *arena;   /* of the content and the claims */
  NstPicture    *content; /* with its mask */
  NstStyleShare *styles;  /* as many as there were, with cut claims */
} NstCutout;

/* Fails with NST_ERROR_MEMORY. */
NstCutout *nst_cutout_new (const NstPicture *content, const NstStyleShare *styles, guint n_styles,
                           const NstRectangle *part, GError **error);
void       nst_cutout_free (NstCutout *cut);

/* The memory of one of width x height pixels, with so many different claims. */
gsize nst_cutout_bytes (int width, int height, gboolean masked, int n_claims);

/* The content, filled (ops/fill.h), with the painting of its extent; and the memory of that for a
 * content of width x height pixels.  Fails with NST_ERROR_MEMORY.  Returns: (transfer full). */
NstPicture *nst_extent_put_back (const NstPicture *content, const NstRectangle *extent,
                                 const NstPicture *painting, GError **error);
gsize       nst_extent_put_back_bytes (int width, int height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstCutout, nst_cutout_free)

G_END_DECLS

#endif
