/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mix-rows.h - the section of the dialog for the second style. */

#ifndef MIX_ROWS_H
#define MIX_ROWS_H

#include "nst.h"

#include <libgimp/gimpui.h>

#define MIX_TYPE_ROWS (mix_rows_get_type ())
G_DECLARE_FINAL_TYPE (MixRows, mix_rows, MIX, ROWS, GtkBox)

/* Follows `config` and changes it. */
GtkWidget *mix_rows_new (GimpProcedureDialog *window, GimpProcedureConfig *config);

/* A section of the dialog with `rows` in it, whose title says what is mixed in. */
GtkWidget *mix_rows_new_section (MixRows *rows);

/* The styles to choose among, as style_gallery_fill has them; a reference is kept. */
void mix_rows_fill (MixRows *rows, GPtrArray *styles, const char *const *recent);

#endif
