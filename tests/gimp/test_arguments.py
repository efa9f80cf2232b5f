# SPDX-License-Identifier: GPL-3.0-or-later

"""What single arguments of a script's call do to the layer: how much of the picture's colors is kept, and how a
painting that is smaller than its layer is enlarged."""

import os
import pathlib
import re

from harness import expect, main, outcome, photo, write_png
from raw import DELETE_ALL, Raw, paint, run, save

SECTION = "Paintings"
WIDTH, HEIGHT = 96, 72
LUMA = (0.299, 0.587, 0.114)
OPEN = '(define image (load-image "in.png")) (define layer (vector-ref (selected image) 0))'
EDGE = WIDTH // 2
SMALL = "#:size 32"


def paint_kinds(gimp, kinds, pixel, call=paint):
    """A layer for each of `kinds`, which are names and arguments; their colors, in lists."""
    write_png(gimp.folder / "in.png", WIDTH, HEIGHT, 3, pixel)
    run(gimp, OPEN + "".join(call("layer", name, more) for name, more in kinds.items()) + save(*kinds) + DELETE_ALL)
    layers = {name: Raw(gimp.folder / (name + ".raw")) for name in kinds}
    for name, layer in layers.items():
        expect((layer.width, layer.height) == (WIDTH, HEIGHT), "%s: %d x %d pixels" % (name, layer.width, layer.height))
    return {name: [tuple(layer.pixel(x, y)[:3]) for y in range(HEIGHT) for x in range(WIDTH)]
            for name, layer in layers.items()}


def documented_default(name):
    """As the table of docs/batch.md has it."""
    text = (pathlib.Path(os.environ["SOURCE_ROOT"]) / "docs" / "batch.md").read_text()
    row = re.search(r"^\| `%s` \|(.*)\|$" % name, text, re.MULTILINE)[1]
    return row.split("|")[1].strip(' `"')


# ---- Colors -------------------------------------------------------------------------------------

def chroma_distance(colors, others):
    """In levels of 255, the mean of what differs beside the luma."""
    total = 0.0
    for color, other in zip(colors, others):
        apart = [a - b for a, b in zip(color, other)]
        luma = sum(weight * value for weight, value in zip(LUMA, apart))
        total += sum((value - luma) ** 2 for value in apart) ** 0.5
    return total / len(colors)


def expect_in_the_middle(way, colors):
    """What is kept by half, of what is kept not at all and wholly."""
    picture = [photo(x, y) for y in range(HEIGHT) for x in range(WIDTH)]
    away = [chroma_distance(colors[name], picture) for name in ("none", "half", "all")]
    print("%s: from the picture's chroma %s" % (way, ", ".join("%.1f" % levels for levels in away)), flush=True)
    expect(away[0] > away[1] + 5 and away[1] > away[2] + 5, "%s: 0.5 is not between 0 and 1: %s" % (way, away))
    # Eight bits: each of the three is rounded.
    expect(all(abs(2 * half - none - all_) <= 2 for three in zip(colors["half"], colors["none"], colors["all"])
               for half, none, all_ in zip(*three)), way + ": 0.5 is not the middle of 0 and 1")


def keep_some_of_the_colors(gimp):
    """0.5 is in the middle of 0 and 1; keep-colors is all of them, unless there is an amount."""
    amounts = {"none": "#:color-preservation 0", "half": "#:color-preservation 0.5", "all": "#:color-preservation 1"}
    colors = paint_kinds(gimp, dict(amounts, default="", old="#:keep-colors TRUE",
                                    both="#:keep-colors TRUE #:color-preservation 0.5"), photo)
    expect(documented_default("color-preservation") == "0" and colors["default"] == colors["none"],
           "the default is not 0, or documented is another one")
    expect(colors["old"] == colors["all"], "keep-colors is not a color-preservation of 1")
    expect(colors["both"] == colors["half"], "keep-colors puts the amount aside")
    expect_in_the_middle("luminance", colors)
    expect_in_the_middle("statistics", paint_kinds(gimp, {
        name: amount + ' #:keep-colors-by "statistics"' for name, amount in amounts.items()}, photo))
    outcome(SECTION, "color-preservation of 0.5", "the middle of the paintings of 0 and 1; keep-colors is the same as 1")


# ---- Enlarging ----------------------------------------------------------------------------------

def halves(x, y):
    """An edge in the middle, and some texture."""
    return tuple((20 if x < EDGE else 220) + (x * y) % 9 for _ in range(3))


def paint_as_itself(layer, name, more):
    """As raw.paint, in the style of the layer: the painting has the layer's edges."""
    return ('(define %s (car (plug-in-style-transfer #:image image #:drawables (vector %s) #:style-layer %s'
            ' #:method "fast" #:fusion "adain" %s))) (gimp-item-set-name %s "%s")' % (name, layer, layer, more, name, name))


def step_at_the_edge(colors):
    """The mean difference of the two pixels beside it."""
    steps = [abs(a - b) for y in range(HEIGHT) for a, b in zip(colors[y * WIDTH + EDGE - 1], colors[y * WIDTH + EDGE])]
    return sum(steps) / len(steps)


def enlarge(gimp):
    """Along the picture's edges, which stay sharp, or evenly; where nothing is enlarged, there is no difference."""
    standard = documented_default("enlarge")
    guided, plain = ' #:enlarge "guided"', ' #:enlarge "plain"'
    colors = paint_kinds(gimp, {"default": SMALL, "guided": SMALL + guided, "plain": SMALL + plain,
                                "guided-own-size": "#:size 0" + guided, "plain-own-size": "#:size 0" + plain}, halves, paint_as_itself)
    expect(standard in ("guided", "plain") and colors["default"] == colors[standard],
           "the default is not \"%s\", as it is documented" % standard)
    steps = {name: step_at_the_edge(colors[name]) for name in ("guided", "plain")}
    print("at the edge: %s" % steps, flush=True)
    expect(steps["guided"] > 1.5 * steps["plain"], "the edge is not kept: %s" % steps)
    expect(colors["guided-own-size"] == colors["plain-own-size"], "what is not enlarged differs")
    outcome(SECTION, "a painting that is smaller than its layer",
            'enlarged to its size along the edges of the picture, or evenly (enlarge "plain")')


if __name__ == "__main__":
    main([keep_some_of_the_colors, enlarge])
