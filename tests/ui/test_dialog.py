# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialog in the real GIMP, used as a person would: opened, told what is missing, looked at while
it previews, closed in the middle of that, cancelled in the middle of the work, stopped there,
applied, undone in one step, repeated.  Photographs of it are left in the folder SHOTS for people to
look at."""

import contextlib
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["SOURCE_ROOT"], "tests", "gimp"))

from harness import (COMPLAINT, HARMLESS, Gimp, count_guarded, expect,  # noqa: E402
                     painting, photo, write_png)
from x11 import Pulse, Screen  # noqa: E402

TITLE = "Style Transfer"
IMAGE_WINDOW = "– GIMP"
CANCEL_SECONDS = 0.2
CANCEL_ATTEMPTS = 3
PREVIEW_SECONDS = 20  # at most, until a change is seen; the machine may be busy
SETTLE_SECONDS = 120

# The main loop's longest silence.  What else runs on the machine is silence, too: a few longer ones
# are let pass, as long as most are short.
PULSE_SECONDS = 0.05
PULSE_SHARE = 0.9

# GIMP sits in a step of the script while the dialog is up.  A step leaves what it found in a file:
# the number of layers, whether the image changed, and the message of an error or "fine".
PREPARE = r"""
(define image #f) (define content #f) (define style #f) (define window #f)
(define (open-image)
  (set! image (load-image "in.png"))
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 4 4 312 232)
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
                stderr=subprocess.STDOUT, env=dict(gimp.environment, DISPLAY=screen.name),
                restore_signals=False)

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
        expect(count_guarded(self.read_log()) != 0, "no guard has watched")


def step(name, mode, arguments=""):
    return ('(step "%s" (lambda () (plug-in-style-transfer #:run-mode %s #:image image'
            ' #:drawables (vector content) %s)))\n' % (name, mode, arguments))


QUICK = '#:style-file "style.png" #:iterations 2 #:size 64'
ENDLESS = '#:style-file "style.png" #:iterations 10000 #:size 320'
CANCELS = ["cancelled-%d" % attempt for attempt in range(CANCEL_ATTEMPTS)]

# Arguments count as long as no last run has been saved, which is why the settings are removed
# between the part with layers and the part with files.
SCRIPT = ("(open-image)"
          + step("stopped", "RUN-INTERACTIVE", ENDLESS)
          + '(close-image) (wait-for "forgotten") (open-image)'
          + step("no-style", "RUN-INTERACTIVE") + '(wait-for "styled")'
          + step("previewed", "RUN-INTERACTIVE", "#:iterations 20")
          + step("saved", "RUN-INTERACTIVE", "#:style-layer style")
          + step("closed", "RUN-INTERACTIVE", "#:iterations 10000") + '(wait-for "ended")'
          + "".join(step(name, "RUN-INTERACTIVE", ENDLESS) for name in CANCELS)
          + step("layer", "RUN-INTERACTIVE", "#:style-layer style #:iterations 2 #:size 64")
          + step("layer-repeated", "RUN-WITH-LAST-VALS")
          + "(gimp-image-remove-layer image style)"
          + step("layer-gone", "RUN-WITH-LAST-VALS")
          + '(close-image) (wait-for "forgotten-again") (open-image)'
          + step("applied", "RUN-INTERACTIVE", QUICK)
          + '(wait-for "undo-pressed") (step "undone" (lambda () #t))'
          + step("repeated", "RUN-WITH-LAST-VALS")
          + "(close-image)")


def forget_settings(session, step):
    """What GIMP has saved of the last run."""
    for settings in (session.gimp.root / "profile" / "plug-in-settings").glob("*.last"):
        settings.unlink()
    session.go_on(step)


def stop_and_keep(session, shots):
    """The button can be pressed as soon as there is something to keep; it is beside Cancel, which
    has the focus at work."""
    window = session.open_dialog()
    session.screen.press("Return")
    time.sleep(3.0)
    size = session.screen.attributes(window)
    session.screen.point(window, 2, 2)
    session.screen.photograph(window, shots / "dialog-working.png")
    session.screen.click(window, size.width - 80, size.height - 40)
    layers, dirty, outcome = session.wait_for_step("stopped")
    expect((layers, outcome) == (3, "fine") and dirty, "not kept: %s" % outcome)
    forget_settings(session, "forgotten")


def see_what_is_missing(session, shots):
    window = session.open_dialog()
    before = session.screen.photograph(window, shots / "dialog.png")
    session.screen.press("Return")
    time.sleep(1.0)
    after = session.screen.photograph(window, shots / "dialog-no-style.png")
    session.screen.press("Escape")

    expect(session.wait_for_step("no-style") == (2, 0, "fine"), "the image changed")
    expect(before != after, "no message about the missing style")


# ---- The preview --------------------------------------------------------------------------------

# Where the preview is in the window, by its left half, right half and both.
LEFT, RIGHT, WHOLE = (20, 200), (270, 450), (20, 450)
TOP, BOTTOM = 120, 380


