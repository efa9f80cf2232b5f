# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of the manual run as printed, and its table is the plug-in's."""

import os
import pathlib
import re
import shutil
import subprocess

import exif
from harness import Picture, expect, main, painting, photo, write_png

ROOT = pathlib.Path(os.environ["SOURCE_ROOT"])
MANUAL = ROOT / "docs" / "batch.md"


def examples(name):
    """The examples called `name` in the manual and the README, each with the file it is printed in; what both print alike is
    one example."""
    pattern = re.compile(r"<!-- tested: %s -->\n+```\w*\n(.*?)```" % re.escape(name), re.S)
    found = [(path.name, text) for path in (ROOT / "README.md", MANUAL) if path.exists()
             for text in pattern.findall(path.read_text())]
    expect(any(file == MANUAL.name for file, _ in found), "the manual has no example " + name)
    return [(file, text) for text, file in {text: file for file, text in found}.items()]


def write_photographs(gimp):
    """The files that the examples speak of, as small as they can be told apart: what they do takes as long as ever."""
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    write_png(gimp.folder / "style.png", 40, 40, 3, painting)
    (gimp.folder / "photos").mkdir(exist_ok=True)
    result = gimp.ask("".join(
        '(define image (load-image "%s.png"))'
        '(gimp-file-save RUN-NONINTERACTIVE image "%s.jpg") (gimp-image-delete image)' % (name, name)
        for name in ("in", "style")))
    expect(result.code == 0, result.output)
    shutil.copy(gimp.folder / "in.jpg", gimp.folder / "photos" / "a.jpg")
    shutil.copy(gimp.folder / "style.jpg", gimp.folder / "photos" / "two words.jpg")


def run_example(gimp, name, outputs, code=0, words=()):
    """Runs it as printed, wherever it is; it must end with this exit code, print the words and leave the outputs."""
    for file, text in examples(name):
        for output in outputs:
            (gimp.folder / output).unlink(missing_ok=True)
        result = gimp.shell(text)

        expect(result.code == code, "%s: exit code %d: %s" % (file, result.code, result.output))
        expect(not result.complaints(), "%s: %s" % (file, result.complaints()))
        for word in words:
            expect(word in result.output, "%s: \"%s\" is not in: %s" % (file, word, result.output))
        for output in outputs:
            expect((gimp.folder / output).exists(), "%s: no %s" % (file, output))


def one_line(gimp):
    write_photographs(gimp)
    run_example(gimp, "one-line", ["out.jpg"])
    result = gimp.ask('(define one (load-image "in.jpg")) (define two (load-image "out.jpg"))'
                      '(report "width" (car (gimp-image-get-width two)))'
                      '(report "same" (equal?'
                      ' (gimp-drawable-histogram (vector-ref (selected one) 0) 0 0 1)'
                      ' (gimp-drawable-histogram (vector-ref (selected two) 0) 0 0 1)))'
                      '(gimp-image-delete one) (gimp-image-delete two)')
    expect(result.report.get("width") == "64", "another size: %s" % result.output)
    expect(result.report.get("same") == "#f", "nothing was painted")


def one_line_of_any_picture(gimp):
    """A photograph of a camera that was held upright, and a picture with a palette, whatever its name says."""
    write_photographs(gimp)
    shutil.copy(gimp.folder / "in.jpg", gimp.folder / "lying.jpg")
    exif.add_exif(gimp.folder / "lying.jpg", gimp.folder / "in.jpg", 6)
    run_example(gimp, "one-line", ["out.jpg"])
    expect(exif.size(gimp.folder / "out.jpg") == (48, 64), "the painting is on its side")

    result = gimp.ask('(define image (load-image "in.png")) (gimp-image-convert-indexed image CONVERT-DITHER-NONE'
                      ' CONVERT-PALETTE-GENERATE 16 FALSE FALSE "")'
                      '(gimp-file-save RUN-NONINTERACTIVE image "palette.png") (gimp-image-delete image)')
    expect(result.code == 0, result.output)
    shutil.copy(gimp.folder / "palette.png", gimp.folder / "in.jpg")
    run_example(gimp, "one-line", ["out.jpg"])


