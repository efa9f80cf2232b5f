# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a layer may be changed: the selection and the layer's mask, hard or soft, with offsets.  Pixels outside are unchanged
and without influence; the mask of the new layer is the product of the two."""

from harness import expect, main, outcome, photo, write_png
from raw import DELETE_ALL, PAINT, Raw, load, paint, run, save

SECTION = "Selections and masks"
WIDTH, HEIGHT = 96, 64
X, Y = 7, -5  # of the layer in the image


def inside(x, y):
    """The mask's value: hard at the left, soft at the right."""
    return 0 if x < 20 else 255 if x < 60 else max(0, 255 - 10 * (x - 60))


def write_mask(gimp, name):
    (gimp.folder / name).write_bytes(bytes(inside(x, y) for y in range(HEIGHT) for x in range(WIDTH)))


OPEN = ('(define image (load-image "in.png")) (define layer (vector-ref (selected image) 0))'
        '(gimp-item-set-name layer "layer")'
        '(gimp-layer-set-offsets layer %d %d)'
        '(define (mask-of layer) (car (gimp-layer-get-mask layer)))'
        '(define (add-mask layer) (let ((mask (car (gimp-layer-create-mask layer ADD-MASK-WHITE))))'
        ' (gimp-layer-add-mask layer mask) %s))' % (X, Y, load("mask")))


def open_image(gimp):
    write_png(gimp.folder / "in.png", WIDTH, HEIGHT, 3, photo)
    for owner in ("layer", "group"):
        write_mask(gimp, owner + " mask.raw")
    return OPEN


def mask_of_the_layer(gimp):
    """Its values go into the new layer's mask; where it is black nothing changes, and what lies there has no influence."""
    invert = ('(gimp-image-select-rectangle image CHANNEL-OP-REPLACE %d %d 20 %d) (gimp-drawable-invert layer FALSE)'
              '(gimp-selection-none image)' % (X, Y, HEIGHT))
    report = run(gimp, open_image(gimp) + "(add-mask layer)" + paint("layer", "plain") + invert
                 + paint("layer", "inverted")
                 + save("plain", "inverted", "(mask-of plain)")
                 + '(report "edits" (car (gimp-layer-get-edit-mask plain)))'
                   '(report "offsets" (gimp-drawable-get-offsets plain))' + DELETE_ALL)
    plain, inverted, mask = (Raw(gimp.folder / (name + ".raw")) for name in ("plain", "inverted", "plain mask"))
    painted = 0

    expect(report["edits"] == "0", "the mask would be painted on, not the layer")
    expect(report["offsets"] == "(%d %d)" % (X, Y), "offsets " + report["offsets"])
    expect(mask.data == (gimp.folder / "layer mask.raw").read_bytes(), "the new layer has another mask")
    for y in range(HEIGHT):
        for x in range(WIDTH):
            before, one, other = bytes(photo(x, y)), plain.pixel(x, y), inverted.pixel(x, y)
            if inside(x, y):
                expect(one == other, "at %d, %d what the mask hides has a say" % (x, y))
                painted += one != before
            else:
                expect(one == before, "at %d, %d what the mask hides has changed" % (x, y))
    expect(painted > 1000, "only %d pixels were painted" % painted)
    outcome(SECTION, "a layer with a mask", "the mask limits the change, as softly as it is painted: the new layer has a"
            " copy of it; what it hides stays as it is and does not shape the painting")


def mask_that_is_selected(gimp):
    """As GIMP leaves it after a mask was added: for Repeat, and so for the dialog, it is its layer, and both are one."""
    def repeat(name, drawables):
        return paint("layer", name, "#:run-mode RUN-WITH-LAST-VALS").replace("(vector layer)", drawables)

    report = run(gimp, open_image(gimp) + "(add-mask layer)" + repeat("by-layer", "(vector layer)")
                 + '(gimp-image-set-selected-layers image (vector layer)) (gimp-layer-set-edit-mask layer TRUE)'
                   '(define found (selected image))'
                   '(report "selected" (car (gimp-item-id-is-layer-mask (vector-ref found 0))))'
                 + repeat("by-mask", "found")
                 + '(report "both" (vector-length (cadr (plug-in-style-transfer #:run-mode RUN-WITH-LAST-VALS #:image image'
                   ' #:drawables (vector (mask-of layer) layer) %s)))) (report "count" (layer-count image))' % PAINT
                 + save("by-layer", "by-mask", "(mask-of by-layer)", "(mask-of by-mask)") + DELETE_ALL)

    expect(report["selected"] == "1", "the mask is not what is selected")
    expect(report["both"] == "1" and report["count"] == "4", "a mask and its layer are two: %s" % report)
    for ending in ("", " mask"):
        one, other = (Raw(gimp.folder / (name + ending + ".raw")).data for name in ("by-layer", "by-mask"))
        expect(one == other, "another painting" + ending)


