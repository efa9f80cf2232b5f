#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""speed.py - how fast the engine is, how much memory it takes, and PyTorch beside it.

    bench/speed.py [--build FOLDER] [--rounds N] [--quick] [OUTPUT_FOLDER]

measure.c and peer.py do the same work in turns, in processes of their own, so that both meet the
same machine; what is written is the median of the rounds after a warm-up.  The two must come to
the same loss, or it was not the same work and the run fails.

OUTPUT_FOLDER/speed.json  everything, every round of it
OUTPUT_FOLDER/speed.md    the tables
OUTPUT_FOLDER/speed.svg   the chart

FOLDER is where meson has built `measure` and `nst`.  Needs python3-torch.  bench/README.md says how
to read the numbers.
"""

import argparse
import datetime
import json
import math
import os
import pathlib
import platform
import random
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
CODEC = ROOT / 'weights' / 'codec.safetensors'

THREADS = 2
SIDES = (256, 512, 1024)
LAYERS = ((3, 16, 512), (16, 16, 512), (16, 32, 256), (32, 32, 256), (32, 64, 128), (64, 64, 128),
          (64, 128, 64), (128, 128, 64), (128, 128, 32), (64, 64, 512), (128, 128, 256),
          (256, 256, 128), (512, 512, 64), (512, 512, 32))
PASSES = ('forward', 'to the data', 'to the weights')
LOSS_TOLERANCE = 1e-3

# Whole paintings: method, network, width, height.
WHOLE = (('fast', 'codec', 512, 384), ('fast', 'codec', 1024, 1024), ('fast', 'codec', 6000, 4000),
         ('refine', 'codec', 512, 512), ('refine', 'codec', 1024, 1024),
         ('refine', 'codec', 2048, 1365), ('refine', 'VGG-19', 512, 512))

# The convolutions of a level, and the channels of each level.
LEVELS = (2, 2, 4, 4, 1)
CHANNELS = {'VGG-19': (64, 128, 256, 512, 512), 'codec': (16, 32, 64, 128, 128)}


def fail(message):
    sys.exit(f'speed.py: {message}')


def say(message):
    print(message, file=sys.stderr, flush=True)


# ---- Processes that take turns -------------------------------------------------------------------

# After its turn a process's idle threads still look out for work for up to some 30 ms (OpenMP and
# OpenBLAS both do that); the next one's turn begins when they have gone to sleep.
PAUSE = 0.05


def environment(layout='contiguous'):
    """Only what programs need to be found and to run: nothing that would tell a library which
    kernels to take.  OpenBLAS's own threads would hinder oneDNN's, and ours."""
    kept = ('PATH', 'HOME', 'LANG', 'TMPDIR', 'LD_LIBRARY_PATH', 'PYTHONPATH')
    variables = {name: os.environ[name] for name in kept if name in os.environ}
    return variables | {'OPENBLAS_NUM_THREADS': '1', 'PEER_LAYOUT': layout}


class Worker:
    """A process that does one piece of work a turn; measure.c says how one speaks with it."""

    def __init__(self, command, *arguments, layout='contiguous', times=3):
        self.command = [str(word) for word in (*command, *arguments)]
        self.times = times
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, text=True,
                                        stdout=subprocess.PIPE, env=environment(layout))
        self.turns, self.bytes = [], 0
        if self.hear() != 'ready':
            fail(f'{" ".join(self.command)} did not get ready.')

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            fail(f'{" ".join(self.command)} stopped.')
        return line.strip()

    def ask(self):
        self.process.stdin.write('\n')
        self.process.stdin.flush()
        return [float(word) for word in self.hear().split()]

    def take_turn(self):
        """The first of several finds the caches full of the other's data and does not count."""
        turns = [self.ask() for _ in range(self.times)]
        self.turns.append(turns[1:] or turns)

    def finish(self):
        """Forgets the first turn, the warm-up, and learns how much memory it took."""
        self.turns = [answer for turn in self.turns[1:] for answer in turn]
        self.process.stdin.close()
        self.bytes = int(self.hear())
        self.process.wait()

    def medians(self):
        return [statistics.median(column) for column in zip(*self.turns)]

    def result(self):
        return {'median': self.medians(), 'bytes': self.bytes, 'turns': self.turns}


