# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialog on other screens: a large one, one of scale 2, and with texts of one and a half times their size.  All of it
is on the screen, no number is cut, and what is drawn has as many pixels as the screen."""

import os
import subprocess
import sys

from session import make_shots, open_session, step, styles_folder, tell, wait_until_settled
from test_layout import press_title, see_painted
from test_preview import HEIGHT, WIDTH, place, read_part
from test_settings import press

from harness import expect, write_png

TILE = 192, 136  # pixels of a style's picture on a screen of scale 2

SCRIPT = ('(define image (load-image "in.png")) (define content (vector-ref (selected image) 0))'
          "(gimp-image-clean-all image) (define window (car (gimp-display-new image)))"
          + step("seen", "RUN-INTERACTIVE", '#:style "striped" #:size 160 #:iterations 2 #:second-style "striped"'
                                            ' #:second-share 0.5')
          + "(gimp-image-clean-all image) (gimp-display-delete window)")

ALWAYS = ["OK", "Apply", "Cancel", "Reset", "Help", "Presets", "Preview", "Original", "Search styles", "Group of styles"]


def striped(x, y):
    """Light and dark in turn, column by column: half as many pixels would show gray."""
    return (30 + 190 * (x % 2),) * 3


def install_a_striped_style(session):
    folder, path = styles_folder(session), session.gimp.folder / "striped.png"
    folder.mkdir(parents=True)
    write_png(path, *TILE, 3, striped)
    subprocess.run([os.environ["NST"], "measure", str(path), "--name", "Striped", "-o", str(folder / "striped.safetensors")],
                   check=True, stdout=subprocess.DEVNULL,
                   env=dict(session.gimp.environment, NST_WEIGHTS=os.environ["WEIGHTS"]))


# ---- What all screens have in common ------------------------------------------------------------

def expect_on_the_screen(session, window):
    """The window, and in it what is not scrolled."""
    at, room = session.screen.attributes(window), session.screen.attributes(session.screen.root)
    expect(at.x >= 0 and at.y >= 0 and at.x + at.width <= room.width and at.y + at.height <= room.height,
           "the window has %d x %d pixels at %d, %d" % (at.width, at.height, at.x, at.y))
    for name in ALWAYS:
        widget = session.find(name)
        expect(widget and widget.x >= 0 and widget.y >= 0 and widget.x + widget.width <= at.width
               and widget.y + widget.height <= at.height, "%s is off-screen: %s" % (name, widget))
    expect(not session.sideways(), "scrolled sideways: %s" % session.sideways())


def expect_whole_numbers(session, window):
    """As they are, and with the largest value that each slider's can have, in all sections."""
    for title in ("Advanced", "Expert"):
        press_title(session, window, title)
    expect(not session.cut(), "cut: %s" % session.cut())
    sliders = [widget.name for widget in session.widgets() if widget.role == "slider" and widget.sensitive]
    expect(len(sliders) > 5, "hardly any sliders: %s" % sliders)
    for name in sliders:
        session.focus(name, "spin button")
        press(session, "Control+a")
        session.screen.type("99999")
        press(session, "Tab")
    expect(not session.cut(), "cut: %s" % session.cut())


def see(session, shots, name):
    window = session.open_dialog()
    session.screen.point(window, 2, 2)  # where no tooltip covers anything
    see_painted(session, window)
    session.screen.photograph(session.screen.root, shots / (name + ".png"))
    expect_on_the_screen(session, window)
    expect(not session.cut(), "cut: %s" % session.cut())
    return window


def leave(session):
    press(session, "Escape")
    session.wait_for_step("seen")


# ---- One after the other ------------------------------------------------------------------------

def see_a_large_screen(session, shots):
    window = see(session, shots, "screens-large")
    session.screen.resize(window, 1920, 1080)
    session.found_preview = None
    see_painted(session, window)
    session.screen.photograph(window, shots / "screens-filled.png")
    expect_on_the_screen(session, window)
    leave(session)


def see_scale_2(session, shots):
    """A style's tile and the part at 1:1 have the pixels of the screen."""
    window = see(session, shots, "screens-scale-2")
    tile = session.find("Striped", "list item")
    rows = session.screen.photograph(window)
    left = tile.x + (tile.width - TILE[0]) // 2
    row = rows[tile.y + TILE[1] // 2][3 * left + 12:3 * (left + TILE[0] // 2)]
    steps = [abs(a - b) for a, b in zip(row, row[3:])]
    expect(min(steps) > 120, "a style's picture is drawn from too few pixels: %s" % steps)
    session.screen.press("Alt+v")
    wait_until_settled(session, window)
    session.screen.press("Alt+1")
    read_part(session, window, shots / "screens-scale-2-part.png")
    session.screen.press("Alt+1")
    leave(session)


def see_large_texts(session, shots):
    window = see(session, shots, "screens-large-texts")
    press(session, "Alt+v")  # no preview of what is set next
    expect_whole_numbers(session, window)
    session.screen.photograph(window, shots / "screens-large-texts-open.png")
    leave(session)


# The story, its environment, and the size of its screen.
STORIES = [(see_a_large_screen, {}, (1920, 1080)), (see_scale_2, {"GDK_SCALE": "2"}, (2560, 1440)),
           (see_large_texts, {"GDK_DPI_SCALE": "1.5"}, (1366, 768))]


def run(story, environment, size, shots):
    def furnish(gimp):
        gimp.environment.update(environment)
        write_png(gimp.folder / "in.png", WIDTH, HEIGHT, 3, place)

    with open_session(SCRIPT, furnish, size) as session:
        install_a_striped_style(session)
        tell([story], session, shots)


def main():
    shots = make_shots()
    wanted = sys.argv[1:]
    for story, environment, size in STORIES:
        if not wanted or story.__name__ in wanted:
            run(story, environment, size, shots)


if __name__ == "__main__":
    main()
