#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# try.sh MANIFEST: builds the plug-in's module with the manifest's options, and lets GIMP paint with it. GIMP's runtime is on the
# network; here, the libraries are those of the machine, and OpenBLAS is its static one, which stands in for the first module.
# Called in a folder with the source code in source/; the painting is left in painted/.

set -e
prefix=/app/extensions/StyleTransfer
blas=/usr/lib/$(gcc -print-multiarch)/openblas-pthread
mkdir -p $prefix/lib/pkgconfig
cat >$prefix/lib/pkgconfig/openblas.pc <<EOF
Name: openblas
Description: OpenBLAS, linked in
Version: 0.3
Libs: $blas/libopenblas.a -l:libgfortran.a -l:libquadmath.a -static-libgcc -lpthread -lm
Cflags: -I/usr/include/$(gcc -print-multiarch)/openblas-pthread
EOF
python3 source/packaging/flatpak/build_module.py "$1" style-transfer source

cd $prefix
find . -type f | sort
if find . -name '*.a' -o -name '*.h' -o -name '*.pc' | grep .; then
  echo "This is needed only for building."
  exit 1
fi
for name in plug-ins/style-transfer/style-transfer share/metainfo/org.gimp.GIMP.Plugin.StyleTransfer.metainfo.xml \
  share/licenses/style-transfer/COPYING share/style-transfer/networks/codec.safetensors share/locale/de/LC_MESSAGES/style-transfer.mo; do
  test -s $name || { echo "There is no $name."; exit 1; }
done
zgrep -q '<id>org.gimp.GIMP.Plugin.StyleTransfer</id>' share/app-info/xmls/*.xml.gz
cd - >/dev/null
python3 source/packaging/zip/check_program.py --for-this-machine $prefix/plug-ins/style-transfer/style-transfer

# As GIMP in Flatpak does, which looks into the folders of extensions.
mkdir -p profile painted
echo '(plug-in-path "'$prefix'/plug-ins:${gimp_plug_in_dir}/plug-ins")' >profile/gimprc
cd source
GIMP3_DIRECTORY=/build/profile AUTOPKGTEST_TMP=/build/painted debian/tests/one-line
