/* SPDX-License-Identifier: GPL-3.0-or-later */

/* given-layers.h - what the procedure is called with.  Main thread only. */

#ifndef GIVEN_LAYERS_H
#define GIVEN_LAYERS_H

#include <libgimp/gimp.h>

/* The layers to repaint: `drawables`, which ends with NULL, of `image`.  Where a person has selected
 * them, and not a script, a layer's mask stands for the layer, and each layer is there once.
 * Returns: (element-type GimpLayer) (transfer container).  Fails with NST_ERROR_ARGUMENT. */
GPtrArray *given_layers_check (GimpImage *image, GimpDrawable **drawables, GimpRunMode run_mode,
                               GError **error);

#endif
