namespace Siren2;

/// <summary>
/// Audio in memory: float samples per channel and a sample rate. Full scale is [−1, 1]; values beyond are kept.
/// Immutable: the samples are copied in and handed out read-only.
/// </summary>
public sealed class AudioClip
{
    /// <summary>The highest sample rate that a clip may have, in hertz.</summary>
    public const int MaximumSampleRate = 1_536_000;

    private readonly float[][] _channels;

    /// <summary>Creates a clip from one array of samples per channel, which are copied.</summary>
    /// <param name="sampleRate">Samples per second, from 1 to <see cref="MaximumSampleRate"/>.</param>
    /// <param name="channels">At least one channel; all of the same length, which may be zero.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampleRate"/> is out of range.</exception>
    /// <exception cref="ArgumentException">There is no channel, or the channels differ in length.</exception>
    public AudioClip(int sampleRate, params ReadOnlySpan<float[]> channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, MaximumSampleRate);
        if (channels.IsEmpty)
        {
            throw new ArgumentException("A clip needs at least one channel.", nameof(channels));
        }

        _channels = new float[channels.Length][];
        for (int c = 0; c < channels.Length; c++)
        {
            ArgumentNullException.ThrowIfNull(channels[c], nameof(channels));
            if (channels[c].Length != channels[0].Length)
            {
                throw new ArgumentException(
                    $"Channel {c} has {channels[c].Length} samples, channel 0 has {channels[0].Length}; all must be equal.",
                    nameof(channels));
            }

            _channels[c] = (float[])channels[c].Clone();
        }

        SampleRate = sampleRate;
    }

    /// <summary>Samples per second, in hertz.</summary>
    public int SampleRate { get; }

    /// <summary>Number of channels, at least one.</summary>
    public int ChannelCount => _channels.Length;

    /// <summary>Number of samples in each channel.</summary>
    public int Length => _channels[0].Length;

    /// <summary>Length in seconds.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / SampleRate);

    /// <summary>The samples of one channel, <c>[Length]</c>.</summary>
    /// <param name="index">Channel number from zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public ReadOnlySpan<float> Channel(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _channels.Length);
        return _channels[index];
    }
}
