#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the styles that ship: measures each work below, lets the engine paint our own scene in its
manner for the thumbnail, and writes the table in README.md.

    styles/make.py [--nst build/cli/nst] [--only FILE...] [--keep FOLDER]

--only    makes these only ("--only charcoal mosaic"), and leaves the table as it is
--keep    leaves the thumbnails and the paintings there, and the sheet of all: sheet.png

The works' pictures are in ../shared/data/styles (or $NST_SHARED/data/styles), where PROVENANCE.csv
names their makers, origins and licenses.  Needs python3-pil and python3-numpy.
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
WORKS = (pathlib.Path(os.environ.get("NST_SHARED", HERE.parent.parent / "shared")) / "data"
         / "styles")
NETWORK = HERE.parent / "weights" / "codec.safetensors"

SCENE_SIDE = 512  # of our own drawing, in pixels
PAINTED_SIDE = 256  # at which thumbnails are painted
BRUSH = 2  # their --style-scale: strokes about as large in PAINTED_SIDE as in the work itself
THUMBNAIL_SIDE = 128  # NST_THUMBNAIL_SIDE
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"


@dataclass
class Style:
    file: str  # what scripts call it
    name: str  # what people call it
    picture: str  # in WORKS, without its ending

    @property
    def path(self):
        return WORKS / f"{self.picture}.jpg"


# By manner: oil, then modern painting, watercolor and pastel, line, prints, and ornament.
STYLES = [
    Style("oil-impasto", "Oil impasto", "swirling-strokes"),
    Style("impressionist-haze", "Impressionist haze", "water-lily-haze"),
    Style("pointillism", "Pointillism", "pointillist-dots"),
    Style("divisionist-mosaic", "Divisionist mosaic", "divisionist-mosaic"),
    Style("storm-light", "Storm light", "storm-light"),
    Style("bold-color", "Bold color", "flat-color"),
    Style("naive-jungle", "Naive jungle", "naive-jungle"),
    Style("secession-ornament", "Secession ornament", "secession-ornament"),
    Style("expressionist-emblems", "Expressionist emblems", "expressionist-emblems"),
    Style("prismatic-color", "Prismatic color", "prismatic-color"),
    Style("cubist-planes", "Cubist planes", "cubist-facets"),
    Style("orphist-city", "Orphist city", "orphist-city"),
    Style("abstract-circles", "Abstract circles", "abstract-circles"),
    Style("scratched-night", "Scratched night", "scratched-night"),
    Style("watercolor-wash", "Watercolor wash", "watercolor-wash"),
    Style("soft-pastel", "Soft pastel", "soft-pastel"),
    Style("charcoal", "Charcoal", "symbolist-charcoal"),
    Style("fairy-tale-ink", "Fairy-tale ink", "fairy-tale-ink"),
    Style("art-nouveau-ink", "Art nouveau ink", "art-nouveau-ink"),
    Style("ink-landscape", "Ink landscape", "ink-landscape"),
    Style("wood-engraving", "Wood engraving", "wood-engraving"),
    Style("etching", "Etching", "architectural-etching"),
    Style("woodcut", "Woodcut", "vorticist-woodcut"),
    Style("color-lithograph", "Color lithograph", "natural-history-lithograph"),
    Style("woodblock-print", "Woodblock print", "woodblock-wave"),
    Style("woodblock-waves", "Woodblock waves", "woodblock-surf"),
    Style("swirling-lines", "Swirling lines", "woodblock-whirlpool"),
    Style("persian-miniature", "Persian miniature", "persian-miniature"),
    Style("mosaic", "Mosaic", "tile-mosaic"),
    Style("stained-glass", "Stained glass", "stained-glass"),
]


def provenance():
    """What is known of each work, by the name of its file."""
    with open(WORKS / "PROVENANCE.csv", newline="", encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def artist_of(row):
    lived = row["artist's years"].replace("-", "–")
    return f"{row['artist']} ({lived})" if lived else row["artist"]


def credit_of(row):
    return f"{artist_of(row)}: {row['work']}, {row['year of work']}"


def run(nst, *arguments):
    subprocess.run([nst, *map(str, arguments)], check=True)


def make(style, origin, nst, scene, folder):
    painted, small = (folder / f"{style.file}{ending}.png" for ending in ("", "-thumbnail"))
    run(nst, "stylize", scene, style.path, "-o", painted, "--method", "refine", "--network",
        NETWORK, "--size", PAINTED_SIDE, "--style-scale", BRUSH, "--quiet", "--force")
    with Image.open(painted) as image:
        image.convert("RGB").resize((THUMBNAIL_SIDE,) * 2, Image.LANCZOS).save(small)
    output = HERE / f"{style.file}.safetensors"
    run(nst, "measure", style.path, "--force", "-o", output, "--network", NETWORK, "--name",
        style.name, "--credit", credit_of(origin), "--thumbnail", small)
    print(f"{output.name}: {output.stat().st_size / 1000:.0f} kB", flush=True)


# ---- The table and the sheet ---------------------------------------------------------------


def source_of(row):
    return row["repository or package"], row["licence words as stated there (verbatim)"]


def row_of(style, row, sources):
    return (f"| {style.name} | `{style.file}` | {row['work']} | {artist_of(row)} "
            f"| {row['year of work']} | {row['museum or origin if stated']} "
            f"| {sources.index(source_of(row)) + 1}: `{row['path in it']}` |")


def write_table(origins):
    """The works, and below them the places that their pictures are from."""
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    start, stop = text.index(BEGIN) + len(BEGIN), text.index(END)
    rows = [origins[style.path.name] for style in STYLES]
    sources = list(dict.fromkeys(map(source_of, rows)))
    lines = ["| name | file | work | artist | year | museum or origin | the picture is from |",
             "|---|---|---|---|---|---|---|",
             *(row_of(style, row, sources) for style, row in zip(STYLES, rows)), "",
             "| | repository or package | license, in its words |", "|---|---|---|",
             *(f"| {i} | `{place}` | {words} |"
               for i, (place, words) in enumerate(sources, 1))]
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

    origins = provenance()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        scene = folder / "scene.png"
        drawings.scene(SCENE_SIDE).save(scene)
        for style in STYLES:
            if not arguments.only or style.file in arguments.only:
                make(style, origins[style.path.name], arguments.nst, scene, folder)
        if not arguments.only:
            write_table(origins)
        write_sheet(folder)


if __name__ == "__main__":
    main()
