/* SPDX-License-Identifier: GPL-3.0-or-later */

/* window-state.h - the state of the dialogs that is kept in a file of the user: sizes, and which
 * sections are open. */

#ifndef WINDOW_STATE_H
#define WINDOW_STATE_H

#include <glib.h>

/* The number kept under `key` for the dialog `dialog`, or `fallback` where there is none. */
int window_state_get (const char *dialog, const char *key, int fallback);

/* Saves `value`.  Errors on writing are ignored: the dialog then opens as it does the first
 * time. */
void window_state_set (const char *dialog, const char *key, int value);

/* The same with a text; NULL where there is none.  (transfer full) */
char *window_state_get_text (const char *dialog, const char *key);
void  window_state_set_text (const char *dialog, const char *key, const char *text);

#endif
