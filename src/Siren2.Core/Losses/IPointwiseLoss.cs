namespace Siren2.Losses;

/// <summary>
/// A loss that is a sum over samples: value and gradient of a stretch of samples need no others. A fit can evaluate it
/// block by block, while a block's prediction is still in the cache.
/// </summary>
internal interface IPointwiseLoss : IWaveformLoss
{
    /// <summary>Evaluates a stretch of the waveform.</summary>
    /// <param name="prediction">The stretch of the prediction, <c>[samples]</c>.</param>
    /// <param name="target">The same stretch of the target, <c>[samples]</c>.</param>
    /// <param name="totalLength">Samples of the whole waveform, over which the loss is a mean.</param>
    /// <param name="gradient">Receives the same stretch of the gradient, <c>[samples]</c>.</param>
    /// <returns>This stretch's share: the shares of all stretches add up to the loss.</returns>
    double EvaluatePart(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, int totalLength, Span<float> gradient);
}

/// <summary>Finds out whether a loss is pointwise.</summary>
internal static class PointwiseLoss
{
    /// <summary>The loss as a pointwise one, or null where it is not: a hybrid is when all of its parts are.</summary>
    public static IPointwiseLoss? Of(IWaveformLoss loss) => loss is HybridLoss hybrid ? hybrid.Pointwise : loss as IPointwiseLoss;
}
