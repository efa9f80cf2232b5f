#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""check_metainfo.py FILE VERSION CHANGELOG DEBIAN-CHANGELOG LINGUAS: what software centers are told of the plug-in is
valid, belongs to GIMP by the name that GIMP gives itself, and is of this version."""

import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

GIMP = [pathlib.Path("/usr/share/metainfo") / name for name in ("org.gimp.GIMP.appdata.xml", "org.gimp.GIMP.metainfo.xml")]


def expect(condition, message):
    if not condition:
        sys.exit(message)


def main():
    path, version, changelog, debian, linguas = sys.argv[1:]
    root = ElementTree.parse(path).getroot()
    expect(root.get("type") == "addon", "it is no add-on")
    expect(root.findtext("id").startswith("org.gimp.GIMP.Plugin."), "the id is not that of an extension of GIMP's Flatpak")
    expect(f"{root.findtext('id')}.metainfo.xml" == pathlib.Path(path).name, "the file is not called by its id")
    # The validator does not look whether there is such a program.
    for gimp in filter(pathlib.Path.exists, GIMP):
        expect(root.findtext("extends") == ElementTree.parse(gimp).getroot().findtext("id"), "it extends something else")
    expect(root.findtext("extends") == "org.gimp.GIMP", "it extends something else")
    expect(root.find("releases/release").get("version") == version, "the newest release is not this version")
    sections = re.findall(r"^## (.*)$", pathlib.Path(changelog).read_text(encoding="utf-8"), re.MULTILINE)
    expect([name for name in sections if name != "Unreleased"][:1] == [version], f"the newest version in CHANGELOG.md is not {version}")
    expect(f"({version}-" in pathlib.Path(debian).read_text(encoding="utf-8").split("\n")[0], f"debian/changelog does not begin with {version}")
    languages = {"en_US", *(line for line in pathlib.Path(linguas).read_text().split("\n") if line and line[0] != "#")}
    expect({item.text for item in root.findall("languages/lang")} == languages, "the languages are not those of po/LINGUAS")
    if not shutil.which("appstreamcli"):
        print("There is no appstreamcli here: not validated.")
        return
    # A build that has not been told of a page of the project (-Dproject_url) has none to name.
    homeless = ["--override=url-homepage-missing=info"] if root.find("url") is None else []
    sys.exit(subprocess.run(["appstreamcli", "validate", "--no-net", *homeless, path], check=False).returncode)


if __name__ == "__main__":
    main()
