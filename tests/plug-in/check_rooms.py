# SPDX-License-Identifier: GPL-3.0-or-later

"""The rooms of the plug-in: a file includes only files of its own room and of rooms below it, and no
files include each other in a circle.  The argument is the source folder."""

import pathlib
import re
import sys

# What each room may include; "top" is plug-in/ itself.
ROOMS = {
    "store": {"store"},
    "gimp": {"gimp"},
    "job": {"job", "gimp"},
    "paint": {"paint", "job", "gimp", "store"},
    "ui": {"ui", "store"},
    "top": {"top", "ui", "paint", "job", "gimp", "store"},
}
INCLUDE = re.compile(r'^#include "([^"]+)\.h"', re.MULTILINE)


def room_of(name):
    return name.split("/")[0] if "/" in name else "top"


def read_includes(root):
    """The includes of each file, named without ending: "gimp/layer-pixels"; .c and .h are one."""
    includes = {}
    for folder in (root / "plug-in", root / "ui"):
        for path in folder.rglob("*.[ch]"):
            name = str(path.relative_to(root if folder.name == "ui" else folder).with_suffix(""))
            includes.setdefault(name, set()).update(INCLUDE.findall(path.read_text()))
    return includes


def find_circle(includes):
    """Files that include each other, in order; or []."""
    done, way = set(), []

    def walk(name):
        if name in way:
            return way[way.index(name):] + [name]
        if name in done or name not in includes:
            return []
        way.append(name)
        for other in sorted(includes[name] - {name}):
            circle = walk(other)
            if circle:
                return circle
        done.add(way.pop())
        return []

    for name in sorted(includes):
        circle = walk(name)
        if circle:
            return circle
    return []


def main(root):
    includes = read_includes(pathlib.Path(root))
    upward = ["%s includes %s" % (name, other) for name in sorted(includes)
              for other in sorted(includes[name])
              if other != "nst" and room_of(other) not in ROOMS[room_of(name)]]
    circle = find_circle(includes)
    print("%d files in %d rooms" % (len(includes), len({room_of(name) for name in includes})))
    if circle:
        upward.append("a circle: " + " -> ".join(circle))
    print("\n".join(upward))
    return 1 if upward else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
