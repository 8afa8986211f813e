namespace Siren2.Metrics;

/// <summary>How steeply the added band rises at the reference's onsets (<see cref="MissingBandMetrics.MeanOnsetRise"/>).</summary>
public sealed record OnsetRise
{
    /// <summary>How many onsets the reference's missing band has.</summary>
    public required int OnsetCount { get; init; }

    /// <summary>Mean rise of the reference's missing band at them, in dB; <see cref="double.NaN"/> without an onset.</summary>
    public required double Reference { get; init; }

    /// <summary>
    /// Mean rise of the estimate's at the same instants, in dB; <see cref="double.NaN"/> without an onset. Below the reference's: the added band is
    /// smeared, or begins before the sound does (pre-echo).
    /// </summary>
    public required double Estimate { get; init; }
}
