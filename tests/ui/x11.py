# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated user with keyboard and mouse: an X server without a screen (Xvfb), and enough of
Xlib to find windows by their titles, type into them, drag in them, check that they respond and take
screenshots.  The program under test needs no changes."""

import contextlib
import ctypes
import ctypes.util
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import threading
import time
import zlib

SKIP = 77
SELECTION_NOTIFY = 31
CLIENT_MESSAGE = 33
SUBSTRUCTURE_NOTIFY = 1 << 19
VIEWABLE = 2
Z_PIXMAP = 2
ALL_PLANES = ctypes.c_ulong(-1)


class Attributes(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_int), ("width", ctypes.c_int),
                ("height", ctypes.c_int), ("border_width", ctypes.c_int), ("depth", ctypes.c_int),
                ("visual", ctypes.c_void_p), ("root", ctypes.c_ulong), ("class_", ctypes.c_int),
                ("bit_gravity", ctypes.c_int), ("win_gravity", ctypes.c_int),
                ("backing_store", ctypes.c_int), ("backing_planes", ctypes.c_ulong),
                ("backing_pixel", ctypes.c_ulong), ("save_under", ctypes.c_int),
                ("colormap", ctypes.c_ulong), ("map_installed", ctypes.c_int),
                ("map_state", ctypes.c_int), ("all_event_masks", ctypes.c_long),
                ("your_event_mask", ctypes.c_long), ("do_not_propagate_mask", ctypes.c_long),
                ("override_redirect", ctypes.c_int), ("screen", ctypes.c_void_p)]


class Image(ctypes.Structure):
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int),
                ("format", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_char)),
                ("byte_order", ctypes.c_int), ("bitmap_unit", ctypes.c_int),
                ("bitmap_bit_order", ctypes.c_int), ("bitmap_pad", ctypes.c_int),
                ("depth", ctypes.c_int), ("bytes_per_line", ctypes.c_int),
                ("bits_per_pixel", ctypes.c_int)]


class ClientMessage(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong),
                ("message_type", ctypes.c_ulong), ("format", ctypes.c_int),
                ("data", ctypes.c_long * 5)]


class Event(ctypes.Union):
    _fields_ = [("type", ctypes.c_int), ("client", ClientMessage), ("pad", ctypes.c_long * 24)]


def skip(reason):
    print("skipped: " + reason)
    sys.exit(SKIP)


def load(name):
    found = ctypes.util.find_library(name)
    if not found:
        skip("there is no lib%s here (package lib%s6)." % (name, name.lower()))
    return ctypes.CDLL(found)


class Screen:
    """An X server of our own, and a connection to it."""

    def __init__(self, width=1366, height=768):
        if not shutil.which("Xvfb"):
            skip("there is no Xvfb here (package xvfb).")
        self.x11, self.xtst = load("X11"), load("Xtst")
        self.start_server(width, height)
        self.declare()
        # A window may be gone by the time it is asked for: that is an answer, not an error.
        handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
        self.ignore_errors = handler(lambda display, event: 0)
        self.x11.XSetErrorHandler(self.ignore_errors)
        self.display = self.x11.XOpenDisplay(self.name.encode())
        if not self.display:
            raise RuntimeError("no connection to the X server " + self.name)
        self.clicks = 0  # how often a button of the mouse was pressed
        self.root = self.x11.XDefaultRootWindow(self.display)
        self.title_property = self.x11.XInternAtom(self.display, b"_NET_WM_NAME", 0)

    def start_server(self, width, height):
        reader, writer = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "%dx%dx24" % (width, height),
             "-nolisten", "tcp"], pass_fds=[writer], stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as numbers:
            self.name = ":" + numbers.readline().strip()

    def declare(self):
        x11, pointer, xid = self.x11, ctypes.c_void_p, ctypes.c_ulong
        x11.XOpenDisplay.restype = pointer
        x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
        x11.XDefaultRootWindow.restype = xid
        x11.XDefaultRootWindow.argtypes = [pointer]
        x11.XQueryTree.argtypes = [pointer, xid, pointer, pointer, pointer, pointer]
        x11.XGetWindowAttributes.argtypes = [pointer, xid, ctypes.POINTER(Attributes)]
        x11.XInternAtom.restype = xid
        x11.XInternAtom.argtypes = [pointer, ctypes.c_char_p, ctypes.c_int]
        x11.XGetWindowProperty.argtypes = [pointer, xid, xid, ctypes.c_long, ctypes.c_long,
                                           ctypes.c_int, xid] + 5 * [pointer]
        x11.XFree.argtypes = [pointer]
        x11.XSetInputFocus.argtypes = [pointer, xid, ctypes.c_int, ctypes.c_ulong]
        x11.XRaiseWindow.argtypes = [pointer, xid]
        x11.XSync.argtypes = [pointer, ctypes.c_int]
        x11.XResizeWindow.argtypes = [pointer, xid, ctypes.c_uint, ctypes.c_uint]
        x11.XCloseDisplay.argtypes = [pointer]
        x11.XStringToKeysym.restype = xid
        x11.XStringToKeysym.argtypes = [ctypes.c_char_p]
        x11.XKeysymToKeycode.restype = ctypes.c_ubyte
        x11.XKeysymToKeycode.argtypes = [pointer, xid]
        x11.XGetImage.restype = ctypes.POINTER(Image)
        x11.XGetImage.argtypes = [pointer, xid, ctypes.c_int, ctypes.c_int, ctypes.c_uint,
                                  ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
        x11.XDestroyImage.argtypes = [ctypes.POINTER(Image)]
        x11.XSelectInput.argtypes = [pointer, xid, ctypes.c_long]
        x11.XSendEvent.argtypes = [pointer, xid, ctypes.c_int, ctypes.c_long,
                                   ctypes.POINTER(Event)]
        x11.XPending.argtypes = [pointer]
        x11.XNextEvent.argtypes = [pointer, ctypes.POINTER(Event)]
        x11.XCreateSimpleWindow.restype = xid
        x11.XCreateSimpleWindow.argtypes = [pointer, xid, ctypes.c_int, ctypes.c_int, ctypes.c_uint,
                                            ctypes.c_uint, ctypes.c_uint, xid, xid]
        x11.XConvertSelection.argtypes = [pointer, xid, xid, xid, xid, xid]
        x11.XCheckTypedWindowEvent.argtypes = [pointer, xid, ctypes.c_int, ctypes.POINTER(Event)]
        x11.XDestroyWindow.argtypes = [pointer, xid]
        self.xtst.XTestFakeMotionEvent.argtypes = [pointer, ctypes.c_int, ctypes.c_int,
                                                   ctypes.c_int, ctypes.c_ulong]
        self.xtst.XTestFakeButtonEvent.argtypes = [pointer, ctypes.c_uint, ctypes.c_int,
                                                   ctypes.c_ulong]
        self.xtst.XTestFakeKeyEvent.argtypes = [pointer, ctypes.c_uint, ctypes.c_int,
                                                ctypes.c_ulong]

    def close(self):
        """May be called again."""
        if self.display:
            self.x11.XCloseDisplay(self.display)
            self.display = None
            self.server.terminate()
            self.server.wait()

    # ---- Windows --------------------------------------------------------------------------------

    def attributes(self, window):
        attributes = Attributes()
        if not self.x11.XGetWindowAttributes(self.display, window, ctypes.byref(attributes)):
            return None
        return attributes

    def text_property(self, window, name):
        kind, bits, count, left = (ctypes.c_ulong(), ctypes.c_int(), ctypes.c_ulong(),
                                   ctypes.c_ulong())
        text = ctypes.c_void_p()
        self.x11.XGetWindowProperty(self.display, window, name, 0, 65536, 0, 0,
                                    ctypes.byref(kind), ctypes.byref(bits), ctypes.byref(count),
                                    ctypes.byref(left), ctypes.byref(text))
        if not text:
            return ""
        value = ctypes.string_at(text, count.value).decode(errors="replace")
        self.x11.XFree(text)
        return value

    def title(self, window):
        return self.text_property(window, self.title_property)

    def windows(self):
        """The visible windows on the screen: a list of (window, title)."""
        root, parent = ctypes.c_ulong(), ctypes.c_ulong()
        children, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        self.x11.XQueryTree(self.display, self.root, ctypes.byref(root), ctypes.byref(parent),
                            ctypes.byref(children), ctypes.byref(count))
        found = [children[i] for i in range(count.value)]
        if children:
            self.x11.XFree(children)
        return [(window, self.title(window)) for window in found if self.is_visible(window)]

    def is_visible(self, window):
        attributes = self.attributes(window)
        return attributes is not None and attributes.map_state == VIEWABLE

    def wait_for(self, title, seconds=60):
        """The visible window whose title contains `title`."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            for window, name in self.windows():
                if title in name:
                    return window
            time.sleep(0.02)
        raise AssertionError("no window \"%s\" within %d s; there are %s"
                             % (title, seconds, [name for _, name in self.windows()]))

    def resize(self, window, width, height):
        """As a person does by the window's frame."""
        self.x11.XResizeWindow(self.display, window, width, height)
        self.x11.XSync(self.display, 0)
        time.sleep(0.5)

    def ask_to_close(self, window):
        """As a person does by the X of the window's frame."""
        protocols, delete = (self.x11.XInternAtom(self.display, name, 0)
                             for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW"))
        event = Event(client=ClientMessage(type=CLIENT_MESSAGE, window=window, message_type=protocols,
                                           format=32))
        event.client.data[0] = delete
        self.x11.XSendEvent(self.display, window, 0, 0, ctypes.byref(event))
        self.x11.XSync(self.display, 0)

    def wait_until_gone(self, window, seconds=60):
        """How long it took, in seconds."""
        start = time.monotonic()
        while self.is_visible(window):
            if time.monotonic() - start > seconds:
                raise AssertionError("the window is still there after %d s" % seconds)
            time.sleep(0.002)
        return time.monotonic() - start

    # ---- Hands and eyes -------------------------------------------------------------------------

    def focus(self, window):
        """There is no window manager that would do it."""
        self.x11.XRaiseWindow(self.display, window)
        self.x11.XSetInputFocus(self.display, window, 1, 0)
        self.x11.XSync(self.display, 0)
        time.sleep(0.3)

    def press(self, keys):
        """A key with modifiers: "Return", "Control+z"."""
        codes = []
        for name in keys.split("+"):
            name = {"Control": "Control_L", "Alt": "Alt_L", "Shift": "Shift_L"}.get(name, name)
            symbol = self.x11.XStringToKeysym(name.encode())
            codes.append(self.x11.XKeysymToKeycode(self.display, symbol))
        for code in codes:
            self.xtst.XTestFakeKeyEvent(self.display, code, 1, 0)
        for code in reversed(codes):
            self.xtst.XTestFakeKeyEvent(self.display, code, 0, 0)
        self.x11.XSync(self.display, 0)

    def type(self, text):
        """Small letters and digits."""
        for letter in text:
            self.press(letter)

    def point(self, window, x, y):
        """Moves the pointer to a place in the window."""
        place = self.attributes(window)
        self.xtst.XTestFakeMotionEvent(self.display, -1, place.x + x, place.y + y, 0)
        self.x11.XSync(self.display, 0)
        time.sleep(0.05)

    def drag(self, window, *places):
        """Presses the left button at the first place, moves through the others, lets go."""
        with self.holding_button(window, places[0], 1):
            for place in places[1:]:
                self.point(window, *place)

    def click(self, window, x, y):
        self.drag(window, (x, y))

    def turn_wheel(self, window, place, notches):
        """Over a place; up (towards the picture) where `notches` is positive."""
        self.point(window, *place)
        for _ in range(abs(notches)):
            for down in (1, 0):
                self.xtst.XTestFakeButtonEvent(self.display, 4 if notches > 0 else 5, down, 0)
            self.x11.XSync(self.display, 0)
            time.sleep(0.05)

    @contextlib.contextmanager
    def holding_key(self, name):
        code = self.x11.XKeysymToKeycode(self.display, self.x11.XStringToKeysym(name.encode()))
        self.xtst.XTestFakeKeyEvent(self.display, code, 1, 0)
        self.x11.XSync(self.display, 0)
        yield
        self.xtst.XTestFakeKeyEvent(self.display, code, 0, 0)
        self.x11.XSync(self.display, 0)

    @contextlib.contextmanager
    def holding_button(self, window, place, button):
        """The mouse's, over a place: 1 is the left one."""
        self.point(window, *place)
        self.clicks += 1
        self.xtst.XTestFakeButtonEvent(self.display, button, 1, 0)
        self.x11.XSync(self.display, 0)
        yield
        self.xtst.XTestFakeButtonEvent(self.display, button, 0, 0)
        self.x11.XSync(self.display, 0)

    def clipboard(self, seconds=10):
        """The text on the clipboard."""
        clipboard, text, place = (self.x11.XInternAtom(self.display, name, 0)
                                  for name in (b"CLIPBOARD", b"UTF8_STRING", b"PASTED"))
        window = self.x11.XCreateSimpleWindow(self.display, self.root, 0, 0, 1, 1, 0, 0, 0)
        self.x11.XConvertSelection(self.display, clipboard, text, place, window, 0)
        self.x11.XSync(self.display, 0)
        event, limit = Event(), time.monotonic() + seconds
        while not self.x11.XCheckTypedWindowEvent(self.display, window, SELECTION_NOTIFY,
                                                  ctypes.byref(event)):
            if time.monotonic() > limit:
                raise AssertionError("nobody answers for the clipboard")
            time.sleep(0.01)
        pasted = self.text_property(window, place)
        self.x11.XDestroyWindow(self.display, window)
        return pasted

    def photograph(self, window, path=None):
        """The window as a PNG, for a person to look at; returns its pixels as RGB rows, and only that where
        there is no `path`."""
        size = self.attributes(window)
        image = self.x11.XGetImage(self.display, window, 0, 0, size.width, size.height, ALL_PLANES,
                                   Z_PIXMAP)
        stride = image.contents.bytes_per_line
        data = ctypes.string_at(image.contents.data, stride * size.height)
        self.x11.XDestroyImage(image)

        rows = []
        for y in range(size.height):
            row = bytearray(3 * size.width)
            for channel in range(3):  # blue, green, red, nothing
                row[2 - channel::3] = data[y * stride + channel:y * stride + 4 * size.width:4]
            rows.append(bytes(row))
        if path:
            write_png(path, size.width, rows)
        return rows


class Pulse(threading.Thread):
    """Asks a window again and again whether its main loop turns, as window managers do
    (_NET_WM_PING: toolkits answer it from there); `beats` are the seconds until each answer.  On a
    connection of its own, beside whatever else is done."""

    PAUSE = 0.02  # seconds
    PATIENCE = 5.0

    def __init__(self, screen, window):
        super().__init__(daemon=True)
        self.x11, self.window, self.beats = screen.x11, window, []
        self.display = self.x11.XOpenDisplay(screen.name.encode())
        self.root = self.x11.XDefaultRootWindow(self.display)
        self.protocols = self.x11.XInternAtom(self.display, b"WM_PROTOCOLS", 0)
        self.ping = self.x11.XInternAtom(self.display, b"_NET_WM_PING", 0)
        self.x11.XSelectInput(self.display, self.root, SUBSTRUCTURE_NOTIFY)
        self.ended = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *failure):
        self.ended.set()
        self.join()
        self.x11.XCloseDisplay(self.display)

    def run(self):
        while not self.ended.wait(self.PAUSE):
            self.beats.append(self.beat(len(self.beats) + 1))

    def beat(self, number):
        event = Event(client=ClientMessage(type=CLIENT_MESSAGE, window=self.window,
                                           message_type=self.protocols, format=32))
        event.client.data[0], event.client.data[1] = self.ping, number
        event.client.data[2] = self.window
        start = time.monotonic()
        self.x11.XSendEvent(self.display, self.window, 0, 0, ctypes.byref(event))
        while time.monotonic() - start < self.PATIENCE and not self.ended.is_set():
            while self.x11.XPending(self.display):
                self.x11.XNextEvent(self.display, ctypes.byref(event))
                if (event.type == CLIENT_MESSAGE and event.client.data[0] == self.ping
                        and event.client.data[1] == number):
                    return time.monotonic() - start
            time.sleep(0.001)
        return time.monotonic() - start


def write_png(path, width, rows):
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body
                + struct.pack(">I", zlib.crc32(kind + body)))

    header = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + row for row in rows))
    pathlib.Path(path).write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                                   + chunk(b"IDAT", packed) + chunk(b"IEND", b""))
