namespace Siren2.Losses;

/// <summary>Losses outside of a fit.</summary>
/// <example>
/// <code>
/// float[] gradient = new float[prediction.Length];
/// double value = loss.Evaluate(prediction, target, gradient);
/// </code>
/// </example>
public static class WaveformLossExtensions
{
    /// <summary>Computes a loss and its gradient by <see cref="LossContext.Default"/>.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="prediction">Waveform to judge, <c>[samples]</c>.</param>
    /// <param name="target">Waveform to come close to, <c>[samples]</c>, as long as <paramref name="prediction"/>.</param>
    /// <param name="gradient">Receives ∂loss/∂prediction, <c>[samples]</c>.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    public static double Evaluate(
        this IWaveformLoss loss, ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return loss.Evaluate(prediction, target, LossContext.Default, gradient);
    }
}
