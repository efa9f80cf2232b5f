# SPDX-License-Identifier: GPL-3.0-or-later

"""`nst stylize --frames`: the pictures of a folder, in order of their names, as the frames of a film."""

import json
import signal

from nst import FAR, Place, expect, main, outcome, painting, photo, write_png

QUICK = ("--method", "fast", "--quiet")


def place():
    made = Place()
    write_png(made.folder / "style.png", 96, 96, painting)
    (made.folder / "shots").mkdir()
    for name, shift in (("shot 2.png", 0), ("shot 10.png", 3)):
        write_png(made.folder / "shots" / name, 160, 120, lambda x, y, shift=shift: photo(x + shift, y))
    (made.folder / "shots" / "notes.txt").write_text("no frame\n")
    return made


def in_order():
    """Each picture under its own name, the first as if it were alone, the second after it."""
    made = place()
    made.works("stylize", "--frames", "shots", "style.png", "-o", "new/painted", *QUICK)
    made.works("stylize", "shots/shot 2.png", "style.png", "-o", "first.png", *QUICK)
    made.works("stylize", "shots/shot 10.png", "style.png", "-o", "second.png", *QUICK)
    painted = made.folder / "new" / "painted"
    expect(sorted(path.name for path in painted.glob("[!.]*")) == ["shot 10.png", "shot 2.png"], "other files were painted")
    expect((painted / "shot 2.png").read_bytes() == (made.folder / "first.png").read_bytes(), "the first has a past")
    expect((painted / "shot 10.png").read_bytes() != (made.folder / "second.png").read_bytes(), "the second has none")


def going_on(method, kill):
    """A run that is stopped twice ends in the same pictures as an unbroken one."""
    made = place()
    for number in range(11, 11 + 8):
        write_png(made.folder / "shots" / f"shot {number}.png", 160, 120, lambda x, y, n=number: photo(x + 2 * n, y))
    (made.folder / FAR).mkdir(parents=True)
    (made.folder / "shots").rename(made.folder / FAR / "shots")
    call = ("stylize", "--frames", f"{FAR}/shots", "style.png", *method)
    painted = f"{FAR}/painted"
    status, _, problem = made.call(*call, "-o", "whole", "--quiet")
    expect(status == 0, problem)

    notes = []
    for signals in kill:
        run = made.start_on_leash(*call, "-o", painted, "--progress", "json")
        n = 0
        for line in run.stdout:
            event = json.loads(line)
            n += event["event"] == "done"
            notes += [event["message"]] if event["event"] == "note" else []
            if n == 2:
                break
        run.send_signal(signals)
        run.communicate()
        expect(run.returncode == -signals, f"it ended with {run.returncode}")
    had = stamp(made, painted)
    expect(4 <= len(had) < 10, f"{len(had)} frames were painted")
    status, said, problem = made.call(*call, "-o", painted, "--progress", "json")
    expect(status == 0, problem)
    events = [json.loads(line) for line in said.splitlines()]
    notes += [event["message"] for event in events if event["event"] == "note"]
    ended = [event for event in events if event["event"] == "end"]
    expect(ended[0]["skipped"] in (len(had), len(had) - 1) and ended[0]["done"] + ended[0]["skipped"] == 10, f"{ended}")
    now, whole = stamp(made, painted), stamp(made, "whole")
    expect({name: data for name, (_, data) in now.items()} == {name: data for name, (_, data) in whole.items()},
           "the paintings are not those of an unbroken run")
    expect(sum(now[name] != what for name, what in had.items()) <= 1, "frames were written again")
    expect(not list((made.folder / painted / ".nst-ledger").glob("frames.*")), "the state was left")
    return notes


def stamp(made, folder):
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in (made.folder / folder).glob("*.png")}


def goes_on_after_being_killed():
    """What the next frame needs is made again from the first frame on."""
    notes = going_on(QUICK[:2], (signal.SIGKILL, signal.SIGKILL))
    expect(any("Continuing with" in note and "painted again" in note for note in notes), f"{notes}")
    outcome("Animations", "`nst stylize --frames` is killed, and called again",
            "it goes on with the next frame; all are those of an unbroken run, bit for bit")


def goes_on_after_being_stopped():
    """What the next frame needs is in a file; a run that is killed later goes on from there."""
    notes = going_on(QUICK[:2], (signal.SIGINT, signal.SIGKILL))
    first = next(note for note in notes if "Continuing with" in note)
    expect("painted again" not in first, first)


