/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-arguments.h - the regions of a call, which have their own styles, and its protected
 * area. */

#ifndef REGION_ARGUMENTS_H
#define REGION_ARGUMENTS_H

#include "nst.h"

#include <libgimp/gimp.h>

/* All NULL: there are none. */
typedef struct
{
  GimpDrawable **masks;   /* ends with NULL */
  char         **styles;  /* likewise, one for each: as second-style names one */
  GimpDrawable  *protect; /* or NULL */
} RegionArguments;

/* The regions of the call; all masks must be in `image`.  Fails with NST_ERROR_ARGUMENT. */
gboolean region_arguments_read (GimpProcedureConfig *config, GimpImage *image,
                                RegionArguments *regions, GError **error);
guint    region_arguments_count (const RegionArguments *regions);
void     region_arguments_clear (RegionArguments *regions);

/* Saves them in the last values, for region_arguments_recall. */
void region_arguments_remember (GimpProcedureConfig *config);

/* Restores the regions of the last run, if none are given.  They are valid for one image in one
 * GIMP session.  Returns whether all were found. */
gboolean region_arguments_recall (GimpProcedureConfig *config, GimpImage *image);

#endif
