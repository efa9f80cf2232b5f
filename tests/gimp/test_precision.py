# SPDX-License-Identifier: GPL-3.0-or-later

"""Every precision of GIMP, in color and in gray; values out of range; color profiles.  Pixels are written and read
bit for bit (raw.py), to check that unchanged pixels have not changed in any bit."""

from harness import expect, main, outcome, photo
from raw import (COMPONENTS, CURVES, DELETE_ALL, Raw, encoded, linear, load, pack, paint, run, save, unpack)

WIDTH, HEIGHT = 40, 32
CLEAR, OPAQUE = 6, 30  # columns: transparent up to the first, opaque up to the second, then by half
SECTION = "Precision and color"


def new_layer(name, kind, precision, alpha=True):
    """Scheme that binds `image` and `layer` to new ones of their own."""
    return ('(define image (car (gimp-image-new-with-precision %d %d %s PRECISION-%s)))'
            '(define layer (car (gimp-layer-new image "%s" %d %d %s-IMAGE 100 LAYER-MODE-NORMAL)))'
            '(gimp-image-insert-layer image layer -1 0)'
            % (WIDTH, HEIGHT, kind, precision, name, WIDTH, HEIGHT, kind + "A" * alpha))


# ---- Precision ----------------------------------------------------------------------------------


def given_pixels(kind, component, curve):
    """A photograph with transparency; where floats can hold it, there is garbage under it."""
    values = []
    for y in range(HEIGHT):
        for x in range(WIDTH):
            colors = [value / 255 for value in photo(x * 1.5, y * 1.5)]
            if curve == "LINEAR":
                colors = [linear(value) for value in colors]
            alpha = 0 if x < CLEAR else 1 if x < OPAQUE else 0.5
            if alpha == 0 and COMPONENTS[component][1] is None:
                colors = [float("nan"), float("inf"), -3e4]
            values += colors[:1 if kind == "GRAY" else 3] + [alpha]
    return pack(values, component)


def check_kind(before, after, kind, component, curve):
    """What must not change in any bit: format, transparency, and the colors under it; returns the painted colors,
    encoded as sRGB has it."""
    colors = 1 if kind == "GRAY" else 3
    width = after.size // (colors + 1)
    name = "%s %s %s" % (kind, component, curve)
    painted = []

    expect(after.encoding == "%s %s" % (CURVES[curve][kind == "GRAY"], COMPONENTS[component][2]),
           name + " became " + after.encoding)
    for place in range(WIDTH * HEIGHT):
        old = before[place * after.size:(place + 1) * after.size]
        new = after.data[place * after.size:(place + 1) * after.size]
        if place % WIDTH < CLEAR:
            expect(old == new, "%s: a transparent pixel changed from %r to %r" % (name, old, new))
        else:
            expect(old[-width:] == new[-width:], "%s: an opacity changed" % name)
            painted += unpack(new, component)[:colors]
    return [encoded(value) for value in painted] if curve == "LINEAR" else painted


def every_precision(gimp):
    kinds = [("RGB", component, curve) for component in COMPONENTS for curve in CURVES]
    kinds += [("GRAY", component, curve) for component in COMPONENTS for curve in ("LINEAR", "NON-LINEAR")]
    script, references = "", {}
    for i, (kind, component, curve) in enumerate(kinds):
        (gimp.folder / ("in-%d.raw" % i)).write_bytes(given_pixels(kind, component, curve))
        script += new_layer("in-%d" % i, kind, component + "-" + curve) + "(define in-%d layer)" % i
    script += load(*("in-%d" % i for i in range(len(kinds))))
    for i in range(len(kinds)):
        script += paint("in-%d" % i, "out-%d" % i)
    run(gimp, script + save(*("out-%d" % i for i in range(len(kinds)))) + DELETE_ALL)

    after = {kind: check_kind((gimp.folder / ("in-%d.raw" % i)).read_bytes(), Raw(gimp.folder / ("out-%d.raw" % i)),
                              *kind) for i, kind in enumerate(kinds)}
    for kind in ("RGB", "GRAY"):
        references[kind] = after[kind, "DOUBLE", "NON-LINEAR"]
        expect(max(references[kind]) - min(references[kind]) > 0.2, kind + ": nothing was painted")
    for (kind, component, curve), values in after.items():
        apart = 255 * sum(abs(a - b) for a, b in zip(values, references[kind])) / len(values)
        # 8 linear bits are coarse in the dark: there, a step is up to 13 of the levels that an encoding has.
        limit = {"U8": 8 if curve == "LINEAR" else 2, "HALF": 0.5}.get(component, 0.05)
        expect(apart < limit, "%s %s %s: %.5f apart from the painting of doubles" % (kind, component, curve, apart))
        outcome(SECTION, "%s, %s, %s" % ("RGB" if kind == "RGB" else "gray", COMPONENTS[component][3], curve.lower()),
                "painted in that precision: the painting of 64-bit floats, to within %g of 255 levels in the mean" % limit)


if __name__ == "__main__":
    main([every_precision])
