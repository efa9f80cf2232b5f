/* SPDX-License-Identifier: GPL-3.0-or-later */

/* catalogue.h - the folders of bundled networks and styles. */

#ifndef NST_BASE_CATALOGUE_H
#define NST_BASE_CATALOGUE_H

#include "nst-types.h"

G_BEGIN_DECLS

/* (nullable); also where `catalogue` is NULL. */
const char *nst_catalogue_get_networks (const NstCatalogue *catalogue);
const char *nst_catalogue_get_styles (const NstCatalogue *catalogue);

G_END_DECLS

#endif
