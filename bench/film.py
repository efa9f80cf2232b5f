#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Frames a second of `nst film`, beside `nst stylize --frames` on the same frames as PNG files, by Fast.

A clip of 1280 x 720 pixels is made of a photograph: a slow pan with a camera's noise.  The programs take turns, and
medians are printed, of seconds on the clock and of the processor's, those of ffmpeg included.  `--before NST` is
another build of nst, whose --frames is measured, too.
"""

import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time


def run(*words):
    subprocess.run([*map(str, words)], check=True)


def make(folder, photograph, n):
    pan = ("scale=1480:780:force_original_aspect_ratio=increase,crop=1280:720:x=n*6.5:y=n*1.3,"
           "noise=alls=8:allf=t,format=yuv420p")
    run("ffmpeg", "-v", "error", "-loop", "1", "-i", photograph, "-vf", pan, "-frames:v", n, "-crf", "12",
        folder / "clip.mp4")
    (folder / "shots").mkdir()
    run("ffmpeg", "-v", "error", "-i", folder / "clip.mp4", folder / "shots" / "%04d.png")


def spend(*words):
    """Seconds on the clock and of the processor."""
    def used():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    began, before = time.monotonic(), used()
    run(*words)
    return time.monotonic() - began, used() - before


def main():
    shared = pathlib.Path(os.environ.get("NST_SHARED", pathlib.Path(__file__).parent / ".." / ".." / "shared"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--before", help="another nst to measure --frames of")
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--style", default="mosaic")
    parser.add_argument("--size", default="1024", help="as nst takes it")
    parser.add_argument("--photograph", default=shared / "data" / "photos" / "albarji_goldengate.jpg")
    given = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parent.parent
    os.environ.setdefault("NST_WEIGHTS", str(root / "weights"))
    os.environ.setdefault("NST_STYLES", str(root / "styles"))
    nst = pathlib.Path(given.build) / "cli" / "nst"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make(folder, given.photograph, given.frames)
        how = [given.style, "--method", "fast", "--size", given.size, "--quiet"]
        ways = {"--frames": lambda out: [nst, "stylize", "--frames", folder / "shots", *how, "-o", out],
                "film": lambda out: [nst, "film", folder / "clip.mp4", *how, "-o", f"{out}.mp4"]}
        if given.before:
            ways = {"--frames, before": lambda out: [given.before, "stylize", "--frames", folder / "shots", *how, "-o", out],
                    **ways}
        spent = {way: [] for way in ways}
        for number in range(given.rounds):
            for way, words in ways.items():
                spent[way].append(spend(*words(folder / f"{len(spent[way])}-{len(way)}")))
                print(f"{way}: %.1f s, %.1f s of the processor" % spent[way][-1], flush=True)
    print("\n| | frames a second | seconds of the processor a frame | times the first |\n| --- | --- | --- | --- |")
    medians = {way: [statistics.median(values) for values in zip(*pairs)] for way, pairs in spent.items()}
    first = next(iter(medians.values()))
    for way, (clock, processor) in medians.items():
        print("| %s | %.2f | %.2f | %.2f |" % (way, given.frames / clock, processor / given.frames, first[0] / clock))


main()
