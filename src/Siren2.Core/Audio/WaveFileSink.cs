using Siren2.Audio;
using Siren2.Checks;

namespace Siren2;

/// <summary>Writes a WAV file part by part, front to back, with what it carries besides its samples; memory does not grow with its length.</summary>
/// <remarks>How samples are stored is as by <see cref="AudioClip.Save(Stream, WaveEncoding)"/>, but that integers are dithered from the first
/// part on that is not on their steps. Not thread-safe.</remarks>
/// <example>
/// <code>
/// WaveMetadata metadata = source.ReadMetadata().AtRate(source.SampleRate, 48_000);
/// var sink = new WaveFileSink(file, 48_000, source.ChannelCount, source.Length * 48_000 / source.SampleRate, WaveEncoding.Pcm16, metadata);
/// new Upsampler().FitAndWrite(source, 48_000, sink.Write);
/// sink.Complete();
/// long clipped = sink.ClippedCount;
/// </code>
/// </example>
public sealed class WaveFileSink
{
    private readonly WavePartWriter _writer;
    private readonly int _sampleRate;
    private readonly int _channelCount;
    private readonly long _length;
    private readonly bool _clips;
    private long _written;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where to write; it need not be seekable and stays open.</param>
    /// <param name="sampleRate">In hertz, from 1 to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="channelCount">Number of channels, at least one.</param>
    /// <param name="length">Samples in each channel that all parts will have, from 0 to 2⁴¹.</param>
    /// <param name="encoding">How the samples are stored.</param>
    /// <param name="metadata">
    /// What else the file is to carry; null for nothing. Positions in it are those of this file: see <see cref="WaveMetadata.AtRate"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range, or <paramref name="encoding"/> is none of the encodings.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="stream"/> cannot be written to, or the identifier of a chunk is not four characters of ASCII, or is one that tells of the samples
    /// themselves ("fmt ", "data", "ds64").
    /// </exception>
    /// <exception cref="InvalidOperationException">There are more channels than a WAV file can hold.</exception>
    /// <exception cref="IOException">The stream cannot be written, or is full; what was written before stays in it.</exception>
    public WaveFileSink(
        Stream stream, int sampleRate, int channelCount, long length, WaveEncoding encoding = WaveEncoding.Pcm24, WaveMetadata? metadata = null)
    {
        StreamCheck.Writable(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, AudioClip.MaximumSampleRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(channelCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, AudioLimits.LongestSource);
        metadata ??= WaveMetadata.None;
        foreach (WaveChunk chunk in metadata.Chunks)
        {
            if (chunk.Id.Length != 4 || !System.Text.Ascii.IsValid(chunk.Id))
            {
                throw new ArgumentException($"The identifier of a chunk is '{chunk.Id}'; it must be four characters of ASCII.", nameof(metadata));
            }

            if (chunk.Id is "fmt " or "data" or "ds64")
            {
                throw new ArgumentException($"A chunk '{chunk.Id}' tells of the samples themselves, and is written by the sink.", nameof(metadata));
            }
        }

        WaveLayout layout = WavePartWriter.Layout(sampleRate, channelCount, encoding) with { SpeakerMask = metadata.SpeakerMask };
        _writer = new WavePartWriter(stream, layout, length, metadata.Chunks);
        (_sampleRate, _channelCount, _length, _clips) = (sampleRate, channelCount, length, encoding != WaveEncoding.Float32);
        _writer.Begin();
    }

    /// <summary>Samples beyond full scale so far, which integers cannot hold and which were clipped; 0 of floats.</summary>
    public long ClippedCount { get; private set; }

    /// <summary>Writes the next part.</summary>
    /// <param name="part">Rate and channels of the file; any length.</param>
    /// <exception cref="ArgumentException">Rate or channels are not the file's, or the part goes beyond its length.</exception>
    /// <exception cref="InvalidOperationException">A sample is not finite; nothing of the part was written.</exception>
    /// <exception cref="IOException">The stream cannot be written, or is full; what was written before stays in it.</exception>
    public void Write(AudioClip part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (part.SampleRate != _sampleRate || part.ChannelCount != _channelCount || part.Length > _length - _written)
        {
            throw new ArgumentException(
                $"The part has {part.ChannelCount} channel(s) of {part.Length} samples at {part.SampleRate} Hz; the file takes "
                    + $"{_channelCount} at {_sampleRate} Hz "
                + $"and {_length - _written} more samples.",
                nameof(part));
        }

        for (int c = 0; c < part.ChannelCount; c++)
        {
            WaveWriter.ThrowIfNotFinite(c, part.Channel(c));
        }

        for (int c = 0; _clips && c < part.ChannelCount; c++)
        {
            foreach (float sample in part.Channel(c))
            {
                ClippedCount += Math.Abs(sample) > 1 ? 1 : 0;
            }
        }

        _writer.Write(part.Channels, CancellationToken.None);
        _written += part.Length;
    }

    /// <summary>Writes what comes after the last part.</summary>
    /// <exception cref="InvalidOperationException">There were fewer samples than the header says.</exception>
    /// <exception cref="IOException">The stream cannot be written, or is full; what was written before stays in it.</exception>
    public void Complete()
    {
        if (_written != _length)
        {
            throw new InvalidOperationException($"{_written} samples were written; the header says {_length}.");
        }

        _writer.End();
    }
}