def mask_and_selection(gimp):
    """Both limit: the new mask is their product."""
    run(gimp, open_image(gimp) + "(add-mask layer)"
        '(gimp-context-set-feather TRUE) (gimp-context-set-feather-radius 6 6)'
        '(gimp-image-select-ellipse image CHANNEL-OP-REPLACE 10 4 60 40)'
        '(define selection (car (gimp-image-get-selection image)))' + paint("layer", "both")
        + '(define stored (car (gimp-selection-save image))) (gimp-item-set-name stored "selection")'
        + save("(mask-of both)", "stored", "both") + DELETE_ALL)
    both, mask, selection = (Raw(gimp.folder / (name + ".raw")) for name in ("both", "both mask", "selection"))
    soft = 0

    for y in range(HEIGHT):
        for x in range(WIDTH):
            column, row = x + X, y + Y
            selected = (selection.pixel(column, row)[0]
                        if 0 <= column < selection.width and 0 <= row < selection.height else 0)
            product = selected * inside(x, y) / 255
            expect(abs(mask.pixel(x, y)[0] - product) <= 0.51, "at %d, %d the mask is %d, not %.1f"
                   % (x, y, mask.pixel(x, y)[0], product))
            expect(product > 0 or both.pixel(x, y) == bytes(photo(x, y)), "at %d, %d something changed" % (x, y))
            soft += 0 < product < 255
    expect(soft > 300, "nothing was soft")
    outcome(SECTION, "a feathered selection, and a layer with a mask and an offset",
            "both limit: the new layer's mask is their product, pixel by pixel")


def selection_alone(gimp):
    """Soft as it is drawn, and where the layer sticks out of the image, nothing is selected."""
    report = run(gimp, open_image(gimp)
        + '(gimp-context-set-feather TRUE) (gimp-context-set-feather-radius 9 9)'
        '(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 0 76 40)'
        '(define bounds (gimp-selection-bounds image))' + paint("layer", "limited")
        + '(report "selection" (equal? bounds (gimp-selection-bounds image)))'
         '(define stored (car (gimp-selection-save image))) (gimp-item-set-name stored "selection")'
        + save("(mask-of limited)", "stored") + DELETE_ALL)
    mask, selection = (Raw(gimp.folder / (name + ".raw")) for name in ("limited mask", "selection"))

    for y in range(HEIGHT):
        for x in range(WIDTH):
            column, row = x + X, y + Y
            expected = (selection.pixel(column, row)
                        if 0 <= column < selection.width and 0 <= row < selection.height else b"\0")
            expect(mask.pixel(x, y) == expected, "at %d, %d the mask is not the selection" % (x, y))
    expect(report["selection"] == "#t", "the selection changed")
    outcome(SECTION, "a feathered selection, a layer that sticks out of the image",
            "the selection becomes the new layer's mask, as soft as it is drawn")


def masks_that_do_not_limit(gimp):
    """One that is switched off, and that of the group around the layer."""
    report = run(gimp, open_image(gimp) + "(add-mask layer) (gimp-layer-set-apply-mask layer FALSE)"
                 + paint("layer", "off") + '(report "off" (mask-of off))'
                 + OPEN + '(define group (car (gimp-group-layer-new image "group")))'
                          '(gimp-image-insert-layer image group -1 0) (gimp-image-reorder-item image layer group 0)'
                          '(gimp-layer-add-mask group (car (gimp-layer-create-mask group ADD-MASK-BLACK)))'
                 + paint("layer", "in") + '(report "in group" (mask-of in))'
                                          '(report "parent" (= (car (gimp-item-get-parent in)) group))' + DELETE_ALL)

    expect(report["off"] == "-1", "a mask that is switched off has limited")
    expect(report["in group"] == "-1" and report["parent"] == "#t", "the group's mask was taken for the layer's")
    outcome(SECTION, "a layer with a mask that is switched off", "painted as if it had none")
    outcome(SECTION, "a layer in a group that has a mask", "the group's mask covers the new layer, too, which lies in the group")


