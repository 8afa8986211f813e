using Siren2.Optimization;

namespace Siren2.Segments;

/// <summary>A kind of network that is fitted to many segments at once, on a device that one segment alone would not fill.</summary>
/// <remarks>Several threads may ask one instance at once.</remarks>
public interface ISegmentBatchModel : ISegmentModel
{
    /// <summary>Segments at most that are fitted at once, at least 1.</summary>
    int BatchSize { get; }

    /// <summary>Fits networks of this model; each holds its best parameters found when this returns.</summary>
    /// <param name="fits">Networks and what they are fitted to, 1 to <see cref="BatchSize"/>. Their segments may differ in length.</param>
    /// <param name="options">Steps, learning rate and stopping rules of each.</param>
    /// <param name="cancellationToken">
    /// Ends the fits within a step; their outcomes say so. Where an <see cref="OperationCanceledException"/> is thrown instead, the segments keep the
    /// baseline.
    /// </param>
    /// <returns>How each went, in the same order.</returns>
    IReadOnlyList<FitOutcome> Fit(IReadOnlyList<SegmentFit> fits, FitOptions options, CancellationToken cancellationToken);
}

/// <summary>One fit of a batch.</summary>
public sealed record SegmentFit
{
    /// <summary>Puts a fit together.</summary>
    /// <param name="network">The network, made by the model that is to fit it.</param>
    /// <param name="objective">What its outputs are judged by.</param>
    /// <param name="afterStep">Called after each step with its number from 1 and its value, by one thread at a time; may be null.</param>
    /// <exception cref="ArgumentNullException">Network or objective is null.</exception>
    public SegmentFit(ISegmentNetwork network, ISegmentObjective objective, Action<int, double>? afterStep = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(objective);
        Network = network;
        Objective = objective;
        AfterStep = afterStep;
    }

    /// <summary>The network, made by the model that is to fit it.</summary>
    public ISegmentNetwork Network { get; }

    /// <summary>What its outputs are judged by.</summary>
    public ISegmentObjective Objective { get; }

    /// <summary>Called after each step with its number from 1 and its value; may be null.</summary>
    public Action<int, double>? AfterStep { get; }
}
