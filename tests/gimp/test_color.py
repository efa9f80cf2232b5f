# SPDX-License-Identifier: GPL-3.0-or-later

"""Extreme colors: values above white and below black, NaN and infinity, profiles of wide gamut."""

import math

from harness import expect, main, outcome, photo
from icc import write_profile
from raw import DELETE_ALL, Raw, encoded, linear, load, pack, paint, run, save, unpack

SECTION = "Precision and color"
WIDTH, HEIGHT = 40, 32
FIRST = 10  # selected column
LUMA = (0.299, 0.587, 0.114)


def high_range(x, y):
    """Linear light: highlights up to 9 at the right, greens that sRGB does not have at the bottom."""
    gain = 1 + 8 * max(0, x - 24) / 16
    red, green, blue = (linear(value / 255) * gain for value in photo(x * 1.5, y * 1.5))
    return (red - 0.2, green, blue - 0.1) if y > 20 else (red, green, blue)


def within(value):
    return linear(min(max(encoded(value), 0.0), 1.0))


def write_layers(gimp):
    """`wide`, with a pixel of no numbers outside of the selection, and `narrow`: what a screen shows of it."""
    wide = {(x, y): high_range(x, y) for y in range(HEIGHT) for x in range(WIDTH)}
    narrow = {place: tuple(map(within, color)) for place, color in wide.items()}
    wide[3, 3] = narrow[3, 3] = (math.nan, math.inf, -math.inf)
    for name, colors in (("wide", wide), ("narrow", narrow)):
        values = [value for y in range(HEIGHT) for x in range(WIDTH) for value in colors[x, y]]
        (gimp.folder / (name + ".raw")).write_bytes(pack(values, "FLOAT"))
    return wide


def new_layers(*names):
    """Scheme that binds `image` to a new one and the names to layers of it, of floats, filled from files."""
    return ('(define image (car (gimp-image-new-with-precision %d %d RGB PRECISION-FLOAT-LINEAR)))'
            '(define (add name) (let ((layer (car (gimp-layer-new image name %d %d RGB-IMAGE 100 LAYER-MODE-NORMAL))))'
            ' (gimp-image-insert-layer image layer -1 0) layer))' % (WIDTH, HEIGHT, WIDTH, HEIGHT)
            + "".join('(define %s (add "%s"))' % (name, name) for name in names) + load(*names))


def expected_excess(color, strength, keep):
    """Of what sRGB cannot hold, how much is left in the painting."""
    excess = [encoded(value) - min(max(encoded(value), 0), 1) if math.isfinite(value) else 0 for value in color]
    gone = [sum(a * b for a, b in zip(LUMA, excess))] * 3 if keep else excess
    return [value - strength * away for value, away in zip(excess, gone)]


def check_high_range(wide, before, painted, narrow, strength, keep):
    """The painting of the wide layer is that of the narrow one, plus what is left of the excess."""
    name = "strength %g%s" % (strength, ", colors kept" * keep)
    greatest, changed = 0.0, 0
    for y in range(HEIGHT):
        for x in range(WIDTH):
            if x < FIRST:
                expect(painted.pixel(x, y) == before[12 * (y * WIDTH + x):][:12], "%s: at %d, %d a bit changed" % (name, x, y))
                continue
            values = [encoded(value) for value in unpack(painted.pixel(x, y), "FLOAT")]
            plain = [encoded(value) for value in unpack(narrow.pixel(x, y), "FLOAT")]
            wanted = [a + b for a, b in zip(plain, expected_excess(wide[x, y], strength, keep))]
            expect(all(abs(a - b) < 1e-4 for a, b in zip(values, wanted)), "%s: at %d, %d it is %s, not %s"
                   % (name, x, y, values, wanted))
            greatest = max(greatest, max(values))
            changed += painted.pixel(x, y) != before[12 * (y * WIDTH + x):][:12]
    expect(changed > 300, name + ": nothing was painted")
    return greatest


def values_beyond_the_screen(gimp):
    kinds = [(strength, keep) for keep in (False, True) for strength in (1.0, 0.5)]
    wide = write_layers(gimp)
    script = (new_layers("wide", "narrow")
              + "(gimp-image-select-rectangle image CHANNEL-OP-REPLACE %d 0 99 99)" % FIRST
              + paint("wide", "untouched", "#:strength 0"))
    for i, (strength, keep) in enumerate(kinds):
        for layer in ("wide", "narrow"):
            script += paint(layer, "%s-%d" % (layer, i), "#:strength %g #:keep-colors %s" % (strength, "TRUE" if keep else "FALSE"))
    run(gimp, script + save("untouched", *("%s-%d" % (layer, i) for i in range(len(kinds)) for layer in ("wide", "narrow")))
        + DELETE_ALL)
    before = (gimp.folder / "wide.raw").read_bytes()

    expect(Raw(gimp.folder / "untouched.raw").data == before, "strength 0 is not exact")
    greatest = {kind: check_high_range(wide, before, Raw(gimp.folder / ("wide-%d.raw" % i)),
                                       Raw(gimp.folder / ("narrow-%d.raw" % i)), *kind) for i, kind in enumerate(kinds)}
    expect(greatest[1.0, False] < 1.001 and greatest[0.5, False] > 1.2, "the highlights reach %s" % greatest)

    given = "values above 1 and below 0 (HDR, wide gamut) in floats, "
    outcome(SECTION, given + "where nothing is painted, or at strength 0", "the same bits, no numbers included")
    outcome(SECTION, given + "where something is painted",
            "painted as a screen shows them; of what it cannot show, (1 - strength) stays")
    outcome(SECTION, given + "keep-colors by luminance", "their colors stay as far beyond as they are, their luma is the painting's")


