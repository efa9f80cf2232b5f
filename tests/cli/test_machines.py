# SPDX-License-Identifier: GPL-3.0-or-later

"""The section on several programs in docs/many-pictures.md: GNU parallel, with a worker that is killed, and the script
for Slurm."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

from nst import NST, Place, expect, main, outcome, photo, write_png

DOCS = pathlib.Path(os.environ["SOURCE_ROOT"]) / "docs"
N_PICTURES = 8


def example(name):
    text = (DOCS / "many-pictures.md").read_text(encoding="utf-8")
    return re.search(rf"<!-- tested: {name} -->\n```sh\n(.*?)```", text, re.DOTALL).group(1)


def make_place(side):
    made = Place()
    (made.folder / "photos").mkdir()
    for number in range(N_PICTURES):
        write_png(made.folder / "photos" / f"{number}.png", side, side, photo)
    (made.folder / "bin").mkdir()
    (made.folder / "bin" / "nst").symlink_to(NST)
    return made


def environment(made, **more):
    return {**made.environment(), "PATH": f"{made.folder / 'bin'}:{os.environ['PATH']}",
            "NST_STYLES": os.environ["SOURCE_ROOT"] + "/styles", "HOME": str(made.folder), **more}


def start(made, words, **more):
    return subprocess.Popen(words, cwd=made.folder, env=environment(made, **more), text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT)


def paintings(made):
    return sorted(path.name for path in (made.folder / "painted").glob("*.png"))


def names(made):
    return sorted(path.name for path in (made.folder / "photos").iterdir())


def wait_for_worker(made):
    """The process that paints a picture, as its claim says, when there are some paintings."""
    for _ in range(6000):
        for claim in (made.folder / "painted" / ".nst-ledger").glob("*.claim"):
            try:
                found = re.match(r"process (\d+) on ", claim.read_text(encoding="utf-8"))
            except FileNotFoundError:
                continue
            if found and len(paintings(made)) >= 2:
                return int(found.group(1))
        time.sleep(0.01)
    raise AssertionError("nobody paints")


def one_machine():
    made = make_place(32)
    run = start(made, ["bash", "-ec", example("batch")])
    said = run.communicate()[0]
    expect(run.returncode == 0 and paintings(made) == names(made), said)


def gnu_parallel():
    """A worker is killed; its picture is painted by another, and no other picture twice."""
    if not shutil.which("parallel"):
        print("# GNU parallel is not here: not tried")
        return
    made = make_place(200)
    run = start(made, ["bash", "-ec", example("parallel")])
    worker = wait_for_worker(made)
    os.kill(worker, signal.SIGKILL)
    had = {path.name: path.stat().st_mtime_ns for path in (made.folder / "painted").glob("*.png")}
    said = run.communicate()[0]
    expect(run.returncode == 0 and paintings(made) == names(made), said)
    changed = [name for name, when in had.items() if (made.folder / "painted" / name).stat().st_mtime_ns != when]
    # One may have been written, and not been recorded any more.
    expect(len(changed) <= 1, f"painted again: {changed}")
    outcome("Many pictures", "GNU parallel runs two `nst batch`, and one of them is killed",
            "all are painted, none twice but the one that was being painted")


def slurm():
    """Three tasks of an array, as Slurm would start them."""
    script = DOCS / "nst-batch.slurm"
    subprocess.run(["bash", "-n", script], check=True)
    made = make_place(32)
    runs = [start(made, ["bash", script, "photos", "mosaic", "painted", "--method", "fast"], SLURM_ARRAY_TASK_ID=str(task),
                  SLURM_CPUS_PER_TASK="1") for task in (1, 2, 3)]
    said = [run.communicate()[0] for run in runs]
    expect(all(run.returncode == 0 for run in runs) and paintings(made) == names(made), f"{said}")
    lines = "".join(said)
    for name in names(made):
        expect(lines.count(f"photos/{name} (") == 1, f"{name} was not painted once: {lines}")
    run = start(made, ["bash", script, "photos"])
    expect("Usage" in run.communicate()[0] and run.returncode == 2, "it should say how it is called")


main([one_machine, gnu_parallel, slurm])
