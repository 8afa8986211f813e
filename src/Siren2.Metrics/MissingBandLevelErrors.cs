namespace Siren2.Metrics;

/// <summary>
/// Errors of the missing band's level, by class of frame (<see cref="MissingBandMetrics.LevelErrors"/>). Each frame is of one class.
/// </summary>
public sealed record MissingBandLevelErrors
{
    /// <summary>Pauses: the reference's known band lies 35 dB below its 95th percentile.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required LevelError Pause { get; init => field = value ?? throw new ArgumentNullException(nameof(Pause)); }

    /// <summary>Fricatives, hits: no pause, and the reference's missing band lies within 12 dB of its known one.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required LevelError Bright { get; init => field = value ?? throw new ArgumentNullException(nameof(Bright)); }

    /// <summary>All other frames: vowels, tones.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required LevelError Other { get; init => field = value ?? throw new ArgumentNullException(nameof(Other)); }
}
