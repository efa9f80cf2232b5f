# SPDX-License-Identifier: GPL-3.0-or-later

"""The last line below the preview: how large the painting is, where a larger resolution changes nothing, how long
several layers take, and that one slow painting does not change the time.  The plug-in's log has the times before they are
rounded."""

import os
import re
import signal
import time

from session import install_styles, make_shots, open_session, step, tell
from test_layout import see_painted, says
from test_settings import press, wait_until

from harness import expect
from processes import plug_ins

MOST = "the most that this style has strokes for"

OPEN = """(define image (load-image "in.png")) (define content (vector-ref (selected image) 0)) %s
(gimp-image-set-selected-layers image (vector content)) (gimp-image-clean-all image)
(define window (car (gimp-display-new image)))"""
CLOSE = "(gimp-image-clean-all image) (gimp-display-delete window)"
LARGE = "(gimp-image-scale image 3000 2250)"

# A second layer of another size: a fourth of the first one's pixels where that is painted at its own size.
LAYERS = """(define second (car (gimp-layer-new-from-drawable content image)))
(gimp-image-insert-layer image second -1 0) (gimp-layer-scale second 160 120 FALSE)"""

PAUSE = 4  # seconds, much longer than a painting takes

SCRIPT = (OPEN % LARGE + step("resolutions", "RUN-INTERACTIVE", '#:style "zebra" #:method "fast" #:size 512')
          + step("steady", "RUN-INTERACTIVE", '#:style "zebra" #:method "fast" #:size 1024') + CLOSE
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


def read_seconds(session):
    found = [re.search(r"takes about (\d+):(\d+) and", widget.name) for widget in session.widgets()]
    return next((60 * int(match[1]) + int(match[2]) for match in found if match), None)


def count_paintings(session):
    """Of the result, not of a rough preview."""
    return session.read_log().count(" of 3000 pixels")


def paint_with_a_larger_brush(session, window, pause=0):
    """Where the machine has something else to do for a moment, the plug-in has to wait."""
    before = count_paintings(session)
    press(session, "Up")
    wait_until(lambda: count_paintings(session) > before, "the brush size changes nothing")
    if pause:
        pids = plug_ins(session.gimp)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(pause)
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    see_painted(session, window)
    return read_seconds(session)


def keep_steady(session, shots):
    """One painting took long: the next ones need not."""
    window = session.open_dialog()
    see_painted(session, window)
    session.focus("Brush size", "spin button")
    usual = [paint_with_a_larger_brush(session, window) for _ in range(2)]
    slow = paint_with_a_larger_brush(session, window, PAUSE)
    session.screen.photograph(window, shots / "forecast-line-steady.png")
    print("it takes %s seconds, and after a slow painting %d" % (usual, slow), flush=True)
    expect(slow <= max(usual) + PAUSE / 2, "the forecast jumps from %s to %d seconds" % (usual, slow))
    press(session, "Escape")
    session.wait_for_step("steady")


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
        tell([say_what_resolutions_are, keep_steady, add_layers_up], session, shots)


if __name__ == "__main__":
    main()
