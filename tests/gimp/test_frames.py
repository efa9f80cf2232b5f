# SPDX-License-Identifier: GPL-3.0-or-later

"""The layers of an animation are painted as its frames: in their order, each after the one before,
so that they flicker less; the results are next to each other and can be played; incomplete frames are errors."""

import os
import random

from harness import Picture, expect, main, outcome, photo, write_png

STYLES = os.path.join(os.environ["SOURCE_ROOT"], "styles")
FRAMES = 4
SECTION = "Animations"
NAMES = ["Frame %d (%d00ms) (replace)" % (i + 1, i + 1) for i in range(FRAMES)]


def write_frames(gimp):
    """A scene that stands still before a noisy camera."""
    gimp.environment["NST_STYLES"] = STYLES
    for i in range(FRAMES):
        noise = random.Random(i)

        def pixel(x, y):
            return tuple(min(255, max(0, value + round(noise.gauss(0, 3)))) for value in photo(x, y))

        write_png(gimp.folder / ("%d.png" % i), 64, 48, 3, pixel)


OPEN = ('(define image (load-image "0.png")) (define first (vector-ref (selected image) 0))'
        '(define (add i name) (let ((layer (car (gimp-file-load-layer RUN-NONINTERACTIVE image'
        ' (string-append (number->string i) ".png")))))'
        ' (gimp-image-insert-layer image layer -1 0) (gimp-item-set-name layer name) layer))'
        '(gimp-item-set-name first "%s")' % NAMES[0]
        + "".join('(define frame%d (add %d "%s"))' % (i, i, NAMES[i]) for i in range(1, FRAMES))
        + '(define frames (vector frame2 first frame3 frame1))'  # in no order
          '(define (place layer) (car (gimp-image-get-item-position image layer)))')


def call(more):
    return ('(cadr (plug-in-style-transfer #:image image #:drawables frames #:style "swirling-strokes"'
            ' #:method "fast" %s))' % more)


def run(gimp, script):
    result = gimp.ask(OPEN + script + "(gimp-image-delete image)")
    expect(result.code == 0, "exit code %d: %s" % (result.code, result.output))
    expect(not result.complaints(), "unclean: %s" % result.complaints())
    return result.report


def difference(one, other):
    return sum(abs(a - b) for a, b in zip(one, other)) / len(one)


def flicker(gimp, name):
    values = [Picture(gimp.folder / ("%s%d.png" % (name, i))).flat() for i in range(FRAMES)]
    return sum(difference(a, b) for a, b in zip(values, values[1:])) / (FRAMES - 1)


def save(layers, name):
    """In the order in which they are played: `frames` is not."""
    return "".join('(save-layer (vector-ref %s %d) "%s%d.png")' % (layers, at, name, i)
                   for i, at in enumerate([1, 3, 0, 2]))


def painted_in_order(gimp):
    write_frames(gimp)
    report = run(gimp, '(gimp-item-set-visible frame1 FALSE)'
                       '(define painted %s)' % call("#:frames TRUE")
                 + '(report "places" (map place (vector->list painted)))'
                   '(report "old places" (map place (vector->list frames)))'
                   '(report "names" (map (lambda (layer) (car (gimp-item-get-name layer)))'
                   ' (vector->list painted)))'
                   '(report "visible" (map (lambda (layer) (car (gimp-item-get-visible layer)))'
                   ' (vector->list painted)))'
                 + save("painted", "after")
                 + "(for-each (lambda (layer) (gimp-image-remove-layer image layer))"
                   " (vector->list painted))"
                   "(define alone %s)" % call("") + save("alone", "alone"))

    expect(report["places"] == "(1 3 0 2)", "the new layers lie at %s" % report["places"])
    expect(report["old places"] == "(5 7 4 6)", "the old layers lie at %s" % report["old places"])
    expect(report["visible"] == "(1 1 1 0)", "visible are %s" % report["visible"])
    for name in NAMES:
        expect(name in report["names"], "\"%s\" is not in: %s" % (name, report["names"]))
    after, alone = flicker(gimp, "after"), flicker(gimp, "alone")
    expect(5 * after < alone, "the frames flicker by %g, alone by %g" % (after, alone))
    expect(Picture(gimp.folder / "after0.png").flat() == Picture(gimp.folder / "alone0.png").flat(),
           "the first frame is no picture like any other")
    outcome(SECTION, "four frames of a scene before a noisy camera, given in no order",
            "painted in the order of play; the new ones lie together, with the frames' names; they flicker less than a fifth"
            " as much as when each is painted alone")


MISTAKES = {
    "of another size": ("(gimp-layer-resize frame2 32 48 0 0)", ["Frame 3", "size", "Unoptimize"]),
    "in another place": ("(gimp-layer-set-offsets frame2 3 0)", ["Frame 3", "position", "Unoptimize"]),
    "that is only what changes": ('(gimp-layer-add-alpha frame2) (gimp-item-set-name frame2 "Frame 3 (combine)")'
                          '(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 9 9)'
                          '(gimp-drawable-edit-clear frame2) (gimp-selection-none image)',
                          ["Frame 3", "Unoptimize"]),
    "in a group": ('(define group (car (gimp-group-layer-new image "group")))'
                   '(gimp-image-insert-layer image group -1 0)'
                   '(gimp-image-reorder-item image frame2 group 0)', ["Frame 3", "group"]),
}


def mistakes(gimp):
    write_frames(gimp)
    for name, (script, words) in MISTAKES.items():
        result = gimp.run(OPEN + script + "(gimp-image-clean-all image)"
                          + "(attempt image (lambda () %s))" % call("#:frames TRUE"))
        sentence = result.report.get("outcome", result.output)
        expect(result.code != 0 and "failed" in sentence, name + " is let pass")
        for word in words:
            expect(word in sentence, "%s: \"%s\" is not in: %s" % (name, word, sentence))
        expect(result.report["dirty"] == "0", name + ": the image changed")
        outcome(SECTION, "a frame " + name, "refused in a sentence that names it; the image has not changed")


def whole_frames_that_combine(gimp):
    """Without holes they are as good as those that replace; and a single layer is no animation."""
    write_frames(gimp)
    report = run(gimp, '(gimp-item-set-name frame2 "Frame 3 (combine)") (gimp-layer-add-alpha frame2)'
                       '(report "painted" (vector-length %s))' % call("#:frames TRUE")
                 + "(set! frames (vector frame1))"
                   '(report "one" (vector-length %s))' % call("#:frames TRUE"))
    expect((report["painted"], report["one"]) == (str(FRAMES), "1"), str(report))
    outcome(SECTION, "frames that combine with those below and have no holes", "painted")
    outcome(SECTION, "one layer alone", "painted as a picture")


if __name__ == "__main__":
    main([painted_in_order, mistakes, whole_frames_that_combine])
