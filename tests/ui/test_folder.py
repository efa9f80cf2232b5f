# SPDX-License-Identifier: GPL-3.0-or-later

"""The dialog for a folder of pictures, with no image open: it stays open if something is missing, paints, can
be cancelled in the middle of a picture, and ends with a message that names the pictures that failed."""

import os
import struct
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_ROOT"], "tests", "gimp"))

from harness import expect, outcome, photo, write_png  # noqa: E402
from processes import is_at_work, plug_ins  # noqa: E402
from session import install_styles, make_shots, open_session, tell  # noqa: E402
from test_settings import press, wait_until  # noqa: E402

TITLE = "Style Transfer on a Folder"
FULL = '#:method "fast" #:style "zebra" #:size 0'
STYLE = '#:style-file "style.png" #:size 64 #:iterations '


def step(name, arguments):
    return ('(leave "%s-said" 0 0 (catch-error (lambda () (plug-in-style-transfer-folder #:run-mode RUN-INTERACTIVE'
            ' #:input-folder "photos" %s))))' % (name, arguments))


SCRIPT = (step("mistaken", STYLE + "1")
          + step("cancelled", '#:output-folder "cancelled" ' + STYLE + "10000")
          + step("failed", '#:output-folder "failed" ' + STYLE + "1")
          + '(wait-for "mended")'
          + step("painted", '#:output-folder "painted" ' + FULL)
          + step("scripted", '#:output-folder "scripted" ' + FULL.replace("#:size 0", "#:size 1024"))
          .replace("RUN-INTERACTIVE", "RUN-NONINTERACTIVE")
          + '(leave "images-said" 0 0 (vector-length (car (gimp-get-images))))')


def open_dialog(session):
    window = session.screen.wait_for(TITLE, 120)
    session.screen.focus(window)
    return window


def wait(session, name):
    said = session.wait_for_step(name + "-said")[2]
    left = list(session.gimp.folder.rglob(".nst-draft-*"))
    expect(not left, "files on their way are left: %s" % left)
    return said


def shows_more(session, window, height):
    """The dialog has grown for a message."""
    return session.screen.attributes(window).height > height


def names(session, folder):
    return sorted(path.name for path in (session.gimp.folder / folder).glob("*"))


def read_pixels(path):
    """What a PNG file has of pixels, packed; not its metadata, which has the settings."""
    data, at, pixels = path.read_bytes(), 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        pixels += data[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    return pixels


def something_is_missing(session, shots):
    """The folder for the results: the dialog says so, and stays."""
    window = open_dialog(session)
    height = session.screen.attributes(window).height
    session.screen.photograph(window, shots / "folder.png")
    press(session, "Alt+a")
    wait_until(lambda: shows_more(session, window, height), "the mistake is not told")
    press(session)
    expect(plug_ins(session.gimp), "the dialog is gone")
    session.screen.photograph(window, shots / "folder-mistaken.png")
    press(session, "Escape")
    expect("output-folder" not in wait(session, "mistaken"), "the mistake came out of the call")


def cancel_in_a_picture(session, shots):
    window = open_dialog(session)
    press(session, "Alt+a")
    wait_until(lambda: any(is_at_work(process) for process in plug_ins(session.gimp)), "nothing is painted")
    wait_until(lambda: any(0 < fraction < 1 / 3 for _, fraction in session.bars()), "the bar does not move")
    session.screen.photograph(window, shots / "folder-at-work.png")
    press(session, "Escape")
    wait(session, "cancelled")
    expect(names(session, "cancelled") == [], "painted: %s" % names(session, "cancelled"))


def one_picture_fails(session, shots):
    open_dialog(session)
    press(session, "Alt+a")
    said = wait(session, "failed")
    expect("1 of 3" in said and '“empty.jpg”' in said, said)
    expect(names(session, "failed") == ["a.png", "b.png"], "painted: %s" % names(session, "failed"))


def all_are_painted(session, shots):
    (session.gimp.folder / "photos" / "empty.jpg").unlink()
    write_png(session.gimp.folder / "photos" / "wide.png", 1200, 20, 3, photo)
    session.go_on("mended")
    window = open_dialog(session)
    wait_until(lambda: session.find("Full: up to original size", "combo box"), "it does not say what full is")
    session.screen.photograph(window, shots / "folder-full.png")
    press(session, "Alt+a")
    said = wait(session, "painted")
    expect(said == "(succeeded)", said)
    expect(names(session, "painted") == ["a.png", "b.png", "wide.png"], "painted: %s" % names(session, "painted"))
    expect(wait(session, "scripted") == "(succeeded)", "the script failed")
    for name in names(session, "painted"):  # a style file has strokes for 1024 pixels
        painted, scripted = (read_pixels(session.gimp.folder / folder / name) for folder in ("painted", "scripted"))
        expect(painted == scripted, "%s is not painted as a script paints it at 1024 pixels" % name)
    expect(wait(session, "images") == "0", "images are left")
    outcome("Folders", "Cancel in the dialog, while a picture is painted", "what was painted before stays; nothing is left of that picture")


def furnish(gimp):
    for name in ("photos", "cancelled", "failed", "painted", "scripted"):
        (gimp.folder / name).mkdir()
    for name in ("a", "b"):
        write_png(gimp.folder / "photos" / (name + ".png"), 64, 48, 3, photo)
    (gimp.folder / "photos" / "empty.jpg").touch()


def main():
    shots = make_shots()
    with open_session(SCRIPT, furnish) as session:
        install_styles(session)
        tell([something_is_missing, cancel_in_a_picture, one_picture_fails, all_are_painted], session, shots)


if __name__ == "__main__":
    main()
