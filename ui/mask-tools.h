/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-tools.h - what stands below a mask that is painted: the color and the size of the brush, and the
 * ways out.  It has the canvas, which stands elsewhere.  Emits "ended" with whether what was painted is
 * wanted (gboolean). */

#ifndef MASK_TOOLS_H
#define MASK_TOOLS_H

#include "ui/mask-canvas.h"

#define MASK_TYPE_TOOLS (mask_tools_get_type ())
G_DECLARE_FINAL_TYPE (MaskTools, mask_tools, MASK, TOOLS, GtkBox)

GtkWidget *mask_tools_new (void);

/* (transfer none) */
MaskCanvas *mask_tools_get_canvas (MaskTools *tools);

/* Begins a mask, as mask_canvas_begin does; `hint` says what it is for. */
void mask_tools_begin (MaskTools *tools, const char *hint, gboolean again);

/* As the buttons do. */
void mask_tools_end (MaskTools *tools, gboolean keep);

#endif