def no_numbers(gimp):
    """In the middle of what is painted."""
    good = [linear(value / 255) for y in range(HEIGHT) for x in range(WIDTH) for value in photo(x * 1.5, y * 1.5)]
    bad = list(good)
    place = 3 * (12 * WIDTH + 20)
    bad[place:place + 3] = math.nan, math.inf, -math.inf
    for name, values in (("good", good), ("bad", bad)):
        (gimp.folder / (name + ".raw")).write_bytes(pack(values, "FLOAT"))
    run(gimp, new_layers("good", "bad") + paint("good", "well", "#:strength 0.5") + paint("bad", "mended", "#:strength 0.5")
        + save("well", "mended") + DELETE_ALL)
    well, mended = (unpack(Raw(gimp.folder / (name + ".raw")).data, "FLOAT") for name in ("well", "mended"))
    apart = sum(abs(encoded(a) - encoded(b)) for a, b in zip(well, mended)) / len(well)

    expect(all(-0.001 <= value <= 1.001 for value in mended), "the painting has %s" % sorted(mended)[::len(mended) - 1])
    expect(apart < 0.05, "one pixel has changed the painting by %.4f in the mean" % apart)
    outcome(SECTION, "NaN and infinity in a float layer, where something is painted", "painted over; nothing of them spreads")


# ---- Profiles -----------------------------------------------------------------------------------

WIDE = ("Adobe RGB (1998)", "ProPhoto RGB")
OPEN = ('(define image (car (gimp-image-new-with-precision %d %d RGB PRECISION-U16-NON-LINEAR)))'
        '(define srgb (car (gimp-layer-new image "srgb" %d %d RGB-IMAGE 100 LAYER-MODE-NORMAL)))'
        '(gimp-image-insert-layer image srgb -1 0)'
        '(define (duplicate name) (let* ((other (car (gimp-image-duplicate image)))'
        ' (layer (vector-ref (car (gimp-image-get-layers other)) 0))) (gimp-item-set-name layer name) layer))'
        '(define (image-of layer) (car (gimp-item-get-image layer)))'
        '(define (convert layer file) (gimp-image-convert-color-profile-from-file (image-of layer) file'
        ' COLOR-RENDERING-INTENT-RELATIVE-COLORIMETRIC TRUE))' % (WIDTH, HEIGHT, WIDTH, HEIGHT))


def paint_in_profile(i):
    """`painted-i`: the picture, brought into the profile by GIMP, and what was painted there brought back."""
    return ('(define from-%d (duplicate "from-%d")) (convert from-%d "%d.icc")' % (i, i, i, i)
            + paint("from-%d" % i, "painted-%d" % i) + '(convert painted-%d "sRGB.icc")' % i + save("painted-%d" % i))


def paint_wide(i):
    """The same numbers called colors of the profile, some of which sRGB does not have: a part of them painted, and nothing of
    them, through a filter that does nothing."""
    return ('(define wide-%d (duplicate "wide-%d"))'
            '(gimp-image-set-color-profile-from-file (image-of wide-%d) "%d.icc")' % (i, i, i, i)
            + "(gimp-image-select-rectangle (image-of wide-%d) CHANNEL-OP-REPLACE %d 0 99 99)" % (i, FIRST)
            + paint("wide-%d" % i, "part-%d" % i) + "(gimp-selection-none (image-of wide-%d))" % i
            + '(gimp-drawable-append-new-filter wide-%d "gegl:brightness-contrast" "none" LAYER-MODE-REPLACE 1.0)' % i
            + paint("wide-%d" % i, "filtered-%d" % i, "#:strength 0") + save("part-%d" % i, "filtered-%d" % i))


def farthest(values, others):
    return max(abs(a - b) for a, b in zip(values, others))


def profiles(gimp):
    """A picture in the space of another profile is painted as the same picture in sRGB; wide colors stay."""
    values = [value / 255 for y in range(HEIGHT) for x in range(WIDTH) for value in photo(x * 1.5, y * 1.5)]
    before = pack(values, "U16")
    (gimp.folder / "srgb.raw").write_bytes(before)
    write_profile(gimp.folder / "sRGB.icc", "sRGB")
    for i, name in enumerate(WIDE):
        write_profile(gimp.folder / ("%d.icc" % i), name)
    run(gimp, OPEN + load("srgb") + "".join(paint_in_profile(i) + paint_wide(i) for i in range(len(WIDE)))
        + paint("srgb", "painted") + save("painted") + DELETE_ALL)
    painted = unpack(Raw(gimp.folder / "painted.raw").data, "U16")

    for i, name in enumerate(WIDE):
        after, part, filtered = (Raw(gimp.folder / ("%s-%d.raw" % (kind, i))) for kind in ("painted", "part", "filtered"))
        apart = 255 * farthest(unpack(after.data, "U16"), painted)
        expect(apart < 1, "%s: %.2f levels apart from the painting in sRGB" % (name, apart))
        expect(all(part.pixel(x, y) == before[6 * (y * WIDTH + x):][:6] for y in range(HEIGHT) for x in range(FIRST)),
               name + ": a bit changed beside the selection")
        apart = 65535 * farthest(unpack(filtered.data, "U16"), values)
        expect(apart < 20, "%s: a filter that does nothing changes it by %.1f of 65535" % (name, apart))
        outcome(SECTION, "an image with the profile " + name,
                "painted as the same picture in sRGB, to within a level of 255; the image keeps its profile")
    outcome(SECTION, "colors that sRGB does not have, in an image with a wide profile",
            "where nothing is painted, the same bits")


if __name__ == "__main__":
    main([values_beyond_the_screen, no_numbers, profiles])
