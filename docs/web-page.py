#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""web-page.py CMARK PAGE.md PAGE.html: a page of the guide for a web browser, by the program CMARK (cmark-gfm).

Links to other pages lead to their web pages, and headings have names that links can lead to.
"""

import html
import pathlib
import re
import subprocess
import sys

PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>%s</title>
<style>
body { max-width: 46em; margin: 2em auto; padding: 0 1em; font: 1em/1.5 sans-serif; }
img { max-width: 100%%; }
pre { overflow: auto; padding: 0.7em; background: #8882; }
table { border-collapse: collapse; }
th, td { padding: 0.3em 0.7em; border: 1px solid #8888; text-align: left; vertical-align: top; }
</style>
%s</html>
"""


def name_heading(match):
    text = html.unescape(re.sub("<.*?>", "", match[2]))
    name = re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-")
    return f'<h{match[1]} id="{name}">{match[2]}</h{match[1]}>'


def main():
    cmark, source, target = sys.argv[1:]
    body = subprocess.run([cmark, "-e", "table", "--unsafe", source], check=True, capture_output=True, text=True).stdout
    body = re.sub(r"<h(\d)>(.*?)</h\1>", name_heading, body)
    body = re.sub(r'href="([\w-]+)\.md', r'href="\1.html', body)
    title = re.search(r"<h1.*?>(.*?)</h1>", body)[1]
    pathlib.Path(target).write_text(PAGE % (re.sub("<.*?>", "", title), body), encoding="utf-8")


if __name__ == "__main__":
    main()
