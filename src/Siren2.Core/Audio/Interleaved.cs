namespace Siren2;

/// <summary>Frames, one sample of every channel after the other, as most audio interfaces hand them over.</summary>
/// <example>
/// <code>
/// // Left, right, left, right, ...
/// float[] right = new float[frames.Length / 2];
/// Interleaved.ReadChannel(frames, channelCount: 2, channel: 1, right);
/// </code>
/// </example>
public static class Interleaved
{
    /// <summary>Copies a channel out of frames.</summary>
    /// <param name="frames">Samples, <c>[frames, channels]</c>; what lies behind those that there is room for is left out.</param>
    /// <param name="channelCount">Samples in a frame, at least 1.</param>
    /// <param name="channel">The channel, from 0.</param>
    /// <param name="samples">Receives the channel's samples, as many as there is room for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    /// <exception cref="ArgumentException">There are fewer frames than room.</exception>
    public static void ReadChannel(ReadOnlySpan<float> frames, int channelCount, int channel, Span<float> samples)
    {
        Check(frames.Length, channelCount, channel, samples.Length, nameof(frames));
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = frames[(i * channelCount) + channel];
        }
    }

    /// <summary>Copies a channel into frames, and leaves the others as they are.</summary>
    /// <param name="samples">The channel's samples.</param>
    /// <param name="frames">Receives them, <c>[frames, channels]</c>; there may be more frames than samples.</param>
    /// <param name="channelCount">Samples in a frame, at least 1.</param>
    /// <param name="channel">The channel, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    /// <exception cref="ArgumentException">There are fewer frames than samples.</exception>
    public static void WriteChannel(ReadOnlySpan<float> samples, Span<float> frames, int channelCount, int channel)
    {
        Check(frames.Length, channelCount, channel, samples.Length, nameof(frames));
        for (int i = 0; i < samples.Length; i++)
        {
            frames[(i * channelCount) + channel] = samples[i];
        }
    }

    private static void Check(int length, int channelCount, int channel, int count, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channelCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, channelCount);
        if (length / channelCount < count)
        {
            throw new ArgumentException($"{length} samples hold {length / channelCount} frame(s) of {channelCount} channel(s); {count} are needed.", name);
        }
    }
}
