namespace Siren2;

/// <summary>What every source can do, whoever implements it.</summary>
public static class AudioSourceExtensions
{
    /// <summary>Reads a part as a clip of its own.</summary>
    /// <param name="source">The source.</param>
    /// <param name="start">First sample, from 0.</param>
    /// <param name="count">Number of samples; <paramref name="start"/> + <paramref name="count"/> is at most the source's length.</param>
    /// <returns>The part: rate and channels of the source, <paramref name="count"/> samples of each.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the source, or the source has no channels.</exception>
    /// <example>
    /// <code>
    /// using var source = new WaveFileSource("hour-22k.wav");
    /// AudioClip secondMinute = source.Read(60L * source.SampleRate, 60 * source.SampleRate);
    /// </code>
    /// </example>
    public static AudioClip Read(this IAudioSource source, long start, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        Audio.AudioLimits.CheckPart(start, count, source.Length);
        int channelCount = source.ChannelCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(channelCount, 1, nameof(source));
        float[][] channels = new float[channelCount][];
        if (count == 0)
        {
            // A few bytes of a damaged header may claim 65,535 channels: without samples none of them takes more than a reference.
            Array.Fill(channels, []);
            return AudioClip.FromOwned(source.SampleRate, channels);
        }

        Memory<float>[] room = new Memory<float>[channels.Length];
        for (int c = 0; c < channels.Length; c++)
        {
            room[c] = channels[c] = new float[count];
        }

        source.Read(start, room);
        return AudioClip.FromOwned(source.SampleRate, channels);
    }

    /// <summary>Refuses what a source cannot be asked for: an implementation's <see cref="IAudioSource.Read"/> begins with it.</summary>
    /// <param name="source">The source that is asked.</param>
    /// <param name="start">First sample.</param>
    /// <param name="channels">Room for the samples, <c>[ChannelCount][samples]</c>.</param>
    /// <returns>Samples of each channel that there is room for.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentException">There is room for another number of channels, or for different numbers of samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the source.</exception>
    public static int CheckRead(this IAudioSource source, long start, ReadOnlySpan<Memory<float>> channels)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Audio.AudioLimits.CheckPart(start, channels, source.ChannelCount, source.Length);
    }
}
