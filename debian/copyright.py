#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""copyright.py [--check]: writes debian/copyright, or says whether it is out of date.

The styles that ship are taken from the table in styles/README.md, with all that it says of their works and pictures, and with
the license that each style file says of itself; where it says none, it is under the license of the program.
"""

import json
import pathlib
import re
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = ROOT / "debian" / "copyright"
AUTHORS = "2026 The Style Transfer authors"

HEADER = f"""Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Style transfer for GIMP
Comment:
 This file is written by debian/copyright.py from styles/README.md.

Files: *
Copyright: {AUTHORS}
License: GPL-3+

Files: packaging/*.metainfo.xml.in
Copyright: {AUTHORS}
License: CC0-1.0

Files: weights/codec.safetensors
Copyright: {AUTHORS}
           2014-2015 Karen Simonyan and Andrew Zisserman (VGG-19)
License: CC-BY-4.0
Comment:
 The network was trained by this project's own program, by distillation from
 VGG-19 (K. Simonyan and A. Zisserman, "Very deep convolutional networks for
 large-scale image recognition", 2015), which is under CC BY 4.0. It is under
 CC BY 4.0 as well: keep the credit to them. weights/README.md says more.

Files: docs/demo.jpg
       docs/gallery/*
       docs/guide/*
       docs/styles.jpg
Copyright: {AUTHORS}
           2016-2017 Pexels
           2022-2024 Budgie Desktop Developers
License: GPL-3+ and CC0-1.0
Comment:
 The dialog of the program (GPL-3+) and paintings, of photographs and a print
 that are CC0-1.0, as the Debian packages puzzle-jigsaw and budgie-backgrounds say,
 from which they are. docs/development.md says which.
"""

LICENSES = """
License: GPL-3+
 This program is free software: you can redistribute it and/or modify it under
 the terms of the GNU General Public License as published by the Free Software
 Foundation, either version 3 of the License, or (at your option) any later
 version.
 .
 This program is distributed in the hope that it will be useful, but WITHOUT
 ANY WARRANTY; without even the implied warranty of MERCHANTABILITY or FITNESS
 FOR A PARTICULAR PURPOSE. See the GNU General Public License for more details.
 .
 You should have received a copy of the GNU General Public License along with
 this program. If not, see <https://www.gnu.org/licenses/>.
Comment:
 On Debian systems, the full text of the GNU General Public License version 3
 is in /usr/share/common-licenses/GPL-3.

License: CC-BY-4.0
 Creative Commons Attribution 4.0 International.
 .
 On Debian systems, the full text of the license is in
 /usr/share/common-licenses/CC-BY-4.0.

License: CC0-1.0
 To the extent possible under law, the authors have dedicated all copyright
 and related and neighboring rights to this work to the public domain
 worldwide. It is distributed without any warranty.
 .
 On Debian systems, the full text of the CC0 1.0 Universal license is in
 /usr/share/common-licenses/CC0-1.0.
"""


def cells(line):
    return [cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")]


def tables(text):
    """Each table between the marks of styles/README.md, as a list of rows: heading -> cell."""
    part = text.split("<!-- table: begin -->")[1].split("<!-- table: end -->")[0]
    for table in part.strip().split("\n\n"):
        heading, _, *rows = map(cells, table.splitlines())
        yield [dict(zip(heading, row)) for row in rows]


def license_of(path):
    content = path.read_bytes()
    length, = struct.unpack("<Q", content[:8])
    name = json.loads(content[8:8 + length])["__metadata__"].get("license", "GPL-3.0-or-later")
    return {"GPL-3.0-or-later": "GPL-3+"}.get(name, name)


def comment(row, places):
    """All that the table says, and what the place of the picture says of its license."""
    lines = [f" {heading}: {cell}" for heading, cell in row.items() if heading not in ("file", "name") and cell]
    for cell in row.values():
        if (number := re.match(r"(\d+):", cell)) and (place := places.get(number[1])):
            lines += [f" {heading}: {text}" for heading, text in place.items() if heading]
    return "\n".join([" The style file holds measurements of this work, and no picture of it. Its",
                      " thumbnail is painted from a photograph that is CC0-1.0 (2016-2017 Pexels), of",
                      " the Debian package puzzle-jigsaw.", *lines])


def style_paragraphs():
    found = list(tables((ROOT / "styles" / "README.md").read_text(encoding="utf-8")))
    styles = found[0]
    places = {row.get("", ""): row for table in found[1:] for row in table}
    for row in styles:
        path = ROOT / "styles" / f"{row['file']}.safetensors"
        yield (f"Files: styles/{path.name}\nCopyright: {AUTHORS}\nLicense: {license_of(path)}\n"
               f"Comment:\n{comment(row, places)}\n")


def main():
    text = "\n".join([HEADER, *style_paragraphs()]) + LICENSES
    if sys.argv[1:] != ["--check"]:
        TARGET.write_text(text, encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != text:
        sys.exit("debian/copyright is out of date: run debian/copyright.py.")


if __name__ == "__main__":
    main()
