# SPDX-License-Identifier: GPL-3.0-or-later

"""The way to the first painting, by the mouse alone: three clicks from GIMP's menu to a new layer.  Screenshots are
saved in the folder SHOTS."""

import time

from session import make_shots, open_session, tell, watch_gimp

from harness import expect, outcome, photo, write_png

MENU = ("Filters", "Artistic", "Style Transfer...")
STYLE = "Bold shapes"  # not the one that is suggested
CLICKS = 3
GTK_CLICK_SECONDS = 0.6  # a button that is let go sooner after a menu has opened chooses nothing: GTK keeps the menu open

SCRIPT = """(define image (load-image "in.png")) (gimp-image-clean-all image)
(gimp-display-new image)
(wait-for "painted")
(step "looked" (lambda () #t))
(leave "called" 0 0 (car (gimp-item-get-name (vector-ref (car (gimp-image-get-layers image)) 0))))
(gimp-image-clean-all image)"""


def pull_down(session, shots):
    """The button is pressed on the menu bar, and let go on the menu entry."""
    screen = session.screen
    with screen.holding_button(screen.root, session.wait_for_menu_item(MENU[0]), 1):
        for name in MENU[1:]:
            place = session.wait_for_menu_item(name)
            screen.point(screen.root, *place)
        screen.photograph(screen.root, shots / "first-painting-menu.png")
        time.sleep(GTK_CLICK_SECONDS)


def paint_with_three_clicks(session, shots):
    """The menu entry, a style, OK."""
    screen = session.screen
    screen.focus(screen.wait_for("1 layer", 120))
    before = screen.clicks
    pull_down(session, shots)
    window = session.open_dialog()
    session.click(window, STYLE, "list item")
    screen.photograph(window, shots / "first-painting-dialog.png")
    session.click(window, "OK", "button")
    screen.wait_for("2 layers", 120)
    expect(screen.clicks - before == CLICKS, "it took %d clicks" % (screen.clicks - before))
    session.go_on("painted")
    layers, dirty, message = session.wait_for_step("looked")
    expect((layers, dirty, message) == (2, 1, "fine"), "there is no painting: %s" % message)
    _, _, name = session.wait_for_step("called")
    expect(name.startswith("Background - " + STYLE), "the layer is called " + name)
    outcome("Paintings", "the first one, by the mouse", "three clicks from GIMP's menu: the entry, a style, OK")


def main():
    shots = make_shots()

    def furnish(gimp):
        watch_gimp(gimp)
        write_png(gimp.folder / "in.png", 96, 72, 3, photo)

    with open_session(SCRIPT, furnish) as session:
        tell([paint_with_three_clicks], session, shots)


if __name__ == "__main__":
    main()
