# SPDX-License-Identifier: GPL-3.0-or-later

"""Paints a photograph with several values of each setting, for the strips of pictures in docs/guide.md.

./dev gallery calls it as settings.py PHOTOGRAPH, with `nst` on the path."""

import pathlib
import subprocess
import sys
import tempfile

from PIL import Image, ImageOps

import gallery

PICTURES = gallery.ROOT / "docs" / "guide"
STYLE = "swirling-strokes"
SHAPE = 480, 320  # pixels that are painted
TILE = 300  # pixels wide in a strip

# Each setting, and three values from less to more; None: the default.
STRIPS = {
    "strength": ("0.5", "0.75", None),
    "style-scale": ("0.5", None, "2"),
    "content-weight": ("0.25", None, "4"),
    "smoothness": ("0", None, "8"),
    "color-preservation": (None, "0.5", "1"),
    "strokes": ("0", None, "3"),
}


def paint(photograph, setting, value, folder):
    out = folder / "out.png"
    subprocess.run(["nst", "stylize", photograph, STYLE, "-o", out, "--quiet", "--force", "--size", str(max(SHAPE))]
                   + (["--" + setting, value] if value else []), check=True)
    with Image.open(out) as painting:
        return painting.convert("RGB")


def main(photograph):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        ImageOps.fit(Image.open(photograph).convert("RGB"), SHAPE, Image.LANCZOS).save(folder / "in.png")
        usual = paint(folder / "in.png", None, None, folder)
        for setting, values in STRIPS.items():
            pictures = [paint(folder / "in.png", setting, value, folder) if value else usual for value in values]
            gallery.beside(pictures, TILE).save(PICTURES / ("setting-%s.jpg" % setting), quality=gallery.QUALITY)


if __name__ == "__main__":
    main(*sys.argv[1:])
