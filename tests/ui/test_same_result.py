# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialog, a script with the same arguments and Repeat make the same layer, bit for bit; and when
the preview has finished, OK does not paint again, unless the layer has changed meanwhile.  The
plug-in's log tells when the engine paints."""

import re
import sys
import time

from session import (SETTLE_SECONDS, forget_settings, install_styles, make_shots, open_session, step,
                     tell)

from harness import expect, painting, photo, write_png
from processes import ask_bystander, install_bystander

WIDTH, HEIGHT = 700, 530
WAYS = {"dialog": "RUN-INTERACTIVE", "script": "RUN-NONINTERACTIVE", "repeat": "RUN-WITH-LAST-VALS"}

OPEN = """(define image (load-image "in.png")) %s
(define content (vector-ref (selected image) 0)) (gimp-image-clean-all image)
(define window (car (gimp-display-new image)))"""
SAVE = '(test-pixels-save #:drawables (selected image) #:ending "-%s.raw")'
MASKS = """(gimp-image-select-ellipse image CHANNEL-OP-REPLACE 50 60 300 250)
(define mask (car (gimp-selection-save image)))
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 500 0 90 530)
(define kept (car (gimp-selection-save image)))
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 20 20 640 480)
(gimp-image-set-selected-layers image (car (gimp-image-get-layers image)))"""

# How the image is prepared, and the arguments of the call.
CASES = {
    "refine": ("", '#:style "zebra" #:size 500 #:iterations 6 #:strength 0.8 #:keep-colors TRUE'),
    "fast": ("", '#:style-file "style.png" #:method "fast" #:size 600'),
    "guided": (MASKS, '#:style "zebra" #:size 300 #:iterations 3 #:protect kept'
                      ' #:region-masks (vector mask) #:region-styles (list "gray")'),
    "changed": ("", '#:style "zebra" #:method "fast" #:size 400'),
    # Full, of a style that has strokes for 1024 pixels.
    "large": ("(gimp-image-scale image 4000 3000)", '#:style "zebra" #:method "fast" #:size 0'),
    "colors": ("", '#:style "zebra" #:method "fast" #:size 300'),
}

# In the dialog they are set by hand.
MORE_FOR_THE_SCRIPT = {"colors": " #:color-preservation 0.35"}


def count(session, line):
    return session.read_log().count(line)


def wait_for_log(session, line, before):
    """Until the line is there once more than `before`."""
    limit = time.monotonic() + SETTLE_SECONDS
    while count(session, line) <= before:
        expect(time.monotonic() < limit, "not in the log: " + line)
        time.sleep(0.1)
    time.sleep(1.0)  # a settled preview may be followed by another one


def read_layer(session, name, way):
    """The pixels that the layer of this way has, with their format."""
    found = list(session.gimp.folder.glob("*-%s-%s.raw" % (name, way)))
    expect(len(found) == 1, "%s has left %s" % (way, found))
    return found[0].read_bytes()


def expect_resolution(session):
    """The setting says the same size as what is said of the painting."""
    said = next(filter(None, (re.search(r"Painted at (?:its own size, )?(\d+ × \d+)", widget.name)
                              for widget in session.widgets())))[1]
    chosen = [widget.name for widget in session.widgets() if widget.role == "combo box" and " × " in widget.name]
    expect(len(chosen) == 1 and chosen[0].endswith(": " + said), "%s is set, and painted is %s" % (chosen, said))


def type_colors(session):
    """How much of the colors is to be kept, in percent; the preview follows."""
    finished = count(session, "the preview is finished")
    session.focus("Keep colors", "spin button")
    session.screen.press("Control+a")
    session.screen.type("35")
    session.screen.press("Tab")
    wait_for_log(session, "the preview is finished", finished)


def compare_ways(session, name, shots):
    before, finished = count(session, "painting: "), count(session, "the preview is finished")
    forget_settings(session, "begin-" + name)
    window = session.open_dialog()
    wait_for_log(session, "the preview is finished", finished)
    if name == "colors":
        type_colors(session)
    session.screen.photograph(window, shots / ("same-result-%s.png" % name))
    expect_resolution(session)
    painted = count(session, "painting: ")
    expect(painted > before, "the log does not tell when the engine paints")
    if name == "changed":
        ask_bystander(session.gimp, "invert-layer Background")
    start = time.monotonic()
    session.screen.press("Alt+o")
    session.wait_for_step(name + "-dialog")
    print("%s: done %.2f s after OK" % (name, time.monotonic() - start), flush=True)
    expect((count(session, "painting: ") > painted) == (name == "changed"),
           "OK has painted again, or a layer that is not there any more")
    session.go_on("looked-" + name)
    for way in WAYS:
        _, _, outcome = session.wait_for_step("%s-%s" % (name, way))
        expect(outcome == "fine", "%s: %s" % (way, outcome))
    session.wait_for_step("saved-" + name)
    expect(count(session, "painting: ") >= painted + 2, "script and Repeat have not painted")
    layers = {way: read_layer(session, name, way) for way in WAYS}
    for way in WAYS:
        expect(layers[way] == layers["dialog"], "%s: %s is not what the dialog made" % (name, way))


def write_script(name):
    """All ways of one case, with an image of their own."""
    prepare, arguments = CASES[name]
    script = '(wait-for "begin-%s")' % name + OPEN % prepare
    for way, mode in WAYS.items():
        more = MORE_FOR_THE_SCRIPT.get(name, "") if way == "script" else ""
        script += step("%s-%s" % (name, way), mode, arguments + more if way != "repeat" else "")
        script += SAVE % ("%s-%s" % (name, way))
        if way == "dialog":
            script += '(wait-for "looked-%s")' % name
    script += '(step "saved-%s" (lambda () #t))' % name
    return script + "(gimp-image-clean-all image) (gimp-display-delete window)"


def main():
    shots = make_shots()
    names = sys.argv[1:] or CASES

    def furnish(gimp):
        install_bystander(gimp)
        gimp.environment["G_MESSAGES_DEBUG"] = "style-transfer"
        write_png(gimp.folder / "in.png", WIDTH, HEIGHT, 3, photo)
        write_png(gimp.folder / "style.png", 60, 60, 3, painting)

    def chapter(name):
        def compare(session, shots):
            compare_ways(session, name, shots)
        compare.__name__ = name
        return compare

    with open_session("".join(map(write_script, names)), furnish) as session:
        install_styles(session)
        tell([chapter(name) for name in names], session, shots)


if __name__ == "__main__":
    main()
