#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""fast.py - the method `fast` beside its peers: time, memory, and what the judge says.

    bench/fast.py [--build FOLDER] [--rounds N] [--only WIDTH] [OUTPUT_FOLDER]
                  [-- OPTIONS OF nst stylize]

Ours (`nst stylize --method fast`) and the two of peers.py, on PyTorch, paint the eight pairs of
../shared/data/pairs in turns, from the same files, brought to the same sizes beforehand.  What is
written is the median of the rounds after a warm-up.  The peers' mean scores must be those that
../shared/tools/judge.py states, or they are not what was published, and the run fails.

OUTPUT_FOLDER/fast.md         the tables; bench/fast.md is a copy
OUTPUT_FOLDER/fast.json       everything, every round of it
OUTPUT_FOLDER/fast-sheet.jpg  content, style, ours, the peers', to look at; it shows pictures that
                              are not ours, so that it stays out of the repository

FOLDER is where meson has built `measure`, which describes the machine.  NST in the environment is
the program to measure, `nst` if it is not there.  Needs python3-torch and python3-pil, and the
folder shared/ beside the repository.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from PIL import Image

import quality
import speed
from speed import digits, megabytes, say, table

METHODS = {'ours': 'ours', 'wct': 'WCT', 'micro-ast': 'MicroAST'}

# The peers in the two ways that their tensors may lie in memory: as PyTorch arranges them by itself,
# and as oneDNN likes them best, which a program must ask for.  The pictures are the same.
LAYOUTS = ('channels_last', 'contiguous')
PEERS = {(method, layout): f'{METHODS[method]}, {layout}'
         for method in ('wct', 'micro-ast') for layout in LAYOUTS}

THREADS = 2
JUDGED = (512, 384)
LARGER = ((1024, 768), (2048, 1536))
LARGER_PAIR = 'tubingen_shipwreck'  # one is enough: the time does not depend on what is to be seen
ENOUGH_BYTES = 2000  # a pixel, free memory: more than the hungriest peer takes at a large size

# The means over the pairs that judge.py states, and how far off a right implementation may be.
STATED = {'wct': 0.77, 'micro-ast': 0.85}
TOLERANCE = 0.02


def fail(message):
    sys.exit(f'fast.py: {message}')


# ---- Those who paint -----------------------------------------------------------------------------

class Ours:
    """A process for each painting, so that it meets cold memory; the peers stay and are warm."""

    def __init__(self, folder, options):
        self.report = folder / 'report.json'
        self.options = options
        self.bytes = 0
        self.whole = []  # seconds of each process, with its start and its files

    def paint(self, content, style, result):
        """Seconds with the style measured, and for the style."""
        command = [os.environ.get('NST', 'nst'), 'stylize', content, style, '--force', '-o', result,
                   '--stroke-width', 'pixels',  # as the peers have it
                   '--method', 'fast', '--size', '0', '--threads', str(THREADS), '--quiet',
                   '--report', self.report, *self.options]
        began = time.monotonic()
        if subprocess.run(command, env=speed.environment(), check=False).returncode != 0:
            fail(f'{" ".join(map(str, command))} failed.')
        self.whole.append(time.monotonic() - began)
        report = json.loads(self.report.read_text('utf-8'))
        self.bytes = max(self.bytes, report['peak_bytes'])
        return report['seconds'] - report['style_seconds'], report['style_seconds']

    def finish(self):
        pass


class Peer(speed.Worker):
    def __init__(self, method, layout, size):
        super().__init__((sys.executable, speed.HERE / 'peers.py'), method, 0, THREADS,
                         layout, times=2 if size == JUDGED else 1)

    def paint(self, content, style, result):
        """The second of two finds the caches full of its own data and counts; of large pictures
        nothing stays in a cache anyway."""
        for _ in range(self.times):
            self.process.stdin.write(f'{content}\t{style}\t{result}\n')
            self.process.stdin.flush()
            answer = self.hear()
        return tuple(map(float, answer.split()))

    def finish(self):
        self.process.stdin.close()
        self.bytes = int(self.hear())
        self.process.wait()


# ---- The measurement -----------------------------------------------------------------------------

def prepare(name, size, folder):
    """Content and style of a pair as files of the size: the content exactly, the style's longer
    side as long as the content's."""
    made = []
    for kind, stem in zip(('content', 'style'), quality.PICTURES[name]):
        image = Image.open(quality.PAIRS / kind / f'{stem}.jpg').convert('RGB')
        scale = max(size) / max(image.size)
        wanted = size if kind == 'content' else [round(side * scale) for side in image.size]
        made.append(folder / f'{stem}-{max(size)}.png')
        image.resize(wanted, Image.LANCZOS).save(made[-1])
    return made


def painting(folder, name, method, size):
    return folder / f'{name}-{method}-{size[0]}.png'


def network_of(options):
    """The network that `nst stylize` is told to use, or the one that ships."""
    if '--network' in options:
        return options[options.index('--network') + 1]
    return speed.ROOT / 'weights' / 'codec.safetensors'


