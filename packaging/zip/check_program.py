#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check_program.py [--for-this-machine] PROGRAM: whether the plug-in runs wherever GIMP 3 runs: it needs no libraries but those of
C, GLib, GTK and GIMP, no newer C library than that of Debian 12, and none from a folder of the machine that it was built on. One
that was built for this machine only may need its OpenBLAS and its C library."""

import re
import subprocess
import sys

ALLOWED = re.compile(
    r"lib(?:c|m|pthread|dl)\.so\.\d+|ld-linux[-\w]*\.so\.\d+|"  # C
    r"lib(?:glib|gobject|gio|gmodule)-2\.0\.so\.0|"  # GLib
    r"lib(?:gtk|gdk)-3\.so\.0|libgdk_pixbuf-2\.0\.so\.0|libcairo(?:-gobject)?\.so\.2|libpango(?:cairo)?-1\.0\.so\.0|"
    r"libatk-1\.0\.so\.0|"  # GTK
    r"libgimp(?:base|color|config|math|module|thumb|ui|widgets)?-3\.0\.so\.0|lib(?:gegl-0\.4|babl-0\.1)\.so\.0|"
    r"libjson-glib-1\.0\.so\.0")  # GIMP, which reads JSON itself
OPENBLAS = re.compile(r"lib(?:openblas|blas|cblas|lapack)\.so\.\d+")
C_LIBRARY = 2, 36


def main():
    program, here = sys.argv[-1], "--for-this-machine" in sys.argv
    dynamic = subprocess.run(["readelf", "-dW", program], check=True, capture_output=True, text=True).stdout
    versions = subprocess.run(["readelf", "-VW", program], check=True, capture_output=True, text=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
    problems = [f"it needs {name}" for name in needed if not ALLOWED.fullmatch(name) and not (here and OPENBLAS.fullmatch(name))]
    newest = max((tuple(map(int, version.split("."))) for version in re.findall(r"GLIBC_(\d+\.\d+)", versions)), default=(0, 0))
    if newest > C_LIBRARY and not here:
        problems.append("it needs the C library %d.%d" % newest)
    if "RPATH" in dynamic or "RUNPATH" in dynamic:
        problems.append("it looks for libraries in a folder of the machine that it was built on")
    print("needs: %s; C library %d.%d" % (" ".join(sorted(needed)), *newest))
    sys.exit("\n".join(problems) or 0)


if __name__ == "__main__":
    main()
