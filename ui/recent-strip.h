/* SPDX-License-Identifier: GPL-3.0-or-later */

/* recent-strip.h - a row of recent paintings, to return to one with all its settings, or to compare
 * with it.  Emits "chosen" with the settings (const char *), and "compared" when another one, or
 * none, is to be compared with. */

#ifndef RECENT_STRIP_H
#define RECENT_STRIP_H

#include "nst.h"

#include <gtk/gtk.h>

#define RECENT_TYPE_STRIP (recent_strip_get_type ())
G_DECLARE_FINAL_TYPE (RecentStrip, recent_strip, RECENT, STRIP, GtkBox)

/* It cannot be seen before there are two paintings. */
GtkWidget *recent_strip_new (void);

/* `painting` has been painted by `settings`, a text that only its giver reads; both are copied.  It
 * becomes the last one, and the one that is marked; one of the same settings only is marked. */
void recent_strip_add (RecentStrip *strip, const char *settings, const NstPicture *painting);

/* The painting to compare with; NULL: none.  (transfer none) */
const NstPicture *recent_strip_get_rival (RecentStrip *strip);

#endif
