using Siren2.Benchmarks;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.TorchSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchBenchmarks;

/// <summary>Steps of the networks as a user of TorchSharp writes them: a module, a loss, backward, Adam.</summary>
internal static class Steps
{
    /// <summary>130 - 256 - 256 - 256 - 256 - 1 on 16,384 samples, gradients of all weights and of the 130 inputs, Adam.</summary>
    public static double Decoder()
    {
        using var module = new SirenDecoderModule(new() { Width = 256, Depth = 4, UseBaseline = true, LatentDimension = 128 }, WinnerScale.None, seed: 1);
        using optim.Optimizer adam = optim.Adam(module.parameters(), lr: 1e-4);
        using Tensor inputs = ((2 * rand(16_384, 130)) - 1).requires_grad_(true);
        using Tensor target = (2 * rand(16_384)) - 1;
        return Best(
            () =>
            {
                adam.zero_grad();
                inputs.grad?.zero_();
                nn.functional.mse_loss(module.call(inputs), target).backward();
                _ = adam.step();
            },
            3);
    }

    /// <summary>The encoder of EnCodec at 24 kHz, one second: forward, and backward to weights and audio.</summary>
    public static double Encoder()
    {
        using var module = new SeaNetEncoderModule(new SeaNetEncoderOptions(), seed: 1);
        using Tensor audio = ((2 * rand(1, 1, 24_000)) - 1).requires_grad_(true);
        using Tensor gradient = (2 * rand(1, 128, 75)) - 1;
        return Best(
            () =>
            {
                module.zero_grad();
                audio.grad?.zero_();
                module.call(audio).backward([gradient]);
            },
            3);
    }

    /// <summary>The networks and steps of the guided fit of one second, and what they make in the end; no resampling, no projection.</summary>
    public static double GuidedFit()
    {
        int[] segments = [4960, 4960, 4960, 4960, 3618];
        const int Steps = 22;
        Tensor[] inputs = [.. segments.Select(n => stack([linspace(-1, 1, n), (2 * rand(n)) - 1], 1))];
        Tensor[] targets = [.. segments.Select(n => 0.12 * randn(n))];
        return Best(
            () =>
            {
                for (int s = 0; s < segments.Length; s++)
                {
                    using var module = new SirenDecoderModule(new() { Width = 96, Depth = 2, UseBaseline = true }, WinnerScale.None, seed: 1);
                    using optim.Optimizer adam = optim.Adam(module.parameters(), lr: 2e-3, beta1: 0.8, beta2: 0.9);
                    optim.lr_scheduler.LRScheduler schedule = optim.lr_scheduler.CosineAnnealingLR(adam, Steps);
                    for (int step = 0; step < Steps; step++)
                    {
                        using DisposeScope scope = NewDisposeScope();
                        adam.zero_grad();
                        nn.functional.mse_loss(module.call(inputs[s]), targets[s]).backward();
                        _ = adam.step();
                        schedule.step();
                    }

                    using IDisposable noGrad = no_grad();
                    _ = module.call(inputs[s]);
                }
            },
            3);
    }

    /// <summary>Shortest run; what a run leaves behind goes with its scope.</summary>
    public static double Best(Action work, double seconds) => Math.Round(
        Timing.BestMilliseconds(
            () =>
            {
                using DisposeScope scope = NewDisposeScope();
                work();
            },
            seconds),
        3);
}
