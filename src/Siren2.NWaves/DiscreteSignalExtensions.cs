using NWaves.Signals;
using Siren2.NWaves.Signals;

namespace Siren2.NWaves;

/// <summary>NWaves' signals, which have one channel, as clips and sources, and back.</summary>
/// <example>
/// <code>
/// AudioClip result = new Upsampler().FitAndPredict(signal.ToAudioClip(), 16_000).Audio;
/// DiscreteSignal[] signals = result.ToDiscreteSignals();
/// </code>
/// </example>
public static class DiscreteSignalExtensions
{
    /// <summary>A signal as a clip of one channel, whose samples are copied: a clip never changes.</summary>
    /// <param name="signal">The signal.</param>
    /// <exception cref="ArgumentNullException"><paramref name="signal"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Its rate is beyond <see cref="AudioClip.MaximumSampleRate"/>.</exception>
    public static AudioClip ToAudioClip(this DiscreteSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return AudioClip.FromSamples(signal.SamplingRate, signal.Samples);
    }

    /// <summary>Signals, one for each channel, as a clip, whose samples are copied: a clip never changes.</summary>
    /// <param name="channels">At least one signal, of one rate and length: an array, or the list that NWaves' <c>WaveFile</c> has.</param>
    /// <exception cref="ArgumentNullException">The list or a signal is null.</exception>
    /// <exception cref="ArgumentException">There is no signal, or rates or lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate is beyond <see cref="AudioClip.MaximumSampleRate"/>.</exception>
    public static AudioClip ToAudioClip(this IReadOnlyList<DiscreteSignal> channels)
    {
        float[][] samples = SignalSource.Check(channels);
        return new AudioClip(channels[0].SamplingRate, samples);
    }

    /// <summary>A signal as a source of one channel that reads the signal's own samples, without a copy.</summary>
    /// <param name="signal">The signal; its samples must stay as they are while the source is used.</param>
    /// <inheritdoc cref="ToAudioClip(DiscreteSignal)" path="/exception"/>
    public static IAudioSource AsAudioSource(this DiscreteSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return new SignalSource([signal]);
    }

    /// <summary>Signals, one for each channel, as a source that reads their own samples, without a copy.</summary>
    /// <param name="channels">At least one signal, of one rate and length; their samples must stay as they are while the source is used.</param>
    /// <inheritdoc cref="ToAudioClip(IReadOnlyList{DiscreteSignal})" path="/exception"/>
    public static IAudioSource AsAudioSource(this IReadOnlyList<DiscreteSignal> channels) => new SignalSource(channels);

    /// <summary>A clip or any other source as signals, one for each channel: read once, into the samples that the signals have.</summary>
    /// <param name="source">The source.</param>
    /// <returns>As many signals as there are channels, at the source's rate.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentException">The source is longer than a signal can be; read a part of it.</exception>
    public static DiscreteSignal[] ToDiscreteSignals(this IAudioSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Length <= Array.MaxLength
            ? source.ToDiscreteSignals(0, (int)source.Length)
            : throw new ArgumentException($"The source has {source.Length} samples, and a signal at most {Array.MaxLength}.", nameof(source));
    }

    /// <summary>A part of a clip or any other source as signals, one for each channel.</summary>
    /// <param name="source">The source.</param>
    /// <param name="start">First sample, from 0.</param>
    /// <param name="count">Number of samples; <paramref name="start"/> + <paramref name="count"/> is at most the source's length.</param>
    /// <returns>As many signals as there are channels, at the source's rate.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the source.</exception>
    public static DiscreteSignal[] ToDiscreteSignals(this IAudioSource source, long start, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, source.Length - start);
        var signals = new DiscreteSignal[source.ChannelCount];
        Memory<float>[] room = new Memory<float>[signals.Length];
        for (int c = 0; c < signals.Length; c++)
        {
            float[] samples = new float[count];
            signals[c] = new DiscreteSignal(source.SampleRate, samples, allocateNew: false);
            room[c] = samples;
        }

        if (count > 0)
        {
            source.Read(start, room);
        }

        return signals;
    }

    /// <summary>One channel of a clip as a signal.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="channel">Number of the channel, from zero.</param>
    /// <exception cref="ArgumentNullException"><paramref name="clip"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public static DiscreteSignal ToDiscreteSignal(this AudioClip clip, int channel = 0)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return new DiscreteSignal(clip.SampleRate, clip.Channel(channel).ToArray(), allocateNew: false);
    }
}
