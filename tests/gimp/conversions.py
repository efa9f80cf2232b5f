# SPDX-License-Identifier: GPL-3.0-or-later

"""conversions.py FILE - has babl find its fastest conversions between the common formats of pixels, once for all tests.

babl measures the ways from one format to another by the clock, and each process that starts measures again: it takes longer
than most paintings of the tests, and on a busy machine two processes choose two ways, whose last bits differ.  babl itself
keeps what it has found in a file in the cache folder, if it is shut down properly, which GIMP does not do.  This makes that
file (`Gimp` in harness.py copies it into its own cache).  A conversion that is missing here is found as ever."""

import ctypes
import ctypes.util
import os
import pathlib
import shutil
import sys
import tempfile

CONVERSIONS = """
CIE Lab alpha float > R'G'B'A float
CIE Lab alpha float > RGBA float
CIE Lab alpha float > R~G~B~A float
CIE Lab float > R'G'B' double
R'G'B' double > CIE Lab float
R'G'B' double > RGB double
R'G'B' u8 > R'G'B'A float
R'G'B' u8 > R'G'B'A u8
R'G'B' u8 > RGB float
R'G'B' u8 > RGBA float
R'G'B' u8 > RaGaBaA float
R'G'B' u8 > cairo-RGB24
R'G'B'A double > RGBA float
R'G'B'A float > CIE Lab alpha float
R'G'B'A float > R'G'B' u8
R'G'B'A float > R'G'B'A u8
R'G'B'A float > RGBA double
R'G'B'A float > RGBA float
R'G'B'A float > R~G~B~A float
R'G'B'A u8 > R'G'B'A float
R'G'B'A u8 > RGBA float
R'G'B'A u8 > RaGaBaA float
R'G'B'A u8 > cairo-ARGB32
RGB double > R'G'B' double
RGB float > R'G'B'A float
RGBA float > CIE Lab alpha float
RGBA float > R'G'B'A float
RGBA float > R'G'B'A u8
RGBA float > RaGaBaA float
RGBA float > R~G~B~A float
RaGaBaA float > R'G'B'A float
RaGaBaA float > RGBA float
R~G~B~A float > CIE Lab alpha float
R~G~B~A float > R'G'B'A float
R~G~B~A float > RGBA float
Y u16 > Y' u8
Y u8 > RaGaBaA float
Y u8 > Y float
Y' u8 > R'G'B' u8
Y' u8 > RaGaBaA float
Y' u8 > Y u16
cairo-ARGB32 > R'G'B'A u8
"""


def find_conversions():
    """As babl does it by itself, which then writes its file into XDG_CACHE_HOME."""
    babl = ctypes.CDLL(ctypes.util.find_library("babl-0.1"))
    babl.babl_format.restype = babl.babl_fish.restype = ctypes.c_void_p
    babl.babl_fish.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    babl.babl_init()
    for line in CONVERSIONS.split("\n"):
        if line:
            source, destination = (babl.babl_format(name.encode()) for name in line.split(" > "))
            babl.babl_fish(source, destination)
    babl.babl_exit()


def main(path):
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        find_conversions()
        shutil.copy(pathlib.Path(cache) / "babl" / "babl-fishes", path)


if __name__ == "__main__":
    main(sys.argv[1])
