#!/usr/bin/python3
"""The figures of docs/quality.md: PSNR against log-spectral distance over Detail, and spectrograms.

    benchmarks/peers/quality.py FOLDER --results benchmarks/results/PROCESSOR --images docs/images [--models MODELS.json]

Runs `siren2 evaluate` over FOLDER at several values of Detail, writes frontier.json beside the other results and frontier.svg and spectrograms.svg
among the images. MODELS.json is what the `models` mode of the benchmarks has written; the oracles of the plot come from there. Needs
numpy and scipy (Debian: python3-numpy python3-scipy) and the .NET SDK.
"""

import argparse
import base64
import json
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
DETAILS = (0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 1)

# Measured beforehand on 21 clips of speech and music: extrapolation without a network, and random phase under the true envelope.
DESIGN = {"T1": ((1.54, -0.034), (1.10, -0.05)), "T2": ((1.22, -0.050), (0.95, -0.05)), "T3": ((1.16, -0.049), (0.92, -0.05))}
STYLE = """<style>
text { font: 12px sans-serif; fill: #777 } .frame { fill: none; stroke: #999 } .grid { stroke: #999; stroke-opacity: 0.3 }
.line { fill: none; stroke: #2a78c2; stroke-width: 2 } .dot { fill: #2a78c2 } .default { fill: #d9542b } .design { fill: none; stroke: #3a9a5b; stroke-width: 2 } .oracle { fill: #3a9a5b }
</style>"""


def siren2(*arguments):
    subprocess.run([*SIREN2, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def frontier(folder):
    rows = []
    with tempfile.TemporaryDirectory() as work:
        report = os.path.join(work, "report.json")
        for detail in DETAILS:
            siren2("evaluate", folder, "--modes", "sinc,blind", "--detail", str(detail), "--json", report)
            with open(report) as file:
                document = json.load(file)
            for entry in document["tasks"]:
                if entry["mode"] == "blind":
                    rows.append({
                        "task": entry["task"], "detail": detail, "psnrChange": entry["mean"]["psnrChange"], "lsd": entry["mean"]["lsd"],
                        "worst": entry["worst"]["psnrChange"]["psnrChange"], "worstClip": entry["worst"]["psnrChange"]["file"],
                        "estimatedCost": entry["mean"]["estimatedPsnrCost"]})
                    print(rows[-1], flush=True)
                elif detail == DETAILS[0]:
                    rows.append({"task": entry["task"], "detail": 0, "psnrChange": 0, "lsd": entry["mean"]["lsd"], "worst": 0, "estimatedCost": 0})
    return rows, document["machine"]


def frontier_plot(rows, oracles):
    width, height, left, top = 250, 230, 46, 26
    lows, highs = {"T1": 0.7, "T2": 0.5, "T3": 0.5}, {"T1": 1.7, "T2": 1.5, "T3": 1.5}
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {3 * (width + left) + 20} {height + top + 44}">', STYLE]
    for number, task in enumerate(("T1", "T2", "T3")):
        x0 = left + number * (width + left)

        def place(lsd, change):
            # Losses grow by orders of magnitude along the knob: square roots keep both ends readable.
            depth = np.sign(-change) * np.sqrt(abs(change))
            return x0 + width * (lsd - lows[task]) / (highs[task] - lows[task]), top + height * (depth + 0.25) / 1.85

        parts.append(f'<rect class="frame" x="{x0}" y="{top}" width="{width}" height="{height}"/>')
        parts.append(f'<text x="{x0 + width / 2}" y="{top - 9}" text-anchor="middle">{task}</text>')
        for change in (0, -0.05, -0.2, -0.5, -1, -2):
            _, y = place(lows[task], change)
            parts.append(f'<path class="grid" d="M{x0} {y:.1f}h{width}"/><text x="{x0 - 5}" y="{y + 4:.1f}" text-anchor="end">{change}</text>')
        for lsd in np.arange(lows[task], highs[task] + 0.01, 0.2):
            x, _ = place(lsd, 0)
            parts.append(f'<path class="grid" d="M{x:.1f} {top}v{height}"/><text x="{x:.1f}" y="{top + height + 15}" text-anchor="middle">{lsd:.1f}</text>')
        points = [(row, place(row["lsd"], row["psnrChange"])) for row in rows if row["task"] == task and row["detail"] > 0 and row["psnrChange"] > -2.4]
        parts.append(f'<path class="line" d="M{"L".join(f"{x:.1f} {y:.1f}" for _, (x, y) in points)}"/>')
        for row, (x, y) in points:
            label = row["detail"] if row["detail"] in (0.25, 0.5, 0.7, 1) else ""
            kind = "default" if row["detail"] == 0.5 else "dot"
            parts.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/><text x="{x + 6:.1f}" y="{y - 6:.1f}">{label}</text>')
        for oracle in oracles:
            if oracle["task"] == task and lows[task] <= oracle["lsd"] <= highs[task] and oracle["change"] > -2.4:
                x, y = place(oracle["lsd"], oracle["change"])
                parts.append(f'<rect class="oracle" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/><text x="{x - 4:.1f}" y="{y - 8:.1f}">{oracle["name"]}</text>')
        for name, point in zip("DC", DESIGN[task]):
            x, y = place(*point)
            parts.append(f'<rect class="design" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/><text x="{x + 7:.1f}" y="{y + 15:.1f}">{name}</text>')
    parts.append(f'<text x="{left}" y="{top + height + 36}">across: log-spectral distance; down: PSNR against sinc in dB (square-root scale); '
                 "dots: Detail; red: the default; squares: see the text</text></svg>")
    return "\n".join(parts) + "\n"


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
        siren2("upsample", paths[0], paths[2], "--rate", str(rate))
        panels["sinc"] = wavfile.read(paths[1])[1] / 2.0 ** 31
        panels["Siren2, blind"] = wavfile.read(paths[2])[1] / 2.0 ** 31
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
    parser.add_argument("folder")
    parser.add_argument("--results", required=True)
    parser.add_argument("--images", required=True)
    parser.add_argument("--models")
    arguments = parser.parse_args()
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", os.path.join(ROOT, "src/Siren2.Cli")], check=True, stdout=subprocess.DEVNULL)
    clip = os.path.join(ROOT, "samples/clips/speech-22k.wav")
    with open(os.path.join(arguments.images, "spectrograms.svg"), "w") as file:
        file.write(spectrograms(clip, 5512))
    rows, machine = frontier(arguments.folder)
    with open(os.path.join(arguments.results, "frontier.json"), "w") as file:
        json.dump({"machine": machine, "rows": rows}, file, indent=2)
        file.write("\n")
    oracles = []
    if arguments.models:
        with open(arguments.models) as file:
            oracles = [{"task": row["task"], "name": "A" if row["model"] == "true envelope" else "B", "lsd": row["lsd"], "change": row["psnrChange"]}
                       for row in json.load(file)["rows"] if row["group"] == "oracle" and "true mean level" in row["model"] or row["model"] == "true envelope"]
    with open(os.path.join(arguments.images, "frontier.svg"), "w") as file:
        file.write(frontier_plot(rows, oracles))


main()
