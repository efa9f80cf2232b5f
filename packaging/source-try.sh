#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# source-try.sh: what a person does with the source code on a fresh Debian, as root: `./dev install`, which asks GIMP for the
# plug-in, then GIMP and nst paint. Called in a folder with the source code in source/; the paintings are left
# in painted/.

set -e
rm -rf /var/lib/apt/lists/* # as in a new container
painted=$PWD/painted
mkdir "$painted"
cp -r source "$HOME/style-transfer" # the folder that it came in may be read-only
cd "$HOME/style-transfer"
./dev install
apt-get -qq -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 --no-install-recommends -y install man-db
gimp-console --version | head -n 1
PATH=$HOME/.local/bin:$PATH
profile=$(echo "$HOME"/.config/GIMP/3.*)
GIMP3_DIRECTORY=$profile AUTOPKGTEST_TMP=$painted debian/tests/one-line
AUTOPKGTEST_TMP=$painted debian/tests/command-line
