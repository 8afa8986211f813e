#!/usr/bin/python3
"""Writes one short Standard MIDI File for each program of General MIDI and one for its drums: single notes, then chords, over the instrument's range.

usage: scores.py FOLDER       the notes are drawn from a fixed seed: the files are the same on every run
"""
import os, random, struct, sys

TICKS = 480  # to a quarter of half a second


def number(value):
    parts = [value & 127]
    while value := value >> 7:
        parts.insert(0, (value & 127) | 128)
    return bytes(parts)


def track(events):
    """Events (tick, bytes) as a track chunk."""
    data, now = b'', 0
    for tick, message in sorted(events, key=lambda event: event[0]):
        data += number(tick - now) + message
        now = tick
    data += number(TICKS) + b'\xff\x2f\x00'
    return b'MThd' + struct.pack('>IHHH', 6, 0, 1, TICKS) + b'MTrk' + struct.pack('>I', len(data)) + data


def score(program, drums):
    rng = random.Random(program + 1000 * drums)
    channel = 9 if drums else 0
    events = [(0, bytes([0xC0 | channel, 0 if drums else program]))]
    tick = 0
    for beat in range(28):
        notes = 1 if beat < 14 else rng.choice((2, 3, 4))
        length = rng.choice((TICKS // 2, TICKS, TICKS, 2 * TICKS))
        for _ in range(notes):
            pitch = rng.choice(range(35, 60)) if drums else rng.randrange(36, 88)
            loud = rng.randrange(40, 120)
            events += [(tick, bytes([0x90 | channel, pitch, loud])), (tick + length, bytes([0x80 | channel, pitch, 0]))]
        tick += length if rng.random() < .8 else length // 2
    return track(events)


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    os.makedirs(sys.argv[1], exist_ok=True)
    for program in range(128):
        with open(f'{sys.argv[1]}/{program:03d}-program.mid', 'wb') as file:
            file.write(score(program, False))
    with open(f'{sys.argv[1]}/128-drums.mid', 'wb') as file:
        file.write(score(0, True))
