# SPDX-License-Identifier: GPL-3.0-or-later

"""A folder of pictures in one call: the results, unchanged files, and messages."""

import fcntl
import os
import re
import shutil
import subprocess

import exif
import heic
import icc
from harness import Picture, expect, main, outcome, painting, photo, write_png
from processes import plug_ins, status

QUICK = '#:style-file "style.png" #:method "fast" #:size 64'
REFINE = '#:style-file "style.png" #:iterations 1 #:size 64'
UMLAUTS = 'a "quoted" nämé & more.png'


def write_pictures(gimp):
    """A fresh folder `photos`, and the style."""
    for name in ("photos", "painted", "other"):
        shutil.rmtree(gimp.folder / name, ignore_errors=True)
    (gimp.folder / "photos").mkdir()
    write_png(gimp.folder / "style.png", 40, 40, 3, painting)
    write_png(gimp.folder / "photos" / "in.png", 64, 48, 3, photo)


def call(arguments, quick=QUICK):
    return ('(plug-in-style-transfer-folder #:input-folder "photos" #:output-folder "painted" %s %s)'
            % (quick, arguments))


def run(gimp, script):
    result = gimp.ask(script)
    expect(result.code == 0, "exit code %d: %s" % (result.code, result.output))
    expect(not result.complaints(), "unclean: %s" % result.complaints())
    return result


def attempt(gimp, arguments, quick=QUICK):
    """What the call says, and all that was printed; it leaves no image and no file on the way."""
    result = run(gimp, '(report "said" (catch-error (lambda () %s)))' % call(arguments, quick)
                 + '(report "images" (vector-length (car (gimp-get-images))))')
    expect(result.report["images"] == "0", "images are left")
    expect(not list((gimp.folder).rglob(".nst-draft-*")), "files on their way are left")
    # Script-Fu says where the call stood.
    return re.sub(r" \(\S+ : \d+\)", "", result.report["said"]), result.output


def painted(gimp):
    """The files there are, below the folder of results."""
    folder = gimp.folder / "painted"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


# ---- What comes of each -------------------------------------------------------------------------

def write_phone_photograph(gimp):
    """photos/phone.heic, taken upright; whether this GIMP and its libheif write such files."""
    exif.add_exif(gimp.folder / "in.jpg", gimp.folder / "camera.jpg", 1)
    run(gimp, '(define image (load-image "camera.jpg"))'
              '(catch #f (file-heif-export #:image image #:file "photos/phone.heic" #:quality 95 #:include-exif TRUE))'
              '(gimp-image-delete image)')
    path = gimp.folder / "photos" / "phone.heic"
    if not path.exists() or path.stat().st_size == 0:
        path.unlink(missing_ok=True)
        print("# HEIC is not tried: this GIMP does not write it")
        return False
    heic.hold(path, 3, 6)
    return True


