#!/usr/bin/python3
"""Clips that all kinds of decimators have brought down: Siren2's baseline against plain sinc interpolation by `sox rate -v` of the same low-rate clip.

Takes folders of WAV recordings, brings an excerpt of each down by every decimator of decimation.py, and up again by SoX and by Siren2: as it is
(`--detail 0`), and as a blind fit starts, with a roll-off undone where one is found. Prints a Markdown table of the change of PSNR, mean and worst
clip. Needs sox, ffmpeg, numpy and scipy (Debian: sox ffmpeg python3-numpy python3-scipy) and the .NET SDK.

    benchmarks/peers/decimators.py [NAME=]FOLDER... [--json FILE] [--only DECIMATOR[;DECIMATOR...]] [--factor 2] [--seconds 5] [--tool SIREN2]

The blind baseline is taken from benchmarks/Siren2.Research, whose fit ends after one step. With --tool (siren2.dll, or the installed
program) the command line gives both, the blind one as `--detail 0.001 --preset fast`: the same figures, and a hundred times the time.
"""

import argparse
import glob
import json
import os
import subprocess
import tempfile

import numpy as np
from scipy.io import wavfile

from decimation import DECIMATORS, FLOAT, decimate_folder, read

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RESEARCH = os.path.join(ROOT, "benchmarks/Siren2.Research")
QUIETEST = 1e-9


def research(*arguments):
    program = os.path.join(RESEARCH, "bin/Release/net10.0/Siren2.Research.dll")
    return subprocess.run(["dotnet", program, *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True).stdout


def excerpts(folder, seconds, factor, highs):
    """Writes the middle of every recording, and gives the recordings' names."""
    os.makedirs(highs)
    names = []
    for path in sorted(glob.glob(os.path.join(folder, "*.wav"))):
        rate, samples = read(path)
        count = int(seconds * rate)
        start = max(0, (len(samples) - count) // 2)
        samples = samples[start:start + count]
        if rate % factor == 0 and len(samples) > rate / 2 and np.mean(samples ** 2) > QUIETEST:
            wavfile.write(os.path.join(highs, f"{len(names):04}.wav"), rate, samples.astype(np.float32))
            names.append(os.path.basename(path).removesuffix(".wav"))
    return names


def restore(tool, lows, factor, results):
    """Siren2's results, in folders "plain" and "blind"; gives the files in which a roll-off was found, where that is known."""
    if not tool:
        lines = [line.split("\t") for line in research("baselines", lows, "--factor", factor, "--out", results).splitlines()]
        return {file for file, _, gain, _ in lines if float(gain) > 1}
    command = ["dotnet", tool] if tool.endswith(".dll") else [tool]
    for file in sorted(os.listdir(lows)):
        for kind, options in (("plain", ["--detail", "0"]), ("blind", ["--detail", "0.001", "--preset", "fast"])):
            os.makedirs(os.path.join(results, kind), exist_ok=True)
            rate = subprocess.run(["soxi", "-r", os.path.join(lows, file)], check=True, stdout=subprocess.PIPE, text=True).stdout
            subprocess.run([*command, "upsample", os.path.join(lows, file), os.path.join(results, kind, file), "--rate", str(int(rate) * factor),
                            "--bits", "32", *options], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return set()


def psnr(truth, path):
    result = read(path)[1]
    count = min(len(truth), len(result))
    return -10 * np.log10(np.mean((truth[:count] - result[:count]) ** 2) + 1e-20)


def measure(name, highs, work, arguments):
    """PSNR of each clip: of SoX's interpolation, of the baseline as it is and of the blind one, and whether a roll-off was found."""
    lows, ups = os.path.join(work, "low"), os.path.join(work, "up")
    decimate_folder(name, highs, lows, arguments.factor,
                    lambda quality, source, target: research("decimate", source, "--factor", arguments.factor, "--quality", quality, "--out", target))
    found = restore(arguments.tool, lows, arguments.factor, work)
    os.makedirs(ups)
    clips = []
    for file in sorted(os.listdir(highs)):
        rate, truth = read(os.path.join(highs, file))
        up = os.path.join(ups, file)
        subprocess.run(f"sox -D -V1 {os.path.join(lows, file)} {FLOAT} {up} rate -v {rate}".split(), check=True)
        plain, blind = (psnr(truth, os.path.join(work, kind, file)) for kind in ("plain", "blind"))
        clips.append({"sox": round(psnr(truth, up), 3), "plain": round(plain, 3), "blind": round(blind, 3), "found": file in found})
    return clips


def cells(names, clips):
    """Cells of a table: SoX's PSNR, mean and worst of both baselines, and how often a roll-off was found."""
    result = [f"{np.mean([clip['sox'] for clip in clips]):.1f}"]
    for kind in ("plain", "blind"):
        changes = [clip[kind] - clip["sox"] for clip in clips]
        worst = int(np.argmin(changes))
        clip = f" ({names[worst]}, {clips[worst]['sox']:.0f} dB)" if changes[worst] < -0.05 else ""
        result.append(f"{np.mean(changes):+.2f} | {changes[worst]:+.2f}{clip}")
    return [*result, str(sum(clip["found"] for clip in clips))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="[NAME=]FOLDER")
    parser.add_argument("--json")
    parser.add_argument("--only", default=";".join(DECIMATORS))
    parser.add_argument("--factor", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--tool", help="siren2.dll or the installed siren2")
    arguments = parser.parse_args()
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", "-m:1", RESEARCH], check=True, stdout=subprocess.DEVNULL)
    rows = []
    print("| recordings | decimator | SoX up: PSNR, dB | as it is: mean | worst | blind: mean | worst | roll-offs found |")
    print("|---|---|---:|---:|---|---:|---|---:|")
    with tempfile.TemporaryDirectory() as work:
        for position, argument in enumerate(arguments.folders):
            group, _, folder = argument.rpartition("=")
            group = group or os.path.basename(os.path.normpath(folder))
            highs = os.path.join(work, str(position))
            names = excerpts(folder, arguments.seconds, arguments.factor, highs)
            if not names:
                parser.error(f"'{folder}' holds no WAV recording of half a second whose rate is a multiple of {arguments.factor}")
            for name in arguments.only.split(";"):
                with tempfile.TemporaryDirectory(dir=work) as run:
                    clips = measure(name, highs, run, arguments)
                rows.append({"recordings": group, "decimator": name, "clips": [{"name": n, **clip} for n, clip in zip(names, clips)]})
                print(f"| {group}, {len(names)} | {name} | {' | '.join(cells(names, clips))} |", flush=True)
    if arguments.json:
        with open(arguments.json, "w") as file:
            lines = ",\n".join(json.dumps(row) for row in rows)
            file.write(f'{{"factor": {arguments.factor}, "rows": [\n{lines}\n]}}\n')


main()
