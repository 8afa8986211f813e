namespace Siren2.Metrics;

/// <summary>How alike the added bands of a clip's channels are (<see cref="MissingBandMetrics.InterChannelCorrelation"/>).</summary>
public sealed record ChannelCorrelation
{
    /// <summary>Of the reference, −1 to 1; <see cref="double.NaN"/> where undefined.</summary>
    public required double Reference { get; init; }

    /// <summary>Of the estimate, −1 to 1; <see cref="double.NaN"/> where undefined. It should be the reference's.</summary>
    public required double Estimate { get; init; }
}
