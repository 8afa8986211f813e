using System.Runtime.CompilerServices;

namespace Siren2.Resampling;

/// <summary>
/// The specification of a resampling low-pass. Frequencies are fractions of the lower of the two Nyquist frequencies, so
/// that one preset serves every pair of rates.
/// </summary>
public sealed record SincQuality
{
    /// <summary>Passband to 0.90, 90 dB: about 120 taps.</summary>
    public static SincQuality Fast { get; } = new() { PassbandEdge = 0.90, Attenuation = 90 };

    /// <summary>Passband to 0.95, 120 dB: about 320 taps. The default.</summary>
    public static SincQuality High { get; } = new();

    /// <summary>Passband to 0.95, 160 dB, below what 24 bits resolve: about 440 taps.</summary>
    public static SincQuality VeryHigh { get; } = new() { Attenuation = 160 };

    /// <summary>
    /// Where the passband ends, from 0.1 to 0.999; default 0.95. Its ripple is that of the stopband: 10⁻⁶, or 10⁻⁵ dB,
    /// at 120 dB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double PassbandEdge { get; init => field = Within(value, 0.1, 0.999); } = 0.95;

    /// <summary>
    /// Where the stopband begins, from 0.101 to 1.5 and at least 0.001 above <see cref="PassbandEdge"/>; default 1. Beyond 1
    /// the uppermost part of the band is left to alias.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double StopbandEdge { get; init => field = Within(value, 0.101, 1.5); } = 1;

    /// <summary>How far images and aliases lie below the tone that causes them, in dB, from 50 to 180; default 120.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Attenuation { get; init => field = Within(value, 50, 180); } = 120;

    private static double Within(double value, double minimum, double maximum, [CallerMemberName] string name = "") =>
        value >= minimum && value <= maximum
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Allowed: {minimum} to {maximum}.");
}
