# SPDX-License-Identifier: GPL-3.0-or-later

"""The styles of the dialog: stars, groups, an empty search; one's own are renamed and deleted, others
are not.  One GIMP for all of it, and small pictures."""

import json
import os
import pathlib
import struct
import time

from session import (expect_change, install_styles, make_shots, open_session, step, styles_folder, tell,
                     wait_until_settled)
from test_layout import says
from test_settings import copy, expect_in, press, wait_until

from harness import expect
from processes import ask_bystander, install_bystander

MANNERS = ["painting", "watercolor", "drawing", "print", "ornament"]  # as galleries show them
QUICK = '#:method "fast" #:size 64'

SCRIPT = ("(open-image)" + step("suggested", "RUN-INTERACTIVE", QUICK)
          + step("painted", "RUN-NONINTERACTIVE", '#:style "gray" ' + QUICK)
          + step("edited", "RUN-INTERACTIVE", '#:style "gray" #:second-style "gray" #:second-share 0.5 ' + QUICK)
          + step("gone", "RUN-NONINTERACTIVE", '#:style "gray" ' + QUICK)
          + step("there", "RUN-NONINTERACTIVE", '#:style "a-b" ' + QUICK)
          + step("pictures", "RUN-INTERACTIVE", '#:style "a-b" ' + QUICK)
          + '(define late (car (gimp-layer-copy content)))(gimp-item-set-name late "Late")'
            '(gimp-image-insert-layer image late -1 0)'
          + "(define painted #f)" + step("chosen", "RUN-INTERACTIVE", '#:style-layer style ' + QUICK)
            .replace("(plug-in", "(set! painted (car (plug-in").replace(")))\n", ")))))\n")
          + step("remembered", "RUN-INTERACTIVE").replace("(vector content)", "(vector painted)")
          + "(close-image)")


def tiles(session):
    """The names of those that are seen, in their order."""
    found = [widget for widget in session.widgets() if widget.role == "list item"]
    return [widget.name for widget in sorted(found, key=lambda widget: (widget.y, widget.x))]


def favorites(session):
    path = session.gimp.root / "home" / "style-transfer" / "favorite-styles"
    return path.read_text().splitlines()[1:] if path.exists() else []


def click_star(session, window, name):
    """Of a style that may be out of sight at first."""
    session.focus(name, "list item")
    session.settle()
    session.click(window, "Favorite: " + name)


def choose_group(session, steps):
    """That many below the first."""
    session.focus("Group of styles", "combo box")
    press(session, "Home", *steps * ["Down"])


# ---- The first time -----------------------------------------------------------------------------

def suggest_the_standard_style(session, shots):
    """Where none was ever chosen, though there are styles of one's own."""
    window = session.open_dialog()
    expect_in(copy(session, window), '#:style "swirling-strokes"')
    press(session, "Escape")
    session.wait_for_step("suggested")


def bundled_manners():
    """Of each bundled style, by its name."""
    manners = {}
    for path in (pathlib.Path(os.environ["SOURCE_ROOT"]) / "styles").glob("*.safetensors"):
        with open(path, "rb") as file:
            facts = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))["__metadata__"]
        manners[facts["name"]] = facts["manner"]
    return manners


# ---- Stars --------------------------------------------------------------------------------------

def give_stars(session, shots):
    """By the mouse and by the keyboard; neither chooses the style."""
    session.wait_for_step("painted")
    window = session.open_dialog()
    before = copy(session, window)
    first = tiles(session)[:2]
    manners = bundled_manners()
    groups = [manners[name] for name in tiles(session) if name in manners]
    expect(groups == sorted(groups, key=MANNERS.index), "not by groups: %s" % tiles(session))
    click_star(session, window, "Circles and lines")
    wait_until(lambda: favorites(session) == ["circles-and-lines"], "the star of the mouse is not kept")
    wait_until(lambda: tiles(session)[:1] == ["Circles and lines"], "a favorite is not the first: %s" % tiles(session))
    session.focus("Bold shapes", "list item")
    press(session, "Control+d")
    wait_until(lambda: favorites(session) == ["circles-and-lines", "bold-shapes"], "the star of the keyboard is not kept")
    wait_until(lambda: tiles(session)[:2] == ["Bold shapes", "Circles and lines"], "not the favorites first: %s" % tiles(session))
    expect(copy(session, window) == before, "a star chooses a style")
    session.screen.photograph(window, shots / "styles-stars.png")
    press(session, "Control+d")
    click_star(session, window, "Circles and lines")
    wait_until(lambda: not favorites(session) and tiles(session)[:2] == first, "the stars stay")


