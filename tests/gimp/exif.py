# SPDX-License-Identifier: GPL-3.0-or-later

"""The Exif data of a JPEG file, written and read without any library."""

import struct

MAKER = b"Painted Cameras"


def segments(data):
    """Marker, place and length of each part before the pixels."""
    place = 2
    while data[place] == 0xFF and data[place + 1] != 0xDA:
        length = struct.unpack(">H", data[place + 2:place + 4])[0] + 2
        yield data[place + 1], place, length
        place += length


def add_exif(source, path, orientation):
    """A copy of the JPEG file `source`, made by a camera that was held so."""
    maker = MAKER + b"\0"
    entries = struct.pack("<HHIIHHIHH", 0x010F, 2, len(maker), 38, 0x0112, 3, 1, orientation, 0)
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 2) + entries + b"\0\0\0\0" + maker
    data = source.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:])


def size(path):
    """Width and height of a JPEG file."""
    data = path.read_bytes()
    for marker, place, _ in segments(data):
        if 0xC0 <= marker <= 0xC2:
            height, width = struct.unpack(">HH", data[place + 5:place + 9])
            return width, height
    raise AssertionError("%s is no JPEG file" % path)


def orientation(path):
    """That of a JPEG file; None where it has none."""
    data = path.read_bytes()
    for marker, place, length in segments(data):
        body = data[place + 4:place + length]
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            tiff = body[6:]
            order = "<" if tiff[:2] == b"II" else ">"
            start = struct.unpack(order + "I", tiff[4:8])[0]
            for i in range(struct.unpack(order + "H", tiff[start:start + 2])[0]):
                tag, _, _, value = struct.unpack(order + "HHIH", tiff[start + 2 + 12 * i:start + 12 + 12 * i])
                if tag == 0x0112:
                    return value
    return None
