using Siren2.Optimization;
using Siren2.Segments;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Tests;

/// <summary>Small networks of a host's own.</summary>
internal static class Networks
{
    /// <summary>Dilated convolutions over time and baseline.</summary>
    public static nn.Module<Tensor, Tensor> Convolutions(SegmentInput input) => nn.Sequential(
        ("in", nn.Conv1d(2, 8, 9, padding: 4)), ("act", nn.Tanh()), ("mid", nn.Conv1d(8, 8, 9, padding: 16, dilation: 4)), ("act2", nn.Tanh()),
        ("out", nn.Conv1d(8, 1, 1)));

    /// <summary>Sines and cosines over the upper half of the band, <c>[samples, 512]</c>, for a network that adds them up.</summary>
    public static Tensor Sines(SegmentInput input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor phase = arange(input.Length, ScalarType.Float32).unsqueeze(1) * linspace(0.5 * Math.PI, Math.PI, 256).unsqueeze(0);
        return cat([phase.sin(), phase.cos()], 1).MoveToOuterDisposeScope();
    }

    public static UpsamplerOptions Guided(ISegmentModel model, int steps) => UpsamplerOptions.Fast with
    {
        MaxDegreeOfParallelism = 2,
        Guided = UpsamplerOptions.Fast.Guided with { Model = model, Fit = UpsamplerOptions.Fast.Guided.Fit with { StepCount = steps, Schedule = LearningRateSchedule.Cosine(1e-2) } },
        Blind = UpsamplerOptions.Fast.Blind with { Model = model, Fit = UpsamplerOptions.Fast.Blind.Fit with { StepCount = steps } },
    };
}
