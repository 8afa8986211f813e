namespace Siren2.MissingBand;

/// <summary>
/// The bands of the prior: 40 from 60 Hz to 20 kHz, equally wide on the ERB-rate scale, and on with the same width above.
/// </summary>
/// <remarks>
/// Source: Glasberg and Moore 1990, "Derivation of auditory filter shapes from notched-noise data", equation 4:
/// E(f) = 21.4·log₁₀(1 + 0.00437·f).
/// </remarks>
internal static class PriorBands
{
    /// <summary>Bands that the network sees.</summary>
    public const int Count = 40;

    /// <summary>The lowest band that may be missing; it begins at 1351 Hz.</summary>
    public const int FirstPredicted = 16;

    /// <summary>Bands that the network gives levels for.</summary>
    public const int Predicted = Count - FirstPredicted;

    private const double LowestFrequency = 60;
    private const double HighestFrequency = 20000;

    private static readonly double LowestRate = ErbRate(LowestFrequency);

    /// <summary>Width of a band in units of the ERB-rate scale.</summary>
    public static double Width { get; } = (ErbRate(HighestFrequency) - LowestRate) / Count;

    /// <summary>The lower end of a band in hertz; bands from <see cref="Count"/> on lie above those of the network.</summary>
    public static double LowerEnd(double band) => Frequency(LowestRate + (band * Width));

    /// <summary>Where a frequency lies, in bands from the lower end of the first: the inverse of <see cref="LowerEnd"/>.</summary>
    public static double Position(double frequency) => (ErbRate(frequency) - LowestRate) / Width;

    private static double ErbRate(double frequency) => 21.4 * Math.Log10(1 + (0.00437 * frequency));

    private static double Frequency(double erbRate) => (Math.Pow(10, erbRate / 21.4) - 1) / 0.00437;
}
