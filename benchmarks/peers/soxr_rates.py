#!/usr/bin/env python3
"""Times libsoxr on ten seconds of noise from 44.1 to 48 kHz, one channel, one thread, at SoX's -h (20 bits) and -v (28 bits).
Prints one JSON object; milliseconds, shortest of the runs. The design of the filters is part of each run, as in soxr_oneshot;
they are designed once more for an empty signal, and that time is given apart."""
import ctypes
import ctypes.util
import json
import random
import time

SECONDS = 10
RATES = (44100, 48000)


class Quality(ctypes.Structure):
    _fields_ = [("precision", ctypes.c_double), ("phase_response", ctypes.c_double), ("passband_end", ctypes.c_double),
                ("stopband_begin", ctypes.c_double), ("e", ctypes.c_void_p), ("flags", ctypes.c_ulong)]


def main():
    soxr = ctypes.CDLL(ctypes.util.find_library("soxr"))
    soxr.soxr_version.restype = ctypes.c_char_p
    soxr.soxr_quality_spec.restype = Quality
    soxr.soxr_quality_spec.argtypes = [ctypes.c_ulong, ctypes.c_ulong]
    soxr.soxr_oneshot.restype = ctypes.c_char_p
    soxr.soxr_oneshot.argtypes = [
        ctypes.c_double, ctypes.c_double, ctypes.c_uint,
        ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p,
        ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p,
        ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]

    def milliseconds(recipe, samples):
        source = (ctypes.c_float * max(samples, 1))(*[random.uniform(-1, 1) for _ in range(samples)])
        room = samples * RATES[1] // RATES[0] + 1000
        destination = (ctypes.c_float * room)()
        quality = soxr.soxr_quality_spec(recipe, 0)
        used, made = ctypes.c_size_t(), ctypes.c_size_t()
        shortest = float("inf")
        end = time.perf_counter() + 1.5
        while time.perf_counter() < end:
            begin = time.perf_counter()
            error = soxr.soxr_oneshot(
                *RATES, 1, source, samples, ctypes.byref(used), destination, room, ctypes.byref(made), None,
                ctypes.byref(quality), None)
            shortest = min(shortest, time.perf_counter() - begin)
            if error:
                raise RuntimeError(error.decode())
        return round(1000 * shortest, 3)

    report = {"soxr": soxr.soxr_version().decode()}
    for name, recipe in (("high", 4), ("veryHigh", 6)):
        report[name] = milliseconds(recipe, SECONDS * RATES[0])
        report[name + "DesignOnly"] = milliseconds(recipe, 1)
    print(json.dumps(report))


main()
