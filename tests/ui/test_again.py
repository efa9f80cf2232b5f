# SPDX-License-Identifier: GPL-3.0-or-later

"""Returning to a dialog: the selection changes while it is open, painting is canceled, a painting is applied, a painting
is opened again.  Screenshots are saved in the folder SHOTS."""

from session import (PREVIEW_SECONDS, expect_change, forget_settings, install_styles, make_shots, open_session,
                     step, tell, wait_until_settled)

from harness import expect, outcome
from processes import ask_bystander, install_bystander, wait_until

OPEN = """(define image (load-image "in.png"))
(define content (vector-ref (selected image) 0)) (define photo content) (gimp-image-clean-all image)
(define window (car (gimp-display-new image)))"""
QUICK = '#:style "zebra" #:method "fast" #:size 90'
LONG = '#:style "zebra" #:iterations 9999'
SLOW = '#:style "zebra" #:iterations 10000'
ENDLESS = '#:style "zebra" #:iterations 10000 #:size 320'
SAVE = '(test-pixels-save #:drawables (selected image) #:ending "-%s.raw")'

# Whether the layer that is selected lies above all others.
ON_TOP = """(leave "on-top" (layer-count image)
  (if (= (vector-ref (selected image) 0) (vector-ref (car (gimp-image-get-layers image)) 0)) 1 0) "fine")"""

# Saves the layer on top, and removes it.
TAKE_AWAY = """(define top (vector-ref (car (gimp-image-get-layers image)) 0))
(test-pixels-save #:drawables (vector top) #:ending "-%s.raw") (gimp-image-remove-layer image top)"""

SCRIPT = (OPEN + step("followed", "RUN-INTERACTIVE", QUICK) + "(gimp-selection-none image)"
          + step("long", "RUN-INTERACTIVE", LONG) + step("short", "RUN-INTERACTIVE", LONG)
          + step("slow", "RUN-INTERACTIVE", SLOW) + step("slow-again", "RUN-INTERACTIVE", SLOW)
          + step("cancelled", "RUN-INTERACTIVE", ENDLESS)
          + step("selected", "RUN-INTERACTIVE", QUICK) + TAKE_AWAY % "selected"
          + step("selected-by-script", "RUN-NONINTERACTIVE", QUICK) + TAKE_AWAY % "selected-by-script"
          + "(gimp-selection-none image)"
          + step("closed", "RUN-INTERACTIVE", ENDLESS) + step("open-again", "RUN-INTERACTIVE", ENDLESS)
          + '(wait-for "closing-forgotten")'
          + step("applied", "RUN-INTERACTIVE", QUICK) + SAVE % "applied" + ON_TOP
          + step("after-apply", "RUN-WITH-LAST-VALS") + SAVE % "after-apply"
          + '(wait-for "undo-pressed")' + step("undone", "RUN-NONINTERACTIVE", '#:style "gone"')
          + step("painted", "RUN-INTERACTIVE", QUICK) + SAVE % "first"
          + '(wait-for "forgotten") (forget-last-run) (set! content (vector-ref (selected image) 0))'
          + step("again", "RUN-INTERACTIVE", '#:style "gray" #:method "fast" #:size 300 #:strength 0.5') + SAVE % "again"
          + step("repeated", "RUN-WITH-LAST-VALS") + SAVE % "repeated"
          + "(set! content (vector-ref (selected image) 0))" + step("painting-itself", "RUN-INTERACTIVE", QUICK)
          + "(gimp-image-clean-all image) (gimp-display-delete window)")


def words(session):
    return " ".join(widget.name for widget in session.widgets())


def wait_for_words(session, text):
    wait_until(lambda: text in words(session), "the dialog does not say: " + text, PREVIEW_SECONDS)


