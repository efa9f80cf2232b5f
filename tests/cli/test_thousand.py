# SPDX-License-Identifier: GPL-3.0-or-later

"""A thousand pictures in one call of `nst batch`, one of them damaged, and the power cut in the middle."""

import json
import os
import shutil
import signal

from nst import Place, expect, main, outcome, painting, photo, write_png

CALL = ("batch", "photos", "--style", "style.png", "-o", "painted", "--method", "fast", "--fusion", "adain", "--threads", 1,
        "--progress", "json")
NAMES = [f"{number:04}.png" for number in range(1000)]
DAMAGED = "0500.png"
CUT = 420  # painted before the power is cut


def make_place():
    """Pictures of eight sizes, so that the style is measured at as many."""
    made = Place()
    photos = made.folder / "photos"
    photos.mkdir()
    write_png(made.folder / "style.png", 64, 64, painting)
    for number, name in enumerate(NAMES):
        if number < 8:
            write_png(photos / name, 16 + 2 * number, 16, photo)
        else:
            shutil.copy(photos / NAMES[number % 8], photos / name)
    (photos / DAMAGED).write_bytes((photos / DAMAGED).read_bytes()[:100])
    return made


def peak(process):
    """The most memory that the process has had, in MB."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def done(lines):
    """The pictures that JSON lines say were painted, one after the other."""
    for line in lines:
        event = json.loads(line)
        if event["event"] == "done":
            yield os.path.basename(event["picture"])


def watch(process, early, late, end):
    """Up to `end` pictures that are painted, and the memory when there are `early` and `late` of them."""
    names, peaks = [], []
    for name in done(process.stdout):
        names.append(name)
        if len(names) in (early, late):
            peaks.append(peak(process))
        if len(names) == end:
            break
    return names, peaks


def stamp(folder):
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.png")}


def a_thousand():
    made = make_place()
    painted = made.folder / "painted"

    run = made.start(*CALL)
    first, before = watch(run, 100, 400, CUT)
    run.send_signal(signal.SIGKILL)
    first += done(run.stdout)  # those that it had told of by then
    run.communicate()
    had = stamp(painted)

    run = made.start(*CALL)
    second, after = watch(run, 100, 500, None)
    problem = run.communicate()[1]
    expect(run.returncode == 1 and "1 of 1000 paintings failed" in problem and DAMAGED in problem, problem)
    expect(sorted(stamp(painted)) == [name for name in NAMES if name != DAMAGED], "not all of the others are there")
    expect(not set(first) & set(second), f"painted twice: {set(first) & set(second)}")
    # What was being painted may have been written and not been told of, or not been recorded.
    expect(999 - len(first) - len(second) in (0, 1), f"{len(first)} and {len(second)} were painted")
    now = stamp(painted)
    expect(sum(now[name] != time for name, time in had.items()) <= 1, "paintings were replaced")

    # In MB, beside about 100 for the program: of 300 pictures, it would be 1 if each left 3 KB, its own size.
    expect(before[1] - before[0] < 2.0 and after[1] - after[0] < 2.0, f"memory grows: {before}, {after}")
    left = [path.name for path in (painted / ".nst-ledger").iterdir() if path.suffix != ".json"]
    left += [path.name for path in painted.glob(".nst-draft-*")]
    expect(not left, f"{left} was left")
    outcome("Many pictures", "a thousand pictures, one damaged, and the power cut in the middle",
            "the same command goes on; 999 are there, one is named, none is painted twice, memory stays flat")


main([a_thousand])
