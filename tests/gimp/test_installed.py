# SPDX-License-Identifier: GPL-3.0-or-later

"""What `meson install` installs is whole: GIMP finds the procedures in it and paints in a bundled style, the plug-in needs
no libraries but those that each GIMP 3 has, nothing is installed twice, each translation is where GIMP looks, and no link of
the guide leads nowhere."""

import hashlib
import html.parser
import os
import pathlib
import shutil
import subprocess
import sys
import urllib.parse

from harness import Picture, expect, main, photo, skip, write_png

BUILD = pathlib.Path(os.environ["BUILD"])
LANGUAGES = (pathlib.Path(os.environ["SOURCE_ROOT"]) / "po" / "LINGUAS").read_text(encoding="utf-8")
PROCEDURES = ("plug-in-style-transfer", "plug-in-style-transfer-folder")


def installed(gimp, folder):
    """Where a folder that the build installs into is found below the test's own one."""
    return gimp.root / "installed" / os.environ[folder].lstrip("/")


def install(gimp):
    """Into a folder of the test's own, from which the plug-in goes to where GIMP looks."""
    if not shutil.which("meson"):
        skip("there is no meson here.")
    done = subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", gimp.root / "installed"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    expect(done.returncode == 0, done.stdout)
    ours = gimp.root / "plug-ins" / "style-transfer"
    shutil.rmtree(ours)
    shutil.copytree(installed(gimp, "PLUG_IN_DIR"), ours, symlinks=True)
    # A build that keeps its data elsewhere finds them there when it is installed, but not in a test's folder.
    gimp.environment.update(NST_WEIGHTS=str(installed(gimp, "NETWORKS_DIR")), NST_STYLES=str(installed(gimp, "STYLES_DIR")))


def gimp_finds_the_procedures(gimp):
    """GIMP's procedural database has them, and one of them paints in a bundled style."""
    write_png(gimp.folder / "photo.png", 64, 48, 3, photo)
    style = sorted(installed(gimp, "STYLES_DIR").iterdir())[0].stem
    result = gimp.run(
        "".join('(report "%s" (car (gimp-pdb-procedure-exists "%s")))' % (name, name) for name in PROCEDURES)
        + '(define image (load-image "photo.png"))'
        '(define painted (car (plug-in-style-transfer #:image image #:drawables (selected image) #:method "fast"'
        ' #:style "%s")))(save-layer painted "painted.png")' % style)
    expect(result.code == 0, result.output)
    for name in PROCEDURES:
        expect(result.report.get(name) in ("1", "#t"), "GIMP does not know %s: %s" % (name, result.report))
    expect(Picture(gimp.folder / "painted.png").width == 64, "the painting has another size")


def the_plug_in_needs_what_each_gimp_has(gimp):
    """A library that is another one in another version of GIMP would keep the plug-in from starting there."""
    if not shutil.which("readelf"):
        print("not tested: there is no readelf here (package binutils).")
        return
    checker = pathlib.Path(os.environ["SOURCE_ROOT"]) / "packaging" / "zip" / "check_program.py"
    done = subprocess.run([sys.executable, checker, "--for-this-machine", installed(gimp, "PLUG_IN_DIR") / "style-transfer"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    expect(done.returncode == 0, done.stdout)


def nothing_is_installed_twice(gimp):
    known = {}
    for path in sorted((gimp.root / "installed").rglob("*")):
        if path.is_file() and not path.is_symlink():
            twin = known.setdefault(hashlib.sha256(path.read_bytes()).digest(), path)
            expect(twin == path, "%s and %s are the same" % (twin, path))


def each_translation_is_there(gimp):
    """In `locale` beside the plug-in, or where a link of that name leads."""
    place = installed(gimp, "PLUG_IN_DIR") / "locale"
    if place.is_symlink():
        place = gimp.root / "installed" / os.readlink(place).lstrip("/")
    for language in (line for line in LANGUAGES.splitlines() if line and line[0] != "#"):
        expect((place / language / "LC_MESSAGES" / "style-transfer.mo").is_file(), "there is no %s in %s" % (language, place))


class Page(html.parser.HTMLParser):
    """The names that a web page can be entered by, and where its links and pictures lead."""

    def __init__(self, path):
        super().__init__()
        self.names, self.links = {""}, []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.names.add(values.get("id") or "")
        self.links += [values[name] for name in ("href", "src") if name in values]


def the_guide_leads_nowhere_else(gimp):
    """All that a page shows or links to is installed with it."""
    manual = installed(gimp, "MANUAL_DIR")
    if not manual.is_dir():
        print("not tested: the guide is not built here (package cmark-gfm).")
        return
    pages = {path.resolve(): Page(path) for path in sorted(manual.glob("*.html"))}
    expect(manual.resolve() / "guide.html" in pages, "there is no guide.html")
    for path, page in pages.items():
        for link in page.links:
            url = urllib.parse.urlsplit(link)
            if url.scheme:
                continue
            target = (path.parent / urllib.parse.unquote(url.path)).resolve() if url.path else path
            expect(target.is_file(), "%s leads to %s, which is not there" % (path.name, link))
            expect(target not in pages or url.fragment in pages[target].names, "%s leads to %s" % (path.name, link))


main([install, gimp_finds_the_procedures, the_plug_in_needs_what_each_gimp_has, nothing_is_installed_twice,
      each_translation_is_there, the_guide_leads_nowhere_else])
