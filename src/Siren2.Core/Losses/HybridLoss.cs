using System.Buffers;
using System.Runtime.CompilerServices;
using Siren2.Checks;

namespace Siren2.Losses;

/// <summary>
/// A weighted sum of losses: Σwᵢ·Lᵢ, and the same sum of their gradients. Parts of weight 0 are not evaluated.
/// </summary>
/// <example>
/// <code>
/// // Weights depend on what the losses weigh: 0.1 of this second one would drown the first.
/// var loss = new HybridLoss(new(new MeanSquaredErrorLoss()), new(new MultiResolutionStftLoss(), 1e-4));
/// </code>
/// </example>
/// <remarks>May be called from several threads at once if its parts may.</remarks>
public sealed class HybridLoss : IStoppableLoss
{
    private readonly WeightedLoss[] _parts;

    /// <summary>A sum of one: its part times its weight.</summary>
    /// <param name="part">The loss and its weight.</param>
    /// <exception cref="ArgumentNullException"><paramref name="part"/> is null.</exception>
    [OverloadResolutionPriority(1)]
    public HybridLoss(WeightedLoss part)
        : this([part ?? throw new ArgumentNullException(nameof(part))])
    {
    }

    /// <summary>Adds up losses.</summary>
    /// <param name="parts">The losses and their weights.</param>
    /// <exception cref="ArgumentException">There are no parts.</exception>
    /// <exception cref="ArgumentNullException">A part is null.</exception>
    public HybridLoss(params ReadOnlySpan<WeightedLoss> parts)
    {
        if (parts.IsEmpty)
        {
            throw new ArgumentException("A hybrid loss needs at least one part.", nameof(parts));
        }

        foreach (WeightedLoss part in parts)
        {
            ArgumentNullException.ThrowIfNull(part, nameof(parts));
        }

        _parts = parts.ToArray();
        (IPointwiseLoss? Loss, double Weight)[] pointwise = [.. _parts.Where(p => p.Weight > 0).Select(p => (PointwiseLoss.Of(p.Loss), p.Weight))];
        Pointwise = Array.TrueForAll(pointwise, p => p.Loss is not null) ? new PointwiseSum(pointwise!) : null;
    }

    /// <summary>The losses and their weights.</summary>
    public IReadOnlyList<WeightedLoss> Parts => _parts.AsReadOnly();

    /// <summary>Whether any part can change anything.</summary>
    internal bool Counts => Array.Exists(_parts, part => part.Counts);

    /// <summary>The same sum as a pointwise loss, where all parts that count are pointwise.</summary>
    internal IPointwiseLoss? Pointwise { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A span is empty or their lengths differ.</exception>
    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
    {
        LossArguments.Check(prediction, target, context, gradient);
        float[] rented = ArrayPool<float>.Shared.Rent(gradient.Length);
        try
        {
            Span<float> part = rented.AsSpan(0, gradient.Length);
            var sum = new WeightedGradient(gradient);
            foreach (WeightedLoss term in _parts)
            {
                if (term.Weight > 0)
                {
                    // What a part leaves out would else be what another, or whoever rented this before, has left there.
                    part.Fill(float.NaN);
                    sum.Add(term.Loss.Evaluate(prediction, target, context, part), part, term.Weight);
                }
            }

            return sum.Value;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <inheritdoc/>
    public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context) => Prepare(target, context, CancellationToken.None);

    /// <inheritdoc/>
    IPreparedLoss IStoppableLoss.Prepare(ReadOnlyMemory<float> target, LossContext context, CancellationToken stop) => Prepare(target, context, stop);

    private Prepared Prepare(ReadOnlyMemory<float> target, LossContext context, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(context);
        var prepared = new List<(IPreparedLoss Loss, double Weight)>(_parts.Length);
        try
        {
            foreach (WeightedLoss part in _parts.Where(part => part.Weight > 0))
            {
                prepared.Add((part.Loss.PrepareOrThrow(target, context, stop), part.Weight));
            }
        }
        catch
        {
            // Nobody else knows of those that were prepared before.
            _ = Disposal.Of(prepared.Select(part => part.Loss as IDisposable));
            throw;
        }

        return new Prepared([.. prepared], target.Length);
    }

    private sealed class Prepared((IPreparedLoss Loss, double Weight)[] parts, int length) : IStoppablePreparedLoss, IDisposable
    {
        private readonly float[] _part = new float[length];

        public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient) => Evaluate(prediction, gradient, CancellationToken.None);

        public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient, CancellationToken stop)
        {
            var sum = new WeightedGradient(gradient);
            foreach ((IPreparedLoss loss, double weight) in parts)
            {
                stop.ThrowIfCancellationRequested();
                sum.Add(loss.EvaluateUntil(prediction, _part, stop), _part, weight);
            }

            return sum.Value;
        }

        public void Dispose() => Disposal.Of(parts.Select(part => part.Loss as IDisposable))?.Throw();
    }

    private sealed class PointwiseSum((IPointwiseLoss Loss, double Weight)[] parts) : IPointwiseLoss
    {
        /// <summary>Samples whose gradients fit the stack.</summary>
        private const int Block = 1024;

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient) =>
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