def follow_the_selection(session, shots):
    """The preview shows what would be painted now, and the dialog says that it is the selection."""
    window = session.open_dialog()
    wait_until_settled(session, window)
    wait_for_words(session, "Painted at 90 × 68, enlarged 3.6 times.")
    expect("Only the selection" not in words(session), "something is said to be selected")
    expect_change(session, window, lambda: ask_bystander(session.gimp, "select 160 60 90 70"), "the selection")
    wait_until_settled(session, window)
    wait_for_words(session, "Only the selection is painted. Painted at 90 × 73, enlarged 1.2 times.")
    session.screen.photograph(window, shots / "again-selected.png")
    expect_change(session, window, lambda: ask_bystander(session.gimp, "new-selection"), "that nothing is selected")
    wait_until_settled(session, window)
    wait_for_words(session, "Painted at 90 × 68, enlarged 3.6 times.")
    expect("Only the selection" not in words(session), "something is said to be selected")
    session.screen.press("Escape")
    layers, _, message = session.wait_for_step("followed")
    expect((layers, message) == (1, "fine"), "the image changed: " + message)


def paint_what_is_selected_then(session, shots):
    """What was selected while the dialog was open is painted by OK, as a script paints it."""
    window = session.open_dialog()
    wait_until_settled(session, window)
    ask_bystander(session.gimp, "select 40 30 120 100")
    wait_for_words(session, "Only the selection is painted.")
    wait_for_words(session, "The result will look like this")
    session.screen.press("Alt+o")
    for name in ("selected", "selected-by-script"):
        layers, _, message = session.wait_for_step(name)
        expect((layers, message) == (2, "fine"), "not painted: " + message)
    wait_until(lambda: list(session.gimp.folder.glob("*-selected-by-script.raw")), "the last layer was not saved")
    expect(read(session, "selected") == read(session, "selected-by-script"), "it is not the selection that was painted")
    outcome("Accidents", "the selection changes while the dialog is open",
            "the preview follows, and what is selected then is painted")


def answers(session, name):
    """Whether the button can be pressed: what would do nothing is there, too, but insensitive."""
    button = session.find(name, "button")
    return button is not None and button.sensitive


def close_unchanged(session, name):
    session.screen.press("Escape")
    layers, _, message = session.wait_for_step(name)
    expect((layers, message) == (1, "fine"), "the image changed: " + message)


def begin_with_a_draft(session, shots):
    """What takes long is painted smaller; what does not, the next time, is not, although the draft is among what is
    kept."""
    window = session.open_dialog()
    wait_until(lambda: session.find("Draft: 320 × 240", "combo box"), "it is not painted smaller", PREVIEW_SECONDS)
    session.click(window, find_title(session, "Advanced"), "label")
    wait_until(lambda: session.find("Refine", "combo box"), "Advanced does not open")
    session.focus("Refine", "combo box")
    session.screen.press("End")
    wait_for_words(session, "The result will look like this")
    expect(session.find("Draft: 320 × 240", "combo box"), "the resolution changes once more")
    session.click(window, find_title(session, "Advanced"), "label")
    close_unchanged(session, "long")
    session.open_dialog()
    wait_until(lambda: session.find("Good: 320 × 240", "combo box"), "the draft stays for good", PREVIEW_SECONDS)
    wait_for_words(session, "The result will look like this")
    expect(session.find("Good: 320 × 240", "combo box"), "what is fast is painted smaller")
    close_unchanged(session, "short")


def choose_a_resolution(session, shots):
    """Nothing changes what was chosen, that time and the next."""
    window = session.open_dialog()
    wait_until(lambda: session.find("Draft: 320 × 240", "combo box"), "it is not painted smaller", PREVIEW_SECONDS)
    session.screen.photograph(window, shots / "again-draft.png")
    session.screen.press("Alt+e")
    session.screen.press("Down")
    wait_until(lambda: session.find("Good: 320 × 240", "combo box"), "it cannot be chosen", PREVIEW_SECONDS)
    wait_for_words(session, "Rough preview, improving")
    expect(session.find("Good: 320 × 240", "combo box"), "what was chosen does not stay")
    session.screen.press("Up")
    wait_until(lambda: session.find("Draft: 320 × 240", "combo box"), "it cannot be chosen again", PREVIEW_SECONDS)
    close_unchanged(session, "slow")
    session.open_dialog()
    wait_for_words(session, "Rough preview, improving")
    expect(session.find("Draft: 320 × 240", "combo box"), "what was chosen is not there the next time")
    close_unchanged(session, "slow-again")


