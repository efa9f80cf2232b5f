# SPDX-License-Identifier: GPL-3.0-or-later

"""Regions with their own styles, and protected areas: a mask has the same effect as a channel, a
layer and a layer mask, at any offset; protected areas are unchanged and without influence; and
mistakes are errors."""

import os
import re

from harness import Picture, expect, main, outcome, painting, photo, write_png

STYLES = os.path.join(os.environ["SOURCE_ROOT"], "styles")
FIRST, SECOND = "mosaic", "etching"
WIDTH, HEIGHT = 96, 64
SECTION = "Regions and protection"

# Masks are rectangles, (x y width height), in the image.
MASKS = """
(define (new-channel name x y width height)
  (let ((channel (car (gimp-channel-new image name %d %d 50.0 "black"))))
    (gimp-image-insert-channel image channel -1 0)
    (gimp-image-select-rectangle image CHANNEL-OP-REPLACE x y width height)
    (gimp-drawable-edit-fill channel FILL-WHITE)
    (gimp-selection-none image)
    channel))
(define (new-layer name x y width height)
  (let ((layer (car (gimp-layer-new image name width height RGBA-IMAGE 100 LAYER-MODE-NORMAL))))
    (gimp-image-insert-layer image layer -1 1)
    (gimp-layer-set-offsets layer x y)
    (gimp-drawable-fill layer FILL-WHITE)
    layer))
(define (new-mask name x y width height)
  (let* ((layer (new-layer name x y width height))
         (mask (car (gimp-layer-create-mask layer ADD-MASK-WHITE))))
    (gimp-layer-add-mask layer mask)
    mask))
(define (paint . arguments) (car (apply plug-in-style-transfer arguments)))
(define (at drawable x y) (car (gimp-drawable-get-pixel drawable x y)))
(define image #f) (define content #f)
(define (open-image)
  (set! image (load-image "in.png"))
  (set! content (vector-ref (selected image) 0)))
(open-image)
""" % (WIDTH, HEIGHT)


def run(gimp, script):
    gimp.environment["NST_STYLES"] = STYLES
    write_png(gimp.folder / "in.png", WIDTH, HEIGHT, 3, photo)
    write_png(gimp.folder / "style.png", 48, 40, 3, painting)
    result = gimp.ask(MASKS + script)
    expect(result.code == 0, "exit code %d: %s" % (result.code, result.output))
    expect(not result.complaints(), "unclean: %s" % result.complaints())
    return result.report


def call(arguments, style=FIRST):
    return ('(car (plug-in-style-transfer #:image image #:drawables (vector content)'
            ' #:method "fast" #:size 0 #:style "%s" %s))' % (style, arguments))


def paint(name, arguments, style=FIRST):
    """Scheme that leaves the new layer in a file, and takes it out of the image again."""
    return ('(define painted %s) (save-layer painted "%s.png")'
            "(gimp-image-remove-layer image painted)" % (call(arguments, style), name))


def read(gimp, *names):
    return [Picture(gimp.folder / (name + ".png")) for name in names]


def difference(one, other, inside=lambda x, y: True):
    """The mean over the values of the pixels inside."""
    pairs = [(a, b) for y in range(one.height) for x in range(one.width) if inside(x, y)
             for a, b in zip(one.pixels[y][x], other.pixels[y][x])]
    return sum(abs(a - b) for a, b in pairs) / len(pairs)


# ---- Regions ------------------------------------------------------------------------------------


def regions(masks, *styles):
    return ("#:region-masks (vector %s) #:region-styles (list %s)"
            % (masks, " ".join('"%s"' % style for style in styles)))


def all_or_nothing(gimp):
    """A region of everything is a painting in its style, one of nothing changes nothing."""
    run(gimp, '(define all (new-channel "all" 0 0 %d %d))' % (WIDTH, HEIGHT)
        + '(define none (car (gimp-channel-new image "none" %d %d 50.0 "black")))' % (WIDTH, HEIGHT)
        + paint("first", "") + paint("second", "", SECOND)
        + paint("all", regions("all", SECOND)) + paint("none", regions("none", SECOND))
        + paint("both", regions("none all", FIRST, SECOND))
        + "(gimp-image-delete image)")
    first, second, everything, nothing, both = read(gimp, "first", "second", "all", "none", "both")

    expect(difference(first, second) > 10, "the two styles hardly differ")
    expect(difference(everything, second) < 1, "a region of all is not painted in its style")
    expect(difference(nothing, first) < 1, "an empty region changes the painting")
    expect(difference(both, second) < 1, "the masks are taken in another order than the styles")
    outcome(SECTION, "a region of everything", "the painting of its style")
    outcome(SECTION, "a region of nothing", "the painting without it")


