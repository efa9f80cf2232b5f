# SPDX-License-Identifier: GPL-3.0-or-later

"""`nst batch`: many pictures into a folder, with nothing lost and nothing painted twice."""

import json
import os
import pathlib
import shutil
import signal
import time

from nst import FAR, Place, expect, main, outcome, painting, photo, write_png

QUICK = ("--method", "fast", "--fusion", "adain", "--threads", 1)
BATCH = ("batch", "photos", "--style", "style.png", "-o", "painted", *QUICK)


def place(names=(), side=48):
    """A style, and pictures in the folder `photos`, each of a size of its own."""
    made = Place()
    write_png(made.folder / "style.png", 64, 64, painting)
    (made.folder / "photos").mkdir()
    for number, name in enumerate(names):
        path = made.folder / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_png(path, side + number % 3, side, photo)
    return made


def paintings(made, folder="painted"):
    """The paintings in a folder, without what is hidden."""
    root = made.folder / folder
    return sorted(str(path.relative_to(root)) for path in root.rglob("*")
                  if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts))


def done(said):
    """The pictures that the JSON lines say were painted."""
    events = [json.loads(line) for line in said.splitlines()]
    return [os.path.basename(event["picture"]) for event in events if event["event"] == "done"]


def stamp(made, folder="painted"):
    return {path: ((made.folder / folder / path).stat().st_mtime_ns, (made.folder / folder / path).read_bytes())
            for path in paintings(made, folder)}


# ---- Which pictures, and where to -----------------------------------------------------------------


def a_folder():
    """Each under its own name, as `nst stylize` paints it."""
    made = place(["IMG_1.png", "b.png", "2.png", "10.png", "it's “ä ö”.png", "below/c.png"])
    (made.folder / "photos" / "notes.txt").write_text("no picture\n")
    (made.folder / "photos" / "._b.png").write_bytes(b"a Mac's\n")
    (made.folder / "photos" / "no-ending").write_bytes((made.folder / "photos" / "b.png").read_bytes())
    status, _, said = made.call(*BATCH, "--format", "png")
    expect(status == 0, said)
    expect(paintings(made) == ["10.png", "2.png", "IMG_1.png", "b.png", "it's “ä ö”.png", "no-ending.png"],
           f"painted were {paintings(made)}")
    expect(said.find("photos/2.png") < said.find("photos/10.png"), f"another order than people's: {said}")
    expect("notes.txt" in said and "._b" not in said, f"what was left aside: {said}")
    made.works("stylize", "photos/b.png", "style.png", "-o", "alone.png", *QUICK, "--quiet")
    expect((made.folder / "alone.png").read_bytes() == (made.folder / "painted" / "b.png").read_bytes(),
           "alone, it is another picture")
    outcome("Many pictures", "a folder with hidden files and files that are no pictures",
            "the pictures are painted under their own names, in order; the others are named")


def folders_below():
    """The same folders for the paintings, which are themselves passed over."""
    made = place(["a.png", "deep/er/a.png", "deep/b.png"])
    words = ("batch", "photos", "--style", "style.png", *QUICK, "--recursive", "-o", "photos/painted")
    status, _, said = made.call(*words)
    expect(status == 0 and paintings(made, "photos/painted") == ["a.png", "deep/b.png", "deep/er/a.png"], said)
    status, _, said = made.call(*words)
    expect(status == 0 and "3 of 3" in said, f"the paintings were painted: {said}")
    status, _, said = made.call("batch", "photos", "--style", "style.png", *QUICK, "-r", "-o", "others")
    expect(status == 0 and paintings(made, "others") == ["a.png", "deep/b.png", "deep/er/a.png"],
           f"another run's paintings were painted: {said}")
    outcome("Many pictures", "the output folder inside the input folder", "its paintings are not painted again")


def files_by_name():
    made = place(["a.png", "b.png", "c.png"])
    status, _, said = made.call("batch", "photos/a.png", "photos/../photos/a.png", "photos/c.png", "--style", "style.png",
                                *QUICK, "-o", "painted")
    expect(status == 0 and paintings(made) == ["a.png", "c.png"], said)


