# SPDX-License-Identifier: GPL-3.0-or-later

"""What a phone writes into a HEIC file about how it was held: both in the file's own way (the property irot), which readers
apply, and in Exif, which they are to ignore.  Put in without any library."""

import struct


def boxes(data, at, end):
    """Kind, place and length of each box there."""
    while at < end:
        length, kind = struct.unpack_from(">I4s", data, at)
        yield kind, at, length
        at += length


def find(data, *path):
    """Place and length of the box to which the kinds of boxes lead."""
    at, end = 0, len(data)
    for kind in path:
        at, length = next((place, length) for name, place, length in boxes(data, at, end) if name == kind)
        where, end = at, at + length
        at += 12 if kind == b"meta" else 8
    return where, end - where


def insert(data, at, more, *path):
    """`more` at that place, with the boxes of `path` larger by as much, and what lies behind further back."""
    for depth in range(1, len(path) + 1):
        where, length = find(data, *path[:depth])
        struct.pack_into(">I", data, where, length + len(more))
    data[at:at] = more
    where, _ = find(data, b"meta", b"iloc")
    version, sizes, sizes_2 = data[where + 8], data[where + 12], data[where + 13]
    assert version in (0, 1) and sizes == 0x44 and sizes_2 == 0, "another kind of iloc"
    n, at_item = struct.unpack_from(">H", data, where + 14)[0], where + 16
    for _ in range(n):
        at_item += 2 + 2 * version
        method = data[at_item - 1] & 15 if version else 0
        extents = struct.unpack_from(">H", data, at_item + 2)[0]
        at_item += 4
        for _ in range(extents):
            offset = struct.unpack_from(">I", data, at_item)[0]
            if method == 0:
                struct.pack_into(">I", data, at_item, offset + len(more))
            at_item += 8


def hold(path, turns, orientation):
    """Has the picture be shown turned by so many quarters to the left, and Exif say the orientation."""
    data = bytearray(path.read_bytes())
    where, length = find(data, b"meta", b"iprp", b"ipco")
    n_properties = len(list(boxes(data, where + 8, where + length)))
    insert(data, where + length, struct.pack(">I4sB", 9, b"irot", turns), b"meta", b"iprp", b"ipco")
    where, _ = find(data, b"meta", b"iprp", b"ipma")
    assert data[where + 8] == 0 and data[where + 11] == 0, "another kind of ipma"
    count_at = where + 16 + 2  # of the first item, which is the picture
    data[count_at] += 1
    insert(data, count_at + data[count_at], bytes([0x80 | (n_properties + 1)]), b"meta", b"iprp", b"ipma")
    for order, entry in (("<", b"\x12\x01\x03\x00\x01\x00\x00\x00"), (">", b"\x01\x12\x00\x03\x00\x00\x00\x01")):
        at = data.find(entry)
        if at >= 0:
            struct.pack_into(order + "H", data, at + 8, orientation)
            break
    else:
        raise AssertionError("%s has no orientation in Exif" % path)
    path.write_bytes(data)
