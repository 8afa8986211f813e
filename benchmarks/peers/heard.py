#!/usr/bin/python3
"""What a listener would say: clips decimated by SoX, brought up by sinc and by Siren2, judged by published listener models.

    benchmarks/peers/heard.py FOLDER --input-rate 8000 [--rate 16000] [--nisqa CHECKOUT] [--peaq CHECKOUT] [--details default,1]
                               [--network MODEL.onnx] [--system "NAME=COMMAND"]... [--json FILE]

FOLDER holds the originals as WAV, mono or stereo; --rate is the rate they are judged at (left out: each clip's own; slower clips are passed over).
`sox -D rate -v` makes the low-rate clip and the sinc row, both in float. One row a system, the original as its upper bound:

  MOS        NISQA 2.0 (Mittag et al., Interspeech 2021), trained on listening tests of speech; 5 is excellent. Speech only, and inputs of at
             most 8 kHz: from 12 kHz on it hardly tells the original from sinc. CHECKOUT: a work tree of gabrielmittag/NISQA, weights included.
  index      distortion index of PEAQ basic (ITU-R BS.1387), higher is better; music and sounds. CHECKOUT: a work tree of HSU-ANT/gstpeaq, built.
  over sinc  the paired difference to sinc, its standard error, and the worst clip
  PSNR       against sinc, mean and worst clip, dB
  LSD        log10 power, Hann 2048, hop 512, clamped at 1e-8
  level      of the missing band against the original's, bias / mean absolute error in dB, by class of frame, pooled over clips (see level_errors)

--network adds a trained network that goes from --input-rate to --rate, alone and inside Siren2 (samples/OnnxNetwork), with two more figures of each,
means over the clips: the error of the clip's own band in dB (not of its first and last 50 ms), and seconds of audio per second.

--system adds any program: its command is run for every clip, with {low}, {out} and {rate} put in.

Neither model is part of this repository. Needs the .NET SDK, sox, numpy, scipy and soundfile (Debian: sox python3-numpy python3-scipy
python3-soundfile); --nisqa also python3-torch python3-pandas python3-tqdm python3-yaml (the mel spectrogram that NISQA takes from librosa is
computed here); --peaq the libraries that gstpeaq runs on (gstreamer1.0-plugins-base gstreamer1.0-plugins-good).
"""

import argparse
import contextlib
import glob
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import types

import numpy as np
import soundfile
from scipy.signal import get_window, resample_poly, stft

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NETWORK = ["dotnet", os.path.join(ROOT, "samples/OnnxNetwork/bin/Release/net10.0/OnnxNetwork.dll")]
SIREN2 = ["dotnet", os.path.join(ROOT, "src/Siren2.Cli/bin/Release/net10.0/siren2.dll")]
FLOAT = ["-e", "floating-point", "-b", "32"]
CLASSES = ("bright", "other", "pause")


def sox(source, target, *effects, coding=FLOAT, options=("-D",)):
    subprocess.run(["sox", "-V1", *options, source, *coding, target, *effects], check=True)


def run_network(model, low, folder, rate, input_rate):
    """Writes one WAV a way to use the network into the folder; returns {system: (error of the own band in dB, seconds per second)}."""
    command = [*NETWORK, model, str(input_rate), str(rate), low, folder]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    rows = re.findall(r"^(.*?) +(-?[\d.]+) +([\d.]+)$", result.stdout, re.MULTILINE)
    return {name: (float(error), float(speed)) for name, error, speed in rows}


