# SPDX-License-Identifier: GPL-3.0-or-later

"""Failures around a call of `nst`: invalid files, missing folders, full disks and refused
memory. Each ends with one sentence, and existing files are unchanged."""

import os
import resource
import signal

from nst import Place, expect, main, outcome, painting, photo, write_png

QUICK = ("--iterations", 2, "--start", "content", "--force")


def place():
    """A folder with a content, a style, a folder, a text that calls itself a picture, and one that may not be read."""
    made = Place()
    write_png(made.folder / "in.png", 160, 120, photo)
    write_png(made.folder / "style.png", 96, 96, painting)
    (made.folder / "words.png").write_text("This is no picture.\n")
    (made.folder / "cut.png").write_bytes((made.folder / "in.png").read_bytes()[:2000])
    (made.folder / "folder").mkdir()
    (made.folder / "folder.png").mkdir()
    (made.folder / "folder.safetensors").mkdir()
    return made


def leaves(made, name, content):
    """`name` is as it was, and nothing lies beside it that has not been there."""
    expect((made.folder / name).read_bytes() == content, f"{name} is not what it was")
    beside = [path.name for path in made.folder.iterdir() if path.name.startswith(name) and path.name != name]
    expect(not beside, f"{beside} was left")


def files_that_are_none():
    made = place()
    for name in ("absent.png", "words.png", "cut.png", "folder", "folder.png"):
        made.fails("stylize", name, "style.png", "-o", "out.png", *QUICK, says=name)
    for name in ("absent.png", "words.png", "cut.png", "folder.png", "folder.safetensors", "absent.safetensors"):
        made.fails("stylize", "in.png", name, "-o", "out.png", *QUICK, says=name)
    expect(not (made.folder / "out.png").exists(), "something was painted")


def a_file_that_may_not_be_read():
    if os.getuid() == 0:
        return  # who may read everything
    made = place()
    (made.folder / "in.png").chmod(0)
    made.fails("stylize", "in.png", "style.png", "-o", "out.png", *QUICK, says="in.png")


def places_that_are_not_there():
    made = place()
    for out in ("no/such/out.png", "folder.png"):
        made.fails("stylize", "in.png", "style.png", "-o", out, *QUICK, says=out)
    for out in ("no/such/out.safetensors", "folder.safetensors"):
        made.fails("measure", "style.png", "-o", out, says=out)


def a_full_disk():
    made = place()

    def no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    for name in ("out.png", "out.jpg", "out.tif", "out.bmp"):
        (made.folder / name).write_bytes(b"what was there")
        made.fails("stylize", "in.png", "style.png", "-o", name, *QUICK, says=(name, "File too large"), before=no_room)
        leaves(made, name, b"what was there")
    (made.folder / "out.safetensors").write_bytes(b"what was there")
    made.fails("measure", "style.png", "-o", "out.safetensors", says="out.safetensors", before=no_room)
    leaves(made, "out.safetensors", b"what was there")
    made.fails("networks", "--install", os.environ["WEIGHTS"] + "/codec.safetensors", "--name", "mine", says="mine",
               before=no_room)
    expect(not list(made.networks.iterdir()), "part of a network was left")
    outcome("Accidents", "the disk is full while nst writes a picture, a style or a network",
            "what was there stays, nothing is left beside it, a sentence says so")


def memory_that_is_refused():
    if "SANITIZED" in os.environ:
        return  # a sanitizer needs more addresses than a limit leaves
    made = Place()
    write_png(made.folder / "in.png", 800, 600, photo)
    write_png(made.folder / "style.png", 300, 300, painting)
    words = ("stylize", "in.png", "style.png", "-o", "out.png", "--threads", 1, *QUICK)
    refused = 0
    # With less, OpenBLAS waits for its first buffer while the program is being loaded, before any of ours runs; and so
    # do, with more, the threads of its own that it would start there.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    # Less than 320 is not enough for the code of the libraries, libvips' modules among them. With little more, threads
    # cannot be started, or can by chance.
    for megabytes in (*range(320, 400, 4), *range(400, 2000, 40)):
        def little(limit=megabytes << 20):
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

        status, _, problem = made.call(*words, before=little)
        if status == 0:
            break
        expect(status == 1 and problem.startswith("nst: ") and problem.endswith(".\n"),
               f"with {megabytes} MB it ended with {status}: {problem}")
        refused += 1
    expect(status == 0 and refused > 0, f"it was refused {refused} times and ended with {status}")


main([files_that_are_none, a_file_that_may_not_be_read, places_that_are_not_there, a_full_disk, memory_that_is_refused])