def keep_a_damaged_file(session, shots):
    """What somebody has broken is put aside when a star is given."""
    window = session.screen.wait_for("Style Transfer")
    folder = session.gimp.root / "home" / "style-transfer"
    (folder / "favorite-styles").write_bytes(b"style-trans\xff")
    click_star(session, window, "Circles and lines")
    wait_until(lambda: favorites(session) == ["circles-and-lines"], "no star beside a damaged file")
    expect((folder / "favorite-styles-damaged-1").read_bytes() == b"style-trans\xff", "the damaged file is lost")


# ---- Groups -------------------------------------------------------------------------------------

def look_at_groups(session, shots):
    """All, favorites, my styles, and the manners; a search is in all of them."""
    window = session.screen.wait_for("Style Transfer")
    everything, width = tiles(session), session.find("Preview", "drawing area").width
    choose_group(session, 1)
    expect(tiles(session) == ["Circles and lines"], "favorites: %s" % tiles(session))
    click_star(session, window, "Circles and lines")
    wait_until(lambda: says(session, "There are no favorites yet"), "an empty group says nothing")
    choose_group(session, 2)
    expect(sorted(tiles(session)) == ["Gray", "Zebra"], "my styles: %s" % tiles(session))
    choose_group(session, 3)
    expect("Swirling strokes" in tiles(session) and "Zebra" not in tiles(session), "paintings: %s" % tiles(session))
    session.screen.photograph(window, shots / "styles-group.png")
    session.focus("Search styles")
    session.screen.type("zeb")
    wait_until(lambda: tiles(session) == ["Zebra"], "the search stays in the group: %s" % tiles(session))
    session.screen.type("qq")
    wait_until(lambda: says(session, "No style has “zebqq”"), "an empty search says nothing")
    session.screen.photograph(window, shots / "styles-empty-search.png")
    expect(session.find("Preview", "drawing area").width == width, "the preview grows where the gallery is empty")
    session.click(window, "Clear Search")
    wait_until(lambda: "Swirling strokes" in tiles(session), "the search is not cleared")
    choose_group(session, 0)
    expect(sorted(tiles(session)) == sorted(everything), "not all styles: %s" % tiles(session))


# ---- One's own ----------------------------------------------------------------------------------

def leave_what_is_not_mine(session, shots):
    """The menu and the keys say why."""
    window = session.screen.wait_for("Style Transfer")
    files = sorted(styles_folder(session).iterdir())
    session.focus("Bold shapes", "list item")
    press(session, "Shift+F10")
    wait_until(lambda: session.find("Rename...", "menu item"), "there is no menu")
    session.screen.photograph(session.screen.root, shots / "styles-menu-bundled.png")
    expect(not session.find("Rename...", "menu item").sensitive and session.find("It is not one of your own styles"),
           "a style that came with the plug-in could be renamed")
    press(session, "Escape")
    for key in ("F2", "Delete"):
        press(session, key)
        wait_until(lambda: says(session, "“Bold shapes” is not one of your own styles"),
                   key + " does not say why not")
        press(session, "Escape")
    expect(session.screen.is_visible(window) and sorted(styles_folder(session).iterdir()) == files, "something is gone")


def retype(session, *keys):
    press(session, "Control+a")
    for key in keys:
        session.screen.press(key)
    press(session, "Return")


def rename_mine(session, shots):
    """A name that is taken is refused; what uses the style follows."""
    window = session.screen.wait_for("Style Transfer")
    session.focus("Gray", "list item")
    press(session, "Control+d")
    press(session, "F2")
    retype(session, *"bold", "space", *"shapes")
    wait_until(lambda: says(session, "There is a style called “bold shapes” already"), "a name is given twice")
    session.screen.photograph(window, shots / "styles-taken.png")
    retype(session, "space")
    wait_until(lambda: says(session, "A style needs a name."), "a style without a name")
    retype(session, *"a", "slash", *"b")
    wait_until(lambda: session.find("a/b", "list item"), "it is not renamed")
    expect(sorted(path.name for path in styles_folder(session).iterdir()) == ["a-b.safetensors", "zebra.safetensors"],
           "the files: %s" % list(styles_folder(session).iterdir()))
    expect_in(copy(session, window), '#:style "a-b"', '#:second-style "a-b"')
    expect(favorites(session) == ["a-b"], "the star is lost: %s" % favorites(session))
    session.screen.photograph(window, shots / "styles-renamed.png")


