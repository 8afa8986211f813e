namespace Siren2.Metrics;

/// <summary>How far the level of a band is off over one class of frames.</summary>
public sealed record LevelError
{
    /// <summary>Share of all frames that are of this class, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>
    /// Mean of the estimate's level less the reference's, in dB: negative where too little was added; <see cref="double.NaN"/> without a frame.
    /// </summary>
    public required double Bias { get; init; }

    /// <summary>Mean of the error's absolute value, in dB; <see cref="double.NaN"/> without a frame.</summary>
    public required double MeanAbsoluteError { get; init; }
}