def every_kind_of_picture(gimp):
    """With no strength the result is the picture itself: upright, as deep as it was, by its names."""
    write_pictures(gimp)
    photos = gimp.folder / "photos"
    write_png(photos / "gray.png", 40, 30, 1, lambda x, y: (x * 1500 + y * 7,), 16)
    write_png(photos / UMLAUTS, 40, 40, 4, lambda x, y: photo(x, y) + (x * 6,))
    (photos / "below").mkdir()
    write_png(photos / "below" / "deeper.png", 30, 40, 3, photo)
    run(gimp, '(define image (load-image "photos/in.png"))'
              '(gimp-file-save RUN-NONINTERACTIVE image "in.jpg")'
              '(define above (car (gimp-layer-new image "above" 20 20 RGB-IMAGE 60 LAYER-MODE-MULTIPLY)))'
              '(gimp-image-insert-layer image above -1 0) (gimp-drawable-fill above FILL-FOREGROUND)'
              '(gimp-layer-set-offsets above 30 20)'
              '(gimp-file-save RUN-NONINTERACTIVE image "photos/layers.xcf")'
              '(gimp-file-save RUN-NONINTERACTIVE image "photos/photoshop.psd")'
              '(define loaded (load-image "photos/photoshop.psd")) (gimp-image-flatten loaded)'
              '(gimp-file-save RUN-NONINTERACTIVE loaded "photoshop.png") (gimp-image-delete loaded)'
              '(gimp-image-flatten image) (gimp-file-save RUN-NONINTERACTIVE image "flat.png")'
              '(gimp-image-convert-indexed image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 16 FALSE FALSE "")'
              '(gimp-file-save RUN-NONINTERACTIVE image "photos/palette.gif")'
              '(gimp-image-convert-rgb image) (gimp-file-save RUN-NONINTERACTIVE image "palette.png")'
              '(gimp-image-delete image)'
              '(define image (load-image "in.jpg")) (gimp-file-save RUN-NONINTERACTIVE image "upright.png")'
              '(gimp-image-delete image)')
    exif.add_exif(gimp.folder / "in.jpg", photos / "portrait.jpg", 6)
    shutil.copy(gimp.folder / "in.jpg", photos / "IMG_1.JPG")
    phone = write_phone_photograph(gimp)
    said, output = attempt(gimp, '#:recursive TRUE #:strength 0 #:format "png"')

    expect(said == "(succeeded)", said)
    expect(painted(gimp) == sorted(["IMG_1.png", UMLAUTS, "below/deeper.png", "gray.png", "in.png", "layers.png",
                                    "palette.png", "photoshop.png", "portrait.png"] + ["phone.png"] * phone),
           "painted: %s" % painted(gimp))
    expect("%d of %d: " % (9 + phone, 9 + phone) in output, "the progress is not told: " + output)

    def compare(result, original, turn=lambda rows: rows):
        one = Picture(gimp.folder / "painted" / result)
        other = Picture(gimp.folder / original)
        expect((one.channels, one.depth) == (other.channels, other.depth), result + " became another kind")
        expect([list(row) for row in one.pixels] == [list(row) for row in turn(other.pixels)], result + " is another")

    def near(result, original, turn, most):
        """In the mean, of 255."""
        one = [list(row) for row in Picture(gimp.folder / "painted" / result).pixels]
        other = [list(row) for row in turn(Picture(gimp.folder / original).pixels)]
        expect((len(one), len(one[0])) == (len(other), len(other[0])), "%s is %d pixels wide" % (result, len(one[0])))
        sums = [abs(a - b) for rows in zip(one, other) for p, q in zip(*rows) for a, b in zip(p[:3], q[:3])]
        expect(sum(sums) / len(sums) < most, "%s differs by %.1f" % (result, sum(sums) / len(sums)))

    compare("in.png", "photos/in.png")
    compare("gray.png", "photos/gray.png")
    compare("below/deeper.png", "photos/below/deeper.png")
    compare("IMG_1.png", "upright.png")
    compare("layers.png", "flat.png")
    compare("palette.png", "palette.png")
    compare("portrait.png", "upright.png", lambda rows: list(zip(*rows[::-1])))
    compare("photoshop.png", "photoshop.png")
    if phone:
        near("phone.png", "upright.png", lambda rows: list(zip(*rows[::-1])), 4)
    expect(Picture(gimp.folder / "painted" / UMLAUTS).flat(3) == Picture(photos / UMLAUTS).flat(3),
           "the transparency is another")


def same_as_by_hand(gimp):
    """Each picture becomes what the other procedure makes of it; the call says where it is."""
    write_pictures(gimp)
    write_png(gimp.folder / "photos" / "other.png", 50, 40, 4, lambda x, y: painting(x, y) + (x * 5,))
    result = run(gimp, '(define results (car %s))' % call("", REFINE)
                 + '(report "results" results)'
                 + "".join('(define image (load-image "photos/%s.png"))'
                           '(define layer (car (plug-in-style-transfer #:image image #:drawables (selected image) %s)))'
                           '(save-layer layer "%s-alone.png") (gimp-image-delete image)' % (name, REFINE, name)
                           for name in ("in", "other")))
    expect(result.report["results"] == "(%s)" % " ".join(
        str(gimp.folder / "painted" / name) for name in ("in.png", "other.png")), result.report["results"])
    for name in ("in", "other"):
        alone = Picture(gimp.folder / (name + "-alone.png"))
        together = Picture(gimp.folder / "painted" / (name + ".png"))
        visible = [(one, other) for rows in zip(alone.pixels, together.pixels) for one, other in zip(*rows)
                   if len(one) == 3 or one[3]]
        expect(len(visible) > 1500 and all(one == other for one, other in visible), name + " is painted otherwise")
        expect(alone.pixels != Picture(gimp.folder / "photos" / (name + ".png")).pixels, name + " is not painted")
    outcome("Folders", "a picture of a folder", "the same painting as by itself, bit for bit")


