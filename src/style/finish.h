/* SPDX-License-Identifier: GPL-3.0-or-later */

/* finish.h - from a painting at the working size to the result: nst_finish (nst.h) and its parts. */

#ifndef NST_FINISH_H
#define NST_FINISH_H

#include "nst.h"
#include "style/pyramid.h"

G_BEGIN_DECLS

/* Gives `painting`, of the content's size, the range, the colors and the strength of the result. */
void nst_finish_colors (const NstPicture *content, const NstSettings *settings,
                        NstPicture *painting);

/* nst_finish for a content that is filled (ops/fill.h) and not protected. */
NstPicture *nst_finish_filled (const NstPicture *content, const NstPicture *painting,
                               const NstSettings *settings, GError **error);

/* The memory that this takes for a content of width x height pixels and a painting of the scale's
 * size, which is included. */
gsize nst_finish_bytes (int width, int height, gboolean masked, const NstScale *scale,
                        const NstSettings *settings);

G_END_DECLS

#endif
