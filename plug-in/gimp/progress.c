/* SPDX-License-Identifier: GPL-3.0-or-later */

/* progress.c - GIMP has one bar for a plug-in and all that it calls.  A loader leaves its own there,
 * "Opening ...", with a button that cancels nothing, as the loader has ended. */

#include "gimp/progress.h"

#include <libgimp/gimp.h>

static char    *begun; /* NULL: nothing */
static gboolean lost;  /* it is not said any more */

void
progress_begin (const char *text)
{
  g_free (begun);
  begun = g_strdup (text);
  lost = FALSE;
  gimp_progress_init (begun);
}

void
progress_update (double fraction)
{
  if (lost && begun)
    gimp_progress_init (begun);
  lost = FALSE;
  gimp_progress_update (fraction);
}

void
progress_end (void)
{
  g_clear_pointer (&begun, g_free);
  gimp_progress_end ();
}

/* Not said again at once: the loader's process may end later, and with it what the bar says then. */
void
progress_take_back (void)
{
  lost = TRUE;
  gimp_progress_end ();
}
