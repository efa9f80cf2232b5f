#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""peer.py - PyTorch doing what measure.c does, on request.

    peer.py iterate NETWORK SIDE THREADS
    peer.py layer IN OUT SIDE THREADS
    peer.py peak THREADS
    peer.py about
    peer.py vgg19 FILE                     writes a VGG-19 of random weights, as torchvision would

Speaks as measure.c does: "ready", then a line for every line it reads, then the peak of its memory.
The same network, losses and pictures, as a good program would do it: the weights ask for no
gradients, rectifiers work in place, and the statistics of lifted features are lifted, not the
features.  With PEER_LAYOUT=channels_last in the environment, tensors lie as torch.channels_last.
"""

import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'tests', 'engine'))
import golden  # noqa: E402 - the network's layers and the losses' constants


def timed(function):
    began = time.monotonic()
    function()
    return time.monotonic() - began


def channels_last(tensor):
    return tensor.contiguous(memory_format=torch.channels_last) if tensor.dim() == 4 else tensor


def arranged(tensor):
    return channels_last(tensor) if os.environ.get('PEER_LAYOUT') == 'channels_last' else tensor


# ---- An evaluation of the objective --------------------------------------------------------------

def draw(side, phase):
    y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing='ij')
    return torch.stack([0.5 + 0.25 * torch.sin(0.05 * x * (c + 1) + phase)
                        + 0.2 * torch.cos(0.07 * y + c * phase) for c in range(3)]).float()


def draw_vgg19(path):
    """Weights of He's scale, so that features neither die away nor blow up; no biases."""
    torch.manual_seed(1)
    weights, place, channels = {}, 0, 3
    for out, count in zip((64, 128, 256, 512, 512), golden.LEVELS):
        for _ in range(count):
            scale = (2.0 / (9 * channels)) ** 0.5
            weights[f'features.{place}.weight'] = scale * torch.randn(out, channels, 3, 3)
            weights[f'features.{place}.bias'] = torch.zeros(out)
            channels = out
            place += 2
        place += 1
    torch.save(weights, path)


def features(weights, codec, picture):
    mean, deviation = (torch.tensor(v).view(1, 3, 1, 1) for v in (golden.MEAN, golden.DEVIATION))
    x = arranged((picture[None] - mean) / deviation)
    taps, place = {}, 0
    for level, count in enumerate(golden.LEVELS):
        if level > 0:
            x = F.max_pool2d(x, 2)
            place += 1
        for i in range(count):
            tap = f'{level + 1}_{i + 1}'
            name = 'encoder.conv' + tap if codec else f'features.{place}'
            padding = 'reflect' if codec else 'zeros' if place else 'replicate'
            x = golden.convolve(x, weights[name + '.weight'], weights[name + '.bias'], padding)
            x = F.relu(x, inplace=True)
            place += 2
            taps['relu' + tap] = x[0]
    return taps


def iterate(path, side):
    weights = golden.load(path) if path.endswith('.safetensors') else torch.load(path)
    weights = {name: arranged(tensor.float()) for name, tensor in weights.items()}
    codec = any(name.startswith('encoder.') for name in weights)
    lifts = {tap: weights[f'lift.{tap}.weight'][:, :, 0, 0].double()
             for tap in golden.STYLE_TAPS if codec}
    metrics = {tap: golden.root_of(lift.T @ lift).float() for tap, lift in lifts.items()}

    def gram(feature, tap):
        moment = golden.statistics(feature)[1]
        return metrics[tap] @ moment @ metrics[tap] if codec else moment

    with torch.no_grad():
        target = features(weights, codec, draw(side, 0.0))
        target = {tap: target[tap].clone() for tap in golden.CONTENT_WEIGHTS}
        style = features(weights, codec, draw(side, 1.0))
        style = {tap: gram(style[tap], tap) for tap in golden.STYLE_TAPS}
    picture = draw(side, 2.0).requires_grad_()

    def evaluate():
        taps = features(weights, codec, picture)
        loss = (golden.VARIATION_WEIGHT / 2.0 * golden.variation_loss(picture)
                + golden.RANGE_WEIGHT * golden.range_loss(picture))
        for tap, weight in golden.CONTENT_WEIGHTS.items():
            loss = loss + weight * golden.content_loss(taps[tap], target[tap])
        for tap, weight in zip(golden.STYLE_TAPS, golden.LEVEL_WEIGHTS):
            now = gram(taps[tap], tap)
            loss = loss + weight * ((now - style[tap]) ** 2).sum() / (style[tap] ** 2).sum()
        loss.backward()
        return loss.item()

    def work():
        picture.grad = None
        began = time.monotonic()
        loss = evaluate()
        return f'{time.monotonic() - began:.6f} {loss:.6f}'

    return work