def take_turns(workers, rounds):
    for _ in range(rounds + 1):
        for worker in workers:
            worker.take_turn()
            time.sleep(PAUSE)
    for worker in workers:
        worker.finish()


def times_in_a_turn(network, side):
    """Iterations of Refine come by the dozen: short ones are measured as part of a row, for a
    processor that has just slept needs a while to come up to speed.  The long ones need not."""
    if network == 'VGG-19':
        return 3 if side < 1024 else 1
    return {256: 16, 512: 6}.get(side, 3)


def check_losses(workers):
    losses = [worker.medians()[1] for worker in workers]
    if not max(losses) - min(losses) <= LOSS_TOLERANCE * abs(losses[0]):
        fail('this was not the same work, for the losses differ: '
             + ', '.join(f'{loss:g} by {" ".join(worker.command)}'
                         for loss, worker in zip(losses, workers)))


# ---- The machine ---------------------------------------------------------------------------------

def output_of(*command):
    """What a command prints, or '' where it fails or is not there."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True,
                              env=environment()).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ''


def field(path, name):
    """The value after NAME and a colon in a file of /proc, or ''."""
    found = re.search(rf'^{name}\s*:\s*(.*)$', pathlib.Path(path).read_text('utf-8'), re.MULTILINE)
    return found.group(1) if found else ''


def describe_machine(bench):
    flags = (field('/proc/cpuinfo', 'flags') or field('/proc/cpuinfo', 'Features')).split()
    vectors = re.compile('sse4_2|avx|fma|f16c|amx|asimd|sve')
    caches = {level: int(output_of('getconf', f'LEVEL{level}_CACHE_SIZE') or 0) for level in (2, 3)}
    return {
        'date': datetime.date.today().isoformat(),
        'processor': field('/proc/cpuinfo', 'model name') or platform.machine(),
        'cores': len(os.sched_getaffinity(0)),
        'instructions': sorted(flag for flag in flags if vectors.match(flag)),
        'L2 bytes': caches[2],
        'L3 bytes': caches[3],
        'memory bytes': int(field('/proc/meminfo', 'MemTotal').split()[0]) * 1024,
        'kernel': platform.release(),
        'load before': os.getloadavg()[0],
        'versions': [line for command in (bench.ours, bench.peer)
                     for line in output_of(*command, 'about').splitlines()],
        'commit': os.environ.get('NST_COMMIT') or output_of(
            'git', '-C', str(ROOT), 'describe', '--always', '--dirty') or 'unknown',
    }


# ---- Pictures to repaint -------------------------------------------------------------------------

def write_png(path, rows):
    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', check)

    header = struct.pack('>2I5B', len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0)
    data = zlib.compress(b''.join(b'\0' + row for row in rows), 1)
    path.write_bytes(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', data)
                     + chunk(b'IEND', b''))


def paint_disc(rows, x, y, radius, color):
    width = len(rows[0]) // 3
    for row in range(max(0, math.ceil(y - radius)), min(len(rows), math.ceil(y + radius))):
        half = math.sqrt(radius ** 2 - (row - y) ** 2)
        start, end = max(0, round(x - half)), min(width, round(x + half))
        if start < end:
            rows[row][3 * start:3 * end] = bytes(color) * (end - start)


def draw_content(width, height):
    """Blobs that fade into the ground below a sky."""
    chance = random.Random(1)
    rows = [bytearray(bytes(int(low + (high - low) * y / height) for low, high in
                            ((90, 200), (130, 190), (190, 120))) * width) for y in range(height)]
    for _ in range(30):
        x, y = chance.random() * width, chance.random() * height
        radius = (0.03 + 0.09 * chance.random()) * width
        outer, inner = ([int(256 * chance.random()) for _ in range(3)] for _ in range(2))
        for step in range(24):
            t = step / 24
            color = [int(a + (b - a) * t) for a, b in zip(outer, inner)]
            paint_disc(rows, x, y, radius * (1 - t), color)
    return rows


def draw_style(width, height):
    """Short bent strokes of six paints."""
    chance = random.Random(2)
    paints = [(28, 52, 110), (60, 120, 170), (235, 200, 80), (205, 110, 40), (240, 235, 215),
              (40, 70, 50)]
    rows = [bytearray(bytes(paints[0]) * width) for _ in range(height)]
    for _ in range(1500):
        x, y = chance.random() * width, chance.random() * height
        angle, bend = chance.random() * math.tau, chance.random() - 0.5
        radius = (0.003 + 0.006 * chance.random()) * width
        color = [min(255, max(0, part + chance.randrange(-20, 21)))
                 for part in chance.choice(paints)]
        for _ in range(14):
            paint_disc(rows, x, y, radius, color)
            x += radius * math.cos(angle)
            y += radius * math.sin(angle)
            angle += 0.3 * bend
    return rows


# ---- What is measured ----------------------------------------------------------------------------

def flops_of(network, side):
    """Of the convolutions as their definition has them, forward and backward to the picture."""
    flops, channels = 0, 3
    for count, out in zip(LEVELS, CHANNELS[network]):
        for _ in range(count):
            flops += 2 * 2 * 9 * channels * out * side * side
            channels = out
        side //= 2
    return flops


class Bench:
    def __init__(self, build, folder, rounds, quick):
        self.ours = (build / 'bench' / 'measure',)
        self.nst = build / 'cli' / 'nst'
        self.peer = (sys.executable, HERE / 'peer.py')
        self.folder, self.rounds, self.quick = folder, rounds, quick
        self.networks = {'VGG-19': folder / 'vgg19.pth', 'codec': CODEC}
        self.peaks = {}

    def measure_peaks(self):
        """GFLOP/s of the matrix product, the best round of it."""
        results = []
        for threads in (1, THREADS):
            workers = [Worker(command, 'peak', threads) for command in (self.ours, self.peer)]
            take_turns(workers, 3 * self.rounds)
            ours, peer = (max(turn[0] for turn in worker.turns) for worker in workers)
            self.peaks[threads] = ours
            results.append({'threads': threads, 'ours': ours, 'PyTorch': peer,
                            'bytes': [worker.bytes for worker in workers]})
        return results

    def measure_iteration(self, network, side):
        work = ('iterate', self.networks[network], side, THREADS)
        times = times_in_a_turn(network, side)
        workers = [Worker(self.ours, *work, times=times)]
        workers += [Worker(self.peer, *work, times=times, layout=layout)
                    for layout in ('contiguous', 'channels_last')]
        take_turns(workers, self.rounds)
        check_losses(workers)
        ours, peer, rearranged = workers
        seconds = ours.medians()[0]
        return {'network': network, 'side': side, 'threads': THREADS,
                'ours': ours.result(), 'PyTorch': peer.result(),
                'rearranged': rearranged.result(),
                'time ratio': seconds / peer.medians()[0], 'memory ratio': ours.bytes / peer.bytes,
                'rearranged time ratio': seconds / rearranged.medians()[0],
                'share of peak': flops_of(network, side) / seconds / self.peaks[THREADS] * 1e-9}

    def measure_iterations(self):
        return [self.measure_iteration(network, side) for network in CHANNELS for side in SIDES
                if not (self.quick and network == 'VGG-19' and side > 512)]

    def measure_threads(self, network):
        workers = [Worker(self.ours, 'iterate', self.networks[network], 512, threads,
                          times=times_in_a_turn(network, 512)) for threads in (1, THREADS)]
        take_turns(workers, self.rounds)
        check_losses(workers)
        one, two = workers
        return {'network': network, 'side': 512, 'one': one.result(), 'two': two.result(),
                'speed-up': one.medians()[0] / two.medians()[0]}

    def measure_megapixels(self):
        sides = (*SIDES, 2048)
        workers = [Worker(self.ours, 'iterate', CODEC, side, THREADS,
                          times=times_in_a_turn('codec', side)) for side in sides]
        take_turns(workers, self.rounds)
        rows = [{'side': side, 'ours': worker.result(),
                 'seconds per megapixel': worker.medians()[0] / side ** 2 * 1e6}
                for side, worker in zip(sides, workers)]
        each = [row['seconds per megapixel'] for row in rows]
        return {'rows': rows, 'largest / smallest': max(each) / min(each)}

    def measure_layer(self, shape):
        workers = [Worker(command, 'layer', *shape, THREADS) for command in (self.ours, self.peer)]
        take_turns(workers, 2 * self.rounds)
        ours, peer = (worker.medians() for worker in workers)
        return {'in': shape[0], 'out': shape[1], 'side': shape[2],
                'ours': workers[0].result(), 'PyTorch': workers[1].result(),
                'time ratios': [a / b for a, b in zip(ours, peer)],
                'weights / forward': ours[2] / ours[0]}

    def run_nst(self, content, style, options):
        """Seconds from start to the picture written, those of the processor, and the largest that
        the process was."""
        report = self.folder / 'report.json'
        command = [self.nst, 'stylize', content, style, '--force', '-o', self.folder / 'out.png', '--quiet',
                   '--threads', str(THREADS), '--report', report, *options]
        began = time.monotonic()
        process = subprocess.Popen(command, env=environment())
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        if status != 0:
            fail('nst stylize failed.')
        return {'seconds': seconds, 'processor': usage.ru_utime + usage.ru_stime,
                'bytes': usage.ru_maxrss * 1024, 'report': json.loads(report.read_text('utf-8'))}

    def measure_whole(self, method, network, width, height):
        content, style = self.folder / 'content.png', self.folder / 'style.png'
        write_png(content, draw_content(width, height))
        write_png(style, draw_style(min(width, 1024), min(height, 1024)))
        options = ['--method', method, '--network', self.networks[network], '--size', '0',
                   '--stroke-width', 'pixels']
        times = 3 if method == 'fast' or width < 2048 else 1
        runs = [self.run_nst(content, style, options) for _ in range(times)]
        return {'method': method, 'network': network, 'width': width, 'height': height,
                'runs': runs} | {key: statistics.median(run[key] for run in runs)
                                 for key in ('seconds', 'processor', 'bytes')}

    def measure_all(self):
        say('The machine ...')
        subprocess.run([*self.peer, 'vgg19', self.networks['VGG-19']], env=environment(),
                       check=True)
        results = {'rounds': self.rounds, 'quick': self.quick, 'machine': describe_machine(self)}
        results['peaks'] = self.measure_peaks()
        say('Iterations ...')
        results['iterations'] = self.measure_iterations()
        say('Threads ...')
        results['threads'] = [self.measure_threads(network) for network in CHANNELS]
        results['megapixels'] = self.measure_megapixels()
        say('Layers ...')
        results['layers'] = [self.measure_layer(shape) for shape in LAYERS]
        say('Whole paintings ...')
        results['whole'] = [self.measure_whole(*work) for work in WHOLE
                            if not (self.quick and work[2] > 1024)]
        results['goals'] = compare_with_goals(results)
        return results


# ---- What was hoped for --------------------------------------------------------------------------

def find_iteration(results, network, side):
    return next(row for row in results['iterations']
                if row['network'] == network and row['side'] == side)


def find_whole(results, method, network, width):
    return next((row for row in results['whole'] if (row['method'], row['network'], row['width'])
                 == (method, network, width)), None)


def beside_iteration(results, whole):
    """The memory of a whole process beside PyTorch's for an iteration of the same size, or None."""
    for row in results['iterations']:
        if (row['network'], row['side'], row['side']) == (whole['network'], whole['width'],
                                                          whole['height']):
            return whole['bytes'] / row['PyTorch']['bytes']
    return None


