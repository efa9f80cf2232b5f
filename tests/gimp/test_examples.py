# SPDX-License-Identifier: GPL-3.0-or-later

"""What the manual prints is true: its examples run as printed, its table is the plug-in's."""

import os
import pathlib
import re
import subprocess

from harness import expect, main, painting, photo, write_png

ROOT = pathlib.Path(os.environ["SOURCE_ROOT"])
MANUAL = ROOT / "docs" / "batch.md"


def examples(name):
    """The examples called `name` in the manual and the README: each printed once at most."""
    pattern = re.compile(r"<!-- tested: %s -->\n+```\w*\n(.*?)```" % re.escape(name), re.S)
    found = [(path.name, text) for path in (ROOT / "README.md", MANUAL) if path.exists()
             for text in pattern.findall(path.read_text())]
    expect(any(file == MANUAL.name for file, _ in found), "the manual has no example " + name)
    return found


def write_photographs(gimp):
    """The files that the examples speak of."""
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    write_png(gimp.folder / "style.png", 40, 40, 3, painting)
    (gimp.folder / "photos").mkdir(exist_ok=True)
    jpegs = {"in.jpg": "in.png", "style.jpg": "style.png", "photos/a.jpg": "in.png",
             "photos/two words.jpg": "style.png"}
    result = gimp.run("".join(
        '(define image (load-image "%s"))'
        '(gimp-file-save RUN-NONINTERACTIVE image "%s") (gimp-image-delete image)' % (source, jpeg)
        for jpeg, source in jpegs.items()))
    expect(result.code == 0, result.output)


def run_example(gimp, name, outputs):
    for file, text in examples(name):
        for output in outputs:
            (gimp.folder / output).unlink(missing_ok=True)
        result = gimp.shell(text)

        expect(result.code == 0, "%s: exit code %d: %s" % (file, result.code, result.output))
        expect(not result.complaints(), "%s: %s" % (file, result.complaints()))
        for output in outputs:
            expect((gimp.folder / output).exists(), "%s: no %s" % (file, output))


def one_line(gimp):
    write_photographs(gimp)
    run_example(gimp, "one-line", ["out.jpg"])
    result = gimp.run('(define one (load-image "in.jpg")) (define two (load-image "out.jpg"))'
                      '(report "width" (car (gimp-image-get-width two)))'
                      '(report "same" (equal?'
                      ' (gimp-drawable-histogram (vector-ref (selected one) 0) 0 0 1)'
                      ' (gimp-drawable-histogram (vector-ref (selected two) 0) 0 0 1)))'
                      '(gimp-image-delete one) (gimp-image-delete two)')
    expect(result.report.get("width") == "64", "another size: %s" % result.output)
    expect(result.report.get("same") == "#f", "nothing was painted")


def folder(gimp):
    write_photographs(gimp)
    run_example(gimp, "folder", ["painted/a.jpg", "painted/two words.jpg"])


def mix(gimp):
    write_photographs(gimp)
    gimp.environment["NST_STYLES"] = str(ROOT / "styles")
    run_example(gimp, "mix", ["mixed.jpg"])


def regions(gimp):
    write_photographs(gimp)
    gimp.environment["NST_STYLES"] = str(ROOT / "styles")
    run_example(gimp, "regions", ["guided.jpg"])


def animation(gimp):
    """Three frames, as a GIF stores them: the second and third are but what changes."""
    for i in range(3):
        write_png(gimp.folder / ("%d.png" % i), 64, 48, 3, lambda x, y: (
            255 if (x - 10 - 8 * i) ** 2 + (y - 24) ** 2 < 60 else 20, 60 + 3 * y % 90, 4 * x % 256))
    gimp.environment["NST_STYLES"] = str(ROOT / "styles")
    result = gimp.run('(define image (load-image "0.png"))'
                      '(define (add name) (gimp-image-insert-layer image'
                      ' (car (gimp-file-load-layer RUN-NONINTERACTIVE image name)) -1 0))'
                      '(add "1.png") (add "2.png")'
                      '(for-each (lambda (layer) (gimp-item-set-name layer "shot (120ms)"))'
                      ' (vector->list (car (gimp-image-get-layers image))))'
                      '(gimp-image-convert-indexed image CONVERT-DITHER-NONE'
                      ' CONVERT-PALETTE-GENERATE 255 FALSE FALSE "")'
                      '(define small (car (plug-in-animationoptimize #:run-mode RUN-NONINTERACTIVE'
                      ' #:image image #:drawables (selected image))))'
                      '(file-gif-export #:run-mode RUN-NONINTERACTIVE #:image small'
                      ' #:file "in.gif" #:as-animation TRUE)'
                      '(gimp-image-delete small) (gimp-image-delete image)')
    expect(result.code == 0, result.output)
    run_example(gimp, "animation", ["painted.gif"])
    result = gimp.run('(define image (load-image "painted.gif"))'
                      '(report "names" (map (lambda (layer) (car (gimp-item-get-name layer)))'
                      ' (vector->list (car (gimp-image-get-layers image)))))'
                      '(gimp-image-delete image)')
    names = result.report.get("names", "")
    expect(names.count("120ms") == 3, "the painted frames are %s" % names)


def table_of_arguments(gimp):
    printed = re.search(r"<!-- arguments: begin -->\n(.*)<!-- arguments: end -->",
                        MANUAL.read_text(), re.S)
    true = subprocess.run([os.environ["PRINT_ARGUMENTS"]], capture_output=True, text=True,
                          check=True).stdout
    expect(printed and printed.group(1) == true,
           "docs/batch.md is behind the table of parameters; between its marks belongs:\n" + true)


def every_argument_by_name(gimp):
    """The names that scripts depend on, in the order of their positions.  New ones come after."""
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    write_png(gimp.folder / "style.png", 40, 40, 3, painting)
    names = ("run-mode image drawables style-layer style-file method strength content-weight "
             "style-weight smoothness style-scale iterations size keep-colors seed network").split()
    result = gimp.run(
        '(define image (load-image "in.png"))'
        '(define painted (car (plug-in-style-transfer #:run-mode RUN-NONINTERACTIVE #:image image'
        ' #:drawables (selected image) #:style-layer -1 #:style-file "style.png" #:method "refine"'
        ' #:strength 0.9 #:content-weight 2 #:style-weight 0.5 #:smoothness 3 #:style-scale 1.5'
        ' #:iterations 2 #:size 48 #:keep-colors TRUE #:seed 7 #:network "codec")))'
        '(report "painted" (car (gimp-item-id-is-layer painted)))'
        '(plug-in-style-transfer RUN-NONINTERACTIVE image (vector painted) -1 "style.png" "refine"'
        ' 0.9 2 0.5 3 1.5 2 48 TRUE 7 "codec" "adam" "gram")'
        '(report "layers" (layer-count image)) (gimp-image-delete image)')
    table = re.findall(r"^\| `([a-z-]+)` \|", MANUAL.read_text(), re.M)

    expect(result.code == 0, result.output)
    expect(result.report["painted"] == "1", "no layer came back")
    expect(result.report["layers"] == "3", "the positions do not fit")
    expect(table[:len(names)] == names, "the manual's table has %s" % table)


if __name__ == "__main__":
    main([table_of_arguments, every_argument_by_name, one_line, folder, mix, regions, animation])
