using NWaves.Signals;

namespace Siren2.NWaves.Signals;

/// <summary>Signals as the channels of a source, read where they are.</summary>
internal sealed class SignalSource : IAudioSource
{
    private readonly float[][] _samples;

    public SignalSource(IReadOnlyList<DiscreteSignal> channels)
    {
        _samples = Check(channels);
        SampleRate = channels[0].SamplingRate;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SampleRate, AudioClip.MaximumSampleRate, nameof(channels));
    }

    public int SampleRate { get; }

    public int ChannelCount => _samples.Length;

    public long Length => _samples[0].Length;

    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        int count = this.CheckRead(start, channels);
        for (int c = 0; c < channels.Length; c++)
        {
            _samples[c].AsSpan((int)start, count).CopyTo(channels[c].Span);
        }
    }

    /// <summary>The samples of signals that fit together.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public static float[][] Check(IReadOnlyList<DiscreteSignal> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        if (channels.Count == 0)
        {
            throw new ArgumentException("There is no signal; at least one is needed.", nameof(channels));
        }

        float[][] samples = new float[channels.Count][];
        for (int c = 0; c < samples.Length; c++)
        {
            ArgumentNullException.ThrowIfNull(channels[c], nameof(channels));
            if (channels[c].SamplingRate != channels[0].SamplingRate || channels[c].Length != channels[0].Length)
            {
                throw new ArgumentException(
                    $"Signal {c} has {channels[c].Length} samples at {channels[c].SamplingRate} Hz, signal 0 {channels[0].Length} at "
                        + $"{channels[0].SamplingRate} Hz; all must be equal.", nameof(channels));
            }

            samples[c] = channels[c].Samples;
        }

        return samples;
    }
}
