# SPDX-License-Identifier: GPL-3.0-or-later

"""The progress bar in GIMP's window where the style is a file, which GIMP opens: while the dialog is there, and while Repeat
paints, which GIMP's button cancels.  And that of a script that paints a folder of pictures, which GIMP opens, too."""

import collections

from session import make_shots, open_session, plug_in_runs, tell, watch_gimp
from test_first_painting import pull_down

from harness import expect, outcome
from processes import is_at_work, wait_for_work, wait_until

LONG = 10000  # iterations: until somebody stops them
SHORT = 30  # a second

# GIMP says that it opens a JPEG, but not that it opens a PNG.
SCRIPT = """(let ((style (load-image "style.png")))
  (gimp-file-save RUN-NONINTERACTIVE style "style.jpg") (gimp-image-delete style))
(define image (load-image "in.png")) (gimp-image-clean-all image)
(gimp-display-new image)
(step "stopped" (lambda () (plug-in-style-transfer #:run-mode RUN-INTERACTIVE #:image image #:drawables (selected image)
                                                   #:style-file "style.jpg" #:size 320 #:iterations %d)))
(wait-for "cancelled")
(step "repeated" (lambda () #t))
(gimp-file-save RUN-NONINTERACTIVE image "photos/a.jpg") (gimp-file-save RUN-NONINTERACTIVE image "photos/b.jpg")
(step "folder" (lambda () (plug-in-style-transfer-folder #:run-mode RUN-NONINTERACTIVE #:input-folder "photos"
                                                         #:output-folder "painted" #:style-file "style.jpg" #:size 320
                                                         #:iterations %d)))
(gimp-image-clean-all image)""" % (LONG, SHORT)


def stop(session, shots):
    """So that there is something to repeat."""
    window = session.open_dialog()
    wait_until(lambda: (ok := session.find("OK", "button")) and ok.sensitive, "the dialog does not open")
    session.screen.press("Alt+o")
    wait_until(lambda: (stop := session.find("Stop and Keep")) and stop.sensitive, "there is nothing to keep")
    session.press_button("Stop and Keep")
    session.screen.wait_until_gone(window)
    layers, _, message = session.wait_for_step("stopped")
    expect((layers, message) == (2, "fine"), "not painted: " + message)


def say_nothing_beside_the_dialog(session, shots):
    """The file has been opened, so nothing is to be seen of that in GIMP's window."""
    session.screen.focus(session.screen.wait_for("2 layers"))
    pull_down(session, shots)
    window = session.open_dialog()
    wait_until(lambda: any(widget.name.startswith("Rough preview") for widget in session.widgets()), "there is no preview")
    session.screen.photograph(session.screen.root, shots / "bar-dialog.png")
    expect(not session.bars_of_gimp(), "GIMP's window says: %s" % session.bars_of_gimp())
    session.screen.press("Escape")
    session.screen.wait_until_gone(window)


def cancel_in_gimp(session, shots):
    """Repeat paints, and nothing else is said; then nothing is added."""
    screen = session.screen
    wait_until(lambda: not plug_in_runs(session), "the dialog's run does not end")
    screen.focus(screen.wait_for("2 layers"))
    screen.press("Control+f")
    wait_for_work(session.gimp)  # then the file has been opened
    wait_until(lambda: [text for text, _ in session.bars_of_gimp()] == ["Style transfer"],
               "GIMP's window does not say that it paints")
    wait_until(lambda: any(0 < fraction < 1 for _, fraction in session.bars_of_gimp()), "the bar does not move")
    screen.photograph(screen.root, shots / "bar-repeat.png")
    screen.click(screen.root, *session.wait_for_menu_item("Cancel"))
    wait_until(lambda: not plug_in_runs(session), "it is not cancelled")
    session.go_on("cancelled")
    layers, _, message = session.wait_for_step("repeated")
    expect((layers, message) == (2, "fine"), "the image changed: %d %s" % (layers, message))
    outcome("Accidents", "*Cancel* in GIMP's window while *Repeat* paints in the style of a file", "it ends, nothing is added")


def paint_a_folder(session, shots):
    """While a picture is painted, the bar says which, and moves."""
    seen, process = collections.defaultdict(set), wait_for_work(session.gimp)
    while plug_in_runs(session):
        if is_at_work(process):
            bars = session.bars_of_gimp()
            if is_at_work(process):
                for text, fraction in bars:
                    if text not in seen:
                        session.screen.photograph(session.screen.root, shots / ("bar-folder-%d.png" % len(seen)))
                    seen[text].add(fraction)
    _, _, message = session.wait_for_step("folder")
    expect(message == "fine", "not painted: " + message)
    expect(sorted(seen) == ["1 of 2: a.jpg", "2 of 2: b.jpg"], "GIMP's window says: %s" % dict(seen))
    for i, fractions in enumerate(seen.values()):
        expect(any(i / 2 < fraction < (i + 1) / 2 for fraction in fractions), "the bar does not move: %s" % fractions)
    outcome("Folders", "the progress bar in GIMP's window", "it says which picture is painted, and moves")


def main():
    shots = make_shots()

    def furnish(gimp):
        watch_gimp(gimp)
        (gimp.folder / "photos").mkdir()

    with open_session(SCRIPT, furnish) as session:
        tell([stop, say_nothing_beside_the_dialog, cancel_in_gimp, paint_a_folder], session, shots)


if __name__ == "__main__":
    main()
