/* SPDX-License-Identifier: GPL-3.0-or-later */

/* window-state.h - what the dialogs remember of themselves from one opening to the next, in a file
 * of the user's: sizes, and which parts are open. */

#ifndef WINDOW_STATE_H
#define WINDOW_STATE_H

#include <glib.h>

/* The number kept under `key` for the dialog `dialog`, or `fallback` where there is none. */
int window_state_get (const char *dialog, const char *key, int fallback);

/* Keeps `value` there.  A file that cannot be written is no mistake: the dialog then opens as it
 * does the first time. */
void window_state_set (const char *dialog, const char *key, int value);

/* The same with a text; NULL where there is none.  (transfer full) */
char *window_state_get_text (const char *dialog, const char *key);
void  window_state_set_text (const char *dialog, const char *key, const char *text);

#endif