def what_pictures_say(gimp):
    """Metadata and profile are kept, whatever GIMP's preferences say of exports."""
    write_pictures(gimp)
    icc.write_profile(gimp.folder / "wide.icc", "Adobe RGB (1998)")
    run(gimp, '(define image (load-image "photos/in.png"))'
              '(gimp-file-save RUN-NONINTERACTIVE image "in.jpg")'
              '(gimp-image-set-color-profile-from-file image "wide.icc")'
              '(file-png-export #:image image #:file "photos/wide.png" #:include-color-profile TRUE)'
              '(gimp-image-delete image)')
    exif.add_exif(gimp.folder / "in.jpg", gimp.folder / "photos" / "portrait.jpg", 8)
    said, _ = attempt(gimp, "")
    result = gimp.folder / "painted" / "portrait.jpg"
    expect(said == "(succeeded)", said)
    expect(exif.size(result) == (48, 64), "the picture is on its side: %s" % (exif.size(result),))
    expect(exif.MAKER in result.read_bytes(), "the metadata is gone")
    expect(exif.orientation(result) == 1, "turned again by what shows it: %s" % exif.orientation(result))
    expect(b"iCCP" in (gimp.folder / "painted" / "wide.png").read_bytes(), "the profile is gone")

    said, _ = attempt(gimp, '#:keep-metadata FALSE #:existing "replace"')
    expect(said == "(succeeded)", said)
    expect(exif.MAKER not in result.read_bytes(), "the metadata is kept")
    outcome("Folders", "a photograph of a camera that was held upright",
            "the painting is upright; the rest of the metadata is kept, unless keep-metadata says otherwise")


def layers_are_kept(gimp):
    write_pictures(gimp)
    run(gimp, '(define image (load-image "photos/in.png"))'
              '(gimp-image-insert-layer image (car (gimp-layer-copy (vector-ref (selected image) 0))) -1 0)'
              '(gimp-file-save RUN-NONINTERACTIVE image "photos/two.xcf") (gimp-image-delete image)')
    counts = []
    for arguments in ("", '#:keep-layers TRUE #:existing "replace"'):
        said, _ = attempt(gimp, arguments)
        expect(said == "(succeeded)", said)
        counts.append(run(gimp, '(define image (load-image "painted/two.xcf")) (report "layers" (layer-count image))'
                                '(report "top" (car (gimp-item-get-name (vector-ref (car (gimp-image-get-layers image)) 0))))'
                                '(gimp-image-delete image)').report)
    expect(counts[0]["layers"] == "1", "%s layers" % counts[0]["layers"])
    expect(counts[1]["layers"] == "3", "%s layers, not 3" % counts[1]["layers"])
    expect(counts[1]["top"].endswith(" - style"), "on top is %s" % counts[1]["top"])  # of style.png
    expect(Picture(gimp.folder / "painted" / "in.png").channels == 3, "the flat picture has become another")
    outcome("Folders", "a picture with layers",
            "what one sees of it is painted; with keep-layers, and in a format that has layers, these stay under the painting")


def styles_are_upright(gimp):
    """A style file is turned as its orientation says, wherever it is named."""
    write_pictures(gimp)
    run(gimp, '(define image (load-image "style.png")) (gimp-file-save RUN-NONINTERACTIVE image "style.jpg")'
              '(gimp-image-delete image)')
    exif.add_exif(gimp.folder / "style.jpg", gimp.folder / "turned.jpg", 6)
    run(gimp, '(define image (load-image "style.jpg")) (gimp-image-rotate image ROTATE-DEGREES90)'
              '(gimp-file-save RUN-NONINTERACTIVE image "upright.png") (gimp-image-delete image)')

    def by(name, arguments):
        return ('(define layer (car (plug-in-style-transfer #:image image #:drawables content #:method "fast" #:size 64 %s)))'
                '(save-layer layer "%s.png") (gimp-image-remove-layer image layer)' % (arguments, name))

    second = '#:style-file "style.png" #:second-share 1 #:second-style "./%s"'
    region = '#:style-file "style.png" #:region-masks content #:region-styles (list "./%s")'
    run(gimp, '(define image (load-image "photos/in.png")) (define content (selected image))' + by("lying", '#:style-file "style.jpg"')
        + by("first", '#:style-file "turned.jpg"') + by("true-first", '#:style-file "upright.png"')
        + by("second", second % "turned.jpg") + by("true-second", second % "upright.png")
        + by("region", region % "turned.jpg") + by("true-region", region % "upright.png") + '(gimp-image-delete image)')
    pixels = {name: Picture(gimp.folder / (name + ".png")).flat() for name in
              ("lying", "first", "true-first", "second", "true-second", "region", "true-region")}
    for name in ("first", "second", "region"):
        expect(pixels[name] == pixels["true-" + name], "the %s style is on its side" % name)
    expect(pixels["lying"] != pixels["first"], "the orientation makes no difference here")
    outcome("Styles", "a photograph with an EXIF orientation as the style", "it is turned upright first")


