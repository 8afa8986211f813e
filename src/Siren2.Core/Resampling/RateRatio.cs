using System.Numerics;

namespace Siren2.Resampling;

/// <summary>
/// The ratio of two sample rates in lowest terms: <see cref="Up"/> output samples last exactly as long as
/// <see cref="Down"/> input samples, so output n lies at n·Down/Up input samples. All positions are integers: no drift.
/// </summary>
internal readonly record struct RateRatio
{
    /// <exception cref="ArgumentOutOfRangeException">A rate is below 1 or above <see
    /// cref="AudioClip.MaximumSampleRate"/>.</exception>
    public RateRatio(int inputRate, int outputRate)
    {
        ThrowIfNotARate(inputRate, nameof(inputRate));
        ThrowIfNotARate(outputRate, nameof(outputRate));
        int divisor = (int)BigInteger.GreatestCommonDivisor(inputRate, outputRate);
        Up = outputRate / divisor;
        Down = inputRate / divisor;
    }

    /// <summary>L: output samples per period.</summary>
    public int Up { get; }

    /// <summary>M: input samples per period.</summary>
    public int Down { get; }

    /// <summary>⌈inputLength·L/M⌉: every output sample that begins before the input ends.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or the output too long for an array.</exception>
    public int OutputLength(int inputLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputLength);
        long length = (((long)inputLength * Up) + Down - 1) / Down;
        return length <= Array.MaxLength
            ? (int)length
            : throw new ArgumentOutOfRangeException(
                nameof(inputLength), inputLength, $"The output would have {length} samples; at most {Array.MaxLength} fit.");
    }

    private static void ThrowIfNotARate(int rate, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, AudioClip.MaximumSampleRate, name);
    }
}
