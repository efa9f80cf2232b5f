# SPDX-License-Identifier: GPL-3.0-or-later

"""Regions and protection in the dialog, by keyboard: the text if there is no mask, masks that are
added and removed while it is open, masks that are painted in it, a region with its own style, protection,
the script for the same, the next call, and Repeat."""

import math
import time

from session import (expect_change, install_styles, look, make_shots, open_session, step, tell,
                     wait_until_settled)
from test_layout import press_title
from test_settings import (copy, expect_in, expect_not_in, expect_same_painting, press,
                           wait_until)

from harness import expect
from processes import ask_bystander, install_bystander

QUICK = '#:style "zebra" #:method "fast" #:size 64'
CHANNEL = '(car (gimp-image-get-channel-by-name image "%s"))'
MASKS, STYLES = '#:region-masks (vector %s)' % CHANNEL, '#:region-styles (list "%s")'
SEARCH = "Search styles"
PROTECT = "#:protect %s" % (CHANNEL % "Left")

RADIUS, NOTCH = 0.5 * 0.08 * 320, 1.15  # of the brush in the picture, and by which a notch of the wheel changes it

# Of what is white in a channel; and how many channels there are, and whether the layer is still selected.
BOUNDS = """(gimp-image-select-item image CHANNEL-OP-REPLACE (car (gimp-image-get-channel-by-name image "%s")))
(leave "%s" (vector-length (car (gimp-image-get-channels image))) (if (equal? (selected image) (vector content)) 1 0)
  (cdr (gimp-selection-bounds image)))"""

# GIMP 3.2 leaves nothing selected.
FORGET = """(gimp-image-remove-channel image (car (gimp-image-get-channel-by-name image "%s"))) (gimp-selection-none image)
(gimp-image-set-selected-layers image (vector content))"""

# One expression, which GIMP has read before the file is another's.
SCRIPT = ('''(begin
(set! image (load-image "in.png"))
(set! content (vector-ref (selected image) 0))
(gimp-image-clean-all image)
(set! window (car (gimp-display-new image)))'''
          + step("no-masks", "RUN-INTERACTIVE", QUICK) + FORGET % "New"
          + step("painted", "RUN-INTERACTIVE", QUICK) + BOUNDS % ("Protected", "protected") + BOUNDS % ("Region", "region")
          + FORGET % "Protected" + FORGET % "Region"
          + step("erased", "RUN-INTERACTIVE", QUICK) + BOUNDS % ("Protected", "left") + FORGET % "Protected"
          + '''
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 160 240)
(define left (car (gimp-selection-save image)))
(gimp-item-set-name left "Left")
(gimp-selection-none image)
(gimp-image-set-selected-layers image (vector content))
(gimp-file-save RUN-NONINTERACTIVE image "in.xcf")
(gimp-image-set-file image "in.xcf")
(gimp-image-clean-all image)'''
          + step("applied", "RUN-INTERACTIVE", QUICK) + step("repeated", "RUN-WITH-LAST-VALS")
          + step("followed", "RUN-INTERACTIVE").replace("(vector content)", "(selected image)")
          + step("lost", "RUN-INTERACTIVE") + step("not-repeated", "RUN-WITH-LAST-VALS")
          + "(close-image))")


def expand(session):
    session.focus("Regions")
    press(session, "space")


def come_back(session, window):
    """From some other window."""
    session.screen.focus(session.screen.root)
    session.screen.focus(window)
    time.sleep(0.5)


def find_no_mask(session, shots):
    """There is nothing to add, and a sentence says what to do; once that is done, there is."""
    window = session.open_dialog()
    wait_until_settled(session, window)
    expand(session)
    expect(not session.find("Add Region", "button").sensitive, "a region can be added to no mask")
    session.screen.photograph(window, shots / "regions-no-masks.png")
    expect_not_in(copy(session, window), "region", "protect")
    expand(session)
    expand(session)
    ask_bystander(session.gimp, "new-channel New")
    come_back(session, window)
    expect_change(session, window, lambda: session.click(window, "Add Region"), "the region")
    session.screen.photograph(window, shots / "regions-new-mask.png")
    expect_in(copy(session, window), MASKS % "New", STYLES % "gray")
    press(session, "Escape")
    expect(session.wait_for_step("no-masks")[2] == "fine", "not closed well")


