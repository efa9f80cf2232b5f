# SPDX-License-Identifier: GPL-3.0-or-later

"""Text layers and other special layers, at unusual offsets and sizes, as content and as styles."""

from harness import expect, main, outcome, painting, photo, untried, write_png
from raw import DELETE_ALL, Raw, paint, run, save

KINDS, PLACES, STYLES = "Kinds of layers", "Size and place", "Styles"
OPEN = '(define image (load-image "in.png")) (define layer (vector-ref (selected image) 0))'


def open_image(gimp):
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    return OPEN


def add_group(name, *layers):
    """Scheme that binds `name` to a group of the layers."""
    return ('(define %s (car (gimp-group-layer-new image "%s"))) (gimp-image-insert-layer image %s -1 0)' % (name, name, name)
            + "".join("(gimp-image-reorder-item image %s %s 0)" % (layer, name) for layer in layers))


def text_layer(gimp):
    """Painted as it looks, by itself and as the style; it stays a text.  GIMP loads its fonts in the background: until
    it has, the context's font is none, but the list of fonts waits for them."""
    script = (open_image(gimp) + '(gimp-context-set-foreground "red")'
              '(define font (vector-ref (car (gimp-fonts-get-list "")) 0))'
              '(define text (car (gimp-text-layer-new image "Painted" font 24 UNIT-PIXEL)))'
              '(gimp-image-insert-layer image text -1 0) (gimp-item-set-name text "text") (gimp-layer-set-offsets text 3 9)'
              + paint("text", "painted") + paint("text", "same", "#:strength 0")
              + '(define styled (car (plug-in-style-transfer #:image image #:drawables (vector layer) #:style-layer text'
                ' #:method "fast"))) (report "styled" (car (gimp-item-id-is-layer styled)))'
                '(report "text" (list (car (gimp-item-id-is-text-layer text)) (car (gimp-item-id-is-text-layer painted))))'
                '(report "offsets" (gimp-drawable-get-offsets painted))' + save("text", "painted", "same") + DELETE_ALL)
    report = run(gimp, script, fonts=True)
    text, painted, same = (Raw(gimp.folder / (name + ".raw")) for name in ("text", "painted", "same"))

    expect(report["text"] == "(1 0)", "text layers: " + report["text"])
    expect(report["styled"] == "1", "no painting in the style of a text")
    expect(report["offsets"] == "(3 9)", "offsets " + report["offsets"])
    expect(same.data == text.data and len(set(text.data)) > 8, "the text is not as it was")
    expect(painted.data[3::4] == text.data[3::4] and painted.data != text.data, "the text was not painted")
    outcome(KINDS, "a text layer", "painted as it looks, into a plain layer; the text stays one, and can still be edited")
    outcome(STYLES, "a text layer", "its letters are the style")


def link_and_vector_layers(gimp):
    """GIMP 3.2 has them."""
    given = {"link": "a link layer (GIMP 3.2)", "vector": "a vector layer (GIMP 3.2)"}
    report = run(gimp, '(report "version" (car (gimp-version)))')
    if tuple(map(int, report["version"].split(".")[:2])) < (3, 2):
        for words in given.values():
            untried(KINDS, words)
        return

    report = run(gimp, open_image(gimp) + '(define link (car (gimp-link-layer-new image "style.png")))'
        '(define path (car (gimp-path-new image "path")))'
        '(gimp-image-insert-path image path -1 0)'
        '(gimp-path-bezier-stroke-new-ellipse path 30 20 14 10 0)'
        '(define vector-layer (car (gimp-vector-layer-new image path)))'
        '(gimp-vector-layer-set-enable-fill vector-layer TRUE)'
        '(for-each (lambda (layer) (gimp-image-insert-layer image layer -1 0)) (list link vector-layer))'
        '(gimp-vector-layer-refresh vector-layer)'
        '(gimp-item-set-name link "link") (gimp-item-set-name vector-layer "vector")'
        + paint("link", "painted-link") + paint("vector-layer", "painted-vector")
        + '(report "kinds" (list (car (gimp-item-id-is-link-layer link)) (car (gimp-item-id-is-link-layer painted-link))'
          ' (car (gimp-item-id-is-vector-layer vector-layer)) (car (gimp-item-id-is-vector-layer painted-vector))))'
        + save("link", "vector-layer", "painted-link", "painted-vector") + DELETE_ALL)
    expect(report["kinds"] == "(1 0 1 0)", "kinds " + report["kinds"])
    for name, words in given.items():
        before, after = (Raw(gimp.folder / (prefix + name + ".raw")) for prefix in ("", "painted-"))
        expect((before.width, before.height) == (after.width, after.height), name + ": another size")
        expect(before.data != after.data and len(set(before.data)) > 1, name + ": nothing was painted")
        outcome(KINDS, words, "painted as it looks, into a plain layer; it stays what it is")


