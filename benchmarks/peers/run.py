#!/usr/bin/env python3
"""Times Siren2 and what a user would take instead, one after the other in one run, and prints ratios.

Needs python3-torch with OpenBLAS (libopenblas0-pthread) and libsoxr0; PyTorch is run at each of its thread settings, with the
OpenBLAS core type left alone and set to SkylakeX (AVX-512), memory kept between steps; the best counts.

usage: run.py [--results DIRECTORY] [--prefix COMMAND]
  --results  writes siren2.json and peers.json there, by convention benchmarks/results/<processor>
  --prefix   put before every command, such as "chrt -r 1" on a machine that is not quiet
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent / "Siren2.Benchmarks"
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable


def siren2(prefix):
    subprocess.run(["dotnet", "build", "-c", "Release", str(PROJECT)], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "siren2.json"
        binary = PROJECT / "bin" / "Release" / "net10.0" / "Siren2.Benchmarks.dll"
        subprocess.run([*prefix, "dotnet", str(binary), "plain", "--json", str(report)], check=True)
        return json.loads(report.read_text())


def peer(prefix, script, *arguments, **settings):
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"} | settings
    out = subprocess.run([*prefix, PYTHON, str(HERE / script), *arguments], env=environment, check=True, capture_output=True)
    return json.loads(out.stdout)


def pytorch(prefix):
    reports = []
    for core in ("", "SkylakeX"):
        for threads in ("1", "2"):
            settings = {"OMP_NUM_THREADS": threads, "MALLOC_MMAP_THRESHOLD_": str(1 << 32), "MALLOC_TRIM_THRESHOLD_": str(1 << 32)}
            if threads != "1":
                # Autograd brings a second pool of threads; waiting actively, the two starve each other (171 against 128 ms a step).
                settings["OMP_WAIT_POLICY"] = "PASSIVE"
            if core:
                settings["OPENBLAS_CORETYPE"] = core
            reports.append({"openblasCoreType": core or "unset"} | peer(prefix, "pytorch_steps.py", threads, **settings))
    return reports


def rows(own, torch, soxr):
    def fastest(name, threads):
        return min(report[name] for report in torch if report["threads"] == threads)

    step, slow, encoder, loss, resampler, fit = (
        own[name] for name in ("decoderStep", "decoderStepLatentRate", "encoderStep", "stftLoss", "resampler", "guidedFit"))
    yield "decoder step, 1 thread", step["ms1"], "PyTorch", fastest("decoderStep", 1)
    yield "decoder step, 2 threads", step["ms2"], "PyTorch", fastest("decoderStep", 2)
    yield "decoder step, 2 threads", step["ms2"], "itself on 1", step["ms1"]
    yield "decoder step, 1 thread", step["ms1"], "FMA peak", round(step["ms1"] * step["fractionOfPeak"], 2)
    yield "decoder step, latents at hop 128", slow["ms1"], "per sample", step["ms1"]
    yield "encoder, forward + backward, 1 thread", encoder["ms"], "PyTorch", fastest("encoderStep", 1)
    yield "multi-resolution STFT loss, 1 thread", loss["ms"], "PyTorch", fastest("stftLoss", 1)
    yield "guided fit to 50 dB, 1 thread", fit["ms1"], "PyTorch", fastest("guidedFit", 1)
    yield "guided fit to 50 dB, 2 threads", fit["ms2"], "PyTorch", fastest("guidedFit", 2)
    yield "resampler 44.1 to 48 kHz, High", resampler["highMs"], "libsoxr -h", soxr["high"]
    yield "resampler 44.1 to 48 kHz, VeryHigh", resampler["veryHighMs"], "libsoxr -v", soxr["veryHigh"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("--prefix", default="")
    arguments = parser.parse_args()
    prefix = arguments.prefix.split()
    own = siren2(prefix)
    torch = pytorch(prefix)
    soxr = peer(prefix, "soxr_rates.py")

    table = [(work, f"{ms:.2f}", other, f"{theirs:.2f}", f"{theirs / ms:.2f}") for work, ms, other, theirs in rows(own, torch, soxr)]
    lines = ["| work | Siren2, ms | against | ms | ratio |", "|---|---:|---|---:|---:|"]
    lines += ["| " + " | ".join(row) + " |" for row in table]
    print("\n".join(lines))
    if arguments.results:
        arguments.results.mkdir(parents=True, exist_ok=True)
        (arguments.results / "siren2.json").write_text(json.dumps(own, indent=2) + "\n")
        (arguments.results / "peers.json").write_text(json.dumps({"pytorch": torch, "libsoxr": soxr}, indent=2) + "\n")
        machine = own["machine"]
        (arguments.results / "README.md").write_text("\n".join([
            f"# {machine['processor']}, {machine['vectorBits']}-bit vectors", "",
            f"{machine['runtime']}; PyTorch {torch[0]['torch']}; {soxr['soxr']}. {machine['system']}.",
            f"FMA peak of one core in this run: {own['fmaPeakGflops']:.0f} GFLOP/s. Load average at its start: {machine['loadAverage']}.",
            "", "```", "benchmarks/peers/run.py " + " ".join(sys.argv[1:]), "```", "",
            "Milliseconds, shortest of the runs; a ratio above 1 means that Siren2 is faster.", "", *lines, ""]))


main()
