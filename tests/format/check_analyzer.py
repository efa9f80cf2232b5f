#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check_analyzer.py BUILD SOURCE [FILE...] - GCC's static analyzer finds nothing in the sources, or in those named (from SOURCE).

It follows the paths through each function and the functions that it calls, and finds memory that is leaked, freed twice or
used afterwards, files that are not closed, values that were never set and pointers that can be NULL.  The commands are those
of BUILD/compile_commands.json; tests and benchmarks are left out."""

import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

SKIP = 77
FOLDERS = ("src", "cli", "plug-in", "ui")

# What it says wrongly: the end of a file's name, the warning, and why.
EXCEPTIONS = (
    # Vectors are set element by element there, which the analyzer does not follow.
    ("winograd-tiles.h", "-Wanalyzer-use-of-uninitialized-value"),
    # It takes two names for one in all calls, because they are in one call.
    ("favorite-styles.c", "-Wanalyzer-deref-before-check"),
    # g_error () ends the program, and after that has a loop, which tells compilers that it does not come back.
    ("glib/gmessages.h", "-Wanalyzer-infinite-loop"),
)
WARNING = re.compile(r"^(\S+?):\d+:\d+: warning: .*\[(-Wanalyzer-[a-z-]+)\]$", re.M)

# Without optimization, GCC sees the code as it was written.
ANALYZE = ["-O0", "-fanalyzer", "-fdiagnostics-plain-output", "-fdiagnostics-path-format=separate-events", "-S", "-o", os.devnull]


def can_analyze(compiler):
    version = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=False).stdout
    return "Free Software Foundation" in version


def commands(build, source, named):
    """For each file, the folder and the words of the command that compiles it, without what it would write."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
        if not path.is_relative_to(source) or path.relative_to(source).parts[0] not in FOLDERS:
            continue
        if named and path not in named:
            continue
        words, kept = iter(shlex.split(entry["command"])), []
        for word in words:
            if word in ("-o", "-MF", "-MQ"):
                next(words)
            elif word not in ("-MD", "-O3", "-g", "-c"):
                kept.append(word)
        found.setdefault(path, (entry["directory"], kept))
    return found


def analyze(command):
    folder, words = command
    done = subprocess.run(words + ANALYZE, cwd=folder, capture_output=True, text=True, check=False)
    true = [(path, warning) for path, warning in WARNING.findall(done.stderr)
            if not any(path.endswith(ending) and warning == excepted for ending, excepted in EXCEPTIONS)]
    return done.stderr if done.returncode != 0 or true else ""


def main(build, source, *named):
    source = pathlib.Path(source).resolve()
    todo = commands(pathlib.Path(build), source, [source / name for name in named])
    if not todo:
        sys.exit("check_analyzer.py: there is nothing to analyze.")
    compiler = next(iter(todo.values()))[1][0]
    if not can_analyze(compiler):
        print("skipped: %s is not GCC, which has the analyzer." % compiler)
        sys.exit(SKIP)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = 0
        for problem in pool.map(analyze, todo.values()):
            print(problem, end="", flush=True)
            failed += problem != ""
    print("%d files, %d with problems" % (len(todo), failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
