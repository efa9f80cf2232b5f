# SPDX-License-Identifier: GPL-3.0-or-later

"""`nst stylize --forecast`: the forecast is what the same call takes."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ["SOURCE_ROOT"], "tests", "gimp"))

from harness import expect, painting, photo, write_png  # noqa: E402

UNITS = {"kB": 1e3, "MB": 1e6, "GB": 1e9}


def nst(folder, *words):
    return subprocess.run([os.environ["NST"], *words], cwd=folder, capture_output=True, text=True,
                          check=False, env=dict(os.environ, NST_WEIGHTS=os.environ["WEIGHTS"]))


def check_forecast(folder, *options):
    words = ("stylize", "in.png", "style.png", "--threads", "1", *options)
    said = nst(folder, *words, "--forecast")
    expect(said.returncode == 0, said.stderr)
    found = re.fullmatch(r"900 × 600 pixels: about ([0-9.]+)\s(kB|MB|GB) of memory\n", said.stdout)
    expect(found, said.stdout)
    forecast = float(found[1]) * UNITS[found[2]]

    done = nst(folder, *words, "-o", "out.png", "--report", "report.json", "--quiet", "--force")
    expect(done.returncode == 0, done.stderr)
    taken = json.loads((folder / "report.json").read_text())["peak_bytes"]
    expect(0.75 * forecast < taken < 1.2 * forecast, "%s: forecast %.0f MB, taken %.0f MB"
           % (options, forecast / 1e6, taken / 1e6))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_png(folder / "in.png", 900, 600, 3, photo)
        write_png(folder / "style.png", 64, 64, 3, painting)
        check_forecast(folder, "--method", "fast")
        check_forecast(folder, "--method", "fast", "--size", "300")
        check_forecast(folder, "--method", "refine", "--iterations", "12", "--size", "600")


main()