def per_megapixel(results):
    """Seconds of the engine for a megapixel of Fast, by size."""
    return [statistics.median(run['report']['seconds'] - run['report']['style_seconds']
                              for run in row['runs']) / (row['width'] * row['height']) * 1e6
            for row in results['whole'] if row['method'] == 'fast']


def compare_with_goals(results):
    """Every goal: what it is, its value, the goal, the aim beyond it, whether more is better."""
    vgg19, codec = (find_iteration(results, network, 512) for network in CHANNELS)
    refine, thick = (find_whole(results, 'refine', *work)
                     for work in (('codec', 1024), ('VGG-19', 512)))
    in_iterations = find_whole(results, 'refine', 'codec', 512)['seconds'] / vgg19['PyTorch'][
        'median'][0]
    each = per_megapixel(results)
    speed_ups = {row['network']: row['speed-up'] for row in results['threads']}
    table = (
        ('VGG-19 iteration at 512 px, time', vgg19['time ratio'], 0.19, 0.15, False),
        ('codec iteration at 512 px, time', codec['time ratio'], 0.17, 0.13, False),
        ('VGG-19 iteration at 512 px, memory', vgg19['memory ratio'], 0.40, 0.30, False),
        ('codec iteration at 1024 px, memory',
         find_iteration(results, 'codec', 1024)['memory ratio'], 0.30, 0.20, False),
        ('1 thread / 2 threads, VGG-19 at 512 px', speed_ups['VGG-19'], 1.8, 1.95, True),
        ('1 thread / 2 threads, codec at 512 px', speed_ups['codec'], 1.8, 1.95, True),
        ('seconds per megapixel, largest / smallest',
         results['megapixels']['largest / smallest'], 1.5, 1.2, False),
        ('default Refine at 512 px, in PyTorch iterations of VGG-19', in_iterations, 12, None,
         False),
        ('whole default Refine at 1024 px, memory, of an iteration in PyTorch',
         beside_iteration(results, refine), 0.45, 0.35, False),
        ('whole Refine with VGG-19 at 512 px, memory, of an iteration in PyTorch',
         beside_iteration(results, thick), 0.35, 0.30, False),
        ('whole Fast at 1024 px, MB', find_whole(results, 'fast', 'codec', 1024)['bytes'] / 1e6,
         350, 250, False),
        ('seconds per megapixel of Fast, largest / smallest', max(each) / min(each), 1.3, 1.15,
         False),
    )
    return [dict(zip(('what', 'value', 'goal', 'aim', 'more is better'), row)) for row in table]