def delete_mine(session, shots):
    """After one question, and into the trash."""
    window, path = session.screen.wait_for("Style Transfer"), styles_folder(session) / "zebra.safetensors"
    content = path.read_bytes()
    session.focus("Zebra", "list item")
    press(session, "Delete")
    wait_until(lambda: says(session, "Move the style “Zebra” to the trash?"), "it does not ask")
    session.screen.photograph(window, shots / "styles-delete.png")
    press(session, "Escape")
    expect(path.exists() and session.find("Zebra", "list item"), "Escape says yes")
    press(session, "Delete", "Return")
    time.sleep(0.4)
    if session.find("Delete Permanently"):  # no trash for a temporary folder
        press(session, "Return")
        content = None
    wait_until(lambda: not session.find("Zebra", "list item") and not path.exists(), "it is not deleted")
    trashed = list((session.gimp.root / "home").glob("Trash/files/zebra*"))
    expect(content is None or [file.read_bytes() for file in trashed] == [content], "it is not in the trash")
    print("deleted %s" % ("for good" if content is None else "into the trash"), flush=True)


def choose_after_deleting(session, shots):
    """The chosen one is deleted: another is chosen."""
    window = session.screen.wait_for("Style Transfer")
    session.focus("a/b", "list item")
    press(session, "Shift+F10")
    press(session, "m")
    wait_until(lambda: says(session, "Move the style “a/b” to the trash?"), "the menu does not ask")
    press(session, "Escape")
    expect_in(copy(session, window), '#:style "a-b"')
    with open(state_file(session), "a", encoding="utf-8") as state:  # for choose_a_file
        state.write("[style-transfer]\nstyle-folder=file://%s\n" % styles_folder(session).parent)
    press(session, "Escape")
    session.wait_for_step("edited")


def miss_the_old_name(session, shots):
    """As a script, a preset or a painting has it."""
    _, _, outcome = session.wait_for_step("gone")
    expect("There is no style “gray”" in outcome, "the old name: " + outcome)
    _, _, outcome = session.wait_for_step("there")
    expect(outcome == "fine", "the new name: " + outcome)


# ---- Layers and files ---------------------------------------------------------------------------

def choose_a_layer(session, shots):
    """Among small pictures of all that are open."""
    window = session.open_dialog()
    width = session.find("Preview", "drawing area").width
    press(session, "Alt+a")
    wait_until(lambda: tiles(session) == ["Background - Gray", "Background - a/b", "Background", "Background copy"],
               "the layers: %s" % tiles(session))
    expect(session.find("Preview", "drawing area").width == width, "the layers take room from the preview")
    session.screen.photograph(window, shots / "styles-layers.png")
    session.focus(tiles(session)[0], "list item")
    press(session, "Right", "Left")
    expect_in(copy(session, window), '#:style-layer (car (gimp-image-get-layer-by-name image "%s"' % tiles(session)[0])


def state_file(session):
    """Where the dialog remembers the folder of the chooser."""
    return session.gimp.root / "home" / "style-transfer" / "window-state"


def choose_a_file(session, shots):
    """The chooser has a title, filters and a preview, begins where it ended, and remembers that."""
    window, screen = session.screen.wait_for("Style Transfer"), session.screen
    press(session, "Alt+f")
    session.click(window, "(None)", "button")
    chooser = screen.wait_for("Choose the Picture to Take the Style From")
    screen.focus(chooser)
    screen.resize(chooser, 800, 500)
    wait_until(lambda: session.find("Pictures and style files"), "there is no filter: %s" % session.widgets())
    press(session, "Down", "Return")  # the only folder there
    time.sleep(1.0)
    press(session, "Down")
    wait_until(lambda: session.find("Preview of the chosen file"), "there is no preview")
    screen.photograph(screen.root, shots / "styles-chooser.png")
    press(session, "Return")
    screen.wait_until_gone(chooser)
    screen.focus(window)
    path = styles_folder(session) / "a-b.safetensors"
    wait_until(lambda: '#:style-file "%s"' % path in copy(session, window), "the file is not taken")
    expect("style-folder=file://%s\n" % styles_folder(session) in state_file(session).read_text(),
           "the folder is not remembered: " + state_file(session).read_text())
    press(session, "Escape")
    session.wait_for_step("pictures")


def find_new_layers(session, shots):
    """Those that were made meanwhile."""
    window = session.open_dialog()
    wait_until(lambda: "Late" in tiles(session), "the layers: %s" % tiles(session))
    session.screen.photograph(window, shots / "styles-layers-later.png")


def layer_picture(session, window, name):
    """What the tile of a layer shows."""
    tile = session.find(name, "list item")
    rows = session.screen.photograph(window, None)
    return [row[3 * tile.x:3 * (tile.x + tile.width)] for row in rows[tile.y + 8:tile.y + 60]]


