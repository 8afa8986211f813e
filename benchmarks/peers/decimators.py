#!/usr/bin/python3
"""Clips that real programs have decimated: blind results beside SoX's own interpolation.

Brings every clip of a folder down by SoX, FFmpeg, linear interpolation and the ideal decimator, stored as floats, in 16 bits
or in mu-law, brings it up again by `sox rate -v`, and lets the command line of Siren2 judge both. Needs sox, ffmpeg, numpy and scipy
(Debian: sox ffmpeg python3-numpy python3-scipy) and the .NET SDK.

    benchmarks/peers/decimators.py FOLDER [--json FILE] [--tasks T1,T2,T3] [--only sox,ffmpeg,...] [-- OPTIONS OF EVALUATE]
"""

import argparse
import glob
import json
import os
import subprocess
import tempfile

import numpy as np
from scipy.io import wavfile
from scipy.signal import resample

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RATES = {"T1": (22050, 5512), "T2": (16000, 8000), "T3": (44100, 22050)}
SOX = "sox -D {high} {coding} {low} rate -v {rate}"
FLOAT = "-e floating-point -b 32"
DECIMATORS = {
    "ideal": None,
    "sox": SOX.replace("{coding}", FLOAT),
    "sox-16-bit": SOX.replace("{coding}", "-b 16"),
    "sox-mu-law": SOX.replace("{coding}", "-e mu-law -b 8"),
    "ffmpeg": "ffmpeg -v error -y -i {high} -ar {rate} -c:a pcm_f32le {low}",
    "linear": None,
}


def read(path):
    rate, samples = wavfile.read(path)
    scale = {np.dtype(np.int16): 2 ** 15, np.dtype(np.int32): 2 ** 31}.get(samples.dtype, 1)
    return rate, (samples[:, 0] if samples.ndim > 1 else samples).astype(float) / scale


def decimate(name, high, low, high_rate, low_rate):
    if DECIMATORS[name]:
        subprocess.run(DECIMATORS[name].format(high=high, low=low, rate=low_rate).split(), check=True)
        return
    _, samples = read(high)
    count = len(samples) * low_rate // high_rate
    if name == "linear":
        result = np.interp(np.arange(count) * high_rate / low_rate, np.arange(len(samples)), samples)
    else:
        # The Fourier method wants the durations to agree to the sample.
        period = high_rate // np.gcd(high_rate, low_rate)
        whole = np.zeros(-(-len(samples) // period) * period)
        whole[:len(samples)] = samples
        result = resample(whole, len(whole) * low_rate // high_rate)[:count]
    wavfile.write(low, low_rate, result.astype(np.float32))


def measure(task, name, clips, options, work):
    high_rate, low_rate = RATES[task]
    folders = {kind: os.path.join(work, task, name, kind) for kind in ("reference", "low", "up")}
    for folder in folders.values():
        os.makedirs(folder)
    for clip in clips:
        rate, samples = read(clip)
        if rate < high_rate:
            continue
        if rate != high_rate:
            samples = resample(samples, len(samples) * high_rate // rate)
        paths = {kind: os.path.join(folder, os.path.basename(clip)) for kind, folder in folders.items()}
        wavfile.write(paths["reference"], high_rate, samples.astype(np.float32))
        decimate(name, paths["reference"], paths["low"], high_rate, low_rate)
        subprocess.run(f"sox {paths['low']} {FLOAT} {paths['up']} rate -v {high_rate}".split(), check=True)
    report = os.path.join(work, "report.json")
    command = ["dotnet", os.path.join(ROOT, "src/Siren2.Cli/bin/Release/net10.0/siren2.dll"), "evaluate", folders["reference"],
               "--tasks", task, "--inputs", folders["low"], "--peers", folders["up"], "--json", report, *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(report) as file:
        return json.load(file)


def row(task, name, document):
    modes = {entry["mode"]: entry for entry in document["tasks"]}
    blind, peer = modes["blind"]["clips"], modes["peer"]["clips"]
    changes = [b["psnr"] - p["psnr"] for b, p in zip(blind, peer)]
    return {
        "task": task,
        "decimator": name,
        "clips": len(blind),
        "soxPsnr": modes["peer"]["mean"]["psnr"],
        "soxLsd": modes["peer"]["mean"]["lsd"],
        "blindAgainstSox": float(np.mean(changes)),
        "worst": min(changes),
        "worstClip": blind[int(np.argmin(changes))]["file"],
        "blindLsd": modes["blind"]["mean"]["lsd"],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--json")
    parser.add_argument("--tasks", default=",".join(RATES))
    parser.add_argument("--only", default=",".join(DECIMATORS))
    parser.add_argument("options", nargs="*", help="options of evaluate, behind --")
    arguments = parser.parse_intermixed_args()
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", os.path.join(ROOT, "src/Siren2.Cli")], check=True, stdout=subprocess.DEVNULL)
    clips = sorted(glob.glob(os.path.join(arguments.folder, "*.wav")))
    rows = []
    print("| task | decimator | SoX up: PSNR | LSD | blind against SoX, dB | worst clip | blind: LSD |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for task in arguments.tasks.split(","):
        for name in arguments.only.split(","):
            with tempfile.TemporaryDirectory() as work:
                rows.append(row(task, name, measure(task, name, clips, arguments.options, work)))
            r = rows[-1]
            print(f"| {task} | {name} | {r['soxPsnr']:.2f} | {r['soxLsd']:.2f} | {r['blindAgainstSox']:+.3f} "
                  f"| {r['worst']:+.3f} ({r['worstClip'].removesuffix('.wav')}) | {r['blindLsd']:.3f} |", flush=True)
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump({"folder": os.path.basename(os.path.normpath(arguments.folder)), "rows": rows}, file, indent=2)
            file.write("\n")


main()
