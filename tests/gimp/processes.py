# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds, watches and kills the plug-in's processes; and the bystander, another plug-in
(bystander.c) that acts like a user in GIMP meanwhile."""

import contextlib
import os
import pathlib
import shutil
import signal
import time

from harness import expect

WORKER = "nst-worker"  # the name of a thread that paints, beside the one that asked for it
SECONDS = 60


def wait_until(condition, what, seconds=SECONDS):
    """What the condition is when it is true."""
    limit = time.monotonic() + seconds
    while not (found := condition()):
        expect(time.monotonic() < limit, what)
        time.sleep(0.01)
    return found


def plug_ins(gimp):
    """Numbers of the processes of the plug-in under test in this GIMP."""
    program, found = str(gimp.root / "plug-ins" / "style-transfer" / "style-transfer"), []
    for link in pathlib.Path("/proc").glob("[0-9]*/exe"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == program:
                found.append(int(link.parent.name))
    return found


def is_at_work(process):
    with contextlib.suppress(OSError):
        for name in pathlib.Path("/proc/%d/task" % process).glob("*/comm"):
            if name.read_text().strip() == WORKER:
                return True
    return False


def wait_for_work(gimp):
    """The process that has begun to paint."""
    def find():
        return next((process for process in plug_ins(gimp) if is_at_work(process)), None)

    return wait_until(find, "no plug-in is at work")


def kill(process):
    os.kill(process, signal.SIGKILL)


def wait_until_gone(gimp, what):
    wait_until(lambda: not plug_ins(gimp), what)


def status(process, name):
    """A value in bytes of /proc/PID/status, such as VmRSS."""
    for line in pathlib.Path("/proc/%d/status" % process).read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise AssertionError("there is no %s" % name)


def files(gimp):
    """All that lies in the folders that are GIMP's and the plug-in's own to write to."""
    return {path.relative_to(gimp.root) for folder in ("home", "cache", "profile", "tmp", "work")
            for path in (gimp.root / folder).rglob("*") if not path.is_dir()}


def install_bystander(gimp):
    """Before GIMP starts."""
    folder = gimp.root / "plug-ins" / "bystander"
    folder.mkdir(exist_ok=True)
    shutil.copy2(os.environ["BYSTANDER_PLUG_IN"], folder / "bystander")
    gimp.environment["BYSTANDER"] = str(gimp.folder)


def ask_bystander(gimp, wish, wait=True):
    """Has it do something; see bystander.c."""
    please = gimp.folder / "please"
    please.write_text(wish + "\n")
    if wait:
        wait_until(lambda: not please.exists(), "the bystander does not " + wish)