def groups(gimp):
    """A group in a group, with layers of some opacity and a mode, is what one sees of it."""
    run(gimp, open_image(gimp) + '(define second (car (gimp-layer-copy layer))) (gimp-image-insert-layer image second -1 0)'
        '(gimp-drawable-invert second FALSE) (gimp-layer-set-opacity second 25)'
        '(define merged (car (gimp-layer-new-from-visible image image "merged")))'
        + add_group("inner", "layer", "second") + add_group("outer", "inner")
        + '(gimp-image-insert-layer image merged -1 0)' + paint("merged", "as-layer") + paint("outer", "as-group")
        + '(define low (car (plug-in-style-transfer #:image image #:drawables (vector merged) #:style-layer outer'
          ' #:method "fast"))) (define high (car (plug-in-style-transfer #:image image #:drawables (vector merged)'
          ' #:style-layer merged #:method "fast"))) (gimp-item-set-name low "low") (gimp-item-set-name high "high")'
        + save("as-layer", "as-group", "low", "high") + DELETE_ALL)
    pictures = {}
    for name in ("as-layer", "as-group", "low", "high"):
        raw = Raw(gimp.folder / (name + ".raw"))
        pictures[name] = [value for place in range(64 * 48) for value in raw.data[place * raw.size:][:3]]

    for one, other in (("as-layer", "as-group"), ("low", "high")):
        expect(max(abs(a - b) for a, b in zip(pictures[one], pictures[other])) <= 1, "%s and %s differ" % (one, other))
    outcome(KINDS, "a group, in another group, of layers with opacity", "the sum of its layers is painted, above the group")
    outcome(STYLES, "a group", "the sum of its layers is the style")
    outcome(STYLES, "the layer itself that is painted", "a style like any other")


def odd_places(gimp):
    """Locked in every way and hidden; wholly outside of the image."""
    report = run(gimp, open_image(gimp) + "".join(
        "(gimp-%s layer TRUE)" % lock for lock in ("item-set-lock-content", "item-set-lock-position",
                                                   "item-set-lock-visibility", "layer-set-lock-alpha"))
        + "(gimp-item-set-visible layer FALSE)" + paint("layer", "locked")
        + '(report "locked" (list (car (gimp-item-get-visible locked)) (car (gimp-item-get-lock-content locked))'
          ' (car (gimp-image-get-item-position image locked))))'
          '(define beside (car (gimp-layer-copy layer))) (gimp-image-insert-layer image beside -1 0)'
          '(gimp-item-set-lock-position beside FALSE) (gimp-layer-set-offsets beside 500 -300)' + paint("beside", "outside")
        + '(report "outside" (gimp-drawable-get-offsets outside))' + save("locked", "outside") + DELETE_ALL)
    locked, outside = (Raw(gimp.folder / (name + ".raw")) for name in ("locked", "outside"))

    expect(report["locked"] == "(1 0 0)", "the painting of a locked layer is " + report["locked"])
    expect(report["outside"] == "(500 -300)", "it lies at " + report["outside"])
    expect(locked.data == outside.data, "two paintings of the same")
    outcome(KINDS, "a hidden layer, locked in every way", "painted: it does not change itself; the new layer is visible and not locked")
    outcome(PLACES, "a layer wholly outside of the image", "painted, in its place")


SIZES = ((1, 1), (1, 40), (30000, 2), (2, 30000))


