# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialog's tools for its settings, used like by a person: one setting is reset, a second style
is mixed in, settings are saved as a preset, loaded and deleted, and copied as a script, which makes
the same painting; the last used style is the first in the gallery.  The settings are read
from the copied script."""

import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.environ["SOURCE_ROOT"], "tests", "gimp"))

from harness import Picture, expect  # noqa: E402
from session import install_styles, make_shots, open_session, step, tell  # noqa: E402

SECONDS = 20  # at most, until something is seen; the machine may be busy

# Buttons of the dialog, by their accessible names.
PRESETS, COPY, RESET_STRENGTH = "Presets", "Copy as Script-Fu", "Reset Strength"
COPIED = "Copied"  # what COPY says after a click
LOAD, DELETE = 'Load the preset “mine”', 'Delete the preset “mine”'

SCRIPT = ('(open-image) (gimp-file-save RUN-NONINTERACTIVE image "in.xcf")'
          '(gimp-image-set-file image "in.xcf")'
          + step("layer", "RUN-INTERACTIVE", "#:style-layer style #:iterations 2 #:size 64")
          + step("applied", "RUN-INTERACTIVE",
                 '#:style "zebra" #:strength 0.75 #:iterations 2 #:size 64 #:smoothness 0')
          + '(save-layer (vector-ref (car (gimp-image-get-layers image)) 0) "applied.png")'
          + step("repeated", "RUN-WITH-LAST-VALS")
          + '(save-layer (vector-ref (car (gimp-image-get-layers image)) 1) "repeated.png")'
          + step("again", "RUN-INTERACTIVE")
          + "(close-image)")


def press(session, *keys):
    for key in keys:
        session.screen.press(key)
        time.sleep(0.02)
    session.settle()


def copy(session, window):
    """Without the way through the list of presets, which use_the_tools takes once."""
    session.press_button(COPIED, COPY)
    return session.screen.clipboard()


def expect_in(text, *parts):
    for part in parts:
        expect(part in text, "\"%s\" is not in the script: %s" % (part, text))


def expect_not_in(text, *parts):
    for part in parts:
        expect(part not in text, "\"%s\" is in the script: %s" % (part, text))


def wait_until(condition, what):
    limit = time.monotonic() + SECONDS
    while not condition():
        expect(time.monotonic() < limit, what)
        time.sleep(0.05)


def presets(session):
    folder = session.gimp.root / "home" / "style-transfer" / "presets"
    return {path.stem: path for path in folder.glob("*")}


def expect_same_painting(session, script, arguments):
    """Pastes the script into another GIMP, beside a call with the same arguments."""
    gimp, output = session.gimp, session.gimp.folder / "in-painted.png"
    result = gimp.run(script + '(define image (load-image "in.xcf"))'
                      '(plug-in-style-transfer #:image image #:drawables (selected image) %s)'
                      '(gimp-image-flatten image) (gimp-file-save RUN-NONINTERACTIVE image'
                      ' "called.png") (gimp-image-delete image)' % arguments)
    expect(result.code == 0, "the script fails: " + result.output)
    expect(Picture(output).flat() == Picture(gimp.folder / "called.png").flat(),
           "the script paints something else")


def copy_a_layer(session, shots):
    """The layer is found by its name in the file, if there it is."""
    window = session.open_dialog()
    press(session, "Alt+a")
    script = copy(session, window)
    expect_in(script, "; ", '#:style-layer (car (gimp-image-get-layer-by-name image "')
    expect_not_in(script, '#:style "')
    expect_same_painting(session, script, '#:style-layer (vector-ref (car (gimp-image-get-layers'
                                          ' image)) 1) #:iterations 2 #:size 64')
    session.click(window, PRESETS)
    session.screen.type("other")
    press(session, "Return")
    wait_until(lambda: "other" in presets(session), "the preset was not saved")
    kept = json.loads(presets(session)["other"].read_text())
    expect(kept["iterations"] == 2 and not {"style", "style-file", "style-source"} & set(kept),
           "a layer in a preset: %s" % kept)
    presets(session)["other"].unlink()
    press(session, "Escape")
    session.wait_for_step("layer")


# ---- One dialog ---------------------------------------------------------------------------------


def reset_one_setting(session, window):
    before = copy(session, window)
    expect_in(before, '#:style "zebra"', "#:strength 0.75", "#:smoothness 0", "#:size 64")
    expect_not_in(before, "second", "content-weight", "style-file")
    session.click(window, RESET_STRENGTH)
    after = copy(session, window)
    expect(after == before.replace("\n                          #:strength 0.75", ""),
           "not the strength alone was reset: " + after)


def mix(session, window, shots):
    session.click(window, "Mix with another style", "label")
    session.click(window, "None", "toggle button")
    press(session, *4 * ["Tab"])  # past the buttons for the gallery, layers and files
    session.screen.type("gray")
    time.sleep(0.5)  # the search waits for the end of what is typed
    press(session, "Tab")
    session.screen.photograph(session.screen.root, shots / "settings-mix.png")
    press(session, "Return")
    expect_in(copy(session, window), '#:style "zebra"', '#:second-style "gray"',
              "#:second-share 0.5")
    expect(session.find("Mix with Gray, 50 %"), "the title does not say what is mixed in")


def keep_and_load_a_preset(session, window, shots):
    wanted = copy(session, window)
    session.click(window, PRESETS)
    expect(session.find("Save Preset") and session.find("Save Settings") and not session.find("Save"),
           "two buttons save, and do not say what")
    session.screen.type("mine")
    press(session, "Return")
    wait_until(lambda: "mine" in presets(session), "the preset was not saved")

    # The second style goes.
    session.focus("Gray", "toggle button")
    press(session, "space")
    wait_until(lambda: session.focused() != "Gray", "the gallery does not open")
    press(session, "space")
    expect_not_in(copy(session, window), "second")
    session.click(window, PRESETS)
    session.screen.photograph(session.screen.root, shots / "settings-presets.png")
    session.click(window, LOAD)
    expect(copy(session, window) == wanted, "the preset brings back other settings")


def survive_a_bad_preset(session, window, shots):
    """One value cannot be: nothing of the file is taken."""
    wanted, good = copy(session, window), presets(session)["mine"].read_text()
    for name, text in (("number", good.replace('"smoothness" : 0.0', '"smoothness" : 77')),
                       ("kind", good.replace('"seed" : 0', '"seed" : "0"')),
                       ("key", good.replace('"seed"', '"sead"')),
                       ("words", "Dear preset,"), ("list", "[1, 2]"), ("other", "{}")):
        expect(text != good, "no damage done for " + name)
        presets(session)["mine"].write_text(text.replace('"strength" : 1.0', '"strength" : 0.1'))
        session.click(window, PRESETS)
        session.click(window, LOAD)
        session.screen.photograph(session.screen.root, shots / ("settings-bad-%s.png" % name))
        press(session, "Escape")
        expect(copy(session, window) == wanted, "something of the bad preset was taken: " + name)


def delete_a_preset(session, window):
    session.click(window, PRESETS)
    session.click(window, DELETE)
    expect("mine" in presets(session), "it was deleted without a question")
    session.click(window, DELETE)
    wait_until(lambda: not presets(session), "the preset was not deleted")
    press(session, "Escape")


def say_what_the_choices_are(session):
    """Tooltips call the choices as scripts do, and say how the lists call them."""
    told = session.tooltips()
    for words in ("luminance: Lightness only", "replace: Replace the layer"):
        expect(any(words in text for text in told), "no tooltip says %r: %s" % (words, told))


def use_the_tools(session, shots):
    window = session.open_dialog()
    say_what_the_choices_are(session)
    reset_one_setting(session, window)
    mix(session, window, shots)
    keep_and_load_a_preset(session, window, shots)
    survive_a_bad_preset(session, window, shots)
    delete_a_preset(session, window)
    script = copy(session, window)
    session.screen.photograph(window, shots / "settings.png")
    expect_same_painting(session, script, '#:style "zebra" #:iterations 2 #:size 64 #:smoothness 0'
                                          ' #:second-style "gray" #:second-share 0.5')
    press(session, "Alt+o")
    layers, _, outcome = session.wait_for_step("applied")
    expect((layers, outcome) == (3, "fine"), "not applied: %s" % outcome)


def repeat(session, shots):
    """The second style is among what GIMP remembers."""
    layers, _, outcome = session.wait_for_step("repeated")
    expect((layers, outcome) == (4, "fine"), "not repeated: %s" % outcome)
    wait_until((session.gimp.folder / "repeated.png").exists, "the repeated layer was not saved")
    time.sleep(0.5)
    applied, repeated = (Picture(session.gimp.folder / name).flat()
                         for name in ("applied.png", "repeated.png"))
    expect(applied == repeated, "repeating paints something else")


# ---- The next ones ------------------------------------------------------------------------------


def find_the_last_style_first(session, shots):
    """Zebra, by name the last, was the style, and gray was mixed in: right of zebra is gray."""
    recent = session.gimp.root / "home" / "style-transfer" / "recent-styles"
    expect(recent.read_text() == "zebra\ngray\n", "remembered: " + recent.read_text())
    window = session.open_dialog()
    expect_in(copy(session, window), '#:style "zebra"', '#:second-style "gray"')
    session.focus("Zebra", "list item")
    press(session, "Right")
    expect_in(copy(session, window), '#:style "gray"')
    press(session, "Escape")
    session.wait_for_step("again")


def main():
    shots = make_shots()
    with open_session(SCRIPT) as session:
        install_styles(session)
        tell([copy_a_layer, use_the_tools, repeat, find_the_last_style_first], session, shots)


if __name__ == "__main__":
    main()
