namespace Siren2.Losses;

/// <summary>
/// A loss against one target, which stays the same through a fit: what depends on the target alone is computed once, and
/// workspaces belong to the instance. One thread at a time.
/// </summary>
internal interface IPreparedLoss
{
    /// <summary>Computes the loss of <paramref name="prediction"/> and writes its gradient.</summary>
    /// <param name="prediction">Waveform to judge, <c>[samples]</c>, as long as the target.</param>
    /// <param name="gradient">Receives ∂loss/∂prediction, <c>[samples]</c>.</param>
    /// <returns>The loss.</returns>
    double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient);
}

/// <summary>A loss that can be prepared for a target.</summary>
internal interface IPreparableLoss : IWaveformLoss
{
    /// <summary>Prepares for <paramref name="target"/>, which is kept and must not change.</summary>
    IPreparedLoss Prepare(float[] target);
}

/// <summary>Prepares any loss.</summary>
internal static class PreparedLoss
{
    /// <summary>Prepares <paramref name="loss"/> for <paramref name="target"/>, which is kept and must not change.</summary>
    public static IPreparedLoss For(IWaveformLoss loss, float[] target) =>
        loss is IPreparableLoss preparable ? preparable.Prepare(target) : new Unprepared(loss, target);

    private sealed class Unprepared(IWaveformLoss loss, float[] target) : IPreparedLoss
    {
        public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient)
        {
            // What a host's loss leaves out would else be what the step before has left there.
            gradient.Fill(float.NaN);
            return loss.Evaluate(prediction, target, gradient);
        }
    }
}
