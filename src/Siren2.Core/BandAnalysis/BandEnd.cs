namespace Siren2.BandAnalysis;

/// <summary>Where a clip's band ends.</summary>
/// <param name="Share">In units of the Nyquist frequency; 1 where no end below was found.</param>
/// <param name="IsGradual">Whether the band falls over so wide a range that where it ends cannot be told to <see cref="Falloff.Sharp"/>.</param>
internal readonly record struct BandEnd(double Share, bool IsGradual)
{
    /// <summary>No end below the Nyquist frequency.</summary>
    public static readonly BandEnd None = new(1, IsGradual: false);
}
