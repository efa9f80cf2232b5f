/* SPDX-License-Identifier: GPL-3.0-or-later */

/* colors.h - the content's colors for a painting, in the two ways of L. Gatys et al., "Preserving
 * color in neural artistic style transfer", 2016.
 *
 *   luminance   the painting is its luminance alone, over the content's colors (section 2.2)
 *   statistics  the painting's colors, moved as a whole until their mean and covariance are the
 *               content's (section 2.1, done to the painting and not to the style beforehand)
 */

#ifndef NST_COLORS_H
#define NST_COLORS_H

#include "nst.h"

G_BEGIN_DECLS

/* Gives `painting`, which is as large as `content` and limited to [0, 1], the content's colors by
 * `amount`, 0..1.  Pixels of weight 0 in the content's mask
 * are ignored.  The result is clamped to [0, 1]. */
void nst_colors_keep (const NstPicture *content, NstKeepColorsBy how, float amount,
                      NstPicture *painting);

/* Whether a picture is gray: in all pixels with a weight, except one in a thousand, the channels
 * differ by at most 4/255. */
gboolean nst_colors_are_gray (const NstPicture *picture);

/* Each pixel becomes its luma of Rec. 601. */
void nst_colors_remove (NstPicture *picture);

G_END_DECLS

#endif
