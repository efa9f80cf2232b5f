/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painted-layer.h - writes the engine's paintings to GIMP's layers.  Functions that call GIMP are
 * for the main thread only; those on buffers are for any thread. */

#ifndef PAINTED_LAYER_H
#define PAINTED_LAYER_H

#include "nst.h"

#include <libgimp/gimp.h>

/* The part of a layer that was painted. */
typedef struct
{
  const NstPicture *content; /* as it was */
  const float      *protect; /* how much of each pixel must not be changed; NULL: nothing */
  const float      *kept;    /* how much of it is in the painting already; NULL: nothing */
  int               x, y;    /* its place in the layer */
} PaintedArea;

/* What a layer becomes, of the size and format of its `snapshot`: with the transparency of that, and
 * the colors of `painting`, which is that of `area`, where anything is seen and may be changed;
 * elsewhere every bit is the snapshot's.  Of values beyond what sRGB can show, which no painting
 * has, as much stays as the strength leaves of the photograph; with the colors kept by luminance,
 * only their luma goes. */
GeglBuffer *painted_layer_compose (const NstPicture *painting, const PaintedArea *area,
                                   const NstSettings *settings, GeglBuffer *snapshot);

/* Turns `picture` into what remains of it in a layer with the format of `snapshot`: gray, where that
 * is gray. */
void painted_layer_adapt (NstPicture *picture, GeglBuffer *snapshot);

/* A new layer that is not yet in an image, of the kind, mode and opacity of `layer`, which may not be
 * a group's own, with these pixels and `limit` (or NULL) as its mask.  Fails with
 * NST_ERROR_MEMORY. */
GimpLayer *painted_layer_new (GeglBuffer *pixels, GeglBuffer *limit, GimpLayer *layer,
                              const char *name, GError **error);

/* Gives `to` the opacity and the mode of `from`; what passes through a group is normal. */
void painted_layer_copy_mode (GimpLayer *from, GimpLayer *to);

#endif
