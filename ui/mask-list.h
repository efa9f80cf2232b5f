/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-list.h - the items of an image that can be masks, and combo boxes to choose one. */

#ifndef MASK_LIST_H
#define MASK_LIST_H

#include <libgimp/gimpui.h>

/* The channels, layer masks and layers of the image of `content`, without that layer itself, as
 * they are now.  Returns: (transfer full). */
GPtrArray *mask_list_read (GimpLayer *content);

/* Whether both have the same masks, with the same names and thumbnails. */
gboolean mask_list_equal (const GPtrArray *list, const GPtrArray *other);

/* The first mask that is not in `used` (of GimpDrawable), or else the first; NULL: there are
 * none. */
GimpDrawable *mask_list_suggest (const GPtrArray *list, const GPtrArray *used);

/* A combo box for the masks of `list`, after an entry `none` if that is not NULL.  `mask` is
 * selected, also if it exists but is not in the list (a script may have set it). */
GtkWidget *mask_list_new_combo (const GPtrArray *list, const char *none, GimpDrawable *mask);

/* The selected mask, or NULL. */
GimpDrawable *mask_list_get_chosen (GtkWidget *combo);

#endif
