namespace Siren2.NWaves;

/// <summary>What options of filter banks may be.</summary>
internal static class Limits
{
    /// <summary>A frequency in hertz, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public static double Frequency(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The frequency must be finite and at least 0 Hz.");

    /// <summary>The least power that counts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive number of single precision.</exception>
    public static double Floor(double value, string name) => value >= 1e-30 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The floor must be finite and at least 1e-30.");
}