def changes():
    """A frame that has changed is painted again, and so are those after it; a missing one alone."""
    made = place()
    for name, shift in (("shot 11.png", 5), ("shot 12.png", 9)):
        write_png(made.folder / "shots" / name, 160, 120, lambda x, y, shift=shift: photo(x + shift, y))
    call = ("stylize", "--frames", "shots", "style.png", "-o", "painted", *QUICK)
    made.works(*call)
    whole = stamp(made, "painted")
    made.works(*call)
    expect(stamp(made, "painted") == whole, "what was done was done again")
    (made.folder / "painted" / "shot 10.png").unlink()
    made.works(*call)
    now = stamp(made, "painted")
    expect({name for name in now if now[name] != whole[name]} == {"shot 10.png"}, "others were painted")
    expect(now["shot 10.png"][1] == whole["shot 10.png"][1], "it is another painting")
    write_png(made.folder / "shots" / "shot 11.png", 160, 120, photo)
    made.works(*call)
    after = stamp(made, "painted")
    expect({name for name in now if now[name] != after[name]} == {"shot 11.png", "shot 12.png"}, "not those after it")
    status, _, said = made.call(*call, "--strength", "0.5")
    for word in ("strength", "“1”", "“0.5”", " 4 "):
        expect(status == 1 and word in said, f"“{word}” is missing in: {said}")
    expect(stamp(made, "painted") == after, "paintings with other settings were replaced")
    made.works(*call, "--strength", "0.5", "--force")


def all_kinds_of_files():
    """Whatever can be read is a frame; what is none is named, and hidden files are passed over."""
    made = place()
    made.works("stylize", "shots/shot 2.png", "style.png", "-o", "shots/shot 11.webp", "--strength", "0")
    made.works("stylize", "shots/shot 2.png", "style.png", "-o", "shots/shot 12.tif", "--strength", "0")
    (made.folder / "shots" / "._shot 2.png").write_bytes(b"a Mac's\n")
    status, _, said = made.call("stylize", "--frames", "shots", "style.png", "-o", "painted", *QUICK[:2])
    names = sorted(path.name for path in (made.folder / "painted").iterdir() if path.name[0] != ".")
    expect(status == 0 and names == ["shot 10.png", "shot 11.webp", "shot 12.tif", "shot 2.png"], f"{names}: {said}")
    expect("notes.txt" in said and "._shot" not in said, said)
    status, _, said = made.call("stylize", "--frames", "shots", "style.png", "-o", "png", *QUICK, "--format", "png")
    names = sorted(path.name for path in (made.folder / "png").iterdir() if path.name[0] != ".")
    expect(status == 0 and names == ["shot 10.png", "shot 11.png", "shot 12.png", "shot 2.png"], f"{names}: {said}")


def problems_at_once():
    """All frames are looked at before the first is painted."""
    made = place()
    write_png(made.folder / "shots" / "shot 11.png", 60, 50, photo)
    (made.folder / "shots" / "shot 12.jpg").write_bytes(b"")
    (made.folder / "shots" / "shot 13.png").write_text("no picture\n")
    status, _, said = made.call("stylize", "--frames", "shots", "style.png", "-o", "painted", *QUICK)
    for word in ("shot 11.png", "60 × 50", "shot 12.jpg", "shot 13.png"):
        expect(status == 1 and word in said, f"“{word}” is missing in: {said}")
    expect(not (made.folder / "painted").exists(), "an empty folder was left")
    made.fails("stylize", "--frames", "absent", "style.png", "-o", "painted", says="absent")
    (made.folder / "shots" / "shot 11.png").unlink()
    (made.folder / "shots" / "shot 12.jpg").unlink()
    (made.folder / "shots" / "shot 13.png").unlink()
    made.fails("stylize", "--frames", "shots", "no-such-style", "-o", "painted", *QUICK, says="no-such-style")
    expect(not (made.folder / "painted").exists(), "an empty folder was left")
    (made.folder / "painted").mkdir()
    (made.folder / "painted" / "shot 10.png").write_bytes(b"somebody's")
    made.fails("stylize", "--frames", "shots", "style.png", "-o", "painted", *QUICK, says=("shot 10.png", "--force"))
    expect((made.folder / "painted" / "shot 10.png").read_bytes() == b"somebody's", "it was replaced")
    outcome("Animations", "`nst stylize --frames` with files of another size, empty ones, and ones that are no pictures",
            "all that is wrong is told at once, before the first frame; other files are named and left aside")


def mistakes():
    made = place()
    before = (made.folder / "shots" / "shot 2.png").read_bytes()
    (made.folder / "empty").mkdir()
    call = ("stylize", "--frames")
    made.fails(*call, "absent", "style.png", "-o", "painted", *QUICK, says="absent")
    made.fails(*call, "empty", "style.png", "-o", "painted", *QUICK, says="empty")
    made.fails(*call, "shots", "style.png", "-o", "shots/../shots/", *QUICK, says="shots")
    made.fails(*call, "shots", "style.png", "-o", "style.png", *QUICK, says="style.png")
    made.fails(*call, "shots", "style.png", "-o", "painted", "--report", "r.json", says="--report", status=2)
    expect((made.folder / "shots" / "shot 2.png").read_bytes() == before, "a frame was replaced")
    write_png(made.folder / "shots" / "shot 11.png", 60, 50, photo)
    made.fails(*call, "shots", "style.png", "-o", "painted", *QUICK, says=("shot 11.png", "60 × 50", "160 × 120"))


main([in_order, goes_on_after_being_killed, goes_on_after_being_stopped, changes, all_kinds_of_files, problems_at_once,
      mistakes],
     numeric=(goes_on_after_being_killed, changes))
