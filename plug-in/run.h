/* SPDX-License-Identifier: GPL-3.0-or-later */

/* run.h - runs the procedure. */

#ifndef RUN_H
#define RUN_H

#include <libgimp/gimp.h>

GimpValueArray *run_procedure (GimpProcedure *procedure, GimpRunMode run_mode, GimpImage *image,
                               GimpDrawable **drawables, GimpProcedureConfig *config,
                               gpointer run_data);

#endif
