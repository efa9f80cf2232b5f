/* SPDX-License-Identifier: GPL-3.0-or-later */

/* regions.h - the regions that a call paints in styles of their own, and what it protects. */

#ifndef REGIONS_H
#define REGIONS_H

#include "nst.h"

#include <libgimp/gimp.h>

/* All NULL: there are none. */
typedef struct
{
  GimpDrawable **masks;   /* ends with NULL */
  char         **styles;  /* likewise, one for each: as second-style names one */
  GimpDrawable  *protect; /* or NULL */
} Regions;

/* Those of the call, of which all masks lie in `image`.  Fails with NST_ERROR_ARGUMENT. */
gboolean regions_read (GimpProcedureConfig *config, GimpImage *image, Regions *regions,
                       GError **error);
guint    regions_count (const Regions *regions);
void     regions_clear (Regions *regions);

/* Notes them down among the last values, for regions_recall. */
void regions_remember (GimpProcedureConfig *config);

/* Puts the regions of the last run back in place, where none are given.  They are those of one
 * image, in one session of GIMP.  Returns whether nothing is missing. */
gboolean regions_recall (GimpProcedureConfig *config, GimpImage *image);

#endif
