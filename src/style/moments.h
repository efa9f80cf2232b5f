/* SPDX-License-Identifier: GPL-3.0-or-later */

/* moments.h - the statistics of one level's features: mean and second moments. */

#ifndef NST_MOMENTS_H
#define NST_MOMENTS_H

#include <glib.h>

G_BEGIN_DECLS

/* Statistics of one level's features, as nst_statistics makes them. */
typedef struct
{
  int     channels; /* 0: the picture was too small for the network to get this deep */
  double *mean;     /* (channels) */
  double *moment;   /* (channels, channels): second moments, not centered */
} NstMoments;

/* The moment without the mean's part, to be freed by g_free. */
double *nst_moments_covariance (const NstMoments *moments);

/* The statistics between some styles, or beyond them: means and covariances are averaged with
 * `weights`, of which some may be negative and the sum must not be 0; it is divided by.  Negative
 * variances become 0; a style of weight 0 is ignored.  Not seen where one of them has not been.
 * `mixed` has room for the styles' channels. */
void nst_moments_mix (int n_styles, const NstMoments *const *styles, const double *weights,
                      NstMoments *mixed);

G_END_DECLS

#endif
