# SPDX-License-Identifier: GPL-3.0-or-later

"""The manual page and the completions of `nst`: they know every command and every option that the program has."""

import functools
import os
import pathlib
import re
import shutil
import subprocess

from nst import NST, Place, expect, main

REFERENCE = pathlib.Path(os.environ["REFERENCE"])
COMMANDS = ["stylize", "batch", "film", "styles", "measure", "networks", "train codec", "train style"]
SHELL = """
nst () { "$NST" "$@"; }
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_nst
printf '%s\\n' "${COMPREPLY[@]}"
"""


@functools.cache
def options(command):
    said = Place().works("help", *command.split())
    found = re.findall(r"^  (?:-\w, )?--([\w-]+)", said, re.MULTILINE)
    return {f"--{name}" for name in found if not name.startswith("help-")}


def complete(*words):
    """What bash offers for the last of `words`."""
    environment = {**os.environ, "NST": NST, "NST_STYLES": f"{os.environ['SOURCE_ROOT']}/styles", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", SHELL, "bash", str(REFERENCE / "nst"), *words], env=environment, check=False,
                          capture_output=True, text=True)
    expect(done.stderr == "", f"bash complains: {done.stderr}")
    return set(done.stdout.split())


def the_manual_page_is_whole():
    page = (REFERENCE / "nst.1").read_text()
    plain = page.replace("\\-", "-")
    for command in COMMANDS:
        expect(f'.SS "nst {command}"' in plain, f"{command} has no section")
        for option in options(command) - {"--help"}:
            expect(f"{option}\\fR" in plain, f"{option} of {command} is missing")


def man_has_no_complaint():
    if not shutil.which("man"):
        print("# there is no man here, so the page is not set")
        return
    done = subprocess.run(["man", "--warnings", "--local-file", str(REFERENCE / "nst.1")], check=False, capture_output=True,
                          text=True, env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"})
    expect(done.returncode == 0 and done.stderr == "", f"man says: {done.stderr}")
    expect("--content-weight=VALUE" in done.stdout and max(map(len, done.stdout.splitlines())) <= 120, "the page is set badly")


def bash_offers_commands():
    expect({"help", "--version", *(name.split()[0] for name in COMMANDS)} <= complete("nst", ""), "a command is missing")
    expect(complete("nst", "sty") == {"stylize", "styles"}, "not the commands that begin so")
    expect(complete("nst", "train", "") == {"codec", "style"}, "not what can be trained")
    expect("stylize" in complete("nst", "help", "st"), "help of a command is not offered")


def bash_offers_options():
    for command in COMMANDS:
        found = complete("nst", *command.split(), "--")
        expect(options(command) <= found, f"{command}: {options(command) - found} are not offered")


def bash_offers_values():
    expect(complete("nst", "stylize", "--method", "") == {"refine", "fast"}, "not the methods")
    expect(complete("nst", "stylize", "--method", "=", "f") == {"fast"}, "not the method after the sign")
    expect("mosaic" in complete("nst", "stylize", "photo.jpg", "mos"), "not the styles")
    expect("lbfgs" not in complete("nst", "train", "codec", "--start", ""), "values of another command")


def zsh_knows_the_options():
    text = (REFERENCE / "_nst").read_text()
    for command in COMMANDS:
        part = text.split(f"\n  '{command}')\n", 1)[-1].split(";;")[0]
        for option in options(command):
            expect(re.search(rf"{option}(?![\w-])", part), f"{option} of {command} is missing")
    if shutil.which("zsh"):
        done = subprocess.run(["zsh", "-n", str(REFERENCE / "_nst")], check=False, capture_output=True, text=True)
        expect(done.returncode == 0 and done.stderr == "", f"zsh says: {done.stderr}")


main([the_manual_page_is_whole, man_has_no_complaint, bash_offers_commands, bash_offers_options, bash_offers_values,
      zsh_knows_the_options])
