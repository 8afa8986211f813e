namespace Siren2.Losses;

/// <summary>A loss and what it counts.</summary>
public sealed record WeightedLoss
{
    /// <summary>Gives a loss a weight.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="weight">Its weight, finite and at least 0. A loss of weight 0 is not evaluated: it changes nothing.</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="weight"/> is negative or not finite.</exception>
    public WeightedLoss(IWaveformLoss loss, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(loss);
        Loss = loss;
        Weight = double.IsFinite(weight) && weight >= 0
            ? weight
            : throw new ArgumentOutOfRangeException(
                nameof(weight), weight, $"The weight of a {loss.GetType().Name} must be finite and at least 0.");
    }

    /// <summary>The loss.</summary>
    public IWaveformLoss Loss { get; }

    /// <summary>Its weight, finite and at least 0.</summary>
    public double Weight { get; }

    /// <summary>Whether it can change anything: it has a weight, and so has a part of it.</summary>
    internal bool Counts => Weight > 0 && Loss is not HybridLoss { Counts: false };
}
