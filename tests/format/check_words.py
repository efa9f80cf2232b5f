#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check_words.py ROOT: American English in all text of the repository, and straight quotes in C sources.

Words are looked for inside of names, too (nst_initialise).  A typographic quote belongs in what people read:
in a string, and there only around what stands for a name (“%s”).
"""

import pathlib
import re
import sys

FOLDERS = ("bench", "cli", "docs", "plug-in", "src", "styles", "tests", "ui", "weights")
ENDINGS = {".c", ".h", ".md", ".py", ".sh", ".build", ".options", ".slurm"}

STEMS = ("character|emphas|equal|final|general|initial|local|material|maxim|minim|normal|optim|organ|penal|"
         "quant|random|raster|real|recogn|sanit|serial|special|standard|styl|summar|synchron|util|vector|visual")
BRITISH = re.compile(
    rf"(?:{STEMS})is(?:e|ed|es|er|ers|ing|ation|ations|able)(?![a-z])|behaviour|centre(?![a-z])|centred|"
    r"colour|favour|flavour|(?<![a-z])grey|honour|judgement|labelled|licence|modelled|"
    r"neighbour|travelled|artefact|learnt|spelt|spoilt", re.IGNORECASE)

# Names that others have given: of a network, and of functions and constants of libraries.
KEPT = re.compile(r"vgg19[-_]normalised|vips_colourspace|ATK_RELATION_LABELLED_BY")

QUOTES = re.compile("[‘’“”]")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def texts(root):
    yield from (root / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "dev"))
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in ENDINGS and path.is_file() and path.resolve() != pathlib.Path(__file__).resolve():
                yield path


def problems(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for word in BRITISH.findall(KEPT.sub("", line)):
            yield number, f"'{word}' is spelled otherwise in American English"
        if path.suffix in {".c", ".h"} and QUOTES.search(STRING.sub("", line)):
            yield number, "a typographic quote outside of a string"


def main():
    root = pathlib.Path(sys.argv[1])
    found = [f"{path.relative_to(root)}:{number}: {what}" for path in texts(root) for number, what in problems(path)]
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
