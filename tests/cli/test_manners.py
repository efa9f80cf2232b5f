# SPDX-License-Identifier: GPL-3.0-or-later

"""The conventions of command lines: exit codes, help and version, and how `nst` reads options."""

import errno
import os
import pathlib
import pty
import signal
import subprocess
import time

from nst import NST, Place, expect, main, painting, photo, write_png

FAST = ("--method", "fast", "--quiet")


def place():
    made = Place()
    write_png(made.folder / "in.png", 64, 48, photo)
    write_png(made.folder / "style.png", 64, 48, painting)
    return made


def interrupted(made, number, *words):
    """Has `nst WORDS` begun, sends it the signal when it is at work, and returns how it ended and what it said."""
    run = subprocess.Popen([NST, *map(str, words)], cwd=made.folder, env=made.environment(), stderr=subprocess.PIPE,
                           stdout=subprocess.PIPE, start_new_session=True)
    cpu = os.sysconf("SC_CLK_TCK")
    for _ in range(600):  # until it has computed for a second, so that it is past its beginning
        time.sleep(0.1)
        with open(f"/proc/{run.pid}/stat", encoding="utf-8") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        if int(fields[11]) + int(fields[12]) > cpu:
            break
    expect(run.poll() is None, f"nst {words} ended too early: {run.stderr and run.returncode}")
    run.send_signal(number)
    _, said = run.communicate(timeout=60)
    return run.returncode, said.decode()


def ctrl_c_ends_by_the_signal():
    made = place()
    write_png(made.folder / "large.png", 600, 400, photo)
    before = sorted(os.listdir(made.folder))
    for number in (signal.SIGINT, signal.SIGTERM):
        status, said = interrupted(made, number, "stylize", "large.png", "style.png", "-o", "out.png", "--iterations", 5000)
        expect(status == -number, f"it ended with {status}, not by the signal {number}: {said}")
        expect("Stopped" in said and said.count("\n") == 1, said)
        expect(sorted(os.listdir(made.folder)) == before, "something was left")


def a_shell_loop_ends_too():
    made = place()
    write_png(made.folder / "large.png", 600, 400, photo)
    loop = "for i in 1 2 3; do echo round >>rounds; \"$NST\" stylize large.png style.png -o out.png --iterations 5000; done"
    run = subprocess.Popen(["bash", "-c", loop], cwd=made.folder, env=made.environment(), stderr=subprocess.PIPE,
                           start_new_session=True)
    for _ in range(600):
        time.sleep(0.1)
        if (made.folder / "rounds").exists():
            break
    time.sleep(2)
    os.killpg(run.pid, signal.SIGINT)
    try:
        run.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
    expect((made.folder / "rounds").read_text() == "round\n", "the loop went on")


def help_of_every_kind():
    made = Place()
    for words in (("help",), ("--help",), ("-h",)):
        expect("nst stylize" in made.works(*words), f"{words} does not show the commands")
    for words in (("stylize", "--help"), ("help", "stylize"), ("stylize", "-h")):
        said = made.works(*words)
        for option in ("--strength", "--keep-colors", "--style-scale", "--output", "--quality", "--mix"):
            expect(option in said, f"{option} is missing in what {words} says")
        expect("--keep-colors " in said and "--keep-colors=" not in said, "--keep-colors seems to take a word")
    for words in (("help", "train", "style"), ("train", "style", "--help")):
        expect("--preview-content" in made.works(*words), f"{words} does not show the options")
    for command in ("styles", "measure", "networks", "batch"):
        expect("Usage:" in made.works("help", command), command)
    status, _, problem = made.call("help", "stilyze")
    expect(status == 2 and "stilyze" in problem, problem)
    for words in (("--version",), ("-v",)):
        expect(made.works(*words).startswith("nst "), f"{words} does not show the version")


def switches_take_no_word():
    made = place()
    call = ("stylize", *FAST, "--force", "-o", "out.png")

    def painted(*words):
        made.works(*call, *words)
        return (made.folder / "out.png").read_bytes()

    plain = painted("in.png", "style.png")
    kept = painted("--keep-colors", "in.png", "style.png")
    expect(kept != plain, "--keep-colors makes no difference")
    for words in ("--keep-colors=true", "--keep-colors=yes"):
        expect(painted(words, "in.png", "style.png") == kept, f"{words} is not --keep-colors")
    for words in ("--keep-colors=false", "--no-keep-colors"):
        expect(painted(words, "in.png", "style.png") == plain, f"{words} keeps the colors")
    made.fails(*call, "--keep-colors=perhaps", "in.png", "style.png", says=("keep-colors", "perhaps"), status=2)


