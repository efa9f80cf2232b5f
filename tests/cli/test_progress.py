# SPDX-License-Identifier: GPL-3.0-or-later

"""What `nst` tells while it works at many pictures: a line on a terminal, a line a picture in a log, an object a line for
another program."""

import json
import re

from nst import Place, expect, main, painting, photo, write_png

QUICK = ("--method", "fast", "--fusion", "adain", "--threads", 1)
BATCH = ("batch", "photos", "--style", "style.png", "-o", "painted", *QUICK)
N_PICTURES = 6
LINE = re.compile(r"(\d+) of (\d+) pictures(?:, ([\d.]+) a (second|minute))?(?:, (\d+ s|\d+ min|\d+ h \d\d min) left)?"
                  r"(?:, (\d+) failed)?(?:; (\S+) (\d+) %)?")


def place():
    """Pictures, one of which is damaged."""
    made = Place()
    write_png(made.folder / "style.png", 64, 64, painting)
    (made.folder / "photos").mkdir()
    for number in range(N_PICTURES):
        write_png(made.folder / "photos" / f"{number}.png", 160 + number, 120, photo)
    damaged = made.folder / "photos" / "3.png"
    damaged.write_bytes(damaged.read_bytes()[:100])
    return made


def on_a_terminal():
    """One line that is written over: counter, rate, time left, and the current picture; what fails is told above it."""
    made = place()
    status, written = made.call_on_terminal(*BATCH, columns=100)
    expect(status == 1, written)
    expect(written.count("\r") > N_PICTURES, f"the line is not written over: {written!r}")
    lines = [LINE.fullmatch(state) for state in re.split(r"\r|\x1b\[K|\n", written) if " of 6 pictures" in state]
    expect(lines and all(lines), f"this is another line: {written!r}")
    counts = [int(line[1]) for line in lines]
    expect(counts == sorted(counts) and counts[0] == 0 and counts[-1] == 6, f"it counts {counts}")
    expect(all(line[2] == "6" for line in lines), "another number of pictures")
    working = [line for line in lines if 2 <= int(line[1]) < 6]
    expect(working and all(line[3] and float(line[3]) > 0 and line[5] for line in working),
           f"no rate or no time left: {[line[0] for line in working]}")
    expect({line[7] for line in lines} >= {"photos/0.png", "photos/5.png"}, "the current picture is not named")
    expect(all(0 <= int(line[8]) <= 100 for line in lines if line[8]), "more than all of a picture")
    expect(lines[-1][6] == "1" and lines[0][6] is None, "the failure is not counted")
    expect("\r\x1b[Knst: The picture “photos/3.png”" in written, f"the failure is not told on a line of its own: {written!r}")
    end = written[written.rindex("\x1b[K") + 3:]
    expect(end.replace("\r", "").startswith("nst: 5 of 6 paintings are there.\n"), f"in the end it says {end!r}")


def on_a_narrow_terminal():
    """The line is cut to what is there: else it would not be written over."""
    made = place()
    _, written = made.call_on_terminal(*BATCH, columns=30)
    lines = [state for state in re.split(r"\r|\x1b\[K|\n", written) if " of 6 " in state and not state.startswith("nst:")]
    expect(lines and max(map(len, lines)) == 29, f"the widest has {max(map(len, lines))} columns: {lines}")


def in_a_log():
    """A line for each picture, without anything that only a terminal understands."""
    made = place()
    status, said, problem = made.call(*BATCH)
    expect(status == 1 and said == "", f"to the standard output: {said}")
    expect("\r" not in problem and "\x1b" not in problem, f"signs of a terminal: {problem!r}")
    lines = re.findall(r"^(\d) of 6 pictures(?:, [\d.]+ a (?:second|minute))?(?:, \d+ (?:s|min) left)?(?:, \d failed)?: "
                       r"photos/(\d)\.png \([\d.]+ s\)$", problem, re.MULTILINE)
    expect([int(picture) for _, picture in lines] == [0, 1, 2, 4, 5], f"lines: {lines} of {problem}")
    expect(problem.count("nst: The picture “photos/3.png”") == 1, f"the failure is told where it happens: {problem}")
    for word in ("--quiet", "--progress=none"):
        made.call("batch", "photos/0.png", "--style", "style.png", "-o", word, *QUICK)
        status, said, problem = made.call("batch", "photos/0.png", "--style", "style.png", "-o", word, *QUICK, word)
        expect((status, said, problem) == (0, "", ""), f"{word} says {said}{problem}")


