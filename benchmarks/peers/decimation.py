"""Decimators by a whole number: what programs and textbooks bring a sample rate down with, each without delay.

Needs sox, ffmpeg, numpy and scipy (Debian: sox ffmpeg python3-numpy python3-scipy).
"""

import os
import subprocess

import numpy as np
from scipy import signal
from scipy.io import wavfile

SOX = "sox -D -V1 {high} {coding} {low} rate {quality} {rate}"
FLOAT = "-e floating-point -b 32"
FFMPEG = "ffmpeg -v error -y -i {high} -af aresample={rate}{options} -c:a pcm_f32le {low}"
INTEGERS = 2 ** 15


def read(path):
    rate, samples = wavfile.read(path)
    scale = {np.dtype(np.int16): 2 ** 15, np.dtype(np.int32): 2 ** 31}.get(samples.dtype, 1)
    return rate, (samples[:, 0] if samples.ndim > 1 else samples).astype(float) / scale


def fourier(samples, factor):
    """The brickwall, on a circle; zeros behind make the durations agree to the sample."""
    whole = np.zeros(-(-len(samples) // (2 * factor)) * 2 * factor)
    whole[:len(samples)] = samples
    return signal.resample(whole, len(whole) // factor)[:-(-len(samples) // factor)]


def recursive(design):
    """A recursive filter run forwards and backwards: no delay, its gain squared. Frequencies in units of the low rate's Nyquist frequency."""
    return lambda samples, factor: signal.sosfiltfilt(design(1 / factor), samples)[::factor]


def mean_of_neighbors(samples, factor):
    kernel = np.bartlett(2 * factor + 1)[1:-1] / factor
    return np.convolve(samples, kernel, "same")[::factor]


def sox(quality, coding=FLOAT):
    return SOX.replace("{quality}", quality).replace("{coding}", coding)


def ffmpeg(options=""):
    return FFMPEG.replace("{options}", options)


def integers(decimator):
    """The same, rounded to 16 bits."""
    return (decimator, INTEGERS)


def butterworth(order, edge):
    return recursive(lambda nyquist: signal.butter(order, edge * nyquist, output="sos"))


def elliptic(order, ripple, stopband, edge):
    return recursive(lambda nyquist: signal.ellip(order, ripple, stopband, edge * nyquist, output="sos"))


def chebyshev(kind, order, decibels, edge):
    design = signal.cheby1 if kind == 1 else signal.cheby2
    return recursive(lambda nyquist: design(order, decibels, edge * nyquist, output="sos"))


# A text is a command; what is callable takes samples and the factor; "own" names a quality of SincResampler.
DECIMATORS = {
    "SincResampler, Fast": "own Fast",
    "SincResampler, High": "own High",
    "SincResampler, VeryHigh": "own VeryHigh",
    "SincResampler, High, 16 bits": integers("own High"),
    "SoX rate -v": sox("-v"),
    "SoX rate -v, 16 bits": sox("-v", "-b 16"),
    "SoX rate -v, µ-law": sox("-v", "-e mu-law -b 8"),
    "SoX rate -h": sox("-h"),
    "SoX rate -m": sox("-m"),
    "SoX rate -l": sox("-l"),
    "FFmpeg, libswresample": ffmpeg(),
    "FFmpeg, libswresample, 16 bits": integers(ffmpeg()),
    "FFmpeg, libswresample, 128 taps": ffmpeg(":filter_size=128:cutoff=0.95"),
    "FFmpeg, libsoxr": ffmpeg(":resampler=soxr"),
    "FFmpeg, libsoxr, 28 bits": ffmpeg(":resampler=soxr:precision=28"),
    "brickwall (Fourier)": fourier,
    "brickwall, 16 bits": integers(fourier),
    "SciPy resample_poly": lambda samples, factor: signal.resample_poly(samples, 1, factor),
    "SciPy decimate, recursive": lambda samples, factor: signal.decimate(samples, factor),
    "SciPy decimate, FIR": lambda samples, factor: signal.decimate(samples, factor, ftype="fir"),
    "linear: every n-th sample": lambda samples, factor: samples[::factor],
    "linear, 16 bits": integers(lambda samples, factor: samples[::factor]),
    "weighted mean of neighbors": mean_of_neighbors,
    "Butterworth, order 4": butterworth(4, 1.0),
    "Butterworth, order 8": butterworth(8, 0.9),
    "Butterworth, order 12": butterworth(12, 0.94),
    "Chebyshev I, order 8": chebyshev(1, 8, 0.05, 0.8),
    "Chebyshev II, order 10": chebyshev(2, 10, 80, 1.0),
    "elliptic, order 6": elliptic(6, 0.1, 60, 0.85),
    "elliptic, order 8": elliptic(8, 0.1, 80, 0.9),
    "elliptic, order 12": elliptic(12, 0.1, 100, 0.96),
    "elliptic, order 8, 16 bits": integers(elliptic(8, 0.1, 80, 0.9)),
}


def rounded(path, rate):
    _, samples = read(path)
    wavfile.write(path, rate, np.clip(np.round(samples * INTEGERS), -INTEGERS, INTEGERS - 1).astype(np.int16))


def decimate_folder(name, highs, lows, factor, own):
    """Brings every clip of a folder down into another, which is made.

    own: called with a quality of SincResampler and the two folders.
    """
    decimator, steps = DECIMATORS[name] if isinstance(DECIMATORS[name], tuple) else (DECIMATORS[name], None)
    os.makedirs(lows, exist_ok=True)
    if isinstance(decimator, str) and decimator.startswith("own "):
        own(decimator.removeprefix("own "), highs, lows)
    for file in sorted(os.listdir(highs)):
        high, low = os.path.join(highs, file), os.path.join(lows, file)
        rate, samples = read(high)
        if callable(decimator):
            wavfile.write(low, rate // factor, np.ascontiguousarray(decimator(samples, factor), dtype=np.float32))
        elif not decimator.startswith("own "):
            subprocess.run(decimator.format(high=high, low=low, rate=rate // factor).split(), check=True)
        if steps:
            rounded(low, rate // factor)
