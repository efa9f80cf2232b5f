# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps the settings of the dialog: an XCF file, with the painting in it; *Save Settings* among the presets.
Screenshots are saved in the folder SHOTS."""

from session import (forget_settings, install_styles, make_shots, open_session, step, tell,
                     wait_until_settled)
from test_layout import is_reset, says
from test_settings import PRESETS, copy, expect_in, expect_not_in, press, wait_until

from harness import expect, outcome

AGAIN = "The photograph of this painting is painted again."
SAVE_SETTINGS, LOAD_SETTINGS = "Save Settings", "Load Saved Settings"

OPEN = """(define image (load-image "in.png")) (define content (vector-ref (selected image) 0))
(gimp-item-set-name content "Harbor") (define style (car (gimp-layer-copy content)))
(gimp-image-insert-layer image style -1 1) (gimp-item-set-name style "Canvas") (gimp-drawable-invert style FALSE)
(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 60 240) (define kept (car (gimp-selection-save image)))
(gimp-item-set-name kept "Sky") (gimp-selection-none image)
(gimp-image-set-selected-layers image (vector content)) (define window (car (gimp-display-new image)))"""
SAVE = '(test-pixels-save #:drawables (selected image) #:ending "-%s.raw")'

# What a painting is painted with, and how that is found in a script of the dialog.
PAINTINGS = {
    "gallery": ('#:style "zebra" #:method "fast" #:size 90 #:strength 0.8 #:style-scale 1.5 #:color-preservation 0.25'
                ' #:second-style "gray" #:second-share 0.25',
                ['#:style "zebra"', '#:method "fast"', "#:size 90", "#:strength 0.8", "#:style-scale 1.5",
                 "#:color-preservation 0.25", '#:second-style "gray"', "#:second-share 0.25"]),
    "layer": ('#:style-layer style #:method "fast" #:size 80 #:protect kept #:region-masks (vector kept)'
              ' #:region-styles (list "gray")',
              ['#:style-layer (car (gimp-image-get-layer-by-name image "Canvas"))', "#:size 80",
               '#:protect (car (gimp-image-get-channel-by-name image "Sky"))',
               '#:region-masks (vector (car (gimp-image-get-channel-by-name image "Sky")))',
               '#:region-styles (list "gray")']),
}


def write_script(name):
    """A painting is painted in the dialog, and its image is saved, closed and opened again.  What GIMP itself keeps of
    the last run in an image is not in it."""
    return ('(wait-for "%s-begins")' % name + OPEN + step(name + "-painted", "RUN-INTERACTIVE", PAINTINGS[name][0]) + SAVE % (name + "-painted")
            + '(forget-last-run) (gimp-file-save RUN-NONINTERACTIVE image "%s.xcf") (gimp-image-clean-all image)' % name
            + '(gimp-display-delete window) (wait-for "%s-forgotten") (set! image (load-image "%s.xcf"))' % (name, name)
            + "(set! content (vector-ref (selected image) 0)) (define window (car (gimp-display-new image)))"
            + step(name + "-again", "RUN-INTERACTIVE") + SAVE % (name + "-again")
            + '(step "%s-saved" (lambda () #t)) (gimp-image-clean-all image) (gimp-display-delete window)' % name)


SETS = ('#:style "zebra" #:method "fast" #:size 64 #:strength 0.75 #:style-scale 1.5 #:color-preservation 0.5'
        ' #:seed 7 #:second-style "gray" #:second-share 0.25')
SCRIPT = ("".join(map(write_script, PAINTINGS)) + '(wait-for "sets-begin")' + OPEN
          + step("sets", "RUN-INTERACTIVE", SETS) + '(wait-for "sets-forgotten")'
          + step("sets-again", "RUN-INTERACTIVE", '#:style "gray" #:method "fast" #:size 80')
          + "(gimp-image-clean-all image) (gimp-display-delete window)")


# ---- An XCF file --------------------------------------------------------------------------------

def read(session, way):
    found = list(session.gimp.folder.glob("*-%s.raw" % way))
    expect(len(found) == 1, "%s has left %s" % (way, found))
    return found[0].read_bytes()


def keep_in_a_file(session, name, shots):
    """What is painted with the settings that the file has brings the same painting."""
    forget_settings(session, name + "-begins")
    window = session.open_dialog()
    wait_until_settled(session, window)
    expect_in(copy(session, window), *PAINTINGS[name][1])
    expect(not says(session, AGAIN), "a photograph is called a painting")
    press(session, "Alt+o")
    layers, _, message = session.wait_for_step(name + "-painted")
    expect((layers, message) == (3, "fine"), "not painted: " + message)
    forget_settings(session, name + "-forgotten")
    window = session.open_dialog()
    wait_until_settled(session, window)
    session.screen.photograph(window, shots / ("kept-%s.png" % name))
    expect_in(copy(session, window), *PAINTINGS[name][1])
    expect(says(session, "Harbor, 320 × 240 pixels") and says(session, AGAIN), "it does not say that the photograph is painted")
    press(session, "Alt+o")
    layers, _, message = session.wait_for_step(name + "-again")
    expect((layers, message) == (4, "fine"), "not painted again: " + message)
    session.wait_for_step(name + "-saved")
    expect(read(session, name + "-again") == read(session, name + "-painted"), "another painting")


def keep_a_style_of_the_gallery(session, shots):
    keep_in_a_file(session, "gallery", shots)


def keep_layers_and_masks(session, shots):
    keep_in_a_file(session, "layer", shots)
    outcome("Paintings", "an XCF file with a painting, opened again: the dialog on the painting",
            "it has the settings, the style, its masks, and the photograph, and makes the same painting")


# ---- Save Settings ------------------------------------------------------------------------------

def press_in_presets(session, window, name):
    session.click(window, PRESETS)
    wait_until(lambda: session.find(name, "button") and session.find(name, "button").sensitive, name + " cannot be pressed")
    session.click(window, name, "button")
    if session.find(name, "button"):
        press(session, "Escape")


def save_and_load(session, shots):
    """Each setting comes back, and the style."""
    forget_settings(session, "sets-begin")
    window = session.open_dialog()
    wanted = copy(session, window)
    expect_in(wanted, '#:style "zebra"', "#:strength 0.75", "#:style-scale 1.5", "#:color-preservation 0.5", "#:seed 7",
              '#:second-style "gray"', "#:second-share 0.25")
    press_in_presets(session, window, SAVE_SETTINGS)
    press(session, "Alt+r")
    wait_until(lambda: is_reset(session, window), "the settings are not reset")
    session.focus("Gray", "list item")
    press(session, "space")
    changed = copy(session, window)
    expect_in(changed, '#:style "gray"')
    expect_not_in(changed, "strength", "style-scale", "color-preservation", "seed", "second")
    session.screen.photograph(window, shots / "kept-changed.png")
    press_in_presets(session, window, LOAD_SETTINGS)
    session.screen.photograph(window, shots / "kept-loaded.png")
    expect(copy(session, window) == wanted, "other settings come back: " + copy(session, window))
    session.click(window, "Cancel", "button")
    session.wait_for_step("sets")


def load_in_the_next_dialog(session, shots):
    """They are still there."""
    forget_settings(session, "sets-forgotten")
    window = session.open_dialog()
    expect_in(copy(session, window), '#:style "gray"', "#:size 80")
    press_in_presets(session, window, LOAD_SETTINGS)
    loaded = copy(session, window)
    expect_in(loaded, '#:style "zebra"', "#:size 64", "#:strength 0.75", '#:second-style "gray"')
    session.click(window, "Cancel", "button")
    session.wait_for_step("sets-again")


def main():
    shots = make_shots()
    with open_session(SCRIPT) as session:
        install_styles(session)
        tell([keep_a_style_of_the_gallery, keep_layers_and_masks, save_and_load, load_in_the_next_dialog], session, shots)


if __name__ == "__main__":
    main()
