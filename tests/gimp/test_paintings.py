# SPDX-License-Identifier: GPL-3.0-or-later

"""The layer of a painting: its name, opacity and mode; its record, also in a file; and its
place: above the content layer, in place of it, or in a new image."""

import exif
from harness import expect, main, outcome, painting, photo, write_png
from raw import DELETE_ALL, Raw, paint, run, save

SECTION = "Paintings"
WIDTH, HEIGHT = 64, 48
OPEN = ('(define image (load-image "in.png")) (define layer (vector-ref (selected image) 0))'
        '(gimp-item-set-name layer "photo")')


def open_image(gimp):
    write_png(gimp.folder / "in.png", WIDTH, HEIGHT, 3, photo)
    return OPEN


def call(name, layer, more):
    """Scheme that binds `name` to a painting, which keeps its own name."""
    return ('(define %s (car (plug-in-style-transfer #:image (car (gimp-item-get-image %s)) #:drawables (vector %s)'
            ' #:style-file "style.png" #:method "fast" %s)))' % (name, layer, layer, more))


def looks(layer):
    """Scheme for a list of how a layer is shown."""
    return "(list " + " ".join("(car (gimp-layer-get-%s %s))" % (name, layer)
                               for name in ("opacity", "mode", "blend-space", "composite-mode")) + ")"


def name_opacity_and_mode(gimp):
    """They follow the layer; one that passes through a group is normal."""
    report = run(gimp, open_image(gimp)
        + '(gimp-layer-set-opacity layer 40) (gimp-layer-set-mode layer LAYER-MODE-MULTIPLY)'
        '(gimp-layer-set-blend-space layer LAYER-COLOR-SPACE-RGB-LINEAR)'
        + call("first", "layer", "") + '(report "name" (car (gimp-item-get-name first)))'
        + '(report "looks" (equal? %s %s)) (report "opacity" (car (gimp-layer-get-opacity first)))' % (looks("layer"), looks("first"))
        + call("named", "layer", '#:second-style "style.png" #:second-share 0.5 #:frames FALSE')
        + '(report "named" (car (gimp-item-get-name named)))' + call("again", "first", "")
        + '(report "again" (car (gimp-item-get-name again)))'
          '(define group (car (gimp-group-layer-new image "group"))) (gimp-image-insert-layer image group -1 0)'
          '(gimp-image-reorder-item image layer group 0) (gimp-layer-set-mode group LAYER-MODE-PASS-THROUGH)'
        + call("grouped", "group", "") + '(report "grouped" (= (car (gimp-layer-get-mode grouped)) LAYER-MODE-NORMAL))'
        + DELETE_ALL)

    expect(report["name"] == "photo - style", "it is called " + report["name"])
    expect(report["named"] == "photo - style, style", "with two styles it is called " + report["named"])
    expect(report["again"].startswith("photo - style"), "a painting of a painting is called " + report["again"])
    expect(report["looks"] == "#t" and abs(float(report["opacity"]) - 40.0) < 0.1, "another mode or opacity")
    expect(report["grouped"] == "#t", "the painting of a group is not normal")
    outcome(SECTION, "a layer with an opacity and a mode", "the new layer has the same, and is called by the layer and the style")


