# SPDX-License-Identifier: GPL-3.0-or-later

"""Where `nst` writes: never to a file that it reads, whatever its spelling; to another existing file only with `--force`;
and errors in writing are found before painting, with the name that the user gave."""

import fcntl
import os
import stat

from nst import Place, expect, main, outcome, painting, photo, some, write_png

FAST = ("--method", "fast", "--quiet")
CODEC = os.path.join(os.environ["WEIGHTS"], "codec.safetensors")


def place():
    """A folder with pictures, a mask, styles of the user's own, a folder of frames, and other names for some of them."""
    made = Place()
    write_png(made.folder / "in.png", 64, 48, photo)
    write_png(made.folder / "style.png", 64, 48, painting)
    write_png(made.folder / "mask.png", 64, 48, lambda x, y: (255 if x > 30 else 0,) * 3)
    (made.folder / "shots").mkdir()
    for name in ("1.png", "2.png"):
        write_png(made.folder / "shots" / name, 64, 48, photo)
    os.symlink("in.png", made.folder / "link.png")
    os.link(made.folder / "in.png", made.folder / "hard.png")
    os.symlink("shots", made.folder / "linked")
    return made


def contents(made):
    return {path: path.read_bytes() for path in sorted(made.folder.rglob("*")) if path.is_file()}


def refused(made, *words, says, status=1):
    """The call fails, and no file is another one than before."""
    before = contents(made)
    problem = made.fails(*words, says=says, status=status)
    expect(contents(made) == before, f"nst {words} changed files")
    return problem


def another_name_of_the_content():
    made = place()
    (made.folder / "sub").mkdir()
    for force in ((), ("--force",)):
        for out in some(("in.png", "./in.png", "sub/../in.png", "link.png", made.folder / "in.png", "shots/../in.png", "hard.png")):
            refused(made, "stylize", "in.png", "style.png", "-o", out, *FAST, *force, says=(f"“{out}”", "“in.png”"))
        refused(made, "stylize", "link.png", "style.png", "-o", "in.png", *FAST, *force, says=("in.png", "link.png"))
    outcome("Files", "nst is to write over a picture that it reads: by its name, a link, ./, .., another hard link",
            "a sentence names both, with --force too; no file has changed")


def the_other_files_that_are_read():
    made = place()
    own = made.folder / "data" / "style-transfer" / "styles"
    own.mkdir(parents=True)
    made.works("measure", "style.png", "-o", own / "mine.safetensors")
    call = ("stylize", "in.png", "style.png", "--force", *FAST)
    refused(made, *call, "-o", "style.png", says="style.png")
    refused(made, *call, "-o", "mask.png", "--region", "mask.png=style.png", says="mask.png")
    refused(made, *call, "-o", "mask.png", "--protect", "mask.png", says="mask.png")
    refused(made, *call, "-o", "out.png", "--report", "in.png", says="in.png")
    refused(made, *call, "-o", "out.png", "--report", CODEC, says=CODEC)
    refused(made, *call, "-o", "out.png", "--report", "out.png", says="out.png")
    refused(made, "stylize", "in.png", "mine", *FAST, "-o", "out.png", "--report", own / "mine.safetensors", "--force",
            says="mine.safetensors")
    refused(made, "stylize", "in.png", "--region", "mask.png=mine", *FAST, "-o", "out.png", "--report",
            own / "mine.safetensors", "--force", says="mine.safetensors")


def frames_over_frames():
    made = place()
    for out in ("shots", "./shots/", "linked", "shots/../linked"):
        refused(made, "stylize", "--frames", "shots", "style.png", "-o", out, *FAST, "--force", says="“shots”")
    refused(made, "stylize", "--frames", "linked", "style.png", "-o", "shots", *FAST, "--force", says="“linked”")
    # A folder of links to the frames is another folder, and writing there would replace them all the same.
    (made.folder / "links").mkdir()
    for name in ("1.png", "2.png"):
        os.symlink(f"../shots/{name}", made.folder / "links" / name)
    refused(made, "stylize", "--frames", "shots", "style.png", "-o", "links", *FAST, "--force", says=("links/1.png", "shots/1.png"))
    (made.folder / "shots2").mkdir()
    os.link(made.folder / "style.png", made.folder / "shots2" / "2.png")
    refused(made, "stylize", "--frames", "shots", "style.png", "-o", "shots2", *FAST, "--force", says=("2.png", "style.png"))


