using Siren2.Losses;

namespace Siren2.TorchSharp.Tests;

/// <summary>A loss beside which another one of the same formula, and itself at samples whose last bits differ, are asked for the same gradient.</summary>
internal sealed class ComparedLoss(IWaveformLoss loss, IWaveformLoss other) : IWaveformLoss
{
    private readonly Lock _lock = new();

    private readonly List<double> _distances = [];
    private readonly List<double> _roundings = [];

    /// <summary>How far the other's gradients part from the loss's, relative to them: the median over all steps.</summary>
    public double Distance => Median(_distances);

    /// <summary>How far the loss's own part by the last bits of the samples, likewise.</summary>
    public double Rounding => Median(_roundings);

    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient) =>
        Prepare(target.ToArray(), context).Evaluate(prediction, gradient);

    public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context) => new Compared(
        this, loss.Prepare(target, context), other.Prepare(target, context), new NudgedLoss(loss, 1).Prepare(target, context), new float[target.Length]);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private void Note(double distance, double rounding)
    {
        lock (_lock)
        {
            _distances.Add(distance);
            _roundings.Add(rounding);
        }
    }

    private sealed class Compared(ComparedLoss owner, IPreparedLoss loss, IPreparedLoss other, IPreparedLoss nudged, float[] theirs) : IPreparedLoss, IDisposable
    {
        public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient)
        {
            double value = loss.Evaluate(prediction, gradient);
            owner.Note(DistanceOf(other, prediction, gradient), DistanceOf(nudged, prediction, gradient));
            return value;
        }

        public void Dispose()
        {
            (loss as IDisposable)?.Dispose();
            (other as IDisposable)?.Dispose();
        }

        private double DistanceOf(IPreparedLoss one, ReadOnlySpan<float> prediction, ReadOnlySpan<float> gradient)
        {
            _ = one.Evaluate(prediction, theirs);
            return Signals.Distance(gradient, theirs);
        }
    }
}
