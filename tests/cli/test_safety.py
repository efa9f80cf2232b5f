# SPDX-License-Identifier: GPL-3.0-or-later

"""What somebody does who tries hard to lose something: by odd files among the pictures, by names, by killing the program
and putting files into its way."""

import ctypes
import os
import shutil
import signal
import struct
import subprocess

from nst import NST, Place, expect, main, outcome, painting, photo, write_png

FAST = ("--method", "fast", "--quiet")
QUICK = ("--method", "fast", "--fusion", "adain", "--threads", 1)
BATCH = ("batch", "photos", "--style", "style.png", "-o", "painted", *QUICK)
FRAMES = ("stylize", "--frames", "photos", "style.png", "-o", "painted", *FAST)


def place(names=("a.png", "b.png")):
    made = Place()
    write_png(made.folder / "style.png", 64, 48, painting)
    (made.folder / "photos").mkdir()
    for name in names:
        write_png(made.folder / "photos" / name, 64, 48, photo)
    return made


def painted(made):
    return sorted(path.name for path in (made.folder / "painted").glob("[!.]*"))


def works(made, *words):
    status, _, problem = made.call(*words)
    expect(status == 0, f"nst {words} ended with {status}: {problem}")
    return problem


# ---- Among the pictures -------------------------------------------------------------------------------


def pipes_loops_and_folders():
    """What calls itself a picture and is none, and would keep a program waiting."""
    made = place()
    photos = made.folder / "photos"
    os.mkfifo(photos / "pipe.png")
    os.mkfifo(photos / "pipe")
    (photos / "loop.png").symlink_to("loop.png")
    (photos / "around").symlink_to(".")
    (photos / "folder.png").mkdir()
    status, _, said = made.call(*BATCH, "--recursive")
    expect(status == 1 and painted(made) == ["a.png", "b.png"], said)
    expect("photos/pipe.png" in said and "loop.png" in said and "1 of 3" in said, said)
    status, _, said = made.call("batch", "photos/pipe.png", "photos/a.png", "--style", "style.png", "-o", "others", *QUICK)
    expect(status == 1 and "“photos/pipe.png”" in said, said)
    expect((made.folder / "others" / "a.png").exists(), said)
    (photos / "loop.png").unlink()
    shutil.rmtree(made.folder / "painted")
    expect("photos/pipe.png" in works(made, *FRAMES[:-1]), "a pipe among the frames is not named")
    outcome("Many pictures", "pipes, links that lead in a circle, and folders that are called as pictures are",
            "pipes are left aside and named; a link to nothing fails as a picture does; the others are painted")


def a_picture_out_of_a_pipe():
    """The shell's <(...) is a name for one."""
    made = place()
    made.works("stylize", "photos/a.png", "style.png", "-o", "file.png", *FAST)
    words = " ".join(map(str, FAST))
    for content, style in (("<(cat photos/a.png)", "style.png"), ("photos/a.png", "<(cat style.png)")):
        done = subprocess.run(["bash", "-c", f'"$NST" stylize {content} {style} -o pipe.png --force {words}'], cwd=made.folder,
                              env=made.environment(), capture_output=True, text=True, timeout=60, check=False)
        expect(done.returncode == 0, done.stderr)
        expect((made.folder / "pipe.png").read_bytes() == (made.folder / "file.png").read_bytes(), "it is another painting")


# ---- Names --------------------------------------------------------------------------------------------


def folders_without_a_name():
    """What an empty variable of a shell leads to."""
    made = place()
    before = sorted(made.folder.rglob("*"))
    for out in ("", "-"):
        made.fails("batch", "photos", "--style", "style.png", "-o", out, *QUICK, says="-o", status=2)
        made.fails("stylize", "--frames", "photos", "style.png", "-o", out, *FAST, says="-o")
    expect(sorted(made.folder.rglob("*")) == before, "something was made")


def names_that_become_too_long():
    """By a longer ending: told before the work."""
    long = "x" * 251
    made = place([f"{long}.png", "a.png"])
    status, _, said = made.call(*BATCH, "--format", "jpeg")
    expect(status == 1 and f"{long}.jpeg" in said and painted(made) == ["a.jpeg"], said)
    shutil.rmtree(made.folder / "painted")
    made.fails(*FRAMES, "--format", "jpeg", says=f"{long}.jpeg")
    expect(not (made.folder / "painted").exists(), "a folder was made for nothing")