def folder(gimp):
    """All that there may be in a folder; what cannot be painted is named, the rest is there."""
    write_photographs(gimp)
    photos = gimp.folder / "photos"
    umlauts = 'a "quoted" nämé, it\'s.png'
    (photos / "below").mkdir(exist_ok=True)
    write_png(photos / "gray.png", 40, 30, 1, lambda x, y: (x * 1500 + y * 7,), 16)
    write_png(photos / umlauts, 40, 30, 3, photo)
    result = gimp.ask('(define image (load-image "in.png"))'
                      '(gimp-image-insert-layer image (car (gimp-layer-copy (vector-ref (selected image) 0))) -1 0)'
                      '(gimp-file-save RUN-NONINTERACTIVE image "photos/layers.xcf") (gimp-image-flatten image)'
                      '(gimp-image-convert-indexed image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 16 FALSE FALSE "")'
                      '(gimp-file-save RUN-NONINTERACTIVE image "photos/palette.gif") (gimp-image-delete image)')
    expect(result.code == 0, result.output)
    exif.add_exif(gimp.folder / "in.jpg", photos / "portrait.jpg", 6)
    shutil.copy(gimp.folder / "in.jpg", photos / "IMG_1.JPG")
    shutil.copy(gimp.folder / "in.jpg", photos / "below" / "b.jpeg")
    (photos / "empty.jpg").touch()
    outputs = ["painted/" + name for name in ("a.jpg", "two words.jpg", "portrait.jpg", "IMG_1.JPG", "palette.gif",
                                              "layers.xcf", "gray.png", umlauts, "below/b.jpeg")]

    run_example(gimp, "folder", outputs, 70, ["10 of 10: ", '1 of 10 pictures could not be painted: “empty.jpg”'])
    expect(exif.size(gimp.folder / "painted" / "portrait.jpg") == (48, 64), "the portrait is on its side")
    gray = Picture(gimp.folder / "painted" / "gray.png")
    expect((gray.channels, gray.depth) == (1, 16), "the gray picture has become another kind")
    for path in photos.rglob("*"):  # nothing fails, and one is enough to say so
        if not path.is_dir() and path.name != "a.jpg":
            path.unlink()
    shutil.rmtree(gimp.folder / "painted")
    run_example(gimp, "folder", ["painted/a.jpg"])


def files(gimp):
    write_photographs(gimp)
    run_example(gimp, "files", ["chosen/a.png", "chosen/two words.png"])


def table_for_folders(gimp):
    """The manual's table has the names that GIMP takes, and says of each what GIMP says."""
    printed = re.search(r"<!-- folder arguments: begin -->\n(.*)<!-- folder arguments: end -->", MANUAL.read_text(), re.S)
    rows = re.findall(r"^\| `([a-z-]+)` \|.*\| ([^|]*)\. \|$", printed.group(1), re.M)
    source = (ROOT / "plug-in" / "job" / "folder-arguments.c").read_text()
    names = re.findall(r'procedure, "([a-z-]+)"', source)
    texts = re.sub(r'"\s+"', "", source)

    expect(sorted(name for name, _ in rows) == sorted(set(names) - {"results"}), "the names are %s" % names)
    for name, meaning in rows[1:]:
        expect('"%s"' % meaning in texts, "%s is described otherwise: %s" % (name, meaning))

    write_png(gimp.folder / "in.png", 40, 30, 3, photo)
    write_png(gimp.folder / "style.png", 40, 40, 3, painting)
    result = gimp.ask('(plug-in-style-transfer-folder #:run-mode RUN-NONINTERACTIVE #:output-folder "by-name" #:recursive FALSE'
                      ' #:files (list "in.png") #:format "same" #:keep-layers FALSE #:keep-metadata TRUE #:existing "fail"'
                      ' #:style-layer -1 #:style-file "style.png" #:method "fast" #:strength 0.9 #:content-weight 2'
                      ' #:style-weight 0.5 #:smoothness 3 #:style-scale 1.5 #:iterations 2 #:size 48 #:keep-colors TRUE'
                      ' #:seed 7 #:network "codec" #:second-style "" #:second-share 0 #:second-levels "all" #:threads 1)')
    expect(result.code == 0 and (gimp.folder / "by-name" / "in.png").exists(), result.output)


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
    result = gimp.ask('(define image (load-image "0.png"))'
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
    result = gimp.ask('(define image (load-image "painted.gif"))'
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
    result = gimp.ask(
        '(define image (load-image "in.png"))'
        '(define painted (car (plug-in-style-transfer #:run-mode RUN-NONINTERACTIVE #:image image'
        ' #:drawables (selected image) #:style-layer -1 #:style-file "style.png" #:method "refine"'
        ' #:strength 0.9 #:content-weight 2 #:style-weight 0.5 #:smoothness 3 #:style-scale 1.5'
        ' #:iterations 2 #:size 48 #:keep-colors TRUE #:seed 7 #:network "codec")))'
        '(report "painted" (car (gimp-item-id-is-layer painted)))'
        '(plug-in-style-transfer RUN-NONINTERACTIVE image (vector painted) -1 "style.png" "refine"'
        ' 0.9 2 0.5 3 1.5 2 48 TRUE 7 "codec" "adam" "gram")'
        '(report "layers" (layer-count image)) (gimp-image-delete image)')
    table = MANUAL.read_text().split("<!-- arguments: begin -->")[1].split("<!-- arguments: end -->")[0]
    table = re.findall(r"^\| `([a-z-]+)` \|", table, re.M)

    expect(result.code == 0, result.output)
    expect(result.report["painted"] == "1", "no layer came back")
    expect(result.report["layers"] == "3", "the positions do not fit")
    expect(table[:len(names)] == names, "the manual's table has %s" % table)


if __name__ == "__main__":
    main([table_of_arguments, table_for_folders, every_argument_by_name, one_line, one_line_of_any_picture, folder,
          files, mix, regions, animation])