# ---- The tables ----------------------------------------------------------------------------------

def digits(value):
    """Three digits that count."""
    return f'{value:.0f}' if value >= 100 else f'{value:#.3g}'


def megabytes(count):
    return f'{count / 1e6:.0f} MB'


def table(head, rows):
    lines = [head, ['---'] * len(head), *rows]
    return '\n'.join('| ' + ' | '.join(line) + ' |' for line in lines) + '\n'


def machine_table(results):
    m = results['machine']
    peaks = '; '.join(f'{p["threads"]} thread{"s" * (p["threads"] > 1)}: {p["ours"]:.0f} GFLOP/s '
                      f'(called by PyTorch {p["PyTorch"]:.0f})' for p in results['peaks'])
    rows = (
        ('processor', f'{m["processor"]}, {m["cores"]} cores to run on'),
        ('instructions', ' '.join(m['instructions'])),
        ('caches', f'L2 {m["L2 bytes"] / 2 ** 20:g} MiB, L3 {m["L3 bytes"] / 2 ** 20:g} MiB'),
        ('memory', f'{m["memory bytes"] / 2 ** 30:.1f} GiB'),
        ('kernel', m['kernel']),
        ('versions', '; '.join(m['versions'])),
        ('commit', m['commit']),
        ('load before the run', f'{m["load before"]:.2f}'),
        ('matrix product 1024 x 1024, best', peaks),
    )
    return table(('the machine', ''), rows)


