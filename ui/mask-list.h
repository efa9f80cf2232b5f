/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-list.h - the items of an image that can be masks, and combo boxes to choose one. */

#ifndef MASK_LIST_H
#define MASK_LIST_H

#include <libgimp/gimpui.h>

/* The channels, layer masks and layers of the image of `content`, without that layer itself, as
 * they are now.  Returns: (transfer full). */
GPtrArray *mask_list_read (GimpLayer *content);

/* Whether both have the same masks, by the same names, with the same small pictures. */
gboolean mask_list_equal (const GPtrArray *list, const GPtrArray *other);

/* The first mask that is not in `used` (of GimpDrawable), or else the first; NULL: there is none.
 */
GimpDrawable *mask_list_suggest (const GPtrArray *list, const GPtrArray *used);

/* A combo box for the masks of `list`; `none` comes before them, where it is not NULL.  It marks
 * `mask`, also where that is not in the list, as a script may have named it; nothing where it does
 * not exist any more. */
GtkWidget *mask_list_new_combo (const GPtrArray *list, const char *none, GimpDrawable *mask);

/* What is marked there, or NULL. */
GimpDrawable *mask_list_get_chosen (GtkWidget *combo);

#endif