# ---- A layer -------------------------------------------------------------------------------------

def passes(channels_in, channels_out, side, arrange):
    """The three passes of a layer as functions of nothing."""
    x = arrange(torch.randn(1, channels_in, side, side))
    weight = arrange(0.1 * torch.randn(channels_out, channels_in, 3, 3))
    bias = torch.zeros(channels_out)
    gradient = arrange(torch.randn(1, channels_out, side, side))
    border = (1,) * 4
    padded = F.pad(x, border, mode='reflect')

    def forward():
        F.conv2d(F.pad(x, border, mode='reflect'), weight, bias)

    def backward(data, weights):
        return torch.ops.aten.convolution_backward(
            gradient, padded, weight, [channels_out], [1, 1], [0, 0], [1, 1], False, [0, 0], 1,
            [data, weights, weights])

    def to_data():
        torch.ops.aten.reflection_pad2d_backward(backward(True, False)[0], x, border)

    def to_weights():
        backward(False, True)

    return forward, to_data, to_weights


def layer(*shape):
    """Each pass in the arrangement that it likes better; that to the weights often likes planes."""
    ways = list(zip(passes(*shape, lambda tensor: tensor), passes(*shape, channels_last)))
    return lambda: ' '.join(f'{min(map(timed, way)):.6f}' for way in ways)


# ---- The matrix product at its best --------------------------------------------------------------

def peak(threads):
    """By a thread each, as measure.c does it."""
    side = 1024
    pairs = [torch.randn(2, side, side) for _ in range(threads)]
    products = [torch.empty(side, side) for _ in range(threads)]
    pool = ThreadPoolExecutor(threads)

    def multiply(pair, product):
        torch.mm(pair[0], pair[1], out=product)

    def work():
        seconds = timed(lambda: list(pool.map(multiply, pairs, products)))
        return f'{2e-9 * side ** 3 * threads / seconds:.3f}'

    return work


# ---- The program ---------------------------------------------------------------------------------

def about():
    """PyTorch, and the libraries that it multiplies with."""
    print('PyTorch', torch.__version__)
    found = re.search(r'MKL-DNN v(\S+)', torch.__config__.show())
    print('oneDNN', found.group(1) if found else 'none')
    torch.randn(2, 2) @ torch.randn(2, 2)
    with open('/proc/self/maps', encoding='utf-8') as maps:
        print(*sorted(set(re.findall(r'lib\w*(?:blas|mkl)\S*', maps.read()))))


def say_memory():
    with open('/proc/self/status', encoding='ascii') as status:
        largest = next(line for line in status if line.startswith('VmHWM'))
    print(int(largest.split()[1]) * 1024, flush=True)


def main(what, *arguments):
    if what == 'about':
        about()
        return
    if what == 'vgg19':
        draw_vgg19(*arguments)
        return
    torch.set_num_threads(int(arguments[-1]))
    if what == 'iterate':
        work = iterate(arguments[0], int(arguments[1]))
    else:
        torch.set_grad_enabled(False)
        work = {'layer': lambda *shape: layer(*shape[:3]), 'peak': peak}[what](*map(int, arguments))
    print('ready', flush=True)
    for _ in sys.stdin:
        print(work(), flush=True)
    say_memory()


if __name__ == '__main__':
    main(*sys.argv[1:])