def names_that_are_not_utf_8():
    """They are shown as well as it goes, in sentences about the folders, too."""
    made = place([os.fsdecode(b"caf\xe9.png")])
    out, empty = os.fsdecode(b"out\xe9"), os.fsdecode(b"empty\xe9")
    (made.folder / empty).mkdir()
    works(made, "batch", "photos", "--style", "style.png", "-o", out, *QUICK)
    works(made, "batch", "photos", "--style", "style.png", "-o", out, *QUICK)
    expect((made.folder / out / os.fsdecode(b"caf\xe9.png")).exists(), "it was not painted")
    made.fails("batch", empty, "--style", "style.png", "-o", "x", *QUICK, says="empty\ufffd")
    made.fails("batch", out, "--style", "style.png", "-o", out, *QUICK, says="out\ufffd")


# ---- What is done, and what is not ---------------------------------------------------------------------


def finished_paintings_may_be_read_only():
    """Who protects them can call the same command again for new pictures."""
    for call in (BATCH, FRAMES):
        made = place()
        works(made, *call)
        for path in (made.folder / "painted").glob("*.png"):
            path.chmod(0o444)
        write_png(made.folder / "photos" / "c.png", 64, 48, photo)
        works(made, *call)
        expect(painted(made) == ["a.png", "b.png", "c.png"], f"painted: {painted(made)}")
        before = (made.folder / "painted" / "b.png").read_bytes()
        write_png(made.folder / "photos" / "b.png", 64, 48, painting)
        for force in ((), ("--force",)):
            status, _, said = made.call(*call, *force)
            expect(status == 1 and "painted/b.png" in said, f"{call[0]}: {said}")
        expect((made.folder / "painted" / "b.png").read_bytes() == before, "a read-only painting was replaced")
    outcome("Many pictures", "finished paintings are made read-only, and the same command is called again",
            "new pictures are painted; where a picture has changed, a sentence says that its painting is read-only")


def clocks_do_not_count():
    """Pictures from the future, and a clock that goes backwards: what counts is whether a file has changed."""
    made = place(["a.png"])
    picture, there = made.folder / "photos" / "a.png", made.folder / "painted" / "a.png"
    os.utime(picture, (4e9, 4e9))
    works(made, *BATCH)
    before = there.stat().st_mtime_ns
    works(made, *BATCH)
    expect(there.stat().st_mtime_ns == before, "it was painted again")
    os.utime(picture, (1e9, 1e9))
    works(made, *BATCH)
    expect(there.stat().st_mtime_ns != before, "a picture that has changed was not painted again")


def claim_of(made, note):
    """As a program leaves it that is killed: its record is missing, and what it was about to put there is noted."""
    record = next(path for path in (made.folder / "painted" / ".nst-ledger").glob("*.json"))
    record.with_suffix(".claim").write_text(f"process 1 on another since yesterday\n{note}")
    record.unlink()


def a_file_in_the_place_of_one_that_was_not_finished():
    """A program was killed before its painting had its name, and somebody has put a file there since: it is not ours."""
    made = place(["a.png"])
    works(made, *BATCH)
    there = made.folder / "painted" / "a.png"
    state = there.stat()
    claim_of(made, f"painting {state.st_size} {state.st_mtime_ns}\n")
    there.unlink()
    there.write_text("mine\n")
    for _ in range(2):
        status, _, said = made.call(*BATCH)
        expect(status == 1 and "painted/a.png" in said and "--force" in said, said)
        expect(there.read_text() == "mine\n", "the user's file was replaced")
    works(made, *BATCH, "--force")
    expect(not list((made.folder / "painted" / ".nst-ledger").glob("*.claim")), "a claim was left")

    made = place()
    works(made, *FRAMES)
    (made.folder / "painted" / ".nst-ledger" / "frames.claim").write_text("process 1 on another since yesterday\n")
    for record in (made.folder / "painted" / ".nst-ledger").glob("*.json"):
        record.unlink()
    status, _, said = made.call(*FRAMES)
    expect(status == 1 and "painted/a.png" in said and "--force" in said, said)
    made = place(["a.png"])
    works(made, *FRAMES)
    there, state = made.folder / "painted" / "a.png", (made.folder / "painted" / "a.png").stat()
    (made.folder / "painted" / ".nst-ledger" / "frames.claim").write_text(
        f"process 1 on another since yesterday\npainting {state.st_size} {state.st_mtime_ns}\n")
    status, _, said = made.call(*FRAMES, "--strength", "0.5")
    expect(status == 1 and "strength" in said, f"a painting with its record was replaced, which has other settings: {said}")
    works(made, *FRAMES)
    expect(there.stat().st_mtime_ns == state.st_mtime_ns, "a painting with its record was painted again")
    outcome("Many pictures", "a program was killed before a painting had its name, and a file was put there since",
            "it stays, and a sentence says so; the painting itself, without its record, is painted again")


