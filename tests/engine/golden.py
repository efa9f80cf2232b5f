#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""golden.py - what PyTorch makes of the engine's networks, losses and gradients.

    golden.py FOLDER PROGRAM [CODEC]

Draws a VGG-19 and a codec of random weights and three pictures, computes every tap's features,
every loss and every gradient in double precision by PyTorch's automatic differentiation, writes it
all to FOLDER as safetensors, and becomes PROGRAM (test-golden), which compares the engine with it.
CODEC is the encoder that ships; it is compared, too, where it is there.

The formulas are those of src/style/*.h, written a second time; the constants those of objective.c
and style-loss.c.
"""

import json
import os
import struct
import sys

# One thread each: on small tensors, PyTorch's and OpenBLAS's threads mostly wait for one another, and burn time as they do.
os.environ['OPENBLAS_NUM_THREADS'] = '1'

try:
    import numpy
    import torch
    import torch.nn.functional as F
except ImportError as problem:
    print(f'1..0 # SKIP The golden values need PyTorch (python3-torch): {problem}')
    sys.exit(0)

SIDE = 128
STYLE_SIZE = (112, 144)
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)

# objective.c
LEVEL_WEIGHTS = (32.0, 16.0, 14.0, 4.0, 0.5)
CONTENT_WEIGHTS = {'relu3_1': 0.5, 'relu4_2': 0.5}
VARIATION_WEIGHT = 2.0
RANGE_WEIGHT = 100.0
# style-loss.c
EIGENVALUE_FLOOR = 1e-13
COVARIANCE_FLOOR = 1e-4

STYLE_TAPS = ('relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu5_1')
TAPS = ('relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu4_2', 'relu5_1')
CODEC_LIFTS = {'relu1_1': 64, 'relu2_1': 128, 'relu3_1': 256, 'relu4_1': 512, 'relu4_2': 128,
               'relu5_1': 512}


# ---- safetensors ---------------------------------------------------------------------------------

def save(path, tensors, halves=()):
    """Writes {name: tensor} by hand: the length of a JSON header, the header, the data.  Tensors
    whose names end as one of `halves` are of half precision, the others of single."""
    header, blobs, offset = {}, [], 0
    for name, tensor in tensors.items():
        half = name.endswith(tuple(halves))
        blob = tensor.detach().numpy().astype('<f2' if half else '<f4').tobytes()
        header[name] = {'dtype': 'F16' if half else 'F32', 'shape': list(tensor.shape),
                        'data_offsets': [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as stream:
        stream.write(struct.pack('<Q', len(text)) + text)
        stream.writelines(blobs)


def load(path):
    kinds = {'F32': '<f4', 'F16': '<f2'}
    with open(path, 'rb') as stream:
        data = stream.read()
    length, = struct.unpack('<Q', data[:8])
    header = json.loads(data[8:8 + length])
    tensors = {}
    for name, entry in header.items():
        if name != '__metadata__':
            start, end = entry['data_offsets']
            values = numpy.frombuffer(data[8 + length + start:8 + length + end],
                                      kinds[entry['dtype']])
            tensors[name] = torch.from_numpy(values.astype('f8').reshape(entry['shape']))
    return tensors


# ---- Networks ------------------------------------------------------------------------------------

LEVELS = (2, 2, 4, 4, 1)


def convolve(x, weight, bias, padding):
    radius = weight.shape[2] // 2
    if padding != 'zeros' and radius:
        x = F.pad(x, (radius,) * 4, mode=padding)
    return F.conv2d(x, weight, bias, padding=radius if padding == 'zeros' else 0)


def bias_in_gap(values):
    """A small bias that puts 0 in the middle of a gap between the values of a channel."""
    values = values.flatten().sort()[0]
    wanted = int(torch.searchsorted(values, 0.05 * values.std() * torch.randn(1).item()))
    first = min(max(wanted - 8, 0), max(len(values) - 18, 0))
    gaps = values[first:first + 18].diff()
    widest = first + int(gaps.argmax())
    return -(values[widest] + values[widest + 1]) / 2.0


def has_near_tie(channel):
    """Whether rounding could make another pixel of a pooled square the largest."""
    squares = F.unfold(channel[None, None], 2, stride=2)[0]
    first, second = squares.topk(2, dim=0)[0]
    return bool(((first > 0.0) & (first - second < 3e-5 * channel.std())).any())


def draw(weights, name, x, out, kernel, padding, pooled, halves):
    """Draws a convolution of He's scale and returns its rectified output for `x`.

    A gradient jumps where a rectifier bends or a maximum changes hands, and single precision may
    end up on the other side than double.  So the weights are drawn such that, for the picture whose
    gradients are compared, no value stands within rounding of a bend, and no pooled square has two
    equal winners: what is left is the error of the arithmetic.
    """
    shape = (out, x.shape[1], kernel, kernel)
    weight, bias = torch.empty(shape, dtype=torch.float64), torch.empty(out, dtype=torch.float64)
    output = [None] * out
    todo = list(range(out))
    while todo:
        drawn = torch.randn(len(todo), *shape[1:], dtype=torch.float64)
        drawn *= (2.0 / (x.shape[1] * kernel * kernel)) ** 0.5
        weight[todo] = (drawn.half() if halves else drawn.float()).double()
        values = convolve(x, weight[todo], None, padding)[0]
        for channel, value in zip(todo, values):
            bias[channel] = bias_in_gap(value).float().double()
            output[channel] = F.relu(value + bias[channel])
        todo = [channel for channel in todo if pooled and has_near_tie(output[channel])]
    weights[name + '.weight'], weights[name + '.bias'] = weight, bias
    return torch.stack(output)[None]


def normalize(picture):
    mean = torch.tensor(MEAN, dtype=torch.float64).view(1, 3, 1, 1)
    deviation = torch.tensor(DEVIATION, dtype=torch.float64).view(1, 3, 1, 1)
    return (picture[None] - mean) / deviation


def draw_vgg19(picture):
    """All sixteen convolutions in torchvision's order, and a bit of a classifier."""
    weights, place, x = {}, 0, normalize(picture)
    for out, count in ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4)):
        for i in range(count):
            x = draw(weights, f'features.{place}', x, out, 3, 'zeros' if place else 'replicate',
                     i == count - 1, halves=True)
            place += 2
        x = F.max_pool2d(x, 2)
        place += 1
    weights['classifier.0.weight'] = torch.randn(10, 512, dtype=torch.float64)
    weights['classifier.0.bias'] = torch.randn(10, dtype=torch.float64)
    return weights


def draw_codec(picture):
    weights, x = {}, normalize(picture)
    for level, out in enumerate((16, 32, 64, 128, 128)):
        for i in range(LEVELS[level]):
            tap = f'{level + 1}_{i + 1}'
            x = draw(weights, 'encoder.conv' + tap, x, out, 3, 'reflect', i == LEVELS[level] - 1,
                     halves=False)
            if 'relu' + tap in CODEC_LIFTS:
                draw(weights, 'lift.relu' + tap, x, CODEC_LIFTS['relu' + tap], 1, 'zeros', False,
                     halves=False)
        x = F.max_pool2d(x, 2)
    return weights


class Network:
    """Features at the taps; `codec` says which of the two networks the weights are of."""

    def __init__(self, weights, codec):
        self.weights, self.codec = weights, codec

    def features(self, picture):
        x = normalize(picture)
        taps, place = {}, 0
        for level, count in enumerate(LEVELS):
            if level > 0:
                x = F.max_pool2d(x, 2)
                place += 1
            for i in range(count):
                tap = f'{level + 1}_{i + 1}'
                name = 'encoder.conv' + tap if self.codec else f'features.{place}'
                padding = 'reflect' if self.codec else 'zeros' if place else 'replicate'
                x = F.relu(convolve(x, self.weights[name + '.weight'],
                                    self.weights[name + '.bias'], padding))
                place += 2
                taps['relu' + tap] = x[0]
        return taps

    def lift(self, tap):
        return self.weights[f'lift.{tap}.weight'][:, :, 0, 0] if self.codec else None

    def see(self, tap, features):
        """Features of the content as VGG-19 would have them; only the lift of relu4_2 is rectified."""
        if not self.codec:
            return features
        lifted = torch.einsum('oi,ihw->ohw', self.lift(tap), features)
        return F.relu(lifted + self.weights[f'lift.{tap}.bias'][:, None, None]) if tap == 'relu4_2' else lifted


# ---- Losses --------------------------------------------------------------------------------------

def statistics(features):
    flat = features.flatten(1)
    return flat.mean(1), flat @ flat.T / flat.shape[1]


def gram_loss(now, style, lift):
    """In the space of the lift itself, which the engine never goes to."""
    a, b = now[1], style[1]
    if lift is not None:
        a, b = lift @ a @ lift.T, lift @ b @ lift.T
    return ((a - b) ** 2).sum() / (b ** 2).sum()


def root_of(matrix):
    values, vectors = torch.linalg.eigh(matrix)
    return vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T


class TraceOfRoot(torch.autograd.Function):
    """tr A^1/2, with the eigenvalues raised to the floor in the value and in the derivative."""

    @staticmethod
    def forward(context, matrix):
        values, vectors = torch.linalg.eigh(matrix)
        roots = values.clamp(min=EIGENVALUE_FLOOR * values[-1].item()).sqrt()
        context.save_for_backward(roots, vectors)
        return roots.sum()

    @staticmethod
    def backward(context, gradient):
        roots, vectors = context.saved_tensors
        return gradient * (vectors @ torch.diag(0.5 / roots) @ vectors.T)


def wasserstein_loss(now, style, lift):
    (m, s), (n, a) = now, style
    if lift is not None:
        metric = root_of(lift.T @ lift)
        m, n, s, a = metric @ m, metric @ n, metric @ s @ metric, metric @ a @ metric
    size = a.trace()
    variance = size - n @ n
    unit = torch.eye(len(n), dtype=torch.float64)
    floor = COVARIANCE_FLOOR * variance / len(n) * unit
    c, d = s - torch.outer(m, m) + floor, a - torch.outer(n, n) + floor
    root = root_of(d)
    return (((m - n) ** 2).sum() + c.trace() + d.trace()
            - 2.0 * TraceOfRoot.apply(root @ c @ root)) / size


def content_loss(now, target):
    return ((now - target) ** 2).sum() / (target ** 2).sum()


def variation_loss(picture):
    across = picture[:, :, 1:] - picture[:, :, :-1]
    down = picture[:, 1:] - picture[:, :-1]
    one = picture[:, 1:, 1:] - picture[:, :-1, :-1]
    other = picture[:, 1:, :-1] - picture[:, :-1, 1:]
    sides = ((across ** 2).sum() + (down ** 2).sum()) / 3.0
    diagonals = ((one ** 2).sum() + (other ** 2).sum()) / 12.0
    return 2.0 * (sides + diagonals) / picture.numel()


def range_loss(picture):
    return ((picture - picture.clamp(0.0, 1.0)) ** 2).mean()


# ---- Everything, for one network -----------------------------------------------------------------

def expect(network, pictures):
    with torch.no_grad():
        style_taps = network.features(pictures['style'])
        target = network.features(pictures['content'])
    style = {tap: statistics(style_taps[tap]) for tap in STYLE_TAPS}
    picture = pictures['picture'].clone().requires_grad_()
    taps = network.features(picture)
    expected = {'features.' + tap: taps[tap] for tap in TAPS}

    losses = {'variation': variation_loss(picture), 'range': range_loss(picture)}
    for tap in CONTENT_WEIGHTS:
        losses['content.' + tap] = content_loss(network.see(tap, taps[tap]), network.see(tap, target[tap]))
    for tap in STYLE_TAPS:
        now = statistics(taps[tap])
        losses['gram.' + tap] = gram_loss(now, style[tap], network.lift(tap))
        losses['wasserstein.' + tap] = wasserstein_loss(now, style[tap], network.lift(tap))
    gradients = {name: torch.autograd.grad(loss, picture, retain_graph=True)[0]
                 for name, loss in losses.items()}
    for kind in ('gram', 'wasserstein'):
        style_part = [(weight, f'{kind}.{tap}') for weight, tap in zip(LEVEL_WEIGHTS, STYLE_TAPS)]
        content_part = [(weight, 'content.' + tap) for tap, weight in CONTENT_WEIGHTS.items()]
        total = style_part + content_part + [(VARIATION_WEIGHT, 'variation'),
                                             (RANGE_WEIGHT, 'range')]
        for name, parts in (('content', content_part), ('style.' + kind, style_part),
                            ('total.' + kind, total)):
            losses[name] = sum(weight * losses[part] for weight, part in parts)
            gradients[name] = sum(weight * gradients[part] for weight, part in parts)
    for name in losses:
        expected['loss.' + name] = losses[name].reshape(1)
        expected['gradient.' + name] = gradients[name]
    return expected


def expect_weights(network, pictures):
    """The gradients to the codec's weights of the sum over taps of mean (F^2) / 2."""
    for tensor in network.weights.values():
        tensor.requires_grad_()
    taps = network.features(pictures['picture'])
    loss = sum((taps[tap] ** 2).mean() / 2.0 for tap in CODEC_LIFTS)
    loss.backward()
    return {'weights.' + name: tensor.grad for name, tensor in network.weights.items()
            if name.startswith('encoder.')}


def draw_picture(height, width):
    """Blobs of several sizes; a few values out of range."""
    picture = torch.full((3, height, width), 0.5, dtype=torch.float64)
    for cells in (3, 9, 40):
        noise = torch.randn(1, 3, cells, cells, dtype=torch.float64)
        picture += 0.12 * F.interpolate(noise, (height, width), mode='bilinear',
                                        align_corners=False)[0]
    return picture.float().double()


def main(folder, program, shipped=None):
    torch.manual_seed(20)
    torch.set_num_threads(1)
    os.makedirs(folder, exist_ok=True)
    pictures = {'content': draw_picture(SIDE, SIDE), 'style': draw_picture(*STYLE_SIZE),
                'picture': draw_picture(SIDE, SIDE)}
    save(os.path.join(folder, 'pictures.safetensors'), pictures)

    path = os.path.join(folder, 'vgg19.safetensors')
    vgg19 = draw_vgg19(pictures['picture'])
    save(path, vgg19, halves=('.weight',))
    save(os.path.join(folder, 'vgg19-expected.safetensors'),
         expect(Network(vgg19, codec=False), pictures))
    path = os.path.join(folder, 'codec.safetensors')
    codec = Network(draw_codec(pictures['picture']), codec=True)
    save(path, codec.weights)
    expected = expect(codec, pictures)
    expected.update(expect_weights(codec, pictures))
    save(os.path.join(folder, 'codec-expected.safetensors'), expected)
    if shipped:
        save(os.path.join(folder, 'shipped-expected.safetensors'),
             expect(Network(load(shipped), codec=True), pictures))
    sys.stdout.flush()
    del os.environ['OPENBLAS_NUM_THREADS']
    os.execv(program, [program, '--tap'])


if __name__ == '__main__':
    os.environ['GOLDEN_FOLDER'] = sys.argv[1]
    if len(sys.argv) > 3:
        os.environ['GOLDEN_CODEC'] = sys.argv[3]
    main(*sys.argv[1:])