def several_styles():
    made = place(["a.png", "b.png"])
    write_png(made.folder / "other.png", 64, 64, photo)
    call = ("batch", "photos", "--style", "style.png", "--style", "other.png", *QUICK)
    status, _, said = made.call(*call, "-o", "painted")
    expect(status == 0 and paintings(made) == ["other/a.png", "other/b.png", "style/a.png", "style/b.png"], said)
    status, _, said = made.call(*call, "--mix", "1,1", "-o", "mixed")
    expect(status == 0 and paintings(made, "mixed") == ["a.png", "b.png"], said)
    pictures = {(made.folder / path).read_bytes() for path in
                ("painted/other/a.png", "painted/style/a.png", "mixed/a.png")}
    expect(len(pictures) == 3, "two styles have painted the same")
    (made.folder / "x").mkdir()
    shutil.copy(made.folder / "other.png", made.folder / "x" / "style.png")
    made.fails("batch", "photos", "--style", "style.png", "--style", "x/style.png", *QUICK, "-o", "again",
               says="“style”")
    expect(not (made.folder / "again").exists(), "a folder was made for nothing")


# ---- What fails -----------------------------------------------------------------------------------


def failures_are_told():
    """The others are painted; each that fails is named, where it fails and at the end."""
    made = place(["a.png", "b.png", "c.png"])
    photos = made.folder / "photos"
    (photos / "empty.jpg").write_bytes(b"")
    (photos / "cut.png").write_bytes((photos / "a.png").read_bytes()[:200])
    for extra in ((), ("--quiet",), ("--progress", "json")):
        status, _, said = made.call(*BATCH, "absent.png", *extra)
        expect(status == 1 and paintings(made) == ["a.png", "b.png", "c.png"], said)
        expect("3 of 6" in said, said)
        end = said[said.rindex("3 of 6"):]
        for name in ("absent.png", "photos/empty.jpg", "photos/cut.png"):
            expect(name in end, f"{name} is missing in: {end}")
    (photos / "empty.jpg").unlink()
    (photos / "cut.png").unlink()
    status, _, said = made.call(*BATCH)
    expect(status == 0 and "3 of 3" in said, said)
    outcome("Many pictures", "some pictures are damaged, empty or missing",
            "the others are painted, each is named when it fails and at the end, the exit code is 1")


def mistakes_before_the_work():
    """What would go wrong is told before anything is painted or made."""
    made = place(["a.png", "below/a.png"])
    photos = made.folder / "photos"
    made.fails("batch", "photos", "--style", "style.png", says="nst batch", status=2)
    made.fails(*BATCH, "--progress", "loud", says="loud", status=2)
    made.fails(*BATCH, "--format", "docx", says="docx", status=2)
    made.fails("batch", "photos", "--style", "no-such-style", "-o", "painted", *QUICK, says="no-such-style")
    made.fails("batch", "photos", "-o", "painted", *QUICK, says="--style")
    (made.folder / "nothing" / "below").mkdir(parents=True)
    made.fails("batch", "nothing", "--style", "style.png", "-o", "painted", *QUICK, says=("nothing", "--recursive"))
    status, _, said = made.call("batch", "photos", "photos/below", "--style", "style.png", "-o", "painted", *QUICK)
    for word in ("photos/a.png", "photos/below/a.png", "painted/a.png"):
        expect(status == 1 and word in said, f"“{word}” is missing in: {said}")
    shutil.copy(photos / "a.png", photos / "a.jpg")
    status, _, said = made.call(*BATCH, "--format", "tif")
    expect(status == 1 and "a.jpg" in said and "a.png" in said and "painted/a.tif" in said, said)
    expect(not (made.folder / "painted").exists(), "a folder was made for nothing")
    before = (photos / "a.png").read_bytes()
    (made.folder / "link").symlink_to("photos")
    made.fails("batch", "photos", "--style", "style.png", "-o", "link", *QUICK, "--format", "tif", says="link")
    for output in ("photos", "photos/below/..", "link"):
        for force in ((), ("--force",)):
            status, _, said = made.call("batch", "photos/a.png", "--style", "style.png", "-o", output, *QUICK, *force)
            expect(status == 1 and "photos/a.png" in said, f"{output}: {said}")
    expect((photos / "a.png").read_bytes() == before, "a photograph was replaced")
    outcome("Many pictures", "two pictures would be painted into one file, or a painting into its own picture",
            "a sentence says so before anything is painted")


