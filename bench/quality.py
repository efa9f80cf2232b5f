#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How good the pictures are: paints the eight pairs of ../shared/data/pairs with `nst stylize`, lets
../shared/tools/judge.py score them beside the published results of neural-style, and makes two
contact sheets.

    bench/quality.py OUT [--size 512] [--only NAME] [-- OPTIONS OF nst stylize]

OUT/table.md   the scores (style + content / 2) and strokes; lower is better
OUT/sheet.jpg  our pictures only: this one may be kept
OUT/beside.png content, style, published, ours, to look at; it shows pictures that are not ours

Needs python3-torch and python3-pil, and the folder shared/ beside the repository.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("NST_SHARED", ROOT.parent / "shared"))
PAIRS = SHARED / "data" / "pairs"

# published result: content, style
PICTURES = {
    "golden_gate_escher": ("golden_gate", "escher_sphere"),
    "golden_gate_kahlo": ("golden_gate", "frida_kahlo"),
    "golden_gate_matisse": ("golden_gate", "woman-with-hat-matisse"),
    "golden_gate_scream": ("golden_gate", "the_scream"),
    "golden_gate_seated": ("golden_gate", "seated-nude"),
    "tubingen_scream": ("tubingen", "the_scream"),
    "tubingen_seated_nude": ("tubingen", "seated-nude"),
    "tubingen_shipwreck": ("tubingen", "shipwreck"),
}


def paint(name, out, size, options):
    """Paints one pair; returns the paths of content, style and result, and the report."""
    content, style = (PAIRS / kind / f"{stem}.jpg" for kind, stem in zip(("content", "style"), PICTURES[name]))
    result, report = out / f"{name}.png", out / f"{name}.json"
    nst = os.environ.get("NST", "nst")
    subprocess.run([nst, "stylize", content, style, "--force", "-o", result, "--report", report, "--size", str(size),
                    "--stroke-width", "pixels", *options], check=True)  # as the published method has it
    return content, style, result, json.loads(report.read_text())


def tile(path, height=300):
    image = Image.open(path).convert("RGB")
    return image.resize((round(image.width * height / image.height), height), Image.LANCZOS)


def sheet(rows):
    """Rows of pictures on white."""
    tiles = [[tile(path) for path in row] for row in rows]
    width = max(sum(t.width + 4 for t in row) for row in tiles)
    canvas = Image.new("RGB", (width, sum(row[0].height + 4 for row in tiles)), "white")
    y = 0
    for row in tiles:
        x = 0
        for t in row:
            canvas.paste(t, (x, y))
            x += t.width + 4
        y += row[0].height + 4
    return canvas


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--only", action="append", choices=PICTURES)
    arguments = sys.argv[1:]
    options = []
    if "--" in arguments:
        options = arguments[arguments.index("--") + 1:]
        arguments = arguments[:arguments.index("--")]
    given = parser.parse_args(arguments)
    if not PAIRS.is_dir():
        sys.exit(f"quality.py: the pairs are not in {PAIRS}; set NST_SHARED to the folder that has data/ and tools/.")
    sys.path.insert(0, str(SHARED / "tools"))
    from judge import judge  # needs torch, so only where the pairs are

    given.out.mkdir(parents=True, exist_ok=True)
    lines = ["| pair | published | ours | style | content | strokes | relu1_1 | 2_1 | 3_1 | 4_1 | 5_1 | seconds |",
             "|---|---|---|---|---|---|---|---|---|---|---|---|"]
    scores, beside, ours = [], [], []
    for name in given.only or PICTURES:
        content, style, result, report = paint(name, given.out, given.size, options)
        published, mine = judge(content, style, [PAIRS / "published" / f"{name}.png", result], given.size)
        figures = [published["score"]] + [mine[figure] for figure in ("score", "style", "content", "strokes")]
        scores.append((*figures, report["seconds"]))
        levels = " | ".join(f"{v:.3f}" for v in mine["per_level"])
        lines.append(f"| {name} | {' | '.join(f'{v:.3f}' for v in figures)} | {levels} | {report['seconds']:.1f} |")
        print(lines[-1], flush=True)
        beside.append([content, style, PAIRS / "published" / f"{name}.png", result])
        ours.append(result)
    means = [sum(column) / len(scores) for column in zip(*scores)]
    lines.append(f"| **mean** | {means[0]:.3f} | **{means[1]:.3f}** | {means[2]:.3f} | {means[3]:.3f} | {means[4]:.3f} | | | | | | {means[5]:.1f} |")
    print(lines[-1])
    (given.out / "table.md").write_text("\n".join(lines) + "\n")
    sheet(beside).save(given.out / "beside.png")
    sheet([ours[i:i + 2] for i in range(0, len(ours), 2)]).save(given.out / "sheet.jpg", quality=85)


if __name__ == "__main__":
    main()
