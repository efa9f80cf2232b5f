# SPDX-License-Identifier: GPL-3.0-or-later

"""Common to the tests in the real GIMP: a private profile with the plug-in under test and
no files of the user, a run of gimp-console, and pictures, written and read without
any library.

The build sets these variables: PLUG_IN (the program), WEIGHTS (a folder of weight files),
SOURCE_ROOT (the repository) and CONVERSIONS (the file that conversions.py makes)."""

import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

sys.path.append(str(pathlib.Path(__file__).parents[1]))

from outcomes import outcome, untried  # noqa: E402,F401: for the tests, too

SKIP = 77

# Procedures of GIMP's own that the scripts call.
COMPANIONS = ("script-fu", "file-glob", "file-jpeg", "file-png", "file-pnm", "file-gif-load",
              "file-gif-export", "animation-optimize")

# libgimp writes its farewell into a pipe that the core may have closed by then.
# In some languages GIMP's own buttons share letters.
HARMLESS = re.compile(r"gimp_flush\(\): error: |duplicate mnemonic \S+ for label of property \(null\)")

COMPLAINT = re.compile(r"style-transfer.*(CRITICAL|WARNING|ERROR)|duplicate mnemonic|"
                       r"undo in inconsistent state|Plug-in crashed|stray image|MUST NOT|"
                       r"AddressSanitizer|LeakSanitizer|runtime error|"
                       r"guard: (?!\d+ calls)")

# What every script may use.  `attempt` notes an error with the state the image is left in, deletes
# all images, and raises the error again, so that GIMP's exit code is the one that a user sees.
PRELUDE = r"""
(define report-file "%s")
(define report-port (open-output-file report-file))
(define (report name value)
  (display name report-port) (display "\t" report-port)
  (display value report-port) (newline report-port))
(define (load-image name) (car (gimp-file-load RUN-NONINTERACTIVE name)))
(define (selected image) (car (gimp-image-get-selected-drawables image)))
(define (layer-count image) (vector-length (car (gimp-image-get-layers image))))
(define (save-layer layer name)
  (let* ((image (car (gimp-item-get-image layer)))
         (copy (car (gimp-image-new-with-precision
                     (car (gimp-drawable-get-width layer)) (car (gimp-drawable-get-height layer))
                     (car (gimp-image-get-base-type image))
                     (car (gimp-image-get-precision image)))))
         (only (car (gimp-layer-new-from-drawable layer copy))))
    (gimp-image-insert-layer copy only -1 0)
    (gimp-layer-set-offsets only 0 0)
    (if (> (car (gimp-layer-get-mask only)) 0) (gimp-layer-remove-mask only MASK-DISCARD))
    (gimp-file-save RUN-NONINTERACTIVE copy name)
    (gimp-image-delete copy)))
(define (catch-error thunk)
  (let* ((hook *error-hook*)
         (outcome (call-with-current-continuation
                   (lambda (leave)
                     (set! *error-hook* (lambda message (leave (cons 'failed message))))
                     (thunk)
                     '(succeeded)))))
    (set! *error-hook* hook)
    outcome))
(define (attempt image thunk)
  (let ((outcome (catch-error thunk)))
    (report "outcome" outcome)
    (report "layers" (layer-count image))
    (report "dirty" (car (gimp-image-is-dirty image)))
    (for-each gimp-image-delete (vector->list (car (gimp-get-images))))
    (close-output-port report-port)
    (if (eq? (car outcome) 'failed) (error (cadr outcome)))))
"""


def count_guarded(output):
    """How many runs of the plug-in ended with the guard's word (tests/plug-in/guard) that they called
    GIMP and GTK on the main thread only; None where there is no guard for this machine."""
    if "GUARDED" not in os.environ:
        return None
    return len(re.findall(r"guard: [1-9]\d* calls, all on the main thread", output))


def skip(reason):
    print("skipped: " + reason)
    sys.exit(SKIP)


