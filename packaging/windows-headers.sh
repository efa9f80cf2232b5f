#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# windows-headers.sh FOLDER: Debian has a compiler for Windows, but not GLib and the other libraries. To compile, and no more,
# their headers do: this makes pkg-config files that lead to those of this machine, with GLib's one header that differs.

set -e
folder=$1
triplet=$(gcc -print-multiarch)
rm -rf "$folder"
mkdir -p "$folder/include" "$folder/pkgconfig"

# Windows has long of 32 bits.
sed -e 's/^#define G_OS_UNIX$/#define G_OS_WIN32\n#define G_PLATFORM_WIN32/' \
  -e 's/signed long \(gint64\|gssize\|gintptr\);/signed long long \1;/' \
  -e 's/unsigned long \(guint64\|gsize\|guintptr\);/unsigned long long \1;/' \
  -e 's/(val##L)/(val##LL)/; s/(val##UL)/(val##ULL)/' \
  -e 's/_MODIFIER\( *\) "l"/_MODIFIER\1 "ll"/; s/"li"/"lli"/; s/"lu"/"llu"/' \
  -e 's/SIZEOF_LONG .*/SIZEOF_LONG 4/' \
  -e 's/\(G_MAXSIZE\)\tG_MAXULONG/\1 G_MAXUINT64/; s/\(G_MINSSIZE\)\tG_MINLONG/\1 G_MININT64/; s/\(G_MAXSSIZE\)\tG_MAXLONG/\1 G_MAXINT64/' \
  -e 's/(glong)/(gint64)/; s/(gulong)/(guint64)/' \
  -e 's/^typedef int GPid;/typedef void *GPid;/; s/^#define G_PID_FORMAT.*/#define G_PID_FORMAT "p"/' \
  -e 's/^#define G_MODULE_SUFFIX.*/#define G_MODULE_SUFFIX "dll"/' \
  "/usr/lib/$triplet/glib-2.0/include/glibconfig.h" >"$folder/include/glibconfig.h"

# Installed on Windows only; what is called of it.
mkdir -p "$folder/include/glib"
cat >"$folder/include/glib/gwin32.h" <<'EOF'
#pragma once
#include <glib/gtypes.h>
gchar **g_win32_get_command_line (void);
gchar *g_win32_get_package_installation_directory_of_module (gpointer module);
EOF
cat >"$folder/include/libintl.h" <<'EOF'
#pragma once
char *gettext (const char *text);
char *dgettext (const char *domain, const char *text);
char *dcgettext (const char *domain, const char *text, int category);
char *ngettext (const char *one, const char *many, unsigned long n);
char *dngettext (const char *domain, const char *one, const char *many, unsigned long n);
char *textdomain (const char *domain);
char *bindtextdomain (const char *domain, const char *folder);
char *bind_textdomain_codeset (const char *domain, const char *codeset);
EOF
ln -sfn /usr/include/vips "$folder/include/vips"
ln -sfn /usr/include/gexiv2 "$folder/include/gexiv2"
for name in /usr/include/lcms2*.h; do ln -sf "$name" "$folder/include/"; done
cp "/usr/include/$triplet/openblas-pthread/"*.h "$folder/include/"
sed -i 's/^#define OPENBLAS_OS_LINUX.*/#define OPENBLAS_OS_WINNT 1/' "$folder/include/openblas_config.h"

for name in glib-2.0 gobject-2.0 gio-2.0 json-glib-1.0 openblas vips lcms2 gexiv2; do
  {
    echo "Name: $name"
    echo "Description: headers"
    echo "Version: $(pkg-config --modversion "$name")"
    echo "Cflags: -I$folder/include -I/usr/include/glib-2.0 -I/usr/include/json-glib-1.0"
  } >"$folder/pkgconfig/$name.pc"
done
