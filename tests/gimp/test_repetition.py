# SPDX-License-Identifier: GPL-3.0-or-later

"""A hundred calls in one GIMP: its memory does not grow after the first ones, and no layer, image,
process or file is left."""

import subprocess

from harness import count_guarded, expect, main, outcome, painting, photo, write_png
from processes import files, plug_ins, status, wait_until

ROUNDS, WARM_UP = 100, 40
MORE_BYTES = 12 << 20  # may be used in the end: GIMP's own tables grow in steps

# It waits for the test twice, so that memory is measured while nothing is done.  A plug-in that loads a file takes as long
# as the painting: the image is a copy each time, and every other style is a layer.
SCRIPT = r"""
(define (wait-for name) (if (not (file-exists? name)) (begin (usleep 20000) (wait-for name))))
(define (pause name)
  (close-output-port (open-output-file name))
  (wait-for (string-append name "-seen")))
(define original (load-image "in.png"))
(define style (load-image "style.png"))
(define (paint image number)
  (if (odd? number)
      (plug-in-style-transfer #:image image #:drawables (selected image) #:style-file "style.png" #:method "fast"
                              #:size 48 #:iterations 1 #:threads 1)
      (plug-in-style-transfer #:image image #:drawables (selected image) #:style-layer (vector-ref (selected style) 0)
                              #:method "refine" #:size 48 #:iterations 1 #:threads 1)))
(define (round number)
  (let* ((image (car (gimp-image-duplicate original)))
         (painted (car (paint image number))))
    (if (not (= (layer-count image) 2)) (error "no layer was added"))
    (gimp-image-remove-layer image painted)
    (gimp-image-delete image)))
(do ((number 0 (+ number 1))) ((= number %d)) (round number))
(pause "warm")
(do ((number %d (+ number 1))) ((= number %d)) (round number))
(gimp-image-delete original)
(gimp-image-delete style)
(report "images" (vector-length (car (gimp-get-images))))
(close-output-port report-port)
(pause "done")
""" % (WARM_UP, WARM_UP, ROUNDS)


def measure(gimp, process, name):
    """What GIMP has at the pause `name`, and what lies on the disk."""
    def there():
        expect(process.poll() is None, "GIMP ended: " + (gimp.root / "log").read_text())
        return (gimp.folder / name).exists()

    wait_until(there, "GIMP does not come to " + name, 300)
    wait_until(lambda: not plug_ins(gimp), "a plug-in lives on")
    found = status(process.pid, "VmRSS"), files(gimp)
    (gimp.folder / (name + "-seen")).touch()
    return found


def hundred_calls(gimp):
    write_png(gimp.folder / "in.png", 64, 48, 3, photo)
    write_png(gimp.folder / "style.png", 40, 40, 3, painting)
    with open(gimp.root / "log", "wb") as log:
        process = subprocess.Popen(gimp.command(SCRIPT), cwd=gimp.folder, stdout=log,
                                   stderr=subprocess.STDOUT, env=gimp.environment)
    try:
        before, files_before = measure(gimp, process, "warm")
        after, files_after = measure(gimp, process, "done")
        code = process.wait(60)
    finally:
        process.kill()
        process.wait()
    left = sorted(str(path) for path in files_after - files_before
                  if path.parts[0] != "work")
    print("GIMP: %.1f MB, then %.1f MB; new files: %s" % (before / 1e6, after / 1e6, left))
    said = (gimp.root / "log").read_text(errors="replace")
    expect(code == 0, "exit code %d: %s" % (code, said))
    expect(gimp.read_report()["images"] == "0", "images are left")
    expect(after - before < MORE_BYTES, "GIMP's memory grows by %d bytes a call"
           % ((after - before) / (ROUNDS - WARM_UP)))
    expect(not left, "files are left: %s" % left)
    expect("stray image" not in said and "leaked" not in said, "GIMP complains: " + said)
    # And the one in which GIMP asks for the procedure.
    expect(count_guarded(said) in (None, ROUNDS + 1), "the guard has seen %s runs" % count_guarded(said))
    outcome("Accidents", "a hundred calls in one GIMP",
            "its memory is where it was after the first ones, and nothing is left")


main([hundred_calls])
