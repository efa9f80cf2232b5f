# SPDX-License-Identifier: GPL-3.0-or-later

"""Common to the tests of the dialog: GIMP with the dialog on its own screen, the results of the steps of
its script, and the contents of the preview."""

import collections
import contextlib
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["SOURCE_ROOT"], "tests", "gimp"))

from harness import (COMPLAINT, HARMLESS, Gimp, count_guarded, expect, painting,  # noqa: E402
                     photo, write_png)
from x11 import Screen  # noqa: E402

TITLE = "Style Transfer"
PREVIEW_SECONDS = 20  # at most, until a change is seen; the machine may be busy
SETTLE_SECONDS = 120

# What the preview says when it has done all that it will.
FINISHED = ("The result will look like this", "The preview is off")

# After a key or a click: at most, until the dialog has dealt with it (one that is closed by it will
# not say so), and then until that can be seen.
HANDLED_SECONDS, SEEN_SECONDS = 0.4, 0.1

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
(define (forget-last-run)
  (gimp-image-detach-parasite image "GimpProcedureConfigRun-plug-in-style-transfer-last"))
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


# A widget of the dialog, by its accessible name; its place is in pixels of the screen, from the corner of its window on.
Widget = collections.namedtuple("Widget", "name role x y width height sensitive")


class Session:
    """GIMP on a screen of its own, running a script; and what its steps leave."""

    def __init__(self, gimp, screen, script):
        self.gimp, self.screen = gimp, screen
        self.scale = int(gimp.environment.get("GDK_SCALE", 1))  # pixels of the screen for one of GTK's
        self.log = gimp.root / "log"
        self.found_preview = None
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                gimp.command(PREPARE + script, "gimp"), cwd=gimp.folder, stdout=log,
                stderr=subprocess.STDOUT, env=self.environment(), restore_signals=False)

    def environment(self):
        """That of GIMP, with the module that finds widgets (widgets.c), where that is built."""
        modules = [os.environ.get("WIDGETS_MODULE"), self.gimp.environment.get("GTK_MODULES")]
        return dict(self.gimp.environment, DISPLAY=self.screen.name, WIDGETS=str(self.gimp.folder),
                    GSETTINGS_BACKEND="memory",  # for file choosers: no settings daemon runs here
                    GTK_MODULES=":".join(filter(None, modules)))

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
        self.found_preview = None
        return window

    def preview(self):
        """The widget that shows pictures, where it was when it was looked for first."""
        if not self.found_preview:
            self.found_preview = self.find("Preview", "drawing area")
            expect(self.found_preview, "there is no preview")
        return self.found_preview

    def middle(self):
        """Of the preview, in the window."""
        preview = self.preview()
        return preview.x + preview.width // 2, preview.y + preview.height // 2

    def press_button(self, *names):
        """The button of one of these names, seen or not, without the mouse: for what a test does
        often."""
        self.ask_widgets("press " + "\t".join(names))

    def ask_widgets(self, wish, folder=None):
        """Of the dialog, or, in another folder, of GIMP."""
        please = (folder or self.gimp.folder) / "widgets-please"
        limit = time.monotonic() + PREVIEW_SECONDS
        please.write_text(wish + "\n")
        while please.exists():
            expect(time.monotonic() < limit, "there is no answer: " + wish)
            time.sleep(0.01)

    def bars_of_gimp(self):
        """Of the progress bars that can be seen in GIMP's own windows: what they say, and how far they are, from 0 to 1;
        see watch_gimp."""
        return self.bars(pathlib.Path(self.gimp.environment["WIDGETS_OF_GIMP"]))

    def bars(self, folder=None):
        """The same of the dialog."""
        self.ask_widgets("bars", folder)
        lines = ((folder or self.gimp.folder) / "widgets").read_text().splitlines()
        return [(text, float(fraction)) for text, fraction in (line.split("\t") for line in lines)]

    def wait_for_menu_item(self, text):
        """The middle of what says that in GIMP's own menus or on a button of it, on the screen; see watch_gimp."""
        folder = pathlib.Path(self.gimp.environment["WIDGETS_OF_GIMP"])
        limit = time.monotonic() + PREVIEW_SECONDS
        while True:
            self.ask_widgets("item " + text, folder)
            if found := (folder / "widgets").read_text():
                x, y, width, height = map(int, found.split())
                return x + width // 2, y + height // 2
            expect(time.monotonic() < limit, "there is no \"%s\" in GIMP's menus" % text)
            time.sleep(0.02)

    def settle(self):
        """Until what was done has been dealt with, as far as the dialog is there."""
        please, limit = self.gimp.folder / "widgets-settle", time.monotonic() + HANDLED_SECONDS
        please.touch()
        while please.exists() and time.monotonic() < limit:
            time.sleep(0.01)
        please.unlink(missing_ok=True)
        time.sleep(SEEN_SECONDS)

    def has_finished(self):
        """Whether the preview says that it has."""
        return any(widget.role == "label" and widget.name.startswith(FINISHED) for widget in self.widgets())

    def widgets(self):
        """All that can be seen of the dialog and have an accessible name."""
        self.ask_widgets("list")
        lines = (self.gimp.folder / "widgets").read_text().splitlines()
        return [Widget(name, role, *(self.scale * int(number) for number in numbers[:4]), int(numbers[4]))
                for name, role, *numbers in (line.split("\t") for line in lines)]

    def least_size(self):
        """Of the dialog, as (width, height)."""
        self.ask_widgets("minimum")
        lines = (self.gimp.folder / "widgets").read_text().splitlines()
        return max(tuple(self.scale * int(number) for number in line.split()) for line in lines)

    def tooltips(self):
        """Of all widgets, seen or not."""
        self.ask_widgets("tooltips")
        return (self.gimp.folder / "widgets").read_text().splitlines()

    def shortened(self):
        """The labels of the dialog, and the rows of a combo box's open list, that can be seen and are cut short."""
        self.ask_widgets("shortened")
        return (self.gimp.folder / "widgets").read_text().splitlines()

    def sideways(self):
        """What can be seen and is scrolled sideways."""
        self.ask_widgets("sideways")
        return (self.gimp.folder / "widgets").read_text().splitlines()

    def cut(self):
        """The texts that can be seen in part only."""
        self.ask_widgets("cut")
        return (self.gimp.folder / "widgets").read_text().splitlines()

    def choices(self, name):
        """What the combo box of that name offers."""
        self.ask_widgets("choices " + name)
        return (self.gimp.folder / "widgets").read_text().splitlines()

    def set_font(self, percent):
        """The size of all texts, of their usual size."""
        self.ask_widgets("font %d" % percent)
        self.settle()

    def entries(self):
        """What stands in the entries that can be seen."""
        self.ask_widgets("entries")
        return (self.gimp.folder / "widgets").read_text().splitlines()

    def mnemonics(self):
        """Of the dialog, as pairs of a letter and a label, whether that can be seen or not."""
        self.ask_widgets("mnemonics")
        lines = (self.gimp.folder / "widgets").read_text().splitlines()
        return [tuple(line.split("\t")) for line in lines]

    def find(self, name, role=None):
        """The widget of that accessible name; None: it is not to be seen."""
        return next((widget for widget in self.widgets()
                     if widget.name == name and role in (None, widget.role)), None)

    def click(self, window, name, role=None):
        """In the middle of the widget of that name, as soon as it is there."""
        limit = time.monotonic() + PREVIEW_SECONDS
        while not (widget := self.find(name, role)):
            expect(time.monotonic() < limit, "there is no \"%s\", but %s"
                   % (name, [widget.name for widget in self.widgets()]))
            time.sleep(0.1)
        self.click_widget(window, widget)

    def click_widget(self, window, widget):
        """One that was found before."""
        self.screen.click(window, widget.x + widget.width // 2, widget.y + widget.height // 2)
        self.screen.point(window, 2, 2)
        self.settle()

    def focus(self, name, role=None):
        self.ask_widgets("focus " + "\t".join(filter(None, (name, role))))

    def focused(self):
        """The name of what has the focus."""
        self.ask_widgets("focused")
        return (self.gimp.folder / "widgets").read_text().strip()

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


def watch_gimp(gimp):
    """Before it starts: so that what is in its own menus is found, too."""
    folder = gimp.folder / "of-gimp"
    folder.mkdir()
    gimp.environment["WIDGETS_OF_GIMP"] = str(folder)


def forget_settings(session, step):
    """What GIMP has saved of the last run in files, which holds for images that have no run of their own (the script's
    forget-last-run); then the script goes on that waits for `step`."""
    for settings in (session.gimp.root / "profile" / "plug-in-settings").glob("*.last"):
        settings.unlink()
    session.go_on(step)


def step(name, mode, arguments=""):
    return ('(step "%s" (lambda () (plug-in-style-transfer #:run-mode %s #:image image'
            ' #:drawables (vector content) %s)))\n' % (name, mode, arguments))


# Parts of the preview, of its width: its left half, its right half, and both.
LEFT, RIGHT, WHOLE = (0.04, 0.44), (0.56, 0.96), (0.04, 0.96)
HEIGHTS = (0.25, 0.75)  # and of its height, which a picture fills that is not too wide


def columns(session, part):
    """From where to where in the window."""
    preview = session.preview()
    return [preview.x + int(share * preview.width) for share in part]


def look(session, window, part=WHOLE, name=None, shots=None):
    """What a part of the preview shows; the window is photographed under `name`."""
    path = shots / name if name else None
    rows = session.screen.photograph(window, path)
    preview, (left, right) = session.preview(), columns(session, part)
    top, bottom = (preview.y + int(share * preview.height) for share in HEIGHTS)
    return [row[3 * left:3 * right] for row in rows[top:bottom]]


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
    """Sooner where the preview says that it has finished; the words come before the picture."""
    last, since, start = look(session, window), time.monotonic(), time.monotonic()
    while time.monotonic() - since < seconds:
        expect(time.monotonic() - start < SETTLE_SECONDS, "the preview does not settle")
        time.sleep(0.1)
        now = look(session, window)
        if now != last:
            last, since = now, time.monotonic()
        elif time.monotonic() - since > seconds / 4 and session.has_finished():
            break
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


def alike(picture, other):
    """But for a few pixels: where there is a clip, cairo scales a little otherwise."""
    pairs = [(a, b) for row, twin in zip(picture, other) for a, b in zip(row, twin)]
    return sum(abs(a - b) > 2 for a, b in pairs) < 0.02 * len(pairs)


def cut(session, rows, part):
    """Of what look has shown of the whole."""
    start, (left, right) = columns(session, WHOLE)[0], columns(session, part)
    return [row[3 * (left - start):3 * (right - start)] for row in rows]


def plug_in_runs(session):
    """Whether a process of the plug-in's is there."""
    program = str(session.gimp.root / "plug-ins" / "style-transfer" / "style-transfer")
    for link in pathlib.Path("/proc").glob("[0-9]*/exe"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == program:
                return True
    return False


@contextlib.contextmanager
def open_session(script, furnish=lambda gimp: None, size=()):
    """Of a new GIMP, in whose folder are a small photograph and a style.  `furnish` is called before it starts; `size` is
    the screen's where that is not the usual one."""
    with contextlib.ExitStack() as owned:
        gimp = Gimp()
        owned.callback(gimp.close)
        screen = Screen(*size)
        owned.callback(screen.close)
        write_png(gimp.folder / "in.png", 320, 240, 3, photo)
        write_png(gimp.folder / "style.png", 40, 40, 3, painting)
        furnish(gimp)
        session = Session(gimp, screen, script)
        owned.callback(session.close)
        yield session


def make_shots():
    """The folder for pictures of the screen."""
    shots = pathlib.Path(os.environ["SHOTS"])
    shots.mkdir(parents=True, exist_ok=True)
    return shots


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
