# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures that this project drew itself: the scene that the styles' thumbnails show, and two
manners for which it had no old work at hand, stained glass and mosaic.  Every call draws the same
picture.
"""
import math
import random

import numpy as np
from PIL import Image, ImageDraw

FINE = 2  # drawn so many times larger, then brought to size: smooth edges


def mix(a, b, share):
    """The color between `a` (share 0) and `b` (share 1)."""
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b))


def shade(color, factor):
    return tuple(max(0, min(255, round(c * factor))) for c in color)


# ---- The scene ---------------------------------------------------------------------------


class Canvas:
    """Draws in units of the picture's side, from (0, 0), the upper left corner, to (1, 1)."""

    def __init__(self, side):
        self.side = side * FINE
        self.image = Image.new("RGB", (self.side, self.side))
        self.draw = ImageDraw.Draw(self.image)

    def scale(self, points):
        return [(x * self.side, y * self.side) for x, y in points]

    def polygon(self, points, color):
        self.draw.polygon(self.scale(points), fill=color)

    def ellipse(self, x, y, rx, ry, color):
        self.draw.ellipse(self.scale([(x - rx, y - ry), (x + rx, y + ry)]), fill=color)

    def line(self, points, color, width):
        self.draw.line(self.scale(points), fill=color, width=max(1, round(width * self.side)),
                       joint="curve")

    def gradient(self, top, bottom, upper, lower):
        """From the color `upper` at the height `top` to `lower` at `bottom`, across the picture."""
        first, last = round(top * self.side), round(bottom * self.side)
        for y in range(first, last):
            self.draw.line([(0, y), (self.side, y)],
                           fill=mix(upper, lower, (y - first) / (last - first)))

    def below(self, curve, bottom, upper, lower):
        """The land between the height curve(x) and `bottom`, a gradient from `upper` to `lower`."""
        top = min(curve(x / 200) for x in range(201))
        land = Canvas(self.side // FINE)
        land.gradient(top, bottom, upper, lower)
        mask = Image.new("L", self.image.size)
        edge = [(x / 200, curve(x / 200)) for x in range(201)]
        ImageDraw.Draw(mask).polygon(self.scale(edge + [(1, bottom), (0, bottom)]), fill=255)
        self.image.paste(land.image, mask=mask)

    def glow(self, x, y, radius, color):
        """Light around (x, y) that fades away at `radius`."""
        mask = Image.radial_gradient("L").point(lambda v: max(0, 220 - 220 * v // 181))
        size = round(2 * radius * self.side)
        box = (round((x - radius) * self.side), round((y - radius) * self.side))
        self.image.paste(Image.new("RGB", (size, size), color), box, mask.resize((size, size)))

    def finish(self):
        return self.image.resize((self.side // FINE,) * 2, Image.LANCZOS)


SUN = (0.21, 0.19)
SHORE = 0.74  # where the water begins
CLOUD, CLOUD_SHADE = (250, 248, 244), (212, 216, 226)
CLOUD_LUMPS = [(-0.1, 0.015, 0.04), (-0.04, -0.01, 0.055), (0.03, -0.02, 0.06), (0.1, 0.015, 0.04)]


def sky(canvas):
    canvas.gradient(0, 0.5, (64, 124, 196), (250, 222, 172))
    canvas.glow(*SUN, 0.24, (255, 244, 190))
    canvas.ellipse(*SUN, 0.085, 0.085, (255, 238, 140))
    for x, y, size in [(0.62, 0.13, 1.0), (0.88, 0.25, 0.7), (0.43, 0.27, 0.5)]:
        for down, wide, high, color in [(0.012, 1.3, 0.8, CLOUD_SHADE), (0, 1.25, 0.75, CLOUD)]:
            for dx, dy, r in CLOUD_LUMPS:
                left, upper = x + dx * size, y + dy * size + down
                canvas.ellipse(left, upper, r * wide * size, r * high * size, color)


def land(canvas, random_):
    peaks = [(0.0, 0.46), (0.12, 0.37), (0.24, 0.45), (0.4, 0.31), (0.55, 0.44), (0.7, 0.34),
             (0.86, 0.45), (1.0, 0.39)]
    canvas.polygon([(0, 0.6), *peaks, (1, 0.6)], (112, 132, 176))
    for x, y in peaks[1::2]:
        canvas.polygon([(x, y), (x + 0.06, y + 0.045), (x + 0.02, y + 0.04), (x, y + 0.06),
                        (x - 0.03, y + 0.036)],
                       (240, 242, 248))
    canvas.below(lambda x: 0.52 - 0.05 * math.sin(3.4 * x + 0.5), SHORE, (104, 152, 92),
                 (74, 124, 70))
    canvas.below(lambda x: 0.585 + 0.035 * math.sin(5 * x + 2.6), SHORE + 0.02, (164, 186, 84),
                 (92, 140, 58))
    for _ in range(420):
        x, y = random_.random(), random_.uniform(0.62, SHORE)
        canvas.line([(x, y), (x + random_.uniform(-0.008, 0.008), y - 0.018)],
                    random_.choice([(70, 112, 48), (188, 200, 96), (116, 156, 66)]), 0.003)
    for _ in range(46):
        x, y = random_.random(), random_.uniform(0.66, SHORE - 0.01)
        canvas.ellipse(x, y, 0.006, 0.006,
                       random_.choice([(232, 76, 60), (250, 240, 240), (246, 200, 60)]))


def house(canvas):
    left, right, top, bottom = 0.52, 0.82, 0.47, 0.66
    canvas.polygon([(left, top), (0.67, top), (0.67, bottom), (left, bottom)], (246, 236, 214))
    canvas.polygon([(0.67, top), (right, top), (right, bottom - 0.015), (0.67, bottom)],
                   (212, 190, 160))
    canvas.polygon([(0.735, 0.3), (0.775, 0.3), (0.775, 0.42), (0.735, 0.42)], (150, 84, 66))
    canvas.polygon([(0.595, 0.33), (0.76, 0.33), (right + 0.03, top + 0.005),
                    (0.685, top + 0.005)], (186, 58, 44))
    canvas.polygon([(0.595, 0.33), (0.68, top), (left, top)], (246, 236, 214))
    canvas.line([(left - 0.025, top + 0.02), (0.595, 0.33), (0.685, top + 0.01)], (128, 38, 34),
                0.014)
    for y in (0.37, 0.41, 0.445):
        canvas.line([(0.62 + (y - 0.33) * 0.6, y), (0.775 + (y - 0.33) * 0.6, y)], (154, 44, 36),
                    0.004)
    canvas.polygon([(0.565, 0.55), (0.615, 0.55), (0.615, bottom), (0.565, bottom)], (66, 96, 132))
    for x, y, w in [(0.578, 0.43, 0.034), (0.70, 0.52, 0.04), (0.765, 0.52, 0.036)]:
        canvas.polygon([(x, y), (x + w, y), (x + w, y + 0.055), (x, y + 0.055)], (58, 74, 100))
        canvas.line([(x + w / 2, y), (x + w / 2, y + 0.055)], (250, 246, 236), 0.005)
        canvas.line([(x, y + 0.027), (x + w, y + 0.027)], (250, 246, 236), 0.005)


def tree(canvas, random_):
    x, foot = 0.23, 0.715
    canvas.polygon([(x - 0.035, foot), (x - 0.014, 0.5), (x + 0.014, 0.5), (x + 0.04, foot)],
                   (98, 66, 46))
    canvas.line([(x, 0.58), (x + 0.09, 0.47)], (98, 66, 46), 0.016)
    canvas.line([(x, 0.56), (x - 0.08, 0.46)], (98, 66, 46), 0.014)
    for color, dx, dy, count in [((38, 84, 48), 0.012, 0.018, 60), ((62, 118, 54), 0, 0, 60),
                                 ((128, 166, 66), -0.03, -0.03, 38)]:
        for _ in range(count):
            angle, distance = random_.uniform(0, 2 * math.pi), math.sqrt(random_.random())
            canvas.ellipse(x + dx + 0.135 * distance * math.cos(angle),
                           0.42 + dy + 0.105 * distance * math.sin(angle),
                           0.026, 0.022, shade(color, random_.uniform(0.85, 1.15)))


def water(canvas, random_):
    canvas.below(lambda x: SHORE + 0.012 * math.sin(7 * x), 1, (120, 172, 200), (34, 84, 138))
    canvas.polygon([(0.53, SHORE + 0.02), (0.83, SHORE + 0.02), (0.78, 0.84), (0.6, 0.87)],
                   (178, 150, 140))
    canvas.polygon([(0.58, 0.81), (0.78, 0.8), (0.74, 0.89), (0.66, 0.91)], (150, 88, 92))
    canvas.polygon([(0.11, SHORE + 0.03), (0.36, SHORE + 0.03), (0.31, 0.9), (0.17, 0.9)],
                   (58, 104, 96))
    for _ in range(110):
        x, y = random_.random(), random_.uniform(SHORE + 0.03, 1)
        half = 0.02 + 0.12 * (y - SHORE)
        canvas.line([(x - half, y), (x, y + 0.003), (x + half, y)],
                    random_.choice([(206, 228, 234), (62, 122, 170),
                                    (28, 70, 122)]), 0.003 + 0.012 * (y - SHORE))


def scene(side):
    """A house by the water, a tree, hills, the sun: flat areas, gradients, edges, texture."""
    random_ = random.Random(1)
    canvas = Canvas(side)
    sky(canvas)
    land(canvas, random_)
    house(canvas)
    tree(canvas, random_)
    water(canvas, random_)
    return canvas.finish()


# ---- Pictures of cells --------------------------------------------------------------------


def cells(x, y, jitter, roundness, seed):
    """For each point (x, y), in units of a cell, of a grid whose cells' centers are moved by up to
    `jitter` / 2: a number in [0, 1) that belongs to its cell, another one, the distance to the
    cell's center, and how much farther the next center is, which is 0 on an edge.  `roundness` is
    the exponent of the distance: 2 makes crooked polygons, more makes squares."""
    random_ = np.random.default_rng(seed)
    size = int(max(x.max() - x.min(), y.max() - y.min())) + 8
    moves = (random_.random((2, size, size)) - 0.5) * jitter
    numbers = random_.random((2, size, size))
    column, row = np.floor(x).astype(int), np.floor(y).astype(int)
    left, top = column.min() - 3, row.min() - 3
    nearest = np.full(x.shape, np.inf)
    second = nearest.copy()
    number = np.zeros((2, *x.shape))
    for dy in range(-2, 3):
        for dx in range(-2, 3):
            i, j = row + dy - top, column + dx - left
            away_x = np.abs(column + dx + 0.5 + moves[0, i, j] - x)
            away_y = np.abs(row + dy + 0.5 + moves[1, i, j] - y)
            distance = (away_x**roundness + away_y**roundness) ** (1 / roundness)
            closer = distance < nearest
            second = np.minimum(second, np.where(closer, nearest, distance))
            number = np.where(closer, numbers[:, i, j], number)
            nearest = np.where(closer, distance, nearest)
    return number[0], number[1], nearest, second - nearest


def noise(side, grain, seed):
    """Smooth noise around 0, its standard deviation 1, with lumps of about `grain` pixels."""
    coarse = np.random.default_rng(seed).standard_normal((side // grain + 2,) * 2)
    image = Image.fromarray(coarse.astype(np.float32)).resize((side, side), Image.BICUBIC)
    values = np.asarray(image)
    return values / values.std()


def to_image(rgb, side):
    image = Image.fromarray(np.uint8(np.clip(rgb, 0, 1) * 255 + 0.5))
    return image.resize((side, side), Image.LANCZOS)


GLASS = np.array([(176, 18, 32), (20, 60, 150), (8, 112, 84), (240, 170, 30), (70, 150, 210),
                  (120, 34, 110),
                  (236, 226, 190), (214, 92, 24)]) / 255
LEAD = np.array([0.06, 0.055, 0.06])


def stained_glass(side):
    """Panes of colored glass in leads, around a rose."""
    fine = side * FINE
    y, x = np.mgrid[0:fine, 0:fine] / fine
    pane, tint, inside, edge = cells(x * 11, y * 11, 0.9, 2, 5)
    turn = np.hypot(x - 0.5, y - 0.5) * 5.5 + 0.5  # 1 on the first ring of lead, 2 on the second
    edge = np.minimum(edge, 3.2 * np.abs(turn - np.round(turn)))
    ring = np.floor(turn).astype(int)
    color = GLASS[(ring * 3 + np.floor(pane * 3.2).astype(int)) % len(GLASS)]
    light = 1.18 - 0.5 * inside + 0.3 * (tint - 0.5)
    light = (light + 0.07 * noise(fine, 12, 1) + 0.04 * noise(fine, 3, 2))[..., None]
    rgb = color * light + 0.05
    lead = np.clip((edge - 0.085 - 0.012 * noise(fine, 20, 3)) / 0.03, 0, 1)[..., None]
    return to_image(rgb * lead + LEAD * (1 - lead), side)


STONES = np.array([(238, 226, 198), (196, 84, 52), (30, 92, 128), (222, 172, 76), (92, 142, 150),
                   (120, 50, 44),
                   (58, 110, 84), (44, 48, 60)]) / 255
MORTAR = np.array([0.80, 0.76, 0.68])


def mosaic(side):
    """Small stones in mortar, laid in rows that follow waves."""
    fine = side * FINE
    y, x = np.mgrid[0:fine, 0:fine] / fine
    wave = 0.045 * np.sin(2 * math.pi * 1.5 * x) + 0.02 * np.sin(2 * math.pi * 3.1 * x + 1)
    stone, tint, _, edge = cells(x * 34, (y + wave) * 34, 0.5, 5, 7)
    band = np.floor((y + wave) * 34 / 4).astype(int)
    color = STONES[(band * 3 + np.floor(stone * 2.2).astype(int)) % len(STONES)]
    rgb = color * (0.86 + 0.32 * tint + 0.03 * noise(fine, 4, 8))[..., None]
    mortar = np.clip((edge - 0.13) / 0.08, 0, 1)[..., None]
    return to_image(rgb * mortar + MORTAR * (1 - mortar), side)