def each_where_it_is(gimp):
    """One half in one style, the other in the other, and the other way round."""
    middle = WIDTH // 2
    half = '(define %%s (new-channel "%%s" %%d 0 %d %d))' % (middle, HEIGHT)
    run(gimp, half % ("left", "left", 0) + half % ("right", "right", middle)
        + paint("one", regions("left", SECOND))
        + paint("other", regions("right", FIRST), SECOND)
        + paint("two", regions("right left", FIRST, SECOND), "stained-glass")
        + paint("first", "") + paint("second", "", SECOND)
        + "(gimp-image-delete image)")
    one, other, two, first, second = read(gimp, "one", "other", "two", "first", "second")

    expect(difference(one, other) < 0.5 and difference(one, two) < 0.5,
           "it matters which half is the region")
    for name, inside, near, far in (
            ("left", lambda x, y: x < middle - 8, second, first),
            ("right", lambda x, y: x >= middle + 8, first, second)):
        expect(difference(one, near, inside) < difference(one, far, inside),
               "the %s half is in the other's style" % name)
    outcome(SECTION, "a mask of one half, with a style of its own", "each half is in its own style")


def any_kind_of_mask(gimp):
    """As a channel, a layer and a layer mask, two of them smaller than the image, in a layer that
    lies elsewhere."""
    place = "20 10 40 30"
    run(gimp, "(gimp-layer-set-offsets content -7 5)"
        + "".join('(define %s (new-%s "%s" %s))' % (kind, kind, kind, place)
                  for kind in ("channel", "layer", "mask"))
        + "".join(paint(kind, regions(kind, SECOND)) for kind in ("channel", "layer", "mask"))
        + '(define moved (new-channel "moved" 21 10 40 30))' + paint("moved", regions("moved", SECOND))
        + '(define plain %s) (save-layer plain "plain.png")' % call("") + "(gimp-image-delete image)")
    channel, layer, mask, moved, plain = read(gimp, "channel", "layer", "mask", "moved", "plain")

    expect(channel.flat() == layer.flat() == mask.flat(), "the same mask gives two paintings")
    expect(channel.flat() != moved.flat(), "a pixel more or less makes no difference")
    expect(difference(channel, plain) > 1, "the mask makes no difference")
    outcome(SECTION, "the same mask as a channel, a layer, a layer mask, of any size, elsewhere than the layer",
            "the same painting")


# ---- What is protected --------------------------------------------------------------------------

KEPT = (20, 10, 30, 25)  # x, y, width, height


def is_kept(x, y):
    return KEPT[0] <= x < KEPT[0] + KEPT[2] and KEPT[1] <= y < KEPT[1] + KEPT[3]


