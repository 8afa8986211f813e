using System.Buffers.Binary;
using Siren2.Files;

namespace Siren2.Audio;

/// <summary>Writes a WAV file part by part, front to back: its length is known beforehand.</summary>
internal sealed class WavePartWriter
{
    private const int BlockSize = 1 << 16;

    private readonly Stream _stream;
    private readonly WaveLayout _layout;
    private readonly Quantizer[]? _quantizers;
    private readonly byte[] _header;
    private readonly byte[] _block;
    private readonly int _framesPerBlock;
    private readonly bool _isOdd;

    /// <summary>Prepares to write; <see cref="Begin"/> comes first.</summary>
    /// <param name="stream">Where to write; it stays open.</param>
    /// <param name="layout">Rate, channels and encoding; one of the encodings that are written.</param>
    /// <param name="frames">How many frames all parts will have.</param>
    /// <param name="chunks">What the file carries besides them; null for nothing.</param>
    public WavePartWriter(Stream stream, WaveLayout layout, long frames, IReadOnlyList<WaveChunk>? chunks = null)
    {
        _stream = stream;
        _layout = layout;
        _isOdd = ((frames * layout.FrameSize) & 1) != 0;
        _framesPerBlock = BlockSize / layout.FrameSize;
        _block = new byte[_framesPerBlock * layout.FrameSize];
        _quantizers = layout.Encoding == SampleEncoding.Float32
            ? null
            : [.. Enumerable.Range(0, layout.ChannelCount).Select(c => new Quantizer(8 * layout.Encoding.Size(), seed: c))];
        _header = WaveHeader.Create(layout, frames, chunks ?? []);
    }

    /// <summary>What a format takes of a file.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is none of the formats.</exception>
    /// <exception cref="InvalidOperationException">There are more channels than a WAV file can hold.</exception>
    public static WaveLayout Layout(int sampleRate, int channelCount, WaveEncoding format)
    {
        var layout = new WaveLayout(sampleRate, channelCount, EncodingOf(format));
        return (long)channelCount * layout.Encoding.Size() <= ushort.MaxValue
            ? layout
            : throw new InvalidOperationException(
                $"The clip has {channelCount} channels; a WAV file holds {ushort.MaxValue / layout.Encoding.Size()} as {format}.");
    }

    /// <summary>Writes what comes before the first part.</summary>
    public void Begin() => _stream.WriteGiven(_header);

    /// <summary>Writes the next part.</summary>
    /// <param name="part">The part, <c>[channel][samples]</c>.</param>
    /// <param name="cancellationToken">Ends the writing within one block.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public void Write(float[][] part, CancellationToken cancellationToken)
    {
        Inspect(part);
        for (int start = 0; start < part[0].Length; start += _framesPerBlock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _stream.WriteGiven(Encode(part, start).Span);
        }
    }

    /// <summary>Writes what comes after the last part.</summary>
    public void End()
    {
        if (_isOdd)
        {
            _stream.WriteGiven([0]);
        }
    }

    /// <summary>Writes a file that is one part, header and end included, without a synchronous write.</summary>
    public async Task WriteWholeAsync(float[][] clip, CancellationToken cancellationToken)
    {
        await _stream.WriteGivenAsync(_header, cancellationToken).ConfigureAwait(false);
        Inspect(clip);
        for (int start = 0; start < clip[0].Length; start += _framesPerBlock)
        {
            await _stream.WriteGivenAsync(Encode(clip, start), cancellationToken).ConfigureAwait(false);
        }

        if (_isOdd)
        {
            await _stream.WriteGivenAsync(new byte[1], cancellationToken).ConfigureAwait(false);
        }
    }

    private void Inspect(float[][] part)
    {
        for (int c = 0; c < _quantizers?.Length; c++)
        {
            _quantizers[c].Inspect(part[c]);
        }
    }

    /// <summary>Encodes the frames of a part from one on, as many as a block takes.</summary>
    private ReadOnlyMemory<byte> Encode(float[][] part, int start)
    {
        int count = Math.Min(_framesPerBlock, part[0].Length - start);
        for (int c = 0; c < part.Length; c++)
        {
            Encode(part[c].AsSpan(start, count), _quantizers?[c], _block.AsSpan(c * _layout.Encoding.Size()));
        }

        return _block.AsMemory(0, count * _layout.FrameSize);
    }

    private static SampleEncoding EncodingOf(WaveEncoding format) => format switch
    {
        WaveEncoding.Pcm16 => SampleEncoding.Signed16,
        WaveEncoding.Pcm24 => SampleEncoding.Signed24,
        WaveEncoding.Float32 => SampleEncoding.Float32,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Pcm16, Pcm24 and Float32 are written."),
    };

    private void Encode(ReadOnlySpan<float> samples, Quantizer? quantizer, Span<byte> bytes)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            Span<byte> destination = bytes[(i * _layout.FrameSize)..];
            if (quantizer is null)
            {
                BinaryPrimitives.WriteSingleLittleEndian(destination, samples[i]);
                continue;
            }

            int value = quantizer.Quantize(samples[i]);
            BinaryPrimitives.WriteInt16LittleEndian(destination, (short)value);
            if (_layout.Encoding == SampleEncoding.Signed24)
            {
                destination[2] = (byte)(value >> 16);
            }
        }
    }
}