def measuring_over_what_is_measured():
    made = place()
    os.link(made.folder / "style.png", made.folder / "style.safetensors")
    refused(made, "measure", "style.png", "-o", "style.png", "--force", says=".safetensors", status=2)
    refused(made, "measure", "style.png", "-o", "style.safetensors", "--force", says=("style.safetensors", "style.png"))
    os.symlink("mask.png", made.folder / "mask.safetensors")
    refused(made, "measure", "style.png", "--thumbnail", "mask.png", "-o", "mask.safetensors", "--force", says="mask.png")
    os.symlink(CODEC, made.folder / "codec.safetensors")
    refused(made, "measure", "style.png", "-o", "codec.safetensors", "--force", says=("“codec.safetensors”", CODEC))


def training_over_what_is_learned_from():
    made = place()
    call = ("train", "style", "style.png", "-p", "shots", "--force")
    os.link(made.folder / "style.png", made.folder / "style.safetensors")
    os.link(made.folder / "shots" / "1.png", made.folder / "shots" / "one.safetensors")
    refused(made, *call, "-o", "style.safetensors", says="style.png")
    refused(made, *call, "-o", "shots/one.safetensors", says="shots")
    refused(made, *call, "-o", "new.safetensors", "--checkpoint", "style.png", says="style.png")
    refused(made, *call, "-o", "new.safetensors", "--checkpoint", "new.safetensors", says="new.safetensors")
    refused(made, *call, "-o", "new.safetensors", "--preview-content", "in.png", "--preview", "link.png", says="in.png")
    refused(made, *call, "-o", "new.safetensors", "--preview-content", "in.png", "--preview", "linked/2.png", says="shots")
    os.symlink(CODEC, made.folder / "start.safetensors")
    refused(made, *call, "--start", "start.safetensors", "-o", "start.safetensors", says="start.safetensors")
    refused(made, "train", "codec", "--stage", "decoder", "--start", CODEC, "-p", "shots", "-o", "start.safetensors",
            "--force", says=("“start.safetensors”", CODEC))


def installing_over_itself():
    made = place()
    made.works("networks", "--install", CODEC, "--name", "mine")
    installed = made.networks / "mine.safetensors"
    os.link(installed, made.folder / "other.safetensors")
    refused(made, "networks", "--install", installed, "--force", says="mine.safetensors")
    refused(made, "networks", "--install", "other.safetensors", "--name", "mine", "--force", says="mine.safetensors")
    refused(made, "networks", "--install", CODEC, "--name", "mine", says="mine")
    installed.chmod(0o444)
    refused(made, "networks", "--install", CODEC, "--name", "mine", "--force", says="mine.safetensors")


def what_exists_stays_without_force():
    made = place()
    for name in ("out.png", "report.json", "out.safetensors", "preview.png"):
        (made.folder / name).write_bytes(b"what was there")
    call = ("stylize", "in.png", "style.png", *FAST)
    refused(made, *call, "-o", "out.png", says=("out.png", "--force"))
    refused(made, *call, "-o", "new.png", "--report", "report.json", says=("report.json", "--force"))
    refused(made, "measure", "style.png", "-o", "out.safetensors", says=("out.safetensors", "--force"))
    refused(made, "train", "style", "style.png", "-p", "shots", "-o", "out.safetensors", says="--force")
    refused(made, "train", "style", "style.png", "-p", "shots", "-o", "new.safetensors", "--preview-content", "in.png",
            "--preview", "preview.png", says=("preview.png", "--force"))
    refused(made, "train", "codec", "--stage", "decoder", "--start", CODEC, "-p", "shots", "-o", "out.safetensors",
            says="--force")
    (made.folder / "painted").mkdir()
    (made.folder / "painted" / "2.png").write_bytes(b"what was there")
    refused(made, "stylize", "--frames", "shots", "style.png", "-o", "painted", *FAST, says=("painted/2.png", "--force"))
    made.works(*call, "-o", "out.png", "--report", "report.json", "--force")
    made.works("measure", "style.png", "-o", "out.safetensors", "-f")
    made.works("stylize", "--frames", "shots", "style.png", "-o", "painted", *FAST, "-f")
    for name in ("out.png", "report.json", "out.safetensors", "painted/2.png"):
        expect((made.folder / name).read_bytes() != b"what was there", f"{name} was not replaced")
    outcome("Files", "the file that nst is to write exists", "a sentence points at --force; with it, the file is replaced")