# ---- What stays as it was -----------------------------------------------------------------------

def failures_are_named(gimp):
    """A picture that fails does not keep the others from being painted."""
    write_pictures(gimp)
    photos = gimp.folder / "photos"
    (photos / "empty.jpg").touch()
    (photos / "damaged.png").write_bytes((photos / "in.png").read_bytes()[:60])
    (photos / "nowhere.png").symlink_to("gone.png")
    (photos / "notes.txt").write_text("no picture")
    (photos / ".hidden.png").write_bytes(b"")
    write_png(photos / "clear.png", 20, 20, 4, lambda x, y: (9, 9, 9, 0))
    (photos / "raw.CR2").write_bytes(b"II*\0\x10\0\0\0CR\2\0" + bytes(500))
    os.mkfifo(photos / "pipe.png")
    said, output = attempt(gimp, "")

    expect("5 of 6" in said, said)
    for name in ("empty.jpg", "damaged.png", "nowhere.png", "clear.png", "raw.CR2"):
        expect('“%s”' % name in said, "%s is not named: %s" % (name, said))
    if not shutil.which("darktable") and not shutil.which("rawtherapee"):
        expect("darktable" in output and "RawTherapee" in output, output)
        outcome("Folders", "a raw photograph, and neither darktable nor RawTherapee is installed",
                "a sentence says that GIMP needs one of them; the others are painted")
    reasons = {line.split(name)[-1] for name in ("empty.jpg", "damaged.png", "nowhere.png", "clear.png")
               for line in output.splitlines() if name in line}
    expect(len(reasons) >= 4, "two pictures fail for one reason: %s" % reasons)
    expect("procedure 'gimp-" not in output and "-load" not in output, "GIMP's own words: " + output)
    expect(painted(gimp) == ["in.png"], "painted: %s" % painted(gimp))
    outcome("Folders", "pictures that are empty, damaged, gone or completely transparent",
            "the others are painted; in the end the call fails with a message that names each")


def existing_results(gimp):
    write_pictures(gimp)
    write_png(gimp.folder / "photos" / "more.png", 40, 30, 3, photo)
    (gimp.folder / "painted").mkdir()
    there = gimp.folder / "painted" / "in.png"
    there.write_text("mine")

    said, _ = attempt(gimp, "")
    expect("in.png" in said and "exist" in said, said)
    expect(painted(gimp) == ["in.png"] and there.read_text() == "mine", "something was painted")
    said, output = attempt(gimp, '#:existing "skip"')
    expect(said == "(succeeded)" and "skipped" in output, said + output)
    expect(painted(gimp) == ["in.png", "more.png"] and there.read_text() == "mine", "not skipped")
    there.chmod(0o444)
    said, output = attempt(gimp, '#:existing "replace"')
    expect("in.png" in said and "in.png" in output, said + output)
    expect(there.read_text() == "mine", "the write-protected file was replaced")
    there.chmod(0o644)
    said, _ = attempt(gimp, '#:existing "replace"')
    expect(said == "(succeeded)" and Picture(there).width == 64, "not replaced: " + said)
    outcome("Folders", "a result of that name exists already",
            "nothing is painted, and the call says so; existing skips or replaces it, a write-protected one never")


