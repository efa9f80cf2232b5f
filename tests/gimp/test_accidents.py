# SPDX-License-Identifier: GPL-3.0-or-later

"""Accidents while a script's call is painting: the plug-in is killed, GIMP is killed, memory
runs out, layers and images are deleted.  The image is unchanged, and if GIMP is still
running, there is an error."""

import resource
import subprocess

from harness import Picture, expect, gimp_version, main, outcome, painting, photo, write_png
from processes import (ask_bystander, files, install_bystander, kill, status, wait_for_work,
                       wait_until, wait_until_gone)

ENDLESS = '#:style-file "style.png" #:iterations 10000 #:size 0 #:threads 2'
PATIENT = '#:style-file "style.png" #:iterations 60 #:size 320 #:threads 2'
QUICK = '#:style-file "style.png" #:iterations 2 #:size 64'

OPEN = ('(define image (load-image "in.png")) (define content (vector-ref (selected image) 0))'
        '(save-layer content "before.png") (gimp-image-clean-all image)')
TELL = ('(report "outcome" outcome) (report "layers" (layer-count image))'
        '(report "dirty" (car (gimp-image-is-dirty image))) (save-layer content "after.png")')
CLOSE = "(gimp-image-delete image) (close-output-port report-port)"


def call(arguments):
    return ("(define outcome (catch-error (lambda () (plug-in-style-transfer #:image image"
            " #:drawables (vector content) %s))))" % arguments)


class Run:
    """GIMP running a script, while the test does something else."""

    def __init__(self, gimp, script):
        self.gimp, self.log = gimp, gimp.root / "log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(gimp.command(script), cwd=gimp.folder, stdout=log,
                                            stderr=subprocess.STDOUT, env=gimp.environment)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.kill()
        self.process.wait()

    def end(self):
        """What the script has reported."""
        code = self.process.wait(240)
        expect(code == 0, "exit code %d: %s" % (code, self.log.read_text(errors="replace")))
        return self.gimp.read_report()


def write_pictures(gimp):
    write_png(gimp.folder / "in.png", 320, 240, 3, photo)
    write_png(gimp.folder / "style.png", 60, 60, 3, painting)


def expect_untouched(gimp, report, layers="1"):
    expect(report["layers"] == layers and report["dirty"] == "0", "the image changed: %s" % report)
    expect(Picture(gimp.folder / "before.png").flat() == Picture(gimp.folder / "after.png").flat(),
           "the layer's pixels changed")


def killed_at_work(gimp):
    """And nothing is left of it on the disk; the next call works."""
    write_pictures(gimp)
    with Run(gimp, OPEN + call(QUICK) + "(gimp-image-remove-layer image (vector-ref (car"
             " (gimp-image-get-layers image)) 0)) (gimp-image-clean-all image)"
             '(close-output-port (open-output-file "ready"))' + call(ENDLESS) + TELL
             + call(QUICK) + '(report "next" (car outcome)) (report "more" (layer-count image))'
             + CLOSE) as run:
        wait_until((gimp.folder / "ready").exists, "the first call does not end")
        process, before = wait_for_work(gimp), files(gimp)
        kill(process)
        report = run.end()
    left = {str(name) for name in files(gimp) - before}

    expect("failed" in report["outcome"], "a call that was killed: " + report["outcome"])
    expect_untouched(gimp, report)
    expect(report["next"] == "succeeded" and report["more"] == "2", "the next call: %s" % report)
    expect(not [name for name in left if "style-transfer" in name or "nst" in name],
           "it left something behind: %s" % left)
    outcome("Accidents", "the plug-in is killed while a script's call paints",
            "the image is as it was, the script is told, nothing is left on the disk; the next call works")


def gimp_killed(gimp):
    write_pictures(gimp)
    with Run(gimp, OPEN + call(ENDLESS)) as run:
        wait_for_work(gimp)
        run.process.kill()
        run.process.wait()
        wait_until_gone(gimp, "the plug-in paints on without GIMP")
    outcome("Accidents", "GIMP is killed while a script's call paints", "the plug-in ends, too")


def layer_deleted(gimp):
    """By somebody else, while it is being painted."""
    report = disturb(gimp, "delete-layer Background", "layer", PATIENT)
    expect("deleted while" in report["outcome"], "no sentence: " + report["outcome"])
    expect(report["layers"] == "1", "the image has %s layers" % report["layers"])
    outcome("Accidents", "the layer is deleted while it is being painted", "nothing is added, a sentence says so")


def image_deleted(gimp):
    """GIMP keeps it until the call has ended, and then it is gone with the painting.

    GIMP 3.2.6 itself reads memory that it has freed (gimp_procedure_execute), when the plug-in has ended
    already; meson's perturbing of freed memory makes a crash of that.
    """
    usual = gimp.environment
    if gimp_version() >= (3, 2):
        gimp.environment = {name: value for name, value in usual.items() if name != "MALLOC_PERTURB_"}
    report = disturb(gimp, "delete-image", "image", PATIENT)
    gimp.environment = usual
    expect(report["outcome"] == "(succeeded)", "the call failed: " + report["outcome"])
    expect(report["images"] == "0", "%s images are left" % report["images"])
    outcome("Accidents", "the image is closed while its layer is being painted",
            "the painting is gone with the image")


def disturb(gimp, wish, gone, arguments):
    """A second layer, so that there is an image when the first one is gone."""
    install_bystander(gimp)
    write_pictures(gimp)
    count = ('(report "layers" (layer-count image))' if gone == "layer" else "")
    with Run(gimp, OPEN + "(gimp-image-insert-layer image (car (gimp-layer-copy content)) -1 0)"
             + call(arguments) + '(report "outcome" outcome)' + count
             + '(report "images" (vector-length (car (gimp-get-images))))'
               "(close-output-port report-port)") as run:
        wait_for_work(gimp)
        ask_bystander(gimp, wish)
        return run.end()


def memory_refused(gimp):
    """From the time when it begins to paint on, small, the system gives it little more than it has."""
    write_pictures(gimp)
    with Run(gimp, OPEN + "(gimp-image-scale image 3000 2000) (gimp-image-clean-all image)"
             + call('#:style-file "style.png" #:iterations 2 #:size 0 #:threads 2')
             + '(report "outcome" outcome) (report "layers" (layer-count image))'
               '(report "dirty" (car (gimp-image-is-dirty image)))' + CLOSE) as run:
        process = wait_for_work(gimp)
        limit = status(process, "VmSize") + (96 << 20)
        resource.prlimit(process, resource.RLIMIT_AS, (limit, limit))
        report = run.end()
    expect("not enough memory" in report["outcome"], "no sentence: " + report["outcome"])
    expect(report["layers"] == "1" and report["dirty"] == "0", "the image changed: %s" % report)
    outcome("Accidents", "the system refuses memory while it paints",
            "the image is as it was, a sentence says that there is not enough memory")


main([killed_at_work, gimp_killed, layer_deleted, image_deleted, memory_refused])
