# SPDX-License-Identifier: GPL-3.0-or-later

"""A pseudo-language for the tests: each string of the sources in ⟦brackets⟧.  Text that a program shows without
brackets is not translated."""

import os
import pathlib
import re
import shutil
import subprocess

LANGUAGE = "qps"
DOMAIN = "style-transfer"

KEYWORDS = ["--keyword=" + word for word in ("_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dngettext:2,3")]
STRING = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$')


def root():
    return pathlib.Path(os.environ["SOURCE_ROOT"])


def listed_files():
    """Those of po/POTFILES."""
    lines = (root() / "po" / "POTFILES").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def languages():
    """Those of po/LINGUAS."""
    lines = (root() / "po" / "LINGUAS").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def extract(files):
    """The template with the strings of these files, as text."""
    return subprocess.run(["xgettext", "--from-code=UTF-8", "--no-wrap", "--add-location=file", "--language=C",
                           "--output=-", *KEYWORDS, *files], cwd=root(), check=True, capture_output=True,
                          encoding="utf-8").stdout


def entries(template):
    """Each message of a template as a dictionary with the keys of a catalog; values are C strings without quotes.  The
    header is left out."""
    for block in template.split("\n\n"):
        entry, key = {}, None
        for line in block.splitlines():
            if match := STRING.match(line):
                key = match[1]
                entry[key] = match[2][1:-1]
            elif key and line.startswith('"'):
                entry[key] += line[1:-1]
        if entry.get("msgid"):
            yield entry


def bracket(text):
    """Begins and ends with the line breaks that msgfmt asks for."""
    body = text
    before = after = ""
    while body.startswith("\\n"):
        before, body = before + "\\n", body[2:]
    while body.endswith("\\n"):
        after, body = after + "\\n", body[:-2]
    return before + "⟦" + body + "⟧" + after


def write_catalog(folder):
    """FOLDER/qps/LC_MESSAGES/style-transfer.mo, for LANGUAGE=qps."""
    lines = ['msgid ""', 'msgstr ""', r'"Content-Type: text/plain; charset=UTF-8\n"',
             r'"Plural-Forms: nplurals=2; plural=n != 1;\n"', ""]
    for entry in entries(extract(listed_files())):
        lines += [f'{key} "{entry[key]}"' for key in ("msgctxt", "msgid", "msgid_plural") if key in entry]
        if "msgid_plural" in entry:
            lines += [f'msgstr[0] "{bracket(entry["msgid"])}"', f'msgstr[1] "{bracket(entry["msgid_plural"])}"', ""]
        else:
            lines += [f'msgstr "{bracket(entry["msgid"])}"', ""]
    place = pathlib.Path(folder) / LANGUAGE / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / (DOMAIN + ".po")).write_text("\n".join(lines), encoding="utf-8")
    subprocess.run(["msgfmt", "--output-file=" + str(place / (DOMAIN + ".mo")), str(place / (DOMAIN + ".po"))], check=True)


def make_environment(folder, locale="en_US"):
    """The variables that have a program use that language, with the numbers of `locale`, which is made in FOLDER: nothing is
    translated in the locale C.UTF-8.  None: the system has no sources of locales (Debian's package locales)."""
    name = locale + ".UTF-8"
    if not shutil.which("localedef"):
        return None
    subprocess.run(["localedef", "-i", locale, "-f", "UTF-8", str(pathlib.Path(folder) / name)], capture_output=True, check=False)
    if not (pathlib.Path(folder) / name).exists():
        return None
    return {"LOCPATH": str(folder), "LC_ALL": name, "LANGUAGE": LANGUAGE}


def untranslated(text):
    """What is left of a text without what is in brackets."""
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    return text
