# SPDX-License-Identifier: GPL-3.0-or-later

"""`nst stylize --region` and `--protect`: masks from pictures."""

import os

from nst import Place, expect, main, painting, photo, write_png

WIDTH, HEIGHT = 160, 120
FAST = ("--method", "fast", "--quiet", "--force")
MOSAIC = os.path.join(os.environ["SOURCE_ROOT"], "styles", "mosaic.safetensors")


def gray(value):
    return (value, value, value)


def place():
    """A folder with a content, two styles, and masks: of its right half, of its left third, of all and of nothing."""
    made = Place()
    write_png(made.folder / "in.png", WIDTH, HEIGHT, photo)
    write_png(made.folder / "style.png", 96, 96, painting)
    write_png(made.folder / "other.png", 96, 96, lambda x, y: ((x * y) % 256, x * 2, 255 - y))
    write_png(made.folder / "right.png", WIDTH, HEIGHT, lambda x, y: gray(255 if x >= 80 else 0))
    write_png(made.folder / "small.png", 40, 30, lambda x, y: gray(255 if x >= 20 else 0))
    write_png(made.folder / "third.png", WIDTH, HEIGHT, lambda x, y: gray(255 if x < 53 else 0))
    write_png(made.folder / "all.png", 4, 3, lambda x, y: gray(255))
    write_png(made.folder / "none.png", 4, 3, lambda x, y: gray(0))
    write_png(made.folder / "square.png", 100, 100, lambda x, y: gray(255))
    return made


def paint(made, *words):
    """The rows of the painting: of each, its bytes."""
    made.works("stylize", "in.png", *words, "-o", "out.bmp", *FAST)
    content = (made.folder / "out.bmp").read_bytes()
    start, row = int.from_bytes(content[10:14], "little"), (WIDTH * 3 + 3) // 4 * 4
    return [content[start + y * row:start + y * row + WIDTH * 3] for y in range(HEIGHT)]


def untouched(made):
    return paint(made, "style.png", "--strength", "0")


def columns(rows, first, end):
    return [row[3 * first:3 * end] for row in rows]


def a_region_of_all_is_none():
    made = place()
    plain = paint(made, "other.png")
    expect(paint(made, "style.png", "--region", "all.png=other.png") == plain, "all is not all")
    expect(paint(made, "other.png", "--region", "none.png=style.png") == plain, "nothing is not nothing")


def each_region_in_its_own_style():
    made = place()
    both = paint(made, "style.png", "--region", "right.png=other.png")
    swapped = paint(made, "other.png", "--region", "right.png=style.png")
    expect(both != swapped and both != paint(made, "style.png"), "the styles make no difference")
    three = paint(made, "style.png", "--region", "right.png=other.png", "--region", f"third.png={MOSAIC}")
    expect(three != both, "a third region makes no difference")


def several_styles_of_one_mask_mix():
    made = place()
    mixed = paint(made, "style.png", "other.png")
    expect(paint(made, "--region", "all.png=style.png", "--region", "all.png=other.png") == mixed, "they do not mix")


def what_nobody_claims_stays():
    made = place()
    before = untouched(made)
    after = paint(made, "--region", "right.png=style.png")
    expect(columns(after, 0, 80) == columns(before, 0, 80), "the left half has changed")
    expect(columns(after, 90, WIDTH) != columns(before, 90, WIDTH), "the right half has not")


def what_is_protected_stays():
    made = place()
    before, plain = untouched(made), paint(made, "style.png")
    after = paint(made, "style.png", "--protect", "third.png")
    expect(columns(after, 0, 53) == columns(before, 0, 53), "the left third has changed")
    expect(columns(after, 53, WIDTH) != columns(before, 53, WIDTH), "the rest has not")
    expect(columns(after, 53, WIDTH) != columns(plain, 53, WIDTH), "what is protected counts for the statistics")
    expect(paint(made, "style.png", "--protect", "none.png") == plain, "to protect nothing makes a difference")


def gradient(rows, left, top, width, height):
    """The mean squared step from one pixel to its right neighbor."""
    steps = [(row[i] - row[i + 3]) ** 2 for row in rows[top:top + height]
             for i in range(3 * left, 3 * (left + width - 1))]
    return sum(steps) / len(steps)


