/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-channel.h - a mask that was painted becomes a channel of the image, where GIMP's own tools can go
 * on with it.  Main thread only. */

#ifndef MASK_CHANNEL_H
#define MASK_CHANNEL_H

#include <libgimp/gimp.h>

/* A new channel called `name` in the image of `layer`, white where `mask`, as large as the layer, is
 * 255; one step of the undo history.  It takes the place of `before`, where that is not NULL.  What is
 * selected in the image stays so.  NULL: GIMP has no channel for it. */
GimpChannel *mask_channel_new (GimpLayer *layer, const guchar *mask, const char *name,
                               GimpChannel *before);

#endif
