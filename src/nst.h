/* SPDX-License-Identifier: GPL-3.0-or-later */

/* nst.h - neural style transfer: the engine's public interface, for the program `nst` and the GIMP
 * plug-in.
 *
 *   nst-types.h      pictures, networks, styles, files
 *   nst-settings.h   one table of parameters, one struct of their values
 *   nst-painting.h   content + styles + network + settings -> picture
 *   nst-training.h   photographs + art + a teacher -> a weight file; to be included by itself
 *
 * The engine prints nothing, never exits, keeps no global state and may be called from any thread.
 * Functions that can fail return NULL or FALSE and set a GError whose message is a full sentence in
 * the user's language.  A cancelled call fails with G_IO_ERROR_CANCELLED.
 *
 * What is not said otherwise is (transfer none) and not nullable.
 */

#ifndef NST_H
#define NST_H

#include "nst-painting.h"
#include "nst-settings.h"
#include "nst-types.h"

#endif
