# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialogs in each language that they are translated into: nothing is left in English, each letter with Alt means
one thing, the window fits a screen of 1024 by 768 pixels, and one of 1366 by 768 with texts of one and a half times
their size, and no label is cut short.  In German and Russian, numbers
have decimal commas, and scripts have points.  Screenshots are saved in the folder SHOTS; they are to be looked at.

One GIMP for all languages: it starts a script in place of the plug-in, which starts that in the language of the moment."""

import collections
import json
import re
import shutil
import subprocess
import sys
import time

from session import SETTLE_SECONDS, TITLE, forget_settings, install_styles, make_shots, open_session, step, tell

from harness import expect, outcome, skip

import translation

LOCALES = {"de": "de_DE", "es": "es_ES", "fr": "fr_FR", "it": "it_IT", "ja": "ja_JP", "pl": "pl_PL", "pt_BR": "pt_BR",
           "ru": "ru_RU", "uk": "uk_UA", "zh_CN": "zh_CN"}
WITH_COMMAS = ("de", "ru")
SCREEN, SCREEN_FOR_LARGE_TEXTS = (1024, 768), (1366, 768)
LARGE = 150  # percent
AROUND = 60  # pixels that a title bar and a panel take of the height

OPEN = ('(open-image)(gimp-selection-none image)(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 40 40)'
        '(define mask (car (gimp-selection-save image)))(gimp-item-set-name mask "1")'
        "(gimp-selection-none image)(gimp-image-set-selected-layers image (vector content))(gimp-image-clean-all image)")


def show_both(language):
    """The part of the script that shows the two dialogs, as soon as the language is set."""
    return ('(wait-for "in %s")' % language
            + step("shown in " + language, "RUN-INTERACTIVE",
                   '#:style "zebra" #:method "fast" #:size 64 #:second-style "gray" #:second-share 0.25'
                   ' #:region-masks (vector mask) #:region-styles (list "gray")')
            + '(leave "folder in %s" 0 0 (catch-error (lambda () (plug-in-style-transfer-folder #:run-mode RUN-INTERACTIVE'
              ' #:style "zebra"))))' % language)


# In the place of the plug-in.
STARTER = """#!/bin/bash
source "%(root)s/language"
exec -a "$0" "%(program)s" "$@"
"""


def unescape(text):
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


class Catalog:
    """What po/LANGUAGE.po makes of the texts of the sources, without mnemonics."""

    def __init__(self, language):
        self.path = translation.root() / "po" / (language + ".po")
        self.words = {}
        for entry in translation.entries(self.path.read_text(encoding="utf-8")):
            if "msgstr" in entry:
                self.words[self.plain(entry["msgid"])] = self.plain(entry["msgstr"])

    @staticmethod
    def plain(text):
        return re.sub(r"\(_\w\)", "", unescape(text)).replace("_", "")

    def __call__(self, text):
        return self.words[text]

    def left_in_english(self, texts):
        return sorted(text for text in texts if self.words.get(text, text) != text and not text.isupper())

    def write(self, folder, language):
        place = folder / language / "LC_MESSAGES"
        place.mkdir(parents=True)
        subprocess.run(["msgfmt", "--output-file=" + str(place / (translation.DOMAIN + ".mo")), str(self.path)], check=True)


def furnish(catalogs):
    """A GIMP with all these languages, by their names."""
    def prepare(gimp):
        folder = gimp.root / "plug-ins" / "style-transfer"
        (folder / "style-transfer").rename(folder / "program")
        (folder / "style-transfer").write_text(STARTER % {"root": gimp.root, "program": folder / "program"})
        (folder / "style-transfer").chmod(0o755)
        (gimp.root / "language").touch()
        for language, catalog in catalogs.items():
            if not translation.make_environment(gimp.root, LOCALES[language]):
                skip("there are no sources of locales here.")
            catalog.write(folder / "locale", language)
    return prepare


def speak(language):
    """The next dialogs are in this language, and know nothing of those before."""
    def chapter(session, shots):
        root = session.gimp.root
        (root / "language").write_text('export LOCPATH="%s" LC_ALL=%s.UTF-8 LANGUAGE=%s\n'
                                       % (root, LOCALES[language], language))
        for kept in (root / "home" / "style-transfer").iterdir():
            if kept.is_dir() and kept.name != "styles":
                shutil.rmtree(kept)
            elif kept.is_file():
                kept.unlink()
        forget_settings(session, "in " + language)
    chapter.__name__ = "speak_" + language
    return chapter


def wait_for(session, text):
    """The label that begins so."""
    limit = time.monotonic() + SETTLE_SECONDS
    while True:
        for widget in session.widgets():
            if widget.role == "label" and widget.name.startswith(text):
                return widget
        expect(time.monotonic() < limit, "there is no %s: %s" % (text, [widget.name for widget in session.widgets()]))
        time.sleep(0.2)


def expect_one_language(session, catalog):
    names = {widget.name for widget in session.widgets()}
    left = catalog.left_in_english(names | set(session.tooltips()))
    expect(not left, "left in English: %s" % left)


def expect_own_letters(session):
    letters = collections.defaultdict(set)
    print("letters: %s" % session.mnemonics(), flush=True)
    for letter, label in session.mnemonics():
        letters[letter.lower()].add(label)
    twice = {letter: labels for letter, labels in letters.items() if len(labels) > 1}
    expect(not twice, "letters that mean two things: %s" % twice)


def expect_whole_labels(session, catalog):
    """But for names, and the lines below the preview, which have a tooltip."""
    names = {catalog.plain(entry["msgid"]) for entry in translation.entries(translation.extract(["po/style-names.h"]))}
    fixed = set(catalog.words.values()) - {catalog.words[name] for name in names}
    short = sorted(text for text in session.shortened() if text in fixed)
    expect(not short, "cut short: %s" % short)


def expect_fitting(session, window, screen):
    """On a screen of that size, and nothing has to be scrolled sideways there."""
    least = session.least_size()
    print("at least %d x %d" % least, flush=True)
    expect(least[0] <= screen[0] and least[1] <= screen[1] - AROUND, "the dialog needs %d x %d pixels" % least)
    session.screen.resize(window, screen[0], screen[1] - AROUND)
    expect(not session.sideways(), "scrolled sideways: %s" % session.sideways())
    expect(not session.cut(), "cut: %s" % session.cut())


def show_the_dialog(language, catalog):
    def chapter(session, shots):
        window = session.screen.wait_for(catalog(TITLE), 120)
        session.screen.focus(window)
        wait_for(session, catalog("The result will look like this"))
        session.screen.photograph(window, shots / ("language-%s.png" % language))
        for title in ("Advanced", "Expert"):
            session.focus(wait_for(session, catalog(title)).name)
            session.screen.press("space")
            session.settle()
        session.screen.photograph(window, shots / ("language-%s-open.png" % language))
        session.set_font(LARGE)
        expect_fitting(session, window, SCREEN_FOR_LARGE_TEXTS)
        session.screen.photograph(window, shots / ("language-%s-large.png" % language))
        session.set_font(100)
        expect_fitting(session, window, SCREEN)
        session.screen.photograph(window, shots / ("language-%s-small.png" % language))
        session.screen.resize(window, SCREEN_FOR_LARGE_TEXTS[0], SCREEN_FOR_LARGE_TEXTS[1] - AROUND)
        expect_one_language(session, catalog)
        expect_own_letters(session)
        expect_whole_labels(session, catalog)
        if language in WITH_COMMAS:
            type_with_a_comma(session, catalog)
            keep_with_a_point(session, window, catalog)
        session.screen.press("Escape")
        session.wait_for_step("shown in " + language)
    chapter.__name__ = "show_the_dialog_" + language
    return chapter


def type_with_a_comma(session, catalog):
    session.focus(catalog("Strength"), "spin button")
    session.screen.press("Control+a")
    session.screen.type("62")
    session.screen.press("comma")
    session.screen.type("5")
    session.screen.press("Tab")
    session.settle()
    session.press_button(catalog("Copied"), catalog("Copy as Script-Fu"))
    script = session.screen.clipboard()
    expect("#:strength 0.625" in script, "the comma is not read, or a script has one: %s, %s" % (session.entries(), script))
    expect(any(text.startswith("62,5") for text in session.entries()), "people see no comma: %s" % session.entries())


def keep_with_a_point(session, window, catalog):
    """In a preset."""
    path = session.gimp.root / "home" / "style-transfer" / "presets" / "mine.json"
    session.click(window, catalog("Presets"))
    session.screen.type("mine")
    session.screen.press("Return")
    limit = time.monotonic() + SETTLE_SECONDS
    while not path.exists():
        expect(time.monotonic() < limit, "the preset was not saved")
        time.sleep(0.05)
    expect(json.loads(path.read_text())["strength"] == 0.625, "not the number that was typed: " + path.read_text())
    session.screen.press("Escape")


def show_the_folder(language, catalog):
    def chapter(session, shots):
        window = session.screen.wait_for(catalog("Style Transfer on a Folder"), 120)
        session.screen.focus(window)
        wait_for(session, catalog("Pictures"))
        session.screen.photograph(window, shots / ("language-%s-folder.png" % language))
        expect_one_language(session, catalog)
        expect_own_letters(session)
        expect_whole_labels(session, catalog)
        session.screen.press("Escape")
        session.wait_for_step("folder in " + language)
    chapter.__name__ = "show_the_folder_" + language
    return chapter


def main():
    shots = make_shots()
    languages = sys.argv[1:] or translation.languages()
    catalogs = {language: Catalog(language) for language in languages}
    script = OPEN + "".join(map(show_both, languages)) + "(close-image)"
    story = [chapter for language, catalog in catalogs.items()
             for chapter in (speak(language), show_the_dialog(language, catalog), show_the_folder(language, catalog))]
    with open_session(script, furnish(catalogs)) as session:
        install_styles(session)
        tell(story, session, shots)
    outcome("Languages", "the dialogs in each language (%s)" % ", ".join(languages),
            "nothing is left in English, no letter stands for two things, all fits a screen of 1024 × 768 pixels, and with texts of 150 % one of 1366 × 768")


if __name__ == "__main__":
    main()
