#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the files that the fuzz targets start from: make-seeds.py FOLDER

Small valid files of each kind, and some with an unusual or forbidden feature, in FOLDER/TARGET/. Pickles are made by
Python's own pickler, with stand-ins for torch's classes, as torch.save makes them.
"""

import collections
import io
import json
import pathlib
import pickle
import struct
import sys
import types
import zipfile

# ---- safetensors -----------------------------------------------------------------------------------------------------

SIZES = {"F32": 4, "F16": 2, "BF16": 2, "U8": 1, "I64": 8, "BOOL": 1}


def count(shape):
    n = 1
    for side in shape:
        n *= side
    return n


def safetensors(tensors, metadata=None):
    """tensors: name -> (dtype, shape); their bytes are 0, 1, 2, ... so that floats are small and finite."""
    header, at = {}, 0
    if metadata is not None:
        header["__metadata__"] = metadata
    for name, (dtype, shape) in tensors.items():
        size = count(shape) * SIZES[dtype]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + bytes(i % 64 for i in range(at))


def safetensors_seeds():
    yield "plain", safetensors({"features.0.weight": ("F32", [2, 3, 1, 1]), "features.0.bias": ("F32", [2])})
    yield "kinds", safetensors({"a": ("F16", [3]), "b": ("BF16", [1, 2]), "c": ("U8", [5]), "d": ("I64", [1])},
                               {"license": "CC0", "source": "é \" \\ \n"})
    yield "odd-shapes", safetensors({"scalar": ("F32", []), "empty": ("F32", [0, 7]), "deep": ("U8", [1] * 8)})
    yield "too-deep", safetensors({"deep": ("U8", [1] * 9)})
    text = (b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},'
            b'"b\\u00e9":{"data_offsets":[4,8],"shape":[1e0],"dtype":"F32"}}')
    yield "by-hand", struct.pack("<Q", len(text)) + text + bytes(8)


# ---- torch checkpoints -----------------------------------------------------------------------------------------------

class Storage:
    """What a persistent reference stands for."""

    def __init__(self, kind, key, n, view=None):
        self.reference = ("storage", kind, key, "cpu", n)
        self.view = view


class Tensor:
    """A tensor in a storage, which is pickled as a call."""

    def __init__(self, storage, first, shape, strides, parameter=False):
        self.arguments = (storage, first, shape, strides, False, collections.OrderedDict())
        self.parameter = parameter

    def __reduce__(self):
        if self.parameter:
            return (rebuild("_rebuild_parameter"), (Tensor(*self.arguments[:4]), False, collections.OrderedDict()))
        return (rebuild("_rebuild_tensor_v2"), self.arguments)


def stand_in(module, name):
    """A class that pickles as MODULE.NAME."""
    home = sys.modules.setdefault(module, types.ModuleType(module))
    if not hasattr(home, name):
        setattr(home, name, type(name, (), {"__module__": module}))
    return getattr(home, name)


def rebuild(name):
    home = sys.modules.setdefault("torch._utils", types.ModuleType("torch._utils"))
    if not hasattr(home, name):
        function = types.FunctionType((lambda *_: None).__code__, {}, name)
        function.__module__, function.__qualname__ = "torch._utils", name
        setattr(home, name, function)
    return getattr(home, name)


class Pickler(pickle.Pickler):
    def __init__(self, file, protocol, views):
        super().__init__(file, protocol)
        self.views = views

    def persistent_id(self, value):
        if not isinstance(value, Storage):
            return None
        return value.reference + (value.view,) if self.views else value.reference


def pickled(value, protocol=2, views=False):
    file = io.BytesIO()
    Pickler(file, protocol, views).dump(value)
    return file.getvalue()


def state_dict():
    floats, halves = stand_in("torch", "FloatStorage"), stand_in("torch", "HalfStorage")
    longs = stand_in("torch", "LongStorage")
    weights = Storage(floats, "0", 12)
    return collections.OrderedDict([
        ("features.0.weight", Tensor(weights, 0, (2, 3, 1, 1), (3, 1, 1, 1))),
        ("features.0.bias", Tensor(weights, 6, (2,), (1,))),
        ("turned", Tensor(weights, 0, (3, 4), (1, 3), parameter=True)),
        ("half", Tensor(Storage(halves, "1", 4), 1, (3,), (1,))),
        ("batches", Tensor(Storage(longs, "2", 1), 0, (), ())),
    ])


STORAGES = {"0": 48, "1": 8, "2": 8}  # bytes
ELEMENTS = {"0": 12, "1": 4, "2": 1}


def archive(pickle_bytes, byteorder="little", compression=zipfile.ZIP_STORED, comment=b""):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as z:
        z.writestr("archive/data.pkl", pickle_bytes)
        if byteorder:
            z.writestr("archive/byteorder", byteorder)
        for key, size in STORAGES.items():
            z.writestr("archive/data/" + key, bytes(size))
        z.writestr("archive/version", "3\n")
        z.comment = comment
    return file.getvalue()


def archive64(pickle_bytes):
    """An archive whose sizes all stand in zip64's extra fields, as torch's own writer makes them for large files."""
    body, records, entries = b"", b"", {"archive/data.pkl": pickle_bytes}
    entries.update({"archive/data/" + key: bytes(size) for key, size in STORAGES.items()})
    for name, content in entries.items():
        extra = struct.pack("<HHQQQ", 1, 24, len(content), len(content), len(body))
        records += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, 0, 0, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF, len(name),
                               len(extra), 0, 0, 0, 0, 0xFFFFFFFF) + name.encode() + extra
        padding = struct.pack("<HH", 0x4246, 6) + b"ZZZZZZ"
        body += struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, 0, 0, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF, len(name), len(padding))
        body += name.encode() + padding + content
    start = len(body)
    end64 = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, len(entries), len(entries), len(records), start)
    locator = struct.pack("<IIQI", 0x07064B50, 0, start + len(records), 1)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return body + records + end64 + locator + end


def legacy(state):
    preamble = [0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True, "type_sizes": {"int": 4}}]
    parts = [pickled(value) for value in preamble] + [pickled(state, views=True), pickled(list(STORAGES))]
    for key, size in STORAGES.items():
        parts.append(struct.pack("<q", ELEMENTS[key]) + bytes(size))
    return b"".join(parts)


def pickle_seeds():
    yield "state-dict", pickled(state_dict())
    yield "nested", pickled({"epoch": 3, "state_dict": state_dict(), "best": 0.5, "name": "x" * 300})
    yield "protocol-4", pickled(state_dict(), protocol=4)
    yield "plain", pickled([None, True, False, 1, -1, 300, 70000, 1 << 70, 0.25, "text", b"bytes", (), (1,), (1, 2), {}])
    # As Python 2 wrote an OrderedDict: from a list of pairs.
    yield "pairs", (b"\x80\x02ccollections\nOrderedDict\nq\x00]q\x01(]q\x02(U\x06weightq\x03K\x01e]q\x04(U\x04biasq\x05K\x02ee"
                    b"\x85q\x06Rq\x07.")
    # A list that holds itself.
    yield "itself", b"\x80\x02]q\x00h\x00a."
    yield "attributes", b"\x80\x02ccollections\nOrderedDict\n)R}U\x09_metadataK\x01sb."
    yield "forbidden", b"\x80\x02cos\nsystem\nU\x04trueq\x00\x85R."


def checkpoint_seeds():
    yield "zip", archive(pickled(state_dict()))
    yield "zip-old", archive(pickled({"state_dict": state_dict()}), byteorder=None)
    yield "zip64", archive64(pickled(state_dict()))
    yield "legacy", legacy(state_dict())
    yield "legacy-nested", legacy({"model": state_dict(), "epoch": 1})


def zip_seeds():
    small = pickled({"weight": 1})
    yield "plain", archive(small)
    yield "comment", archive(small, comment=b"a comment PK\x05\x06")
    yield "zip64", archive64(small)
    yield "compressed", archive(small * 20, compression=zipfile.ZIP_DEFLATED)
    yield "empty", b"PK\x03\x04" + archive(small)[-22:]


# ---- Styles ----------------------------------------------------------------------------------------------------------

def style(sides, channels, thumbnail=None, changes=None, bank=0, luma=None, chroma=None):
    tensors = {}
    for side in sides:
        for level, n in enumerate(channels, 1):
            tensors[f"side{side}.level{level}.mean"] = ("F32", [n])
            tensors[f"side{side}.level{level}.root"] = ("F16", [n * (n + 1) // 2])
            if bank:
                tensors[f"side{side}.level{level}.bank"] = ("U8", [bank, n])
                tensors[f"side{side}.level{level}.most"] = ("F32", [n])
    if thumbnail:
        tensors["thumbnail"] = ("U8", thumbnail)
    if luma:
        tensors["thumbnail-luma"] = ("U8", luma)
        tensors["thumbnail-chroma"] = ("U8", chroma)
    metadata = {"format": "style-transfer style 1", "name": "Waves", "credit": "nobody", "width": "200", "height": "100",
                "sides": ",".join(map(str, sides)), "fingerprint": "0123456789abcdef", **(changes or {})}
    return safetensors(tensors, metadata)


def style_seeds():
    yield "one-side", style([200], [2, 2, 3, 3, 1], [3, 4, 4])
    yield "two-sides", style([200, 100], [1, 1, 1])
    yield "luma", style([200], [1], luma=[3, 4], chroma=[2, 2, 2])
    yield "other-chroma", style([200], [1], luma=[3, 4], chroma=[2, 1, 2])
    yield "banks", style([200, 100], [2, 1, 3], bank=4)
    yield "no-levels", style([200], [])
    yield "same-side", style([200], [1], changes={"sides": "200,200"})
    yield "other-format", style([200], [1], changes={"format": "style-transfer style 2"})


def main():
    kinds = {"safetensors": safetensors_seeds, "checkpoint": checkpoint_seeds, "pickle": pickle_seeds,
             "zip-directory": zip_seeds, "style": style_seeds}
    for target, seeds in kinds.items():
        folder = pathlib.Path(sys.argv[1]) / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in seeds():
            (folder / name).write_bytes(content)
    (pathlib.Path(sys.argv[1]) / "made").touch()


main()