def gimp_version():
    """Of the GIMP that is tested: (3, 2, 6)."""
    said = subprocess.run(["gimp-console", "--version"], check=True, capture_output=True, text=True).stdout
    return tuple(map(int, re.search(r"(\d+)\.(\d+)\.(\d+)", said).groups()))


def system_plug_ins():
    """The folder of GIMP's own plug-ins."""
    try:
        folder = subprocess.run(["pkg-config", "--variable=gimplibdir", "gimp-3.0"],
                                capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        skip("pkg-config does not know GIMP 3 (package libgimp-3.0-dev).")
    return pathlib.Path(folder) / "plug-ins"


# A GIMP that stays: when there is a file `next`, it loads the script, and says in `answer`, then `done`, how that ended.
SERVER = r"""
(define (serve)
  (if (file-exists? "%(next)s")
      (let ((outcome (begin (file-delete "%(next)s") (catch-error (lambda () (load "%(script)s"))))))
        (catch-error (lambda () (close-output-port report-port)))
        (for-each gimp-image-delete (vector->list (car (gimp-get-images))))
        (let ((port (open-output-file "%(answer)s")))
          (display (if (eq? (car outcome) 'failed) outcome "well") port)
          (close-output-port port))
        (close-output-port (open-output-file "%(done)s")))
      (usleep 5000))
  (serve))
(serve)
"""


class Result:
    """How a run of GIMP ended: its exit code, what it printed and what the script reported."""

    def __init__(self, code, output, report):
        self.code = code
        self.output = output
        self.report = report

    def complaints(self):
        """Lines that our plug-in should not have caused."""
        return [line for line in self.output.splitlines()
                if COMPLAINT.search(line) and not HARMLESS.search(line)]


class Gimp:
    """A GIMP of its own in a temporary folder, which is also where the scripts run."""

    def __init__(self, companions=()):
        if not shutil.which("gimp-console"):
            skip("there is no gimp-console here (package gimp).")
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="style-transfer-test-"))
        self.folder = self.root / "work"
        plug_ins = self.root / "plug-ins"
        ours = plug_ins / "style-transfer"
        for folder in (self.folder, ours, self.root / "home", self.root / "cache"):
            folder.mkdir(parents=True)
        # The program itself, not a link: GIMP on Windows and sanitizers look beside the real file.
        shutil.copy2(os.environ["PLUG_IN"], ours / "style-transfer")
        (ours / "weights").symlink_to(os.environ["WEIGHTS"])
        (ours / "styles").symlink_to(pathlib.Path(os.environ["SOURCE_ROOT"]) / "styles")
        if "RAW_PIXELS" in os.environ:
            (plug_ins / "raw-pixels").mkdir()
            shutil.copy2(os.environ["RAW_PIXELS"], plug_ins / "raw-pixels" / "raw-pixels")
        for name in (*COMPANIONS, *companions):
            (plug_ins / name).symlink_to(system_plug_ins() / name)
        self.environment = dict(
            os.environ, HOME=str(self.root / "home"), XDG_CACHE_HOME=str(self.root / "cache"),
            XDG_CONFIG_HOME=str(self.root / "home"), XDG_DATA_HOME=str(self.root / "home"),
            GIMP3_DIRECTORY=str(self.root / "profile"), GIMP_TESTING_PLUGINDIRS=str(plug_ins),
            GUARD_REPORT="1", NO_AT_BRIDGE="1", LC_ALL="C.UTF-8",
            BABL_LUT="0")  # tables of all colors, of 64 MB each, which pay for large pictures only
        self.environment.pop("DISPLAY", None)
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.environment.pop("NST_WEIGHTS", None)
        if "CONVERSIONS" in os.environ:
            (self.root / "cache" / "babl").mkdir()
            shutil.copy(os.environ["CONVERSIONS"], self.root / "cache" / "babl" / "babl-fishes")
        self.server, self.server_environment, self.servers = None, None, 0

    def stop_server(self):
        if self.server:
            self.server.kill()
            self.server.wait()
            self.server = None

    def start_server(self):
        """A GIMP that waits for scripts, with today's environment."""
        self.stop_server()
        # Each has names of its own: the interpreter of one that was killed goes on looking for its next script for a while.
        self.servers += 1
        self.server_files = {name: self.root / ("server-%d-%s" % (self.servers, name))
                             for name in ("next", "answer", "done", "script")}
        (self.folder / "server.scm").write_text(self.prelude() + SERVER % self.server_files)
        self.server_log = open(self.root / "server-log", "w+b")
        self.server_environment = dict(self.environment)
        self.server = subprocess.Popen(
            ["gimp-console", "-n", "-i", "-d", "-f", "--batch-interpreter", "plug-in-script-fu-eval", "-b",
             '(load "%s")' % (self.folder / "server.scm"), "--quit"],
            cwd=self.folder, env=self.environment, stdout=self.server_log, stderr=subprocess.STDOUT)

    def ask(self, script, timeout=240):
        """As run, but in a GIMP that has been started before, which saves seconds.  What a script defines is there for the
        next one, too; its images are not.  The exit code is 0, or 70 where the script failed."""
        if not self.server or self.server.poll() is not None or self.server_environment != self.environment:
            self.start_server()
        done = self.server_files["done"]
        done.unlink(missing_ok=True)
        (self.folder / "report.txt").unlink(missing_ok=True)
        self.server_files["script"].write_text(self.prelude() + script)
        self.server_log.seek(0, os.SEEK_END)
        start = self.server_log.tell()
        self.server_files["next"].touch()
        limit = time.monotonic() + timeout
        while not done.exists():
            expect(self.server.poll() is None, "GIMP ended: " + self.read_server_log(start))
            expect(time.monotonic() < limit, "GIMP does not answer: " + self.read_server_log(start))
            time.sleep(0.01)
        said = self.server_files["answer"].read_text()
        output = self.read_server_log(start) + ("" if said == "well" else said)
        return Result(0 if said == "well" else 70, output, self.read_report())

    def read_server_log(self, start):
        self.server_log.seek(start)
        return self.server_log.read().decode(errors="replace")

    def close(self):
        self.stop_server()
        shutil.rmtree(self.root, ignore_errors=True)

    def prelude(self):
        return PRELUDE % (self.folder / "report.txt")

    def read_report(self):
        try:
            text = (self.folder / "report.txt").read_text()
        except FileNotFoundError:
            return {}
        return dict(line.split("\t", 1) for line in text.splitlines() if "\t" in line)

    def known_version(self):
        """What the GIMP with windows reads first: that it has run before, in the version that it is, and shows no welcome at
        each start.  GIMP 3.2 shows it above its other windows, so that it takes their clicks."""
        path = self.root / "system-gimprc"
        path.write_text('(show-welcome-dialog no)\n(config-version "%d.%d.%d")\n' % gimp_version())
        return ["--system-gimprc", str(path)]

    def command(self, script, program="gimp-console", fonts=False):
        (self.folder / "script.scm").unlink(missing_ok=True)  # another GIMP may read it still, form by form
        (self.folder / "script.scm").write_text(self.prelude() + script)
        (self.folder / "report.txt").unlink(missing_ok=True)
        return [program, "-n", *(["-i"] if "console" in program else ["-s", *self.known_version()]), "-d",
                *([] if fonts else ["-f"]), "--batch-interpreter", "plug-in-script-fu-eval",
                "-b", '(load "%s")' % (self.folder / "script.scm"), "--quit"]

    def run(self, script, timeout=240, fonts=False):
        """Runs Scheme in gimp-console, with the names of PRELUDE; with fonts, which take GIMP a while to load."""
        done = subprocess.run(self.command(script, fonts=fonts), cwd=self.folder, env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=timeout)
        return Result(done.returncode, done.stdout, self.read_report())

    def shell(self, text, timeout=240):
        """Runs lines of a shell as a user would type them."""
        done = subprocess.run(["bash", "-e", "-c", text], cwd=self.folder, env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=timeout)
        return Result(done.returncode, done.stdout, {})


