#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# install-pages.sh FOLDER PAGE...: installs web pages, which were built in the build's own folder.

folder=$1
case $folder in
  /*) folder=${DESTDIR:-}$folder ;;
  *) folder=$MESON_INSTALL_DESTDIR_PREFIX/$folder ;;
esac
shift
mkdir -p "$folder"
install -m 644 "$@" "$folder"
