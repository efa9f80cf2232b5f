# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialogs in another language (tests/translation.py): all texts and errors are translated.  The language has
only the strings of this plug-in: those of GIMP and GTK stay English."""

import re
import sys
import time

from session import SETTLE_SECONDS, install_styles, make_shots, open_session, step, tell

from harness import expect, skip

import translation

# GIMP's and GTK's own, and what is the user's: names of layers, styles, files and networks.
OTHERS = re.compile(r"_?(OK|Cancel|Remove|Down|Help|Reset|Close|Open|\(None\)|Gray|Zebra|gray|zebra|codec|in\.png( copy| mask)?|style\.png)"
                    r"|https?://\S+|Type a file name|Select a File|Desktop|Home|\(?px\)?|Alt")

# Tooltips of GIMP's and GTK's own.  Those of the gallery's styles end with an artist and a work.
TOOLTIPS = {'Load settings saved with "Save Settings" button', "Store current settings for later reuse", "Recent files", "Unmount",
            "Open your personal folder", "Open the contents of your desktop in a folder", "Add a new bookmark",
            "Show other locations", "Create Folder", "Select which types of files are shown"}
# A script's word for what a list calls otherwise.
VALUE = re.compile(r"(?<=⟧) [a-z-]+: (?=⟦)")
WORK = re.compile(r"^⟦[^⟧]+⟧ .+\([^)]*(\d{4}|century)\): .+")

SCRIPT = ('(open-image)(gimp-selection-none image)(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 40 40)'
          '(define mask (car (gimp-selection-save image)))(gimp-item-set-name mask "in.png mask")'
          "(gimp-selection-none image)(gimp-image-set-selected-layers image (vector content))(gimp-image-clean-all image)"
          + step("wrong", "RUN-NONINTERACTIVE", '#:style "no-style"')
          + step("shown", "RUN-INTERACTIVE", '#:style "zebra" #:method "fast" #:size 64 #:second-style "gray"'
                                             ' #:second-share 0.25 #:region-masks (vector mask) #:region-styles (list "gray")')
          + "(close-image)"
          + '(leave "folder" 0 0 (catch-error (lambda () (plug-in-style-transfer-folder #:run-mode RUN-INTERACTIVE'
            ' #:style "zebra"))))')


def furnish(gimp):
    translation.write_catalog(gimp.root / "plug-ins" / "style-transfer" / "locale")
    environment = translation.make_environment(gimp.root)
    if not environment:
        skip("there are no sources of locales here.")
    gimp.environment.update(environment)


def expect_translated(texts, what):
    left = {text: OTHERS.sub("", translation.untranslated(text)) for text in texts}
    english = [text for text, rest in left.items() if re.search("[A-Za-z]{2}", rest)]
    expect(any("⟦" in text for text in texts), "nothing is translated: %s" % texts)
    expect(not english, "%s not translated: %s" % (what, english))


def expect_names(session):
    # A tooltip that is shown is a widget, too.
    expect_translated([widget.name for widget in session.widgets() if not WORK.match(widget.name)], "these names and texts are")


def fail_in_that_language(session, shots):
    _, _, outcome = session.wait_for_step("wrong")
    expect("⟦" in outcome, "the error is not translated: " + outcome)


def expect_tooltips(session):
    expect_translated([VALUE.sub("", text) for text in session.tooltips() if text not in TOOLTIPS and not WORK.match(text)],
                      "these tooltips are")


def wait_for(session, beginning):
    """The label that begins so."""
    limit = time.monotonic() + SETTLE_SECONDS
    while True:
        names = session.widgets()
        for widget in names:
            if widget.role == "label" and widget.name.startswith(beginning):
                return widget
        expect(time.monotonic() < limit, "there is no %s: %s" % (beginning, [widget.name for widget in names]))
        time.sleep(0.2)


def show_all_in_that_language(session, shots):
    """With every section open."""
    window = session.open_dialog()
    wait_for(session, "⟦The result will look like this")
    session.screen.photograph(window, shots / "language.png")
    for title in ("⟦⟦Advanced", "⟦Expert"):
        session.focus(wait_for(session, title).name)
        session.screen.press("space")
        time.sleep(0.5)
    session.screen.photograph(window, shots / "language-open.png")
    expect_names(session)
    expect_tooltips(session)


def leave(session, shots):
    session.screen.press("Escape")
    session.wait_for_step("shown")


def show_the_folder_in_that_language(session, shots):
    window = session.open_dialog()
    wait_for(session, "⟦Pictures")
    session.screen.photograph(window, shots / "language-folder.png")
    expect_names(session)
    expect_tooltips(session)
    session.screen.press("Escape")
    session.wait_for_step("folder")


def main():
    shots = make_shots()
    with open_session(SCRIPT, furnish) as session:
        install_styles(session)
        tell([fail_in_that_language, show_all_in_that_language, leave, show_the_folder_in_that_language], session, shots)


if __name__ == "__main__":
    main()
