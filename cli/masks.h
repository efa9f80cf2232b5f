/* SPDX-License-Identifier: GPL-3.0-or-later */

/* masks.h - reads masks from picture files: the weight of each pixel. */

#ifndef CLI_MASKS_H
#define CLI_MASKS_H

#include <nst.h>

/* The luminance times the opacity of the picture at `path`, at the size of `content`, whose
 * proportions it must have: (height, width) weights in [0, 1], to be freed by g_free. */
float *cli_mask_load (const char *path, const NstPicture *content, GError **error);

/* Likewise, for what is protected.  Fails where nothing of `content` is left to paint. */
float *cli_mask_load_protected (const char *path, const NstPicture *content, GError **error);

#endif
