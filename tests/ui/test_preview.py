# SPDX-License-Identifier: GPL-3.0-or-later

"""The preview in the real dialog: at 1:1, dragged, with a large layer while
that is read, from right to left, with a style by drag and drop, and after its display
is gone.  Screenshots are saved in the folder SHOTS."""

import os
import subprocess
import sys
import time

from session import (SETTLE_SECONDS, alike, columns, cut, expect_change, expect_pulse, install_styles, look,
                     make_shots, open_session, plug_in_runs, step, tell, wait_until_settled)
from x11 import Pulse

from harness import expect, outcome, painting, write_png

WIDTH, HEIGHT = 700, 530
GOING_SECONDS = 10
RESULT = "The result will look like this"


def place(x, y):
    """A color that says where in the picture it is."""
    return (x % 256, y % 256, 64 * (x // 256) + 16 * (y // 256))


def place_of(color):
    return color[0] + 256 * (color[2] // 64), color[1] + 256 * (color[2] // 16 % 4)


def pixel(rows, x, y):
    return tuple(rows[y][3 * x:3 * x + 3])


def wait_for_words(session, words):
    """Below the preview."""
    limit = time.monotonic() + SETTLE_SECONDS
    while not any(widget.name.startswith(words) for widget in session.widgets() if widget.role == "label"):
        expect(time.monotonic() < limit, "it does not say: " + words)
        time.sleep(0.05)


# ---- Pixel for pixel ----------------------------------------------------------------------------

def look_closer(session, shots):
    """A click goes to 1:1 there, a drag moves the part, a click goes back; so do the keys and the
    switch.  Without a painting, the picture's own pixels can be checked."""
    window, screen = session.open_dialog(), session.screen
    wait_for_words(session, RESULT)
    screen.press("Alt+v")
    wait_for_words(session, "The preview is off")
    whole = wait_until_settled(session, window)
    middle = session.middle()
    here = [middle[0] + 30, middle[1] - 20]
    there = place_of(pixel(screen.photograph(window, shots / "preview-whole.png"), *here))

    screen.drag(window, here)
    first = read_part(session, window, shots / "preview-part.png")
    found = first[0] + middle[0], first[1] + middle[1]
    expect(max(abs(a - b) for a, b in zip(found, there)) <= 4,
           "%s is in the middle, and not %s, where the click was" % (found, there))

    screen.drag(window, middle, (middle[0] - 20, middle[1]), (middle[0] - 40, middle[1] - 25))
    moved = read_part(session, window, shots / "preview-moved.png")
    expect(moved == (first[0] + 40, first[1] + 25), "a drag moved %s to %s" % (first, moved))

    screen.press("Right")
    expect(read_part(session, window)[0] > moved[0], "the key Right does not move the part")
    screen.drag(window, middle)
    expect(alike(wait_until_settled(session, window), whole), "a click does not go back")
    for on, off in (("plus", "minus"), ("Alt+1", "Alt+1")):
        screen.press(on)
        read_part(session, window)
        screen.press(off)
        expect(alike(wait_until_settled(session, window), whole), off + " does not go back")
    see_the_painting(session, window, whole, shots)
    screen.press("Escape")
    expect(session.wait_for_step("closer") == (1, 0, "fine"), "the image changed")


def read_part(session, window, path=None):
    """Where in the picture the window's own corner would be, going by what is in the preview, which
    shows each pixel once."""
    wait_until_settled(session, window)
    rows = session.screen.photograph(window, path or session.gimp.folder / "part.png")
    middle = session.middle()
    x, y = place_of(pixel(rows, *middle))
    for dx, dy in ((1, 0), (0, 1), (-60, 80), (90, -100)):
        at = middle[0] + dx, middle[1] + dy
        expect(place_of(pixel(rows, *at)) == (x + dx, y + dy), "not pixel for pixel at %s" % (at,))
    return x - middle[0], y - middle[1]


def see_the_painting(session, window, content, shots):
    """At 1:1 it follows the settings, too, and comes back to the whole as it was."""
    screen = session.screen
    screen.press("Alt+v")
    wait_for_words(session, RESULT)
    whole = wait_until_settled(session, window)
    expect(not alike(whole, content), "no painting")
    screen.press("Alt+1")
    wait_until_settled(session, window)
    screen.press("Alt+g")
    expect_change(session, window, lambda: screen.press("Down"), "the strength, at 1:1")
    wait_until_settled(session, window)
    screen.photograph(window, shots / "preview-painted-part.png")
    expect_change(session, window, lambda: screen.press("Up"), "the strength, at 1:1")
    screen.press("Alt+1")
    expect(alike(wait_until_settled(session, window), whole), "another painting after 1:1")


def look_at_a_part(session, whole, part, shot, shots):
    """What is said of the whole, of a part at 1:1, and of the whole again."""
    window, screen = session.open_dialog(), session.screen
    wait_for_words(session, whole)
    screen.press("Alt+1")
    wait_for_words(session, part)
    screen.photograph(window, shots / shot)
    screen.press("Alt+1")
    wait_for_words(session, whole)
    screen.press("Escape")


def say_that_a_part_is_rough(session, shots):
    """Where Refine takes too long for a preview, the part is by Fast, which is not what OK paints."""
    look_at_a_part(session, "Rough preview, improving", "Rough preview of this part by Fast: OK refines it",
                   "preview-part-rough.png", shots)
    expect(session.wait_for_step("rough") == (1, 0, "fine"), "the image changed")


def say_that_a_part_is_the_result(session, shots):
    """Where it does not."""
    look_at_a_part(session, RESULT, RESULT, "preview-part-result.png", shots)
    expect(session.wait_for_step("result") == (1, 0, "fine"), "the image changed")


# ---- A large layer ------------------------------------------------------------------------------

def open_large_layer(session, shots):
    """Twelve megapixels are read and painted while the window answers."""
    window = session.open_dialog()
    with Pulse(session.screen, window) as pulse:
        wait_until_settled(session, window, 3.0)
    session.screen.photograph(window, shots / "preview-large.png")
    expect_pulse(pulse, 0.8)
    session.screen.press("Escape")
    expect(session.wait_for_step("large") == (1, 0, "fine"), "the image changed")


# ---- From right to left -------------------------------------------------------------------------

def turn_around(session, shots):
    """The preview is at the right; before is left of the line all the same."""
    window, screen = session.open_dialog(), session.screen
    wait_for_words(session, RESULT)
    painted = wait_until_settled(session, window)
    expect(session.middle()[0] > screen.attributes(window).width // 2, "the preview is not at the right")
    screen.press("Alt+v")
    wait_for_words(session, "The preview is off")
    content = wait_until_settled(session, window)
    expect(not alike(painted, content), "no painting")
    screen.press("Alt+v")
    wait_for_words(session, RESULT)
    screen.press("Tab")
    screen.press("space")
    time.sleep(2.0)
    x, y = session.middle()
    third = columns(session, (0.3, 0.3))[0]
    screen.drag(window, (x, y), (x - 40, y), (third, y))
    screen.point(window, 2, 2)
    time.sleep(1.0)
    split = look(session, window, name="preview-right-to-left.png", shots=shots)
    left, right = (0.04, 0.27), (0.33, 0.96)
    for part, shown, what in ((left, content, "picture before"), (right, painted, "painting")):
        expect(alike(cut(session, split, part), cut(session, shown, part)), "not the " + what)
    screen.press("Escape")
    expect(session.wait_for_step("turned") == (1, 0, "fine"), "the image changed")


# ---- Drag and drop ------------------------------------------------------------------------------

def drop_a_style(session, shots):
    """A file that is dropped on the dialog becomes the style."""
    window, screen = session.open_dialog(), session.screen
    wait_until_settled(session, window)
    uri = (session.gimp.folder / "style.png").as_uri()
    source = subprocess.Popen([os.environ["DRAG_SOURCE"], uri],
                              env=dict(session.gimp.environment, DISPLAY=screen.name))
    try:
        start = screen.attributes(screen.wait_for("Drag source"))
        origin = screen.attributes(window)
        corner = start.x + 20 - origin.x, start.y + 20 - origin.y
        expect_change(session, window,
                      lambda: screen.drag(window, corner, (corner[0] - 40, corner[1] - 40),
                                          (600, 300), (590, 290), (580, 280)), "the drop")
        wait_until_settled(session, window)
        screen.photograph(window, shots / "preview-dropped.png")
    finally:
        source.kill()
        source.wait()
    screen.press("Escape")
    expect(session.wait_for_step("dropped") == (1, 0, "fine"), "the image changed")


# ---- A display that goes away -------------------------------------------------------------------

def lose_the_display(session, shots):
    """While Refine is at work in the preview; nothing of the plug-in stays behind."""
    session.open_dialog()
    time.sleep(2.0)
    session.screen.close()
    limit = time.monotonic() + GOING_SECONDS
    while plug_in_runs(session):
        expect(time.monotonic() < limit, "the plug-in lives on without a display")
        time.sleep(0.05)
    session.process.wait(60)
    for word in ("Plug-in crashed", "Sanitizer", "dumped"):
        expect(word not in session.read_log(), word + ": " + session.read_log())
    outcome("Accidents", "the display goes away while the dialog is open", "the plug-in ends, too")


# ---- Telling ------------------------------------------------------------------------------------

OPEN = ('(define image (load-image "in.png")) %s'
        '(define content (vector-ref (selected image) 0)) (gimp-image-clean-all image)'
        '(define window (car (gimp-display-new image)))')
SMALL = '#:style "zebra" #:method "fast" #:size 300'

# What is told of one GIMP, in its environment: the story, how the image is prepared, the step's name and arguments.  The
# last one ends it.
STORIES = [
    ({}, [(look_closer, "", "closer", SMALL),
          (say_that_a_part_is_rough, "", "rough", '#:style "zebra" #:iterations 10000 #:size 640'),
          (say_that_a_part_is_the_result, "", "result", '#:style "zebra" #:iterations 2 #:size 300'),
          (open_large_layer, "(gimp-image-scale image 4000 3000)", "large", '#:style "zebra" #:method "fast"'),
          (drop_a_style, "", "dropped", SMALL),
          (lose_the_display, "", "lost", '#:style "zebra" #:iterations 10000 #:size 300')]),
    ({"GTK_MODULES": os.environ.get("RIGHT_TO_LEFT", "")}, [(turn_around, "", "turned", SMALL)]),
]


def run(environment, stories, shots):
    script = "".join(OPEN % prepare + step(name, "RUN-INTERACTIVE", arguments)
                     + "(gimp-image-clean-all image) (gimp-display-delete window)"
                     for _, prepare, name, arguments in stories)

    def furnish(gimp):
        gimp.environment.update(environment)
        write_png(gimp.folder / "in.png", WIDTH, HEIGHT, 3, place)
        write_png(gimp.folder / "style.png", 60, 60, 3, lambda x, y: painting(y, x // 3))

    with open_session(script, furnish) as session:
        install_styles(session)
        last = stories[-1][0]
        tell([story for story, *_ in stories], session, shots, survives=last is not lose_the_display)


def main():
    shots = make_shots()
    wanted = sys.argv[1:]
    for environment, stories in STORIES:
        told = [story for story in stories if not wanted or story[0].__name__ in wanted]
        if told:
            run(environment, told, shots)


if __name__ == "__main__":
    main()
