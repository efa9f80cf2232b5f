# SPDX-License-Identifier: GPL-3.0-or-later

"""`nst stylize --frames`: the pictures of a folder, in order of their names, as the frames of a film."""

from nst import Place, expect, main, painting, photo, write_png

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
    expect(sorted(path.name for path in painted.iterdir()) == ["shot 10.png", "shot 2.png"], "other files were painted")
    expect((painted / "shot 2.png").read_bytes() == (made.folder / "first.png").read_bytes(), "the first has a past")
    expect((painted / "shot 10.png").read_bytes() != (made.folder / "second.png").read_bytes(), "the second has none")


def mistakes():
    made = place()
    before = (made.folder / "shots" / "shot 2.png").read_bytes()
    (made.folder / "empty").mkdir()
    call = ("stylize", "--frames")
    made.fails(*call, "absent", "style.png", "-o", "painted", *QUICK, says="absent")
    made.fails(*call, "empty", "style.png", "-o", "painted", *QUICK, says="empty")
    made.fails(*call, "shots", "style.png", "-o", "shots/../shots/", *QUICK, says="another folder")
    made.fails(*call, "shots", "style.png", "-o", "style.png", *QUICK, says="style.png")
    made.fails(*call, "shots", "style.png", "-o", "painted", "--report", "r.json", says="--report", status=2)
    expect((made.folder / "shots" / "shot 2.png").read_bytes() == before, "a frame was replaced")
    write_png(made.folder / "shots" / "shot 11.png", 60, 50, photo)
    made.fails(*call, "shots", "style.png", "-o", "painted", *QUICK, says=("shot 11.png", "60 × 50", "160 × 120"))


main([in_order, mistakes])
