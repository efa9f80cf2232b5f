/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style.h - a style: its statistics at any size, measured from its image when needed, or read from
 * a file (style-file.h).  The public functions are in nst.h. */

#ifndef NST_STYLE_H
#define NST_STYLE_H

#include "network/weight-writer.h"
#include "nst.h"
#include "style/style-statistics.h"

G_BEGIN_DECLS

/* What the style looks like to `network` where the content's longer side is `longer` pixels and its
 * brushwork is to be `scale` times as large: a picture is brought to that size first, but is not
 * blown up to the content's.  Between the sizes at which a style without a picture was measured,
 * statistics are interpolated; beyond them, the nearest is taken.
 *
 * What has been measured is kept; the result lives as long as the style.  Fails with
 * NST_ERROR_ARGUMENT when the style has no picture and was measured with another network,
 * NST_ERROR_MEMORY, and when the pool is cancelled. */
const NstStyleStatistics *nst_style_at (NstStyle *style, const NstNetwork *network, NstPool *pool,
                                        int longer, double scale, GError **error);

/* ---- For style-file.c -------------------------------------------------------------- */

/* An empty style; `width` and `height` are those of its picture. */
NstStyle *nst_style_new_measured (const char *name, int width, int height);

/* `statistics`, taken over, are what the network of `fingerprint` sees of the style's picture at a
 * longer side of `side` pixels. */
void nst_style_add (NstStyle *style, guint64 fingerprint, int side, NstStyleStatistics *statistics);

/* Whether the style's picture has no color (colors.h). */
gboolean nst_style_is_gray (const NstStyle *style);
void     nst_style_set_gray (NstStyle *style, gboolean gray);

/* Says that the style can be painted with strokes of its own (nst_style_has_strokes). */
void nst_style_set_strokes (NstStyle *style);

gboolean nst_style_has_picture (const NstStyle *style);
void     nst_style_get_size (const NstStyle *style, int *width, int *height);

/* The style of the middle half of each side of the picture, as a style of its own; `style` itself
 * where there is no picture.  It lives as long as the style.  Fails with NST_ERROR_MEMORY. */
NstStyle *nst_style_get_middle (NstStyle *style, GError **error);

/* Adds to `writer` what a style file holds of the style: its tensors and metadata, measured with
 * `network`.  Fails as nst_style_save. */
gboolean nst_style_write (NstStyle *style, const NstNetwork *network, NstPool *pool,
                          NstWeightWriter *writer, GError **error);

/* The style in `file`.  `network` not NULL: whose statistics these are, whatever the file says.
 * Fails with NST_ERROR_FILE. */
NstStyle *nst_style_read (const NstWeightFile *file, const NstNetwork *network, GError **error);

/* The largest longer side, in pixels, at which `network` knows the style: that of its picture, or the
 * largest that was measured; 0: none was. */
int nst_style_get_largest (NstStyle *style, const NstNetwork *network);

/* Where `network` has seen the style: ascending sides; *n receives their number.  To be freed by
 * g_free. */
int *nst_style_get_sides (NstStyle *style, const NstNetwork *network, guint *n);

G_END_DECLS

#endif
