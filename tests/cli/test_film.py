# SPDX-License-Identifier: GPL-3.0-or-later

"""`nst film`: a clip made by ffmpeg is painted and compared with the result of `nst stylize --frames`; the file's
properties are compared with the original's; interruptions; mistakes."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import time

from nst import NST, Place, expect, main, painting, skip, write_png

for program in ("ffmpeg", "ffprobe"):
    if shutil.which(program) is None:
        skip(f"there is no {program} here")

# Pictures that say nothing of their colors, as the pixels in a pipe do not.
SCALE = "scale=flags=bicubic+accurate_rnd+full_chroma_int,format=rgb24,setparams=color_primaries=unknown:color_trc=unknown"
EXACT = ("--codec", "libx264rgb", "--pixel-format", "rgb24", "--quality", "0")
QUICK = ("--method", "fast", "--threads", "1", "--progress", "none")
CLIPS = {}  # those that have been made, by their lengths

# A pan over a picture, then, after a second, over another one.
PAN = ("nullsrc=s=160x48:r=25:d=%s,format=rgb24,geq=r='128+100*sin((X+N*2)/7)':g='128+90*sin((X+N*2)/11+Y/5)'"
       ":b='(X+N*2)*3-256*floor((X+N*2)*3/256)',crop=96:48")
CUT = ("nullsrc=s=160x48:r=25:d=%s,format=rgb24,geq=r='255*mod(floor((X+N)/9)+floor(Y/6),2)':g='Y*5'"
       ":b='128+100*cos((X+N)/4)',crop=96:48")


def run(*words, folder):
    done = subprocess.run([*map(str, words)], cwd=folder, text=True, capture_output=True, timeout=120, check=False)
    expect(done.returncode == 0, f"{words}: {done.stderr}")
    return done.stdout


def ffmpeg(made, *words):
    return run("ffmpeg", "-v", "error", "-nostdin", "-y", *words, folder=made.folder)


def place(seconds=(0.4, 0.4)):
    """A folder with a style and clip.mp4."""
    made = Place()
    write_png(made.folder / "style.png", 96, 96, painting)
    if seconds not in CLIPS:
        make_clip(made, seconds)
        CLIPS[seconds] = (made.folder / "clip.mp4").read_bytes()
    (made.folder / "clip.mp4").write_bytes(CLIPS[seconds])
    return made


def make_clip(made, seconds):
    """A pan, a cut, a tone, colors that are named, pixels that are not square."""
    ffmpeg(made, "-f", "lavfi", "-i", PAN % seconds[0], "-f", "lavfi", "-i", CUT % seconds[1], "-f", "lavfi", "-i",
           f"sine=440:d={sum(seconds)}", "-filter_complex",
           "[0:v][1:v]concat=n=2,scale=out_color_matrix=bt709:out_range=pc,format=yuv420p,setsar=4/3,"
           "setparams=range=pc:colorspace=bt709:color_primaries=bt709:color_trc=bt709[v]", "-map", "[v]", "-map", "2:a",
           "-c:v", "libx264", "-c:a", "aac", "-metadata", "title=A pan and a cut", "clip.mp4")


def film(made, *words, status=0):
    code, said, problem = made.call("film", *words, *QUICK)
    expect(code == status, f"nst film {words} ended with {code}: {problem}")
    return problem


def facts(made, name):
    """What a player has to know of the moving picture and of the rest."""
    streams = json.loads(run("ffprobe", "-v", "error", "-show_streams", "-of", "json", name, folder=made.folder))["streams"]
    video = next(stream for stream in streams if stream["codec_type"] == "video")
    words = ("width", "height", "sample_aspect_ratio", "color_range", "color_space", "color_primaries", "color_transfer",
             "avg_frame_rate", "time_base", "nb_frames", "start_pts")
    return {word: video.get(word) for word in words}, [stream for stream in streams if stream is not video]


def times(made, name):
    text = run("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "frame=pts_time", "-of", "csv=p=0", name,
               folder=made.folder)
    return [line.strip(",") for line in text.split()]


def packets(made, name, kind):
    return run("ffmpeg", "-v", "error", "-i", name, "-map", f"0:{kind}", "-c", "copy", "-f", "md5", "-",
               folder=made.folder)


def shots(made, name, folder, *before):
    """The frames of a film as pictures; returns the bytes of each, decoded."""
    (made.folder / folder).mkdir()
    ffmpeg(made, *before, "-i", name, "-map", "0:v", "-vf", SCALE, "-fps_mode", "passthrough", f"{folder}/%03d.png")
    return pixels(made, folder)


def pixels(made, folder):
    """Of all pictures there, which are of one size, by one ffmpeg: each start of it takes as long as a frame."""
    n = len(list((made.folder / folder).glob("[!.]*")))
    data = ffmpeg_pixels(f"{made.folder / folder}/*.png", "-pattern_type", "glob")
    return [data[i * len(data) // n:(i + 1) * len(data) // n] for i in range(n)]


def ffmpeg_pixels(path, *before):
    return subprocess.run(["ffmpeg", "-v", "error", *before, "-i", path, "-pix_fmt", "rgb24", "-fps_mode", "passthrough",
                           "-f", "rawvideo", "-"], check=True, capture_output=True).stdout


def same_as_frames(made, name, out):
    """Each frame of `out` is, bit for bit, what --frames paints of those of `name`."""
    shots(made, name, "shots")
    made.works("stylize", "--frames", "shots", "style.png", "-o", "painted", "--method", "fast", "--quiet")
    wanted, got = pixels(made, "painted"), shots(made, out, "got")
    expect(len(wanted) == len(got) > 1, f"{len(got)} frames, not {len(wanted)}")
    for number, (one, other) in enumerate(zip(wanted, got)):
        expect(one == other, f"frame {number} differs from that of --frames")


def paints_the_frames():
    made = place()
    film(made, "clip.mp4", "style.png", "-o", "out.mp4", "--piece", "8", *EXACT)
    same_as_frames(made, "clip.mp4", "out.mp4")
    expect(sorted(path.name for path in made.folder.iterdir() if path.name.startswith("out")) == ["out.mp4"],
           "something is left beside the film")


def keeps_the_facts():
    """Size, aspect, colors, rate and times, the sound bit for bit, the title."""
    made = place()
    film(made, "clip.mp4", "style.png", "-o", "out.mp4", "--piece", "8")
    old, old_others = facts(made, "clip.mp4")
    new, others = facts(made, "out.mp4")
    expect(old == new, f"{old} became {new}")
    expect(old["sample_aspect_ratio"] == "4:3" and old["color_range"] == "pc" and old["color_space"] == "bt709",
           f"the clip is not what it should be: {old}")
    expect(times(made, "clip.mp4") == times(made, "out.mp4"), "the times differ")
    expect([stream["codec_name"] for stream in others] == [stream["codec_name"] for stream in old_others] == ["aac"],
           "the sound is another")
    expect(packets(made, "clip.mp4", "a") == packets(made, "out.mp4", "a"), "the sound was not copied")
    title = run("ffprobe", "-v", "error", "-show_entries", "format_tags=title", "-of", "csv=p=0", "out.mp4",
                folder=made.folder)
    expect("A pan and a cut" in title, "the title is lost")


def other_colors():
    """Every usual matrix; and a film that says nothing still says nothing."""
    made = place((0.08, 0.04))
    for matrix, space in (("bt470", "bt470bg"), ("smpte170m", "smpte170m"), ("bt2020", "bt2020nc"), ("bt601", "unknown")):
        ffmpeg(made, "-i", "clip.mp4", "-vf", f"scale=out_color_matrix={matrix}:out_range=tv,format=yuv420p,setparams="
               f"range={'unknown' if space == 'unknown' else 'tv'}:colorspace={space}:color_primaries=unknown:color_trc=unknown",
               "-c:v", "libx264", "-c:a", "copy", f"{space}.mp4")
        film(made, f"{space}.mp4", "style.png", "-o", f"{space}-out.mp4")
        old, new = facts(made, f"{space}.mp4")[0], facts(made, f"{space}-out.mp4")[0]
        expect(old == new and (space == "unknown" or old["color_space"] == space), f"{old} became {new}")


def upright():
    """A film that says that it lies on its side is painted upright, and says so no more."""
    made = place()
    ffmpeg(made, "-display_rotation", "90", "-i", "clip.mp4", "-t", "0.24", "-c", "copy", "side.mp4")
    film(made, "side.mp4", "style.png", "-o", "out.mp4", *EXACT)
    new, _ = facts(made, "out.mp4")
    expect((new["width"], new["height"], new["sample_aspect_ratio"]) == (48, 96, "3:4"), f"it became {new}")
    said = run("ffprobe", "-v", "error", "-show_streams", "out.mp4", folder=made.folder)
    expect("rotation" not in said, "it is turned once more")
    same_as_frames(made, "side.mp4", "out.mp4")


def variable_rate():
    """Times that follow no rate, to the tick, over the joints of pieces, too; and a first frame that comes late."""
    made = place((0.8, 0.2))
    ffmpeg(made, "-i", "clip.mp4", "-vf", "select='not(eq(mod(n,5),3))',setpts='PTS+0.0213/TB*gt(N,7)+0.0071/TB*gt(N,12)'",
           "-fps_mode", "passthrough", "-enc_time_base", "demux", "-video_track_timescale", "12800", "-c:a", "copy", "odd.mp4")
    film(made, "odd.mp4", "style.png", "-o", "out.mp4", "--piece", "4")
    wanted = times(made, "odd.mp4")
    gaps = {round(float(b) - float(a), 4) for a, b in zip(wanted, wanted[1:])}
    expect(len(gaps) > 2, f"the clip has a steady rate: {gaps}")
    expect(times(made, "out.mp4") == wanted, f"the times differ: {times(made, 'out.mp4')}, not {wanted}")
    ffmpeg(made, "-itsoffset", "0.2", "-i", "clip.mp4", "-i", "clip.mp4", "-map", "0:v", "-map", "1:a", "-c", "copy",
           "-t", "0.6", "late.mp4")
    film(made, "late.mp4", "style.png", "-o", "late-out.mp4", "--piece", "4")
    expect(times(made, "late-out.mp4") == times(made, "late.mp4"), "the picture came too early")


def parts():
    """From here to there; and a single frame, which is painted as a picture is."""
    made = place()
    film(made, "clip.mp4", "style.png", "-o", "out.mp4", "--from", "0.2", "--to", "0:00.6", *EXACT)
    wanted = [value for value in times(made, "clip.mp4") if 0.2 <= float(value) < 0.6]
    got = times(made, "out.mp4")
    expect(len(got) == len(wanted) and abs(float(got[-1]) - 0.36) < 1e-6, f"{got} were painted, not {wanted}")
    film(made, "clip.mp4", "style.png", "-o", "frame.png", "--preview-at", "0.2")
    ffmpeg(made, "-ss", "0.2", "-i", "clip.mp4", "-frames:v", "1", "-vf", SCALE, "shot.png")
    made.works("stylize", "shot.png", "style.png", "-o", "alone.png", "--method", "fast", "--quiet")
    expect(ffmpeg_pixels(made.folder / "frame.png") == ffmpeg_pixels(made.folder / "alone.png"), "the preview differs")
    ffmpeg(made, "-i", "out.mp4", "-frames:v", "1", "-vf", SCALE, "first.png")
    expect(ffmpeg_pixels(made.folder / "first.png") == ffmpeg_pixels(made.folder / "alone.png"), "the first one differs")


def other_containers():
    """Sound that the file cannot hold is encoded, and that is said; what stays as it is, is not touched."""
    made = place((0.12, 0.08))
    said = made.call("film", "clip.mp4", "style.png", "-o", "out.webm", "--method", "fast", "--progress", "lines",
                     "--encoder-options", "-deadline realtime -cpu-used 8")
    expect(said[0] == 0 and "out.webm" in said[2] and "sound" in said[2], f"nothing was said: {said[2]}")
    _, others = facts(made, "out.webm")
    expect([stream["codec_type"] for stream in others] == ["audio"], "the sound is lost")
    ffmpeg(made, "-i", "clip.mp4", "-an", "-c", "copy", "silent.mov")
    film(made, "silent.mov", "style.png", "-o", "silent-out.mov")
    expect(times(made, "silent-out.mov") == times(made, "silent.mov"), "a silent film differs")


def interrupt(made, number, after):
    """Ends nst by a signal once `after` pieces are in the folder."""
    process = subprocess.Popen([NST, "film", "clip.mp4", "style.png", "-o", "broken.mp4", "--piece", "5", *QUICK],
                               cwd=made.folder, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, "NST_WEIGHTS": os.environ["WEIGHTS"], "LC_ALL": "C.UTF-8"})
    folder, end = made.folder / "broken.mp4.pieces", time.monotonic() + 100
    while process.poll() is None and not (folder / f"{after - 1:04}.mp4").exists() and time.monotonic() < end:
        time.sleep(0.002)
    expect(process.poll() is None, "it ended too early")
    process.send_signal(number)
    _, said = process.communicate(timeout=100)
    expect(process.returncode == -number, f"it ended with {process.returncode}: {said}")
    return said


def goes_on():
    """Stopped by Ctrl-C, and by force, a film becomes the same as if it had not been."""
    made = place((0.8, 0.4))
    film(made, "clip.mp4", "style.png", "-o", "whole.mp4", "--piece", "5")
    said = interrupt(made, signal.SIGINT, 1)
    expect("broken.mp4.pieces" in said, f"it does not say how to go on: {said}")
    first = (made.folder / "broken.mp4.pieces" / "0000.mp4").stat()
    interrupt(made, signal.SIGTERM, 2)
    interrupt(made, signal.SIGKILL, 3)
    expect((made.folder / "broken.mp4.pieces" / "0000.mp4").stat().st_mtime_ns == first.st_mtime_ns, "it began anew")
    made.fails("film", "clip.mp4", "style.png", "-o", "broken.mp4", "--piece", "5", "--strength", "0.5", *QUICK,
               says=("broken.mp4.pieces", "--force"))
    film(made, "clip.mp4", "style.png", "-o", "broken.mp4", "--piece", "5")
    expect(packets(made, "whole.mp4", "v") == packets(made, "broken.mp4", "v"), "the interrupted film differs")
    expect(times(made, "whole.mp4") == times(made, "broken.mp4"), "its times differ")
    expect(not (made.folder / "broken.mp4.pieces").exists(), "the pieces are still there")


def names_and_what_comes_meanwhile():
    """A name of 250 bytes; and a film that has come to be there while this one was painted stays."""
    made = place((0.12, 0.08))
    film(made, "clip.mp4", "style.png", "-o", "n" * 246 + ".mp4")
    expect((made.folder / ("n" * 246 + ".mp4")).exists(), "no film of a long name")
    run = made.start("film", "clip.mp4", "style.png", "-o", "out.mp4", *QUICK)
    while not (made.folder / "out.mp4.pieces").exists() and run.poll() is None:
        time.sleep(0.005)
    (made.folder / "out.mp4").write_text("mine\n")
    said = run.communicate()[1]
    expect(run.returncode == 1 and "“out.mp4”" in said and "“out.mp4.pieces”" in said, said)
    expect((made.folder / "out.mp4").read_text() == "mine\n", "what had come was replaced")
    film(made, "clip.mp4", "style.png", "-o", "out.mp4", "--force")


def on_a_terminal():
    """The frames that are done, of how many, their rate and the time left; and the same as objects."""
    made = place()
    call = ("film", "clip.mp4", "style.png", "-o", "out.mp4", "--method", "fast", "--threads", 1, "--force")
    status, written = made.call_on_terminal(*call, columns=100)
    expect(status == 0, written)
    lines = [line for line in re.split(r"\r|\x1b\[K|\n", written) if line]
    expected = re.compile(r"(\d+) of 20 frames(?:, [\d.]+ a (?:second|minute))?(, \d+ s left)?(?:; .+ \d+ %)?")
    found = [expected.fullmatch(line) for line in lines]
    expect(found and all(found), f"another line: {written!r}")
    counts = [int(line[1]) for line in found]
    expect(counts == sorted(counts) and counts[-1] == 20, f"it counts {counts}")
    expect(any(line[2] and " a second" in line[0] or " a minute" in line[0] for line in found), f"no rate, no time: {written!r}")
    status, said, problem = made.call(*call, "--progress", "json")
    events = [json.loads(line) for line in said.splitlines()]
    expect(status == 0 and {event["event"] for event in events} == {"begin", "done", "end"}, f"{said}{problem}")
    expect((events[-1]["done"], events[-1]["total"], events[-1]["failed"]) == (20, 20, 0), f"{events[-1]}")


def mistakes():
    made = place((0.12, 0.08))
    before = (made.folder / "clip.mp4").read_bytes()
    (made.folder / "link.mp4").symlink_to("clip.mp4")
    (made.folder / "words.mp4").write_text("no film\n")
    (made.folder / "there.mp4").write_text("mine\n")
    ffmpeg(made, "-i", "clip.mp4", "-vn", "-c", "copy", "sound.m4a")
    call = ("film", "clip.mp4", "style.png", "-o")
    made.fails(*call, "clip.mp4", "--force", *QUICK, says="clip.mp4")
    made.fails(*call, "link.mp4", "--force", *QUICK, says="link.mp4")
    made.fails(*call, "there.mp4", *QUICK, says=("there.mp4", "--force"))
    made.fails(*call, "absent/out.mp4", *QUICK, says="absent")
    made.fails(*call, "out.txt", *QUICK, says="out.txt", status=2)
    made.fails(*call, "out.mp4", "--from", "soon", *QUICK, says="soon", status=2)
    made.fails(*call, "out.mp4", "--from", "2", "--to", "1", *QUICK, says="--to", status=2)
    made.fails(*call, "out.mp4", "--from", "100", *QUICK, says="--from")
    made.fails(*call, "out.mp4", "--codec", "no-codec", *QUICK, says=("out.mp4", "no-codec"))
    made.fails("film", "words.mp4", "style.png", "-o", "out.mp4", *QUICK, says="words.mp4")
    made.fails("film", "absent.mp4", "style.png", "-o", "out.mp4", *QUICK, says="absent.mp4")
    made.fails("film", "sound.m4a", "style.png", "-o", "out.mp4", *QUICK, says="sound.m4a")
    made.fails("film", "clip.mp4", "no-style", "-o", "out.mp4", *QUICK, says="no-style")
    (made.folder / "own.mp4.pieces").mkdir()
    (made.folder / "own.mp4.pieces" / "0000.mp4").write_bytes(before)
    (made.folder / "piece.mp4").symlink_to("own.mp4.pieces/0000.mp4")
    for piece in ("own.mp4.pieces/0000.mp4", "piece.mp4"):
        made.fails("film", piece, "style.png", "-o", "own.mp4", "--force", *QUICK, says=piece)
    expect((made.folder / "own.mp4.pieces" / "0000.mp4").read_bytes() == before, "a film that is read was deleted")
    path, os.environ["PATH"] = os.environ["PATH"], str(made.folder)
    try:
        made.fails(*call, "out.mp4", *QUICK, says="ffmpeg")
    finally:
        os.environ["PATH"] = path
    for name in ("notes.txt", "0000.mp4"):
        (made.folder / "mine.mp4.pieces").mkdir(exist_ok=True)
        (made.folder / "mine.mp4.pieces" / name).write_text("mine\n")
        made.fails(*call, "mine.mp4", "--force", *QUICK, says="mine.mp4.pieces")
        expect((made.folder / "mine.mp4.pieces" / name).read_text() == "mine\n", f"{name} has gone")
        (made.folder / "mine.mp4.pieces" / name).unlink()
    (made.folder / "busy.mp4.pieces").mkdir()
    with open(made.folder / "busy.mp4.pieces" / "lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made.fails(*call, "busy.mp4", *QUICK, says="busy.mp4.pieces")
    left = sorted(path.name for path in made.folder.iterdir())
    expect(not any(name.startswith("out") for name in left), f"something was made: {left}")
    expect((made.folder / "clip.mp4").read_bytes() == before, "the film was replaced")
    expect((made.folder / "there.mp4").read_text() == "mine\n", "a film was replaced")


if __name__ == '__main__':
    main([paints_the_frames, keeps_the_facts, other_colors, upright, variable_rate, parts, other_containers, goes_on,
          on_a_terminal, names_and_what_comes_meanwhile, mistakes])
