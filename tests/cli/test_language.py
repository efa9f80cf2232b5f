#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""`nst` in another language: its help and its errors are translated in full, numbers are read and written as in English.

The program is copied into a folder with its catalogs beside it, as in an archive that may lie anywhere.
"""

import json
import os
import re
import shutil
import subprocess

from nst import Place, expect, main, painting, photo, skip, write_png

import translation

COMMANDS = ["stylize", "batch", "film", "styles", "measure", "networks", "train codec", "train style"]

# What GLib says of its own accord, in its own catalogs.
OF_GLIB = re.compile(r"Usage:|Help Options:|Application Options:|\[OPTION…\]|Show help options|Show all help options")

# What is the same in all languages: the program, options, and the values of settings in parentheses.
SAME = re.compile(r"(?<==)[a-z]+(?:\|[a-z]+)+|nst train codec\|style \.\.\.|nst[a-z ]*|--?[a-z][a-z-]*=?|\([a-z]+\)|(?<== )[A-Z,.]+|(?<!\w)(?:N|PX|X|px|W,W\.\.\.)(?!\w)")


class Abroad(Place):
    """The program with a language of its own, in a folder that was moved."""

    def __init__(self, locale="en_US"):
        super().__init__()
        self.own_environment = translation.make_environment(self.folder, locale)
        if self.own_environment is None:
            skip("there are no sources of locales here.")
        self.program = self.folder / "moved" / "nst"
        self.program.parent.mkdir()
        shutil.copy2(os.environ["NST"], self.program)
        translation.write_catalog(self.program.parent / "locale")

    def environment(self):
        return {**super().environment(), **self.own_environment}

    def call_bytes(self, *words, before=None):
        done = subprocess.run([self.program, *map(str, words)], cwd=self.folder, env=self.environment(),
                              capture_output=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr


def test_help():
    place = Abroad()
    for command in [None, *COMMANDS]:
        status, said, _ = place.call("help", *(command.split() if command else []))
        left = SAME.sub("", OF_GLIB.sub("", translation.untranslated(said)))
        expect(status == 0 and "⟦" in said, f"nst help {command} is not translated: {said}")
        expect(not re.search("[A-Za-z]", left), f"nst help {command} is not translated in full: {left}")


def test_errors():
    place = Abroad()
    write_png(place.folder / "a.png", 24, 20, photo)
    write_png(place.folder / "s.png", 24, 20, painting)
    (place.folder / "empty.png").touch()
    (place.folder / "bad.safetensors").write_bytes(b"no weights")
    calls = [[command] for command in ("stylize", "batch", "film", "measure", "train")] + [
        ["train", "codec"], ["train", "style"], ["no-command"], ["styles", "x"], ["networks", "--name", "x"],
        ["networks", "--remove", "x"], ["networks", "--install", "bad.safetensors"],
        ["stylize", "none.png", "s.png", "-o", "o.png"], ["stylize", "empty.png", "s.png", "-o", "o.png"],
        ["stylize", "a.png", "no-style", "-o", "o.png"], ["stylize", "a.png", "s.png", "-o", "o.docx"],
        ["stylize", "a.png", "s.png", "-o", "a.png"], ["stylize", "a.png", "s.png", "-o", "none/o.png"],
        ["stylize", "a.png", "s.png", "-o", "o.png", "--strength", "7"],
        ["stylize", "a.png", "s.png", "-o", "o.png", "--method", "slow"],
        ["stylize", "a.png", "s.png", "-o", "o.png", "--network", "none"],
        ["stylize", "a.png", "bad.safetensors", "-o", "o.png"],
        ["stylize", "a.png", "s.png", "-o", "o.png", "--iterations", "few"],
        ["stylize", "a.png", "s.png", "-o", "o.png", "--region", "x"],
        ["stylize", "a.png", "s.png", "-o", "o.png", "--progress", "x"],
        ["stylize", "a.png", "s.png", "s.png", "-o", "o.png", "--mix", "1"],
        ["batch", "none", "--style", "s.png", "-o", "out"], ["film", "none.mp4", "s.png", "-o", "o.mp4"],
    ]
    for words in calls:
        status, _, problem = place.call(*words)
        first = problem.splitlines()[0] if problem else ""
        left = re.sub(r"nst: |none", "", translation.untranslated(first))
        expect(status in (1, 2) and "⟦" in first, f"nst {words} does not fail in its language: {problem}")
        expect(not re.search("[A-Za-z]{2}", left), f"nst {words} fails in two languages: {problem}")
        expect(not re.search(r"[^.]\.⟧*\.(?![.\w])", first), f"nst {words}: two full stops: {problem}")


def test_decimal_commas():
    """Numbers for people have one, those for programs never; both are read."""
    place = Abroad("de_DE")
    write_png(place.folder / "a.png", 24, 20, photo)
    write_png(place.folder / "s.png", 24, 20, painting)
    _, said, _ = place.call("help", "stylize")
    expect("(0,01" in said, "people are not shown commas: " + said)
    for n, number in enumerate(("0.5", "0,5")):
        status, _, problem = place.call("stylize", "a.png", "s.png", "-o", f"{n}.png", "--method", "fast", "--size", "20",
                                        "--strength", number, "--report", f"{n}.json")
        expect(status == 0, f"--strength {number}: {problem}")
        text = (place.folder / f"{n}.json").read_text()
        expect(isinstance(json.loads(text)["seconds"], float), "the report has no points: " + text)
    expect((place.folder / "0.png").read_bytes() == (place.folder / "1.png").read_bytes(), "two different pictures")


main([test_help, test_errors, test_decimal_commas])
