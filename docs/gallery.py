# SPDX-License-Identifier: GPL-3.0-or-later

"""Paints photographs in all bundled styles, for docs/gallery.md and the picture of the README. The page has a part for each
group of styles, as the dialog has.

./dev gallery calls it as gallery.py PHOTOGRAPH..., with `nst` on the path."""

import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "gallery"
TILE, COLUMNS, QUALITY = 240, 2, 78  # pixels that a picture is wide; styles in a row of the table; of the JPEG files
README_TILE = 300  # pixels
SIZE = 640  # pixels that are painted
README_STYLES = ("woodblock-print", "swirling-strokes", "stained-glass")
CREDIT = ("The photographs are CC0, from Debian's puzzle-jigsaw (Pexels) and budgie-backgrounds (Budgie Desktop Developers); each style "
          "names the work that it was measured from.")


def metadata(path):
    with open(path, "rb") as file:
        return json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))["__metadata__"]


def paint(photograph, style, folder):
    """The photograph in the style, by the method Fast."""
    out = folder / (photograph.stem + "-" + style + ".png")
    subprocess.run(["nst", "stylize", photograph, style, "-o", out, "--method", "fast", "--size", str(SIZE), "--quiet"],
                   check=True)
    with Image.open(out) as painting:
        return painting.convert("RGB")


def scaled(picture, width):
    return picture.resize((width, round(width * picture.height / picture.width)), Image.LANCZOS)


def beside(pictures, width=TILE):
    """Side by side, each `width` pixels wide."""
    pictures = [scaled(picture, width) for picture in pictures]
    whole = Image.new("RGB", (sum(picture.width for picture in pictures), max(picture.height for picture in pictures)), "white")
    left = 0
    for picture in pictures:
        whole.paste(picture, (left, 0))
        left += picture.width
    return whole


def groups():
    """The styles by their manners, in the order in which the dialog shows them: (label, [(name, facts)])."""
    source = (ROOT / "src" / "style" / "manners.c").read_text(encoding="utf-8")
    styles = [(path.stem, metadata(path)) for path in (ROOT / "styles").glob("*.safetensors")]
    for word, label in re.findall(r'{ "(\w+)", N_ \("(.+)"\) }', source):
        yield label, sorted((style for style in styles if style[1]["manner"] == word), key=lambda style: style[1]["name"])


def write_page():
    lines = ["# Gallery", "", "All bundled styles, painted by the method Fast (`./dev gallery` makes this page).", "",
             "![The photographs](gallery/photograph.jpg)"]
    for label, styles in groups():
        lines += ["", "## " + label, "", "|" + " |" * COLUMNS, "|" + "---|" * COLUMNS]
        for start in range(0, len(styles), COLUMNS):
            cells = ["![%s](gallery/%s.jpg)<br>**%s**<br>%s" % (facts["name"], name, facts["name"], facts.get("credit", ""))
                     for name, facts in styles[start:start + COLUMNS]]
            lines.append("| " + " | ".join(cells + [""] * (COLUMNS - len(cells))) + " |")
    (ROOT / "docs" / "gallery.md").write_text("\n".join(lines + ["", CREDIT, ""]), encoding="utf-8")


def main(*photographs):
    photographs = [pathlib.Path(path) for path in photographs]
    originals = [Image.open(path).convert("RGB") for path in photographs]
    names = [name for _, styles in groups() for name, _ in styles]
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.jpg"):
        old.unlink()
    beside(originals).save(PICTURES / "photograph.jpg", quality=QUALITY)
    with tempfile.TemporaryDirectory() as folder:
        paintings = {name: [paint(path, name, pathlib.Path(folder)) for path in photographs] for name in names}
    for name, pictures in paintings.items():
        beside(pictures).save(PICTURES / (name + ".jpg"), quality=QUALITY)
    row = [originals[0]] + [paintings[name][0] for name in README_STYLES if name in paintings]
    beside(row, README_TILE).save(ROOT / "docs" / "styles.jpg", quality=QUALITY)
    write_page()


if __name__ == "__main__":
    main(*sys.argv[1:])
