#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""build_module.py MANIFEST MODULE SOURCE: builds a module of the manifest from the folder SOURCE, as flatpak-builder does, with
the manifest's options, commands and cleanup, but with this machine's libraries in place of those of GIMP's runtime."""

import fnmatch
import json
import os
import pathlib
import subprocess
import sys

# What flatpak-builder itself gives Meson: https://docs.flatpak.org/en/latest/flatpak-builder-command-reference.html
MESON = ["--libdir=lib", "--buildtype=plain"]


def environment(options):
    """As build-options say it: folders that come before those of the machine."""
    result = dict(os.environ, FLATPAK_DEST=options["prefix"], FLATPAK_BUILDER_N_JOBS=str(len(os.sched_getaffinity(0))))
    for key, variable in (("prepend-path", "PATH"), ("prepend-pkg-config-path", "PKG_CONFIG_PATH"),
                          ("prepend-ld-library-path", "LD_LIBRARY_PATH")):
        if key in options:
            result[variable] = options[key] + (":" + result[variable] if result.get(variable) else "")
    return result


def build(module, source, options):
    variables, folder = environment(options), pathlib.Path(source)

    def run(command, **more):
        print("+", command if isinstance(command, str) else " ".join(command), flush=True)
        subprocess.run(command, check=True, env=variables, cwd=folder, **more)

    if module["buildsystem"] == "meson":
        run(["meson", "setup", "--prefix=" + options["prefix"], *MESON, *module["config-opts"], "_flatpak_build"])
        folder = folder / "_flatpak_build"
        run(["ninja"])
        run(["ninja", "install"])
    for command in module.get("build-commands", []) + module.get("post-install", []):
        run(command, shell=True)


def clean_up(prefix, patterns):
    """A pattern with a slash is a path below the prefix, any other one a file's name."""
    for path in sorted(prefix.rglob("*"), reverse=True):
        inside = "/" + path.relative_to(prefix).as_posix()
        if any(inside == pattern or inside.startswith(pattern + "/") if "/" in pattern else fnmatch.fnmatch(path.name, pattern)
               for pattern in patterns):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def main():
    manifest = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    module = next(module for module in manifest["modules"] if module["name"] == sys.argv[2])
    build(module, sys.argv[3], manifest["build-options"])
    clean_up(pathlib.Path(manifest["build-options"]["prefix"]), manifest["cleanup"])


if __name__ == "__main__":
    main()
