# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that can be wrong with a call: a sentence that names it, an exit code that is not 0,
and an image that has not changed."""

from harness import expect, main, painting, photo, write_png

STYLE = '#:style-file "style.png"'

# name: (arguments beside image and drawables, drawables, what the sentence must contain)
MISTAKES = {
    "no style": ("", "(vector content)", ["style-layer", "style-file"]),
    "two styles": (STYLE + " #:style-layer content", "(vector content)",
                   ["style-layer", "style-file", "one of them"]),
    "missing style file": ('#:style-file "absent.png"', "(vector content)", ["absent.png"]),
    "folder as style": ('#:style-file "folder"', "(vector content)", ["folder"]),
    "style that is no picture": ('#:style-file "words.png"', "(vector content)", ["words.png"]),
    "transparent style": ('#:style-file "nothing.png"', "(vector content)",
                          ["nothing.png", "transparent"]),
    "unknown method": (STYLE + ' #:method "oils"', "(vector content)", ["oils", "refine"]),
    "unknown network": (STYLE + ' #:network "vgg99"', "(vector content)", ["vgg99", "codec"]),
    "missing network": (STYLE + ' #:network "nets/absent.safetensors"', "(vector content)",
                        ["absent.safetensors"]),
    "strength out of range": (STYLE + " #:strength 1.5", "(vector content)", ["1.5", "range"]),
    "no drawable": (STYLE, "(vector)", ["no layer", "select"]),
    "a layer and one that is not in the image": (
        STYLE, "(vector content (car (gimp-layer-copy content)))", ["not in the given image"]),
    "a layer and a mask": (STYLE, "(vector content mask)", ["mask", "layer"]),
    "a mask as drawable": (STYLE, "(vector mask)", ["mask", "layer"]),
    "a channel as drawable": (STYLE, "(vector channel)", ["signs", "layer"]),
    "a selection beside the layer": (STYLE, "(begin (gimp-image-select-rectangle image "
                                     "CHANNEL-OP-REPLACE 60 40 4 4) (gimp-image-clean-all image) "
                                     "(vector small))", ["selection", "small"]),
}


def write_pictures(gimp):
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    write_png(gimp.folder / "style.png", 40, 40, 3, painting)
    write_png(gimp.folder / "nothing.png", 40, 40, 4, lambda x, y: painting(x, y) + (0,))
    (gimp.folder / "words.png").write_text("This is no picture.\n")
    (gimp.folder / "folder").mkdir(exist_ok=True)


OPEN = ('(define image (load-image "in.png"))'
        '(define content (vector-ref (selected image) 0))'
        '(define mask (car (gimp-layer-create-mask content ADD-MASK-WHITE)))'
        '(gimp-layer-add-mask content mask)'
        '(define channel (car (gimp-channel-new image "signs" 64 48 50.0 "black")))'
        '(gimp-image-insert-channel image channel -1 0)'
        '(define small (car (gimp-layer-new image "small" 8 8 RGBA-IMAGE 100 LAYER-MODE-NORMAL)))'
        '(gimp-image-insert-layer image small -1 1)'
        '(gimp-image-set-selected-layers image (vector content))'
        '(gimp-image-clean-all image)')


def check(gimp, name, script, words, layers="2"):
    result = gimp.run(script)
    sentence = result.report.get("outcome", result.output)

    expect(result.code != 0, "%s: exit code 0" % name)
    expect("failed" in sentence, "%s: %s" % (name, result.output))
    for word in words:
        expect(word in sentence, "%s: \"%s\" is not in: %s" % (name, word, sentence))
    expect(sentence in result.output or words[0] in result.output, "%s: not printed" % name)
    expect(result.report["layers"] == layers, "%s: another number of layers" % name)
    expect(result.report["dirty"] == "0", "%s: the image changed" % name)
    expect(not result.complaints(), "%s: unclean: %s" % (name, result.complaints()))


def case(name):
    arguments, drawables, words = MISTAKES[name]

    def run(gimp):
        write_pictures(gimp)
        check(gimp, name, OPEN + "(define drawables %s)" % drawables
              + "(attempt image (lambda () (plug-in-style-transfer #:image image"
                " #:drawables drawables %s)))" % arguments, words)
    run.__name__ = name.replace(" ", "_")
    return run


def indexed_image(gimp):
    write_pictures(gimp)
    check(gimp, "indexed image", '(define image (load-image "in.png"))'
          '(gimp-image-convert-indexed image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 8'
          ' FALSE FALSE "") (gimp-image-clean-all image)'
          '(attempt image (lambda () (plug-in-style-transfer #:image image'
          ' #:drawables (selected image) %s)))' % STYLE, ["indexed", "RGB"], layers="1")


def layer_of_another_image(gimp):
    write_pictures(gimp)
    check(gimp, "layer of another image", '(define image (load-image "in.png"))'
          '(define other (load-image "in.png")) (define drawables (selected other))'
          '(gimp-image-clean-all image)'
          '(attempt image (lambda () (plug-in-style-transfer #:image image'
          ' #:drawables drawables %s)))' % STYLE, ["image", "layer"], layers="1")


def repeat_without_a_style(gimp):
    """Repeating where nothing is left to repeat with says what is missing."""
    write_pictures(gimp)
    check(gimp, "repeat", '(define image (load-image "in.png")) (gimp-image-clean-all image)'
          '(attempt image (lambda () (plug-in-style-transfer #:run-mode RUN-WITH-LAST-VALS'
          ' #:image image #:drawables (selected image))))', ["last run", "choose"], layers="1")


if __name__ == "__main__":
    main([case(name) for name in MISTAKES]
         + [indexed_image, layer_of_another_image, repeat_without_a_style])
