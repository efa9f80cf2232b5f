#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check_translations.py ROOT: that translators get all strings, and that what they made fits.

po/POTFILES lists the files with marked strings, all of them and no others.  Errors are marked, and are sentences.  Names
are in typographic quotes.  po/style-names.h has the names of the bundled styles.  Each language of po/LINGUAS has a
catalog that msgfmt accepts, with its formats and its keyboard shortcuts.
"""

import json
import os
import pathlib
import re
import struct
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))

import translation  # noqa: E402

STRING = r'"(?:[^"\\]|\\.)*"'
ERROR = re.compile(r"(?:g_set_error(?:_literal)? \(\s*\w+,|nst_(?:set_error|fail|fail_null) \()\s*\w+,\s*\w+,\s*(_ \()?\s*(" + STRING + r"(?:\s*" + STRING + ")*)")

# What follows in parentheses after a sentence.
REASONS = ("the folder has no local path",)


def sources(root):
    return sorted(str(path.relative_to(root)) for folder in ("cli", "plug-in", "po", "src", "ui")
                  for path in (root / folder).rglob("*.[ch]"))


def check_list(root):
    listed = translation.listed_files()
    if listed != sorted(listed):
        yield "po/POTFILES is not in alphabetical order"
    missing = [name for name in listed if not (root / name).is_file()]
    yield from (f"po/POTFILES lists {name}, which does not exist" for name in missing)
    marked = set()
    for line in translation.extract(sources(root)).splitlines():
        if line.startswith("#: "):
            marked.update(line[3:].split())
    yield from (f"{name} has marked strings, and po/POTFILES does not list it" for name in sorted(marked - set(listed)))
    yield from (f"po/POTFILES lists {name}, which has no marked string" for name in sorted(set(listed) - marked - set(missing)))


def check_errors(root):
    for name in sources(root):
        for mark, run in ERROR.findall((root / name).read_text(encoding="utf-8")):
            text = "".join(part[1:-1] for part in re.findall(STRING, run))
            if not re.search("[a-z]{2}", re.sub(r"%[-+ #0-9.*]*l*[a-z]", "", text)):
                continue
            if not mark:
                yield f"{name}: an error is not marked for translation: {text}"
            elif text not in REASONS and not (text.endswith((".", ": %s", ". %s")) and re.match("[A-Z“%]|--|ffmpeg|nst", text)):
                yield f"{name}: this error is not a sentence: {text}"


def check_quotes(root):
    for entry in translation.entries(translation.extract(sources(root))):
        for text in (entry["msgid"], entry.get("msgid_plural", "")):
            if '\\"' in text or "'%" in text or "`" in text:
                yield f"this string needs typographic quotes: {text}"


def style_texts(path):
    """Its name and, where it is after no work, its credit, with their contexts."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    yield "style", header["__metadata__"]["name"]
    credit = header["__metadata__"]["credit"]
    if ": " not in credit:
        yield "credit", credit


def check_styles(root):
    listed = {(entry["msgctxt"], entry["msgid"])
              for entry in translation.entries(translation.extract(["po/style-names.h"]))}
    there = {text for path in (root / "styles").glob("*.safetensors") for text in style_texts(path)}
    yield from (f"po/style-names.h lacks “{text}” ({context})" for context, text in sorted(there - listed))
    yield from (f"po/style-names.h has “{text}” ({context}), and no style has it" for context, text in sorted(listed - there))


def check_languages(root):
    listed = [line for line in (root / "po" / "LINGUAS").read_text().splitlines() if line and not line.startswith("#")]
    there = sorted(path.stem for path in (root / "po").glob("*.po"))
    if listed != there:
        yield f"po/LINGUAS lists {listed}, and the catalogs are {there}"
    for path in sorted((root / "po").glob("*.po")):
        done = subprocess.run(["msgfmt", "--check", "--check-accelerators=_", "--output-file=" + os.devnull, str(path)],
                              capture_output=True, encoding="utf-8", check=False)
        if done.returncode != 0:
            yield done.stderr.strip()


def main():
    root = pathlib.Path(sys.argv[1])
    os.environ["SOURCE_ROOT"] = str(root)
    found = [*check_list(root), *check_errors(root), *check_quotes(root), *check_styles(root), *check_languages(root)]
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