def open_and_set_the_strength(session):
    window = session.open_dialog()
    wait_until(lambda: answers(session, "OK"), "the dialog does not open")
    expect(not answers(session, "Reset Strength"), "the strength is set before")
    session.screen.press("Alt+g")
    session.screen.press("Down")
    wait_until(lambda: answers(session, "Reset Strength"), "the strength was not set")
    return window


def cancel(session, shots):
    """The dialog is there again, with what was set; the second time it closes."""
    window = open_and_set_the_strength(session)
    session.click(window, "OK")
    wait_until(lambda: not answers(session, "OK"), "it does not paint")
    session.screen.press("Escape")
    wait_until(lambda: answers(session, "OK"), "the dialog does not come back")
    session.screen.photograph(window, shots / "again-cancelled.png")
    expect(answers(session, "Reset Strength"), "the strength is lost")
    session.screen.press("Escape")
    session.screen.wait_until_gone(window)
    layers, _, message = session.wait_for_step("cancelled")
    expect((layers, message) == (1, "fine"), "the image changed: " + message)
    outcome("Accidents", "Cancel while the plug-in paints for the dialog",
            "the image is as it was, the dialog is there again with all settings")


def close_by_the_frame(session, shots):
    """The X of the window's frame: the next opening has what was set."""
    window = open_and_set_the_strength(session)
    session.screen.ask_to_close(window)
    session.screen.wait_until_gone(window)
    layers, _, message = session.wait_for_step("closed")
    expect((layers, message) == (1, "fine"), "the image changed: " + message)
    window = session.open_dialog()
    wait_until(lambda: answers(session, "OK"), "the dialog does not open")
    expect(answers(session, "Reset Strength"), "the strength is lost")
    session.screen.press("Escape")
    layers, _, message = session.wait_for_step("open-again")
    expect((layers, message) == (1, "fine"), "the image changed: " + message)
    forget_settings(session, "closing-forgotten")
    outcome("Accidents", "the dialog is closed by the X of its window", "the image is as it was, the next opening has all settings")


def count_paintings(session):
    return session.read_log().count("painting: ")


def apply_twice(session, shots):
    """The dialog stays; a preview that has finished is not painted again; the second painting lies above the first,
    and both were painted from the photograph."""
    window = session.open_dialog()
    wait_for_words(session, "The result will look like this")
    painted = count_paintings(session)
    session.screen.press("Alt+l")
    session.screen.wait_for("2 layers")
    wait_until(lambda: session.find("Close", "button"), "the dialog offers to cancel what is done")
    wait_for_words(session, "The result will look like this")
    session.screen.photograph(window, shots / "again-applied.png")
    expect(painted > 0 and count_paintings(session) == painted, "what was finished is painted again")
    session.screen.press("Alt+g")
    expect_change(session, window, lambda: session.screen.press("Down"), "the strength")
    wait_for_words(session, "The result will look like this")
    session.screen.press("Alt+l")
    session.screen.wait_for("3 layers")
    wait_until(lambda: answers(session, "OK"), "the dialog does not come back")
    session.screen.press("Alt+g")
    expect_change(session, window, lambda: session.screen.press("Down"), "the strength")
    session.click(window, "Close")
    layers, _, message = session.wait_for_step("applied")
    expect((layers, message) == (3, "fine"), "not applied: %d %s" % (layers, message))
    expect(session.wait_for_step("on-top") == (3, 1, "fine"), "the last painting lies below another one")