def read_only_files_stay():
    made = place()
    for name in ("out.png", "report.json", "out.safetensors"):
        (made.folder / name).write_bytes(b"what was there")
        (made.folder / name).chmod(0o444)
    call = ("stylize", "in.png", "style.png", *FAST, "--force")
    refused(made, *call, "-o", "out.png", says="out.png")
    refused(made, *call, "-o", "new.png", "--report", "report.json", says="report.json")
    refused(made, "measure", "style.png", "-o", "out.safetensors", "--force", says="out.safetensors")
    refused(made, "train", "style", "style.png", "-p", "shots", "-o", "new.safetensors", "--checkpoint", "out.safetensors",
            says="out.safetensors")
    outcome("Files", "the file that nst is to write is read-only", "a sentence says so, with --force too")


def places_where_nothing_can_be_written():
    """Found before the pictures are even read: the content is missing, too."""
    made = place()
    (made.folder / "folder.png").mkdir()
    (made.folder / "folder.safetensors").mkdir()
    (made.folder / "folder.json").mkdir()
    os.symlink("nowhere/out.png", made.folder / "broken.png")
    os.mkfifo(made.folder / "pipe.png")
    long = "x" * 260 + ".png"
    call = ("stylize", "absent.png", "style.png", *FAST, "--force")
    places = ("no/such/out.png", "folder.png", long, "in.png/out.png", "broken.png", "pipe.png", "/proc/out.png")
    reasons = {refused(made, *call, "-o", out, says=out).replace(out, "") for out in places}
    expect(len(reasons) == len(places), f"two places have one reason: {reasons}")
    for out in some(("out.pgn", "out", "out.exr", ".png.", "")):
        refused(made, *call, "-o", out, says=(out, ".png"), status=2)
    for out in ("no/such/report.json", "folder.json", long, "/proc/report.json"):
        told = refused(made, *call, "-o", "out.png", "--report", out, says=out)
        expect(told.replace(out, "") in reasons, f"another reason than for a picture: {told}")
    for out in some(("no/such/out.safetensors", "folder.safetensors", "y" * 250 + ".safetensors", "/proc/out.safetensors")):
        refused(made, "measure", "absent.png", "-o", out, says=out)
        refused(made, "train", "style", "style.png", "-p", "absent", "-o", out, says=out)
        refused(made, "train", "style", "style.png", "-p", "absent", "-o", "new.safetensors", "--checkpoint", out, says=out)
        refused(made, "train", "codec", "--stage", "decoder", "--start", CODEC, "-p", "absent", "-o", out, says=out)
    for out, status in (("no/such/out.png", 1), ("folder.png", 1), ("preview.txt", 2)):
        refused(made, "train", "style", "style.png", "-p", "absent", "-o", "new.safetensors", "--preview-content",
                "in.png", "--preview", out, says=out, status=status)
    outcome("Files", "the result has no folder, is a folder or a pipe, has too long a name or an unknown ending",
            "a sentence says so before anything is read or painted")


def endings_by_which_files_are_known():
    made = place()
    for out in some(("out.png", "out", "out.safetensor", "-", ".safetensors")):
        refused(made, "measure", "style.png", "-o", out, says=(out, ".safetensors"), status=2)
        refused(made, "train", "style", "style.png", "-p", "shots", "-o", out, says=(out, ".safetensors"), status=2)
        refused(made, "train", "codec", "--stage", "decoder", "--start", CODEC, "-p", "shots", "-o", out,
                says=(out, ".safetensors"), status=2)


def a_link_leads_to_what_is_replaced():
    made = place()
    (made.folder / "elsewhere").mkdir()
    (made.folder / "elsewhere" / "there.png").write_bytes(b"what was there")
    (made.folder / "elsewhere" / "there.png").chmod(0o640)
    os.symlink("elsewhere/there.png", made.folder / "out.png")
    os.link(made.folder / "elsewhere" / "there.png", made.folder / "copy.png")
    made.works("stylize", "in.png", "style.png", "-o", "out.png", *FAST, "--force")
    expect((made.folder / "out.png").is_symlink(), "the link was replaced")
    there = made.folder / "elsewhere" / "there.png"
    expect(there.read_bytes()[:4] == b"\x89PNG" and stat.S_IMODE(there.stat().st_mode) == 0o640, "the file has another mode")
    expect((made.folder / "copy.png").read_bytes() == b"what was there", "another name of it was written through")
    expect([path.name for path in there.parent.iterdir()] == ["there.png"], "something lies beside it")