def main(cases, companions=()):
    """Runs the functions `cases`, or those of them that the command line names, and says what failed.  `companions` are
    more of GIMP's own plug-ins, by the names of their folders."""
    gimp, failures = Gimp(companions), 0
    if sys.argv[1:]:
        cases = [case for case in cases if case.__name__ in sys.argv[1:]]
        os.environ.pop("OUTCOMES", None)  # which is of all
    try:
        for case in cases:
            try:
                case(gimp)
                print("ok      " + case.__name__, flush=True)
            except AssertionError as failure:
                failures += 1
                print("FAILED  %s: %s" % (case.__name__, failure), flush=True)
    finally:
        gimp.close()
    sys.exit(1 if failures else 0)


def expect(condition, message):
    """As assert, but not removed by any option of Python's."""
    if not condition:
        raise AssertionError(message)


# ---- Pictures -----------------------------------------------------------------------------------

COLOR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}  # PNG's code for a number of channels
CHANNELS = {code: channels for channels, code in COLOR_TYPES.items()}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(
        ">I", zlib.crc32(kind + data))


def write_png(path, width, height, channels, pixel, depth=8):
    """A PNG of `channels` 1..4 whose pixel at x, y is the tuple pixel (x, y)."""
    code = "B" if depth == 8 else "H"
    rows = b"".join(b"\0" + b"".join(struct.pack(">%d%s" % (channels, code), *pixel(x, y))
                                     for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, depth, COLOR_TYPES[channels], 0, 0, 0)
    pathlib.Path(path).write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                                   + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def unfilter(kind, row, above, step):
    """One row of a PNG after undoing its filter."""
    for i in range(len(row)):
        left = row[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = above[i]
        elif kind == 3:
            guess = (left + above[i]) // 2
        elif kind == 4:
            distances = [(abs(above[i] - corner), 0, left), (abs(left - corner), 1, above[i]),
                         (abs(left + above[i] - 2 * corner), 2, corner)]
            guess = min(distances)[2]
        else:
            guess = 0
        row[i] = (row[i] + guess) & 255
    return row


class Picture:
    """A PNG that was read: pixels[y][x] is a tuple."""

    def __init__(self, path):
        data = pathlib.Path(path).read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n", "%s is no PNG" % path
        packed, place = b"", 8
        while place < len(data):
            length, kind = struct.unpack(">I4s", data[place:place + 8])
            body = data[place + 8:place + 8 + length]
            place += 12 + length
            if kind == b"IHDR":
                self.width, self.height, self.depth, code, _, _, interlace = struct.unpack(
                    ">IIBBBBB", body)
                assert interlace == 0 and code in CHANNELS
                self.channels = CHANNELS[code]
            elif kind == b"IDAT":
                packed += body
        self.pixels = self.decode(zlib.decompress(packed))

    def decode(self, raw):
        size = self.depth // 8
        step = self.channels * size
        stride = self.width * step
        above, rows = bytearray(stride), []
        for y in range(self.height):
            start = y * (stride + 1)
            above = unfilter(raw[start], bytearray(raw[start + 1:start + 1 + stride]), above, step)
            values = struct.unpack(">%d%s" % (self.width * self.channels, "BH"[size - 1]), above)
            rows.append([values[i:i + self.channels]
                         for i in range(0, len(values), self.channels)])
        return rows

    def flat(self, first=0, last=None):
        """Channels first..last of all pixels, in one list."""
        return [value for row in self.pixels for pixel in row for value in pixel[first:last]]


def photo(x, y):
    """Something with shapes and colors, 0..255."""
    disc = (x - 30) ** 2 + (y - 26) ** 2 < 300
    return (200 if disc else 40 + 2 * (x % 64), 60 + 3 * (y % 48), 30 if disc else 150)


def painting(x, y):
    return (255 if (x + 2 * y) % 9 < 4 else 20, (x * 7 + y * 5) % 256, (x ^ y) & 255)
