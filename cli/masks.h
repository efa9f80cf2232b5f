/* SPDX-License-Identifier: GPL-3.0-or-later */

/* masks.h - reads masks from picture files: the weight of each pixel. */

#ifndef NST_MASKS_H
#define NST_MASKS_H

#include <nst.h>

/* The luminance times the opacity of the picture at `path`, at the size of `content`, whose
 * proportions it must have: (height, width) weights in [0, 1], to be freed by g_free. */
float *nst_mask_load (const char *path, const NstPicture *content, GError **error);

/* A copy of `content` in which each pixel counts less, by as much as `mask` says.  Fails where
 * nothing is left to count; `path` is what the sentence calls the mask. */
NstPicture *nst_mask_protect (const NstPicture *content, const float *mask, const char *path,
                              GError **error);

/* The pixels of `content` come back to `painting`, as far as `mask` says. */
void nst_mask_keep (const NstPicture *content, const float *mask, NstPicture *painting);

#endif
