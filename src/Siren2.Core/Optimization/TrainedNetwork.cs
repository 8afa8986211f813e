namespace Siren2.Optimization;

/// <summary>A network in a fit.</summary>
public sealed record TrainedNetwork
{
    /// <summary>Takes a network into a fit.</summary>
    /// <param name="network">The network.</param>
    /// <param name="learningRateScale">Factor on the schedule's learning rate, from 0.</param>
    /// <exception cref="ArgumentNullException"><paramref name="network"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="learningRateScale"/> is negative or not finite.</exception>
    public TrainedNetwork(ITrainable network, double learningRateScale = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        LearningRateScale = double.IsFinite(learningRateScale) && learningRateScale >= 0
            ? learningRateScale
            : throw new ArgumentOutOfRangeException(nameof(learningRateScale), learningRateScale, "The scale must be finite and at least 0.");
    }

    /// <summary>The network.</summary>
    public ITrainable Network { get; }

    /// <summary>Factor on the schedule's learning rate; 0 freezes the network.</summary>
    public double LearningRateScale { get; }
}
