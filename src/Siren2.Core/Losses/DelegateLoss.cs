namespace Siren2.Losses;

/// <summary>The body of a loss: <see cref="IWaveformLoss.Evaluate"/> as a delegate, of a loss that asks for no context.</summary>
/// <param name="prediction">Waveform to judge, <c>[samples]</c>.</param>
/// <param name="target">Waveform to come close to, <c>[samples]</c>, as long as <paramref name="prediction"/>.</param>
/// <param name="gradient">Receives ∂loss/∂prediction, <c>[samples]</c>; every element must be overwritten.</param>
/// <returns>The loss: finite, lower is better.</returns>
public delegate double WaveformLossFunction(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient);

/// <summary>Makes a loss of a host's own function. <see cref="GradientCheck"/> tells whether its gradient is right.</summary>
/// <remarks>The function may be called from several threads at once.</remarks>
/// <example>
/// <code>
/// var quiet = new DelegateLoss((prediction, target, gradient) =&gt;
/// {
///     // Mean energy, 1/N · Σx²; its gradient is 2x/N.
///     TensorPrimitives.Multiply(prediction, 2f / prediction.Length, gradient);
///     return TensorPrimitives.SumOfSquares(prediction) / prediction.Length;
/// });
/// var options = new UpsamplerOptions { Blind = new() { ExtraLoss = new(quiet, 0.01) } };
/// </code>
/// </example>
public sealed class DelegateLoss : IWaveformLoss
{
    private readonly WaveformLossFunction _function;

    /// <summary>Wraps <paramref name="function"/>.</summary>
    /// <param name="function">Computes the value and writes the gradient.</param>
    /// <param name="identity">
    /// What tells this function from others, so that a checkpoint of another one is refused: a name and its settings. Null where that does not
    /// matter: all such losses count as one.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    public DelegateLoss(WaveformLossFunction function, string? identity = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        _function = function;
        Identity = identity ?? typeof(DelegateLoss).FullName!;
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A span is empty or their lengths differ.</exception>
    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
    {
        LossArguments.Check(prediction, target, context, gradient);
        return _function(prediction, target, gradient);
    }
}
