#!/usr/bin/env python3
"""Times Siren2 and what a user would take instead, one after the other in one run, and prints ratios: first with the widest
vectors that the processor has, then, unless told otherwise, with 256 bits for everybody.

Needs python3-torch with OpenBLAS (libopenblas0-pthread) and libsoxr0. PyTorch is run at each of its thread settings, with the
OpenBLAS core type left alone and set to SkylakeX (AVX-512), memory kept between steps; the best counts. TorchSharp is run on
libtorch 2.10 by .ci/torch at the same threads, memory kept or not and threads waiting passively or not; the best counts. Without AVX-512,
Siren2 runs with DOTNET_EnableAVX512=0, PyTorch with ATEN_CPU_CAPABILITY=avx2 and OPENBLAS_CORETYPE=Haswell; libsoxr knows no
AVX-512. The machine should be quiet: neither side is measured fairly otherwise.

usage: run.py [--results DIRECTORY] [--bits 512|256]
  --results  writes siren2.json, peers.json and README.md there, by convention benchmarks/results/<processor>
  --bits     only with the widest vectors (512), or only with 256 bits
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
TORCH_PROJECT = HERE.parent / "Siren2.TorchBenchmarks"
NOTES = [
    "Latents at hop 128 leave 19.4 of the 22.6 GFLOP of a step: the 128 columns of the first layer are multiplied at 129 frames",
    "instead of 16,384 samples, the other 65,536 · 3 + 768 weights as before. At the same rate that is a ratio of 1.165, which no",
    "implementation can exceed but by what it spends on moving latents of every sample.",
    "",
]
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable


def siren2(bits):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "siren2.json"
        binary = PROJECT / "bin" / "Release" / "net10.0" / "Siren2.Benchmarks.dll"
        environment = os.environ | ({"DOTNET_EnableAVX512": "0"} if bits == 256 else {})
        subprocess.run(["dotnet", str(binary), "plain", "--json", str(report)], env=environment, check=True)
        return json.loads(report.read_text())


def peer(script, *arguments, **settings):
    environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "ATEN_CPU_CAPABILITY")} | settings
    out = subprocess.run([PYTHON, str(HERE / script), *arguments], env=environment, check=True, capture_output=True)
    return json.loads(out.stdout)


def pytorch(bits):
    reports = []
    for core in ("", "SkylakeX") if bits == 512 else ("Haswell",):
        for threads in ("1", "2"):
            settings = {"OMP_NUM_THREADS": threads, "MALLOC_MMAP_THRESHOLD_": str(1 << 32), "MALLOC_TRIM_THRESHOLD_": str(1 << 32)}
            if threads != "1":
                # Autograd brings a second pool of threads; waiting actively, the two starve each other (171 against 128 ms a step).
                settings["OMP_WAIT_POLICY"] = "PASSIVE"
            if core:
                settings["OPENBLAS_CORETYPE"] = core
            if bits == 256:
                settings["ATEN_CPU_CAPABILITY"] = "avx2"
            reports.append({"openblasCoreType": core or "unset"} | peer("pytorch_steps.py", threads, **settings))
    return reports


def torchsharp(bits):
    reports = []
    binary = TORCH_PROJECT / "bin" / "Release" / "net10.0" / "linux-x64" / "Siren2.TorchBenchmarks.dll"
    kept = {"MALLOC_MMAP_THRESHOLD_": str(1 << 32), "MALLOC_TRIM_THRESHOLD_": str(1 << 32)}
    for threads in ("1", "2"):
        for settings in ({}, kept, kept | {"OMP_WAIT_POLICY": "PASSIVE"}):
            narrow = {"ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2", "DOTNET_EnableAVX512": "0"} if bits == 256 else {}
            environment = os.environ | settings | narrow | {"OMP_NUM_THREADS": threads}
            out = subprocess.run([str(HERE.parents[1] / ".ci" / "torch"), "dotnet", str(binary), threads], env=environment, check=True, capture_output=True)
            reports.append({"settings": settings} | json.loads(out.stdout.splitlines()[-1]))
    return reports


def rows(own, torch, sharp, soxr):
    def fastest(name, threads, reports=torch):
        return min(report[name] for report in reports if report["threads"] == threads)

    step, slow, encoder, loss, resampler, fit = (
        own[name] for name in ("decoderStep", "decoderStepLatentRate", "encoderStep", "stftLoss", "resampler", "guidedFit"))
    yield "decoder step, 1 thread", step["ms1"], "PyTorch", fastest("decoderStep", 1)
    yield "decoder step, 2 threads", step["ms2"], "PyTorch", fastest("decoderStep", 2)
    yield "decoder step, 1 thread", step["ms1"], "TorchSharp", fastest("decoderStep", 1, sharp)
    yield "decoder step, 2 threads", step["ms2"], "TorchSharp", fastest("decoderStep", 2, sharp)
    yield "decoder step, 2 threads", step["ms2"], "itself on 1", step["ms1"]
    yield "decoder step, 1 thread", step["ms1"], "FMA peak", round(step["ms1"] * step["fractionOfPeak"], 2)
    yield "decoder step, latents at hop 128", slow["ms1"], "per sample", step["ms1"]
    yield "encoder, forward + backward, 1 thread", encoder["ms1"], "PyTorch", fastest("encoderStep", 1)
    yield "encoder, forward + backward, 2 threads", encoder["ms2"], "PyTorch", fastest("encoderStep", 2)
    yield "encoder, forward + backward, 1 thread", encoder["ms1"], "TorchSharp", fastest("encoderStep", 1, sharp)
    yield "encoder, forward + backward, 2 threads", encoder["ms2"], "TorchSharp", fastest("encoderStep", 2, sharp)
    yield "multi-resolution STFT loss, 1 thread", loss["ms"], "PyTorch", fastest("stftLoss", 1)
    yield "guided fit to 50 dB, 1 thread", fit["ms1"], "PyTorch", fastest("guidedFit", 1)
    yield "guided fit to 50 dB, 2 threads", fit["ms2"], "PyTorch", fastest("guidedFit", 2)
    yield "guided fit to 50 dB, 1 thread", fit["ms1"], "TorchSharp", fastest("guidedFit", 1, sharp)
    yield "guided fit to 50 dB, 2 threads", fit["ms2"], "TorchSharp", fastest("guidedFit", 2, sharp)
    for threads in (1, 2):
        of = [report for report in sharp if report["threads"] == threads]
        yield f"TorchLoss, a step, {threads} thread{'s' * (threads > 1)}", min(r["torchLoss"] for r in of), "its torch work", min(r["lossWork"] for r in of)
        yield f"guided fit of 4 s, {threads} thread{'s' * (threads > 1)}", min(r["resolverManaged"] for r in of), "TorchResolver", min(r["resolverBatch"] for r in of)
    yield "resampler 44.1 to 48 kHz, High", resampler["highMs"], "libsoxr -h", soxr["high"]
    yield "resampler 44.1 to 48 kHz, VeryHigh", resampler["veryHighMs"], "libsoxr -v", soxr["veryHigh"]


def section(own, torch, sharp, soxr):
    """A heading and a table, in Markdown."""
    bits = own["machine"]["vectorBits"]
    peak = max(own["fmaPeakGflops"], own["fmaPeakGflopsAtEnd"])
    lines = [f"## {bits}-bit vectors", "",
             f"FMA peak of one core in this run: {peak:.0f} GFLOP/s. Load average at its start: {own['machine']['loadAverage']}.", "",
             "| work | Siren2, ms | against | ms | ratio |", "|---|---:|---|---:|---:|"]
    for work, ms, other, theirs in rows(own, torch, sharp, soxr):
        lines.append(f"| {work} | {ms:.2f} | {other} | {theirs:.2f} | {theirs / ms:.2f} |")
    return [*lines, ""]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("--bits", type=int, choices=(512, 256))
    arguments = parser.parse_args()
    for project in (PROJECT, TORCH_PROJECT):
        subprocess.run(["dotnet", "build", "-c", "Release", str(project)], check=True, stdout=subprocess.DEVNULL)
    soxr = peer("soxr_rates.py")
    runs = [(bits, siren2(bits), pytorch(bits), torchsharp(bits)) for bits in ([arguments.bits] if arguments.bits else [512, 256])]
    tables = [line for _, own, torch, sharp in runs for line in section(own, torch, sharp, soxr)]
    print("\n".join(tables))
    if not arguments.results:
        return

    arguments.results.mkdir(parents=True, exist_ok=True)
    for bits, own, torch, sharp in runs:
        suffix = "" if bits == 512 else "-256"
        (arguments.results / f"siren2{suffix}.json").write_text(json.dumps(own, indent=2) + "\n")
        (arguments.results / f"peers{suffix}.json").write_text(json.dumps({"pytorch": torch, "torchsharp": sharp, "libsoxr": soxr}, indent=2) + "\n")
    machine = runs[0][1]["machine"]
    (arguments.results / "README.md").write_text("\n".join([
        f"# {machine['processor']}", "",
        f"{machine['runtime']}; PyTorch {runs[0][2][0]['torch']}; {runs[0][3][0]['torch']}; {soxr['soxr']}. {machine['system']}.", "",
        "```", " ".join(["benchmarks/peers/run.py", *sys.argv[1:]]), "```", "",
        "Milliseconds, shortest of the runs; a ratio above 1 means that Siren2 is faster.", "", *tables, *NOTES]))


main()