def follow_the_layers(session, shots):
    """What is done to them in GIMP while they are seen: one is new, has another name, is painted on, is gone."""
    window = session.screen.wait_for("Style Transfer")
    before = tiles(session)
    session.focus("Late", "list item")
    ask_bystander(session.gimp, "new-layer New")
    wait_until(lambda: tiles(session) == ["New"] + before, "a new layer is not seen: %s" % tiles(session))
    ask_bystander(session.gimp, "rename-layer Newer")
    wait_until(lambda: tiles(session) == ["Newer"] + before, "a new name is not seen: %s" % tiles(session))
    session.focus("Newer", "list item")
    press(session, "Right", "Left")
    expect_in(copy(session, window), '#:style-layer (car (gimp-image-get-layer-by-name image "Newer"')
    wait_until_settled(session, window)
    picture = layer_picture(session, window, "Newer")
    expect_change(session, window, lambda: ask_bystander(session.gimp, "invert-layer Newer"),
                  "what is painted on the style")
    expect(layer_picture(session, window, "Newer") != picture, "what is painted on a layer is not seen")
    session.screen.photograph(window, shots / "styles-layers-followed.png")
    ask_bystander(session.gimp, "delete-layer Newer")
    wait_until(lambda: tiles(session) == before, "a layer that is gone is seen: %s" % tiles(session))
    session.focus("Late", "list item")
    press(session, "Right", "Left")
    expect_in(copy(session, window), '#:style-layer (car (gimp-image-get-layer-by-name image "Late"')


def drag_a_layer_in(session, shots):
    """From GIMP's list of layers, the lower end of which is seen below the dialog when that is small."""
    window, screen = session.screen.wait_for("Style Transfer"), session.screen
    before = copy(session, window)
    screen.resize(window, 700, 500)
    screen.photograph(screen.root, shots / "styles-drag.png")
    screen.drag(screen.root, (770, 556), (760, 555), (740, 540), (700, 480), (600, 400), (420, 330), (410, 320),
                (400, 310))
    screen.resize(window, 1240, 720)
    wait_until(lambda: copy(session, window) != before, "the layer is not taken")
    expect_in(copy(session, window), '#:style-layer (car (gimp-image-get-layer-by-name image "Background - ')
    screen.photograph(window, shots / "styles-dragged.png")


def click_page(session, window, name):
    """Of the popover of the second style, which lies below the pages of the first."""
    buttons = [widget for widget in session.widgets() if (widget.name, widget.role) == (name, "radio button")]
    session.click_widget(window, max(buttons, key=lambda widget: widget.y))


def mix_a_file_in(session, shots):
    window, screen = session.screen.wait_for("Style Transfer"), session.screen
    session.click(window, "Mix with another style", "label")
    session.click(window, "None", "toggle button")
    click_page(session, window, "File")
    screen.photograph(screen.root, shots / "styles-mix-file.png")
    session.click(window, "(None)", "button")
    chooser = screen.wait_for("Choose the Picture to Take the Style From")
    screen.focus(chooser)
    press(session, "Down", "Return")
    screen.wait_until_gone(chooser)
    screen.focus(window)
    path = styles_folder(session) / "a-b.safetensors"
    wait_until(lambda: '#:second-style "%s"' % path in copy(session, window), "the file is not mixed in")


def mix_a_layer_in(session, shots):
    """In the place of the file; the painting remembers it."""
    window, screen = session.screen.wait_for("Style Transfer"), session.screen
    if not session.find("Late", "list item"):  # the popover has gone with the chooser
        session.click(window, "a-b.safetensors", "toggle button")
    click_page(session, window, "Layer")
    session.click(window, "Late", "list item")  # which closes the popover
    script = copy(session, window)
    expect_in(script, '#:second-layer (car (gimp-image-get-layer-by-name image "Late"', "#:second-share 0.5")
    expect("second-style" not in script, "the file is still mixed in: " + script)
    expect(session.find("Mix with Late, 50 %"), "the title does not say what is mixed in")
    screen.photograph(window, shots / "styles-mix-layer.png")
    press(session, "Alt+o")
    layers, _, outcome = session.wait_for_step("chosen")
    expect((layers, outcome) == (6, "fine"), "it is not painted: %d layers, %s" % (layers, outcome))
    window = session.open_dialog()
    expect_in(copy(session, window), '#:second-layer (car (gimp-image-get-layer-by-name image "Late"',
              "#:second-share 0.5")
    press(session, "Escape")
    session.wait_for_step("remembered")


def main():
    shots = make_shots()
    with open_session(SCRIPT, install_bystander) as session:
        install_styles(session)
        tell([suggest_the_standard_style, give_stars, keep_a_damaged_file, look_at_groups, leave_what_is_not_mine, rename_mine,
              delete_mine, choose_after_deleting, miss_the_old_name, choose_a_layer, choose_a_file, find_new_layers,
              follow_the_layers, drag_a_layer_in, mix_a_file_in, mix_a_layer_in], session, shots)


if __name__ == "__main__":
    main()
