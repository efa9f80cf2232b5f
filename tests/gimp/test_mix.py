# SPDX-License-Identifier: GPL-3.0-or-later

"""Two styles in one painting: at the ends of the share only one style has an effect, between them
both; the levels say what is mixed; and mistakes are errors."""

import os

from harness import Picture, expect, main, painting, photo, write_png

STYLES = os.path.join(os.environ["SOURCE_ROOT"], "styles")
FIRST, SECOND = "mosaic", "etching"
OTHERS = ("layers", "dirty")


def open_photograph(gimp):
    gimp.environment["NST_STYLES"] = STYLES
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    write_png(gimp.folder / "style.png", 48, 40, 3, painting)
    return '(define image (load-image "in.png")) (define content (selected image))'


def call(arguments):
    return ('(car (plug-in-style-transfer #:image image #:drawables content #:method "fast"'
            " #:size 64 %s))" % arguments)


def paintings(gimp, calls, before="", after=""):
    """What the arguments in `calls` (a name for each) give, as lists of values by name."""
    result = gimp.ask(open_photograph(gimp) + before
                      + "".join('(save-layer %s "%s.png")' % (call(arguments), name)
                                for name, arguments in calls.items())
                      + after + "(gimp-image-delete image)")
    expect(result.code == 0, "exit code %d: %s" % (result.code, result.output))
    expect(not result.complaints(), "unclean: %s" % result.complaints())
    return {name: Picture(gimp.folder / (name + ".png")).flat() for name in calls}


def difference(one, other):
    return sum(abs(a - b) for a, b in zip(one, other)) / len(one)


def mixed(first, second, more):
    return '#:style "%s" #:second-style "%s" %s' % (first, second, more)


def from_one_to_the_other(gimp):
    seen = paintings(gimp, {
        "first": '#:style "%s"' % FIRST,
        "second": '#:style "%s"' % SECOND,
        "none": mixed(FIRST, SECOND, "#:second-share 0"),
        "half": mixed(FIRST, SECOND, "#:second-share 0.5"),
        "whole": mixed(FIRST, SECOND, "#:second-share 1"),
        "away": mixed(FIRST, SECOND, "#:second-share -0.3"),
        "turned": mixed(SECOND, FIRST, "#:second-share 0.5"),
    })
    apart = difference(seen["first"], seen["second"])

    expect(apart > 10, "the two styles hardly differ: %g" % apart)
    expect(seen["none"] == seen["first"], "a share of 0 is not the first style alone")
    expect(seen["whole"] == seen["second"], "a share of 1 is not the second style alone")
    for name in ("first", "second"):
        expect(difference(seen["half"], seen[name]) > 0.1 * apart, "half is the %s style" % name)
    expect(difference(seen["half"], seen["turned"]) < 0.05 * apart, "half and half has an order")
    expect(difference(seen["away"], seen["second"]) > apart, "below 0 does not lead away")


def levels(gimp):
    """Coarse and fine are parts of all, and what is not mixed stays the first style's."""
    seen = paintings(gimp, {
        name: mixed(FIRST, SECOND, '#:second-share 1 #:second-levels "%s"' % name)
        for name in ("all", "coarse", "fine")
    } | {
        "fine-of-first": mixed(SECOND, FIRST, '#:second-share 1 #:second-levels "fine"')
    })

    expect(len({tuple(values) for values in seen.values()}) == 3, "the levels make no difference")
    expect(difference(seen["coarse"], seen["fine-of-first"]) == 0,
           "the one's forms with the other's brushwork depend on which comes first")


def a_picture_as_second_style(gimp):
    seen = paintings(gimp, {
        "second": '#:style-file "style.png"',
        "path": mixed(FIRST, gimp.folder / "style.png", "#:second-share 1"),
        "relative": mixed(FIRST, "style.png", "#:second-share 1"),
    })
    expect(seen["path"] == seen["relative"] == seen["second"], "a picture is another style there")


def a_layer_as_second_style(gimp):
    """Of another image."""
    seen = paintings(gimp, {
        "file": mixed(FIRST, "style.png", "#:second-share 0.5"),
        "layer": '#:style "%s" #:second-layer (vector-ref (selected other) 0) #:second-share 0.5' % FIRST,
    }, '(define other (load-image "style.png"))', "(gimp-image-delete other)")
    expect(seen["layer"] == seen["file"], "a layer is another style there than its file")


MISTAKES = {
    "two second styles": ('#:second-style "%s" #:second-layer (vector-ref content 0)' % SECOND,
                          ["second-style", "second-layer"]),
    "unknown second style": ('#:second-style "oils"', ["oils"]),
    "missing file": ('#:second-style "nets/absent.png"', ["absent.png"]),
    "share without a second style": ("#:second-share 0.5", ["second-style"]),
    "share out of range": ('#:second-style "%s" #:second-share 1.5' % SECOND, ["1.5", "range"]),
    "unknown levels": ('#:second-style "%s" #:second-levels "deep"' % SECOND,
                       ["deep", "coarse", "fine"]),
}


def mistakes(gimp):
    for name, (arguments, words) in MISTAKES.items():
        result = gimp.run(open_photograph(gimp) + "(gimp-image-clean-all image)"
                          + "(attempt image (lambda () %s))"
                          % call('#:style "%s" %s' % (FIRST, arguments)))
        sentence = result.report.get("outcome", result.output)
        expect(result.code != 0 and "failed" in sentence, name + " is let pass")
        for word in words:
            expect(word in sentence, "%s: \"%s\" is not in: %s" % (name, word, sentence))
        expect([result.report[key] for key in OTHERS] == ["1", "0"], name + ": the image changed")


if __name__ == "__main__":
    main([from_one_to_the_other, levels, a_picture_as_second_style, a_layer_as_second_style, mistakes])
