# SPDX-License-Identifier: GPL-3.0-or-later

"""The pixels of GIMP's buffers, in every precision of GIMP: written and read bit for bit by the tests'
plug-in (raw-pixels.c), and converted here from and to numbers."""

import struct

from harness import expect, painting, write_png

# component: its code in Python's struct, the largest integer, babl's name, ours
COMPONENTS = {
    "U8": ("B", 255, "u8", "8-bit integer"), "U16": ("H", 65535, "u16", "16-bit integer"),
    "U32": ("I", 4294967295, "u32", "32-bit integer"), "HALF": ("e", None, "half", "16-bit float"),
    "FLOAT": ("f", None, "float", "32-bit float"), "DOUBLE": ("d", None, "double", "64-bit float"),
}
# curve: babl's spelling of red, of gray
CURVES = {"LINEAR": ("RGBA", "YA"), "NON-LINEAR": ("R'G'B'A", "Y'A"), "PERCEPTUAL": ("R~G~B~A", "Y~A")}


def linear(value):
    """sRGB's curve undone (IEC 61966-2-1); below 0 it goes straight on, as in babl."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def encoded(value):
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def pack(values, component):
    """Numbers, for integers in [0, 1], as bytes."""
    code, top = COMPONENTS[component][:2]
    return struct.pack("=%d%s" % (len(values), code), *(int(value * top + 0.5) if top else value for value in values))


def unpack(data, component):
    code, top = COMPONENTS[component][:2]
    values = struct.unpack("=%d%s" % (len(data) // struct.calcsize(code), code), data)
    return [value / top for value in values] if top else list(values)


class Raw:
    """What test-pixels-save has left."""

    def __init__(self, path):
        head, self.data = path.read_bytes().split(b"\n", 1)
        self.encoding, width, height = head.decode().split("; ")
        self.width, self.height = int(width), int(height)
        self.size = len(self.data) // (self.width * self.height)

    def pixel(self, x, y):
        """Its bytes."""
        place = (y * self.width + x) * self.size
        return self.data[place:place + self.size]


# ---- Scripts ------------------------------------------------------------------------------------

PAINT = "#:style-file \"style.png\" #:method \"fast\""


def run(gimp, script, fonts=False):
    write_png(gimp.folder / "style.png", 48, 40, 3, painting)
    result = gimp.run(script, fonts=fonts)
    expect(result.code == 0, "exit code %d: %s" % (result.code, result.output))
    expect(not result.complaints(), "unclean: %s" % result.complaints())
    return result.report


def paint(layer, name, more=""):
    """Scheme that binds `name` to the result for `layer`."""
    return ('(define %s (car (plug-in-style-transfer #:image (car (gimp-item-get-image %s)) #:drawables (vector %s) %s'
            ' %s))) (gimp-item-set-name %s "%s")' % (name, layer, layer, PAINT, more, name, name))


def load(*layers):
    """Scheme that fills the layers from files of their names."""
    return '(test-pixels-load #:drawables (vector %s) #:ending ".raw")' % " ".join(layers)


def save(*layers):
    return '(test-pixels-save #:drawables (vector %s) #:ending ".raw")' % " ".join(layers)


DELETE_ALL = "(for-each gimp-image-delete (vector->list (car (gimp-get-images))))"
