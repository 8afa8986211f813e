#!/usr/bin/env python3
"""Times in PyTorch what Siren2.Benchmarks times in C#. Prints one JSON object; milliseconds, shortest of the runs.

usage: pytorch_steps.py THREADS
"""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import weight_norm


def best(work, seconds):
    """Shortest run, after two to warm up."""
    work()
    work()
    shortest = math.inf
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begin = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - begin)
    return round(1000 * shortest, 3)


class Sine(nn.Module):
    def forward(self, x):
        return torch.sin(30 * x)


def siren(inputs, width, depth):
    layers = []
    for i in range(depth):
        layers += [nn.Linear(inputs if i == 0 else width, width), Sine()]
        bound = 1 / inputs if i == 0 else math.sqrt(6 / width) / 30
        nn.init.uniform_(layers[-2].weight, -bound, bound)
    return nn.Sequential(*layers, nn.Linear(width, 1))


def decoder_step():
    """130 - 256 - 256 - 256 - 256 - 1 on 16,384 samples, gradients of all weights and of the 130 inputs, Adam."""
    net = siren(130, 256, 4)
    adam = torch.optim.Adam(net.parameters(), lr=1e-4)
    inputs = (2 * torch.rand(16384, 130) - 1).requires_grad_()
    target = 2 * torch.rand(16384, 1) - 1

    def step():
        adam.zero_grad(set_to_none=False)
        inputs.grad = None
        F.mse_loss(net(inputs), target).backward()
        adam.step()

    return best(step, 3)


class Conv(nn.Module):
    """Causal convolution over a reflected signal."""

    def __init__(self, inputs, outputs, kernel, stride=1):
        super().__init__()
        self.conv = weight_norm(nn.Conv1d(inputs, outputs, kernel, stride))
        self.padding = kernel - stride

    def forward(self, x):
        return self.conv(F.pad(x, (self.padding, 0), mode="reflect") if self.padding else x)


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.branch = nn.Sequential(nn.ELU(), Conv(width, width // 2, 3), nn.ELU(), Conv(width // 2, width, 1))
        self.shortcut = Conv(width, width, 1)

    def forward(self, x):
        return self.branch(x) + self.shortcut(x)


class Recurrence(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.lstm = nn.LSTM(width, width, 2)

    def forward(self, x):
        steps = x.permute(2, 0, 1)
        return (self.lstm(steps)[0] + steps).permute(1, 2, 0)


def encoder_step():
    """The encoder of EnCodec at 24 kHz, one second: forward, and forward with backward to weights and audio."""
    layers = [Conv(1, 32, 7)]
    width = 32
    for ratio in (2, 4, 5, 8):
        layers += [Block(width), nn.ELU(), Conv(width, 2 * width, 2 * ratio, ratio)]
        width *= 2
    net = nn.Sequential(*layers, Recurrence(width), nn.ELU(), Conv(width, 128, 7))
    audio = (2 * torch.rand(1, 1, 24000) - 1).requires_grad_()
    gradient = 2 * torch.rand(1, 128, 75) - 1

    def forward():
        with torch.no_grad():
            net(audio)

    def step():
        net.zero_grad(set_to_none=False)
        audio.grad = None
        net(audio).backward(gradient)

    return best(forward, 1.5), best(step, 3)


def stft_loss():
    """Three resolutions, spectral convergence and log magnitude, value and gradient; the target's spectra are given."""
    windows = {size: torch.hann_window(size) for size in (600, 1200, 240)}

    def magnitude(x, fft, hop, size):
        spectrum = torch.stft(x, fft, hop, size, windows[size], return_complex=True)
        return torch.sqrt(torch.clamp(spectrum.real ** 2 + spectrum.imag ** 2, min=1e-7))

    resolutions = ((1024, 120, 600), (2048, 240, 1200), (512, 50, 240))
    target = 2 * torch.rand(22050) - 1
    targets = [magnitude(target, *r) for r in resolutions]
    prediction = (2 * torch.rand(22050) - 1).requires_grad_()

    def step():
        prediction.grad = None
        total = 0
        for resolution, wanted in zip(resolutions, targets):
            found = magnitude(prediction, *resolution)
            total = total + torch.norm(wanted - found) / torch.norm(wanted) + F.l1_loss(torch.log(found), torch.log(wanted))
        total.backward()

    return best(step, 2)


def guided_fit(steps=22):
    """The networks and the steps of the guided fit of one second: one of 2 - 96 - 96 - 1 for each of its segments, and what
    they make in the end; no resampling, no projection."""
    segments = (4960, 4960, 4960, 4960, 3618)
    inputs = [torch.stack([torch.linspace(-1, 1, n), 2 * torch.rand(n) - 1], dim=1) for n in segments]
    targets = [0.12 * torch.randn(n, 1) for n in segments]

    def fit():
        for given, target in zip(inputs, targets):
            net = siren(2, 96, 2)
            adam = torch.optim.Adam(net.parameters(), lr=2e-3, betas=(0.8, 0.9))
            schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps)
            for _ in range(steps):
                adam.zero_grad(set_to_none=False)
                F.mse_loss(net(given), target).backward()
                adam.step()
                schedule.step()
            with torch.no_grad():
                net(given)

    return best(fit, 2)


def main():
    threads = int(sys.argv[1])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    forward, both = encoder_step()
    print(json.dumps({
        "torch": torch.__version__,
        "threads": threads,
        "decoderStep": decoder_step(),
        "encoderForward": forward,
        "encoderStep": both,
        "stftLoss": stft_loss(),
        "guidedFit": guided_fit(),
    }))


main()
