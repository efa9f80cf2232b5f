/* SPDX-License-Identifier: GPL-3.0-or-later */

/* catalogue.h - where networks live: for what finds them and for what installs them. */

#ifndef NST_CATALOGUE_H
#define NST_CATALOGUE_H

#include "base/installed.h"

G_BEGIN_DECLS

extern const NstInstalledKind nst_installed_networks;

G_END_DECLS

#endif
