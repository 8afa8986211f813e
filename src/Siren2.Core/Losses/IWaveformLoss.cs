namespace Siren2.Losses;

/// <summary>
/// A loss on waveforms: a value and its gradient with respect to the prediction, and nothing else, so that it can be
/// written by hand or with any automatic differentiation library.
/// </summary>
/// <remarks>
/// One instance may be called from several threads at once, since the segments of a clip are fitted in parallel: keep no
/// mutable state, or guard it.
/// </remarks>
public interface IWaveformLoss
{
    /// <summary>Computes the loss of <paramref name="prediction"/> and writes its gradient.</summary>
    /// <param name="prediction">Waveform to judge, <c>[samples]</c>.</param>
    /// <param name="target">Waveform to come close to, <c>[samples]</c>, as long as <paramref name="prediction"/>.</param>
    /// <param name="gradient">
    /// Receives ∂loss/∂prediction, <c>[samples]</c>; every element is overwritten. In a fit, one that is not counts as NaN, and the fit as diverged.
    /// </param>
    /// <returns>The loss: finite, lower is better.</returns>
    double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient);
}
