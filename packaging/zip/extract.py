#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""extract.py ARCHIVE.zip FOLDER: as `unzip` does, with the files' modes."""

import pathlib
import sys
import zipfile


def main():
    with zipfile.ZipFile(sys.argv[1]) as packed:
        for entry in packed.infolist():
            path = pathlib.Path(packed.extract(entry, sys.argv[2]))
            path.chmod(entry.external_attr >> 16 & 0o777)


if __name__ == "__main__":
    main()