def goals_table(results):
    def row(goal):
        more, value = goal['more is better'], goal['value']

        def reached(mark):
            return mark is not None and (value >= mark if more else value <= mark)

        verdict = ('missed', 'reached', 'aim reached')[reached(goal['goal']) + reached(goal['aim'])]
        words = 'at least' if more else 'at most'
        aim = '' if goal['aim'] is None else f'{goal["aim"]:g}'
        return goal['what'], f'**{digits(value)}**', f'{words} {goal["goal"]:g}', aim, verdict

    return table(('what', 'measured', 'goal', 'aim', ''), [row(goal) for goal in results['goals']])


def iterations_table(results):
    def row(r):
        ours, peer = r['ours'], r['PyTorch']
        return (r['network'], str(r['side']), digits(ours['median'][0]), digits(peer['median'][0]),
                digits(r['time ratio']), digits(r['rearranged']['median'][0]),
                digits(r['rearranged time ratio']), megabytes(ours['bytes']),
                megabytes(peer['bytes']), digits(r['memory ratio']), digits(r['share of peak']))

    return table(('network', 'px', 'ours, s', 'PyTorch, s', 'ratio', 'channels_last, s', 'ratio',
                  'ours', 'PyTorch', 'ratio', 'effective share of the peak'),
                 [row(r) for r in results['iterations']])


