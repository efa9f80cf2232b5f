/* SPDX-License-Identifier: GPL-3.0-or-later */

/* folder.h - runs the second procedure, which paints the pictures of a folder. */

#ifndef FOLDER_H
#define FOLDER_H

#include <libgimp/gimp.h>

/* A GimpRunFunc. */
GimpValueArray *folder_run (GimpProcedure *procedure, GimpProcedureConfig *config,
                            gpointer run_data);

#endif
