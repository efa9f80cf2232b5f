# SPDX-License-Identifier: GPL-3.0-or-later

"""check_exports.py LIBRARY HEADER... - of the engine's functions exactly those of the public headers are
visible: each is declared with NST_EXPORT and used as it is declared, and all others are hidden."""

import re
import subprocess
import sys

SKIPPED = 77


def declared(headers):
    names = set()
    for header in headers:
        with open(header, encoding="utf-8") as file:
            text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
        for line in re.findall(r"^(?!#)(.*\bnst_\w+ \()", text, flags=re.M):
            name = re.findall(r"\b(nst_\w+) \($", line)
            if name and line.startswith("NST_EXPORT "):
                names.add(name[0])
            elif name:
                print(f"{header}: {name[0]} lacks NST_EXPORT")
                names.add("?")
    return names


def visible(library):
    table = subprocess.run(["readelf", "--symbols", "--wide", library], capture_output=True, text=True, check=True)
    rows = (line.split() for line in table.stdout.splitlines())
    return {row[7] for row in rows if len(row) == 8 and row[3] == "FUNC" and row[4:6] == ["GLOBAL", "DEFAULT"]}


def main():
    library, *headers = sys.argv[1:]
    try:
        shown = visible(library)
    except FileNotFoundError:
        print("readelf is not here")
        return SKIPPED
    named = declared(headers)
    for name in sorted(shown - named):
        print(f"{name} is visible, but in no public header")
    for name in sorted(named - shown):
        print(f"{name} is in a public header, but not visible")
    return 0 if named == shown else 1


sys.exit(main())
