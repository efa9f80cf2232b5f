# SPDX-License-Identifier: GPL-3.0-or-later

"""Two layers in the dialog: it asks whether they are the frames of an animation, but not for one layer;
they are painted as frames, also by the next call without a dialog."""

import os
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_ROOT"], "tests", "gimp"))

from harness import expect  # noqa: E402
from session import make_shots, open_session, step, tell  # noqa: E402
from test_settings import copy, expect_in, expect_not_in, press, wait_until  # noqa: E402

CHECKBOX = "Frames of an animation"

PLACES = ('(leave "%s" (map (lambda (layer) (car (gimp-image-get-item-position image layer)))'
          " (list content style)))")


def paint_both(name, mode, more=""):
    return step(name, mode, more).replace("(vector content)", "(vector content style)") + PLACES % (name + " places")


SCRIPT = ("(open-image) (gimp-selection-none image)"
          + step("one", "RUN-INTERACTIVE", '#:style-file "style.png" #:iterations 2 #:size 64')
          + paint_both("both", "RUN-INTERACTIVE", '#:style-file "style.png" #:iterations 2 #:size 64')
          + paint_both("repeated", "RUN-WITH-LAST-VALS") + "(close-image)")


def do_not_ask_of_one(session, shots):
    window = session.open_dialog()
    expect(not session.find(CHECKBOX), "it asks of one layer whether it is an animation")
    expect_not_in(copy(session, window), "frames")
    press(session, "Escape")
    session.wait_for_step("one")


def expect_together(session, name, layers, places):
    """Where `content`, which lies above `style`, and that have come to lie."""
    found, _, outcome = session.wait_for_step(name)
    expect((found, outcome) == (layers, "fine"), "%d layers: %s" % (found, outcome))
    left = session.gimp.folder / (name + " places")
    wait_until(lambda: left.exists() and left.read_text().endswith("end"), "the places were not left")
    expect_in(left.read_text(), places)


def paint_frames(session, shots):
    window = session.open_dialog()
    session.click(window, CHECKBOX)
    script = copy(session, window)
    expect_in(script, "; ", "#:frames TRUE", 'painted.xcf"')
    expect_not_in(script, "flatten")
    session.screen.photograph(window, shots / "frames.png")
    press(session, "Alt+o")
    expect_together(session, "both", 4, "(2 3)")


def paint_them_again(session, shots):
    expect_together(session, "repeated", 6, "(4 5)")


def main():
    shots = make_shots()
    with open_session(SCRIPT) as session:
        tell([do_not_ask_of_one, paint_frames, paint_them_again], session, shots)


if __name__ == "__main__":
    main()
