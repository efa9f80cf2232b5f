# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists what the guard stands before: the functions of GIMP and GTK that the plug-in calls, and
those of libgimpbase through which everything goes that GIMP is told or asked, whoever calls them.
The first argument is the plug-in's program, the second the file to write: a line for guard.S each."""

import pathlib
import re
import subprocess
import sys

# GdkPixbuf is a library of its own, which may be used on any thread.
CALLED = re.compile(r"(gimp|gtk|gdk)_(?!pixbuf_)")
WIRE = re.compile(r"(gp|gimp_wire)_")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def symbols(path, *options):
    """Pairs of the symbols' kind and name in the dynamic table."""
    lines = (line.split() for line in run("nm", "--dynamic", *options, path).splitlines())
    return [(words[-2], words[-1].split("@")[0]) for words in lines]


def libraries(program):
    return re.findall(r"=> (/\S*/lib(?:gimp|gtk|gdk)\S*)", run("ldd", program))


def main(program, target):
    wanted = {name for _, name in symbols(program, "--undefined-only") if CALLED.match(name)}
    functions = set()
    for library in libraries(program):
        defined = {name for kind, name in symbols(library, "--defined-only") if kind == "T"}
        functions |= {name for name in defined if name in wanted or WIRE.match(name)}
    pathlib.Path(target).write_text("".join("guarded %s\n" % name for name in sorted(functions)))


main(*sys.argv[1:])