def a_part_is_painted_at_its_own_size():
    """A part of a large picture has the working size to itself, be the rest protected or claimed by no style."""
    made, (x, y) = place(), (504, 300)

    def is_part(u, v):
        return x <= u < x + WIDTH and y <= v < y + HEIGHT

    write_png(made.folder / "large.png", 1200, 800, lambda u, v: photo(u - x, v - y) if is_part(u, v) else gray(128))
    write_png(made.folder / "part.png", 1200, 800, lambda u, v: gray(255 if is_part(u, v) else 0))
    write_png(made.folder / "rest.png", 1200, 800, lambda u, v: gray(0 if is_part(u, v) else 255))
    alone = gradient(rows_of(made, "in.png", "style.png"), 0, 0, WIDTH, HEIGHT)
    for words in (("style.png", "--protect", "rest.png"), ("--region", "part.png=style.png")):
        found = gradient(rows_of(made, "large.png", *words), x, y, WIDTH, HEIGHT)
        expect(0.6 * alone < found < 1.7 * alone, f"{words}: a gradient of {found}, and {alone} alone")
    small, large = (made.works("stylize", "large.png", "style.png", *words, "--size", 0, "--method", "fast", "--forecast")
                    for words in (("--protect", "rest.png"), ()))
    expect(small != large, f"a part takes as much memory as all: {small}")


def rows_of(made, content, *words):
    """The rows of the painting at a working size of 180 pixels, the uppermost first."""
    made.works("stylize", content, *words, "-o", "out.bmp", "--size", 180, *FAST)
    data = (made.folder / "out.bmp").read_bytes()
    start, width, height = (int.from_bytes(data[at:at + 4], "little", signed=True) for at in (10, 18, 22))
    row = (3 * width + 3) // 4 * 4
    rows = [data[start + v * row:start + v * row + 3 * width] for v in range(abs(height))]
    return rows[::-1] if height > 0 else rows


def a_mask_of_any_size():
    made = place()
    expect(paint(made, "--region", "small.png=style.png") != untouched(made), "a small mask has no influence")
    made.fails("stylize", "in.png", "style.png", "--region", "square.png=other.png", "-o", "out.png",
               says=["square.png", "100", "160"])
    made.fails("stylize", "in.png", "style.png", "--protect", "square.png", "-o", "out.png",
               says=["square.png", "100", "160"])


def names_with_signs():
    made = place()
    (made.folder / "right.png").rename(made.folder / "a=b.png")
    (made.folder / "other.png").rename(made.folder / "c=d.png")
    paint(made, "style.png", "--region", "a=b.png=c=d.png")


def mistakes():
    made = place()
    for wrong in ("right.png", "=style.png", "right.png="):
        made.fails("stylize", "in.png", "--region", wrong, "-o", "out.png", says=["MASK=STYLE", wrong])
    made.fails("stylize", "in.png", "--region", "absent.png=style.png", "-o", "out.png", says="absent.png")
    made.fails("stylize", "in.png", "--region", "right.png=absent.png", "-o", "out.png", says="absent.png")
    made.fails("stylize", "in.png", "style.png", "--protect", "all.png", "-o", "out.png", says="all.png")
    expect(not (made.folder / "out.png").exists(), "something was painted")


def a_forecast_knows_of_masks():
    made = place()
    plain = made.works("stylize", "in.png", "style.png", "--size", "160", "--forecast")
    with_masks = made.works("stylize", "in.png", "style.png", "--size", "160", "--region", "right.png=other.png",
                            "--region", "third.png=other.png", "--forecast")
    expect("160 × 120 pixels" in plain and "160 × 120 pixels" in with_masks, plain + with_masks)


main([a_region_of_all_is_none, each_region_in_its_own_style, several_styles_of_one_mask_mix, what_nobody_claims_stays,
      what_is_protected_stays, a_part_is_painted_at_its_own_size, a_mask_of_any_size, names_with_signs, mistakes, a_forecast_knows_of_masks])
