/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-options.h - regions with their own styles, from the command line:  MASK=STYLE, a picture that is
 * light where the style paints, and a style. */

#ifndef CLI_REGIONS_OF_WORDS_H
#define CLI_REGIONS_OF_WORDS_H

#include <nst.h>

/* Where the style begins in `region`, and its mask's path, which is to be freed.  NULL where it has
 * no equals sign, and then no mask either. */
const char *cli_region_split (const char *region, char **mask);

/* Adds a share for each of the `regions` (NULL-terminated; may be NULL) of `content` to `shares`.
 * A mask that several regions have is loaded once, so that their styles mix; `masks` owns them: a
 * table of (char *, float *), which has to live as long as the shares. */
gboolean cli_regions_add (char *const *regions, const NstPicture *content, GHashTable *masks,
                          GArray *shares, GError **error);

/* How many different masks the regions name. */
guint cli_regions_count_masks (char *const *regions);

#endif