def what_is_read_stays(gimp):
    """However the folders and files are spelled."""
    write_pictures(gimp)
    photos, source = gimp.folder / "photos", gimp.folder / "photos" / "in.png"
    before = source.read_bytes()
    (gimp.folder / "painted").symlink_to("photos")
    for output in ("painted", "photos", "./photos/../photos"):
        result = run(gimp, '(report "said" (catch-error (lambda () (plug-in-style-transfer-folder #:existing "replace"'
                           ' #:input-folder "photos" #:output-folder "%s" %s))))' % (output, QUICK))
        said = result.report["said"]
        expect("photos”" in said, "%s: %s" % (output, said))
    (gimp.folder / "painted").unlink()
    (gimp.folder / "painted").mkdir()
    os.link(source, gimp.folder / "painted" / "in.png")
    said, _ = attempt(gimp, '#:existing "replace"')
    expect("in.png”" in said, said)
    (gimp.folder / "painted" / "in.png").unlink()

    # The style is read, too.
    shutil.copy(gimp.folder / "style.png", gimp.folder / "painted" / "in.png")
    said, _ = attempt(gimp, '#:existing "replace"', '#:style-file "painted/in.png" #:iterations 1 #:size 64')
    expect("in.png”" in said, said)
    expect(source.read_bytes() == before and sorted(path.name for path in photos.iterdir()) == ["in.png"],
           "the pictures are not as they were")
    outcome("Folders", "a result would take the place of a file that is read, by whatever name",
            "nothing is painted, and the call says so")


def leave_drafts(folder):
    """What a run that was killed leaves, and what one has that lives: until the file that comes back is closed."""
    folder.mkdir()
    (folder / ".nst-draft-aB3xYz").mkdir()
    (folder / ".nst-draft-aB3xYz" / "in.png").write_bytes(b"half a picture")
    living = open(folder / ".nst-draft-L1v1ng", "wb")
    fcntl.flock(living, fcntl.LOCK_EX)
    return living


def results_inside(gimp):
    """Results below the pictures are no pictures of the next run; and names do not run into each other."""
    write_pictures(gimp)
    photos = gimp.folder / "photos"
    shutil.copy(photos / "in.png", photos / "same.png")
    run(gimp, '(define image (load-image "photos/in.png")) (gimp-file-save RUN-NONINTERACTIVE image "photos/same.jpg")'
              '(gimp-image-delete image)')
    (photos / "around").symlink_to(".")
    drafts = leave_drafts(photos / "painted")
    for _ in range(2):
        result = run(gimp, '(plug-in-style-transfer-folder #:input-folder "photos" #:output-folder "photos/painted"'
                           ' #:recursive TRUE #:format "PNG" #:existing "replace" %s)' % QUICK)
        expect("3 of 3" in result.output, result.output)
    left = [path.name for path in (photos / "painted").glob(".*")]
    drafts.close()
    expect(left == [".nst-draft-L1v1ng"], "hidden are %s" % left)
    names = sorted(path.name for path in (photos / "painted").glob("[!.]*"))
    expect(names == ["in.png", "same.jpg.png", "same.png.png"], "painted: %s" % names)
    outcome("Folders", "GIMP or the plug-in is killed while a picture is written",
            "the hidden folder that it was on its way in goes with the next run, unless a process that lives holds it")


def a_list_of_files(gimp):
    write_pictures(gimp)
    write_png(gimp.folder / "photos" / "b.png", 40, 30, 3, photo)
    result = run(gimp, '(plug-in-style-transfer-folder #:files (car (file-glob #:pattern "photos/*.png"'
                       ' #:filename-encoding TRUE)) #:output-folder "painted" %s)' % QUICK)
    expect(painted(gimp) == ["b.png", "in.png"], "painted: %s; %s" % (painted(gimp), result.output))


# ---- What is said before the first picture ------------------------------------------------------