def numbers(event):
    """What every object has."""
    names = {"event", "total", "done", "skipped", "failed", "per_minute"}
    expect(names <= set(event), f"{names - set(event)} is missing in {event}")
    expect(all(type(event[name]) is int for name in ("total", "done", "skipped", "failed")), f"no counts: {event}")
    expect(event["per_minute"] >= 0 and event.get("seconds_left", 0) >= 0, f"below nothing: {event}")
    return {name: event[name] for name in event if name not in names - {"event"} and name != "seconds_left"}


def json_lines():
    """Each event with its members, of all kinds, in a run that goes on."""
    made = place()
    (made.folder / "photos" / "notes.txt").write_text("no picture\n")
    status, said, problem = made.call("batch", "photos/0.png", "photos/1.png", "--style", "style.png", "-o", "painted", *QUICK,
                                      "--quiet")
    expect(status == 0, problem)
    status, said, problem = made.call(*BATCH, "--progress", "json")
    expect(status == 1 and "1 of 6 paintings failed" in problem, problem)
    events = [json.loads(line) for line in said.splitlines()]
    own = [numbers(event) for event in events]
    expect([event["event"] for event in events] == ["begin", "skipped", "done", "failed", "done", "done", "end"]
           or sorted(event["event"] for event in events) == sorted(["begin", "skipped", "done", "failed", "done", "done", "end"]),
           f"events: {said}")
    expect(own[0] == {"event": "begin"} and own[1] == {"event": "skipped"} and own[-1] == {"event": "end"}, said)
    expect(all(event["total"] == 6 for event in events), said)
    expect((events[0]["done"], events[0]["skipped"], events[0]["per_minute"]) == (0, 0, 0), said)
    expect("seconds_left" not in events[0], "it knows how long it will take before it has begun")
    expect(events[1]["skipped"] == 2, said)
    done = [(event, mine) for event, mine in zip(events, own) if event["event"] == "done"]
    for (event, mine), name in zip(done, ("2", "4", "5")):
        expect(set(mine) == {"event", "picture", "output", "seconds"}, f"members: {event}")
        expect((mine["picture"], mine["output"]) == (f"photos/{name}.png", f"painted/{name}.png"), f"{event}")
        expect(mine["seconds"] > 0 and event["per_minute"] > 0, f"it took no time: {event}")
    expect([event["done"] for event, _ in done] == [1, 2, 3], said)
    failed = next(mine for mine in own if mine["event"] == "failed")
    expect(set(failed) == {"event", "picture", "message"} and failed["picture"] == "photos/3.png"
           and "photos/3.png" in failed["message"], f"{failed}")
    end = events[-1]
    expect((end["done"], end["skipped"], end["failed"], end["seconds_left"]) == (3, 2, 1, 0), f"{end}")


def json_lines_of_frames():
    made = place()
    (made.folder / "photos" / "3.png").unlink()
    for number in range(N_PICTURES):
        write_png(made.folder / "photos" / f"{number}.png", 64, 48, photo)
    (made.folder / "photos" / "notes.txt").write_text("no frame\n")
    status, said, problem = made.call("stylize", "--frames", "photos", "style.png", "-o", "painted", "--method", "fast",
                                      "--progress", "json")
    expect(status == 0 and problem == "", problem)
    events = [json.loads(line) for line in said.splitlines()]
    own = [numbers(event) for event in events]
    expect([event["event"] for event in events] == ["begin", "note"] + ["done"] * 6 + ["end"], said)
    expect(set(own[1]) == {"event", "message"} and "notes.txt" in own[1]["message"], f"{own[1]}")
    expect([(mine["frame"], mine["output"]) for mine in own[2:-1]]
           == [(f"photos/{number}.png", f"painted/{number}.png") for number in range(6)], said)


main([on_a_terminal, on_a_narrow_terminal, in_a_log, json_lines, json_lines_of_frames])
