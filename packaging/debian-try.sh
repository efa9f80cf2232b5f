#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# debian-try.sh: what a person does with the Debian packages, in a clean root, as root: installs them with apt, paints with
# GIMP and with nst, and removes them. Called in a folder with the packages and with the source code in source/; the paintings
# are left in painted/.

set -e
painted=$PWD/painted
ours='gimp-style-transfer nst style-transfer-data'

find_ours () {
  find /usr /etc /opt /var/lib /var/cache -xdev \( -name '*style-transfer*' -o -name '*StyleTransfer*' -o -name nst -o \
    -name _nst -o -name 'nst.*' \) ! -path '/var/cache/apt/*' ! -path '/var/cache/man/*'
}

test -z "$(find_ours)"
apt='apt-get -o APT::Sandbox::User=root -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -o Acquire::Check-Valid-Until=false
  -o APT::Keep-Downloaded-Packages=true --no-install-recommends -y'
$apt -qq update
$apt install ./*.deb man-db
mkdir "$painted"
cp -r source /tmp/source
cd /tmp/source
gimp-console --version | head -n 1
AUTOPKGTEST_TMP=$painted debian/tests/one-line
AUTOPKGTEST_TMP=$painted debian/tests/command-line
$apt purge $ours
left=$(find_ours)
if [ -n "$left" ]; then
  echo "This is left: $left"
  exit 1
fi
echo "nst and GIMP's plug-in are removed, and nothing is left."
