# SPDX-License-Identifier: GPL-3.0-or-later

"""The preview while the plug-in paints, for itself or for OK: the window is resized, a part is looked at, the part is moved.
The picture has stripes that only a preview as large as the window can show."""

from session import expect_change, install_styles, look, make_shots, open_session, step, tell, wait_until_settled
from test_layout import read_zoom, see_painted
from test_settings import press, wait_until

from harness import expect, outcome, write_png

SCREEN, LARGE = (1920, 1080), (1900, 1000)
WIDTH, HEIGHT = 1000, 750
STRIPE = 2  # pixels
SHARP, GRAY = 60, 12  # contrast: above the first, stripes are seen; below the second, none are

ENDLESS = '#:style "zebra" #:iterations 10000 #:size 320'
FAST = '#:style "zebra" #:method "fast" #:size 1000 #:strength 0.3'  # most of the stripes are in the painting, too

SCRIPT = ('(define image (load-image "in.png")) (define content (vector-ref (selected image) 0))'
          "(gimp-image-clean-all image) (define window (car (gimp-display-new image)))"
          + step("endless", "RUN-INTERACTIVE", ENDLESS) + step("fast", "RUN-INTERACTIVE", FAST)
          + "(gimp-image-clean-all image) (gimp-display-delete window)")