def names_of_every_kind():
    """Names that are not UTF-8, as long as they may be, with brackets, quotes and signs that mean something to libvips."""
    made = place()
    folder = os.fsencode(made.folder)
    names = (b"caf\xe9 \xff.png", b"z" * 251 + b".png", b"a[1].png", b"b[Q=3].png", b"c'd\"e $f.png", b"-g.png", b"h:i.png",
             "ü.png".encode(), b"j%d\nk.png", b"out.PNG")
    for name in some(names):
        out = b"./" + name if name.startswith(b"-") else name
        made.works("stylize", "in.png", "style.png", "-o", os.fsdecode(out), *FAST)
        expect(os.path.isfile(os.path.join(folder, name)), f"{name} was not written")
        made.works("stylize", os.fsdecode(out), "style.png", "-o", "again.png", *FAST, "--force")
    for name in (b"caf\xe9.safetensors", b"z" * 243 + b".safetensors"):
        made.works("measure", os.fsdecode(names[0]), "-o", os.fsdecode(name))
        made.works("stylize", "in.png", os.fsdecode(name), "-o", "again.png", *FAST, "--strokes", 0, "--force")
    (made.folder / os.fsdecode(b"shots\xe9")).mkdir()
    os.rename(os.path.join(folder, b"shots/1.png"), os.path.join(folder, b"shots\xe9/\xff.png"))
    made.works("stylize", "--frames", os.fsdecode(b"shots\xe9"), "style.png", "-o", os.fsdecode(b"painted\xe9"), *FAST)
    expect(os.path.isfile(os.path.join(folder, b"painted\xe9/\xff.png")), "the frame was not written")
    made.fails("stylize", os.fsdecode(b"absent\xe9.png"), "style.png", "-o", "x.png", *FAST, says="absent\ufffd.png")


def what_killed_runs_have_left():
    """Hidden files and folders of runs that were killed go with the next one; those of runs that live stay, and so does
    everything that has another name."""
    made = place()
    painted = made.folder / "painted"
    (painted / "below").mkdir(parents=True)
    (made.folder / "shots" / "below").mkdir()
    write_png(made.folder / "shots" / "below" / "3.png", 64, 48, photo)
    calls = {".": ("stylize", "in.png", "style.png", "-o", "out.png", *FAST),
             "painted": ("batch", "shots", "--recursive", "--style", "style.png", "-o", "painted", "--fusion", "adain", *FAST),
             "frames": ("stylize", "--frames", "shots", "style.png", "-o", "frames", *FAST),
             "measured": ("measure", "style.png", "-o", "measured/style.safetensors")}
    for folder, call in calls.items():
        places = [made.folder / folder] + ([painted / "below"] if folder == "painted" else [])
        for there in places:
            there.mkdir(exist_ok=True)
            (there / ".nst-draft-aB3xYz").write_bytes(b"half a picture")
            (there / ".nst-draft-FoLd3r").mkdir()
            (there / ".nst-draft-FoLd3r" / "a.png").write_bytes(b"half a picture")
            (there / ".nst-draft-notes").write_text("mine")
            (there / ".nst-config").write_text("mine")
            (there / ".nst-draft-l1Nk3d").symlink_to(made.folder / "in.png")
        with open(places[-1] / ".nst-draft-L1v1ng", "wb") as living:
            fcntl.flock(living, fcntl.LOCK_EX)
            made.works(*call)
            for there in places:
                left = sorted(path.name for path in there.iterdir() if path.name.startswith(".nst") and path.name != ".nst-ledger")
                mine = [".nst-config", ".nst-draft-l1Nk3d", ".nst-draft-notes"]
                expected = sorted(mine + ([".nst-draft-L1v1ng"] if there == places[-1] else []))
                expect(left == expected, f"nst {call[0]} leaves {left} in {there}")
    expect((made.folder / "in.png").read_bytes() == (made.folder / "hard.png").read_bytes(), "a picture has gone")
    outcome("Files", "hidden files of an nst that was killed lie where another one writes",
            "they are deleted, unless a program that lives holds them")


main([what_killed_runs_have_left, another_name_of_the_content, the_other_files_that_are_read, frames_over_frames, measuring_over_what_is_measured,
      training_over_what_is_learned_from, installing_over_itself, what_exists_stays_without_force, read_only_files_stay,
      places_where_nothing_can_be_written, endings_by_which_files_are_known, a_link_leads_to_what_is_replaced,
      names_of_every_kind])
