# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the pictures of docs/guide.md: opens the real dialog in the real GIMP on a screen that nobody
sees, uses it as the guide says, and photographs it.

./dev guide calls it as guide.py PHOTOGRAPH PAINTING, and says in the environment where things are,
as the build does for the tests (tests/gimp/harness.py)."""

import contextlib
import os
import pathlib
import sys
import time

from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "ui"), str(ROOT / "tests" / "gimp")]

from harness import Gimp  # noqa: E402
from session import Session, step  # noqa: E402
from x11 import Screen  # noqa: E402

OUTPUT = ROOT / "docs" / "guide"
QUALITY = 80
PAINTING_SECONDS = 900  # at most, until a preview is finished
FINISHED = "The result will look like this"
SIDE = 512  # pixels of the photograph, which the preview shows about as large
STYLE = "woodblock-print"
REGION_STYLE = "swirling-strokes"
PRESETS = {"Calm waves": "woodblock-print", "Church window": "stained-glass", "Sketch": "etching"}

SCRIPT = ('(set! image (load-image "photograph.png"))'
          '(set! content (vector-ref (selected image) 0))'
          '(define other (load-image "painting.png"))'
          '(set! window (car (gimp-display-new image))) (gimp-display-new other)'
          + step("shown", "RUN-INTERACTIVE", '#:style "%s" #:size 0 #:strength 0.9' % STYLE)
          + step("layer", "RUN-INTERACTIVE", "#:size 0 #:style-layer (vector-ref (selected other) 0)")
          + """
(define (save-selection name)
  (gimp-selection-feather image 8)
  (let ((channel (car (gimp-selection-save image))))
    (gimp-item-set-name channel name)
    (gimp-selection-none image)
    channel))
(gimp-image-select-ellipse image CHANNEL-OP-REPLACE 102 15 317 286)
(define face (save-selection "Face"))
(gimp-image-select-ellipse image CHANNEL-OP-REPLACE 141 86 77 53)
(gimp-image-select-ellipse image CHANNEL-OP-ADD 306 88 77 53)
(define eyes (save-selection "Eyes"))
(gimp-image-set-selected-layers image (vector content))"""
          + step("regions", "RUN-INTERACTIVE", '#:style "%s" #:size 0 #:region-masks (vector face)'
                 ' #:region-styles (list "%s") #:protect eyes' % (STYLE, REGION_STYLE)))


class Photographer:
    def __init__(self, session, window):
        self.session, self.screen, self.window = session, session.screen, window

    def press(self, *keys):
        for key in keys:
            self.screen.press(key)
            time.sleep(0.1)
        time.sleep(0.5)

    def click(self, name):
        self.session.click(self.window, name)

    def labels(self):
        return [widget.name for widget in self.session.widgets() if widget.role == "label"]

    def wait(self, condition, what):
        limit = time.monotonic() + PAINTING_SECONDS
        while not condition():
            if time.monotonic() > limit:
                raise TimeoutError(what)
            time.sleep(0.5)

    def wait_until_painted(self):
        time.sleep(1.0)  # what is on the screen may be of the settings before
        self.wait(lambda: FINISHED in self.labels(), "the preview is not finished")
        time.sleep(0.5)

    def photograph(self, name, left=0, right=None, bottom=None):
        """The dialog and what lies over it, or the part between left and right and above the bottom."""
        self.screen.point(self.window, 2, 2)
        time.sleep(0.5)
        place = self.screen.attributes(self.window)
        path = self.session.gimp.folder / "shot.png"
        self.screen.photograph(self.screen.root, path)
        shot = Image.open(path).convert("RGB").crop((left, 0, right or place.width,
                                                     bottom or place.height))
        shot.save(OUTPUT / (name + ".jpg"), quality=QUALITY, optimize=True)


def photograph_the_style(at):
    at.wait_until_painted()
    at.photograph("dialog")
    at.click("Variations")
    at.wait(lambda: "Painting..." not in at.labels(), "the variations are not finished")
    bottom = max(tile.y + tile.height for tile in at.session.widgets() if tile.name.startswith("Variation "))
    at.photograph("variations", left=at.session.find("Presets").x - 120, bottom=bottom + 16)
    at.press("Escape")
    at.click("Presets")
    at.photograph("presets", left=at.session.find("Presets").x - 200)
    at.press("Escape")
    time.sleep(0.5)  # the list closes slowly
    at.session.focus("Mix with another style")
    at.press("space")
    at.wait(lambda: at.session.find("None"), "there is no style to choose")
    at.click("None")
    at.photograph("second", left=at.session.find("Presets").x - 300)
    at.press(*5 * ["Tab"], "Right", "Return")


def photograph_the_mixture(at):
    """Left of the line the picture as it was, right of it the painting."""
    at.wait_until_painted()
    at.click("Split view")
    time.sleep(1.0)
    at.photograph("mixed")
    at.press("Escape")
    at.session.wait_for_step("shown")


def photograph_a_layer(at):
    at.press("Alt+a")
    at.wait_until_painted()
    at.photograph("layer", right=at.session.find("Presets").x)
    at.press("Escape")
    at.session.wait_for_step("layer")


def photograph_a_mask(at):
    """An eye is painted over."""
    at.click("Paint the area to leave unchanged on the preview")
    canvas = at.session.find("Mask", "drawing area")
    width, height = 512, 331
    scale = min(canvas.width / width, canvas.height / height)
    left = canvas.x + (canvas.width - scale * width) / 2
    top = canvas.y + (canvas.height - scale * height) / 2
    for eye in (179, 345):
        at.screen.drag(at.window, *[(int(left + scale * (eye + x)), int(top + scale * 113)) for x in (-18, 0, 18)])
    at.photograph("mask", right=canvas.x + canvas.width + 12)
    at.click("Discard")


def photograph_regions(at):
    at.wait_until_painted()
    at.photograph("regions")
    photograph_a_mask(at)
    at.press("Escape")
    at.session.wait_for_step("regions")


def keep_presets(gimp):
    folder = gimp.root / "home" / "style-transfer" / "presets"
    folder.mkdir(parents=True)
    for name, style in PRESETS.items():
        (folder / (name + ".json")).write_text(
            '{ "format": "style-transfer-preset-1", "style-source": "style", "style": "%s" }'
            % style)


def main(photograph, painting):
    OUTPUT.mkdir(exist_ok=True)
    with contextlib.ExitStack() as owned:
        gimp = Gimp()
        owned.callback(gimp.close)
        gimp.environment["NST_STYLES"] = str(ROOT / "styles")
        for source, name in ((photograph, "photograph"), (painting, "painting")):
            picture = Image.open(source).convert("RGB")
            picture.thumbnail((SIDE, SIDE) if name == "photograph" else (1024, 1024))
            picture.save(gimp.folder / (name + ".png"))
        keep_presets(gimp)
        screen = Screen()
        owned.callback(screen.close)
        session = Session(gimp, screen, SCRIPT)
        owned.callback(session.close)
        at = Photographer(session, session.open_dialog())
        photograph_the_style(at)
        photograph_the_mixture(at)
        photograph_a_layer(Photographer(session, session.open_dialog()))
        photograph_regions(Photographer(session, session.open_dialog()))
    for path in sorted(OUTPUT.glob("*.jpg")):
        print("%s: %d kB" % (path.relative_to(ROOT), path.stat().st_size // 1000))


if __name__ == "__main__":
    main(*sys.argv[1:])