def remembers(gimp):
    """A week later, from its file: the photograph is painted again, for who asks for that, and for Repeat; in another image,
    or without its photograph, a painting is a layer like any other."""
    again = '#:repaint "photograph" #:size 40'
    report = run(gimp, open_image(gimp) + call("plain", "layer", "#:size 40") + call("first", "layer", "#:size 24")
        + '(report "clean" (begin (gimp-image-clean-all image) (gimp-item-get-parasite first "style-transfer-painting")'
          ' (car (gimp-image-is-dirty image))))'
        + call("of-painting", "first", "#:size 40") + call("of-photo", "first", again)
        + '(define (name! layer name) (gimp-item-set-name layer name) layer)'
          '(name! plain "plain") (name! of-painting "of-painting") (name! of-photo "of-photo") (name! first "first")'
        + save("plain", "of-painting", "of-photo")
        + '(gimp-file-save RUN-NONINTERACTIVE image "saved.xcf") (gimp-image-delete image)'
          '(set! image (load-image "saved.xcf")) (define (named name) (car (gimp-image-get-layer-by-name image name)))'
        + call("loaded", '(named "first")', again)
        + '(define twin (car (gimp-image-duplicate image)))'
        + call("copy", '(car (gimp-image-get-layer-by-name twin "first"))', again)
        + call("repeated", '(named "first")', "#:run-mode RUN-WITH-LAST-VALS #:size 40")
        + '(define other (car (gimp-image-new 64 48 RGB)))'
          '(define foreign (car (gimp-layer-new-from-drawable (named "first") other)))'
          '(gimp-image-insert-layer other foreign -1 0)' + call("elsewhere", "foreign", again)
        + '(gimp-image-remove-layer image (named "photo"))' + call("orphan", '(named "first")', again)
        + "".join('(name! %s "%s")' % (name, name) for name in ("loaded", "copy", "repeated", "elsewhere", "orphan"))
        + save("loaded", "copy", "repeated", "elsewhere", "orphan") + DELETE_ALL)
    pixels = {name: Raw(gimp.folder / (name + ".raw")).data for name in
              ("plain", "of-painting", "of-photo", "loaded", "copy", "repeated", "elsewhere", "orphan")}

    expect(report["clean"] == "0", "to look at a painting changes the image")
    expect(pixels["of-painting"] != pixels["plain"], "a script paints the photograph without being asked")
    for name in ("of-photo", "loaded", "copy", "repeated"):
        expect(pixels[name] == pixels["plain"], name + " is no painting of the photograph")
    for name in ("elsewhere", "orphan"):
        expect(pixels[name] == pixels["of-painting"], name + " is no painting of the painting")
    outcome(SECTION, "a painting, from an XCF file, too, painted again by Repeat, or a script that asks for it",
            "its photograph is painted, where that is still in the image; else the painting itself")


def into_its_place(gimp):
    """The pixels of the layer, within the selection and without what is protected, in one step of undo."""
    report = run(gimp, open_image(gimp) + '(gimp-image-undo-enable image)'
        '(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 8 48) (define kept (car (gimp-selection-save image)))'
        '(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 40 48)'
        + call("above", "layer", '#:protect kept') + '(gimp-item-set-name above "above") (report "count" (layer-count image))'
        + call("same", "layer", '#:protect kept #:output "replace"')
        + '(report "same" (= same layer)) (report "replaced" (layer-count image))'
          '(define first-name (car (gimp-item-get-name layer))) (report "name" first-name)'
        + save("above", "layer") + '(gimp-selection-none image)'
        + call("second", "layer", "#:size 40") + '(gimp-layer-set-opacity second 70)'
        + call("third", "second", '#:size 30 #:repaint "photograph" #:output "replace"')
        + '(report "painting" (list (layer-count image) (car (gimp-layer-get-opacity third))'
          ' (car (gimp-item-id-is-valid second))))' + DELETE_ALL)
    above, layer = (Raw(gimp.folder / (name + ".raw")) for name in ("above", "photo"))

    expect(report["count"] == "2" and report["replaced"] == "2" and report["same"] == "#t", "there is a new layer")
    expect(report["name"] == "photo", "the layer has got another name")
    for y in range(HEIGHT):
        for x in range(WIDTH):
            wanted = above.pixel(x, y)[:3] if 8 <= x < 40 else bytes(photo(x, y))
            expect(layer.pixel(x, y)[:3] == wanted, "at %d, %d is another pixel" % (x, y))
    expect(report["painting"].startswith("(3 70") and report["painting"].endswith(" 0)"),
           "the painting was not replaced: " + report["painting"])
    outcome(SECTION, "output replace", "the layer has the new pixels where it is selected and not protected; of a painting,"
            " the layer is replaced")