def places_that_cannot_be_written():
    made = place(["a.png", "b.png"])
    (made.folder / "painted").write_text("a file\n")
    made.fails(*BATCH, says="painted")
    expect((made.folder / "painted").read_text() == "a file\n", "a file was replaced")


# ---- What is there already ------------------------------------------------------------------------


def what_is_done_is_passed_over():
    made = place(["a.png", "b.png"])
    status, said, problem = made.call(*BATCH, "--progress", "json")
    expect(status == 0 and done(said) == ["a.png", "b.png"], problem)
    before = stamp(made)
    status, said, problem = made.call(*BATCH, "--progress", "json")
    expect(status == 0 and done(said) == [] and stamp(made) == before, f"painted again: {said} {problem}")
    write_png(made.folder / "photos" / "c.png", 50, 40, photo)
    (made.folder / "painted" / "a.png").unlink()
    status, said, problem = made.call(*BATCH, "--progress", "json")
    expect(status == 0 and done(said) == ["a.png", "c.png"], f"new or missing ones: {said} {problem}")
    write_png(made.folder / "photos" / "b.png", 48, 48, painting)
    status, said, problem = made.call(*BATCH, "--progress", "json")
    expect(status == 0 and done(said) == ["b.png"], f"a picture that has changed: {said} {problem}")
    expect(stamp(made)["b.png"][1] != before["b.png"][1], "its painting is the old one")


def what_is_in_the_way_stays():
    """Other files, paintings that somebody has worked on, and those with other settings."""
    made = place(["a.png", "b.png"])
    (made.folder / "painted").mkdir()
    (made.folder / "painted" / "a.png").write_bytes(b"somebody's")
    status, _, said = made.call(*BATCH)
    expect(status == 1 and "painted/a.png" in said and "--force" in said, said)
    expect(paintings(made) == ["a.png"], "it was painted nevertheless")
    status, _, said = made.call(*BATCH, "--force")
    expect(status == 0, said)
    before = stamp(made)

    status, _, said = made.call(*BATCH, "--style-scale", "2")
    for word in ("style-scale", "“1”", "“2”"):
        expect(status == 1 and word in said and stamp(made) == before, said)
    write_png(made.folder / "style.png", 64, 64, photo)
    status, _, said = made.call(*BATCH)
    expect(status == 1 and "painted/a.png" in said and "--force" in said and stamp(made) == before, said)
    status, said, problem = made.call(*BATCH, "--force", "--progress", "json")
    expect(status == 0 and len(done(said)) == 2 and stamp(made) != before, problem)

    (made.folder / "painted" / "b.png").write_bytes(b"retouched")
    before = stamp(made)
    status, said, problem = made.call(*BATCH)
    expect(status == 0 and stamp(made) == before, f"a retouched painting is there: {problem}")
    write_png(made.folder / "photos" / "b.png", 48, 48, painting)
    status, _, said = made.call(*BATCH)
    expect(status == 1 and "painted/b.png" in said and "painted/a.png" not in said and stamp(made) == before, said)

    (made.folder / "others").mkdir()
    write_png(made.folder / "others" / "a.png", 30, 30, photo)
    status, _, said = made.call("batch", "others", "--style", "style.png", "-o", "painted", *QUICK)
    expect(status == 1 and "painted/a.png" in said and "photos/a.png" in said and stamp(made) == before, said)
    outcome("Many pictures", "a painting's place is taken by another file, or by a painting with other settings",
            "it stays, and a sentence says why; `--force` replaces it")


# ---- Interruptions --------------------------------------------------------------------------------


def interrupted_between_painting_and_record():
    """A painting whose record was not written any more is painted again, and not taken for somebody's."""
    made = place(["a.png"])
    status, _, said = made.call(*BATCH)
    expect(status == 0, said)
    record = next((made.folder / "painted" / ".nst-ledger").iterdir())
    state = (made.folder / "painted" / "a.png").stat()
    record.with_suffix(".claim").write_text(f"process 1 on another since yesterday\npainting {state.st_size} {state.st_mtime_ns}\n")
    record.unlink()
    status, said, problem = made.call(*BATCH, "--progress", "json")
    expect(status == 0 and done(said) == ["a.png"], problem)