def protect(gimp):
    """By any kind of mask, what it covers stays, and has no influence: other colors there change nothing
    elsewhere."""
    place = "%d %d %d %d" % KEPT
    script = "(if (not image) (open-image))" + "".join(
        '(define %s (new-%s "%s" %s))' % (kind, kind, kind, place)
        for kind in ("channel", "layer", "mask"))
    report = run(gimp, script
                 + "".join(paint(kind, "#:protect " + kind) for kind in ("channel", "layer", "mask"))
                 + paint("plain", "")
                 + "(define painted %s)" % call("#:protect layer")
                 + "(define mask (car (gimp-layer-get-mask painted)))"
                   '(report "inside" (list (at mask 20 10) (at mask 49 34)))'
                   '(report "outside" (list (at mask 19 10) (at mask 50 34) (at mask 0 0)))'
                   '(report "edits" (car (gimp-layer-get-edit-mask painted)))'
                   '(gimp-image-remove-layer image painted)'
                   "(gimp-image-select-rectangle image CHANNEL-OP-REPLACE %s)"
                   "(gimp-drawable-edit-fill content FILL-WHITE) (gimp-selection-none image)" % place
                 + paint("other", "#:protect channel") + "(gimp-image-delete image)")
    before, channel, layer, mask, plain, other = read(gimp, "in", "channel", "layer", "mask", "plain",
                                                      "other")

    expect(channel.flat() == layer.flat() == mask.flat(), "the same mask gives two paintings")
    expect(difference(channel, before, is_kept) == 0, "what is protected has changed")
    expect(difference(channel, before, lambda x, y: not is_kept(x, y)) > 5, "nothing is painted")
    expect(difference(channel, other, lambda x, y: not is_kept(x, y)) == 0,
           "what is protected has a say")
    expect(difference(channel, plain, lambda x, y: not is_kept(x, y)) > 0,
           "nothing is protected from having a say")
    expect((report["inside"], report["outside"]) == ("((0) (0))", "((255) (255) (255))"),
           "the layer's mask: %s inside, %s outside" % (report["inside"], report["outside"]))
    expect(report["edits"] == "0", "the mask would be painted on, not the layer")
    outcome(SECTION, "a part that is protected, by a channel, a layer or a layer mask",
            "it stays as it is, and does not shape the painting; the new layer's mask is black there")


def protect_some_of_a_selection(gimp):
    """The new layer's mask is what is selected and not protected, in GIMP's numbers; a layer protects
    as does the mask that GIMP makes of it, and half as much where it is half transparent."""
    report = run(gimp, '(define gray (new-layer "gray" 0 0 %d %d))' % (WIDTH, HEIGHT)
                 + "(gimp-context-set-foreground '(150 150 150))"
                   "(gimp-drawable-fill gray FILL-FOREGROUND)"
                   "(define as-mask (car (gimp-layer-create-mask gray ADD-MASK-COPY)))"
                   "(define clear (car (gimp-layer-copy gray)))"
                   "(gimp-image-insert-layer image clear -1 0) (gimp-context-set-opacity 50)"
                   "(gimp-drawable-fill clear FILL-TRANSPARENT)"
                   "(gimp-drawable-edit-fill clear FILL-FOREGROUND) (gimp-context-set-opacity 100)"
                   '(define part (new-channel "part" 0 0 %d %d))' % (WIDTH, HEIGHT)
                 + "(gimp-context-set-foreground '(64 64 64))"
                   "(gimp-drawable-edit-fill part FILL-FOREGROUND)"
                   "(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 10 60 40)"
                   "(gimp-selection-feather image 16)"
                   "(define saved (car (gimp-selection-save image)))"
                   "(define (look name) (report name (map (lambda (x)"
                   " (car (gimp-selection-value image x 30))) '(2 8 11 14 20 40))))"
                   "(define (look-at-mask name painted)"
                   " (gimp-image-select-item image CHANNEL-OP-REPLACE"
                   " (car (gimp-layer-get-mask painted))) (look name)"
                   " (gimp-image-select-item image CHANNEL-OP-REPLACE saved))"
                   '(look "selected")'
                 + "".join('(look-at-mask "by-%s" %s)' % (mask, call("#:protect " + mask))
                           for mask in ("part", "saved", "gray", "clear"))
                 + '(gimp-layer-add-mask gray as-mask) (look-at-mask "by-mask" %s)' % call(
                     "#:protect as-mask")
                 + "(gimp-image-delete image)")
    values = {name: [int(value) for value in text.strip("()").split()]
              for name, text in report.items()}
    selected = values["selected"]

    expect(0 < selected[1] < selected[2] < selected[3] < 255, "not soft: %s" % selected)
    for name, weigh in (("by-part", lambda s: s * (255 - 64) / 255),
                        ("by-saved", lambda s: s * (255 - s) / 255)):
        expect(all(abs(weigh(s) - v) <= 1 for s, v in zip(selected, values[name])),
               "%s: %s of %s" % (name, values[name], selected))
    expect(0 < values["by-gray"][5] < 255 and values["by-gray"] == values["by-mask"], "a layer is another mask than GIMP's copy of it")
    outcome(SECTION, "a part that is protected, and a soft selection",
            "the new layer's mask is what is selected and not protected, as soft as they are")


