#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""How wide strokes are at different working sizes: a photograph at each of them, painted in the style of a picture and of
styles of the gallery.

The width is half that of the autocorrelation along rows, of what is finer than a sixteenth of the painting, in pixels of a
painting that is 512 wide: strokes that follow the picture have the same at every size."""

import argparse
import os
import pathlib
import subprocess
import tempfile

import numpy
from PIL import Image

SEEN = 512, 128  # pixels, of what is measured
COARSE = 32  # of these are one, of what does not count


def stroke_width(painting):
    seen = painting.resize(SEEN, Image.Resampling.BOX)
    coarse = seen.resize([side // COARSE for side in SEEN], Image.Resampling.BOX).resize(SEEN, Image.Resampling.BILINEAR)
    fine = numpy.asarray(seen, float) - numpy.asarray(coarse, float)
    whole = last = numpy.mean(fine * fine)
    for lag in range(1, SEEN[0] // 2):
        now = numpy.mean(fine[:, lag:] * fine[:, :-lag])
        if now < 0.5 * whole:
            return lag - (0.5 * whole - now) / (last - now)
        last = now
    return SEEN[0] / 2


def write_content(photograph, size, path):
    """The middle of a photograph, four times as wide as high."""
    picture = Image.open(photograph).convert("RGB")
    height = picture.width // 4
    top = (picture.height - height) // 2
    picture.crop((0, top, picture.width, top + height)).resize((size, size // 4), Image.Resampling.LANCZOS).save(path)


def paint(options, method, style, size, folder):
    content, painting = folder / "content.png", folder / "painting.png"
    write_content(options.photograph, size, content)
    painting.unlink(missing_ok=True)
    environment = dict(os.environ, NST_WEIGHTS=str(options.weights), NST_STYLES=str(options.styles))
    subprocess.run([options.build / "cli" / "nst", "stylize", content, style, "-o", painting, "--method", method,
                    "--size", "0", "--stroke-width", options.stroke_width, *options.options],
                   check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if options.keep:
        options.keep.mkdir(exist_ok=True)
        name = "%s-%s-%d.png" % (method, pathlib.Path(style).stem, size)
        (options.keep / name).write_bytes(painting.read_bytes())
    return stroke_width(Image.open(painting).convert("RGB"))


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photograph", type=pathlib.Path)
    parser.add_argument("style", nargs="+", help="a picture, or the name of a style of the gallery")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--weights", type=pathlib.Path, default=here / "weights")
    parser.add_argument("--styles", type=pathlib.Path, default=here / "styles")
    parser.add_argument("--method", action="append", choices=["fast", "refine"])
    parser.add_argument("--size", action="append", type=int)
    parser.add_argument("--stroke-width", default="picture")
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for the paintings")
    parser.add_argument("--options", nargs=argparse.REMAINDER, default=[], help="more options of nst stylize")
    options = parser.parse_args()
    sizes = options.size or [512, 1024, 2048]
    print("| method | style | %s |" % " | ".join("%d px" % size for size in sizes))
    print("|" + "---|" * (2 + len(sizes)), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for method in options.method or ["fast", "refine"]:
            for style in options.style:
                widths = [paint(options, method, style, size, pathlib.Path(folder)) for size in sizes]
                print("| %s | %s | %s |" % (method, pathlib.Path(style).stem, " | ".join("%.1f" % width for width in widths)),
                      flush=True)


if __name__ == "__main__":
    main()