def scaling_tables(results):
    threads = table(('network at 512 px', '1 thread, s', '2 threads, s', 'ratio'), [
        (r['network'], digits(r['one']['median'][0]), digits(r['two']['median'][0]),
         digits(r['speed-up'])) for r in results['threads']])
    pixels = table(('codec, px', 'seconds', 'seconds per megapixel', 'memory'), [
        (str(r['side']), digits(r['ours']['median'][0]), digits(r['seconds per megapixel']),
         megabytes(r['ours']['bytes'])) for r in results['megapixels']['rows']])
    return threads, pixels


def layers_table(results):
    def row(r):
        cells = [f'{r["in"]} to {r["out"]}, {r["side"]} px']
        for ours, peer, ratio in zip(r['ours']['median'], r['PyTorch']['median'], r['time ratios']):
            cells += [digits(1e3 * ours), digits(1e3 * peer), digits(ratio)]
        return cells + [digits(r['weights / forward'])]

    head = ['3x3 layer, ms'] + [cell for name in PASSES for cell in (name, 'PyTorch', 'ratio')]
    return table(head + ['weights / forward'], [row(r) for r in results['layers']])


def whole_table(results):
    iteration = find_iteration(results, 'VGG-19', 512)['PyTorch']['median'][0]

    def row(r):
        ratio = beside_iteration(results, r)
        return (f'{r["method"].capitalize()}, {r["network"]}', f'{r["width"]} x {r["height"]}',
                digits(r['seconds']), digits(r['seconds'] / iteration), digits(r['processor']),
                megabytes(r['bytes']), '' if ratio is None else digits(ratio))

    return table(('whole process', 'pixels', 'seconds', 'in PyTorch iterations of VGG-19 at 512 px',
                  'processor seconds', 'peak memory', "of PyTorch's for one iteration"),
                 [row(r) for r in results['whole']])


def date_of(results):
    date = datetime.date.fromisoformat(results['machine']['date'])
    return f'{date.day} {date:%B %Y}'


def page(results):
    threads, pixels = scaling_tables(results)
    empty = ' and '.join(megabytes(count) for count in results['peaks'][-1]['bytes'])
    paragraphs = (
        f'# Speed, {date_of(results)}, {results["machine"]["processor"]}\n',
        '**A quick run of few rounds: not one to go by.**\n' if results['quick'] else '',
        f'`./dev bench speed`: {THREADS} threads, medians of {results["rounds"]} rounds in which '
        'ours and PyTorch took turns. Ratios of the two are ours / PyTorch: less is better.\n',
        machine_table(results), goals_table(results),
        '## An iteration of Refine\n',
        'Forward, all losses (Gram matrices), backward to the picture; both sides come to the same '
        'loss. VGG-19 has random weights, the codec its own. Memory is the most that the process '
        f'ever had; one that only multiplies matrices has {empty}. The share of the peak counts '
        'the multiplications of the convolutions as their definition has them; Winograd makes do '
        'with fewer, so that it may be above 1. PyTorch keeps its tensors as it does unless told '
        'otherwise; with torch.channels_last it has a column of its own.\n',
        iterations_table(results),
        '## Threads and sizes\n', threads, pixels,
        '## Layers\n', layers_table(results),
        '## A whole painting\n',
        '`nst stylize` at the full size, from the start of the program to the picture written; '
        'median of 3, a single run of Refine from 2048 px on. VGG-19 has random weights.\n',
        whole_table(results),
    )
    return '\n'.join(paragraph for paragraph in paragraphs if paragraph)


