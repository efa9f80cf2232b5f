#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whether every C file of the repository is formatted as .clang-format says.
if ! command -v clang-format >/dev/null; then
  echo "There is no clang-format here: skipped." >&2
  exit 77
fi
cd "$1" || exit 99
find src cli plug-in ui tests -name '*.[ch]' -print0 | xargs -0 clang-format --dry-run -Werror