def a_record_that_cannot_be_written():
    """The painting is there, and known to be ours when the disk has room again."""
    for call in (BATCH, FRAMES):
        made = place(["a.png"])
        works(made, *call)
        record = next(path for path in (made.folder / "painted" / ".nst-ledger").glob("*.json"))
        record.unlink()
        record.mkdir()
        (made.folder / "painted" / "a.png").unlink()
        status, _, said = made.call(*call)
        expect(status == 1 and "ledger" in said and painted(made) == ["a.png"], said)
        record.rmdir()
        works(made, *call)
        expect(not list((made.folder / "painted" / ".nst-ledger").glob("*.claim")), "a claim was left")


# ---- Other programs -----------------------------------------------------------------------------------

CREATED, MOVED_HERE = 0x100, 0x80


def names_made(folder, run):
    """The names that came to be in the folder while `run` ran, in order: by inotify."""
    library = ctypes.CDLL(None, use_errno=True)
    watch = library.inotify_init()
    library.inotify_add_watch(watch, os.fsencode(folder), CREATED | MOVED_HERE)
    try:
        run()
        os.set_blocking(watch, False)
        data, at, names = os.read(watch, 65536), 0, []
    finally:
        os.close(watch)
    while at < len(data):
        length = struct.unpack_from("iIII", data, at)[3]
        names.append(data[at + 16:at + 16 + length].rstrip(b"\0").decode())
        at += 16 + length
    return names


def a_name_is_not_taken_for_a_trial():
    """Another program that finishes at that moment would find its name taken, or its painting deleted."""
    made = place()
    names = names_made(made.folder, lambda: made.fails("stylize", "photos/absent.png", "style.png", "-o", "out.png", *FAST,
                                                       says="absent"))
    expect(names and all(name.startswith(".nst-draft-") for name in names), f"these were made: {names}")
    names = names_made(made.folder, lambda: made.works("stylize", "photos/a.png", "style.png", "-o", "out.png", *FAST))
    expect(names.count("out.png") == 1 and names[-1] == "out.png", f"these were made: {names}")


def what_is_printed_does_not_arrive():
    made = place()
    for words in (("--version",), ("help",), ("styles",), ("networks",), ("batch", "--help")):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([NST, *words], cwd=made.folder, env=made.environment(), stdout=full, stderr=subprocess.PIPE,
                                  text=True, timeout=60, check=False)
        expect(done.returncode == 1 and done.stderr.count("\n") == 1, f"{words}: {done.returncode} {done.stderr}")


def stopped_before_the_first_picture():
    """Ctrl-C at any moment: nothing but whole paintings, and the same command goes on."""
    made = place([f"{number}.png" for number in range(8)])
    for pause in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4):
        run = made.start(*BATCH)
        try:
            run.wait(pause)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGINT)
        problem = run.communicate()[1]
        expect(run.returncode in (0, -signal.SIGINT), f"after {pause} s it ended with {run.returncode}: {problem}")
    works(made, *BATCH)
    expect(painted(made) == sorted(path.name for path in (made.folder / "photos").iterdir()), f"{painted(made)}")
    left = [path.name for path in (made.folder / "painted").rglob("*") if path.suffix == ".claim" or "draft" in path.name]
    expect(not left, f"{left} was left")


main([pipes_loops_and_folders, a_picture_out_of_a_pipe, folders_without_a_name, names_that_become_too_long,
      names_that_are_not_utf_8, finished_paintings_may_be_read_only, clocks_do_not_count,
      a_file_in_the_place_of_one_that_was_not_finished,
      a_record_that_cannot_be_written, a_name_is_not_taken_for_a_trial, what_is_printed_does_not_arrive,
      stopped_before_the_first_picture])
