namespace Siren2.Audio;

/// <summary>What a clip or a source may be like.</summary>
internal static class AudioLimits
{
    /// <summary>The highest sample rate, in hertz.</summary>
    public const int MaximumSampleRate = 1_536_000;

    /// <summary>The most channels, those that a WAV file may have.</summary>
    public const int MaximumChannelCount = 65_535;

    /// <summary>
    /// The largest magnitude of a sample that is worked on: 200 dB above full scale. Powers of spectra far beyond it would leave the range of
    /// single precision.
    /// </summary>
    public const float MaximumMagnitude = 1e10f;

    /// <summary>
    /// The longest source: 16 days at the highest rate. The products of lengths and rates stay within 64 bits, and parts can be counted.
    /// </summary>
    public const long LongestSource = 1L << 41;

    /// <summary>Refuses a part that is not within what is there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static void CheckPart(long start, int count, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, length);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, length - start);
    }

    /// <summary>Refuses room for a part of a source, and returns how many samples it has.</summary>
    /// <exception cref="ArgumentException">There is room for another number of channels, or for different numbers of samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the source.</exception>
    public static int CheckPart(long start, ReadOnlySpan<Memory<float>> channels, int channelCount, long length)
    {
        if (channels.Length != channelCount)
        {
            throw new ArgumentException($"There is room for {channels.Length} channel(s) where there are {channelCount}.", nameof(channels));
        }

        foreach (Memory<float> channel in channels)
        {
            if (channel.Length != channels[0].Length)
            {
                throw new ArgumentException(
                    $"There is room for {channel.Length} samples of one channel and for {channels[0].Length} of another; they must "
                        + $"be equal.", nameof(channels));
            }
        }

        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, length - channels[0].Length);
        return channels[0].Length;
    }
}