def mask_of_a_group(gimp):
    report = run(gimp, open_image(gimp) + '(define group (car (gimp-group-layer-new image "group")))'
                 '(gimp-image-insert-layer image group -1 0) (gimp-image-reorder-item image layer group 0)'
                 '(add-mask group)' + paint("group", "grouped")
                 + save("(mask-of grouped)", "grouped")
                 + '(report "offsets" (gimp-drawable-get-offsets grouped))' + DELETE_ALL)
    mask = Raw(gimp.folder / "grouped mask.raw")

    expect(report["offsets"] == "(%d %d)" % (X, Y), "offsets " + report["offsets"])
    expect(mask.data == (gimp.folder / "layer mask.raw").read_bytes(), "the new layer has another mask")
    outcome(SECTION, "a group with a mask", "as a layer with a mask")


def mask_and_filter(gimp):
    """The filter is seen, and the mask limits."""
    run(gimp, open_image(gimp) + '(add-mask layer) (gimp-drawable-append-new-filter layer "gegl:invert-gamma" "invert"'
        ' LAYER-MODE-REPLACE 1.0)' + paint("layer", "filtered", "#:strength 0") + save("filtered", "(mask-of filtered)")
        + DELETE_ALL)
    filtered, mask = (Raw(gimp.folder / (name + ".raw")) for name in ("filtered", "filtered mask"))

    expect(mask.data == (gimp.folder / "layer mask.raw").read_bytes(), "the new layer has another mask")
    for y in range(HEIGHT):
        for x in range(WIDTH):
            expect(filtered.pixel(x, y)[:3] == bytes(255 - value for value in photo(x, y)), "at %d, %d no filter" % (x, y))
    outcome(SECTION, "a layer with a mask and filters", "the mask limits, and what one sees without it is painted")


def what_is_transparent(gimp):
    """Of two layers that look the same, in content and style."""
    for name, color in (("one", (255, 0, 0)), ("two", (0, 90, 255))):
        pixels = (photo(x, y) + (255,) if x > 30 else color + (0,) for y in range(HEIGHT) for x in range(WIDTH))
        (gimp.folder / (name + ".raw")).write_bytes(bytes(value for pixel in pixels for value in pixel))
    run(gimp, open_image(gimp) + "".join(
        '(define %s (car (gimp-layer-new image "%s" %d %d RGBA-IMAGE 100 LAYER-MODE-NORMAL)))'
        '(gimp-image-insert-layer image %s -1 0)' % (name, name, WIDTH, HEIGHT, name) for name in ("one", "two"))
        + load("one", "two") + "".join(
            paint(name, "painted-" + name)
            + '(define styled-%s (car (plug-in-style-transfer #:image image #:drawables (vector layer) #:style-layer %s'
              ' #:method "fast"))) (gimp-item-set-name styled-%s "styled-%s")' % (name, name, name, name)
            for name in ("one", "two")) + save("painted-one", "painted-two", "styled-one", "styled-two") + DELETE_ALL)
    for kind in ("painted", "styled"):
        one, two = (Raw(gimp.folder / ("%s-%s.raw" % (kind, name))) for name in ("one", "two"))
        first = 31 if kind == "painted" else 0
        expect(all(one.pixel(x, y) == two.pixel(x, y) for y in range(HEIGHT) for x in range(first, WIDTH)),
               "%s: colors under transparency have an influence" % kind)
    one, two = (Raw(gimp.folder / ("painted-%s.raw" % name)) for name in ("one", "two"))
    expect(one.pixel(5, 5) == bytes((255, 0, 0, 0)) and two.pixel(5, 5) == bytes((0, 90, 255, 0)), "hidden colors changed")
    outcome("Transparency", "colors under full transparency, in the layer", "they stay, bit for bit, and do not shape the painting")
    outcome("Transparency", "colors under full transparency, in the style", "they do not count")


