#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# windows-compile.sh SOURCE FOLDER: compiles the engine, its tests and nst for Windows in FOLDER, as far as that goes without
# Windows' libraries: all objects, no program. Where there is no MinGW, it ends with 77.

set -e
source=$1 folder=$2
if ! command -v x86_64-w64-mingw32-gcc-posix >/dev/null; then
  echo "There is no MinGW here (package gcc-mingw-w64-x86-64-posix): skipped." >&2
  exit 77
fi
mkdir -p "$folder"
sh "$source/packaging/windows-headers.sh" "$folder/headers"
printf "[properties]\npkg_config_libdir = ['%s/pkgconfig']\n" "$folder/headers" >"$folder/headers.ini"
if [ ! -e "$folder/build/build.ninja" ]; then
  meson setup "$folder/build" "$source" --cross-file "$source/packaging/windows.ini" --cross-file "$folder/headers.ini" \
    -Dgimp=disabled -Dmanual=disabled --werror
fi
ninja -C "$folder/build" -k 0 src/libnst.a
# shellcheck disable=SC2046 # many words
ninja -C "$folder/build" -k 0 $(ninja -C "$folder/build" -t targets all | sed -n 's/^\(\(cli\|tests\).*\.obj\): .*/\1/p')
