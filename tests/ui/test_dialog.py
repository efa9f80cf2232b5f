# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialog in the real GIMP, used like by a person: opened without a style, closed during
the preview, cancelled and stopped while painting,
applied, undone in one step, repeated.  Screenshots are saved in the folder SHOTS."""

import time

from session import (LEFT, RIGHT, SETTLE_SECONDS, alike, columns, cut, expect_change, expect_pulse,  # noqa: E402
                     forget_settings, install_styles, look, make_shots, open_session, plug_in_runs, step,
                     styles_folder, tell, wait_until_settled)
from x11 import Pulse  # noqa: E402

from harness import expect  # noqa: E402

IMAGE_WINDOW = "– GIMP"
CANCEL_SECONDS = 0.2
CANCEL_ATTEMPTS = 3

QUICK = '#:style-file "style.png" #:iterations 2 #:size 64'
ENDLESS = '#:style-file "style.png" #:iterations 10000 #:size 320'
CANCELS = ["cancelled-%d" % attempt for attempt in range(CANCEL_ATTEMPTS)]

# Arguments count as long as no last run has been saved, which is why the settings are removed
# between the part with layers and the part with files.
SCRIPT = ("(open-image)"
          + step("stopped", "RUN-INTERACTIVE", ENDLESS)
          + '(close-image) (wait-for "forgotten") (open-image)'
          + step("no-style", "RUN-INTERACTIVE") + '(wait-for "styled")'
          + step("previewed", "RUN-INTERACTIVE", "#:iterations 20")
          + step("saved", "RUN-INTERACTIVE", "#:style-layer style")
          + step("closed", "RUN-INTERACTIVE", "#:iterations 10000") + '(wait-for "ended")'
          + "".join(step(name, "RUN-INTERACTIVE", ENDLESS) for name in CANCELS)
          + step("layer", "RUN-INTERACTIVE", "#:style-layer style #:iterations 2 #:size 64")
          + step("layer-repeated", "RUN-WITH-LAST-VALS")
          + "(gimp-image-remove-layer image style)"
          + step("layer-gone", "RUN-WITH-LAST-VALS")
          + '(close-image) (wait-for "forgotten-again") (open-image)'
          + step("applied", "RUN-INTERACTIVE", QUICK)
          + '(wait-for "undo-pressed") (step "undone" (lambda () #t))'
          + step("repeated", "RUN-WITH-LAST-VALS")
          + "(close-image)")


def stop_and_keep(session, shots):
    """The button can be pressed as soon as there is something to keep."""
    window = session.open_dialog()
    session.screen.press("Return")
    time.sleep(3.0)
    session.screen.point(window, 2, 2)
    session.screen.photograph(window, shots / "dialog-working.png")
    keep, ok = session.find("Stop and Keep", "button"), session.find("OK", "button")
    expect(keep.x + keep.width < ok.x or keep.y + keep.height < ok.y,
           "a second click on OK would stop the painting")
    session.click(window, "Stop and Keep")
    layers, dirty, outcome = session.wait_for_step("stopped")
    expect((layers, outcome) == (3, "fine") and dirty, "not kept: %s" % outcome)
    forget_settings(session, "forgotten")


def see_what_is_missing(session, shots):
    window = session.open_dialog()
    before = session.screen.photograph(window, shots / "dialog.png")
    session.screen.press("Return")
    time.sleep(1.0)
    after = session.screen.photograph(window, shots / "dialog-no-style.png")
    session.screen.press("Escape")

    expect(session.wait_for_step("no-style") == (2, 0, "fine"), "the image changed")
    expect(before != after, "no message about the missing style")


# ---- The preview --------------------------------------------------------------------------------

def follow_the_settings(session, shots):
    install_styles(session)
    session.go_on("styled")
    window = session.open_dialog()
    screen = session.screen
    with Pulse(screen, window) as pulse:
        wait_until_settled(session, window)
        expect_change(session, window, lambda: screen.press("Alt+v"), "the switch, off")
        content = wait_until_settled(session, window)
        expect_change(session, window, lambda: screen.press("Alt+v"), "the switch, on")
        first = wait_until_settled(session, window)
        expect(first != content, "no painting")
        session.focus("Gray", "list item")
        expect_change(session, window, lambda: screen.press("Right"), "the style")
        look(session, window, name="dialog-preview.png", shots=shots)
        wait_until_settled(session, window)
        screen.press("Alt+g")
        expect_change(session, window, lambda: screen.press("Down"), "the strength")
    expect_pulse(pulse)
    divide(session, window, shots)
    screen.press("Escape")
    expect(session.wait_for_step("previewed") == (2, 0, "fine"), "the image changed")


def divide(session, window, shots):
    """The line is moved from the middle to the right and back, by the mouse."""
    wait_until_settled(session, window)
    session.found_preview = None  # it is lower since there are paintings under it
    session.screen.press("Alt+v")
    content = wait_until_settled(session, window)
    session.screen.press("Alt+v")
    expect(not alike(wait_until_settled(session, window), content), "no painting")
    session.click(window, "Split view")
    time.sleep(0.5)
    (x, y), end = session.middle(), columns(session, (0.0, 1.0))[1]
    session.screen.drag(window, (x, y), (x + 60, y), (end + 2, y))
    time.sleep(0.5)
    expect(alike(look(session, window), content), "not the picture before, left of the line")
    session.screen.drag(window, (end - 4, y), (x + 60, y), (x, y))
    session.screen.point(window, 2, 2)
    time.sleep(0.5)
    expect(alike(look(session, window, LEFT, "dialog-split.png", shots), cut(session, content, LEFT)),
           "not the picture before, left of the line, in the middle")
    expect(not alike(look(session, window, RIGHT), cut(session, content, RIGHT)),
           "not the painting, right of the line")


def save_the_layer_as_style(session, shots):
    window = session.open_dialog()
    session.screen.press("Alt+a")
    wait_until_settled(session, window)
    session.screen.photograph(window, shots / "dialog-layer.png")
    session.click(window, "Save Style")
    limit = time.monotonic() + SETTLE_SECONDS
    while len(list(styles_folder(session).glob("*.safetensors"))) < 3:
        expect(time.monotonic() < limit, "the style was not saved")
        time.sleep(0.1)
    wait_until_settled(session, window)
    session.screen.photograph(window, shots / "dialog-saved.png")
    session.screen.press("Escape")
    expect(session.wait_for_step("saved") == (2, 0, "fine"), "the image changed")


def close_while_it_previews(session, shots):
    window = session.open_dialog()
    time.sleep(2.0)
    session.screen.press("Escape")
    seconds = session.screen.wait_until_gone(window)
    expect(session.wait_for_step("closed") == (2, 0, "fine"), "the image changed")
    print("closed within %.0f ms" % (1000 * seconds))
    limit = time.monotonic() + 5.0
    while plug_in_runs(session):
        expect(time.monotonic() < limit, "the plug-in goes on by itself")
        time.sleep(0.05)
    for style in styles_folder(session).glob("*.safetensors"):
        style.unlink()
    session.go_on("ended")


# ---- The work -----------------------------------------------------------------------------------


def can_paint(session):
    """Whether OK can be pressed; it can be seen at work, too."""
    button = session.find("OK", "button")
    return button is not None and button.sensitive


def cancel_at_work(session, shots):
    """The dialog is there again, and closed then; the best of some attempts counts: the machine may be busy with
    something else."""
    times = []
    for name in CANCELS:
        window = session.open_dialog()
        session.screen.press("Return")
        time.sleep(1.5)
        expect(not can_paint(session), "it does not paint")
        start = time.monotonic()
        session.screen.press("Escape")
        while not can_paint(session):
            expect(time.monotonic() - start < SETTLE_SECONDS, "it does not come back")
        times.append(time.monotonic() - start)
        session.screen.press("Escape")
        session.screen.wait_until_gone(window)
        expect(session.wait_for_step(name) == (2, 0, "fine"), "the image changed")

    print("cancelled within " + ", ".join("%.0f ms" % (1000 * seconds) for seconds in times))
    expect(min(times) <= CANCEL_SECONDS, "cancelling takes too long")


def choose_layer(session, shots):
    window = session.open_dialog()
    session.screen.press("Alt+f")
    session.screen.press("Alt+a")
    time.sleep(0.5)
    session.screen.press("Alt+o")
    layers, dirty, outcome = session.wait_for_step("layer")
    expect((layers, outcome) == (3, "fine") and dirty, "not applied: %s" % outcome)


def repeat_with_layer(session, shots):
    layers, _, outcome = session.wait_for_step("layer-repeated")
    expect((layers, outcome) == (4, "fine"), "not repeated: %s" % outcome)
    layers, _, outcome = session.wait_for_step("layer-gone")
    expect(layers == 3 and "last run" in outcome, "not told what is missing: %s" % outcome)


def apply_and_undo(session, shots):
    forget_settings(session, "forgotten-again")
    session.open_dialog()
    session.screen.press("Return")
    layers, dirty, outcome = session.wait_for_step("applied")
    expect((layers, outcome) == (3, "fine") and dirty, "not applied: %s" % outcome)

    window = session.screen.wait_for(IMAGE_WINDOW)
    session.screen.focus(window)
    session.screen.photograph(window, shots / "image.png")
    session.screen.press("Control+z")
    time.sleep(1.0)
    session.go_on("undo-pressed")
    undone = session.wait_for_step("undone")
    expect(undone == (2, 0, "fine"), "one step does not undo it all: %s, %s, %s" % undone)


def repeat_with_file(session, shots):
    layers, _, outcome = session.wait_for_step("repeated")
    expect((layers, outcome) == (3, "fine"), "not repeated: %s" % outcome)


STORY = [stop_and_keep, see_what_is_missing, follow_the_settings, save_the_layer_as_style,
         close_while_it_previews, cancel_at_work, choose_layer, repeat_with_layer, apply_and_undo,
         repeat_with_file]


def wear_light_colors(session, shots):
    """The dialog on a screen of 1366 x 768, all of it shown, in the light color scheme."""
    install_styles(session)
    window = session.open_dialog()
    wait_until_settled(session, window)
    session.screen.photograph(window, shots / "dialog-light.png")
    session.screen.press("Escape")
    expect(session.wait_for_step("light") == (2, 0, "fine"), "the image changed")


def run(story, script, shots, color_scheme):
    """Tells a story of a new GIMP's."""

    def furnish(gimp):
        (gimp.root / "profile").mkdir()
        (gimp.root / "profile" / "gimprc").write_text("(theme-color-scheme %s)" % color_scheme)
        # Instead of the styles of an installed plug-in, if there is one: no style at first, and then those of the test.
        (gimp.root / "plug-ins" / "style-transfer" / "styles").unlink()
        (gimp.root / "plug-ins" / "style-transfer" / "styles").mkdir()

    with open_session(script, furnish) as session:
        tell(story, session, shots)


def main():
    shots = make_shots()
    run(STORY, SCRIPT, shots, "dark")
    run([wear_light_colors], "(open-image)" + step("light", "RUN-INTERACTIVE") + "(close-image)",
        shots, "light")


if __name__ == "__main__":
    main()
