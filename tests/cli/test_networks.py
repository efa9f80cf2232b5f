# SPDX-License-Identifier: GPL-3.0-or-later

"""`nst networks --install`: checkpoints like those of torchvision, of VGG-16 and VGG-19 with unused
layers, in both of torch's formats, written by torch."""

import collections
import hashlib
import json
import struct

from nst import Place, expect, main, painting, photo, skip, write_png

try:
    import numpy
    import torch
except ImportError as problem:
    skip(f"The checkpoints are written by PyTorch (python3-torch): {problem}")

CONFIGURATIONS = {
    "vgg16": (2, 2, 3, 3, 3),
    "vgg19": (2, 2, 4, 4, 4),
}
WIDTHS = (64, 128, 256, 512, 512)
LISTENED = {"vgg16": 11, "vgg19": 13}  # convolutions up to relu5_1


def vgg(name):
    """A state dict with torchvision's names and shapes, but for a small classifier."""
    torch.manual_seed(1)
    state, index, before = collections.OrderedDict(), 0, 3
    for convolutions, width in zip(CONFIGURATIONS[name], WIDTHS):
        for _ in range(convolutions):
            state[f"features.{index}.weight"] = torch.randn(width, before, 3, 3) * (2 / (9 * before)) ** 0.5
            state[f"features.{index}.bias"] = torch.randn(width) * 0.01
            index, before = index + 2, width
        index += 1
    state["classifier.0.weight"] = torch.randn(10, 512)
    state["classifier.0.bias"] = torch.randn(10)
    return state


def read_safetensors(path):
    content = path.read_bytes()
    length, = struct.unpack("<Q", content[:8])
    header, data = json.loads(content[8:8 + length]), content[8 + length:]
    metadata = header.pop("__metadata__")
    kinds = {"F16": "<f2", "F32": "<f4"}
    return metadata, {name: numpy.frombuffer(data[slice(*t["data_offsets"])], kinds[t["dtype"]]).reshape(t["shape"])
                      for name, t in header.items()}


def install(name, half, zipped):
    place = Place()
    file, state = place.folder / "published.pth", vgg(name)
    torch.save(state, file, _use_new_zipfile_serialization=zipped)
    checksum = hashlib.sha256(file.read_bytes()).hexdigest()
    place.works("networks", "--install", file, "--name", name, "--license", "CC BY 4.0", *(["--half"] if half else []))
    file.unlink()

    listed = place.works("networks")
    for words in (name, checksum, "published.pth", "license: CC BY 4.0", str(place.networks / f"{name}.safetensors")):
        expect(words in listed, f"{words} is missing in: {listed}")
    metadata, tensors = read_safetensors(place.networks / f"{name}.safetensors")
    expect(metadata["sha256"] == checksum, "the checksum is not that of the file")
    expect(len(tensors) == 2 * LISTENED[name], f"{len(tensors)} tensors were kept")
    for key, values in tensors.items():
        expected = state[key].numpy()
        expect(values.dtype == (numpy.float16 if half else numpy.float32), f"{key} is of the wrong number format")
        expect(numpy.array_equal(values, expected.astype(values.dtype)), f"{key} has other values")
    return place


def vgg16_of_the_older_format():
    install("vgg16", half=True, zipped=False)


def vgg19_paints_until_it_is_removed():
    place = install("vgg19", half=False, zipped=True)
    write_png(place.folder / "in.png", 64, 48, photo)
    write_png(place.folder / "style.png", 48, 48, painting)
    words = ("stylize", "in.png", "style.png", "-o", "out.png", "--network", "vgg19", "--iterations", 2, "--start", "content")
    place.works(*words)
    place.works("networks", "--remove", "vgg19")
    expect(not list(place.networks.iterdir()), "something was left")
    place.fails(*words, says=["vgg19", "codec"])


def what_it_will_not_do():
    place = Place()
    (place.folder / "words.pth").write_text("This is no network.\n")
    place.fails("networks", "--install", "words.pth", says="words.pth")
    place.fails("networks", "--install", "absent.pth", says="absent.pth")
    place.fails("networks", "--remove", "codec", says="codec")
    place.fails("networks", "--remove", "x", "--install", "y", status=2, says="--remove")
    place.fails("networks", "--half", status=2, says="--install FILE")


main([vgg16_of_the_older_format, vgg19_paints_until_it_is_removed, what_it_will_not_do])