# ---- Painted masks ------------------------------------------------------------------------------

def find_canvas(session):
    """Its middle, and how large a pixel of the picture is shown."""
    canvas = session.find("Mask", "drawing area")
    expect(canvas, "there is nothing to paint a mask on")
    return (canvas.x + canvas.width // 2, canvas.y + canvas.height // 2), min(canvas.width / 320, canvas.height / 240)


def paint_stroke(session, window, across, down):
    """Over the middle of the canvas; returns what it should cover of the picture, left, top, right and bottom."""
    (x, y), scale = find_canvas(session)
    session.screen.drag(window, (x - across, y - down), (x, y), (x + across, y + down))
    return [160 - across / scale - RADIUS, 120 - down / scale - RADIUS,
            160 + across / scale + RADIUS, 120 + down / scale + RADIUS]


def expect_bounds(session, name, wanted, channels=2):
    found, selected, bounds = session.wait_for_step(name)
    expect(found == channels, "there are %d channels" % found)
    found = [int(float(number)) for number in bounds.strip("()").split()]
    expect(selected, "something else than the layer is selected")
    expect(all(abs(a - b) <= 2 for a, b in zip(found, wanted)), "%s covers %s, and not %s" % (name, found, wanted))


def paint_masks(session, shots):
    """One protects, and Escape leaves it and keeps it; one is a region's; one is discarded."""
    window = session.open_dialog()
    plain = wait_until_settled(session, window)
    session.click(window, "Paint the area to leave unchanged on the preview")
    expect(not session.find("Presets").sensitive, "settings can be changed while a mask is painted")
    protected = paint_stroke(session, window, 40, 0)
    session.screen.photograph(window, shots / "regions-mask.png")
    press(session, "Escape")
    expect(session.screen.is_visible(window) and session.find("Preview"), "Escape leaves too little or too much")
    expect(wait_until_settled(session, window) != plain, "the preview does not show what is protected")
    session.screen.photograph(window, shots / "regions-mask-kept.png")
    expect_in(copy(session, window), "#:protect %s" % (CHANNEL % "Protected"))
    for end, wanted in (("Discard", ()), ("Done", (MASKS % "Region",))):
        session.click(window, "Paint Region")
        region = paint_stroke(session, window, 0, 30)
        session.click(window, end)
        expect_in(copy(session, window), *wanted)
        expect(wanted or "region" not in copy(session, window), "what was discarded is kept")
    come_back(session, window)  # GIMP 3.2 comes to the front when a channel is added
    press(session, "Escape")
    layers, _, message = session.wait_for_step("painted")
    expect((layers, message) == (1, "fine"), "not closed well: " + message)
    expect_bounds(session, "protected", protected)
    expect_bounds(session, "region", region)


def turn_the_brush(session, window, notches, color):
    """To another size by the wheel over the picture, and to a color; its radius is then so many times as large."""
    session.screen.turn_wheel(window, find_canvas(session)[0], notches)
    session.click(window, color, "radio button")
    return NOTCH ** notches


def paint_and_erase(session, shots):
    """Black takes the right half away, with a larger brush than that of the stroke; a smaller one adds a dot above."""
    window = session.open_dialog()
    wait_until_settled(session, window)
    session.click(window, "Paint the area to leave unchanged on the preview")
    left, _, _, bottom = paint_stroke(session, window, 60, 0)
    (x, y), scale = find_canvas(session)
    larger = RADIUS * turn_the_brush(session, window, 4, "Black")
    session.screen.drag(window, (x, y), (x + 60, y), (x + 120, y))
    smaller = larger * turn_the_brush(session, window, -8, "White")
    session.screen.drag(window, (x - 60, y - 80))
    session.settle()
    session.screen.photograph(window, shots / "regions-mask-erased.png")
    session.click(window, "Done")
    come_back(session, window)
    press(session, "Escape")
    layers, _, message = session.wait_for_step("erased")
    expect((layers, message) == (1, "fine"), "not closed well: " + message)
    expect_bounds(session, "left", [left, 120 - 80 / scale - smaller, 160 - math.sqrt(larger ** 2 - RADIUS ** 2), bottom], 1)


# ---- Regions ------------------------------------------------------------------------------------

def add_a_region(session, window, shots):
    """It has the first mask, and another style than the picture; the section is still open from the last time."""
    expect_change(session, window, lambda: session.click(window, "Add Region"), "the region that is added")
    settled = wait_until_settled(session, window)
    expect_in(copy(session, window), MASKS % "Left", STYLES % "gray")
    session.screen.photograph(window, shots / "regions-one.png")
    return settled


def open_styles(session):
    """The gallery of the region, once the one before has closed; its search has the focus."""
    wait_until(lambda: count_galleries(session) == 1, "the region's gallery does not close")
    session.focus("Style of region 1")
    press(session, "space")
    wait_until(lambda: count_galleries(session) == 2, "the region's gallery does not open")
    wait_until(lambda: session.focused() == SEARCH, "the search does not get the focus")


def count_galleries(session):
    return [widget.name for widget in session.widgets()].count(SEARCH)


def go_to_tiles(session, *keys):
    press(session, "Tab")
    wait_until(lambda: session.focused() != SEARCH, "Tab does not leave the search")
    press(session, *keys)


def choose_a_style(session, window, shots):
    """In the gallery that opens, over the search to the tiles, by an arrow and by what is found; and back."""
    open_styles(session)
    press(session, "Escape")
    wait_until(lambda: count_galleries(session) == 1, "Escape in the empty search does not close the gallery")
    expect(session.screen.is_visible(window), "Escape in the empty search of a region closes the dialog")
    open_styles(session)
    session.screen.photograph(session.screen.root, shots / "regions-styles.png")
    go_to_tiles(session, "Right", "Return")
    expect_in(copy(session, window), MASKS % "Left", "#:region-styles")
    expect_not_in(copy(session, window), STYLES % "gray")
    open_styles(session)
    go_to_tiles(session, "Left", "Return")
    expect_in(copy(session, window), STYLES % "gray")
    for name in ("zebra", "gray"):
        open_styles(session)
        session.screen.press("Control+a")
        session.screen.type(name)
        go_to_tiles(session)
        session.screen.photograph(session.screen.root, shots / ("regions-found-%s.png" % name))
        press(session, "Return")
        expect_in(copy(session, window), STYLES % name)


def expect_beside_detail(session):
    """Among the main settings, in the row after that of Detail."""
    labels = sorted((widget for widget in session.widgets() if widget.role == "label"), key=lambda widget: widget.y)
    names = [widget.name for widget in labels]
    expect("Detail" in names and names[names.index("Detail") + 1] == "Protect", "Protect is elsewhere: %s" % names)
    places = {name: session.find(name, role) for name, role in
              (("Detail", "slider"), ("Protect", "combo box"), ("Smoothness", "slider"))}
    expect(places["Detail"].y < places["Protect"].y < places["Smoothness"].y, "Protect is elsewhere: %s" % places)


def protect_and_not(session, window, shots):
    expect_beside_detail(session)
    session.click(window, "Protect", "combo box")
    expect_change(session, window, lambda: press(session, "Down", "Return"), "protection")
    session.screen.photograph(window, shots / "regions-protected.png")
    expect_in(copy(session, window), MASKS % "Left", PROTECT)
    session.click(window, "Reset Protect")
    expect_not_in(copy(session, window), "protect")


def remove_and_add(session, window):
    session.click(window, "Remove this region")
    expect_not_in(copy(session, window), "region")
    session.click(window, "Add Region")
    expect_in(copy(session, window), MASKS % "Left", STYLES % "gray")


def guide(session, shots):
    window = session.open_dialog()
    plain = wait_until_settled(session, window)
    expect(add_a_region(session, window, shots) != plain, "the preview does not show the region")
    choose_a_style(session, window, shots)
    protect_and_not(session, window, shots)
    remove_and_add(session, window)
    script = copy(session, window)
    expect_same_painting(session, script, '#:style "zebra" #:method "fast" #:size 64'
                         ' #:region-masks (vector %s) #:region-styles (list "gray")'
                         % (CHANNEL % "Left"))
    press(session, "Alt+o")
    layers, _, outcome = session.wait_for_step("applied")
    expect((layers, outcome) == (2, "fine"), "not applied: %s" % outcome)


def repeat(session, shots):
    layers, _, outcome = session.wait_for_step("repeated")
    expect((layers, outcome) == (3, "fine"), "not repeated: %s" % outcome)


def expect_masks(session, wanted, what):
    """That the region and the protection offer these."""
    mask = "Mask of region 1: white is painted in its style"
    wait_until(lambda: session.choices(mask) == wanted and session.choices("Protect") == ["Nothing"] + wanted,
               "%s: for a region %s, to protect %s" % (what, session.choices(mask), session.choices("Protect")))


def follow_what_is_painted(session, shots):
    """Of a painting: its photograph at first, then itself.  A picture is not its own mask; the region stays."""
    window = session.open_dialog()
    wait_until_settled(session, window)
    expect_masks(session, ["Left", "Background - Zebra", "Background - Zebra #1"], "the photograph")
    press_title(session, window, "Advanced")
    session.focus("Automatic", "combo box")
    press(session, "End")
    expect_masks(session, ["Left", "Background - Zebra", "Background"], "the painting itself")
    expect_in(copy(session, window), MASKS % "Left", STYLES % "gray")
    session.screen.photograph(window, shots / "regions-itself.png")
    press(session, "Home")
    expect_masks(session, ["Left", "Background - Zebra", "Background - Zebra #1"], "the photograph again")
    press_title(session, window, "Advanced")
    session.click(window, "Cancel")
    layers, _, outcome = session.wait_for_step("followed")
    expect((layers, outcome) == (3, "fine"), "the image changed: %s" % outcome)


def lose_a_mask(session, shots):
    """The region is there again; its mask goes: a sentence says so, and nothing else happens, and
    repeating does not paint without it."""
    window = session.open_dialog()
    before = wait_until_settled(session, window)
    expect_in(copy(session, window), MASKS % "Left", STYLES % "gray")
    ask_bystander(session.gimp, "delete-channel Left")
    expect_change(session, window, lambda: come_back(session, window), "the lost mask")
    session.screen.photograph(window, shots / "regions-lost.png")
    expect(look(session, window) != before, "the preview shows the lost mask")
    press(session, "Alt+o")
    time.sleep(1.0)
    wait_until(lambda: session.find("OK", "button").sensitive, "the dialog does not come back from work")
    press(session, "Escape")
    layers, _, outcome = session.wait_for_step("lost")
    expect((layers, outcome) == (3, "fine"), "the image changed: %s" % outcome)
    layers, _, outcome = session.wait_for_step("not-repeated")
    expect(layers == 3 and "last run" in outcome, "repeated without its mask: %s" % outcome)


def main():
    shots = make_shots()
    with open_session(SCRIPT, install_bystander) as session:
        install_styles(session)
        tell([find_no_mask, paint_masks, paint_and_erase, guide, repeat, follow_what_is_painted, lose_a_mask], session, shots)


if __name__ == "__main__":
    main()