def striped(x, y):
    """Red and green are alike, and blue says where in the picture it is."""
    return (*2 * (20 + 215 * (x // STRIPE % 2),), 255 * x // WIDTH)


def contrast(rows):
    """The mean difference between pixels that lie a stripe apart."""
    differences = [abs(a - b) for row in rows[::8] for a, b in zip(row[::3], row[3 * STRIPE::3])]
    return sum(differences) / len(differences)


def is_original(rows):
    """Not painted."""
    return all(abs(red - green) < 3 for row in rows[::8] for red, green in zip(row[::3], row[1::3]))


def place(rows):
    """Where in the picture the middle of what is seen lies, from 0 to 1."""
    blues = [blue for row in rows[::8] for blue in row[2::3]]
    return sum(blues) / len(blues) / 255


def resize(session, window, size):
    session.screen.resize(window, *size)
    session.found_preview = None


def look_at_original(session, window, shows=lambda rows: True, what="the picture before is not seen"):
    """As the right button shows it, as soon as that is as wanted."""
    with session.screen.holding_button(window, session.middle(), 3):
        wait_until(lambda: is_original(look(session, window)) and shows(look(session, window)), what)
        return look(session, window)


def is_sharp(rows):
    return contrast(rows) > SHARP


def is_gray(rows):
    return contrast(rows) < GRAY


def is_improving(session):
    return any(widget.name.startswith("Rough preview, improving") for widget in session.widgets())


def can_press(session, name):
    button = session.find(name, "button")
    return button is not None and button.sensitive


# ---- For itself ---------------------------------------------------------------------------------

def resize_while_it_previews(session, shots):
    """What is shown is made anew for the larger window, while the preview never comes to an end."""
    window = session.open_dialog()
    resize(session, window, session.least_size())
    wait_until(lambda: is_improving(session), "it does not paint")
    look_at_original(session, window, is_gray, "the stripes are seen in a small window")
    resize(session, window, LARGE)
    look_at_original(session, window, is_sharp, "the picture stays as small as the window was")
    wait_until(lambda: is_improving(session), "it does not go on")
    session.screen.photograph(window, shots / "at-work-resized.png")


# ---- For OK, which is canceled ------------------------------------------------------------------

def begin_in_a_small_window(session):
    """Which then becomes large."""
    window = session.screen.wait_for("Style Transfer")
    resize(session, window, session.least_size())
    look_at_original(session, window, is_gray, "the picture stays as large as the window was")
    press(session, "Alt+o")
    wait_until(lambda: can_press(session, "Stop and Keep"), "no painting is seen")
    resize(session, window, LARGE)
    expect(not can_press(session, "OK"), "it does not paint any more")


def cancel(session):
    session.screen.press("Escape")
    wait_until(lambda: can_press(session, "OK"), "it does not come back")


def cancel_in_a_large_window(session, shots):
    """The preview is then as large."""
    window = session.screen.wait_for("Style Transfer")
    begin_in_a_small_window(session)
    cancel(session)
    look_at_original(session, window, is_sharp, "the picture stays as small as the window was")


def zoom_at_work(session, shots):
    """By the wheel, and the picture below the hand moves; the painting goes on, and is seen to."""
    window, screen = session.screen.wait_for("Style Transfer"), session.screen
    begin_in_a_small_window(session)
    x, y = session.middle()
    expect_change(session, window, lambda: screen.turn_wheel(window, (x, y), 3), "the wheel")
    wait_until(lambda: read_zoom(session) > 100, "the title says %d %%" % read_zoom(session))
    before = place(look_at_original(session, window))
    screen.drag(window, (x, y), (x - 60, y), (x - 120, y - 40))
    screen.point(window, 2, 2)
    session.settle()
    moved, wanted = place(look_at_original(session, window)) - before, 120 / (read_zoom(session) / 100 * WIDTH)
    expect(abs(moved - wanted) < 0.02, "the hand moves the picture by %.3f of it, and not %.3f" % (moved, wanted))
    expect_change(session, window, lambda: None, "the painting, in part")
    screen.photograph(window, shots / "at-work-zoomed.png")
    expect_change(session, window, lambda: screen.turn_wheel(window, (x, y), -8), "the wheel, back")
    wait_until(lambda: read_zoom(session) == 0, "the title says %d %%" % read_zoom(session))
    expect(not can_press(session, "OK") and can_press(session, "Stop and Keep"), "it does not paint any more")


def cancel_at_a_part(session, shots):
    """The dialog is there again with the part that is looked at, and then with the whole at the window's size."""
    window, screen = session.screen.wait_for("Style Transfer"), session.screen
    screen.press("Alt+1")
    wait_until(lambda: read_zoom(session) == 100, "the key does not zoom")
    cancel(session)
    wait_until(lambda: session.find("Rough preview of this part by Fast: OK refines it"), "the part is not painted")
    expect(read_zoom(session) == 100, "it shows another part")
    look_at_original(session, window, is_sharp, "the part is not shown pixel for pixel")
    screen.photograph(window, shots / "at-work-canceled.png")
    screen.press("Alt+1")
    wait_until(lambda: read_zoom(session) == 0, "the key does not show the whole")
    look_at_original(session, window, is_sharp, "the picture stays as small as the window was")
    session.click(window, "Cancel")
    layers, dirty, message = session.wait_for_step("endless")
    expect((layers, dirty, message) == (1, 0, "fine"), "the image changed: " + message)
    outcome("Accidents", "the window is resized, and a part looked at, while the plug-in paints for the dialog",
            "the part is shown as it is painted; after Cancel, all is shown at the window's size")


# ---- The painting -------------------------------------------------------------------------------

def paint_for_the_size(session, shots):
    """A preview that comes to an end does so at the size that the window has come to."""
    window = session.open_dialog()
    resize(session, window, session.least_size())
    resize(session, window, LARGE)
    painted = see_painted(session, window)
    session.screen.photograph(window, shots / "at-work-painted.png")
    expect(is_sharp(painted), "the painting stays as small as the window was: %.1f" % contrast(painted))
    resize(session, window, session.least_size())
    wait_until(lambda: is_gray(wait_until_settled(session, window)), "the stripes are seen in a small window")
    press(session, "Escape")
    session.wait_for_step("fast")


def main():
    shots = make_shots()

    def furnish(gimp):
        write_png(gimp.folder / "in.png", WIDTH, HEIGHT, 3, striped)

    with open_session(SCRIPT, furnish, SCREEN) as session:
        install_styles(session)
        tell([resize_while_it_previews, cancel_in_a_large_window, zoom_at_work, cancel_at_a_part, paint_for_the_size], session, shots)


if __name__ == "__main__":
    main()
