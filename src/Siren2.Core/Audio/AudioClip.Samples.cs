using System.Numerics.Tensors;
using Siren2.Audio;

namespace Siren2;

/// <content>Clips from samples in other shapes, and clips from clips.</content>
public sealed partial class AudioClip
{
    /// <summary>A clip of one channel, whose samples are copied.</summary>
    /// <param name="sampleRate">Samples per second, from 1 to <see cref="MaximumSampleRate"/>.</param>
    /// <param name="samples">The samples; there may be none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampleRate"/> is out of range.</exception>
    public static AudioClip FromSamples(int sampleRate, ReadOnlySpan<float> samples) => FromOwned(sampleRate, [samples.ToArray()]);

    /// <summary>A clip of two channels, whose samples are copied.</summary>
    /// <param name="sampleRate">Samples per second, from 1 to <see cref="MaximumSampleRate"/>.</param>
    /// <param name="left">The samples of channel 0; there may be none.</param>
    /// <param name="right">The samples of channel 1, as many.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampleRate"/> is out of range.</exception>
    /// <exception cref="ArgumentException">The channels differ in length.</exception>
    public static AudioClip FromSamples(int sampleRate, ReadOnlySpan<float> left, ReadOnlySpan<float> right) =>
        FromOwned(sampleRate, [left.ToArray(), right.ToArray()]);

    /// <summary>A clip from frames, one sample of every channel after the other, as most audio interfaces hand them over; they are copied.</summary>
    /// <param name="sampleRate">Samples of each channel per second, from 1 to <see cref="MaximumSampleRate"/>.</param>
    /// <param name="channelCount">Samples in a frame, from 1 to 65,535.</param>
    /// <param name="samples">Whole frames, <c>[frames, channels]</c>; there may be none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampleRate"/> or <paramref name="channelCount"/> is out of range.</exception>
    /// <exception cref="ArgumentException">The last frame is not whole.</exception>
    /// <example>
    /// <code>
    /// // Left, right, left, right, ...
    /// AudioClip stereo = AudioClip.FromInterleaved(48_000, channelCount: 2, samples);
    /// </code>
    /// </example>
    public static AudioClip FromInterleaved(int sampleRate, int channelCount, ReadOnlySpan<float> samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channelCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channelCount, AudioLimits.MaximumChannelCount);
        if (samples.Length % channelCount != 0)
        {
            throw new ArgumentException($"{samples.Length} samples are not whole frames of {channelCount} channels.", nameof(samples));
        }

        float[][] channels = new float[channelCount][];
        for (int c = 0; c < channelCount; c++)
        {
            channels[c] = new float[samples.Length / channelCount];
            Interleaved.ReadChannel(samples, channelCount, c, channels[c]);
        }

        return FromOwned(sampleRate, channels);
    }

    /// <summary>Clips one after the other.</summary>
    /// <param name="clips">At least one; all of one rate and number of channels.</param>
    /// <exception cref="ArgumentNullException">A clip is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no clip, rates or numbers of channels differ, or they are together longer than an array can be.
    /// </exception>
    public static AudioClip Concatenate(params ReadOnlySpan<AudioClip> clips)
    {
        if (clips.IsEmpty)
        {
            throw new ArgumentException("There is no clip to begin with.", nameof(clips));
        }

        long length = 0;
        for (int i = 0; i < clips.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(clips[i], nameof(clips));
            if (clips[i].SampleRate != clips[0].SampleRate || clips[i].ChannelCount != clips[0].ChannelCount)
            {
                throw new ArgumentException(
                    $"Clip {i} has {clips[i].ChannelCount} channel(s) at {clips[i].SampleRate} Hz, clip 0 {clips[0].ChannelCount} at "
                        + $"{clips[0].SampleRate} Hz; "
                    + "all must be equal.",
                    nameof(clips));
            }

            length += clips[i].Length;
        }

        if (length > Array.MaxLength)
        {
            throw new ArgumentException($"The clips have {length} samples in each channel together; at most {Array.MaxLength} fit.", nameof(clips));
        }

        float[][] channels = new float[clips[0].ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = new float[length];
            int start = 0;
            foreach (AudioClip clip in clips)
            {
                clip.Channel(c).CopyTo(channels[c].AsSpan(start));
                start += clip.Length;
            }
        }

        return FromOwned(clips[0].SampleRate, channels);
    }

    /// <summary>A stretch of the clip, all channels; also written <c>clip[start..end]</c>.</summary>
    /// <param name="start">First sample, from 0.</param>
    /// <param name="length">Number of samples, from 0; <paramref name="start"/> + <paramref name="length"/> is at most <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stretch is not within the clip.</exception>
    public AudioClip Slice(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - start);
        return FromOwned(SampleRate, Array.ConvertAll(_channels, channel => channel[start..(start + length)]));
    }

    /// <summary>The mean of all channels, as a clip of one; the clip itself if it has no more.</summary>
    public AudioClip ToMono()
    {
        if (ChannelCount == 1)
        {
            return this;
        }

        float[] mean = new float[Length];
        for (int i = 0; i < mean.Length; i++)
        {
            double sum = 0;
            foreach (float[] channel in _channels)
            {
                sum += channel[i];
            }

            mean[i] = (float)(sum / ChannelCount);
        }

        return FromOwned(SampleRate, [mean]);
    }

    /// <summary>Copies the samples out as frames, one sample of every channel after the other.</summary>
    /// <param name="destination">Receives <c>[frames, channels]</c>; <see cref="Length"/> times <see cref="ChannelCount"/> samples.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void CopyInterleaved(Span<float> destination)
    {
        if (destination.Length != (long)Length * ChannelCount)
        {
            throw new ArgumentException(
                $"There is room for {destination.Length} samples; {ChannelCount} channel(s) of {Length} are "
                    + $"{(long)Length * ChannelCount}.", nameof(destination));
        }

        for (int c = 0; c < ChannelCount; c++)
        {
            Interleaved.WriteChannel(_channels[c], destination, ChannelCount, c);
        }
    }

    /// <summary>The largest magnitude of a sample; 0 where there is none, not a number where a sample is not.</summary>
    public float Peak()
    {
        float peak = 0;
        foreach (float[] channel in _channels)
        {
            peak = channel.Length == 0 ? peak : MathF.Max(peak, MathF.Abs(TensorPrimitives.MaxMagnitude<float>(channel)));
        }

        return peak;
    }
}
