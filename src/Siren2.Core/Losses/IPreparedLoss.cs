namespace Siren2.Losses;

/// <summary>
/// A loss against one target, which stays the same through a fit: what depends on the target alone is computed once, and
/// workspaces belong to the instance. One thread at a time.
/// </summary>
public interface IPreparedLoss
{
    /// <summary>Computes the loss of <paramref name="prediction"/> and writes its gradient.</summary>
    /// <param name="prediction">Waveform to judge, <c>[samples]</c>, as long as the target.</param>
    /// <param name="gradient">Receives ∂loss/∂prediction, <c>[samples]</c>; every element is overwritten. In a fit, one that is not counts as NaN, and the fit as diverged.</param>
    /// <returns>The loss: finite, lower is better.</returns>
    double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient);
}
