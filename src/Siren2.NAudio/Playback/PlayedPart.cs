namespace Siren2.NAudio.Playback;

/// <summary>A part of the clip in memory: fitted, and as far as it could be joined.</summary>
/// <param name="Fitted">The part.</param>
internal sealed record PlayedPart(FittedPart Fitted)
{
    /// <summary>Its samples as they are heard; null where it only serves its neighbor.</summary>
    public AudioClip? Samples { get; init; }

    /// <summary>First sample of the result that <see cref="Samples"/> hold.</summary>
    public long Start { get; init; }

    /// <summary>The sample of the result behind the last that <see cref="Samples"/> hold.</summary>
    public long End => Start + (Samples?.Length ?? 0);

    public bool Holds(long position) => Samples is not null && position >= Start && position < End;
}
