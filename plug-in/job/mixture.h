/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mixture.h - how much of a second style there is in a painting, and in what of it. */

#ifndef MIXTURE_H
#define MIXTURE_H

#include "nst.h"

#include <libgimp/gimp.h>

/* The second style's share, -0.5..1; the first has what is left.  Below 0: away from the second. */
typedef struct
{
  double coarse; /* of the larger structures */
  double fine;   /* of color and brushwork */
} Mixture;

/* From the arguments of a call.  Fails with NST_ERROR_ARGUMENT for levels that do not exist. */
gboolean mixture_read (GimpProcedureConfig *config, Mixture *mixture, GError **error);

/* Whether a second style shows at all. */
gboolean mixture_shows (const Mixture *mixture);

#define MIXTURE_STYLES 2

/* The engine's shares of both styles, without one that has none; returns their number.  `second`
 * may be NULL: then there is the first alone. */
guint mixture_share (const Mixture *mixture, NstStyle *first, NstStyle *second,
                     NstStyleShare shares[MIXTURE_STYLES]);

#endif
