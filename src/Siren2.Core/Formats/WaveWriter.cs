using System.Buffers.Binary;

namespace Siren2.Formats;

/// <summary>Writes a clip as a WAV file, front to back: all sizes are known beforehand.</summary>
internal sealed class WaveWriter
{
    private const int BlockSize = 1 << 16;

    private readonly AudioClip _clip;
    private readonly WaveLayout _layout;

    /// <summary>Checks that the clip can be written in that format, before anything is.</summary>
    /// <inheritdoc cref="AudioClip.Save(Stream, WaveFormat)" path="/exception"/>
    public WaveWriter(AudioClip clip, WaveFormat format)
    {
        _clip = clip;
        _layout = new WaveLayout(clip.SampleRate, clip.ChannelCount, EncodingOf(format));
        if (_layout.FrameSize > ushort.MaxValue)
        {
            throw new InvalidOperationException(
                $"The clip has {clip.ChannelCount} channels; "
                + $"a WAV file holds {ushort.MaxValue / _layout.Encoding.Size()} as {format}.");
        }

        for (int c = 0; c < clip.ChannelCount; c++)
        {
            ThrowIfNotFinite(c, clip.Channel(c));
        }
    }

    /// <summary>Writes the whole file at the stream's position.</summary>
    public void WriteTo(Stream stream)
    {
        stream.Write(WaveHeader.Create(_layout, _clip.Length));
        Quantizer[]? quantizers = _layout.Encoding == SampleEncoding.Float32 ? null : NewQuantizers();
        int framesPerBlock = BlockSize / _layout.FrameSize;
        byte[] block = new byte[framesPerBlock * _layout.FrameSize];
        for (int start = 0; start < _clip.Length; start += framesPerBlock)
        {
            int count = Math.Min(framesPerBlock, _clip.Length - start);
            for (int c = 0; c < _clip.ChannelCount; c++)
            {
                Span<byte> bytes = block.AsSpan(c * _layout.Encoding.Size());
                Encode(_clip.Channel(c).Slice(start, count), quantizers?[c], bytes);
            }

            stream.Write(block, 0, count * _layout.FrameSize);
        }

        bool isOdd = ((long)_clip.Length * _layout.FrameSize & 1) != 0;
        if (isOdd)
        {
            stream.WriteByte(0);
        }
    }

    private static SampleEncoding EncodingOf(WaveFormat format) => format switch
    {
        WaveFormat.Pcm16 => SampleEncoding.Signed16,
        WaveFormat.Pcm24 => SampleEncoding.Signed24,
        WaveFormat.Float32 => SampleEncoding.Float32,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Pcm16, Pcm24 and Float32 are written."),
    };

    private static void ThrowIfNotFinite(int channel, ReadOnlySpan<float> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (!float.IsFinite(samples[i]))
            {
                throw new InvalidOperationException(
                    $"Sample {i} of channel {channel} is {samples[i]}; only finite samples are saved.");
            }
        }
    }

    private Quantizer[] NewQuantizers()
    {
        var quantizers = new Quantizer[_clip.ChannelCount];
        for (int c = 0; c < quantizers.Length; c++)
        {
            quantizers[c] = new Quantizer(8 * _layout.Encoding.Size(), _clip.Channel(c), seed: c);
        }

        return quantizers;
    }

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