def numbers_with_commas():
    made = place()
    call = ("stylize", "in.png", "style.png", *FAST, "--force")
    made.works(*call, "-o", "point.png", "--strength", "0.5")
    made.works(*call, "-o", "comma.png", "--strength", "0,5")
    made.works(*call, "-o", "whole.png")
    point, comma, whole = ((made.folder / name).read_bytes() for name in ("point.png", "comma.png", "whole.png"))
    expect(point == comma and point != whole, "0,5 is not 0.5")
    for wrong in ("0,5,1", "1.000,5", "half", ""):
        made.fails(*call, "-o", "out.png", "--strength", wrong, says=("strength", wrong), status=2)
    made.fails(*call, "style.png", "-o", "out.png", "--mix", "0,5,0,5", says=("--mix", "1,0.5"))
    made.fails("train", "style", "style.png", "-p", ".", "-o", "x.safetensors", "--rate", "fast", says=("--rate", "0.5"),
               status=2)
    made.fails("train", "codec", "--rate", "1,0,0", says=("--rate", "0.5"), status=2)


def several_contents():
    made = place()
    (made.folder / "folder").mkdir()
    made.fails("stylize", "in.png", "style.png", "mosaic", "-o", "out.png", *FAST, says=("style.png", "second", "batch", "--mix"),
               status=2)
    made.fails("stylize", "in.png", "style.png", "-o", "folder", *FAST, says=("folder", "batch"), status=2)
    shipped = pathlib.Path(os.environ["SOURCE_ROOT"]) / "styles" / "mosaic.safetensors"
    made.works("stylize", "in.png", "style.png", shipped, "--mix", "1,1", "-o", "out.png", *FAST)


def standard_output():
    made = place()
    made.works("stylize", "in.png", "style.png", "-o", "out.png", *FAST)
    status, said, problem = made.call_bytes("stylize", "in.png", "style.png", "-o", "-", *FAST)
    expect(status == 0 and problem == b"" and said == (made.folder / "out.png").read_bytes(), "it is not the same picture")
    for word, beginning in (("jpg", b"\xff\xd8\xff"), ("tif", b"II*\0"), ("webp", b"RIFF")):
        status, said, problem = made.call_bytes("stylize", "in.png", "style.png", "-o", "-", "--format", word, *FAST)
        expect(status == 0 and said.startswith(beginning), f"{word}: {problem}")
    status, said, problem = made.call_bytes("stylize", "in.png", "style.png", "-o", "out2.png", "--report", "-", *FAST)
    expect(status == 0 and b"style_seconds" in said, f"{said} {problem}")
    made.fails("stylize", "in.png", "style.png", "-o", "-", "--report", "-", *FAST, says="“-”")
    made.fails("stylize", "in.png", "style.png", "-o", "-", "--format", "pgn", *FAST, says=("pgn", ".png"), status=2)
    expect(not (made.folder / "-").exists(), "there is a file called -")
    # Nobody wants a picture's bytes on the screen.
    ours, theirs = pty.openpty()
    done = subprocess.run([NST, "stylize", "in.png", "style.png", "-o", "-", *FAST], cwd=made.folder, stdout=theirs,
                          env=made.environment(), stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(theirs)
    os.close(ours)
    expect(done.returncode == 2 and b"terminal" in done.stderr, done.stderr)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([NST, "stylize", "in.png", "style.png", "-o", "-", *FAST], cwd=made.folder, stdout=full,
                              env=made.environment(), stderr=subprocess.PIPE, timeout=60, check=False)
    expect(done.returncode == 1 and os.strerror(errno.ENOSPC).encode() in done.stderr, done.stderr)


def formats_and_qualities():
    made = place()
    made.works("stylize", "in.png", "style.png", "-o", "painted", "--format", "png", *FAST)
    expect((made.folder / "painted").read_bytes()[:4] == b"\x89PNG", "--format does not count")
    sizes = []
    for quality in (20, 90):
        made.works("stylize", "in.png", "style.png", "-o", "out.jpg", "--quality", quality, *FAST, "-f")
        sizes.append((made.folder / "out.jpg").stat().st_size)
    expect(sizes[0] < 0.7 * sizes[1], f"the quality makes no difference: {sizes}")
    for wrong in (-1, 101):
        made.fails("stylize", "in.png", "style.png", "-o", "new.jpg", "--quality", wrong, *FAST, says=("quality", "100"), status=2)


def manners_of_styles():
    made = place()
    (made.folder / "data/style-transfer/styles").mkdir(parents=True)
    made.works("measure", "style.png", "-o", "data/style-transfer/styles/mine.safetensors", "--manner", "print")
    expect("  group: print\n" in made.works("styles"), "the manner is not kept")
    status, _, said = made.call("stylize", "in.png", "mine", "-o", "out.png", "--size", 32, "--iterations", 1)
    expect(status == 0 and "“style.png”" in said and said.count("\n") == 1, f"nothing is said of strokes: {said}")
    status, _, said = made.call("stylize", "in.png", "mine", "-o", "fast.png", "--size", 32, "--method", "fast")
    expect(status == 0 and "“style.png”" in said, f"nothing is said of strokes with Fast: {said}")
    made.works("stylize", "in.png", "mine", "-o", "other.png", "--size", 32, "--iterations", 1, "--strokes", 0)
    made.fails("measure", "style.png", "-o", "other.safetensors", "--manner", "prints", says=("prints", "print", "drawing"),
               status=2)


main([ctrl_c_ends_by_the_signal, a_shell_loop_ends_too, help_of_every_kind, switches_take_no_word, numbers_with_commas,
      several_contents, manners_of_styles, standard_output, formats_and_qualities])