# name: (input folder, output folder, more, what the sentence must contain)
MISTAKES = {
    "no folder": ('""', '"painted"', "", ["input-folder", "files"]),
    "missing folder": ('"absent"', '"painted"', "", ["absent"]),
    "file as folder": ('"style.png"', '"painted"', "", ["style.png"]),
    "folder without pictures": ('"bare"', '"painted"', "", ["bare"]),
    "folder with pictures in subfolders only": ('"outer"', '"painted"', "", ["outer", "recursive"]),
    "no folder for the results": ('"photos"', '""', "", ["output-folder"]),
    "folder for the results in one that is missing": ('"photos"', '"absent/painted"', "", ["absent/painted"]),
    "file as folder for the results": ('"photos"', '"style.png"', "", ["style.png"]),
    "a folder and a list": ('"photos"', '"painted"', '#:files (list "in.png")', ["input-folder", "files"]),
    "unknown format": ('"photos"', '"painted"', '#:format "doc"', ["doc", "png"]),
    "senseless format": ('"photos"', '"painted"', '#:format "a/b"', ["a/b", "png"]),
    "unknown word for existing results": ('"photos"', '"painted"', '#:existing "ask"', ["ask", "replace"]),
    "unknown style": ('"photos"', '"painted"', '#:style "absent"', ["absent"]),
    "no style": ('"photos"', '"painted"', "#:strength 1", ["style-file"]),
    "missing style": ('"photos"', '"painted"', '#:style-file "absent.png"', ["absent.png"]),
    "empty style": ('"photos"', '"painted"', '#:style-file "empty.png"', ["empty.png"]),
    "unknown method": ('"photos"', '"painted"', '#:style-file "style.png" #:method "oils"', ["oils", "refine"]),
    "unknown network": ('"photos"', '"painted"', '#:style-file "style.png" #:network "vgg99"', ["vgg99"]),
    "two files of one name": ('""', '"painted"', '#:files (list "photos/in.png" "outer/inner/in.png")',
                              ["in.png"]),
}


def mistakes(gimp):
    write_pictures(gimp)
    (gimp.folder / "bare").mkdir(exist_ok=True)
    (gimp.folder / "outer" / "inner").mkdir(parents=True, exist_ok=True)
    shutil.copy(gimp.folder / "photos" / "in.png", gimp.folder / "outer" / "inner" / "in.png")
    (gimp.folder / "empty.png").touch()
    script = ""
    for name, (source, output, more, _) in MISTAKES.items():
        style = "" if "style" in more or "strength" in more else QUICK
        folder = "" if source == '""' else "#:input-folder " + source
        results = "" if output == '""' else "#:output-folder " + output
        script += ('(report "%s" (catch-error (lambda () (plug-in-style-transfer-folder %s %s %s %s))))'
                   % (name, folder, results, style, more))
    result = run(gimp, script + '(report "images" (vector-length (car (gimp-get-images))))')
    expect(result.report["images"] == "0", "images are left")
    expect(not (gimp.folder / "painted").exists(), "a folder was made")
    for name, (_, _, _, words) in MISTAKES.items():
        sentence = result.report[name]
        expect("invalid input arguments" in sentence, "%s: no calling error: %s" % (name, sentence))
        for word in words:
            expect(word in sentence, "%s: \"%s\" is not in: %s" % (name, word, sentence))
        own = " ".join(sentence.split()).split("invalid input arguments: ")[1].replace(str(gimp.folder) + "/", "")
        outcome("Mistakes with folders", name, re.sub(r" \(\S+ : \d+\)", "", own).removesuffix(")"))


def memory_stays(gimp):
    """Pictures come and go, in GIMP and in the plug-in; and GIMP's exit code says that one of them has failed."""
    write_pictures(gimp)
    for i in range(20):
        write_png(gimp.folder / "photos" / ("%02d.png" % i), 200, 150, 3, photo)
    (gimp.folder / "photos" / "in.png").rename(gimp.folder / "photos" / "z-empty.png")
    (gimp.folder / "photos" / "z-empty.png").write_bytes(b"")
    command = gimp.command(call("#:threads 1"))
    found = {}
    with subprocess.Popen(command, cwd=gimp.folder, env=gimp.environment, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as process:
        for line in process.stdout:
            for number in ("8", "19"):
                if line.startswith(number + " of 21: "):
                    found[number] = [status(process.pid, "VmRSS")] + [status(ours, "VmRSS") for ours in plug_ins(gimp)]
    print("memory after 8 and after 19: %s" % found)
    expect(process.returncode == 70, "exit code %d" % process.returncode)
    expect(len(found["8"]) == 2 and len(found["19"]) == 2, "processes: %s" % found)
    for before, after, who in zip(found["8"], found["19"], ("GIMP", "the plug-in")):
        expect(after - before < 11 * 200 * 150 * 4 * 4, "%s grows from %d to %d bytes" % (who, before, after))
    expect(len(painted(gimp)) == 20, "painted: %s" % painted(gimp))


if __name__ == "__main__":
    main([every_kind_of_picture, same_as_by_hand, what_pictures_say, layers_are_kept, styles_are_upright,
          failures_are_named, existing_results, what_is_read_stays, results_inside, a_list_of_files, mistakes,
          memory_stays], ("file-heif", "file-psd", "file-raw-placeholder"))
