namespace Siren2.Losses;

/// <summary>
/// A loss on waveforms: a value and its gradient with respect to the prediction, and nothing else, so that it can be
/// written by hand or with any automatic differentiation library.
/// </summary>
/// <remarks>
/// One instance may be called from several threads at once, since the segments of a clip are fitted in parallel: keep no
/// mutable state, or guard it. What <see cref="Prepare"/> returns is used by one thread at a time.
/// </remarks>
/// <example>
/// <code>
/// internal sealed class Offset : IWaveformLoss
/// {
///     // The squared mean, (1/N · Σx)²; its gradient is 2/N · mean.
///     public double Evaluate(ReadOnlySpan&lt;float&gt; prediction, ReadOnlySpan&lt;float&gt; target, LossContext context, Span&lt;float&gt; gradient)
///     {
///         float mean = TensorPrimitives.Sum(prediction) / prediction.Length;
///         gradient.Fill(2 * mean / prediction.Length);
///         return mean * mean;
///     }
/// }
/// </code>
/// </example>
public interface IWaveformLoss
{
    /// <summary>
    /// What tells this loss from any other that computes something else: by default the name of its type. One with settings of its own says them
    /// here, so that a checkpoint of another setting is refused, and a report tells.
    /// </summary>
    string Identity => GetType().FullName ?? GetType().Name;

    /// <summary>Computes the loss of <paramref name="prediction"/> and writes its gradient.</summary>
    /// <param name="prediction">Waveform to judge, <c>[samples]</c>.</param>
    /// <param name="target">Waveform to come close to, <c>[samples]</c>, as long as <paramref name="prediction"/>.</param>
    /// <param name="context">Rate, scale and position of both.</param>
    /// <param name="gradient">
    /// Receives ∂loss/∂prediction, <c>[samples]</c>; every element is overwritten. In a fit, one that is not counts as NaN, and the fit as diverged.
    /// </param>
    /// <returns>The loss: finite, lower is better.</returns>
    double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient);

    /// <summary>
    /// Prepares for a target that stays the same through a fit, so that what depends on it alone, a spectrum or the features of a trained network, is
    /// computed once and not at every step. Need not be implemented: the default keeps the target and calls <see cref="Evaluate"/>.
    /// </summary>
    /// <param name="target">Waveform to come close to, <c>[samples]</c>; it stays as it is while the prepared loss is used.</param>
    /// <param name="context">Rate, scale and position of target and predictions.</param>
    /// <returns>The loss against that target. A fit disposes of it at its end if it is <see cref="IDisposable"/>.</returns>
    IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context) => new UnpreparedLoss(this, target, context);
}
