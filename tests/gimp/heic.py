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
    # Of each item there: its number, where its data begin in the file, and one extent from there on.
    where, _ = find(data, b"meta", b"iloc")
    assert data[where + 8] == 0 and data[where + 12:where + 14] == b"\x44\x40", "another kind of iloc"
    for item in range(struct.unpack_from(">H", data, where + 14)[0]):
        at_item = where + 16 + item * 18
        assert struct.unpack_from(">H", data, at_item + 8)[0] == 1, "an item in several extents"
        struct.pack_into(">I", data, at_item + 4, struct.unpack_from(">I", data, at_item + 4)[0] + len(more))


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
