#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""make_zip.py FOLDER ARCHIVE.zip: packs what is in the folder, in order of names, with the date SOURCE_DATE_EPOCH and plain
modes, so that the same files make the same archive."""

import os
import pathlib
import sys
import time
import zipfile


def main():
    folder, archive = pathlib.Path(sys.argv[1]), sys.argv[2]
    date = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(folder.rglob("*"), key=lambda path: path.as_posix().encode()):
            if not path.is_file():
                continue
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), date)
            entry.create_system = 3  # Unix, whose modes are in the upper half
            entry.external_attr = (0o100755 if path.stat().st_mode & 0o100 else 0o100644) << 16
            packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    main()
