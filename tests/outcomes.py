# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of tested behavior, docs/outcomes.md: every kind of picture and accident, in the words of the tests.

A test calls `outcome (SECTION, CASE, BEHAVIOR)` after its last check of the case; a test in C calls check_outcome ()
(tests/engine/check.h). Each run of a test writes its rows to a file in the folder OUTCOMES: one line per row, with the test,
the section, the case and the behavior, separated by tabs. As a program, this compares those files with the table, or writes
them into it:

    outcomes.py TABLE FOLDER           fails where the table is not what the tests say
    outcomes.py TABLE FOLDER --write   makes it so

The rows of tests that have not run stay as they are, and so do those that a test says it could not try here."""

import difflib
import os
import pathlib
import re
import sys

# In the order of the table, with what holds for all rows of a section.
SECTIONS = {
    "Precision and color": "What is not painted keeps its values bit for bit.",
    "Transparency": "",
    "Size and place": "The painting is a new layer of the same size, in the same place, just above the layer that was given.",
    "Kinds of layers": "",
    "Selections and masks": "",
    "Paintings": "What one is among the other layers, and what it remembers.",
    "Styles": "",
    "Regions and protection": "",
    "Animations": "",
    "Many pictures": "What `nst batch` does with folders and files.",
    "Folders": "What the procedure for folders makes of them.",
    "Mistakes in a call": "Nothing is painted, the image has not changed, a script ends with an exit code other than 0. What it says:",
    "Mistakes with folders": "Nothing is painted, and no folder is made. What it says:",
    "Accidents": "",
    "Languages": "",
    "Files": "Of the program `nst`: what it reads and where it writes.",
}

BEGIN, END = "<!-- outcomes: begin -->\n", "<!-- outcomes: end -->\n"
UNTRIED = "-"
TESTS = pathlib.Path(__file__).parent


def test_name():
    """FOLDER/NAME of tests/FOLDER/test_NAME.py, which is running."""
    program = pathlib.Path(sys.argv[0]).resolve()
    return program.parent.name + "/" + program.stem.removeprefix("test_")


class Record:
    """The file of this run."""

    def __init__(self):
        self.begun = False

    def add(self, *fields):
        folder = os.environ.get("OUTCOMES")
        if not folder:
            return
        name = test_name()
        path = pathlib.Path(folder) / (name.replace("/", "-") + ".tsv")
        path.parent.mkdir(parents=True, exist_ok=True)
        line = "\t".join([name] + [" ".join(field.split()) for field in fields])
        with open(path, "a" if self.begun else "w", encoding="utf-8") as file:
            file.write(line + "\n")
        self.begun = True


RECORD = Record()


def outcome(section, given, comes_out):
    """Says that `given` was tried and that `comes_out` is what came of it: words, in Markdown."""
    assert section in SECTIONS, "there is no section " + section
    RECORD.add(section, given, comes_out)


def untried(section, given):
    """Says that `given` cannot be tried on this machine; the table keeps what it has of it."""
    RECORD.add(section, given, UNTRIED)


# ---- The table ----------------------------------------------------------------------------------


def read_records(folder):
    """{test: [(section, given, comes out)]} of the tests that have run."""
    records = {}
    for path in sorted(pathlib.Path(folder).glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            test, *row = line.split("\t")
            assert len(row) == 3 and row[0] in SECTIONS, "%s: not a row: %s" % (path, line)
            records.setdefault(test, []).append(tuple(row))
    return records


def read_table(text):
    """The same, of the table."""
    table, section = {}, None
    for line in text.splitlines():
        cells = [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if line.startswith("## "):
            section = line[3:]
        elif len(cells) == 3 and cells[0] != "Case" and not cells[0].startswith("---"):
            table.setdefault(cells[2], []).append((section, cells[0], cells[1]))
    return table


def exists(test):
    folder, name = test.split("/")
    return any((TESTS / folder / file).exists() for file in ("test_%s.py" % name, "test-%s.c" % name))


def merge(table, records):
    merged = {}
    for test in set(table) | set(records):
        old = {row[:2]: row for row in table.get(test, [])}
        rows = records.get(test, table.get(test))
        rows = [row if row[2] != UNTRIED else old.get(row[:2]) for row in rows]
        if exists(test):
            merged[test] = [row for row in rows if row]
    return merged


def render(rows):
    text = ""
    for section, words in SECTIONS.items():
        lines = ["| %s | %s | %s |\n" % (given.replace("|", "\\|"), comes_out.replace("|", "\\|"), test)
                 for test in sorted(rows) for where, given, comes_out in rows[test] if where == section]
        if lines:
            text += "\n## %s\n\n" % section + (words + "\n\n" if words else "")
            text += "| Case | Behavior | Test |\n|---|---|---|\n" + "".join(lines)
    return text + "\n"


def main(table_path, folder, *more):
    path = pathlib.Path(table_path)
    text = path.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    table, after = rest.split(END)
    records = read_records(folder)
    new = render(merge(read_table(table), records))

    for test in sorted(set(read_table(table)) - set(records)):
        print("not run: " + test)
    if "--write" in more:
        path.write_text(before + BEGIN + new + END + after, encoding="utf-8")
    elif new != table:
        print("".join(difflib.unified_diff(table.splitlines(True), new.splitlines(True), "docs/outcomes.md", "what the tests say")))
        sys.exit("docs/outcomes.md is not what the tests say: ./dev outcomes writes it anew.")


if __name__ == "__main__":
    main(*sys.argv[1:])
