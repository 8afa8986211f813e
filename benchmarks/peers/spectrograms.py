#!/usr/bin/python3
"""The picture of README.md and docs/quality.md: spectrograms of the input, of sinc, of Siren2's blind result and of the original.

    benchmarks/peers/spectrograms.py --images docs/images

Needs numpy and scipy (Debian: python3-numpy python3-scipy) and the .NET SDK.
"""

import argparse
import base64
import os
import struct
import subprocess
import tempfile
import zlib

import numpy as np
from scipy.io import wavfile
from scipy.signal import resample

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SIREN2 = ["dotnet", os.path.join(ROOT, "src/Siren2.Cli/bin/Release/net10.0/siren2.dll")]
STYLE = """<style>
text { font: 12px sans-serif; fill: #777 } .frame { fill: none; stroke: #999 }
</style>"""


def siren2(*arguments):
    subprocess.run([*SIREN2, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def png(levels):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    # Dark to light through blue and orange; the picture is its own scale.
    stops = np.array([[10, 8, 30], [38, 40, 120], [150, 60, 120], [240, 140, 60], [255, 245, 190]], float)
    palette = np.stack([np.interp(np.linspace(0, 4, 256), range(5), stops[:, c]) for c in range(3)], 1).astype(np.uint8)
    height, width = levels.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), levels], 1).tobytes()
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
            + chunk(b"PLTE", palette.tobytes()) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def spectrogram(samples, size=1024, hop=128):
    padded = np.pad(samples, size // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop] * np.hanning(size)
    decibels = 20 * np.log10(np.abs(np.fft.rfft(frames)) / (size / 4) + 1e-6)
    return (np.clip((decibels + 110) / 90, 0, 1) * 255).astype(np.uint8).T[::-1][::2]


def spectrograms(clip, low_rate):
    rate, samples = wavfile.read(clip)
    period = rate // np.gcd(rate, low_rate)
    samples = samples[:len(samples) // period * period] / 2.0 ** 15
    low = resample(samples, len(samples) * low_rate // rate)
    panels = {}
    with tempfile.TemporaryDirectory() as work:
        paths = [os.path.join(work, name) for name in ("low.wav", "sinc.wav", "siren2.wav")]
        wavfile.write(paths[0], low_rate, low.astype(np.float32))
        siren2("upsample", paths[0], paths[1], "--rate", str(rate), "--detail", "0")
        siren2("upsample", paths[0], paths[2], "--rate", str(rate), "--detail", "1")
        panels["sinc"] = wavfile.read(paths[1])[1] / 2.0 ** 31
        panels["Siren2, blind, detail 1"] = wavfile.read(paths[2])[1] / 2.0 ** 31
    panels["the original"] = samples
    width, height, left, top = 250, 200, 46, 24
    input_height = height * low_rate / rate
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {4 * (width + 12) + left} {height + top + 34}">', STYLE]

    def panel(number, name, values, tall):
        x = left + number * (width + 12)
        data = base64.b64encode(png(values)).decode()
        parts.append(f'<text x="{x + width / 2}" y="{top - 8}" text-anchor="middle">{name}</text>'
                     f'<image x="{x}" y="{top + height - tall:.1f}" width="{width}" height="{tall:.1f}" preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
                     f'<rect class="frame" x="{x}" y="{top}" width="{width}" height="{height}"/>'
                     f'<text x="{x + width}" y="{top + height + 15}" text-anchor="end">{len(samples) / rate:.1f} s</text>')

    panel(0, f"the input, {low_rate:,} Hz", spectrogram(low, 256, 32), input_height)
    for number, (name, values) in enumerate(panels.items(), 1):
        panel(number, name, spectrogram(values), height)
    for kilohertz in range(0, rate // 2000 + 1, 2):
        y = top + height * (1 - 2000 * kilohertz / rate)
        parts.append(f'<text x="{left - 5}" y="{y + 4:.1f}" text-anchor="end">{kilohertz} kHz</text>')
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", required=True)
    arguments = parser.parse_args()
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", os.path.join(ROOT, "src/Siren2.Cli")], check=True, stdout=subprocess.DEVNULL)
    clip = os.path.join(ROOT, "samples/clips/speech-22k.wav")
    with open(os.path.join(arguments.images, "spectrograms.svg"), "w") as file:
        file.write(spectrograms(clip, 8000))


main()
