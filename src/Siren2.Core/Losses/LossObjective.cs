using System.Numerics.Tensors;
using Siren2.Optimization;

namespace Siren2.Losses;

/// <summary>A loss on offset plus output against a target: what a guided fit minimizes, the offset being its baseline.</summary>
/// <remarks>One thread at a time.</remarks>
/// <example>
/// <code>
/// using var objective = new LossObjective(new MeanSquaredErrorLoss(), reference, baseline);
/// double loss = objective.Evaluate(correction, gradient);
/// </code>
/// </example>
public sealed class LossObjective : IStoppableObjective, IDisposable
{
    private readonly IPreparedLoss _loss;
    private readonly float[] _offset;
    private readonly float[] _waveform;

    /// <summary>Prepares a loss for a target.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="target">What offset plus output is to come close to, <c>[samples]</c>; it stays as it is.</param>
    /// <param name="offset">What is added to outputs, <c>[samples]</c>; empty for nothing.</param>
    /// <param name="context">What the loss is told; null for <see cref="LossContext.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException">The target is empty, or the offset has another length.</exception>
    public LossObjective(IWaveformLoss loss, ReadOnlyMemory<float> target, ReadOnlySpan<float> offset = default, LossContext? context = null)
        : this(loss, target, offset, context, CancellationToken.None)
    {
    }

    /// <summary>As the public one; a loss that takes long to prepare looks at the token.</summary>
    internal LossObjective(IWaveformLoss loss, ReadOnlyMemory<float> target, ReadOnlySpan<float> offset, LossContext? context, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (target.IsEmpty || (!offset.IsEmpty && offset.Length != target.Length))
        {
            throw new ArgumentException($"The target has {target.Length} samples, the offset {offset.Length}; one at least is needed, and "
                + $"equal numbers.", nameof(target));
        }

        _offset = offset.IsEmpty ? new float[target.Length] : offset.ToArray();
        _waveform = new float[target.Length];
        _loss = loss.PrepareOrThrow(target, context ?? LossContext.Default, stop);
    }

    /// <inheritdoc/>
    public int Length => _offset.Length;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> output, Span<float> gradient) => EvaluateUntil(output, gradient, CancellationToken.None);

    /// <inheritdoc/>
    double IStoppableObjective.Evaluate(ReadOnlySpan<float> output, Span<float> gradient, CancellationToken stop) =>
        EvaluateUntil(output, gradient, stop);

    private double EvaluateUntil(ReadOnlySpan<float> output, Span<float> gradient, CancellationToken stop)
    {
        TensorPrimitives.Add(output, _offset, _waveform);
        return _loss.EvaluateUntil(_waveform, gradient, stop);
    }

    /// <summary>Releases what the loss holds.</summary>
    public void Dispose() => (_loss as IDisposable)?.Dispose();
}
