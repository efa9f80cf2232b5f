/* SPDX-License-Identifier: GPL-3.0-or-later */

/* variations-button.h - a button that opens a few small paintings to choose among.  It paints nothing:
 * what it shows, it is given.  Emits "asked" when it is opened and wants paintings, "left" when it has
 * been closed and wants no more of them, and "chosen" with the number (guint) of the one that is
 * wanted. */

#ifndef VARIATIONS_BUTTON_H
#define VARIATIONS_BUTTON_H

#include "nst.h"

#include <gtk/gtk.h>

#define VARIATIONS_TYPE_BUTTON (variations_button_get_type ())
G_DECLARE_FINAL_TYPE (VariationsButton, variations_button, VARIATIONS, BUTTON, GtkMenuButton)

#define VARIATIONS_N 4

GtkWidget *variations_button_new (void);

/* Number `i` is to come; `words` say what it differs by from the settings. */
void variations_button_expect (VariationsButton *button, guint i, const char *words);

/* It has come; NULL: it could not be painted. */
void variations_button_show (VariationsButton *button, guint i, const NstPicture *painting);

#endif
