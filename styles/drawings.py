# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures that this project drew itself: two manners for which it had no work that was plain
enough, stained glass and mosaic.  Every call draws the same picture.
"""
import math

import numpy as np
from PIL import Image

FINE = 2  # drawn so many times larger, then brought to size: smooth edges


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


def noise(side, lumps, seed):
    """Smooth noise around 0, its standard deviation 1, with about that many lumps on a side."""
    grain = max(1, side // lumps)
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
    light = (light + 0.07 * noise(fine, 85, 1) + 0.04 * noise(fine, 341, 2))[..., None]
    rgb = color * light + 0.05
    lead = np.clip((edge - 0.085 - 0.012 * noise(fine, 51, 3)) / 0.03, 0, 1)[..., None]
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
    rgb = color * (0.86 + 0.32 * tint + 0.03 * noise(fine, 256, 8))[..., None]
    mortar = np.clip((edge - 0.13) / 0.08, 0, 1)[..., None]
    return to_image(rgb * mortar + MORTAR * (1 - mortar), side)
