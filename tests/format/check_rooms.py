# SPDX-License-Identifier: GPL-3.0-or-later

"""The rooms of the house: a file includes only files of its own room and of rooms below it, and no
files include each other in a circle.  The GTypes of the dialog have the plug-in's name in front.
The argument is the source folder."""

import pathlib
import re
import sys

# What each room may include; "top" is plug-in/ itself.
PLUG_IN = {
    "store": {"store"},
    "gimp": {"gimp"},
    "job": {"job", "gimp"},
    "paint": {"paint", "job", "gimp", "store"},
    "ui": {"ui", "store"},
    "top": {"top", "ui", "paint", "job", "gimp", "store"},
}
FLOORS = ["base", "ops", "network", "style", "training"]
ENGINE = {floor: set(FLOORS[:n + 1]) for n, floor in enumerate(FLOORS)}
ENGINE["top"] = {"top"}
PROGRAM = {"top": {"top"}}

# The folders whose files see each other, and their rooms.
HOUSES = [(["plug-in", "ui"], PLUG_IN), (["src"], ENGINE), (["cli"], PROGRAM)]

INCLUDE = re.compile(r'^#include "([^"]+)\.h"', re.MULTILINE)
PUBLIC = re.compile(r"nst(-\w+)?$")
PLAIN_TYPE = re.compile(r"^G_DEFINE_\w*TYPE", re.MULTILINE)


def room_of(name):
    return name.split("/")[0] if "/" in name else "top"


def read_includes(root, folders):
    """The includes of each file, named without ending: "gimp/layer-pixels"; .c and .h are one, and
    so is the -private header that parts of a file share."""
    includes = {}
    for folder in (root / name for name in folders):
        for path in folder.rglob("*.[ch]"):
            name = str(path.relative_to(root if folder.name == "ui" else folder).with_suffix(""))
            found = (other.removesuffix("-private") for other in INCLUDE.findall(path.read_text()))
            includes.setdefault(name.removesuffix("-private"), set()).update(found)
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


def check_house(root, folders, rooms):
    includes = read_includes(root, folders)
    circle = find_circle(includes)
    print("%s: %d files in %d rooms"
          % (", ".join(folders), len(includes), len({room_of(name) for name in includes})))
    upward = ["%s includes %s" % (name, other) for name in sorted(includes)
              for other in sorted(includes[name])
              if not PUBLIC.match(other) and room_of(other) not in rooms[room_of(name)]]
    return upward + (["a circle: " + " -> ".join(circle)] if circle else [])


def check_types(root):
    return ["%s defines a GType without the plug-in's prefix; use DEFINE_WIDGET_TYPE" % path.name
            for path in sorted((root / "ui").glob("*.c")) if PLAIN_TYPE.search(path.read_text())]


def main(root):
    root = pathlib.Path(root)
    wrong = [line for folders, rooms in HOUSES for line in check_house(root, folders, rooms)]
    wrong += check_types(root)
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