def measure_size(size, names, rounds, folder, options, measure):
    """All painters on the pairs; the last round's pictures stay as FOLDER/NAME-METHOD-WIDTH.png."""
    say(f'{size[0]} x {size[1]} ...')
    staying = speed.Worker((measure,), 'fast', network_of(options), *size, THREADS, times=2)
    painters = {('ours', ''): Ours(folder, options)} | {key: Peer(*key, size) for key in PEERS}
    turns = {key: {name: [] for name in names} for key in painters}
    for name in names:
        files = prepare(name, size, folder)
        for turn in range(rounds + 1):
            for key, painter in painters.items():
                answer = painter.paint(*files, painting(folder, name, key[0], size))
                if turn > 0:  # the first is the warm-up
                    turns[key][name].append(answer)
                time.sleep(speed.PAUSE)
            staying.take_turn()
            time.sleep(speed.PAUSE)
    staying.finish()
    result = {'width': size[0], 'height': size[1], 'rounds': rounds, 'pairs': list(names),
              'staying': {'seconds': staying.medians()[0], 'bytes': staying.bytes},
              'whole seconds': statistics.median(painters['ours', ''].whole[1:])}
    for key, painter in painters.items():
        painter.finish()
        seconds, style_seconds = zip(*(turn for each in turns[key].values() for turn in each))
        result[PEERS.get(key, 'ours')] = {'seconds': statistics.median(seconds),
                                          'style seconds': statistics.median(style_seconds),
                                          'bytes': painter.bytes, 'turns': turns[key]}
    return result


def judge_all(folder):
    """What the judge says of the pictures in FOLDER, by pair and method."""
    sys.path.insert(0, str(quality.SHARED / 'tools'))
    from judge import judge  # needs torch, so only when all has been timed

    found = {}
    for name, (content, style) in quality.PICTURES.items():
        rows = judge(quality.PAIRS / 'content' / f'{content}.jpg',
                     quality.PAIRS / 'style' / f'{style}.jpg',
                     [painting(folder, name, method, JUDGED) for method in METHODS], max(JUDGED))
        found[name] = {method: {key: row[key] for key in ('score', 'style', 'content', 'per_level')}
                       for method, row in zip(METHODS, rows)}
    return found


def mean_of(judged, method, key):
    return statistics.mean(pair[method][key] for pair in judged.values())


def check_peers(judged):
    for method, stated in STATED.items():
        score = mean_of(judged, method, 'score')
        if not abs(score - stated) <= TOLERANCE:
            fail(f'{METHODS[method]} has a mean score of {score:.3f}, and not the {stated} that '
                 'the judge states: peers.py does not do what was published.')


def beside(folder):
    return quality.sheet([[folder / f'{stem}-{max(JUDGED)}.png' for stem in quality.PICTURES[name]]
                          + [painting(folder, name, method, JUDGED) for method in METHODS]
                          for name in quality.PICTURES])


def measure_all(results, rounds, only, folder, output, measure):
    """Adds what is measured to RESULTS, as far as memory allows: the size ONLY, or all for None."""
    for size in (JUDGED, *LARGER):
        free = int(speed.field('/proc/meminfo', 'MemAvailable').split()[0]) * 1024
        if only not in (None, size[0]):
            continue
        if free < size[0] * size[1] * ENOUGH_BYTES:
            say(f'{size[0]} x {size[1]} is left out: {megabytes(free)} of memory are free.')
            continue
        names = quality.PICTURES if size == JUDGED else [LARGER_PAIR]
        found = measure_size(size, names, rounds, folder, results['options'], measure)
        results['sizes'] = [old for old in results['sizes'] if old['width'] != size[0]] + [found]
    results['sizes'].sort(key=lambda size: size['width'])
    if only in (None, JUDGED[0]):
        say('The judge ...')
        beside(folder).save(output / 'fast-sheet.jpg', quality=90)
        results['judged'] = judge_all(folder)
        check_peers(results['judged'])


# ---- The tables ----------------------------------------------------------------------------------

def times_table(results):
    rows = []
    for size in results['sizes']:
        ours, staying = size['ours'], size['staying']
        rows.append((f'{size["width"]} x {size["height"]}', 'ours, in a program that stays',
                     digits(staying['seconds']), '', '', megabytes(staying['bytes']), ''))
        rows.append((f'{size["width"]} x {size["height"]}', 'ours, whole process with its files',
                     digits(size['whole seconds']), '', '', megabytes(ours['bytes']), ''))
        for name in ('ours', *PEERS.values()):
            its = size[name]
            ratio, memory = (ours[key] / its[key] for key in ('seconds', 'bytes'))
            warm = staying['seconds'] / its['seconds']
            rows.append((f'{size["width"]} x {size["height"]}', name, digits(its['seconds']),
                         '' if name == 'ours' else f'{digits(ratio)}; **{digits(warm)}**',
                         digits(its['style seconds']), megabytes(its['bytes']),
                         '' if name == 'ours' else digits(memory)))
    return table(('pixels', 'method', 'seconds, style measured', 'ours / it; staying / it',
                  'seconds for the style', 'peak memory', 'ours / it'), rows)


