using Siren2.Benchmarks;
using Siren2.Losses;
using Siren2.Resampling;
using Siren2.TorchSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchBenchmarks;

/// <summary>What the bridge costs.</summary>
internal static class Bridge
{
    private const int Length = 5_632;

    /// <summary>Mean squared error and multi-resolution STFT of a segment: by TorchSharp alone on tensors that are there, and as a loss of Siren2.</summary>
    public static (double Work, double Loss) LossStep()
    {
        using var module = new HybridLossModule(new(new MeanSquaredErrorLoss()), new(new MultiResolutionStftLoss(), 0.001));
        using Tensor prediction = (0.2 * randn(Length)).requires_grad_(true);
        using Tensor target = 0.2 * randn(Length);
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyList<Tensor> features = module.Features(target, LossContext.Default);
        double work = Steps.Best(
            () =>
            {
                prediction.grad?.zero_();
                Tensor value = module.Distance(module.Features(prediction, LossContext.Default), features);
                value.backward();
                _ = value.item<float>();
            },
            2);
        float[] samples = [.. prediction.detach().data<float>()];
        float[] gradient = new float[Length];
        IPreparedLoss loss = new TorchLoss(module).Prepare(target.data<float>().ToArray(), LossContext.Default);
        double bridged = Math.Round(Timing.BestMilliseconds(() => _ = loss.Evaluate(samples, gradient), 2), 3);
        ((IDisposable)loss).Dispose();
        return (work, bridged);
    }

    /// <summary>A guided fit of four seconds, by the managed networks and in batches.</summary>
    public static (double Managed, double Batch) GuidedFit(int threads)
    {
        var random = new Random(1);
        float[] samples = [.. Enumerable.Range(0, 4 * 22_050).Select(_ => (float)(0.2 * (random.NextDouble() - 0.5)))];
        var reference = new AudioClip(22_050, samples);
        AudioClip low = new SincResampler(22_050, 11_025).Resample(reference);
        UpsamplerOptions options = UpsamplerOptions.Fast with { MaxDegreeOfParallelism = threads };
        var upsampler = new Upsampler(options);
        var resolver = new TorchResolver(options);
        return (
            Math.Round(Timing.BestMilliseconds(() => _ = upsampler.FitAndPredict(low, reference), 1, leastRuns: 3), 1),
            Math.Round(Timing.BestMilliseconds(() => _ = resolver.FitAndPredict(low, reference), 1, leastRuns: 2), 1));
    }
}