def look(session, window, part=WHOLE, name=None, shots=None):
    """What a part of the preview shows; the window is photographed under `name`."""
    path = shots / name if name else session.gimp.folder / "look.png"
    rows = session.screen.photograph(window, path)
    return [row[3 * part[0]:3 * part[1]] for row in rows[TOP:BOTTOM]]


def expect_change(session, window, act, what):
    """Does something that the preview follows; says how long that took."""
    before = look(session, window)
    act()
    start = time.monotonic()
    while look(session, window) == before:
        expect(time.monotonic() - start < PREVIEW_SECONDS, "the preview does not follow " + what)
        time.sleep(0.02)
    print("%s: the preview follows after %.2f s" % (what, time.monotonic() - start), flush=True)


def wait_until_settled(session, window, seconds=1.5):
    last, since, start = look(session, window), time.monotonic(), time.monotonic()
    while time.monotonic() - since < seconds:
        expect(time.monotonic() - start < SETTLE_SECONDS, "the preview does not settle")
        time.sleep(0.1)
        now = look(session, window)
        if now != last:
            last, since = now, time.monotonic()
    return last


def styles_folder(session):
    return session.gimp.root / "home" / "style-transfer" / "styles"


def install_styles(session):
    """Two styles, the first of which is grayish and the second colorful."""
    folder = styles_folder(session)
    folder.mkdir(parents=True)
    for name, picture in (("gray", lambda x, y: (40 * (x // 8 % 4),) * 3), ("zebra", painting)):
        path = session.gimp.folder / (name + ".png")
        write_png(path, 160, 160, 3, picture)
        subprocess.run([os.environ["NST"], "measure", str(path), "--name", name.title(),
                        "-o", str(folder / (name + ".safetensors"))], check=True,
                       stdout=subprocess.DEVNULL,
                       env=dict(session.gimp.environment, NST_WEIGHTS=os.environ["WEIGHTS"]))


def expect_pulse(pulse, least=PULSE_SHARE):
    beats = sorted(pulse.beats)
    share = sum(beat <= PULSE_SECONDS for beat in beats) / len(beats)
    print("%d heartbeats: median %.1f ms, longest %.1f ms, %.1f %% within %.0f ms"
          % (len(beats), 1000 * beats[len(beats) // 2], 1000 * beats[-1], 100 * share,
             1000 * PULSE_SECONDS), flush=True)
    expect(share >= least, "the dialog does not answer while it paints")


def follow_the_settings(session, shots):
    install_styles(session)
    session.go_on("styled")
    window = session.open_dialog()
    screen = session.screen
    with Pulse(screen, window) as pulse:
        wait_until_settled(session, window)
        expect_change(session, window, lambda: screen.press("Alt+v"), "the switch, off")
        content = wait_until_settled(session, window)
        expect_change(session, window, lambda: screen.press("Alt+v"), "the switch, on")
        first = wait_until_settled(session, window)
        expect(first != content, "no painting")
        # From the gallery's button over two others and the search to the tiles.
        screen.press("Alt+y")
        for key in 4 * ["Tab"]:
            screen.press(key)
        expect_change(session, window, lambda: screen.press("Right"), "the style")
        look(session, window, name="dialog-preview.png", shots=shots)
        wait_until_settled(session, window)
        screen.press("Alt+g")
        expect_change(session, window, lambda: screen.press("Down"), "the strength")
    expect_pulse(pulse)
    divide(session, window, content, shots)
    screen.press("Escape")
    expect(session.wait_for_step("previewed") == (2, 0, "fine"), "the image changed")


def alike(picture, other):
    """But for a few pixels: where there is a clip, cairo scales a little otherwise."""
    pairs = [(a, b) for row, twin in zip(picture, other) for a, b in zip(row, twin)]
    return sum(abs(a - b) > 2 for a, b in pairs) < 0.02 * len(pairs)


def cut(rows, part):
    return [row[3 * (part[0] - WHOLE[0]):3 * (part[1] - WHOLE[0])] for row in rows]


def divide(session, window, content, shots):
    """The line is moved from the middle to the right and back, by the mouse."""
    session.screen.press("Alt+v")
    session.screen.press("Alt+v")
    for key in ("Tab", "space"):
        session.screen.press(key)
    time.sleep(0.5)
    middle = (TOP + BOTTOM) // 2
    session.screen.drag(window, (236, middle), (300, middle), (465, middle))
    time.sleep(0.5)
    expect(alike(look(session, window), content), "not the picture before, left of the line")
    session.screen.drag(window, (455, middle), (300, middle), (236, middle))
    session.screen.point(window, 2, 2)
    time.sleep(0.5)
    expect(alike(look(session, window, LEFT, "dialog-split.png", shots), cut(content, LEFT)),
           "not the picture before, left of the line, in the middle")
    expect(not alike(look(session, window, RIGHT), cut(content, RIGHT)),
           "not the painting, right of the line")


def save_the_layer_as_style(session, shots):
    window = session.open_dialog()
    session.screen.press("Alt+a")
    wait_until_settled(session, window)
    session.screen.photograph(window, shots / "dialog-layer.png")
    for key in ("Tab", "Tab", "Tab", "Return"):  # file, chooser, name
        session.screen.press(key)
    limit = time.monotonic() + SETTLE_SECONDS
    while len(list(styles_folder(session).glob("*.safetensors"))) < 3:
        expect(time.monotonic() < limit, "the style was not saved")
        time.sleep(0.1)
    wait_until_settled(session, window)
    session.screen.photograph(window, shots / "dialog-saved.png")
    session.screen.press("Escape")
    expect(session.wait_for_step("saved") == (2, 0, "fine"), "the image changed")


def plug_in_runs(session):
    """Whether a process of the plug-in's is there."""
    program = str(session.gimp.root / "plug-ins" / "style-transfer" / "style-transfer")
    for link in pathlib.Path("/proc").glob("[0-9]*/exe"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == program:
                return True
    return False


def close_while_it_previews(session, shots):
    window = session.open_dialog()
    time.sleep(2.0)
    session.screen.press("Escape")
    seconds = session.screen.wait_until_gone(window)
    expect(session.wait_for_step("closed") == (2, 0, "fine"), "the image changed")
    print("closed within %.0f ms" % (1000 * seconds))
    limit = time.monotonic() + 5.0
    while plug_in_runs(session):
        expect(time.monotonic() < limit, "the plug-in goes on by itself")
        time.sleep(0.05)
    for style in styles_folder(session).glob("*.safetensors"):
        style.unlink()
    session.go_on("ended")


# ---- The work -----------------------------------------------------------------------------------


def cancel_at_work(session, shots):
    """The best of some attempts counts: the machine may be busy with something else."""
    times = []
    for name in CANCELS:
        window = session.open_dialog()
        session.screen.press("Return")
        time.sleep(1.5)
        session.screen.press("Escape")
        times.append(session.screen.wait_until_gone(window))
        expect(session.wait_for_step(name) == (2, 0, "fine"), "the image changed")

    print("cancelled within " + ", ".join("%.0f ms" % (1000 * seconds) for seconds in times))
    expect(min(times) <= CANCEL_SECONDS, "cancelling takes too long")


def choose_layer(session, shots):
    window = session.open_dialog()
    session.screen.press("Alt+f")
    session.screen.press("Alt+a")
    time.sleep(0.5)
    session.screen.press("Alt+o")
    layers, dirty, outcome = session.wait_for_step("layer")
    expect((layers, outcome) == (3, "fine") and dirty, "not applied: %s" % outcome)


def repeat_with_layer(session, shots):
    layers, _, outcome = session.wait_for_step("layer-repeated")
    expect((layers, outcome) == (4, "fine"), "not repeated: %s" % outcome)
    layers, _, outcome = session.wait_for_step("layer-gone")
    expect(layers == 3 and "last run" in outcome, "not told what is missing: %s" % outcome)


def apply_and_undo(session, shots):
    forget_settings(session, "forgotten-again")
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


STORY = [stop_and_keep, see_what_is_missing, follow_the_settings, save_the_layer_as_style,
         close_while_it_previews, cancel_at_work, choose_layer, repeat_with_layer, apply_and_undo,
         repeat_with_file]


def tell(story, session, shots, survives=True):
    """And then that GIMP ends well, where it is to be there still."""
    try:
        for chapter in story:
            chapter(session, shots)
            print("ok      " + chapter.__name__, flush=True)
        if survives:
            session.end()
    except AssertionError as failure:
        session.screen.photograph(session.screen.root, shots / "failure.png")
        print("FAILED  %s\n%s" % (failure, session.read_log()), flush=True)
        sys.exit(1)


def wear_light_colors(session, shots):
    """The dialog on a screen of 1366 x 768, all of it shown, in the light color scheme."""
    install_styles(session)
    window = session.open_dialog()
    wait_until_settled(session, window)
    session.screen.photograph(window, shots / "dialog-light.png")
    session.screen.press("Escape")
    expect(session.wait_for_step("light") == (2, 0, "fine"), "the image changed")


def run(story, script, shots, color_scheme):
    """Tells a story of a new GIMP's."""
    with contextlib.ExitStack() as owned:
        gimp = Gimp()
        owned.callback(gimp.close)
        screen = Screen()
        owned.callback(screen.close)
        (gimp.root / "profile").mkdir()
        (gimp.root / "profile" / "gimprc").write_text("(theme-color-scheme %s)" % color_scheme)
        write_png(gimp.folder / "in.png", 320, 240, 3, photo)
        write_png(gimp.folder / "style.png", 40, 40, 3, painting)
        session = Session(gimp, screen, script)
        owned.callback(session.close)
        tell(story, session, shots)


def main():
    shots = pathlib.Path(os.environ["SHOTS"])
    shots.mkdir(parents=True, exist_ok=True)
    run(STORY, SCRIPT, shots, "dark")
    run([wear_light_colors], "(open-image)" + step("light", "RUN-INTERACTIVE") + "(close-image)",
        shots, "light")


if __name__ == "__main__":
    main()
