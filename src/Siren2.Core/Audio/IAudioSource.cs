namespace Siren2;

/// <summary>
/// Audio that is read part by part: a file, a stream, a decoder of the host's own. <see cref="AudioClip"/> and <see cref="WaveFileSource"/> are
/// sources.
/// </summary>
/// <example>
/// <code>
/// internal sealed class Silence(int sampleRate, long length) : IAudioSource
/// {
///     public int SampleRate =&gt; sampleRate;
///
///     public int ChannelCount =&gt; 1;
///
///     public long Length =&gt; length;
///
///     public void Read(long start, ReadOnlySpan&lt;Memory&lt;float&gt;&gt; channels) =&gt; channels[0].Span.Clear();
/// }
/// </code>
/// </example>
public interface IAudioSource
{
    /// <summary>Samples per second, in hertz, from 1 to <see cref="AudioClip.MaximumSampleRate"/>.</summary>
    int SampleRate { get; }

    /// <summary>Number of channels, at least one.</summary>
    int ChannelCount { get; }

    /// <summary>Number of samples in each channel, from 0 to 2⁴¹. Like rate and channels it never changes.</summary>
    long Length { get; }

    /// <summary>
    /// Reads a part into the caller's own memory. Reads may repeat, overlap and come in any order, but never at the same time; the same part
    /// always has the same samples. What is thrown here reaches the caller of the fit as it is.
    /// </summary>
    /// <param name="start">First sample, from 0.</param>
    /// <param name="channels">
    /// Receives the samples, <c>[ChannelCount][samples]</c>: as many of each channel, from none to some millions, and not beyond
    /// <see cref="Length"/>. Every one is overwritten.
    /// </param>
    void Read(long start, ReadOnlySpan<Memory<float>> channels);
}