def odd_sizes(gimp):
    script = open_image(gimp)
    names = {}
    for width, height in SIZES:
        for method in ("fast", "refine"):
            name = names[width, height, method] = "%d-%d-%s" % (width, height, method)
            script += ('(define layer (car (gimp-layer-new image "layer" %d %d RGB-IMAGE 100 LAYER-MODE-NORMAL)))'
                       '(gimp-image-insert-layer image layer -1 0) (gimp-drawable-fill layer FILL-WHITE)'
                       '(gimp-context-set-foreground "blue") (gimp-context-set-gradient-fg-bg-rgb)'
                       '(gimp-drawable-edit-gradient-fill layer GRADIENT-LINEAR 0 FALSE 1 0 TRUE 0 0 %d %d)'
                       % (width, height, width, height)
                       + '(define painted (car (plug-in-style-transfer #:image image #:drawables (vector layer)'
                         ' #:style-file "style.png" #:iterations 2 #:method "%s"))) (gimp-item-set-name painted "%s")'
                       % (method, name) + save("painted"))
    run(gimp, script + DELETE_ALL)
    for (width, height, method), name in names.items():
        raw = Raw(gimp.folder / (name + ".raw"))
        expect((raw.width, raw.height) == (width, height), "%s: %d x %d" % (name, raw.width, raw.height))
    for width, height in SIZES:
        outcome(PLACES, "a layer of %d x %d pixels" % (width, height), "painted, by both methods")


def odd_styles(gimp):
    """Of one color, of one pixel, hidden, in another image."""
    write_png(gimp.folder / "flat.png", 30, 30, 3, lambda x, y: (200, 40, 90))
    write_png(gimp.folder / "pixel.png", 1, 1, 3, lambda x, y: (10, 200, 90))
    write_png(gimp.folder / "gray.png", 30, 30, 1, lambda x, y: painting(x, y)[:1], 16)
    run(gimp, open_image(gimp) + "".join(
        '(define %s (car (plug-in-style-transfer #:image image #:drawables (vector layer) #:style-file "%s.png"'
        ' #:method "%s" #:iterations 2))) (gimp-item-set-name %s "%s")' % (name + method, name, method, name + method, name + method)
        for name in ("flat", "pixel", "gray") for method in ("fast", "refine"))
        + '(gimp-item-set-visible layer FALSE) (define other (load-image "gray.png"))'
          '(define hidden (vector-ref (selected other) 0)) (gimp-item-set-visible hidden FALSE)'
          '(define style-of-other (car (plug-in-style-transfer #:image image #:drawables (vector layer) #:style-layer hidden'
          ' #:method "fast"))) (gimp-item-set-name style-of-other "of-other")'
        + save("flatfast", "flatrefine", "pixelfast", "pixelrefine", "grayfast", "grayrefine", "style-of-other")
        + DELETE_ALL)
    pictures = {name: Raw(gimp.folder / (name + ".raw")).data
                for name in ("flatfast", "flatrefine", "pixelfast", "pixelrefine", "grayfast", "grayrefine", "of-other")}

    means = [sum(pictures["flatfast"][c::3]) / (64 * 48) for c in range(3)]
    expect(all(abs(mean - wanted) < 40 for mean, wanted in zip(means, (200, 40, 90))), "painted in %s" % means)
    gray = pictures["grayfast"]
    colored = [max(gray[i:i + 3]) - min(gray[i:i + 3]) for i in range(0, len(gray), 3)]
    expect(sum(colored) / len(colored) < 12, "a gray style gives colors of %.1f" % (sum(colored) / len(colored)))
    expect(pictures["of-other"] == pictures["grayfast"], "a hidden layer of another image is another style")
    outcome(STYLES, "one flat color", "the picture takes that color")
    outcome(STYLES, "a picture of one pixel", "painted, as with one flat color")
    outcome(STYLES, "gray, 16 bits", "a style like any other: the painting turns gray")
    outcome(STYLES, "a hidden layer of another image", "a style like any other")


if __name__ == "__main__":
    main([text_layer, link_and_vector_layers, groups, odd_places, odd_sizes, odd_styles])
