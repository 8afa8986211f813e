using Siren2.Losses;

namespace Siren2.TorchSharp.Tests;

/// <summary>
/// A loss beside which another one of the same formula, one of 64 bits, and itself at samples whose last bits differ, are asked for the same gradient.
/// All distances are medians over steps, relative to the first one's gradient.
/// </summary>
internal sealed class ComparedLoss(IWaveformLoss loss, IWaveformLoss other, IWaveformLoss exact) : IWaveformLoss
{
    private readonly Lock _lock = new();

    private readonly List<Distances> _steps = [];

    /// <summary>How far the other's gradients part from the loss's.</summary>
    public double Distance => Median(step => step.Other);

    /// <summary>How far the loss's own part by the last bits of the samples.</summary>
    public double Rounding => Median(step => step.Nudged);

    /// <summary>How far the loss's gradients are from those of 64 bits.</summary>
    public double FromExact => Median(step => step.Exact);

    /// <summary>How far the other's gradients are from those of 64 bits.</summary>
    public double OtherFromExact => Median(step => step.OtherToExact);

    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient) =>
        Prepare(target.ToArray(), context).Evaluate(prediction, gradient);

    public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context) => new Compared(
        this, loss.Prepare(target, context), other.Prepare(target, context), exact.Prepare(target, context), new NudgedLoss(loss, 1).Prepare(target, context),
        target.Length);

    private double Median(Func<Distances, double> distance) => _steps.Select(distance).Order().ElementAt(_steps.Count / 2);

    private void Note(Distances distances)
    {
        lock (_lock)
        {
            _steps.Add(distances);
        }
    }

    private readonly record struct Distances(double Other, double Exact, double OtherToExact, double Nudged);

    private sealed class Compared(
        ComparedLoss owner, IPreparedLoss loss, IPreparedLoss other, IPreparedLoss exact, IPreparedLoss nudged, int length) : IPreparedLoss, IDisposable
    {
        private readonly float[] _other = new float[length];
        private readonly float[] _exact = new float[length];
        private readonly float[] _nudged = new float[length];

        public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient)
        {
            double value = loss.Evaluate(prediction, gradient);
            _ = other.Evaluate(prediction, _other);
            _ = exact.Evaluate(prediction, _exact);
            _ = nudged.Evaluate(prediction, _nudged);
            owner.Note(new(
                Signals.Distance(gradient, _other), Signals.Distance(gradient, _exact), Signals.Distance(_exact, _other), Signals.Distance(gradient, _nudged)));
            return value;
        }

        public void Dispose()
        {
            (loss as IDisposable)?.Dispose();
            (other as IDisposable)?.Dispose();
            (exact as IDisposable)?.Dispose();
        }
    }
}
