# SPDX-License-Identifier: GPL-3.0-or-later

"""Mistakes in a call: an error that names them, an exit code other than 0,
and an unchanged image."""

import os
import re

from harness import expect, main, outcome, painting, photo, untried, write_png

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
    "style file that may not be read": ('#:style-file "closed.png"', "(vector content)", ["closed.png"]),
    "damaged style file": ('#:style-file "damaged.safetensors"', "(vector content)", ["damaged.safetensors"]),
    "unknown style": ('#:style "absent"', "(vector content)", ["absent"]),
    "unknown method": (STYLE + ' #:method "oils"', "(vector content)", ["oils", "refine"]),
    "unknown network": (STYLE + ' #:network "vgg99"', "(vector content)", ["vgg99", "codec"]),
    "missing network": (STYLE + ' #:network "nets/absent.safetensors"', "(vector content)",
                        ["absent.safetensors"]),
    "strength out of range": (STYLE + " #:strength 1.5", "(vector content)", ["1.5", "range"]),
    "no drawable": (STYLE, "(vector)", ["layer"]),
    "a layer and one that is not in the image": (
        STYLE, "(vector content (car (gimp-layer-copy content)))", ["image"]),
    "a layer and a mask": (STYLE, "(vector content mask)", ["mask", "layer"]),
    "a mask as drawable": (STYLE, "(vector mask)", ["mask", "layer"]),
    "a channel as drawable": (STYLE, "(vector channel)", ["signs", "layer"]),
    "a selection beside the layer": (STYLE, "(begin (gimp-image-select-rectangle image "
                                     "CHANNEL-OP-REPLACE 60 40 4 4) (gimp-image-clean-all image) "
                                     "(vector small))", ["selection", "small"]),
    "floating selection": (STYLE, "(let ((floating (begin (gimp-edit-copy (vector content))"
                                  " (vector-ref (car (gimp-edit-paste content TRUE)) 0))))"
                                  " (gimp-image-clean-all image) (vector floating))",
                           ["floating", "anchor"]),
    "image with indexed colors": (STYLE, '(begin (set! image (load-image "in.png")) (gimp-image-convert-indexed image'
                                  ' CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 8 FALSE FALSE "")'
                                  ' (gimp-image-clean-all image) (selected image))', ["indexed", "RGB"]),
    "layer of another image": (STYLE, '(begin (set! image (load-image "in.png"))'
                               ' (gimp-image-clean-all image) (vector content))', ["image", "layer"]),
    "empty group": (STYLE, '(let ((group (car (gimp-group-layer-new image "group")))) (gimp-image-insert-layer image'
                           " group -1 0) (gimp-image-clean-all image) (vector group))", ["group", "transparent"]),
    "layer whose mask hides everything": (
        STYLE, "(begin (gimp-layer-add-mask small (car (gimp-layer-create-mask small ADD-MASK-BLACK)))"
               " (gimp-drawable-fill small FILL-WHITE) (gimp-image-clean-all image) (vector small))",
        ["small", "mask", "hides"]),
    "selection where the layer is transparent": (
        STYLE, "(begin (gimp-drawable-fill small FILL-WHITE)"
               " (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 4 4) (gimp-drawable-edit-clear small)"
               " (gimp-image-clean-all image) (vector small))", ["small", "selected", "transparent"]),
    "layer that is completely transparent": (STYLE, "(vector small)", ["small", "transparent"]),
    "repeat where nothing was done before": ("#:run-mode RUN-WITH-LAST-VALS", "(vector content)",
                                             ["Filters", "Style Transfer"]),
}
# Of images that have another number of layers than the one that is opened for all.
LAYERS = {"image with indexed colors": "1", "layer of another image": "1", "floating selection": "3",
          "empty group": "3"}

# Root may read everything.
UNTRIED = {"style file that may not be read"} if os.getuid() == 0 else set()


def write_pictures(gimp):
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    write_png(gimp.folder / "style.png", 40, 40, 3, painting)
    write_png(gimp.folder / "nothing.png", 40, 40, 4, lambda x, y: painting(x, y) + (0,))
    (gimp.folder / "closed.png").unlink(missing_ok=True)
    write_png(gimp.folder / "closed.png", 8, 8, 3, painting)
    (gimp.folder / "closed.png").chmod(0)
    (gimp.folder / "damaged.safetensors").write_bytes(b"\xff" * 100)
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


def check(name, sentence, words):
    expect("failed" in sentence, "%s: no error: %s" % (name, sentence))
    for word in words:
        expect(word in sentence, "%s: \"%s\" is not in: %s" % (name, word, sentence))


def said(gimp, sentence):
    """What of GIMP's report of an error is the plug-in's own, or GIMP's where it did not come so far;
    without what differs between two runs or two versions of GIMP."""
    own = re.search(r"plug-in-style-transfer failed(?: on invalid input arguments)?: (.*)\)$", sentence)
    words = own.group(1) if own else re.sub(r"^\(failed (Error: )?|\)$", "", sentence)
    words = re.sub(r" \(script\.scm : \d+\)\s*$", "", words.replace(str(gimp.folder) + "/", ""))
    return re.sub(r" \((?:Error while|Could not open) [^)]*\)", " (GIMP's reason)", words)


def every_mistake(gimp):
    """All in one GIMP; a plug-in that crashed would say so instead of its sentence."""
    write_pictures(gimp)
    script = ""
    for name, (arguments, drawables, _) in MISTAKES.items():
        if name in UNTRIED:
            continue
        script += (OPEN + "(define drawables %s)" % drawables
                   + '(report "%s" (catch-error (lambda () (plug-in-style-transfer #:image image'
                     ' #:drawables drawables %s))))' % (name, arguments)
                   + '(report "%s: layers" (layer-count image))'
                     '(report "%s: dirty" (car (gimp-image-is-dirty image)))' % (name, name)
                   + '(for-each gimp-image-delete (vector->list (car (gimp-get-images))))')
    result = gimp.run(script)

    expect(result.code == 0, "GIMP stopped: " + result.output)
    expect(not result.complaints(), "unclean: %s" % result.complaints())
    for name, (_, _, words) in MISTAKES.items():
        if name in UNTRIED:
            untried("Mistakes in a call", name)
            continue
        sentence = result.report[name]
        check(name, sentence, words)
        expect(result.report[name + ": layers"] == LAYERS.get(name, "2"), name + ": another number of layers")
        expect(result.report[name + ": dirty"] == "0", name + ": the image changed")
        outcome("Mistakes in a call", name, said(gimp, sentence))


def exit_code(gimp):
    """A script that does not care for errors ends with one, and says it."""
    write_pictures(gimp)
    result = gimp.run(OPEN + '(attempt image (lambda () (plug-in-style-transfer #:image image'
                      ' #:drawables (vector content))))')

    expect(result.code == 70, "exit code %d" % result.code)
    check("no style", result.report["outcome"], ["style-layer"])
    expect("style-layer" in result.output, "not printed: " + result.output)


if __name__ == "__main__":
    main([every_mistake, exit_code])
