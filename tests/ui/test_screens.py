# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialog on other screens: a large one, one of scale 2, a small one, and with texts of one and a half times their size.
All of it is on the screen, no number is cut, and what is drawn has as many pixels as the screen.  On the small ones, the time
that is left can be read while it paints, and what goes wrong makes the window no larger."""

import os
import re
import subprocess
import sys

from session import make_shots, open_session, step, styles_folder, tell, wait_until_settled
from test_layout import press_title, says, see_painted
from test_preview import HEIGHT, WIDTH, place, read_part
from test_settings import press, wait_until

from harness import expect, write_png

SMALL = 1024, 768
TILE = 192, 136  # pixels of a style's picture on a screen of scale 2

MIXED = '#:style "striped" #:size 160 #:iterations 2 #:second-style "striped" #:second-share 0.5'
LONG = '#:style "striped" #:size 320 #:iterations 1000'  # much longer than until the time is known


def script(arguments):
    """Shows the dialog with these."""
    return ('(define image (load-image "in.png")) (define content (vector-ref (selected image) 0))'
            "(gimp-image-clean-all image) (define window (car (gimp-display-new image)))"
            + step("seen", "RUN-INTERACTIVE", arguments)
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


def read_time_left(session, window, shots, name):
    """All of it, while it paints; then it is canceled."""
    press(session, "Alt+o")
    wait_until(lambda: find_time_left(session), "it does not say how long it takes")
    session.screen.photograph(session.screen.root, shots / (name + ".png"))
    text = find_time_left(session).name
    expect(text not in session.shortened() + session.cut(), "it is cut: " + text)
    expect_on_the_screen(session, window)
    press(session, "Escape")
    wait_until(lambda: session.find("OK").sensitive, "it does not come back")


def find_time_left(session):
    return next((widget for widget in session.widgets()
                 if widget.role == "label" and re.match(r"Painting: \d+ %, about \d+:\d\d left$", widget.name)), None)


def see_a_small_screen(session, shots):
    large = float(session.gimp.environment.get("GDK_DPI_SCALE", 1)) > 1
    window = session.open_dialog()
    session.screen.point(window, 2, 2)
    wait_until(lambda: says(session, "Rough preview, improving"), "there is no preview")
    expect_on_the_screen(session, window)
    read_time_left(session, window, shots, "screens-small-large-texts" if large else "screens-small")
    leave(session)


def miss_a_style(session, shots):
    """All styles that there are would fill the screen."""
    window = session.open_dialog()
    wait_until(lambda: says(session, "There is no style “gone”."), "it does not say that there is no such style")
    session.settle()
    session.screen.photograph(session.screen.root, shots / "screens-no-style.png")
    expect_on_the_screen(session, window)
    expect(any("woodblock-print" in text for text in session.tooltips()), "the rest of what it says cannot be read")
    leave(session)


# The story, its environment, the size of its screen, and what the dialog opens with.
STORIES = [(see_a_large_screen, {}, (1920, 1080), MIXED), (see_scale_2, {"GDK_SCALE": "2"}, (2560, 1440), MIXED),
           (see_large_texts, {"GDK_DPI_SCALE": "1.5"}, (1366, 768), MIXED), (see_a_small_screen, {}, SMALL, LONG),
           (see_a_small_screen, {"GDK_DPI_SCALE": "1.5"}, SMALL, LONG), (miss_a_style, {}, SMALL, '#:style "gone"')]


def run(story, environment, size, arguments, shots):
    def furnish(gimp):
        gimp.environment.update(environment)
        write_png(gimp.folder / "in.png", WIDTH, HEIGHT, 3, place)

    with open_session(script(arguments), furnish, size) as session:
        install_a_striped_style(session)
        tell([story], session, shots)


def main():
    shots = make_shots()
    wanted = sys.argv[1:]
    for story, *around in STORIES:
        if not wanted or story.__name__ in wanted:
            run(story, *around, shots)


if __name__ == "__main__":
    main()
