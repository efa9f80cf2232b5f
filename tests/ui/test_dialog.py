# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialog in the real GIMP, used as a person would: opened, told what is missing, cancelled in
the middle of the work, applied, undone in one step, repeated.  Photographs of it are left in the
folder SHOTS for people to look at."""

import contextlib
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["SOURCE_ROOT"], "tests", "gimp"))

from harness import COMPLAINT, HARMLESS, Gimp, expect, painting, photo, write_png  # noqa: E402
from x11 import Screen  # noqa: E402

TITLE = "Style Transfer"
IMAGE_WINDOW = "– GIMP"
CANCEL_SECONDS = 0.2
CANCEL_ATTEMPTS = 3

# GIMP sits in a step of the script while the dialog is up.  A step leaves what it found in a file:
# the number of layers, whether the image changed, and the message of an error or "fine".
PREPARE = r"""
(define image #f) (define content #f) (define style #f) (define window #f)
(define (open-image)
  (set! image (load-image "in.png"))
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 4 4 40 30)
  (set! content (vector-ref (selected image) 0))
  (set! style (car (gimp-layer-copy content)))
  (gimp-image-insert-layer image style -1 1)
  (gimp-drawable-invert style FALSE)
  (gimp-image-set-selected-layers image (vector content))
  (gimp-image-clean-all image)
  (set! window (car (gimp-display-new image))))
(define (close-image)
  (gimp-image-clean-all image)
  (gimp-display-delete window))
(define (leave name . values)
  (let ((port (open-output-file name)))
    (for-each (lambda (value) (display value port) (newline port)) values)
    (display "end" port)
    (close-output-port port)))
(define (step name thunk)
  (let* ((hook *error-hook*)
         (outcome (call-with-current-continuation
                   (lambda (leave)
                     (set! *error-hook* (lambda message (leave (car message))))
                     (thunk)
                     "fine"))))
    (set! *error-hook* hook)
    (leave name (layer-count image) (car (gimp-image-is-dirty image)) outcome)))
(define (wait-for name)
  (if (not (file-exists? name)) (begin (usleep 50000) (wait-for name))))