def repeat_what_was_applied(session, shots):
    """Not what was set after that; and each painting is one step to undo."""
    layers, _, message = session.wait_for_step("after-apply")
    expect((layers, message) == (4, "fine"), "not repeated: " + message)
    wait_until(lambda: list(session.gimp.folder.glob("*-after-apply.raw")), "the last layer was not saved")
    expect(read(session, "after-apply") == read(session, "applied"), "Repeat makes another painting")
    session.screen.focus(session.screen.wait_for("4 layers"))
    for left in (3, 2, 1):
        session.screen.press("Control+z")
        session.screen.wait_for("%d layer" % left)
    session.go_on("undo-pressed")
    layers, _, message = session.wait_for_step("undone")
    expect(layers == 1 and "gone" in message, "not undone: %d %s" % (layers, message))
    outcome("Paintings", "*Apply* in the dialog, twice",
            "two layers, the last one on top, each one step to undo; the dialog stays open")


def read(session, way):
    found = list(session.gimp.folder.glob("*-%s.raw" % way))
    expect(len(found) == 1, "%s has left %s" % (way, found))
    return found[0].read_bytes()


def open_a_painting(session, shots):
    """It opens with its own settings and paints its photograph."""
    session.open_dialog()
    wait_until(lambda: answers(session, "OK"), "the dialog does not open")
    session.screen.press("Alt+o")
    layers, _, message = session.wait_for_step("painted")
    expect((layers, message) == (2, "fine"), "not painted: " + message)
    forget_settings(session, "forgotten")
    window = session.open_dialog()
    wait_until_settled(session, window)
    session.screen.photograph(window, shots / "again-painting.png")
    session.screen.press("Alt+o")
    layers, _, message = session.wait_for_step("again")
    expect((layers, message) == (3, "fine"), "not painted again: " + message)
    layers, _, message = session.wait_for_step("repeated")
    expect((layers, message) == (4, "fine"), "not repeated: " + message)
    first = read(session, "first")
    wait_until(lambda: list(session.gimp.folder.glob("*-repeated.raw")), "the last layer was not saved")
    for way in ("again", "repeated"):
        expect(read(session, way) == first, way + ": another painting")
    outcome("Paintings", "the dialog, opened on a painting", "it has the settings of the painting, and paints its photograph")


def find_title(session, beginning="", end=""):
    return next((widget.name for widget in session.widgets()
                 if widget.role == "label" and widget.name.startswith(beginning) and widget.name.endswith(end)), None)


def look_at_the_painting_itself(session, shots):
    """The title says what is painted, and Advanced counts that it was changed."""
    window = session.open_dialog()
    wait_for_words(session, "The result will look like this")
    photograph, advanced = find_title(session, end="240 pixels"), find_title(session, "Advanced")
    expect("Zebra" not in photograph, "the photograph is called " + photograph)
    session.click(window, advanced, "label")
    wait_until(lambda: session.find("Automatic", "combo box"), "Advanced does not open")
    session.focus("Automatic", "combo box")
    session.screen.press("End")
    wait_until(lambda: "Zebra" in find_title(session, end="240 pixels"), "the title still says " + photograph)
    expect(find_title(session, "Advanced") != advanced, "it is not counted among what was changed")
    wait_for_words(session, "The result will look like this")
    session.screen.photograph(window, shots / "again-itself.png")
    session.screen.press("Home")
    wait_until(lambda: find_title(session, end="240 pixels") == photograph, "the title does not follow back")
    expect(find_title(session, "Advanced") == advanced, "what was changed back is counted")
    session.screen.press("Escape")
    layers, _, message = session.wait_for_step("painting-itself")
    expect((layers, message) == (4, "fine"), "the image changed: " + message)


def main():
    shots = make_shots()

    def furnish(gimp):
        install_bystander(gimp)
        gimp.environment["G_MESSAGES_DEBUG"] = "style-transfer"

    with open_session(SCRIPT, furnish) as session:
        install_styles(session)
        tell([follow_the_selection, begin_with_a_draft, choose_a_resolution, cancel, paint_what_is_selected_then, close_by_the_frame, apply_twice,
              repeat_what_was_applied, open_a_painting, look_at_the_painting_itself], session, shots)


if __name__ == "__main__":
    main()