def judge_table(judged):
    head = ['pair'] + [f'{name}: score' if key == 'score' else key
                       for name in METHODS.values() for key in ('score', 'style', 'content')]
    rows = [[name] + [f'{pair[method][key]:.3f}' for method in METHODS
                      for key in ('score', 'style', 'content')] for name, pair in judged.items()]
    rows.append(['**mean**'] + [f'**{mean_of(judged, method, key):.3f}**' for method in METHODS
                                for key in ('score', 'style', 'content')])
    return table(head, rows)


def judge_section(judged):
    if not judged:
        return ''
    stated = ' and '.join(f'{METHODS[method]} {score}' for method, score in STATED.items())
    return (f'## What the judge says\n\nAt {JUDGED[0]} x {JUDGED[1]}: score = style + content / 2, '
            f'lower is better. The judge states mean scores, {stated}: the peers are done right '
            f'here.\n\n{judge_table(judged)}')


def page(results):
    rounds = ' or '.join(map(str, sorted({size['rounds'] for size in results['sizes']})))
    options = ' '.join(results['options'])
    paragraphs = (
        f'# Fast beside its peers, {speed.date_of(results)}, {results["machine"]["processor"]}\n',
        f'`./dev bench fast`: {THREADS} threads, medians of {rounds} rounds in which ours and '
        'the two peers took turns. WCT is five-level whitening and coloring with the published '
        'encoders and decoders of collaborative distillation, MicroAST has its published weights; '
        'both are in PyTorch (`peers.py`). Ratios are ours / peer: less is better.\n',
        f'Ours with `{options}`.\n' if options else '',
        speed.machine_table(results),
        '## Time and memory\n',
        f'Of {JUDGED[0]} x {JUDGED[1]} the median over the eight pairs, of the larger sizes that '
        f'of {LARGER_PAIR} alone. From pixels to pixels, no file and no start of a program in it, '
        'except in the line of the whole process, which also measures the style. '
        'Ours is a process of its own each time and meets cold memory, and once more, as in the '
        'dialog, a program that stays (on a drawn picture of the size); the peers stay and have '
        f'warmed up, and at {JUDGED[0]} px the second of two paintings in a row counts. Their '
        'tensors are `contiguous`, as PyTorch has them by itself, or `channels_last`, which a '
        'program must ask for; memory once had is kept, which makes them faster. Memory is the '
        'most that the process ever had, Python and PyTorch included.\n',
        times_table(results),
        judge_section(results['judged']),
    )
    return '\n'.join(paragraph for paragraph in paragraphs if paragraph)


# ---- The program ---------------------------------------------------------------------------------

def parse():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('output', type=pathlib.Path, nargs='?', default='bench-results',
                        metavar='OUTPUT_FOLDER', help='default: %(default)s')
    parser.add_argument('--build', type=pathlib.Path, metavar='FOLDER',
                        default=os.environ.get('NST_BUILD', speed.ROOT / 'build'),
                        help='default: $NST_BUILD, or build in the repository')
    parser.add_argument('--rounds', type=int, metavar='N', default=5, help='default: %(default)s')
    parser.add_argument('--only', type=int, metavar='WIDTH',
                        choices=[size[0] for size in (JUDGED, *LARGER)],
                        help='measure this size alone, and keep what OUTPUT_FOLDER/fast.json says '
                        'of the others')
    words, options = sys.argv[1:], []
    if '--' in words:
        words, options = words[:words.index('--')], words[words.index('--') + 1:]
    given = parser.parse_args(words)
    if given.rounds < 1:
        parser.error('there must be a round.')
    return given, options


def main():
    given, options = parse()
    if not quality.PAIRS.is_dir():
        fail(f'the pairs are not in {quality.PAIRS}; set NST_SHARED to the folder that has data/, '
             'teachers/ and tools/.')
    if not (given.build / 'bench' / 'measure').exists():
        fail(f'there is no bench/measure in {given.build}: `ninja -C {given.build} bench/measure` '
             'makes it.')
    given.output.mkdir(parents=True, exist_ok=True)
    kept = given.output / 'fast.json'
    results = {'sizes': [], 'judged': {}}
    if given.only is not None and kept.exists():
        results = json.loads(kept.read_text('utf-8'))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        bench = speed.Bench(given.build.resolve(), folder, given.rounds, False)
        results |= {'options': options, 'machine': speed.describe_machine(bench),
                    'peaks': bench.measure_peaks()}
        measure_all(results, given.rounds, given.only, folder, given.output,
                    given.build / 'bench' / 'measure')
    kept.write_text(json.dumps(results, indent=1) + '\n', 'utf-8')
    (given.output / 'fast.md').write_text(page(results), 'utf-8')
    print(page(results), end='')
    say(f'The tables are in {given.output / "fast.md"}; {given.output / "fast-sheet.jpg"} is to be '
        'looked at.')


if __name__ == '__main__':
    main()
