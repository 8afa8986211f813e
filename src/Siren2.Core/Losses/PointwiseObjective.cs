using Siren2.Optimization;

namespace Siren2.Losses;

/// <summary>A loss that judges each sample by itself: a network may take it inside its own pass, forward and backward at once.</summary>
internal sealed class PointwiseObjective(IPointwiseLoss loss, float[] target) : ISegmentObjective
{
    public int Length => target.Length;

    public double Evaluate(ReadOnlySpan<float> output, Span<float> gradient) => loss.EvaluatePart(output, target, target.Length, gradient);

    /// <summary>Judges the stretch of an output from <paramref name="start"/> on.</summary>
    public double Evaluate(int start, ReadOnlySpan<float> output, Span<float> gradient) =>
        loss.EvaluatePart(output, target.AsSpan(start, output.Length), target.Length, gradient);
}