def protect_in_every_layer(gimp):
    """Each layer of several keeps what lies under the mask where that layer is."""
    run(gimp, '(define channel (new-channel "kept" %d %d %d %d))' % KEPT
        + "(define high (car (gimp-layer-copy content)))"
          "(gimp-image-insert-layer image high -1 0) (gimp-layer-set-offsets high 9 -4)"
          "(define both (cadr (plug-in-style-transfer #:image image #:drawables (vector content high)"
          ' #:method "fast" #:size 0 #:style "%s" #:protect channel)))' % FIRST
        + '(save-layer (vector-ref both 0) "low.png") (save-layer (vector-ref both 1) "high.png")'
          "(gimp-image-delete image)")
    before, low, high = read(gimp, "in", "low", "high")

    expect(difference(low, before, is_kept) == 0, "what is protected has changed")
    expect(difference(high, before, lambda x, y: is_kept(x + 9, y - 4)) == 0,
           "what is protected has changed in a layer that lies elsewhere")
    expect(difference(high, before, lambda x, y: is_kept(x, y) and not is_kept(x + 9, y - 4)) > 5,
           "what is protected was taken from the other layer")
    outcome(SECTION, "a protected part of the image, several layers", "each keeps what lies there in it")


# ---- Mistakes -----------------------------------------------------------------------------------

OTHER_IMAGE = '(vector-ref (selected (load-image "style.png")) 0)'

MISTAKES = {
    "masks without styles": ("#:region-masks (vector sky)", ["region-masks: 1", "region-styles: 0"]),
    "styles without masks": ('#:region-styles (list "%s")' % FIRST,
                             ["region-masks: 0", "region-styles: 1"]),
    "a region of an unknown style": (regions("sky", "oils"), ["oils"]),
    "a region of a missing file": (regions("sky", "absent/absent.png"), ["absent.png"]),
    "a region without a style": (regions("sky sky", FIRST, ""), ["2", "style"]),
    "a mask of another image": (regions(OTHER_IMAGE, FIRST), ["Background"]),
    "protection of another image": ("#:protect " + OTHER_IMAGE, ["Background"]),
    "everything protected": ("#:protect all", ["in.png", "protected"]),
    "all that is selected protected": (
        "#:protect (begin (gimp-image-select-item image CHANNEL-OP-REPLACE sky)"
        " (gimp-image-clean-all image) sky)", ["in.png", "protected"]),
}


def said(gimp, sentence):
    """Without what GIMP and Script-Fu put around it."""
    words = re.search(r"plug-in-style-transfer failed[^:]*: (.*?)(?: \(/\S+ : \d+\) ?)?\) 1 0\)$", sentence)
    return words.group(1).replace(str(gimp.folder) + "/", "")


def mistakes(gimp):
    """All of them in one GIMP: each leaves the image as it was."""
    report = run(gimp, '(define sky (new-channel "sky" 0 0 30 30))'
                       '(define all (new-channel "all" 0 0 %d %d))' % (WIDTH, HEIGHT)
                 + '(gimp-item-set-name content "in.png")'
                 + "".join('(gimp-selection-none image) (gimp-image-clean-all image)'
                           '(report "%s" (list (catch-error (lambda () %s)) (layer-count image)'
                           " (car (gimp-image-is-dirty image))))" % (name, call(arguments))
                           for name, (arguments, words) in MISTAKES.items())
                 + "(for-each gimp-image-delete (vector->list (car (gimp-get-images))))")
    for name, (arguments, words) in MISTAKES.items():
        sentence = report[name]
        expect(sentence.startswith("((failed"), name + " is let pass")
        for word in words:
            expect(word in sentence, "%s: \"%s\" is not in: %s" % (name, word, sentence))
        expect(sentence.endswith(" 1 0)"), "%s: the image changed: %s" % (name, sentence))
        outcome("Mistakes in a call", name, said(gimp, sentence))


if __name__ == "__main__":
    main([all_or_nothing, each_where_it_is, any_kind_of_mask, protect, protect_some_of_a_selection,
          protect_in_every_layer, mistakes])
