/* SPDX-License-Identifier: GPL-3.0-or-later */

/* open-flags.h - flags of open () that not every system has, and Windows' own, without which it
 * translates the ends of lines. */

#ifndef NST_OPEN_FLAGS_H
#define NST_OPEN_FLAGS_H

#include <fcntl.h>

#ifndef O_CLOEXEC
#define O_CLOEXEC 0
#endif
#ifndef O_NOFOLLOW
#define O_NOFOLLOW 0
#endif
#ifndef O_NONBLOCK
#define O_NONBLOCK 0
#endif
#ifndef O_BINARY
#define O_BINARY 0
#endif

#endif
