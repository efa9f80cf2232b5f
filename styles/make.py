#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the styles that ship: measures each manner below, lets the engine paint our own scene in it
for the thumbnail, and writes the table in README.md.

    styles/make.py [--nst build/cli/nst] [--only FILE...] [--keep FOLDER]

--only    makes these only ("--only charcoal mosaic"), and leaves the table as it is
--keep    leaves the cropped pictures and the thumbnails there, and the sheet of all: sheet.png

The works' pictures are in ../shared/data (or $NST_SHARED/data), where PROVENANCE.csv names their
origins and licenses.  Needs python3-pil and python3-numpy.
"""
import argparse
import csv
import os
import pathlib
import subprocess
import tempfile
from dataclasses import dataclass

from PIL import Image, ImageDraw

import drawings

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get("NST_SHARED", HERE.parent.parent / "shared")) / "data"
NETWORK = HERE.parent / "weights" / "codec.safetensors"

DRAWING_SIDE = 512  # of our own drawings, in pixels
PAINTED_SIDE = 256  # at which thumbnails are painted
BRUSH = 2  # their --style-scale: strokes about as large in PAINTED_SIDE as in the work itself
THUMBNAIL_SIDE = 128  # NST_THUMBNAIL_SIDE
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"
WHOLE = (0, 0, 1, 1)


@dataclass
class Style:
    file: str  # what scripts call it
    name: str  # what people call it
    manner: str  # the group that a gallery shows it in: a word of src/style/manners.c
    picture: str  # below DATA, or the function in drawings.py that draws it
    work: str = ""
    artist: str = ""
    lived: str = ""
    year: str = ""
    crop: tuple = WHOLE  # left, top, right, bottom, as shares: without frames, captions, seals

    @property
    def ours(self):
        return not self.artist

    @property
    def credit(self):
        if self.ours:
            return "Drawn for this program"
        year = f", {self.year}" if self.year else ""
        return f"{self.artist} ({self.lived}): {self.work}{year}"


STYLES = [
    Style("oil-impasto", "Oil impasto", "painting", "art/mp_208.jpg",
          "Wheat Field with Cypresses", "Vincent van Gogh", "1853–1890", "1889"),
    Style("impressionist-haze", "Impressionist haze", "painting", "art/aic_14620-claude-monet.jpg",
          "Cliff Walk at Pourville", "Claude Monet", "1840–1926", "1882"),
    Style("pointillism", "Pointillism", "painting", "art/pa_jan-toorop-the-schelde-at-veere.jpg",
          "The Schelde at Veere", "Jan Toorop", "1858–1928", crop=(0, 0.25, 1, 1)),
    Style("bold-color", "Bold color", "painting", "art/aic_19339-paul-gauguin.jpg",
          "Arlésiennes (Mistral)", "Paul Gauguin", "1848–1903", "1888"),
    Style("swirling-lines", "Swirling lines", "painting", "art/mp_112.jpg",
          "The Scream", "Edvard Munch", "1863–1944", "1893"),
    Style("prismatic-color", "Prismatic color", "painting", "art/pa_franz-marc-in-the-rain-1912.jpg",
          "In the Rain", "Franz Marc", "1880–1916", "1912"),
    Style("cubist-planes", "Cubist planes", "painting", "art/pa_juan-gris-tea-cups-1914.jpg",
          "Tea Cups", "Juan Gris", "1887–1927", "1914"),
    Style("watercolor-wash", "Watercolor wash", "watercolor",
          "art/pa_maurice-prendergast-children-at-the-beach.jpg",
          "Children at the Beach", "Maurice Prendergast", "1858–1924", crop=(0, 0, 1, 0.94)),
    Style("soft-pastel", "Soft pastel", "watercolor", "art/mp_1.jpg",
          "Blue Dancers", "Edgar Degas", "1834–1917", "1897"),
    Style("charcoal", "Charcoal", "drawing", "art/pa_oleksandr-bogomazov-fire-in-kiev-1916.jpg",
          "Fire in Kiev", "Oleksandr Bogomazov", "1880–1930", "1916", crop=(0, 0, 1, 0.95)),
    Style("pencil-hatching", "Pencil hatching", "drawing",
          "art/pa_ivan-shishkin-sketch-of-the-painting-in-1898-1898.jpg",
          "Sketch for a painting", "Ivan Shishkin", "1832–1898", "1898"),
    Style("wood-engraving", "Wood engraving", "print", "art/se_illustration-18.jpg",
          "Illustration of Alice's Adventures in Wonderland", "John Tenniel", "1820–1914", "1865"),
    Style("woodblock-print", "Woodblock print", "print", "art/pa_hiroshige-crane-and-wave-1830.jpg",
          "Crane and Wave", "Utagawa Hiroshige", "1797–1858", "1830", crop=(0, 0.02, 0.88, 1)),
    Style("woodblock-waves", "Woodblock waves", "print",
          "art/pa_utagawa-kuniyoshi-hanagami-danjo-no-jo-arakage-fighting-a-gi.jpg",
          "Hanagami Danjo no jo Arakage Fighting a Giant Salamander", "Utagawa Kuniyoshi",
          "1798–1861",
          crop=(0.02, 0.04, 0.72, 0.86)),
    Style("gothic-panel", "Gothic panel", "ornament", "art/aic_12683-northern-spanish.jpg",
          "Saint Catherine Delivered from the Wheel", "Northern Spanish master", "14th century",
          "1375/1400",
          crop=(0.03, 0.03, 0.97, 0.97)),
    Style("gold-leaf", "Gold leaf", "ornament", "art/mp_97.jpg",
          "The Kiss", "Gustav Klimt", "1862–1918", "1908", crop=(0.25, 0.1, 0.8, 1)),
    Style("mosaic", "Mosaic", "ornament", "mosaic"),
    Style("stained-glass", "Stained glass", "ornament", "stained_glass"),
]


def run(nst, *arguments):
    subprocess.run([nst, *map(str, arguments)], check=True)


def picture_of(style):
    """The picture to measure, without its margins."""
    if style.ours:
        return getattr(drawings, style.picture)(DRAWING_SIDE)
    image = Image.open(DATA / style.picture).convert("RGB")
    left, top, right, bottom = style.crop
    return image.crop((round(left * image.width), round(top * image.height),
                       round(right * image.width), round(bottom * image.height)))


def make(style, nst, scene, folder):
    source, painted, small = (
        folder / f"{style.file}{ending}.png" for ending in ("", "-painted", "-thumbnail"))
    picture_of(style).save(source)
    run(nst, "stylize", scene, source, "-o", painted, "--method", "refine", "--network", NETWORK,
        "--size", PAINTED_SIDE, "--style-scale", BRUSH, "--stroke-width", "pixels", "--quiet")
    with Image.open(painted) as image:
        image.convert("RGB").resize((THUMBNAIL_SIDE,) * 2, Image.LANCZOS).save(small)
    output = HERE / f"{style.file}.safetensors"
    run(nst, "measure", source, "--force", "-o", output, "--network", NETWORK, "--name", style.name,
        "--credit", style.credit, "--manner", style.manner, "--thumbnail", small)
    print(f"{output.name}: {output.stat().st_size / 1000:.0f} kB", flush=True)


# ---- The table and the sheet ---------------------------------------------------------------


def provenance():
    with open(DATA / "PROVENANCE.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return {row[0]: row for row in rows[1:]}


def row_of(style, origins, sources):
    if style.ours:
        work = f"drawn by `{style.picture}` in `drawings.py`"
        return f"| {style.name} | `{style.file}` | {work} | this project | | |"
    _, _, repository, path = origins[style.picture][:4]
    return (f"| {style.name} | `{style.file}` | {style.work} | {style.artist} ({style.lived}) "
            f"| {style.year} | {sources.index(repository) + 1}: `{path}` |")


def write_table():
    """The works, and below them the places that their pictures are from."""
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    start, stop = text.index(BEGIN) + len(BEGIN), text.index(END)
    origins = provenance()
    licenses = {origins[s.picture][2]: origins[s.picture][5] for s in STYLES if not s.ours}
    sources = list(licenses)
    lines = ["| name | file | work | artist | year | the picture is from |",
             "|---|---|---|---|---|---|", *(row_of(style, origins,
                                                   sources) for style in STYLES), "",
             "| | GitHub repository | license, as stated there |", "|---|---|---|",
             *(f"| {i} | `{source}` | {licenses[source]} |" for i, source in enumerate(sources, 1))]
    readme.write_text(text[:start] + "\n".join(lines) + "\n" + text[stop:], encoding="utf-8")


def write_sheet(folder, columns=6, caption=14):
    images = [style for style in STYLES if (folder / f"{style.file}-thumbnail.png").exists()]
    cell = THUMBNAIL_SIDE + 8
    rows = -(-len(images) // columns)
    sheet = Image.new("RGB", (columns * cell, rows * (cell + caption)), "white")
    draw = ImageDraw.Draw(sheet)
    for i, style in enumerate(images):
        x, y = i % columns * cell, i // columns * (cell + caption)
        sheet.paste(Image.open(folder / f"{style.file}-thumbnail.png"), (x, y))
        draw.text((x + 2, y + THUMBNAIL_SIDE + 2), style.name, fill="black")
    sheet.save(folder / "sheet.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nst", default=HERE.parent / "build" / "cli" / "nst")
    parser.add_argument("--only", nargs="+", metavar="FILE",
                        choices=[style.file for style in STYLES])
    parser.add_argument("--keep", type=pathlib.Path, metavar="FOLDER")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        scene = folder / "scene.png"
        drawings.scene(DRAWING_SIDE).save(scene)
        for style in STYLES:
            if not arguments.only or style.file in arguments.only:
                make(style, arguments.nst, scene, folder)
        if not arguments.only:
            write_table()
        write_sheet(folder)


if __name__ == "__main__":
    main()