# ---- The chart -----------------------------------------------------------------------------------

# Colors that can be told from white and from black alike.
INK, BLUE, GRAY = '#77818c', '#2f81f7', '#a0988c'


def text(x, y, words, anchor='start', weight='normal', size=13):
    return (f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-weight="{weight}" '
            f'font-size="{size}" fill="{INK}">{escape(words)}</text>')


def bar(x, y, length, color):
    return (f'<rect x="{x:.0f}" y="{y:.0f}" width="{max(length, 2):.1f}" height="13" rx="2" '
            f'fill="{color}"/>')


def pair(x, y, ours, peer, words):
    """Two bars on a scale of their own, with what they stand for."""
    marks = []
    for row, (value, color) in enumerate(((ours, BLUE), (peer, GRAY))):
        length = 220 * value / max(ours, peer)
        marks += [bar(x, y + 16 * row, length, color),
                  text(x + length + 6, y + 16 * row + 11, words(value), size=12,
                       weight='bold' if row == 0 else 'normal')]
    return marks


def chart(results):
    left, middle, top, step = 130, 470, 104, 46
    height = top + step * len(results['iterations']) + 30
    m = results['machine']
    marks = [
        text(20, 30, 'An iteration of Refine, ours beside PyTorch', weight='bold', size=17),
        text(20, 50, f'{m["processor"]}, {THREADS} threads, {date_of(results)}', size=12),
        text(left, 88, 'time', weight='bold'), text(middle, 88, 'peak memory', weight='bold'),
        bar(620, 18, 13, BLUE), text(639, 29, 'ours'), bar(690, 18, 13, GRAY),
        text(709, 29, 'PyTorch'),
        text(20, height - 14, 'Each pair of bars has a scale of its own; shorter is better.',
             size=12),
    ]
    for row, r in enumerate(results['iterations']):
        y = top + step * row
        ours, peer = r['ours'], r['PyTorch']
        marks.append(text(left - 12, y + 19, f'{r["network"]}, {r["side"]} px', anchor='end'))
        marks += pair(left, y, ours['median'][0], peer['median'][0], lambda s: f'{digits(s)} s')
        marks += pair(middle, y, ours['bytes'], peer['bytes'], megabytes)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="{height}" '
            f'viewBox="0 0 800 {height}" font-family="sans-serif">\n' + '\n'.join(marks)
            + '\n</svg>\n')


# ---- The program ---------------------------------------------------------------------------------

def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('output', type=pathlib.Path, nargs='?', default='bench-results',
                        metavar='OUTPUT_FOLDER', help='default: %(default)s')
    parser.add_argument('--build', type=pathlib.Path, metavar='FOLDER',
                        default=os.environ.get('NST_BUILD', ROOT / 'build'),
                        help='default: $NST_BUILD, or build in the repository')
    parser.add_argument('--rounds', type=int, metavar='N', help='default: 7, or 3 with --quick')
    parser.add_argument('--quick', action='store_true',
                        help='fewer rounds, without VGG-19 at 1024 px and the painting at 2048 px')
    given = parser.parse_args()
    if not (given.build / 'bench' / 'measure').exists():
        fail(f'there is no bench/measure in {given.build}: `ninja -C {given.build} bench/measure` '
             'makes it.')
    rounds = given.rounds or (3 if given.quick else 7)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given.build.resolve(), pathlib.Path(folder), rounds, given.quick)
        results = bench.measure_all()
    given.output.mkdir(parents=True, exist_ok=True)
    (given.output / 'speed.json').write_text(json.dumps(results, indent=1) + '\n', 'utf-8')
    (given.output / 'speed.md').write_text(page(results), 'utf-8')
    (given.output / 'speed.svg').write_text(chart(results), 'utf-8')
    print(goals_table(results), end='')
    say(f'The tables are in {given.output / "speed.md"}.')


if __name__ == '__main__':
    main()
