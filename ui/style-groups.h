/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-groups.h - a list of the groups of a gallery, of which one is chosen: all styles, the
 * favorites, one's own, and the manners.  It is a combo box, and "changed" is its signal. */

#ifndef STYLE_GROUPS_H
#define STYLE_GROUPS_H

#include "ui/style-tile.h"

GtkWidget *style_groups_new (void);

/* Offers those groups that are always there, and the manners that any of `styles` (element-type
 * NstStyleInfo) is of.  The chosen group stays, as far as it is there. */
void style_groups_fill (GtkWidget *groups, GPtrArray *styles);

/* Chooses the group that all styles are in. */
void style_groups_choose_all (GtkWidget *groups);

/* Whether the style of `tile` is in the chosen group. */
gboolean style_groups_have (GtkWidget *groups, StyleTile *tile);

/* What to say where no style is in the chosen group. */
const char *style_groups_explain_empty (GtkWidget *groups);

#endif
