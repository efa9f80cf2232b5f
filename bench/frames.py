#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much animations flicker: sequences whose motion is known, painted frame by frame, each after the last one in place
(plain), and after the last one moved (warped).

Flicker is the mean difference between a painting and the one before, moved by the true motion (bicubic), in 1/255, where
nothing was covered or uncovered. Sharpness is the mean slope of the last painting over that of the same frame painted by
itself. The style's loss is what Refine reports of the middle of the last painting before its first step, over the same.

The sequences are cut out of a photograph at twice their size, so that motion by fractions of a pixel is true: a pan, a disc
with a texture of its own that crosses a scene at rest, the scene alone, and the scene under a light that changes; all with
the noise of a camera."""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import numpy
import torch
import torch.nn.functional as functional
from PIL import Image

WIDTH, HEIGHT = 384, 256
SCALE = 2  # the photograph's pixels to ours
NOISE = 2 / 255
PAN = (3.3, 0.85)
RADIUS = 45
MIDDLE = (68, 48, 316, 208)  # less than 256 pixels wide: a single scale


def load(path):
    return torch.from_numpy(numpy.asarray(Image.open(path).convert("RGB")).astype(numpy.float32) / 255).permute(2, 0, 1)


def save(picture, path):
    Image.fromarray((picture.permute(1, 2, 0).numpy() * 255 + 0.5).astype(numpy.uint8)).save(path)


def grid():
    y, x = torch.meshgrid(torch.arange(HEIGHT, dtype=torch.float32), torch.arange(WIDTH, dtype=torch.float32),
                          indexing="ij")
    return x, y


def sample(picture, x, y):
    height, width = picture.shape[1:]
    places = torch.stack([(x + 0.5) / width * 2 - 1, (y + 0.5) / height * 2 - 1], -1)
    return functional.grid_sample(picture[None], places[None], mode="bicubic", padding_mode="border", align_corners=False)[0]


def enlarge(picture, width, height):
    scale = max(width / picture.shape[2], height / picture.shape[1])
    size = [int(scale * side) + 1 for side in picture.shape[1:]]
    return functional.interpolate(picture[None], size=size, mode="bicubic", antialias=True,
                                  align_corners=False)[0].clamp(0, 1)


class Sequence:
    """Frames, and for each the motion to the one before and where that is known."""

    def __init__(self, name, n, photograph, other):
        self.name = name
        self.scene = enlarge(load(photograph), SCALE * (WIDTH + 130), SCALE * (HEIGHT + 130))
        self.disc = enlarge(load(other), SCALE * 120, SCALE * 120)
        self.x, self.y = grid()
        random = numpy.random.default_rng(1)
        self.frames = []
        for t in range(n):
            noise = random.normal(0, NOISE, (3, HEIGHT, WIDTH)).astype(numpy.float32)
            self.frames.append((self.draw(t) + torch.from_numpy(noise)).clamp(0, 1))

    def view(self, picture, x, y):
        quarters = [sample(picture, (x + a + 0.5) * SCALE - 0.5, (y + b + 0.5) * SCALE - 0.5)
                    for a in (-0.25, 0.25) for b in (-0.25, 0.25)]
        return sum(quarters) / 4

    def center(self, t):
        return 60 + 7.3 * t, HEIGHT / 2 - 10 + 30 * float(numpy.sin(t / 3))

    def opacity(self, t):
        x, y = self.center(t)
        return (RADIUS + 0.5 - torch.sqrt((self.x - x) ** 2 + (self.y - y) ** 2)).clamp(0, 1)

    def draw(self, t):
        if self.name == "pan":
            return self.view(self.scene, self.x + 20 + PAN[0] * t, self.y + 20 + PAN[1] * t)
        frame = self.view(self.scene, self.x + 40, self.y + 40)
        if self.name == "light":
            frame = frame * (0.85 + 0.15 * float(numpy.cos(2 * numpy.pi * t / 12)))
        if self.name == "disc":
            x, y = self.center(t)
            alpha = self.opacity(t)
            frame = frame * (1 - alpha) + alpha * self.view(self.disc, self.x - x + 60, self.y - y + 60)
        return frame

    def motion(self, t):
        """dx, dy and where they are known, of frame t > 0."""
        zero = torch.zeros(HEIGHT, WIDTH)
        if self.name == "pan":
            return (zero + PAN[0], zero + PAN[1],
                    (self.x + PAN[0] <= WIDTH - 1) & (self.y + PAN[1] <= HEIGHT - 1))
        if self.name == "disc":
            (x, y), (old_x, old_y) = self.center(t), self.center(t - 1)
            now, before = self.opacity(t), self.opacity(t - 1)
            inside = now > 0.999
            return zero + inside * (old_x - x), zero + inside * (old_y - y), inside | ((now == 0) & (before == 0))
        return zero, zero, zero == 0

    def flicker(self, paintings):
        values = []
        for t in range(1, len(paintings)):
            dx, dy, known = self.motion(t)
            moved = sample(paintings[t - 1], self.x + dx, self.y + dy)
            values.append(float((paintings[t] - moved).abs().mean(0)[known].mean()) * 255)
        return float(numpy.mean(values))


def sharpness(picture):
    gray = picture.mean(0)
    return float((gray[:, 1:] - gray[:, :-1]).abs().mean() + (gray[1:] - gray[:-1]).abs().mean())


class Painter:
    def __init__(self, build, style, folder):
        self.nst = str(pathlib.Path(build) / "cli" / "nst")
        self.style = style
        self.folder = folder

    def run(self, *words):
        subprocess.run([self.nst, "stylize", *words, "--quiet", "--force"], check=True)

    def paint(self, sequence, method, way):
        shots, painted = self.folder / "shots", self.folder / "painted"
        for folder in (shots, painted):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        for t, frame in enumerate(sequence.frames):
            save(frame, shots / ("%03d.png" % t))
        if way == "alone":
            for path in sorted(shots.iterdir()):
                self.run(str(path), self.style, "-o", str(painted / path.name), "--method", method)
        else:
            self.run("--frames", str(shots), self.style, "-o", str(painted), "--method", method, "--motion", way)
        return [load(path) for path in sorted(painted.glob("*.png"))]

    def style_loss(self, painting):
        path, report = self.folder / "middle.png", self.folder / "report.json"
        left, top, right, bottom = MIDDLE
        save(painting[:, top:bottom, left:right], path)
        self.run(str(path), self.style, "-o", str(self.folder / "after.png"), "--start", "content", "--iterations", "1",
                 "--report", str(report))
        scales = json.loads(report.read_text())["scales"]
        assert len(scales) == 1
        return scales[0]["style_loss"]


def strip(paintings, row=150):
    """A row of all paintings, one below the other: what stays with the picture makes lines, what flickers is noise."""
    return torch.cat([p[:, row:row + 1].repeat(1, 4, 1) for p in paintings], 1)


def measure(painter, names, methods, n, pictures):
    rows, sheet = [], []
    for name in names:
        sequence = Sequence(name, n, *pictures)
        for method in methods:
            alone = painter.paint(sequence, method, "alone")
            reference = sharpness(alone[-1]), painter.style_loss(alone[-1])
            for way in ("alone", "plain", "warped"):
                paintings = alone if way == "alone" else painter.paint(sequence, method, way)
                rows.append((name, method, way, sequence.flicker(paintings), sharpness(paintings[-1]) / reference[0],
                             painter.style_loss(paintings[-1]) / reference[1]))
                print("%s %s %s: %.2f %.2f %.2f" % rows[-1], flush=True)
                if name == "pan" and way != "plain":
                    sheet.append(torch.cat([paintings[0], paintings[-1], strip(paintings)], 1))
    return rows, sheet


def main():
    global WIDTH, HEIGHT
    shared = pathlib.Path(os.environ.get("NST_SHARED", pathlib.Path(__file__).parent / ".." / ".." / "shared"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--style", default="swirling-strokes", help="a name, a style file or a picture")
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--size", default=f"{WIDTH}x{HEIGHT}", help="of the frames; motion stays the same, in pixels")
    parser.add_argument("--sequences", default="pan,disc,rest,light")
    parser.add_argument("--methods", default="fast,refine")
    parser.add_argument("--photograph", default=shared / "data" / "photos" / "albarji_goldengate.jpg")
    parser.add_argument("--other", default=shared / "data" / "photos" / "albarji_clock.jpg", help="on the disc")
    parser.add_argument("folder", nargs="?", default="bench-results", type=pathlib.Path)
    given = parser.parse_args()
    WIDTH, HEIGHT = map(int, given.size.split("x"))
    root = pathlib.Path(__file__).resolve().parent.parent
    os.environ.setdefault("NST_WEIGHTS", str(root / "weights"))
    os.environ.setdefault("NST_STYLES", str(root / "styles"))
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        painter = Painter(given.build, given.style, pathlib.Path(folder))
        rows, sheet = measure(painter, given.sequences.split(","), given.methods.split(","), given.frames,
                              (given.photograph, given.other))
    with open(given.folder / "frames.md", "w") as file:
        file.write("| sequence | method | frames painted | flicker | alone / it | sharpness | style loss |\n"
                   "| --- | --- | --- | --- | --- | --- | --- |\n")
        for row in rows:
            alone = next(other[3] for other in rows if other[:2] == row[:2])
            file.write("| %s | %s | %s | %.2f | %.1f | %.2f | %.2f |\n" % (*row[:4], alone / row[3], *row[4:]))
    if sheet:
        save(torch.cat(sheet, 2).clamp(0, 1), given.folder / "frames-sheet.png")


main()