"""


class Session:
    """GIMP on a screen of its own, running a script; and what its steps leave."""

    def __init__(self, gimp, screen, script):
        self.gimp, self.screen = gimp, screen
        self.log = gimp.root / "log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                gimp.command(PREPARE + script, "gimp"), cwd=gimp.folder, stdout=log,
                stderr=subprocess.STDOUT, env=dict(gimp.environment, DISPLAY=screen.name))

    def wait_for_step(self, name, seconds=120):
        """What the step left: layers, dirty, outcome."""
        path, limit = self.gimp.folder / name, time.monotonic() + seconds
        while not path.exists() or not path.read_text().endswith("\nend"):
            expect(self.process.poll() is None, "GIMP ended: " + self.read_log())
            expect(time.monotonic() < limit, "%s takes too long: %s" % (name, self.read_log()))
            time.sleep(0.02)
        layers, dirty, outcome = path.read_text().split("\n", 2)
        return int(layers), int(dirty), outcome[:-len("\nend")]

    def go_on(self, name):
        """Lets a script go on that waits for the file `name`."""
        (self.gimp.folder / name).touch()

    def open_dialog(self):
        window = self.screen.wait_for(TITLE, 120)
        self.screen.focus(window)
        return window

    def read_log(self):
        return self.log.read_text(errors="replace")

    def close(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        code = self.process.wait(60)
        complaints = [line for line in self.read_log().splitlines()
                      if COMPLAINT.search(line) and not HARMLESS.search(line)]
        expect(code == 0, "exit code %d: %s" % (code, self.read_log()))
        expect(not complaints, "unclean: %s" % complaints)


def step(name, mode, arguments=""):
    return ('(step "%s" (lambda () (plug-in-style-transfer #:run-mode %s #:image image'
            ' #:drawables (vector content) %s)))\n' % (name, mode, arguments))


QUICK = '#:style-file "style.png" #:iterations 2 #:size 64'
ENDLESS = '#:style-file "style.png" #:iterations 10000 #:size 320'
CANCELS = ["cancelled-%d" % attempt for attempt in range(CANCEL_ATTEMPTS)]

# Arguments count as long as no last run has been saved, which is why the settings are removed
# between the part with layers and the part with files.
SCRIPT = ("(open-image)"
          + step("no-style", "RUN-INTERACTIVE")
          + "".join(step(name, "RUN-INTERACTIVE", ENDLESS) for name in CANCELS)
          + step("layer", "RUN-INTERACTIVE", "#:style-layer style #:iterations 2 #:size 64")
          + step("layer-repeated", "RUN-WITH-LAST-VALS")
          + "(gimp-image-remove-layer image style)"
          + step("layer-gone", "RUN-WITH-LAST-VALS")
          + '(close-image) (wait-for "settings-removed") (open-image)'
          + step("applied", "RUN-INTERACTIVE", QUICK)
          + '(wait-for "undo-pressed") (step "undone" (lambda () #t))'
          + step("repeated", "RUN-WITH-LAST-VALS")
          + "(close-image)")


def see_what_is_missing(session, shots):
    window = session.open_dialog()
    before = session.screen.photograph(window, shots / "dialog.png")
    session.screen.press("Return")
    time.sleep(1.0)
    after = session.screen.photograph(window, shots / "dialog-no-style.png")
    session.screen.press("Escape")

    expect(session.wait_for_step("no-style") == (2, 0, "fine"), "the image changed")
    expect(before != after, "no message about the missing style")


def cancel_at_work(session, shots):
    """The best of some attempts counts: the machine may be busy with something else."""
    times = []
    for name in CANCELS:
        window = session.open_dialog()
        session.screen.press("Return")
        time.sleep(1.5)
        session.screen.photograph(window, shots / "dialog-working.png")
        session.screen.press("Escape")
        times.append(session.screen.wait_until_gone(window))
        expect(session.wait_for_step(name) == (2, 0, "fine"), "the image changed")

    print("cancelled within " + ", ".join("%.0f ms" % (1000 * seconds) for seconds in times))
    expect(min(times) <= CANCEL_SECONDS, "cancelling takes too long")


def choose_layer(session, shots):
    window = session.open_dialog()
    session.screen.press("Alt+f")
    session.screen.press("Down")
    time.sleep(0.5)
    session.screen.photograph(window, shots / "dialog-layer.png")
    session.screen.press("Alt+o")
    layers, dirty, outcome = session.wait_for_step("layer")
    expect((layers, outcome) == (3, "fine") and dirty, "not applied: %s" % outcome)


def repeat_with_layer(session, shots):
    layers, _, outcome = session.wait_for_step("layer-repeated")
    expect((layers, outcome) == (4, "fine"), "not repeated: %s" % outcome)
    layers, _, outcome = session.wait_for_step("layer-gone")
    expect(layers == 3 and "last run" in outcome, "not told what is missing: %s" % outcome)


def apply_and_undo(session, shots):
    for settings in (session.gimp.root / "profile" / "plug-in-settings").glob("*.last"):
        settings.unlink()
    session.go_on("settings-removed")
    session.open_dialog()
    session.screen.press("Return")
    layers, dirty, outcome = session.wait_for_step("applied")
    expect((layers, outcome) == (3, "fine") and dirty, "not applied: %s" % outcome)

    window = session.screen.wait_for(IMAGE_WINDOW)
    session.screen.focus(window)
    session.screen.photograph(window, shots / "image.png")
    session.screen.press("Control+z")
    time.sleep(1.0)
    session.go_on("undo-pressed")
    undone = session.wait_for_step("undone")
    expect(undone == (2, 0, "fine"), "one step does not undo it all: %s, %s, %s" % undone)


def repeat_with_file(session, shots):
    layers, _, outcome = session.wait_for_step("repeated")
    expect((layers, outcome) == (3, "fine"), "not repeated: %s" % outcome)


STORY = [see_what_is_missing, cancel_at_work, choose_layer, repeat_with_layer, apply_and_undo,
         repeat_with_file]


def tell(session, shots):
    try:
        for chapter in STORY:
            chapter(session, shots)
            print("ok      " + chapter.__name__, flush=True)
        session.end()
    except AssertionError as failure:
        session.screen.photograph(session.screen.root, shots / "failure.png")
        print("FAILED  %s\n%s" % (failure, session.read_log()), flush=True)
        sys.exit(1)


def main():
    shots = pathlib.Path(os.environ["SHOTS"])
    shots.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as owned:
        gimp = Gimp()
        owned.callback(gimp.close)
        screen = Screen()
        owned.callback(screen.close)
        write_png(gimp.folder / "in.png", 320, 240, 3, photo)
        write_png(gimp.folder / "style.png", 40, 40, 3, painting)
        session = Session(gimp, screen, SCRIPT)
        owned.callback(session.close)
        tell(session, shots)


if __name__ == "__main__":
    main()
