#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""reference.py man|bash|zsh NST VERSION OUTPUT: the manual page of `nst`, or the completion of its words in a shell.

All of it is made from what the program NST itself says of its commands and options (`nst help COMMAND`), which comes from
the table of parameters; so none of it can be out of date.
"""

import collections
import os
import pathlib
import re
import subprocess
import sys

Option = collections.namedtuple("Option", "short long value text")
Command = collections.namedtuple("Command", "name purpose usage summary groups")

OPTION = re.compile(r"  (?:-(?P<short>\w), )?--(?P<long>[\w-]+)(?:=(?P<value>\S+))?(?:\s+(?P<text>\S.*))?")
PARAMETERS = "Parameters"
EXAMPLES = [
    ("Repaint a photograph in the manner of a painting, at 1024 pixels:",
     "nst stylize photo.jpg painting.jpg -o out.png --size 1024"),
    ("The same in a moment, in a style that comes with the program:", "nst stylize photo.jpg mosaic -o out.png --method fast"),
    ("Every picture of a folder:", "nst batch photos --style mosaic -o painted"),
    ("A film, with its sound:", "nst film in.mp4 mosaic -o out.mp4 --method fast"),
]


# ---- What the program says ----------------------------------------------------------------------

def ask(program, *words):
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""}
    return subprocess.run([program, *words], env=environment, check=True, capture_output=True, text=True).stdout


def list_commands(program):
    """Name, usage and purpose of each; `train` is two."""
    found = []
    for words in ("help",), ("help", "train"):
        for line in ask(program, *words).splitlines():
            if match := re.match(r"  nst (\w+(?: (?:codec|style)(?!\|))?)(?: (.*?))?\s{2,}(\S.*)", line):
                found.append(match.groups())
    return [words for words in found if words[0] != "train"]


def read_groups(lines):
    """Heading -> options, of what GOption prints."""
    groups, heading = {}, None
    for line in lines:
        if match := re.fullmatch(r"(\w+)(?: Options)?:", line):
            heading = match[1]
            groups[heading] = []
        elif match := OPTION.fullmatch(line):
            groups[heading].append(Option(match["short"], match["long"], match["value"], match["text"] or ""))
    groups.pop("Help", None)
    return groups


def read_command(program, name, usage, purpose):
    usage_line, *rest = ask(program, "help", *name.split()).split("\n\n")
    summary = next((part for part in rest if not re.match(r"\w+(?: Options)?:\n", part)), "")
    return Command(name, purpose, usage or "", " ".join(summary.split()), read_groups("\n".join(rest).splitlines()))


def read_commands(program):
    return [read_command(program, *words) for words in list_commands(program)]


def options_of(command):
    """All, in the order in which they are of use."""
    help_option = Option("h", "help", None, "Show the options")
    return [*command.groups.get("Application", []), *command.groups.get(PARAMETERS, []), help_option]


# ---- The manual page ----------------------------------------------------------------------------

def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("“", "\\(lq").replace("”", "\\(rq").replace("'", "\\(aq")
    return text.replace("…", "...").replace("\n.", "\n\\&.")


def roff_option(option):
    names = ([f"\\fB\\-{option.short}\\fR"] if option.short else []) + [f"\\fB\\-\\-{roff(option.long)}\\fR"]
    value = f"=\\fI{roff(option.value)}\\fR" if option.value else ""
    return f".TP\n{', '.join(names)}{value}\n{roff(option.text)}."


def roff_command(command):
    lines = [f".SS \"nst {command.name}\"", f".B nst {command.name}", roff(command.usage), ".PP", roff(command.summary)]
    lines += [roff_option(option) for option in command.groups.get("Application", [])]
    if PARAMETERS in command.groups:
        lines += [".PP", "It takes all", ".B parameters", "as well."]
    return "\n".join(lines)


def manual(commands, version):
    parameters = next(command.groups[PARAMETERS] for command in commands if PARAMETERS in command.groups)
    parts = [
        f'.TH NST 1 "" "nst {version}" "User Commands"',
        ".SH NAME\nnst \\- repaint pictures and films in the manner of other pictures",
        ".SH SYNOPSIS\n" + "\n.br\n".join(f".B nst {c.name}\n{roff(c.usage)}" for c in commands)
        + "\n.br\n.B nst help\n.RI [ COMMAND ]\n.br\n.B nst \\-\\-version",
        ".SH DESCRIPTION\n.B nst\nrepaints a photograph in the manner of another picture: a painting, a print, a drawing.\n"
        "It is the engine of the Style Transfer plug\\-in for GIMP.\nEverything happens on the computer\\(aqs own processor.\n"
        "No command writes over what it reads, and other files are replaced with\n.B \\-\\-force\nonly.",
        ".SH COMMANDS",
        *map(roff_command, commands),
        ".SH PARAMETERS\nWhat decides how a picture is painted.\n"
        "Switches may be written as \\-\\-SWITCH, \\-\\-no\\-SWITCH and \\-\\-SWITCH=false.\n"
        "In parentheses stand the least and the largest value, and the default.",
        *map(roff_option, parameters),
        ".SH FILES\n.TP\n.I $XDG_DATA_HOME/style\\-transfer/styles\nStyles of your own, found by their names.\n"
        ".TP\n.I $XDG_DATA_HOME/style\\-transfer/networks\nNetworks of your own.",
        ".SH ENVIRONMENT\n.TP\n.B NST_STYLES\nFolders that are searched for styles before all others, parted by colons.\n"
        ".TP\n.B NST_WEIGHTS\nThe same for networks.",
        ".SH EXIT STATUS\n.TP\n.B 0\nAll was done.\n.TP\n.B 1\nSomething failed.\n.TP\n.B 2\nThe call was wrong.",
        ".SH EXAMPLES\n" + "\n".join(f".PP\n{roff(words)}\n.PP\n.nf\n.RS\n{roff(line)}\n.RE\n.fi" for words, line in EXAMPLES),
        ".SH SEE ALSO\n.BR gimp (1),\n.BR ffmpeg (1)",
    ]
    return "\n".join(parts) + "\n"


# ---- Completions --------------------------------------------------------------------------------

def choices(option):
    return option.value.split("|") if option.value and "|" in option.value else []


def flags(option):
    return [f"--{option.long}"] + ([f"-{option.short}"] if option.short else [])


def bash(commands, _):
    names = " ".join(dict.fromkeys(command.name.split()[0] for command in commands))
    lines = ["# SPDX-License-Identifier: GPL-3.0-or-later", "# Completion of nst's words in bash, made by reference.py.", "",
             "_nst ()", "{", "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}",
             "  local command=${COMP_WORDS[1]} options=", "", "  COMPREPLY=()",
             "  if [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi",
             "  if [ \"$word\" = = ]; then word=; before=${COMP_WORDS[COMP_CWORD-1]}; fi",
             "  if [ \"$COMP_CWORD\" = 1 ]; then",
             f"    mapfile -t COMPREPLY < <(compgen -W '{names} help --help --version' -- \"$word\")", "    return", "  fi",
             "  if [ \"$command\" = help ]; then",
             f"    mapfile -t COMPREPLY < <(compgen -W '{names}' -- \"$word\")", "    return", "  fi",
             "  if [ \"$command\" = train ]; then",
             "    if [ \"$COMP_CWORD\" = 2 ]; then mapfile -t COMPREPLY < <(compgen -W 'codec style' -- \"$word\"); return; fi",
             "    command=\"train ${COMP_WORDS[2]}\"", "  fi", "  case $command$before in"]
    for command in commands:
        for option in filter(choices, options_of(command)):
            lines.append(f"    '{command.name}--{option.long}') mapfile -t COMPREPLY < "
                         f"<(compgen -W '{' '.join(choices(option))}' -- \"$word\"); return ;;")
    lines += ["    batch--style | batch-s)", "      mapfile -t COMPREPLY < <(compgen -W \"$(_nst_styles)\" -- \"$word\"; "
              "compgen -f -- \"$word\")", "      return ;;", "  esac", "  case $command in"]
    for command in commands:
        words = " ".join(flag for option in options_of(command) for flag in flags(option))
        lines.append(f"    '{command.name}') options='{words}' ;;")
    lines += ["  esac", "  case $word in",
              "    -*) mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\") ;;",
              "    *) mapfile -t COMPREPLY < <(compgen -W \"$(_nst_styles)\" -- \"$word\"; compgen -f -- \"$word\") ;;",
              "  esac", "}", "", "# The names of the styles that are installed: the lines that are not indented.",
              "_nst_styles () { nst styles 2>/dev/null | grep -v '^ '; }", "",
              "complete -o filenames -F _nst nst", ""]
    return "\n".join(lines)


def zsh_quote(text):
    return text.replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def zsh_option(option):
    names = flags(option)
    listed = f"'({' '.join(names)})'{{{','.join(names)}}}" if len(names) > 1 else f"'{names[0]}'"
    if not option.value:
        return f"{listed}'[{zsh_quote(option.text)}]'"
    action = f"({' '.join(choices(option))})" if choices(option) else "_files"
    plain = re.fullmatch(r"VALUE|N|X|px|PX|TIME|TEXT|HOW|ENDING|W,W\.\.\.", option.value)
    names = [name + "=" if name.startswith("--") else name + "+" for name in names]
    listed = f"'({' '.join(flags(option))})'{{{','.join(names)}}}" if len(names) > 1 else f"'{names[0]}'"
    return f"{listed}'[{zsh_quote(option.text)}]:{zsh_quote(option.value)}:{' ' if plain else action}'"


def zsh(commands, _):
    lines = ["#compdef nst", "# SPDX-License-Identifier: GPL-3.0-or-later",
             "# Completion of nst's words in zsh, made by reference.py.", "", "_nst_commands () {", "  local -a commands=("]
    lines += [f"    '{c.name}:{zsh_quote(c.purpose)}'" for c in commands if " " not in c.name]
    lines += ["    'train:train a network'", "    'help:list the options of a command'", "  )",
              "  _describe command commands", "}", "", "_nst_words () {", "  local -a styles=(${(f)\"$(nst styles 2>/dev/null | "
              "grep -v '^ ')\"})", "  _alternative 'styles:style:compadd -a styles' 'files:file:_files'", "}", "",
              "if (( CURRENT == 2 )); then", "  _nst_commands", "  _arguments '--help[show the commands]' '--version[say which "
              "version this is]'", "  return", "fi", "local name=$words[2]", "shift words", "(( CURRENT-- ))",
              "if [[ $name == train ]]; then", "  if (( CURRENT == 2 )); then", "    _values part codec style", "    return",
              "  fi", "  name=\"train $words[2]\"", "  shift words", "  (( CURRENT-- ))", "fi", "case $name in",
              "  help) _nst_commands ;;"]
    for command in commands:
        lines.append(f"  '{command.name}')\n    _arguments -s \\")
        lines += [f"      {zsh_option(option)} \\" for option in options_of(command)]
        lines.append("      '*:file or style:_nst_words' ;;")
    return "\n".join([*lines, "esac", ""])


def main():
    kind, program, version, output = sys.argv[1:]
    text = {"man": manual, "bash": bash, "zsh": zsh}[kind](read_commands(program), version)
    pathlib.Path(output).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
