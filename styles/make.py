#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the styles that ship: measures each manner below, lets the engine paint a photograph in it
for the thumbnail, and writes meson.build's list and the table in README.md.

    ./dev styles [--only FILE...] [--keep FOLDER]

--only    makes these only ("--only etching mosaic"), and leaves the list and the table as they are
--keep    leaves the pictures as they were measured and the thumbnails there, and the sheet of all:
          sheet.png

The works' pictures are in ../shared/data/styles (or $NST_SHARED/data/styles), where PROVENANCE.csv
names their origins and licenses.  The photograph is that of ./dev demo.  Needs python3-pil and
python3-numpy.
"""
import argparse
import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageOps

import drawings

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get("NST_SHARED", HERE.parent.parent / "shared")) / "data" / "styles"
NETWORK = HERE.parent / "weights" / "codec.safetensors"

DRAWING_SIDE = 720  # of our own drawings, in pixels
PAINTED = 384, 274  # pixels at which thumbnails are painted
BRUSH = 2  # their --style-scale: strokes that are still seen in so small a picture
THUMBNAIL = 192, 137  # pixels; the larger is NST_THUMBNAIL_SIDE, the shape is that of a tile
LICENSE = "CC0-1.0"  # of the files
WHOLE = (0, 0, 1, 1)
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"  # of the table

# What places say of works that are free, and what that means.  The first that is found counts.
TERMS = (("believed to be in the United States public domain", "public domain"),
         ("CC0", "CC0"),
         ("Open Access at The Met", "CC0, the Met's Open Access"),
         ("Public Domain", "public domain"))


@dataclass
class Style:
    file: str  # what scripts call it
    name: str  # what people call it
    manner: str  # the group that a gallery shows it in: a word of src/style/manners.c
    picture: str  # in DATA, or the function in drawings.py that draws it
    work: str = ""
    artist: str = ""
    lived: str = ""
    year: str = ""
    crop: tuple = WHOLE  # left, top, right, bottom, as shares: the part where the manner is plain

    @property
    def ours(self):
        return not self.artist

    @property
    def credit(self):
        if self.ours:
            return "Drawn for this program"
        lived = f" ({self.lived})" if self.lived else ""
        return f"{self.artist}{lived}: {self.work}, {self.year}"


# In the order in which galleries show them.
STYLES = [
    Style("swirling-strokes", "Swirling strokes", "painting", "swirling-strokes.jpg",
          "Cypresses", "Vincent van Gogh", "1853–1890", "1889"),
    Style("impressionism", "Impressionism", "painting", "water-lily-haze.jpg",
          "Bridge over a Pond of Water Lilies", "Claude Monet", "1840–1926", "1899"),
    Style("pointillism", "Pointillism", "painting", "pointillist-dots.jpg",
          "Seascape at Port-en-Bessin, Normandy", "Georges Seurat", "1859–1891", "1888"),
    Style("square-dabs", "Square dabs", "painting", "divisionist-mosaic.jpg",
          "Notre-Dame-de-la-Garde (La Bonne-Mère), Marseilles", "Paul Signac", "1863–1935",
          "1905–06"),
    Style("misty-light", "Misty light", "painting", "storm-light.jpg",
          "Snow Storm: Steam-Boat off a Harbour's Mouth", "J. M. W. Turner", "1775–1851", "1842"),
    Style("flat-color", "Flat color", "painting", "flat-color.jpg",
          "No te aha oe riri (Why Are You Angry?)", "Paul Gauguin", "1848–1903", "1896"),
    Style("jungle-leaves", "Jungle leaves", "painting", "naive-jungle.jpg",
          "Tropical Forest with Monkeys", "Henri Rousseau", "1844–1910", "1909"),
    Style("pale-ornament", "Pale ornament", "painting", "secession-ornament.jpg",
          "Mäda Primavesi", "Gustav Klimt", "1862–1918", "1912–13"),
    Style("cubist-facets", "Cubist facets", "painting", "cubist-facets.jpg",
          "Dances at the Spring", "Francis Picabia", "1879–1953", "1912"),
    Style("tilted-planes", "Tilted planes", "painting", "orphist-city.jpg",
          "Tour Eiffel", "Robert Delaunay", "1885–1941", "1911"),
    Style("prismatic-color", "Prismatic color", "painting", "prismatic-color.jpg",
          "Birds", "Franz Marc", "1880–1916", "1914"),
    Style("bold-shapes", "Bold shapes", "painting", "expressionist-emblems.jpg",
          "Movement", "Marsden Hartley", "1877–1943", "1913"),
    Style("circles-and-lines", "Circles and lines", "painting", "abstract-circles.jpg",
          "Circles in a Circle", "Wassily Kandinsky", "1866–1944", "1923"),
    Style("watercolor-wash", "Watercolor wash", "watercolor", "watercolor-wash.jpg",
          "Flower Garden and Bungalow, Bermuda", "Winslow Homer", "1836–1910", "1899"),
    Style("soft-pastel", "Soft pastel", "watercolor", "soft-pastel.jpg",
          "Three Dancers Preparing for Class", "Edgar Degas", "1834–1917", "after 1878"),
    Style("ink-landscape", "Ink landscape", "watercolor", "ink-landscape.jpg",
          "The Kangxi Emperor's Southern Inspection Tour, Scroll Three", "Wang Hui", "1632–1717",
          "1698"),
    Style("persian-miniature", "Persian miniature", "watercolor", "persian-miniature.jpg",
          "The Concourse of the Birds", "Habiballah of Sava", "active about 1590–1610",
          "about 1600"),
    Style("black-ink", "Black ink", "drawing", "art-nouveau-ink.jpg",
          "The Peacock Skirt, from Salome", "Aubrey Beardsley", "1872–1898", "1894"),
    Style("ink-and-wash", "Ink and wash", "drawing", "fairy-tale-ink.jpg",
          "Illustration of Undine", "Arthur Rackham", "1867–1939", "1909"),
    Style("scratched-lines", "Scratched lines", "drawing", "scratched-night.jpg",
          "Flussbaulandschaft", "Paul Klee", "1879–1940", "1924"),
    Style("etching", "Etching", "print", "architectural-etching.jpg",
          "The Round Tower, from the Imaginary Prisons", "Giovanni Battista Piranesi",
          "1720–1778", "about 1750", crop=(0.1, 0.1, 0.75, 0.75)),
    Style("wood-engraving", "Wood engraving", "print", "wood-engraving.jpg",
          "The War Against Gibeon, from the Bible", "Gustave Doré", "1832–1883", "1866",
          crop=(0, 0, 0.72, 0.62)),
    Style("woodcut", "Woodcut", "print", "vorticist-woodcut.jpg",
          "Rotterdam", "Edward Wadsworth", "1889–1949", "1914"),
    Style("woodblock-print", "Woodblock print", "print", "woodblock-wave.jpg",
          "Under the Wave off Kanagawa", "Katsushika Hokusai", "1760–1849", "about 1831"),
    Style("woodblock-swirls", "Woodblock swirls", "print", "woodblock-whirlpool.jpg",
          "Naruto Whirlpool, Awa Province", "Utagawa Hiroshige", "1797–1858", "about 1853"),
    Style("stained-glass", "Stained glass", "ornament", "stained_glass"),
    Style("mosaic", "Mosaic", "ornament", "mosaic"),
    Style("glazed-tiles", "Glazed tiles", "ornament", "tile-mosaic.jpg",
          "Mihrab (Prayer Niche), Isfahan", "Persian tile makers", "14th century", "1354–55",
          crop=(0.16, 0, 0.84, 0.42)),
]


# ---- The files -----------------------------------------------------------------------------


def run(nst, *arguments):
    subprocess.run([nst, *map(str, arguments)], check=True)


def picture_of(style):
    """The picture to measure."""
    if style.ours:
        return getattr(drawings, style.picture)(DRAWING_SIDE)
    image = Image.open(DATA / style.picture).convert("RGB")
    left, top, right, bottom = style.crop
    return image.crop((round(left * image.width), round(top * image.height),
                       round(right * image.width), round(bottom * image.height)))


def make(style, nst, photograph, folder):
    source, painted, small = (
        folder / f"{style.file}{ending}.png" for ending in ("", "-painted", "-thumbnail"))
    picture_of(style).save(source)
    run(nst, "stylize", photograph, source, "-o", painted, "--method", "refine", "--network",
        NETWORK, "--style-scale", BRUSH, "--stroke-width", "pixels", "--quiet", "--force")
    with Image.open(painted) as image:
        image.convert("RGB").resize(THUMBNAIL, Image.LANCZOS).save(small)
    output = HERE / f"{style.file}.safetensors"
    run(nst, "measure", source, "--force", "-o", output, "--network", NETWORK, "--name", style.name,
        "--credit", style.credit, "--license", LICENSE, "--manner", style.manner, "--thumbnail",
        small)
    print(f"{output.name}: {output.stat().st_size / 1000:.0f} kB", flush=True)


# ---- The list, the table and the sheet -----------------------------------------------------


def write_list():
    """The styles in meson.build; files of others are deleted."""
    files = sorted(f"{style.file}.safetensors" for style in STYLES)
    for path in HERE.glob("*.safetensors"):
        if path.name not in files:
            path.unlink()
    build = HERE / "meson.build"
    lines = "".join(f"  '{name}',\n" for name in files)
    text = re.sub(r"files\(\n.*?\)", lambda _: f"files(\n{lines})",
                  build.read_text(encoding="utf-8"), flags=re.DOTALL)
    build.write_text(text, encoding="utf-8")


def provenance():
    if not (DATA / "PROVENANCE.csv").exists():
        sys.exit(f"The works' pictures are not in {DATA}: let NST_SHARED name the folder that has them in "
                 "data/styles.")
    with open(DATA / "PROVENANCE.csv", newline="", encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def words_of(origin):
    """What the place of a picture says of its license, without what names the work only."""
    words, = (cell for heading, cell in origin.items() if heading.endswith("(verbatim)"))
    return re.sub(r"; (README\.md|colophon\.xhtml): .*$", "", words) if "CC0" in words else words


def terms_of(origin):
    words = words_of(origin)
    for phrase, terms in TERMS:
        if phrase in words:
            return terms
    sys.exit(f"{origin['file']}: its source states neither CC0 nor public domain.")


def row_of(style, origins, licenses):
    if style.ours:
        work = f"drawn by `{style.picture}` in `drawings.py`"
        return f"| {style.name} | `{style.file}` | {work} | this project | | | {LICENSE} |"
    origin = origins[style.picture]
    source = f"{origin['repository or package']}: {origin['path in it']}"
    number = licenses.index(words_of(origin)) + 1
    return (f"| {style.name} | `{style.file}` | {style.work} | {style.artist} ({style.lived}) "
            f"| {style.year} | {source} | {number}: {terms_of(origin)} |")


def make_table(origins):
    """The works, and below them what the places of their pictures say of the license."""
    licenses = list(dict.fromkeys(words_of(origins[s.picture]) for s in STYLES if not s.ours))
    lines = ["| name | file | work | artist | year | the picture is from | license |",
             "|---|---|---|---|---|---|---|",
             *(row_of(style, origins, licenses) for style in STYLES), "",
             "| | license, as stated there |", "|---|---|",
             *(f"| {i} | {words} |" for i, words in enumerate(licenses, 1))]
    return "\n".join(lines) + "\n"


def write_table(table):
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    start, stop = text.index(BEGIN) + len(BEGIN), text.index(END)
    readme.write_text(text[:start] + table + text[stop:], encoding="utf-8")


def write_sheet(folder, columns=7, caption=14):
    images = [style for style in STYLES if (folder / f"{style.file}-thumbnail.png").exists()]
    width, height = THUMBNAIL[0] + 8, THUMBNAIL[1] + 4 + caption
    rows = -(-len(images) // columns)
    sheet = Image.new("RGB", (columns * width, rows * height), "white")
    draw = ImageDraw.Draw(sheet)
    for i, style in enumerate(images):
        x, y = i % columns * width, i // columns * height
        sheet.paste(Image.open(folder / f"{style.file}-thumbnail.png"), (x, y))
        draw.text((x + 2, y + THUMBNAIL[1] + 2), style.name, fill="black")
    sheet.save(folder / "sheet.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nst", default="nst", help="the program")
    parser.add_argument("--photograph", required=True, help="for the thumbnails")
    parser.add_argument("--only", nargs="+", metavar="FILE",
                        choices=[style.file for style in STYLES])
    parser.add_argument("--keep", type=pathlib.Path, metavar="FOLDER")
    arguments = parser.parse_args()

    table = make_table(provenance())
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        photograph = folder / "photograph.png"
        with Image.open(arguments.photograph) as image:
            ImageOps.fit(image.convert("RGB"), PAINTED, Image.LANCZOS).save(photograph)
        for style in STYLES:
            if not arguments.only or style.file in arguments.only:
                make(style, arguments.nst, photograph, folder)
        if not arguments.only:
            write_list()
            write_table(table)
        write_sheet(folder)


if __name__ == "__main__":
    main()
