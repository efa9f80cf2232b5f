# SPDX-License-Identifier: GPL-3.0-or-later

"""nst.py - common to the tests of the program `nst`: a temporary folder, calls of the program, pictures.

NST names the program, WEIGHTS the folder of the bundled network.
"""

import fcntl
import os
import pathlib
import pty
import struct
import subprocess
import sys
import tempfile
import termios
import zlib

sys.path.append(str(pathlib.Path(__file__).parents[1]))

from outcomes import outcome  # noqa: E402,F401: for the tests, too

NST = os.environ["NST"]


class Place:
    """A folder with everything of one test, the user's data folder too."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="nst-test-")
        self.folder = pathlib.Path(self.temporary.name)
        self.networks = self.folder / "data" / "style-transfer" / "networks"

    def environment(self):
        environment = {**os.environ, "XDG_DATA_HOME": str(self.folder / "data"), "NST_WEIGHTS": os.environ["WEIGHTS"],
                       "LC_ALL": "C.UTF-8"}
        environment.pop("NST_STYLES", None)
        return environment

    def call_bytes(self, *words, before=None):
        """Runs `nst WORDS`, after `before` in the new process; returns its exit status and what it wrote."""
        done = subprocess.run([NST, *map(str, words)], cwd=self.folder, env=self.environment(), preexec_fn=before,
                              capture_output=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def call(self, *words, before=None):
        """The same, as text."""
        status, said, problem = self.call_bytes(*words, before=before)
        return status, said.decode(), problem.decode()

    def call_on_terminal(self, *words, columns):
        """Runs `nst WORDS` on a terminal of so many columns; returns its exit status and what it wrote there."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        run = subprocess.Popen([NST, *map(str, words)], cwd=self.folder, env=self.environment(), stdin=theirs, stdout=theirs,
                               stderr=theirs)
        os.close(theirs)
        written = b""
        try:
            while data := os.read(ours, 65536):
                written += data
        except OSError:
            pass  # as Linux says that the program has ended
        os.close(ours)
        return run.wait(timeout=60), written.decode().replace("\r\n", "\n")

    def start(self, *words):
        """Starts `nst WORDS`, whose output and problems can be read as they come."""
        return subprocess.Popen([NST, *map(str, words)], cwd=self.folder, env=self.environment(), text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def start_on_leash(self, *words):
        """The same, for a program that writes a line about each picture: it gets one or two pictures ahead of who reads
        its output, and no more, however busy the machine is.  Its pipe holds 4096 bytes, and so the lines must be longer
        than half of that: the pictures are in folders whose names are as long as FAR."""
        return subprocess.Popen([NST, *map(str, words)], cwd=self.folder, env=self.environment(), bufsize=0, pipesize=4096,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def works(self, *words):
        status, said, problem = self.call(*words)
        expect(status == 0 and problem == "", f"nst {words} should work, and said: {problem}")
        return said

    def fails(self, *words, says="", status=1, before=None):
        """Fails with one sentence that has all of `says` in it, not by a signal."""
        actual, _, problem = self.call(*words, before=before)
        expect(actual == status, f"nst {words} ended with {actual}, not {status}: {problem}")
        expect(problem.startswith("nst: ") and problem.endswith(".\n") and not problem.endswith("..\n") and problem.count("\n") == 1,
               f"this is not one sentence: {problem}")
        for word in [says] if isinstance(says, str) else says:
            expect(word in problem, f"“{word}” is missing in: {problem}")
        return problem


FAR = "/".join(["far" * 80] * 4)  # a folder whose name is 963 bytes long


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def some(cases):
    """All cases; under the sanitizers, which watch the code and not the results, the first and the last of them, for each
    start of the program takes a second there."""
    return (cases[0], cases[-1]) if "SANITIZED" in os.environ else cases


def skip(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def main(cases, numeric=()):
    """Runs all cases and reports them in TAP.  Those of `numeric` are skipped under the sanitizers: they run long for the
    sake of their results, and other cases run the same code."""
    failed = 0
    print(f"1..{len(cases)}")
    for number, case in enumerate(cases, 1):
        if case in numeric and "SANITIZED" in os.environ:
            print(f"ok {number} {case.__name__} # SKIP other cases run the same code under the sanitizers")
            continue
        try:
            case()
            print(f"ok {number} {case.__name__}", flush=True)
        except AssertionError as problem:
            failed += 1
            print(f"not ok {number} {case.__name__}\n# " + str(problem).replace("\n", "\n# "), flush=True)
    sys.exit(failed > 0)


def write_png(path, width, height, pixel):
    """An RGB picture of 8 bits; pixel (x, y) is three numbers in 0..255."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"".join(bytes(pixel(x, y)) for x in range(width)) for y in range(height))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def photo(x, y):
    return (x * 5 % 256, y * 3 % 256, (x * y) % 256)


def painting(x, y):
    return ((x // 7 * 60) % 256, 255 - (y // 5 * 40) % 256, (x + y) * 4 % 256)
