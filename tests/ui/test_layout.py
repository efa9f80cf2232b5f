# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialog as a window: it fits a small screen with any section open, keeps its size, leaves the
wheel to the column, shows percent and the state of the preview, and restores its state after
it was closed.  One GIMP for all of it, and small pictures."""

import collections
import re
import time

from session import SETTLE_SECONDS, alike, install_styles, look, make_shots, open_session, step, tell, wait_until_settled
from test_settings import (PRESETS, copy, expect_in, expect_not_in, press, wait_until)

from harness import expect

SMALL_SCREEN = (1024, 768)
LARGE = 150  # percent
TURNABLE = {"spin button", "slider", "combo box"}
NOTCH = 80  # pixels: a notch of the wheel scrolls the column by less
AROUND = 60  # pixels that a title bar and a panel take of the height

NAME = "A photograph of the old bridge, taken from the boathouse on a Sunday morning in the fall"
SETTINGS = ('#:style "zebra" #:method "fast" #:size 64 #:second-style "gray" #:second-share 0.25'
            ' #:region-masks (vector mask mask) #:region-styles (list "gray" "zebra")')

SCRIPT = ('(open-image)(gimp-selection-none image)(gimp-item-set-name content "%s")'
          '(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 40 40)'
          '(define mask (car (gimp-selection-save image)))(gimp-item-set-name mask "%s, masked")'
          "(gimp-selection-none image)(gimp-image-set-selected-layers image (vector content))"
          "(gimp-image-clean-all image)" % (NAME, NAME)
          + step("crowded", "RUN-INTERACTIVE", SETTINGS).replace("(vector content)",
                                                                 "(vector content style)")
          + "".join(step(name, "RUN-INTERACTIVE", '#:style "zebra" #:method "fast" #:size 160')
                    for name in ("closed", "reopened", "cancelled"))
          + "(gimp-image-convert-grayscale image)"
          + step("gray", "RUN-INTERACTIVE", '#:style "zebra" #:method "fast" #:size 160')
          + "(close-image)")


def find_title(session, beginning):
    """The label of a section, whatever it says after that."""
    return next((widget for widget in session.widgets()
                 if widget.role == "label" and widget.name.startswith(beginning)), None)


def says(session, text):
    return any(text in widget.name for widget in session.widgets() if widget.role == "label")


def see_painted(session, window):
    """What the preview shows when it says that it has finished; words come before the picture."""
    limit = time.monotonic() + SETTLE_SECONDS
    while not says(session, "The result will look like this"):
        expect(time.monotonic() < limit, "it never says that it is exact")
        time.sleep(0.2)
    return wait_until_settled(session, window)


def size_of(session, window):
    attributes = session.screen.attributes(window)
    return attributes.width, attributes.height


def install_a_guide(gimp):
    """Beside the plug-in."""
    folder = gimp.root / "plug-ins" / "style-transfer" / "manual"
    folder.mkdir()
    (folder / "guide.html").write_text("<!DOCTYPE html><html><title>Guide</title></html>")


def install_a_guide_and_a_reader(gimp):
    """Of web pages, that only notes what it is asked to show."""
    install_a_guide(gimp)
    home = gimp.root / "home"
    reader = gimp.folder / "reader"
    reader.write_text('#!/bin/sh\necho "$1" >"%s"\n' % (gimp.folder / "shown"))
    reader.chmod(0o755)
    (home / "applications").mkdir()
    (home / "applications" / "reader.desktop").write_text(
        "[Desktop Entry]\nType=Application\nName=Reader\nExec=%s %%u\nMimeType=text/html;\n" % reader)
    (home / "mimeapps.list").write_text("[Default Applications]\ntext/html=reader.desktop\n")


def ask_for_help(session, shots):
    """Help shows the guide that is installed, and says which version this is."""
    shown = session.gimp.folder / "shown"
    press(session, "Alt+h")
    wait_until(shown.exists, "nothing is shown")
    wait_until(lambda: "plug-ins/style-transfer/manual/guide.html" in shown.read_text(),
               "another page is shown")
    expect(session.find("OK"), "the dialog is gone")


# ---- A crowded dialog ---------------------------------------------------------------------------

def fit_a_small_screen(session, shots):
    """With two layers, regions, a second style and long names, and all of it open."""
    window = session.open_dialog()
    wait_until_settled(session, window)
    before = size_of(session, window)
    for title in ("Mix with Gray", "Advanced", "Expert"):
        press_title(session, window, title)
    session.screen.photograph(window, shots / "layout-crowded.png")
    least = session.least_size()
    print("at least %d x %d" % least, flush=True)
    expect(least[0] <= SMALL_SCREEN[0] and least[1] <= SMALL_SCREEN[1] - AROUND,
           "the dialog needs %d x %d pixels" % least)
    expect(size_of(session, window) == before, "the window has grown with what was opened")
    session.screen.resize(window, SMALL_SCREEN[0], SMALL_SCREEN[1] - AROUND)
    session.screen.photograph(window, shots / "layout-small.png")
    for name in ("OK", "Cancel", "Presets", "Preview", "Original", "Search styles", "Group of styles"):
        widget = session.find(name)
        expect(widget and widget.x >= 0 and widget.x + widget.width <= SMALL_SCREEN[0]
               and widget.y + widget.height <= SMALL_SCREEN[1] - AROUND, name + " is off-screen")
    expect(not session.sideways(), "scrolled sideways: %s" % session.sideways())
    for title in ("Expert", "Advanced"):
        press_title(session, window, title)
    expect(size_of(session, window) == (SMALL_SCREEN[0], SMALL_SCREEN[1] - AROUND),
           "the window has another size after closing")


def fit_large_texts(session, shots):
    """The same with texts of one and a half times their size."""
    window = session.screen.wait_for("Style Transfer")
    session.set_font(LARGE)
    least = session.least_size()
    print("with large texts at least %d x %d" % least, flush=True)
    expect(least[0] <= SMALL_SCREEN[0] and least[1] <= SMALL_SCREEN[1] - AROUND,
           "the dialog needs %d x %d pixels" % least)
    session.screen.resize(window, SMALL_SCREEN[0], SMALL_SCREEN[1] - AROUND)
    expect(not session.sideways(), "scrolled sideways: %s" % session.sideways())
    session.screen.photograph(window, shots / "layout-large-texts.png")


def open_by_one_click(session, shots):
    """Each section, where its title is the last in sight: what is in it comes into sight."""
    window = session.screen.wait_for("Style Transfer")
    for beginning, inside in (("Mix with Gray", "Take"), ("Regions", "Add Region"), ("Advanced", "Method"),
                              ("Expert", "Working size (px)")):
        if session.find(inside):
            press_title(session, window, beginning)
        expect(not session.find(inside), "%s does not close" % beginning)
        scroll_to_title(session, window, beginning)
        session.click(window, find_title(session, beginning).name, "label")
        wait_until(lambda: is_in_the_column(session, session.find(inside)),
                   "%s was clicked, and what is in it is not seen" % beginning)
    session.screen.photograph(window, shots / "layout-clicked.png")
    session.set_font(100)
    for title in ("Expert", "Advanced"):
        press_title(session, window, title)
    session.screen.resize(window, SMALL_SCREEN[0], SMALL_SCREEN[1] - AROUND)


def is_in_the_column(session, widget):
    """Between what is above and what is below the settings, which are scrolled."""
    above, below = session.find("Presets", "toggle button"), session.find("OK", "button")
    return widget and widget.y >= above.y + above.height and widget.y + widget.height <= below.y


def scroll_to_title(session, window, beginning):
    """From the top on, by the wheel, until it is in sight."""
    place = session.find("Presets", "toggle button")
    place = place.x + 10, place.y + place.height + 60
    session.screen.turn_wheel(window, place, 30)
    session.settle()
    while not is_in_the_column(session, find_title(session, beginning)):
        before = find_title(session, beginning).y
        session.screen.turn_wheel(window, place, -1)
        wait_until(lambda: find_title(session, beginning).y < before, "the wheel does not scroll the column")


def press_title(session, window, beginning):
    """Opens or closes a section, scrolled to or not."""
    title = find_title(session, beginning)
    expect(title, "there is no section \"%s\"" % beginning)
    session.focus(title.name)
    press(session, "space")


def three_columns_of_styles(session, shots):
    """None of them cut off at the side; the gallery may be scrolled."""
    tiles = [widget for widget in session.widgets() if widget.role == "list item"]
    rows = collections.Counter(widget.y for widget in tiles)
    places = sorted({widget.x for widget in tiles})
    expect(len(tiles) > 3 and len(places) == 3, "tiles: %s" % tiles)
    expect(all(rows[y] == 3 for y in sorted(rows)[:-1]), "tiles: %s" % tiles)
    search, groups = session.find("Search styles"), session.find("Group of styles")
    expect(places[0] >= search.x and all(widget.x + widget.width <= groups.x + groups.width
                                         for widget in tiles), "tiles are cut off: %s" % tiles)


def open_the_list_of_groups(session, shots):
    """It has whole words, although the closed combo box has not the room for them."""
    window, groups = session.screen.wait_for("Style Transfer"), session.find("Group of styles")
    before, size = session.shortened(), size_of(session, window)
    session.screen.click(window, groups.x + groups.width // 2, groups.y + groups.height // 2)
    wait_until(lambda: session.find("All styles", "menu item"), "the list does not open")
    session.settle()
    session.screen.photograph(session.screen.root, shots / "layout-groups.png")
    expect(session.shortened() == before, "words of the list are cut: %s" % session.shortened())
    press(session, "Escape")
    expect(session.find("Group of styles").width == groups.width and size_of(session, window) == size,
           "it has another width than before")


def no_letter_twice(session, shots):
    """Alt and a letter mean one thing, in the sections that are closed, too."""
    labels = collections.defaultdict(set)
    for letter, label in session.mnemonics():
        labels[letter].add(label)
    expect(len(labels) > 15, "hardly any mnemonics: %s" % dict(labels))
    expect(all(len(same) == 1 for same in labels.values()),
           "the same mnemonic twice: %s" % {letter: same for letter, same in labels.items() if len(same) > 1})


def find_turnable(session):
    """What would take the wheel elsewhere, as (name, role), in the middle of the column: a notch leaves it in there."""
    presets = session.find("Presets", "toggle button")
    return {(widget.name, widget.role) for widget in session.widgets()
            if widget.role in TURNABLE and widget.sensitive and widget.x >= presets.x
            and all(is_in_the_column(session, widget._replace(y=widget.y + notch)) for notch in (-NOTCH, NOTCH))}


def scroll_the_column(session, shots):
    """The wheel over a number, a slider or a combo box moves the column, and no value."""
    window, tried = session.screen.wait_for("Style Transfer"), set()
    before = copy(session, window)
    for title in ("Regions", "Advanced"):
        scroll_to_title(session, window, title)
        for name, role in sorted(find_turnable(session) - tried):
            for notches in (-1, 1):
                place = session.find(name, role)
                session.screen.turn_wheel(window, (place.x + place.width // 3, place.y + place.height // 2), notches)
                wait_until(lambda: (session.find(name, role).y - place.y) * notches > 0,
                           "the wheel does not scroll the column over the %s %s" % (role, name))
                expect(copy(session, window) == before, "the wheel has changed the %s %s" % (role, name))
            tried.add((name, role))
    print("the wheel was turned over " + ", ".join("%s (%s)" % pair for pair in sorted(tried)), flush=True)
    expect({role for _, role in tried} == TURNABLE, "not all kinds: %s" % tried)


def take_a_variation(session, shots):
    """Four small paintings that differ, on the small screen, too; the preview stays as it is until one is taken, by
    the keyboard.  Escape leaves them, and not the dialog."""
    window = session.screen.wait_for("Style Transfer")
    before = look(session, window)
    session.click(window, "Variations")
    wait_until(lambda: len(find_variations(session)) == 4 and not says(session, "Painting..."),
               "there are no four variations")
    shown = session.screen.photograph(window, shots / "layout-variations.png")
    width, height = size_of(session, window)
    tiles = find_variations(session)
    expect(all(tile.x >= 0 and tile.y >= 0 and tile.x + tile.width <= width and tile.y + tile.height <= height
               for tile in tiles), "variations are off the window: %s" % tiles)
    pictures = {tuple(bytes(row[3 * (tile.x + 30):3 * (tile.x + tile.width - 30)])
                      for row in shown[tile.y + 20:tile.y + 100]) for tile in tiles}
    expect(len(pictures) >= 2, "all variations look alike")  # the style is too small for other brushes
    expect(alike(look(session, window), before), "the preview has changed")
    expect(says(session, "Strength: 70 %") and says(session, "Brush size: 150 %"), "nothing says what differs")
    session.focus("Variation 3", "button")
    press(session, "space")
    wait_until(lambda: not find_variations(session), "the variations stay")
    expect_in(copy(session, window), "#:style-scale 1.5")
    session.click(window, "Variations")
    press(session, "Escape")
    wait_until(lambda: not find_variations(session), "Escape does not close the variations")
    expect(session.screen.is_visible(window), "Escape closes the dialog, too")


def find_variations(session):
    return [widget for widget in session.widgets()
            if widget.role == "button" and re.match(r"Variation \d", widget.name)]


def reset_the_mixture(session, shots):
    window = session.screen.wait_for("Style Transfer")
    expect_in(copy(session, window), "#:second-share 0.25")
    session.press_button("Reset Mix")
    expect_in(copy(session, window), "#:second-share 0.5")
    expect(says(session, "Mix with Gray, 50 %"), "the title does not say what is mixed in")


def is_reset(session, window):
    """Clicks again until it is done: a click may come before its popover takes any, and close that."""
    button = session.find("Reset to Factory Defaults")
    if button:
        session.click_widget(window, button)
    elif "second" in copy(session, window):
        press(session, "Alt+r")
    return "second" not in copy(session, window)


def reset_everything(session, shots):
    """The style stays, and the preview goes on."""
    window = session.screen.wait_for("Style Transfer")
    press(session, "Alt+r")
    session.screen.photograph(session.screen.root, shots / "layout-reset.png")
    wait_until(lambda: is_reset(session, window), "the settings are not reset")
    wait_until_settled(session, window)
    session.screen.photograph(window, shots / "layout-after-reset.png")
    expect_in(copy(session, window), '#:style "zebra"')
    expect_not_in(copy(session, window), "second", "region", "size")
    expect(session.find("Zebra", "list item"), "the gallery is gone")
    press(session, "Escape")
    session.wait_for_step("crowded")


# ---- Settings -----------------------------------------------------------------------------------

def type_percent(session, shots):
    window = session.open_dialog()
    see_painted(session, window)
    expect(says(session, "Advanced (1 changed)") and session.find("Expert", "label"),
           "not what differs from the defaults is counted: the method")
    for name, typed, script in (("Strength", "80", "#:strength 0.8"),
                                ("Brush size", "150", "#:style-scale 1.5")):
        session.focus(name, "spin button")
        press(session, "Control+a")
        session.screen.type(typed)
        press(session, "Tab")
        expect_in(copy(session, window), script)


def choose_a_resolution(session, shots):
    window = session.screen.wait_for("Style Transfer")
    expect(session.find("Other: 160 × 120", "combo box"), "it does not say how large the painting is")
    press(session, "Alt+e", "Home")
    press(session, "End")
    expect_in(copy(session, window), "#:size 0")
    expect(session.find("Full: 320 × 240", "combo box"), "it does not say what full is")
    press(session, "Alt+e", "Home")
    expect_in(copy(session, window), "#:size 512")
    expect(session.find("Draft: 320 × 240", "combo box"), "it does not follow")
    session.screen.photograph(window, shots / "layout-resolution.png")


def throw_the_die(session, shots):
    window = session.screen.wait_for("Style Transfer")
    seeds = set()
    for _ in range(2):
        session.press_button("Another variation")
        seeds.update(re.findall(r"#:seed (\d+)", copy(session, window)))
    expect(len(seeds) == 2, "the die throws %s" % seeds)
    wait_until(lambda: find_title(session, "Advanced").name == "Advanced (2 changed)",
               "the title does not count what was changed")


def see_the_list_of_presets(session, shots):
    """Without the tooltip of the button that the pointer is still on; the script is in there, too."""
    window = session.screen.wait_for("Style Transfer")
    session.press_button("Another variation")
    see_painted(session, window)  # what is copied is copied until something changes
    button = session.find(PRESETS)
    session.screen.click(window, button.x + 20, button.y + 10)
    time.sleep(1.5)
    session.screen.photograph(session.screen.root, shots / "layout-presets.png")
    expect(not any(is_tooltip(session, found) for found, _ in session.screen.windows()),
           "a tooltip covers the list")
    session.click(window, "Copy as Script-Fu")
    expect(session.find("Copied"), "nothing says that the script was copied")
    press(session, "Escape")


def is_tooltip(session, window):
    size = session.screen.attributes(window)
    return size.override_redirect and size.width > 1 and size.height > 1


def search_in_vain(session, shots):
    window = session.screen.wait_for("Style Transfer")
    session.focus("Search styles")
    session.screen.type("qqq")
    wait_until(lambda: says(session, "No style has “qqq”"), "an empty search says nothing")
    press(session, "Escape")
    expect(session.find("Zebra", "list item"), "Escape does not clear the search")
    expect(session.screen.is_visible(window), "the dialog is gone")


# ---- The preview --------------------------------------------------------------------------------

def say_what_is_shown(session, shots):
    """Which layer, and whether it is the result; the preview is never silent."""
    see_painted(session, session.screen.wait_for("Style Transfer"))
    expect(says(session, NAME + ", 320 × 240 pixels"), "it does not say which layer it is")
    press(session, "Alt+v")
    wait_until(lambda: says(session, "The preview is off"), "it says nothing without a preview")
    press(session, "Alt+v")
    see_painted(session, session.screen.wait_for("Style Transfer"))


def see_the_original(session, shots):
    """While the key or a button is held."""
    window, screen = session.screen.wait_for("Style Transfer"), session.screen
    painted = see_painted(session, window)
    press(session, "Alt+v")
    content = wait_until_settled(session, window)
    press(session, "Alt+v")
    see_painted(session, window)
    expect(not alike(content, painted), "no painting")
    screen.drag(window, session.middle())
    screen.drag(window, session.middle())
    button = session.find("Original", "button")
    place = button.x + button.width // 2, button.y + button.height // 2
    for held in (lambda: screen.holding_key("o"), lambda: screen.holding_button(window, place, 1),
                 lambda: screen.holding_button(window, session.middle(), 3)):
        with held():
            wait_until(lambda: alike(look(session, window), content), "not the original")
        wait_until(lambda: alike(look(session, window), painted), "the original stays")
    screen.point(window, 2, 2)  # away from the tooltip


def read_zoom(session):
    """In percent; 0: the whole is shown."""
    return next((int(number) for widget in session.widgets()
                 for number in re.findall(r"shown at (\d+) %", widget.name)), 0)


def zoom_by_the_wheel(session, shots):
    window, screen = session.screen.wait_for("Style Transfer"), session.screen
    whole = see_painted(session, window)
    zoom = 0
    for _ in range(3):
        screen.turn_wheel(window, session.middle(), 1)
        wait_until(lambda: read_zoom(session) > zoom, "the wheel does not zoom beyond %d %%" % zoom)
        zoom = read_zoom(session)
    wait_until_settled(session, window)
    screen.photograph(window, shots / "layout-zoomed.png")
    screen.turn_wheel(window, session.middle(), -8)
    wait_until(lambda: read_zoom(session) == 0, "the wheel does not go back to the whole")
    expect(alike(see_painted(session, window), whole), "the wheel does not go back")


def give_the_room_to_the_preview(session, shots):
    """What a larger window has more, the preview has."""
    window = session.screen.wait_for("Style Transfer")
    session.screen.resize(window, 1100, 640)
    small, gallery = session.find("Preview", "drawing area"), session.find("Zebra", "list item")
    session.screen.resize(window, 1340, 720)
    large = session.find("Preview", "drawing area")
    expect(large.width - small.width == 240 and large.height - small.height >= 80, "%s, and then %s" % (small, large))
    expect(session.find("Zebra", "list item").width == gallery.width, "the gallery has grown")
    session.found_preview = None
    see_painted(session, window)


def close_the_window(session, shots):
    """By its frame or Escape."""
    window = session.screen.wait_for("Style Transfer")
    session.screen.resize(window, 1100, 640)
    session.closed_with = copy(session, window)
    press(session, "Escape")
    session.wait_for_step("closed")


# ---- The next ones ------------------------------------------------------------------------------

def find_everything_again(session, shots):
    """Size, sections and settings; Cancel, other than closing, forgets the settings."""
    window = session.open_dialog()
    wait_until_settled(session, window)
    size = size_of(session, window)
    expect(size == (1100, 640), "the window has the size %d x %d" % size)
    session.screen.photograph(window, shots / "layout-again.png")
    expect(session.find("Variation", "spin button") is None, "a closed section is open")
    expect(session.find("Mix with"), "an open section is closed")
    script = copy(session, window)
    expect_in(script, "#:strength 0.8", "#:style-scale 1.5", "#:size 512", "#:seed ")
    expect(script == session.closed_with, "not all settings have come back: " + script)
    session.click(window, "Cancel")
    session.wait_for_step("reopened")
    window = session.open_dialog()
    script = copy(session, window)
    expect_in(script, '#:style "zebra"', "#:size 160")
    expect_not_in(script, "strength", "style-scale", "seed")
    press(session, "Escape")
    session.wait_for_step("cancelled")


def paint_in_gray(session, shots):
    """The preview of a gray image is as gray as its painting will be, and it says how to get color."""
    window = session.open_dialog()
    painted = see_painted(session, window)
    session.screen.photograph(window, shots / "layout-gray.png")
    expect(all(abs(row[i] - row[i + 1]) <= 2 and abs(row[i] - row[i + 2]) <= 2
               for row in painted for i in range(0, len(row), 3)), "the preview is in color")
    expect(says(session, "Image > Mode > RGB"), "it does not say how to get color")
    expect(not [text for text in session.shortened() if "RGB" in text], "how to get color is cut off")
    press(session, "Escape")
    session.wait_for_step("gray")


def main():
    shots = make_shots()
    with open_session(SCRIPT, install_a_guide_and_a_reader) as session:
        install_styles(session)
        tell([fit_a_small_screen, fit_large_texts, open_by_one_click, three_columns_of_styles, open_the_list_of_groups, no_letter_twice, scroll_the_column,
              take_a_variation, reset_the_mixture, reset_everything, type_percent,
              choose_a_resolution, ask_for_help, throw_the_die,
              see_the_list_of_presets, search_in_vain, say_what_is_shown, see_the_original,
              zoom_by_the_wheel, give_the_room_to_the_preview, close_the_window, find_everything_again,
              paint_in_gray], session, shots)


if __name__ == "__main__":
    main()
