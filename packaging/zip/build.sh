#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# build.sh: the plug-in for any GIMP 3 on Linux, into folder/style-transfer. It is compiled and linked with the C library of an
# old Debian, and with OpenBLAS linked in. The headers and libraries of GIMP, which that Debian does not have yet, and Meson are
# those of a newer one, whose /usr is at /sdk/usr.

set -e
triplet=$(gcc -print-multiarch)
sdk=/sdk/usr
export PKG_CONFIG_LIBDIR=/build/pkgconfig:$sdk/lib/$triplet/pkgconfig:$sdk/share/pkgconfig
export PKG_CONFIG_SYSROOT_DIR=/sdk
# Its C library's headers are not wanted, nor is its C library.
export PKG_CONFIG_SYSTEM_INCLUDE_PATH=$sdk/include:$sdk/include/$triplet:/usr/include
export PYTHONPATH=$sdk/lib/python3/dist-packages

mkdir -p pkgconfig headers archives
ln -s $sdk/include/gexiv2 headers/ # which lies beside the C library's headers
cat >pkgconfig/openblas.pc <<EOF
Name: openblas
Description: OpenBLAS, linked in
Version: 0.3
Libs: -l:libopenblas.a -l:libgfortran.a -l:libquadmath.a -lpthread -lm
EOF
ln -s /usr/lib/$triplet/openblas-pthread/libopenblas.a archives/ # pkg-config would look for it in /sdk

c_args="-I/build/headers -I/usr/include/$triplet/openblas-pthread -ffile-prefix-map=/build=. -DGLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_76 \
-DGLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_76 -Werror=deprecated-declarations"

# What GIMP's libraries need in turn is found where GIMP runs.
python3 $sdk/bin/meson setup build source -Dbuildtype=release -Dtests=false -Dgimp=enabled -Drelocatable=true \
  -Dnst=disabled -Dmanual=enabled -Dprefix=/usr -Dgimp_plugin_dir=/plug-ins \
  -Dc_args="$c_args" \
  -Dc_link_args='-static-libgcc -L/build/archives -Wl,--allow-shlib-undefined -Wl,--as-needed -Wl,--build-id=none'
ninja -C build
DESTDIR=/build/installed python3 $sdk/bin/meson install -C build --no-rebuild
mkdir -p folder
cp -r installed/plug-ins/style-transfer folder/
strip folder/style-transfer/style-transfer
mkdir folder/style-transfer/licenses
cp source/COPYING folder/style-transfer/licenses/
cp source/weights/README.md folder/style-transfer/licenses/network.md
cp source/styles/README.md folder/style-transfer/licenses/styles.md
cp /usr/share/doc/libopenblas-pthread-dev/copyright folder/style-transfer/licenses/OpenBLAS.txt
cp /usr/share/doc/libgfortran-12-dev/copyright folder/style-transfer/licenses/libgfortran.txt # and libquadmath
