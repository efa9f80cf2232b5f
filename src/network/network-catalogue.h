/* SPDX-License-Identifier: GPL-3.0-or-later */

/* network-catalogue.h - the folders of networks; for listing and for installing. */

#ifndef NST_NETWORK_CATALOGUE_H
#define NST_NETWORK_CATALOGUE_H

#include "base/installed.h"

G_BEGIN_DECLS

extern const NstInstalledKind nst_installed_networks;

G_END_DECLS

#endif
