using System.Buffers;

namespace Siren2.Losses;

/// <summary>
/// A weighted sum of losses: Σwᵢ·Lᵢ, and the same sum of their gradients. Parts of weight 0 are not evaluated.
/// </summary>
/// <example>
/// <code>var loss = new HybridLoss((new MeanSquaredErrorLoss(), 1), (new MultiResolutionStftLoss(), 0.1));</code>
/// </example>
/// <remarks>May be called from several threads at once if its parts may.</remarks>
public sealed class HybridLoss : IPreparableLoss
{
    private readonly (IWaveformLoss Loss, double Weight)[] _parts;

    /// <summary>Adds up losses.</summary>
    /// <param name="parts">The losses and their weights, finite and at least 0.</param>
    /// <exception cref="ArgumentException">There are no parts.</exception>
    /// <exception cref="ArgumentNullException">A loss is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    public HybridLoss(params ReadOnlySpan<(IWaveformLoss Loss, double Weight)> parts)
    {
        if (parts.IsEmpty)
        {
            throw new ArgumentException("A hybrid loss needs at least one part.", nameof(parts));
        }

        foreach ((IWaveformLoss loss, double weight) in parts)
        {
            ArgumentNullException.ThrowIfNull(loss, nameof(parts));
            if (!double.IsFinite(weight) || weight < 0)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(parts), weight, $"The weight of a {loss.GetType().Name} must be finite and at least 0.");
            }
        }

        _parts = parts.ToArray();
        (IPointwiseLoss? Loss, double Weight)[] pointwise = [.. _parts.Where(p => p.Weight > 0).Select(p => (PointwiseLoss.Of(p.Loss), p.Weight))];
        Pointwise = Array.TrueForAll(pointwise, p => p.Loss is not null) ? new PointwiseSum(pointwise!) : null;
    }

    /// <summary>The losses and their weights.</summary>
    public IReadOnlyList<(IWaveformLoss Loss, double Weight)> Parts => _parts.AsReadOnly();

    /// <summary>The same sum as a pointwise loss, where all parts that count are pointwise.</summary>
    internal IPointwiseLoss? Pointwise { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A span is empty or their lengths differ.</exception>
    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient)
    {
        LossArguments.Check(prediction, target, gradient);
        float[] rented = ArrayPool<float>.Shared.Rent(gradient.Length);
        try
        {
            Span<float> part = rented.AsSpan(0, gradient.Length);
            var sum = new WeightedGradient(gradient);
            foreach ((IWaveformLoss loss, double weight) in _parts)
            {
                if (weight > 0)
                {
                    sum.Add(loss.Evaluate(prediction, target, part), part, weight);
                }
            }

            return sum.Value;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    IPreparedLoss IPreparableLoss.Prepare(float[] target) => new Prepared(
        [.. _parts.Where(p => p.Weight > 0).Select(p => (PreparedLoss.For(p.Loss, target), p.Weight))], target.Length);

    private sealed class Prepared((IPreparedLoss Loss, double Weight)[] parts, int length) : IPreparedLoss
    {
        private readonly float[] _part = new float[length];

        public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient)
        {
            var sum = new WeightedGradient(gradient);
            foreach ((IPreparedLoss loss, double weight) in parts)
            {
                sum.Add(loss.Evaluate(prediction, _part), _part, weight);
            }

            return sum.Value;
        }
    }

    private sealed class PointwiseSum((IPointwiseLoss Loss, double Weight)[] parts) : IPointwiseLoss
    {
        /// <summary>Samples whose gradients fit the stack.</summary>
        private const int Block = 1024;

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient) =>
            EvaluatePart(prediction, target, prediction.Length, gradient);

        public double EvaluatePart(
            ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, int totalLength, Span<float> gradient)
        {
            LossArguments.Check(prediction, target, gradient);
            Span<float> room = stackalloc float[Block];
            double value = 0;
            for (int start = 0; start < prediction.Length; start += Block)
            {
                int count = Math.Min(Block, prediction.Length - start);
                Span<float> part = room[..count];
                var sum = new WeightedGradient(gradient.Slice(start, count));
                foreach ((IPointwiseLoss loss, double weight) in parts)
                {
                    double share = loss.EvaluatePart(
                        prediction.Slice(start, count), target.Slice(start, count), totalLength, part);
                    sum.Add(share, part, weight);
                }

                value += sum.Value;
            }

            return value;
        }
    }
}