def stopped_by_hand():
    made = place([f"{number}.png" for number in range(10)])
    (made.folder / FAR).mkdir(parents=True)
    (made.folder / "photos").rename(made.folder / FAR / "photos")
    batch = ("batch", f"{FAR}/photos", "--style", "style.png", "-o", f"{FAR}/painted", *QUICK, "--progress", "json")
    run = made.start_on_leash(*batch)
    for line in run.stdout:
        if json.loads(line)["event"] == "done":
            break
    run.send_signal(signal.SIGINT)
    problem = run.communicate()[1].decode()
    expect(run.returncode != 0 and "run the same command again" in problem, problem)
    had = stamp(made, f"{FAR}/painted")
    expect(0 < len(had) < 10, f"{len(had)} were painted")
    status, said, problem = made.call(*batch)
    expect(status == 0 and len(done(said)) == 10 - len(had), problem)
    now = stamp(made, f"{FAR}/painted")
    expect(all(now[path] == what for path, what in had.items()), "what was there was painted again")


# ---- Several programs at once ---------------------------------------------------------------------


def read_first_done(run):
    """What a run says until its first painting is there."""
    lines = []
    for line in run.stdout:
        lines.append(line)
        if json.loads(line)["event"] == "done":
            break
    return "".join(lines)


def stop(run):
    """Returns when it stands still."""
    run.send_signal(signal.SIGSTOP)
    while run.poll() is None and pathlib.Path(f"/proc/{run.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        time.sleep(0.001)


def has_begun_a_picture(made, run):
    """Whether it has a claim on a picture that has no record yet."""
    ledger = made.folder / "painted" / ".nst-ledger"
    return any(f"process {run.pid} on " in claim.read_text() and len(list(ledger.glob(claim.stem + ".*"))) == 1
               for claim in ledger.glob("*.claim"))


def stop_in_a_picture(made, run):
    stop(run)
    while not has_begun_a_picture(made, run):
        expect(run.poll() is None, "it has come to its end")
        run.send_signal(signal.SIGCONT)
        time.sleep(0.005)
        stop(run)


def two_at_once():
    """Each picture is painted by one of two, and both say that all are there.  One waits for the other's first, or it
    might have painted all by then."""
    made = place([f"{number}.png" for number in range(20)])
    runs = [made.start(*BATCH, "--progress", "json") for _ in range(2)]
    begun = [read_first_done(runs[0])]
    stop(runs[0])
    begun.append(read_first_done(runs[1]))
    runs[0].send_signal(signal.SIGCONT)
    # All that is left, with what has been read ahead of the first lines, which communicate () would forget.
    said = [run.stdout.read() for run in runs]
    problems = [run.communicate()[1] for run in runs]
    expect(all(run.returncode == 0 for run in runs), f"{problems}")
    each = [done(first + rest) for first, rest in zip(begun, said)]
    expect(sorted(each[0] + each[1]) == sorted(path.name for path in (made.folder / "photos").iterdir()),
           f"twice, or not at all: {each}")
    expect(each[0] and each[1], f"one has painted nothing: {each}")


def one_of_two_is_killed():
    """The other takes over what it had begun, and waits for one that lives."""
    made = place([f"{number}.png" for number in range(6)], side=160)
    runs = [made.start(*BATCH, "--progress", "json") for _ in range(2)]
    read_first_done(runs[0])
    stop_in_a_picture(made, runs[0])
    # Who is stopped lives: the other comes to the end and waits.
    for line in runs[1].stdout:
        event = json.loads(line)
        if event["event"] == "note" and "Waiting" in event["message"]:
            break
    expect(f"process {runs[0].pid} on " in event.get("message", ""), f"it does not say for whom: {event}")
    time.sleep(1.0)
    expect(runs[1].poll() is None, "it does not wait")
    runs[0].send_signal(signal.SIGKILL)
    runs[0].communicate()
    problem = runs[1].communicate()[1]
    expect(runs[1].returncode == 0 and len(paintings(made)) == 6, problem)
    outcome("Many pictures", "two programs paint into one folder, and one of them is killed",
            "no picture is painted twice; the other paints what the first had begun")


main([a_folder, folders_below, files_by_name, several_styles, failures_are_told, mistakes_before_the_work,
      places_that_cannot_be_written, what_is_done_is_passed_over, what_is_in_the_way_stays,
      interrupted_between_painting_and_record, stopped_by_hand, two_at_once, one_of_two_is_killed])
