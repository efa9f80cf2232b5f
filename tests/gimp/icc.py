# SPDX-License-Identifier: GPL-3.0-or-later

"""Color profiles of three primaries and a curve, written by the specification (ICC.1:2001-04, and Lindbloom's "RGB/XYZ matrices" for the
numbers): independent of GIMP and babl."""

import struct

from raw import linear

# Chromaticities of red, green, blue and the white point, and the gamma; None: sRGB's curve.
SPACES = {
    "sRGB": ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), (0.3127, 0.3290), None),
    "Adobe RGB (1998)": ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06), (0.3127, 0.3290), 563 / 256),
    "ProPhoto RGB": ((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), (0.34567, 0.35850), 1.8),
}
D50 = (0.9642, 1.0, 0.8249)
BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))


def apply(matrix, vector):
    return tuple(sum(a * b for a, b in zip(row, vector)) for row in matrix)


def multiply(a, b):
    columns = list(zip(*b))
    return tuple(tuple(sum(x * y for x, y in zip(row, column)) for column in columns) for row in a)


def inverse(m):
    """Of three by three."""
    (a, b, c), (d, e, f), (g, h, i) = m
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return ((e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det), \
        ((f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det), \
        ((d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det)


def xyz(chromaticity):
    x, y = chromaticity
    return x / y, 1.0, (1 - x - y) / y


def adapted_primaries(red, green, blue, white):
    """XYZ of the primaries as columns, under D50."""
    unscaled = tuple(zip(xyz(red), xyz(green), xyz(blue)))
    scales = apply(inverse(unscaled), xyz(white))
    matrix = tuple(tuple(value * scale for value, scale in zip(row, scales)) for row in unscaled)
    here, there = apply(BRADFORD, xyz(white)), apply(BRADFORD, D50)
    cones = tuple(tuple(there[i] / here[i] if i == j else 0 for j in range(3)) for i in range(3))
    return multiply(multiply(multiply(inverse(BRADFORD), cones), BRADFORD), matrix)


def fixed(value):
    return struct.pack(">i", round(value * 65536))


def tag_xyz(value):
    return b"XYZ \0\0\0\0" + b"".join(map(fixed, value))


def write_profile(path, name):
    red, green, blue, white, gamma = SPACES[name]
    columns = list(zip(*adapted_primaries(red, green, blue, white)))
    text = name.encode() + b"\0"
    curve = [round(65535 * linear(i / 4095)) for i in range(4096)] if gamma is None else [round(gamma * 256)]
    curve = b"curv\0\0\0\0" + struct.pack(">I%dH" % len(curve), len(curve), *curve)
    tags = {b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 78, b"cprt": b"text\0\0\0\0none\0",
            b"wtpt": tag_xyz(D50), b"rXYZ": tag_xyz(columns[0]), b"gXYZ": tag_xyz(columns[1]),
            b"bXYZ": tag_xyz(columns[2]), b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    table, body, place = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for key, data in tags.items():
        table += key + struct.pack(">II", place + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    size = place + len(body)
    header = struct.pack(">I4xI4s4s4s12x4s28x", size, 0x02100000, b"mntr", b"RGB ", b"XYZ ", b"acsp") \
        + b"".join(map(fixed, D50)) + b"\0" * 48
    path.write_bytes(header + table + body)