def mask_of_the_style(gimp):
    """Only what the mask of a style layer shows is measured."""
    hide = '(gimp-image-select-rectangle image CHANNEL-OP-REPLACE %d %d 20 %d)' % (X, Y, HEIGHT)
    style = '#:style-layer style #:method "fast"'

    def painted(name):
        return ('(define %s (car (plug-in-style-transfer #:image image #:drawables (vector plain) %s)))'
                '(gimp-item-set-name %s "%s")' % (name, style, name, name))

    run(gimp, open_image(gimp) + '(define style layer) (define plain (car (gimp-layer-copy layer)))'
        '(gimp-image-insert-layer image plain -1 0) (gimp-drawable-invert plain FALSE)'
        + painted("unmasked") + "(add-mask style)" + painted("masked") + hide
        + '(gimp-drawable-invert style FALSE) (gimp-selection-none image)' + painted("changed")
        + save("unmasked", "masked", "changed") + DELETE_ALL)
    unmasked, masked, changed = (Raw(gimp.folder / (name + ".raw")).data for name in ("unmasked", "masked", "changed"))

    expect(masked == changed, "what the mask of the style hides has a say")
    expect(masked != unmasked, "the mask of the style makes no difference")
    outcome("Styles", "a layer with a mask", "what the mask shows is the style")


def gradient(raw, left, top, width, height):
    """The mean squared step from one pixel to its right neighbor."""
    steps = [(a - b) ** 2 for y in range(top, top + height) for x in range(left, left + width - 1)
             for a, b in zip(raw.pixel(x, y)[:3], raw.pixel(x + 1, y)[:3])]
    return sum(steps) / len(steps)


def part_of_a_large_photograph(gimp):
    """A part of it has the working size to itself, whatever says which part: the selection, the layer's mask, what is
    protected, or what can be seen."""
    select = '(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 504 300 96 64)'
    large = ('(define image (load-image "in.png")) (gimp-image-resize image 1200 800 504 300)'
             '(define layer (vector-ref (selected image) 0))')
    flat = large + '(set! layer (car (gimp-image-flatten image)))'
    size = "#:size 112"
    write_png(gimp.folder / "in.png", WIDTH, HEIGHT, 3, photo)
    run(gimp, '(define image (load-image "in.png")) (define layer (vector-ref (selected image) 0))'
        + paint("layer", "alone", size) + save("alone")
        + flat + select + paint("layer", "chosen", size) + save("chosen")
        + flat + select + '(gimp-layer-add-mask layer (car (gimp-layer-create-mask layer ADD-MASK-SELECTION)))'
        + '(gimp-selection-none image)' + paint("layer", "masked", size) + save("masked")
        + flat + select + '(gimp-selection-invert image) (define rest (car (gimp-selection-save image)))'
        + '(gimp-selection-none image)' + paint("layer", "protected", size + " #:protect rest") + save("protected")
        + large + '(gimp-layer-add-alpha layer) (gimp-layer-resize-to-image-size layer)' + paint("layer", "seen", size) + save("seen") + DELETE_ALL)
    alone = gradient(Raw(gimp.folder / "alone.raw"), 0, 0, WIDTH, HEIGHT)
    for name in ("chosen", "masked", "protected", "seen"):
        found = gradient(Raw(gimp.folder / (name + ".raw")), 504, 300, WIDTH, HEIGHT)
        expect(0.6 * alone < found < 1.7 * alone, "%s: a gradient of %.1f, and %.1f alone" % (name, found, alone))
    outcome(SECTION, "a small part of a large layer, by the selection, a mask or transparency",
            "painted as sharply as that part alone: the working size is that of the part")


if __name__ == "__main__":
    main([mask_of_the_layer, mask_that_is_selected, mask_and_selection, selection_alone, masks_that_do_not_limit, mask_of_a_group,
          mask_and_filter, what_is_transparent, mask_of_the_style, part_of_a_large_photograph])
