using System.Diagnostics.CodeAnalysis;
using NAudio.Wave;
using Siren2.NAudio.Sources;

namespace Siren2.NAudio;

/// <summary>What NAudio reads as a source for Siren2, which reads parts in any order and more than once.</summary>
/// <remarks>
/// A <see cref="WaveStream"/> that addresses every sample exactly is read in place: uncompressed WAV and AIFF files and raw samples, whose end is
/// where they say. Anything else only goes forward, or finds places and its own length approximately, as readers of MP3 do: it is read to its end
/// once, into a temporary file of 32-bit floats, through a buffer of some kilobytes. Its length is then what came. Not thread-safe.
/// </remarks>
/// <example>
/// <code>
/// using var reader = new WaveFileReader("speech-8k.wav");
/// using NAudioSource source = NAudioSource.FromStream(reader);
/// UpsampleReport report = new Upsampler().FitAndWrite(source, 16_000, "speech-16k.wav");
/// </code>
/// </example>
public sealed class NAudioSource : IAudioSource, IDisposable
{
    private readonly IAudioSource _samples;

    private NAudioSource(IAudioSource samples) => _samples = samples;

    /// <inheritdoc/>
    public int SampleRate => _samples.SampleRate;

    /// <inheritdoc/>
    public int ChannelCount => _samples.ChannelCount;

    /// <inheritdoc/>
    public long Length => _samples.Length;

    /// <summary>Whether the samples were copied into a temporary file.</summary>
    public bool IsSpooled => _samples is SpooledSamples;

    /// <summary>All of a stream, from its beginning on; of one that cannot seek, from where it is.</summary>
    /// <param name="stream">
    /// The stream; it stays its owner's, who must not move it while a source reads it in place. A frame that the end cuts off is left out.
    /// </param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException">The stream's encoding is none that NAudio converts to floats, or its rate is out of range.</exception>
    /// <exception cref="IOException">The stream cannot be read, or there is no room for a copy of it.</exception>
    /// <exception cref="InvalidOperationException">The stream gives more than it was asked for.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static NAudioSource FromStream(WaveStream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        bool canSeek = TryRewind(stream);
        ISampleProvider samples = stream.ToSampleProvider();
        return canSeek && AddressedSamples.TryOpen(stream, samples) is AddressedSamples inPlace
            ? new NAudioSource(inPlace)
            : FromProvider(samples, cancellationToken);
    }

    /// <summary>What a provider still gives, to its end. One that never ends has to be given an end first, by NAudio's <c>Take</c>.</summary>
    /// <param name="provider">The provider; it is not needed afterwards.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <exception cref="ArgumentNullException"><paramref name="provider"/> is null.</exception>
    /// <exception cref="ArgumentException">The provider's rate or number of channels is out of range.</exception>
    /// <exception cref="IOException">There is no room for a copy.</exception>
    /// <exception cref="InvalidOperationException">The provider gives more than it was asked for.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <example>
    /// <code>
    /// NAudioSource source = NAudioSource.FromProvider(chain.Take(TimeSpan.FromSeconds(10)));
    /// </code>
    /// </example>
    [SuppressMessage("Reliability", "CA2000", Justification = "The source that is returned owns the copy.")]
    public static NAudioSource FromProvider(ISampleProvider provider, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return new NAudioSource(SpooledSamples.Of(provider, cancellationToken));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The room does not fit the source's channels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the source.</exception>
    /// <exception cref="IOException">The stream or the copy cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The source was disposed of.</exception>
    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        _ = this.CheckRead(start, channels);
        _samples.Read(start, channels);
    }

    /// <summary>Deletes the copy, if there is one. What the source was made of stays open.</summary>
    public void Dispose() => (_samples as IDisposable)?.Dispose();

    private static bool TryRewind(WaveStream stream)
    {
        try
        {
            stream.Position = 0;
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }
}
