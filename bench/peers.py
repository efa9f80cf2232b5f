#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""peers.py - two published methods that paint in one pass, in PyTorch, for fast.py to compare with.

    peers.py METHOD SIZE THREADS [LAYOUT]

METHOD  wct: five-level whitening and coloring (Y. Li et al., "Universal style transfer via feature
        transforms", NeurIPS 2017) with the encoders and decoders of H. Wang et al., "Collaborative
        distillation for ultra-resolution universal style transfer", CVPR 2020, a sixteenth of
        VGG-19's size;
        micro-ast: Z. Wang et al., "MicroAST: towards super-fast ultra-resolution arbitrary style
        transfer", AAAI 2023
SIZE    the longer side, in pixels, that both pictures are brought to; 0 leaves them as they are
LAYOUT  contiguous or channels_last: how tensors lie in memory

Speaks as peer.py does, with words in the requests: "ready"; then for each line CONTENT<tab>STYLE
<tab>RESULT, paths of pictures, it paints and answers with the seconds for a content whose style has
been measured and those for measuring the style, no file in them; at the end the peak of its memory.

Written from the papers' formulas.  The published weights lie in ../shared/teachers, and are loaded
from there; they are no part of this project.
"""

import ctypes
import os
import pathlib
import sys
import time

import numpy
import torch
import torch.nn.functional as F
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get('NST_SHARED', ROOT.parent / 'shared'))

MULTIPLE = 16  # pixels: what four poolings halve without a rest


def load(name):
    found = torch.load(SHARED / 'teachers' / name, map_location='cpu', weights_only=True)
    return found.get('model', found)


def convolve(x, weights, name, stride=1):
    """Borders are reflected.  A grouped convolution is told by the shape of its weights."""
    weight, bias = weights[name + '.weight'], weights[name + '.bias']
    border = weight.shape[2] // 2
    if border > 0:
        x = F.pad(x, (border,) * 4, mode='reflect')
    return F.conv2d(x, weight, bias, stride, groups=x.shape[1] // weight.shape[1])


# ---- Whitening and coloring ---------------------------------------------------------------------

LEVELS = (2, 2, 4, 4, 1)  # VGG-19's convolutions a level, up to relu5_1
FLOOR = 1e-5              # of an eigenvalue: a direction with less variance carries nothing


class Wct:
    """Paints from the deepest level up: each encodes the picture so far, gives its features the
    mean and the covariance of the style's, and decodes."""

    def __init__(self):
        self.levels = [(level, load(f'vgg19-distilled-16x/e{level}.pth'),
                        load(f'vgg19-distilled-16x/d{level}.pth'))
                       for level in range(len(LEVELS), 0, -1)]

    @staticmethod
    def encode(x, level, weights):
        """From a picture (1, 3, height, width) in [0, 1] to relu{level}_1."""
        x = convolve(x, weights, 'conv0')
        for below, count in enumerate(LEVELS[:level - 1], start=1):
            for i in range(1, count + 1):
                x = F.relu_(convolve(x, weights, f'conv{below}{i}'))
            x = F.max_pool2d(x, 2)
        return F.relu_(convolve(x, weights, f'conv{level}1'))

    @staticmethod
    def decode(x, level, weights):
        """The encoder's layers backwards, to a picture."""
        x = F.relu_(convolve(x, weights, f'conv{level}1'))
        for below in range(level - 1, 0, -1):
            x = F.interpolate(x, scale_factor=2, mode='nearest')
            for i in range(LEVELS[below - 1], 0, -1):
                x = F.relu_(convolve(x, weights, f'conv{below}{i}'))
        return x

    @staticmethod
    def power(covariance, exponent):
        """The symmetric power, of the directions that carry something."""
        values, vectors = torch.linalg.eigh(covariance.double())
        kept = values > FLOOR
        vectors = vectors[:, kept]
        return (vectors * values[kept] ** exponent) @ vectors.T

    @staticmethod
    def statistics(features):
        """The centered features (channels, positions), their mean and covariance."""
        flat = features[0].flatten(1)
        mean = flat.mean(1, keepdim=True)
        centered = flat - mean
        return centered, mean, centered @ centered.T / (flat.shape[1] - 1)

    def measure_style(self, style):
        measured = {}
        for level, encoder, _ in self.levels:
            _, mean, covariance = self.statistics(self.encode(style, level, encoder))
            measured[level] = mean, self.power(covariance, 0.5)
        return measured

    def paint(self, picture, measured):
        for level, encoder, decoder in self.levels:
            features = self.encode(picture, level, encoder)
            centered, _, covariance = self.statistics(features)
            mean, coloring = measured[level]
            transform = (coloring @ self.power(covariance, -0.5)).float()
            painted = torch.addmm(mean, transform, centered).view_as(features)
            picture = self.decode(arranged(painted), level, decoder)
        return picture


# ---- MicroAST ------------------------------------------------------------------------------------

EPSILON = 1e-5  # beside a variance


def mean_and_deviation(x):
    variance, mean = torch.var_mean(x, (2, 3), keepdim=True)
    return mean, (variance + EPSILON).sqrt()


def residual(x, weights, name):
    return x + convolve(F.relu_(convolve(x, weights, name + '.conv1')), weights, name + '.conv2')


class MicroAst:
    """The decoder's filters are modulated by the style; so are, as in AdaIN, the mean and deviation
    of the features at two depths."""

    def __init__(self):
        content, style, self.modulator, self.decoder = (
            {name.replace('.conv_layer', ''): tensor for name, tensor in
             load(f'micro-ast/{part}.pth').items()}
            for part in ('content_encoder', 'style_encoder', 'modulator', 'decoder'))
        self.content_encoder, self.style_encoder = content, style

    @staticmethod
    def encode(x, weights):
        """Both at a quarter of the picture's size, 64 channels."""
        x = F.relu_(convolve(x, weights, 'enc1.0'))
        for name, stride in (('enc1.2', 2), ('enc1.4', 1), ('enc1.6', 2), ('enc1.8', 1)):
            x = F.relu_(convolve(x, weights, name, stride))
        first = residual(x, weights, 'enc1.10')
        return first, residual(first, weights, 'enc2.0')

    def modulated(self, block, scale, skip):
        """The block's filters W as scale W + skip I: what the paper does to their outputs and
        inputs, done to them once for a style."""
        filters = {}
        for name in ('conv1', 'conv2'):
            weight = self.decoder[f'{block}.{name}.weight'] * scale.view(-1, 1, 1, 1)
            weight[:, :, 1, 1] += torch.diag(skip)
            filters[name + '.weight'] = arranged(weight)
            filters[name + '.bias'] = self.decoder[f'{block}.{name}.bias'] * scale
        return {f'{block}.{name}': tensor for name, tensor in filters.items()}

    def measure_style(self, style):
        first, second = self.encode(style, self.style_encoder)

        def head(name, x):
            return convolve(x, self.modulator, name + '.0').mean((2, 3))[0]

        # The decoder begins with the deeper features.
        filters = (self.modulated('dec1', head('weight2', second), head('bias2', second))
                   | self.modulated('dec2', head('weight1', first), head('bias1', first)))
        return mean_and_deviation(first), mean_and_deviation(second), filters

    @staticmethod
    def adapt(x, target):
        """x with the mean and deviation of the style's."""
        mean, deviation = mean_and_deviation(x)
        scale = target[1] / deviation
        return torch.addcmul(target[0] - mean * scale, x, scale)

    def paint(self, picture, measured):
        first_target, second_target, filters = measured
        _, x = self.encode(picture, self.content_encoder)
        x = residual(self.adapt(x, second_target), filters, 'dec1')
        x = residual(self.adapt(x, first_target), filters, 'dec2')
        for grouped, mixing in (('dec3.1', 'dec3.3'), ('dec3.6', 'dec3.8')):
            x = F.interpolate(x, scale_factor=2, mode='bilinear', align_corners=False)
            x = F.relu_(convolve(x, self.decoder, grouped))
            x = F.relu_(convolve(x, self.decoder, mixing))
        return convolve(x, self.decoder, 'dec3.10')


# ---- Pictures ------------------------------------------------------------------------------------

layout = torch.contiguous_format


def arranged(tensor):
    return tensor.contiguous(memory_format=layout) if tensor.dim() == 4 else tensor


def arrange_weights(holder):
    """All weights that an object holds, however deep."""
    if isinstance(holder, torch.Tensor):
        return arranged(holder)
    if isinstance(holder, dict):
        return {name: arrange_weights(held) for name, held in holder.items()}
    if isinstance(holder, (list, tuple)):
        return type(holder)(map(arrange_weights, holder))
    return holder


def load_picture(path, size):
    """The picture as (1, 3, height, width) in [0, 1]."""
    image = Image.open(path).convert('RGB')
    scale = size / max(image.size) if size > 0 else 1
    if scale != 1:
        image = image.resize([max(1, round(side * scale)) for side in image.size], Image.LANCZOS)
    return torch.from_numpy(numpy.array(image)).permute(2, 0, 1)[None].float() / 255


def save_picture(picture, path):
    pixels = (picture[0] * 255).round().to(torch.uint8).permute(1, 2, 0)
    Image.fromarray(pixels.contiguous().numpy()).save(path, compress_level=1)


def extend(picture):
    """The picture, continued to the right and below to a multiple of MULTIPLE."""
    height, width = picture.shape[2:]
    return F.pad(picture, (0, -width % MULTIPLE, 0, -height % MULTIPLE), mode='replicate')


def stylize(method, content, style):
    """The painting, the seconds for it, and those for the style before it."""
    began = time.monotonic()
    measured = method.measure_style(arranged(style))
    style_seconds = time.monotonic() - began
    began = time.monotonic()
    painting = method.paint(arranged(extend(content)), measured)
    painting = painting[:, :, :content.shape[2], :content.shape[3]].clamp(0, 1)
    return painting, time.monotonic() - began, style_seconds


# ---- The program ---------------------------------------------------------------------------------

M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4  # of malloc.h


def keep_memory():
    """Tensors of megabytes would otherwise be given back to the system as they are freed, and each
    new one be zeroed page by page: at 1024 pixels and above that doubles the time.  Does nothing
    where the C library is not GNU's."""
    mallopt = getattr(ctypes.CDLL(None), 'mallopt', None)
    if mallopt is not None:
        mallopt(M_MMAP_MAX, 0)
        mallopt(M_TRIM_THRESHOLD, -1)


def say_memory():
    with open('/proc/self/status', encoding='ascii') as status:
        largest = next(line for line in status if line.startswith('VmHWM'))
    print(int(largest.split()[1]) * 1024, flush=True)


def main(name, size, threads, arrangement='contiguous'):
    global layout
    layout = {'contiguous': torch.contiguous_format,
              'channels_last': torch.channels_last}[arrangement]
    keep_memory()
    torch.set_num_threads(int(threads))
    torch.set_grad_enabled(False)
    method = {'wct': Wct, 'micro-ast': MicroAst}[name]()
    vars(method).update({field: arrange_weights(held) for field, held in vars(method).items()})
    print('ready', flush=True)
    for line in sys.stdin:
        content, style, result = line.rstrip('\n').split('\t')
        pictures = [load_picture(path, int(size)) for path in (content, style)]
        painting, seconds, style_seconds = stylize(method, *pictures)
        save_picture(painting, result)
        print(f'{seconds:.6f} {style_seconds:.6f}', flush=True)
    say_memory()


if __name__ == '__main__':
    main(*sys.argv[1:])
