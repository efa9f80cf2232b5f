# SPDX-License-Identifier: GPL-3.0-or-later

"""All kinds of layers are painted correctly: precision, gray, transparency, offsets,
groups, filters, selections; and the new layer is in the right place."""

from harness import Picture, expect, main, outcome, painting, photo, write_png

QUICK = "#:iterations 2 #:size 64"


def run(gimp, script):
    result = gimp.ask(script)
    expect(result.code == 0, "exit code %d: %s" % (result.code, result.output))
    expect(not result.complaints(), "unclean: %s" % result.complaints())
    return result.report


def write_style(gimp):
    write_png(gimp.folder / "style.png", 48, 40, 3, painting)


def repaint(layers, name, more=""):
    """Scheme that binds `name` to the new layer."""
    return ('(define %s (car (plug-in-style-transfer #:image image #:drawables %s %s %s)))\n'
            % (name, layers, QUICK, more or '#:style-file "style.png"'))


KINDS = {  # name: channels and bits of the PNG
    "rgb-8": (3, 8), "rgb-alpha-8": (4, 8), "gray-8": (1, 8), "gray-alpha-8": (2, 8),
    "rgb-16": (3, 16), "rgb-alpha-16": (4, 16), "gray-16": (1, 16),
}


def write_kind(path, channels, depth):
    top = 255 if depth == 8 else 65535

    def pixel(x, y):
        color = tuple(value * top // 255 for value in photo(x, y))[:1 if channels < 3 else 3]
        alpha = 0 if x < 8 else top if x < 40 else (y * 5 * top // 255)
        return color + ((alpha,) if channels in (2, 4) else ())

    write_png(path, 64, 48, channels, pixel, depth)


def visible_colors(picture):
    """PNG files do not keep the colors of what is fully transparent."""
    alpha = picture.channels in (2, 4)
    return [value for row in picture.pixels for pixel in row if not alpha or pixel[-1]
            for value in pixel]


def every_kind(gimp):
    """Colors change, transparency and precision do not; strength 0 changes nothing at all."""
    script = ""
    write_style(gimp)
    for name, kind in KINDS.items():
        write_kind(gimp.folder / (name + ".png"), *kind)
        script += ('(define image (load-image "%s.png")) (define content (selected image))' % name
                   + repaint("content", "painted")
                   + repaint("content", "same", '#:style-file "style.png" #:strength 0')
                   + '(save-layer painted "%s-painted.png") (save-layer same "%s-same.png")'
                     '(gimp-image-delete image)' % (name, name))
    run(gimp, script)

    for name, (channels, depth) in KINDS.items():
        before, painted, same = (Picture(gimp.folder / (name + ending))
                                 for ending in (".png", "-painted.png", "-same.png"))
        colors = 1 if channels < 3 else 3

        expect((painted.channels, painted.depth) == (channels, depth), name + " became another")
        expect(visible_colors(same) == visible_colors(before), name + ": strength 0 is not exact")
        expect(painted.flat(colors) == before.flat(colors), name + ": transparency changed")
        expect(painted.flat(0, colors) != before.flat(0, colors), name + ": nothing was painted")
    outcome("Transparency", "a layer without transparency, RGB or gray", "the new layer has none either")
    outcome("Transparency", "a layer that is partly transparent", "opacities are the same, bit for bit; what can be seen is painted")


def same_call_same_picture(gimp):
    write_style(gimp)
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    run(gimp, '(define image (load-image "in.png")) (define content (selected image))'
        + repaint("content", "first")
        + repaint("content", "second", '#:style-file "style.png" #:threads 3')
        + repaint("content", "other", '#:style-file "in.png"')
        + '(save-layer first "first.png") (save-layer second "second.png")'
          '(save-layer other "other.png") (gimp-image-delete image)')
    first, second, other = (Picture(gimp.folder / name).flat()
                            for name in ("first.png", "second.png", "other.png"))

    expect(first == second, "the number of threads makes a difference")
    expect(first != other, "the style makes no difference")
    outcome("Styles", "the same call twice, with any number of threads", "the same painting, bit for bit")


def style_from_a_layer(gimp):
    """The same style gives the same picture from a layer, from a file and from another image."""
    write_style(gimp)
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    run(gimp, '(define image (load-image "in.png")) (define content (selected image))'
              '(define other (load-image "style.png"))'
              '(define style (car (gimp-layer-new-from-drawable'
              ' (vector-ref (selected other) 0) image)))'
              '(gimp-image-insert-layer image style -1 1)'
        + repaint("content", "by-layer", "#:style-layer style")
        + repaint("content", "by-other", "#:style-layer (vector-ref (selected other) 0)")
        + repaint("content", "by-file")
        + '(save-layer by-layer "layer.png") (save-layer by-file "file.png")'
          '(save-layer by-other "other.png")'
          '(gimp-image-delete image) (gimp-image-delete other)')
    layer, file, other = (Picture(gimp.folder / name).flat()
                          for name in ("layer.png", "file.png", "other.png"))

    expect(layer == file, "the style as a layer and as a file give two pictures")
    expect(layer == other, "the style from another image gives another picture")
    outcome("Styles", "the same picture as a file, a layer of the image, a layer of another image", "the same painting")


def odd_styles(gimp):
    """Styles with transparency, in gray, with a palette, of several layers, tiny."""
    write_png(gimp.folder / "in.png", 40, 40, 3, photo)
    write_png(gimp.folder / "alpha.png", 40, 40, 4, lambda x, y: painting(x, y) + (x * 6,))
    write_png(gimp.folder / "gray.png", 40, 40, 1, lambda x, y: painting(x, y)[:1], 16)
    write_png(gimp.folder / "tiny.png", 3, 1, 3, painting)
    styles = ("alpha.png", "gray.png", "tiny.png", "palette.png", "layers.xcf")
    report = run(gimp, '(define image (load-image "in.png")) (define content (selected image))'
                       '(define other (load-image "alpha.png"))'
                       '(gimp-image-insert-layer other (car (gimp-layer-copy'
                       ' (vector-ref (selected other) 0))) -1 0)'
                       '(gimp-file-save RUN-NONINTERACTIVE other "layers.xcf")'
                       '(gimp-image-flatten other) (gimp-image-convert-indexed other'
                       ' CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 8 FALSE FALSE "")'
                       '(gimp-file-save RUN-NONINTERACTIVE other "palette.png")'
                       '(gimp-image-delete other)'
                 + "".join(repaint("content", "painted", '#:style-file "%s"' % style)
                           for style in styles)
                 + '(report "layers" (layer-count image)) (gimp-image-delete image)')

    expect(report["layers"] == str(1 + len(styles)), "a style gave no layer")
    for given in ("a file with transparency", "a file with indexed colors", "a file of several layers"):
        outcome("Styles", given, "its visible layers together are the style; what is transparent does not count")


def place_in_the_image(gimp):
    """A layer that is bigger than the image and sticks out of it, inside a group."""
    write_style(gimp)
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    report = run(gimp, '(define image (load-image "in.png"))'
                       '(define content (vector-ref (selected image) 0))'
                       '(define group (car (gimp-group-layer-new image "group")))'
                       '(gimp-image-insert-layer image group -1 0)'
                       '(gimp-image-reorder-item image content group 0)'
                       '(gimp-image-insert-layer image (car (gimp-layer-copy content)) group 0)'
                       '(gimp-layer-scale content 80 60 FALSE)'
                       '(gimp-layer-set-offsets content -9 13)'
                       '(gimp-item-set-lock-content content TRUE)'
                 + repaint("(vector content)", "painted")
                 + '(report "offsets" (gimp-drawable-get-offsets painted))'
                   '(report "size" (list (car (gimp-drawable-get-width painted))'
                   ' (car (gimp-drawable-get-height painted))))'
                   '(report "parent" (= (car (gimp-item-get-parent painted)) group))'
                   '(report "places" (list (car (gimp-image-get-item-position image painted))'
                   ' (car (gimp-image-get-item-position image content))))'
                   '(report "selected" (= (vector-ref (selected image) 0) painted))'
                   '(report "name" (car (gimp-item-get-name painted)))'
                   '(report "mask" (car (gimp-layer-get-mask painted)))'
                   '(gimp-image-delete image)')

    expect(report["offsets"] == "(-9 13)", "offsets %s" % report["offsets"])
    expect(report["size"] == "(80 60)", "size %s" % report["size"])
    expect(report["parent"] == "#t", "not in the group of the content")
    expect(report["places"] == "(1 2)", "places %s" % report["places"])
    expect(report["selected"] == "#t", "the new layer is not selected")
    expect(report["name"] == "Background - style", "name %s" % report["name"])
    expect(report["mask"] == "-1", "a mask without a selection")
    outcome("Size and place", "a layer larger than the image, at a negative offset, in a group",
            "painted as a whole; the new layer is in the group, above it, and is selected")


def groups_and_filters(gimp):
    """What one sees is what is painted: a group's layers, and filters that are still editable."""
    write_style(gimp)
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    run(gimp, '(define image (load-image "in.png"))'
              '(define content (vector-ref (selected image) 0))'
              '(gimp-drawable-append-new-filter content "gegl:invert-gamma" "invert"'
              ' LAYER-MODE-REPLACE 1.0)'
        + repaint("(vector content)", "filtered", '#:style-file "style.png" #:strength 0')
        + '(define group (car (gimp-group-layer-new image "group")))'
          '(gimp-image-insert-layer image group -1 0)'
          '(gimp-image-reorder-item image filtered group 0)'
        + repaint("(vector group)", "grouped", '#:style-file "style.png" #:strength 0')
        + '(save-layer filtered "filtered.png") (save-layer grouped "grouped.png")'
          '(gimp-image-delete image)')
    inverted = [255 - value for value in Picture(gimp.folder / "in.png").flat()]

    expect(Picture(gimp.folder / "filtered.png").flat() == inverted, "the filter was not seen")
    expect(Picture(gimp.folder / "grouped.png").flat(0, 3) == inverted, "the group was not seen")
    outcome("Kinds of layers", "a layer with filters that are still editable",
            "what one sees, filters applied, is painted; the layer keeps its filters, the new one has none")


def selection_shapes_the_painting(gimp):
    """What is not selected stays unchanged, and does not influence the rest."""
    write_style(gimp)
    write_png(gimp.folder / "in.png", 96, 64, 3, photo)
    script = ('(define image (load-image "in.png"))'
              '(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 5 50 40) %s'
              + repaint("(selected image)", "painted", '#:style-file "style.png" #:method "fast"')
              + '(gimp-selection-none image) (save-layer painted "%s.png")'
                '(gimp-image-delete image)')
    run(gimp, script % ("", "plain") + script % (
        "(gimp-selection-invert image)"
        "(gimp-drawable-invert (vector-ref (selected image) 0) FALSE)"
        "(gimp-selection-invert image)", "inverted"))
    original, plain, inverted = (Picture(gimp.folder / (name + ".png")).pixels
                                 for name in ("in", "plain", "inverted"))
    painted = 0

    for y, rows in enumerate(zip(original, plain, inverted)):
        for x, (before, one, other) in enumerate(zip(*rows)):
            if 10 <= x < 60 and 5 <= y < 45:
                expect(one == other, "at %d, %d the outside has a say" % (x, y))
                painted += one != before
            else:
                expect(one == before and other == tuple(255 - value for value in before),
                       "at %d, %d the outside has changed" % (x, y))
    expect(painted > 1000, "only %d pixels were painted" % painted)
    outcome("Selections and masks", "a selection", "what is not selected keeps its colors, and does not shape the painting")


def several_layers(gimp):
    """One result above each, the same as by itself, and one undo step for all."""
    write_style(gimp)
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    report = run(gimp, '(define image (load-image "in.png"))'
                       '(define low (vector-ref (selected image) 0))'
                       '(define high (car (gimp-layer-copy low)))'
                       '(gimp-image-insert-layer image high -1 0)'
                       '(gimp-drawable-invert high FALSE)'
                 + repaint("(vector high)", "alone", '#:style-file "style.png" #:method "fast"')
                 + '(save-layer alone "alone.png") (gimp-image-remove-layer image alone)'
                   '(gimp-image-undo-enable image) (gimp-image-clean-all image)'
                   '(define both (cadr (plug-in-style-transfer #:image image'
                   ' #:drawables (vector low high) #:style-file "style.png" #:method "fast")))'
                   '(save-layer (vector-ref both 1) "together.png")'
                   '(report "count" (vector-length both))'
                   '(define (place layer) (car (gimp-image-get-item-position image layer)))'
                   '(report "places" (list (place (vector-ref both 1)) (place high)'
                   ' (place (vector-ref both 0)) (place low)))'
                   '(report "selected" (equal? (selected image) both))'
                   '(gimp-image-delete image)')

    expect(report["count"] == "2", "%s layers" % report["count"])
    expect(report["places"] == "(0 1 2 3)", "in places %s" % report["places"])
    expect(Picture(gimp.folder / "together.png").flat() == Picture(gimp.folder / "alone.png").flat(),
           "together they are painted otherwise than alone")
    outcome("Kinds of layers", "several layers at once", "each is painted as it would be alone; one undo step takes all back")


if __name__ == "__main__":
    main([every_kind, same_call_same_picture, style_from_a_layer, odd_styles, place_in_the_image, groups_and_filters,
          selection_shapes_the_painting, several_layers])
