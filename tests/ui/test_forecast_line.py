# SPDX-License-Identifier: GPL-3.0-or-later

"""The last line below the preview: how large the painting is, where a larger resolution changes nothing, and how long
several layers take.  The plug-in's log has the times before they are rounded."""

import re

from session import install_styles, make_shots, open_session, step, tell
from test_layout import see_painted, says
from test_settings import press, wait_until

from harness import expect

MOST = "the most that this style has strokes for"

OPEN = """(define image (load-image "in.png")) (define content (vector-ref (selected image) 0)) %s
(gimp-image-set-selected-layers image (vector content)) (gimp-image-clean-all image)
(define window (car (gimp-display-new image)))"""
CLOSE = "(gimp-image-clean-all image) (gimp-display-delete window)"
LARGE = "(gimp-image-scale image 3000 2250)"

# A second layer of another size: a fourth of the first one's pixels where that is painted at its own size.
LAYERS = """(define second (car (gimp-layer-new-from-drawable content image)))
(gimp-image-insert-layer image second -1 0) (gimp-layer-scale second 160 120 FALSE)"""

SCRIPT = (OPEN % LARGE + step("resolutions", "RUN-INTERACTIVE", '#:style "zebra" #:method "fast" #:size 512') + CLOSE
          + OPEN % LAYERS + step("layers", "RUN-INTERACTIVE", '#:style "zebra" #:iterations 4 #:size 1024')
          .replace("(vector content)", "(vector content second)") + CLOSE)


def choose(session, steps, words):
    """A resolution, that many below the first."""
    press(session, "Alt+e", "Home", *steps * ["Down"])
    wait_until(lambda: says(session, words), "it does not say: " + words)


def say_what_resolutions_are(session, shots):
    """Good and Full are the same for this style: at both, the line says so; at Draft it does not."""
    window = session.open_dialog()
    session.screen.point(window, 2, 2)  # away from the tooltips
    for steps, size, most in ((0, "512 × 384", False), (1, "1024 × 768", True), (2, "1024 × 768", True)):
        choose(session, steps, "Painted at %s, %s" % (size, MOST if most else "enlarged"))
        expect(says(session, MOST) == most, "%s: what is said of the style" % size)
        see_painted(session, window)
        session.screen.photograph(window, shots / ("forecast-line-%d.png" % steps))
    press(session, "Escape")
    session.wait_for_step("resolutions")


def add_layers_up(session, shots):
    """Both layers take as long as their pixels do, and a little for the smaller one's border."""
    window = session.open_dialog()
    wait_until(lambda: says(session, "2 layers are painted; this is the first."), "it does not say that there are two")
    see_painted(session, window)
    session.screen.photograph(window, shots / "forecast-line-layers.png")
    found = set(re.findall(r"forecast: all layers take ([0-9.]+) times as long as the first", session.read_log()))
    expect(len(found) == 1 and 1.2 < float(found.pop()) < 1.3, "both layers take longer than their pixels: %s" % found)
    press(session, "Escape")
    session.wait_for_step("layers")


def main():
    shots = make_shots()

    def furnish(gimp):
        gimp.environment["G_MESSAGES_DEBUG"] = "style-transfer"

    with open_session(SCRIPT, furnish) as session:
        install_styles(session)
        tell([say_what_resolutions_are, add_layers_up], session, shots)


if __name__ == "__main__":
    main()