def into_a_new_image(gimp):
    """All of the picture, with the painting in it; the old image stays as it was."""
    report = run(gimp, open_image(gimp) + '(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 0 44 48)'
        + call("above", "layer", "") + '(gimp-item-set-name above "above") (gimp-image-remove-layer image above)'
        + '(gimp-image-clean-all image)' + call("new", "layer", '#:output "image"')
        + '(report "name" (car (gimp-item-get-name new))) (gimp-item-set-name new "new")'
        + '(report "old" (list (layer-count image) (car (gimp-image-is-dirty image))))'
          '(define home (car (gimp-item-get-image new)))'
          '(report "new" (list (= home image) (layer-count home) (car (gimp-image-get-width home))))'
        + call("plain", "layer", "") + '(gimp-item-set-name plain "plain")' + save("new", "plain") + DELETE_ALL)
    new, plain = (Raw(gimp.folder / (name + ".raw")) for name in ("new", "plain"))

    expect(report["old"] == "(1 0)", "the old image has changed: " + report["old"])
    expect(report["name"] == "photo - style", "in the new image it is called " + report["name"])
    expect(report["new"] == "(#f 1 64)", "the new image is " + report["new"])
    for y in range(HEIGHT):
        for x in range(WIDTH):
            wanted = plain.pixel(x, y)[:3] if x >= 20 else bytes(photo(x, y))
            expect(new.pixel(x, y)[:3] == wanted, "at %d, %d is another pixel" % (x, y))
    outcome(SECTION, "output image", "a new image has the picture with what is selected painted; the old one stays as it was")


def what_files_say(gimp):
    """Each painting is a line in the history of the picture, after those that are there; the rest of the metadata stays."""
    run(gimp, open_image(gimp) + '(gimp-file-save RUN-NONINTERACTIVE image "plain.jpg")' + DELETE_ALL)
    exif.add_exif(gimp.folder / "plain.jpg", gimp.folder / "camera.jpg", 1)
    export = '(file-%s-export #:image image #:file "told.%s" #:include-exif TRUE #:include-xmp TRUE)'
    run(gimp, OPEN.replace("in.png", "camera.jpg") + call("first", "layer", "") + call("second", "layer", "#:size 40 #:strength 0.5")
        + export % ("png", "png") + "(gimp-image-flatten image)" + export % ("jpeg", "jpg") + DELETE_ALL)
    for name in ("told.jpg", "told.png"):
        told = (gimp.folder / name).read_bytes()
        first, second = told.find(b"Style Transfer for GIMP: photo - style ("), told.find(b"#:strength 0.5 #:size 40)")
        expect(0 <= first < second, name + " says nothing of a painting")
        expect(str(gimp.folder).encode() not in told, name + " has a path of the user's")
    expect(exif.MAKER in (gimp.folder / "told.jpg").read_bytes(), "the camera is gone")
    outcome(SECTION, "an image with paintings, exported with its metadata",
            "its history (Xmp.photoshop.History) has a line for each painting: its name and its settings; the rest stays")


def what_cannot_be_replaced(gimp):
    """Each is refused with its reason, before anything is painted; as is another word."""
    for prepare, layer, words in (
            ('(define group (car (gimp-group-layer-new image "group"))) (gimp-image-insert-layer image group -1 0)'
             '(gimp-image-reorder-item image layer group 0)', "group", ("group", "is a group")),
            ('(gimp-drawable-append-new-filter layer "gegl:invert-gamma" "invert" LAYER-MODE-REPLACE 1.0)', "layer",
             ("photo", "has filters")),
            ('(gimp-item-set-lock-content layer TRUE)', "layer", ("photo", "is locked"))):
        result = gimp.run(open_image(gimp) + prepare + '(attempt image (lambda () (plug-in-style-transfer #:image image'
                          ' #:drawables (vector %s) #:style-file "style.png" #:method "fast" #:output "replace")))' % layer)
        expect(result.code != 0 and all(word in result.report["outcome"] for word in words), result.report["outcome"])
    for name in ("output", "repaint"):
        result = gimp.run(open_image(gimp) + '(attempt image (lambda () (plug-in-style-transfer #:image image'
                          ' #:drawables (vector layer) #:style-file "style.png" #:%s "somewhere")))' % name)
        expect(result.code != 0 and all(word in result.report["outcome"] for word in (name, "somewhere")),
               result.report["outcome"])
    outcome(SECTION, "output replace of a group, of what is locked or has filters",
            'The layer “photo” has filters, and its pixels cannot be replaced: choose a new layer for the painting.')


if __name__ == "__main__":
    main([name_opacity_and_mode, remembers, into_its_place, into_a_new_image, what_files_say, what_cannot_be_replaced])