def make(clip, folder, rate, input_rate, details, model=None, programs=()):
    """Writes one WAV a system into the folder, the original as truth.wav; returns their names, and what a network's program says."""
    path = {name: os.path.join(folder, name + ".wav") for name in ("low", "truth", "sinc")}
    own = soundfile.info(clip).samplerate
    sox(clip, path["truth"], *([] if own == rate else ["rate", "-v", str(rate)]))
    sox(path["truth"], path["low"], "rate", "-v", str(input_rate))
    sox(path["low"], path["sinc"], "rate", "-v", str(rate))
    systems = ["truth", "sinc"]
    for detail in details:
        name = "Siren2, default" if detail == "default" else f"Siren2, Detail {detail}"
        options = [] if detail == "default" else ["--detail", detail]
        command = [*SIREN2, "upsample", path["low"], os.path.join(folder, name + ".wav"), "--rate", str(rate), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        systems.append(name)
    for program in programs:
        name, command = program.split("=", 1)
        out = os.path.join(folder, name + ".wav")
        subprocess.run([word.format(low=path["low"], out=out, rate=rate) for word in shlex.split(command)], check=True, stdout=subprocess.DEVNULL)
        systems.append(name)
    figures = run_network(model, path["low"], folder, rate, input_rate) if model else {}
    return systems + list(figures), figures


class Mel(types.ModuleType):
    """Stands in for librosa in what NISQA asks of it: load, the mel spectrogram (Slaney's scale and norm), amplitude in decibels."""

    def __init__(self):
        super().__init__("librosa")
        self.feature = types.SimpleNamespace(melspectrogram=self.melspectrogram)
        self.core = types.SimpleNamespace(amplitude_to_db=self.amplitude_to_db)

    @staticmethod
    def load(path, sr=None, mono=True):
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        samples = samples.mean(1) if mono else samples.T
        if sr and int(sr) != rate:
            common = np.gcd(int(sr), rate)
            samples = resample_poly(samples, int(sr) // common, rate // common, axis=-1, window=("kaiser", 14.0)).astype("float32")
        return samples, int(sr or rate)

    @staticmethod
    def filters(rate, size, count, low, high):
        # Slaney's scale: linear to 1 kHz (15 mel), then 27 mel to a factor of 6.4; triangles of equal area.
        step = np.log(6.4) / 27
        mel = lambda hertz: 3 * hertz / 200 if hertz < 1000 else 15 + np.log(hertz / 1000) / step
        scale = np.linspace(mel(low), mel(high), count + 2)
        corners = np.where(scale < 15, 200 * scale / 3, 1000 * np.exp(step * (scale - 15)))
        bins = np.linspace(0, rate / 2, size // 2 + 1)
        rise = (bins - corners[:-2, None]) / np.diff(corners)[:-1, None]
        fall = (corners[2:, None] - bins) / np.diff(corners)[1:, None]
        return np.maximum(0, np.minimum(rise, fall)) * 2 / (corners[2:] - corners[:-2])[:, None]

    def melspectrogram(self, y, sr, n_fft, hop_length, win_length, n_mels, fmin=0, fmax=None, power=2.0, **_):
        window = np.pad(get_window("hann", win_length), (n_fft - win_length) // 2)
        padded = np.pad(y, n_fft // 2, mode="reflect")
        frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop_length] * window
        return self.filters(sr, n_fft, n_mels, fmin, fmax or sr / 2) @ (np.abs(np.fft.rfft(frames)).T ** power)

    @staticmethod
    def amplitude_to_db(S, ref=1.0, amin=1e-5, top_db=80.0):
        decibels = 20 * np.log10(np.maximum(amin, S) / max(amin, ref))
        return np.maximum(decibels, decibels.max() - top_db)


def nisqa(checkout, folders):
    """Mean opinion score of every WAV file: {(folder, system): score}."""
    checkout = os.path.abspath(checkout)
    sys.path.insert(0, checkout)
    sys.modules["librosa"] = Mel()
    for name in ("seaborn", "matplotlib", "matplotlib.pyplot"):
        # Only its training asks for pictures.
        sys.modules.setdefault(name, types.ModuleType(name))
    from nisqa.NISQA_model import nisqaModel
    scores = {}
    weights = os.path.join(checkout, "weights/nisqa.tar")
    for folder in folders:
        options = {"mode": "predict_dir", "pretrained_model": weights, "data_dir": folder, "output_dir": None,
                   "tr_bs_val": 1, "tr_num_workers": 0, "ms_channel": None}
        with contextlib.redirect_stdout(io.StringIO()):
            table = nisqaModel(options).predict()
        scores |= {(folder, name.removesuffix(".wav")): float(score) for name, score in zip(table.deg, table.mos_pred)}
    return scores


def peaq(checkout, folders, systems):
    """Distortion index of every system: {(folder, system): index}. Both files at 48 kHz and 16 bits, at a gain that clips neither."""
    checkout = os.path.abspath(checkout)
    environment = os.environ | {"GST_PLUGIN_PATH": os.path.join(checkout, "src/.libs")}
    scores = {}
    for folder in folders:
        for system in systems[1:]:
            with tempfile.TemporaryDirectory() as work:
                paths = [os.path.join(work, name) for name in ("reference.wav", "test.wav")]
                for name, path in zip(("truth", system), paths):
                    sox(os.path.join(folder, name + ".wav"), path, "rate", "-v", "48000", coding=["-b", "16"], options=("-D", "-G"))
                result = subprocess.run([os.path.join(checkout, "src/peaq"), *paths], env=environment, check=True, capture_output=True, text=True)
            scores[folder, system] = float(re.search(r"Distortion Index: (\S+)", result.stdout)[1])
    return scores


def log_spectral_distance(truth, estimate):
    def log_power(samples):
        _, _, spectrum = stft(samples, nperseg=2048, noverlap=1536, boundary=None, padded=False)
        return np.log10(np.maximum(np.abs(1024 * spectrum) ** 2, 1e-8))

    return np.sqrt(((log_power(truth) - log_power(estimate)) ** 2).mean(-2)).mean()


def level_errors(truth, estimate, rate, input_rate):
    """Error of the missing band's level in dB, frame by frame, by class of frame: {class: [frames]}.

    Hann frames of 16 ms (to the nearest power of two), a quarter apart; the missing band begins at 0.93 of the input's Nyquist frequency; powers
    are smoothed over eight frames. A pause has its known band 35 dB below that band's 95th percentile; a bright frame (fricative, hit) has its
    missing band within 12 dB of the known one.
    """
    size = int(2 ** np.round(np.log2(0.016 * rate)))
    cut = int(0.93 * input_rate / rate * (size // 2))
    kernel = np.hanning(10)[1:-1]

    def levels(samples):
        _, _, spectrum = stft(samples, nperseg=size, noverlap=size - size // 4, boundary="even")
        bands = (np.abs(spectrum[:cut]) ** 2).mean(0), (np.abs(spectrum[cut:]) ** 2).mean(0)
        return [10 * np.log10(np.convolve(band, kernel / kernel.sum(), "same") + 1e-13) for band in bands]

    (known, missing), (_, found) = levels(truth), levels(estimate)
    pause = known < np.percentile(known, 95) - 35
    bright = ~pause & (missing > known - 12)
    error = found - missing
    return {"bright": error[bright], "other": error[~pause & ~bright], "pause": error[pause]}


def compare(folder, system, input_rate):
    """Mean squared error, log-spectral distance and level errors (of the first channel) of one system on one clip."""
    truth, rate = soundfile.read(os.path.join(folder, "truth.wav"), always_2d=True)
    estimate, _ = soundfile.read(os.path.join(folder, system + ".wav"), always_2d=True)
    length = min(len(truth), len(estimate))
    truth, estimate = truth[:length].T, estimate[:length].T
    return {"error": ((truth - estimate) ** 2).mean(), "lsd": log_spectral_distance(truth, estimate).mean(),
            "levels": level_errors(truth[0], estimate[0], rate, input_rate)}


def row(system, measured, scores):
    """A row's figures. measured: {system: [clips]}; scores: {judge: {system: [clips]}}."""
    own, sinc = measured[system], measured["sinc"]
    result = {"system": system, "clips": len(own), "lsd": float(np.mean([clip["lsd"] for clip in own]))}
    for judge, table in scores.items():
        if system not in table:
            continue
        score = np.array(table[system])
        over = score - table["sinc"]
        error = over.std(ddof=1) / np.sqrt(len(over)) if len(over) > 1 else 0.0
        result[judge] = {"mean": score.mean(), "overSinc": over.mean(), "standardError": error, "worst": over.min()}
    if system != "truth":
        change = [10 * np.log10(base["error"] / max(clip["error"], 1e-20)) for clip, base in zip(own, sinc)]
        result["psnrOverSinc"], result["psnrOverSincWorst"] = float(np.mean(change)), float(min(change))
        errors = {kind: np.concatenate([clip["levels"][kind] for clip in own]) for kind in CLASSES}
        result["levels"] = {kind: [float(e.mean()), float(np.abs(e).mean())] if len(e) else None for kind, e in errors.items()}
    return result


def print_table(rows, judges):
    names = {"nisqa": "MOS", "peaq": "index"}
    judging = [text for judge in judges for text in (names[judge], "over sinc", "worst")]
    columns = ["system", *judging, "PSNR over sinc", "worst", "LSD", *CLASSES]
    print("| " + " | ".join(columns) + " |\n|---|" + "--:|" * (len(columns) - 1))
    for r in rows:
        cells = ["the original" if r["system"] == "truth" else r["system"]]
        for judge in judges:
            s = r.get(judge)
            cells += [f"{s['mean']:.2f}", f"{s['overSinc']:+.2f} ± {s['standardError']:.2f}", f"{s['worst']:+.2f}"] if s else ["–"] * 3
        if r["system"] == "truth":
            cells += [""] * (3 + len(CLASSES))
        else:
            levels = ["–" if r["levels"][kind] is None else "{:+.1f} / {:.1f}".format(*r["levels"][kind]) for kind in CLASSES]
            cells += [f"{r['psnrOverSinc']:+.2f}", f"{r['psnrOverSincWorst']:+.2f}", f"{r['lsd']:.2f}", *levels]
        print("| " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--input-rate", type=int, required=True)
    parser.add_argument("--rate", type=int)
    parser.add_argument("--nisqa")
    parser.add_argument("--peaq")
    parser.add_argument("--details", default="default,1", help="values of Detail, comma-separated")
    parser.add_argument("--network", help="an ONNX file")
    parser.add_argument("--system", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--json")
    arguments = parser.parse_args()
    project = os.path.join(ROOT, "src/Siren2.Cli")
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", project], check=True, stdout=subprocess.DEVNULL)
    if arguments.network:
        sample = os.path.join(ROOT, "samples/OnnxNetwork")
        subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", sample], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as work:
        folders, systems, figures = [], [], []
        for clip in sorted(glob.glob(os.path.join(arguments.folder, "*.wav"))):
            own = soundfile.info(clip).samplerate
            rate = arguments.rate or own
            if own < rate or rate <= arguments.input_rate:
                continue
            folders.append(os.path.join(work, os.path.basename(clip).removesuffix(".wav")))
            os.makedirs(folders[-1])
            systems, of_network = make(clip, folders[-1], rate, arguments.input_rate, arguments.details.split(","), arguments.network,
                                       arguments.system)
            figures.append(of_network)
            os.remove(os.path.join(folders[-1], "low.wav"))
        if not folders:
            sys.exit("No clip in the folder has the rate.")
        measured = {system: [compare(folder, system, arguments.input_rate) for folder in folders] for system in systems}
        judged = {}
        if arguments.peaq:
            judged["peaq"] = peaq(arguments.peaq, folders, systems)
        if arguments.nisqa:
            judged["nisqa"] = nisqa(arguments.nisqa, folders)
    # PEAQ compares with the original, which has no score of its own therefore.
    scores = {judge: {system: [table[folder, system] for folder in folders] for system in systems if (folders[0], system) in table}
              for judge, table in judged.items()}
    rows = [row(system, measured, scores) for system in systems]
    print_table(rows, list(scores))
    for name in figures[0]:
        error, speed = np.mean([of_clip[name] for of_clip in figures], axis=0)
        print(f"{name}: own band {error:.1f} dB, {speed:.2f} times real time")
    if arguments.json:
        with open(arguments.json, "w") as file:
            folder = os.path.basename(os.path.normpath(arguments.folder))
            json.dump({"folder": folder, "inputRate": arguments.input_rate, "rate": arguments.rate, "rows": rows}, file, indent=2)
            file.write("\n")


main()
