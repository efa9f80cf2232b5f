/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-arguments.h - the regions that a call paints in styles of their own, and what it
 * protects. */

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

/* Those of the call, of which all masks lie in `image`.  Fails with NST_ERROR_ARGUMENT. */
gboolean region_arguments_read (GimpProcedureConfig *config, GimpImage *image,
                                RegionArguments *regions, GError **error);
guint    region_arguments_count (const RegionArguments *regions);
void     region_arguments_clear (RegionArguments *regions);

/* Notes them down among the last values, for region_arguments_recall. */
void region_arguments_remember (GimpProcedureConfig *config);

/* Puts the regions of the last run back in place, where none are given.  They are those of one
 * image, in one session of GIMP.  Returns whether nothing is missing. */
gboolean region_arguments_recall (GimpProcedureConfig *config, GimpImage *image);

#endif
