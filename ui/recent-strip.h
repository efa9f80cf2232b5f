/* SPDX-License-Identifier: GPL-3.0-or-later */

/* recent-strip.h - a row of recent paintings, to return to one with all its settings, or to
 * compare with it.  Emits "chosen" with the settings (const char *), and "compared" when the
 * painting to compare with changes. */

#ifndef RECENT_STRIP_H
#define RECENT_STRIP_H

#include "nst.h"

#include <gtk/gtk.h>

#define RECENT_TYPE_STRIP (recent_strip_get_type ())
G_DECLARE_FINAL_TYPE (RecentStrip, recent_strip, RECENT, STRIP, GtkBox)

/* It is hidden until there are two paintings. */
GtkWidget *recent_strip_new (void);

/* Adds `painting` as the last one, and marks it.  `settings` is a text that only the caller
 * interprets; both are copied.  A painting with the same settings is only marked. */
void recent_strip_add (RecentStrip *strip, const char *settings, const NstPicture *painting);

/* The painting to compare with; NULL: none.  (transfer none) */
const NstPicture *recent_strip_get_rival (RecentStrip *strip);

#endif
