using System.Buffers.Binary;

namespace Siren2.Audio;

/// <summary>What the format chunk of a WAV file says about its samples.</summary>
/// <param name="SampleRate">Frames per second, in hertz.</param>
/// <param name="ChannelCount">Samples in a frame.</param>
/// <param name="Encoding">How each sample is stored.</param>
internal sealed record WaveLayout(int SampleRate, int ChannelCount, SampleEncoding Encoding)
{
    /// <summary>Bytes of a format chunk that are looked at: WAVEFORMATEXTENSIBLE, the longest kind that is read.</summary>
    public const int LongestChunk = 40;

    /// <summary>Format tag of integer samples.</summary>
    public const ushort TagPcm = 1;

    /// <summary>Format tag of floating-point samples.</summary>
    public const ushort TagFloat = 3;

    /// <summary>A-law of G.711, in the format chunk.</summary>
    public const ushort TagALaw = 6;

    /// <summary>µ-law of G.711, in the format chunk.</summary>
    public const ushort TagMuLaw = 7;

    /// <summary>Format tag that refers to the identifier at the end of the chunk.</summary>
    public const ushort TagExtensible = 0xFFFE;

    private const int ShortestChunk = 16;

    /// <summary>Bytes 2 to 15 of a sub-format identifier that stands for a format tag, which its first two bytes are.</summary>
    public static ReadOnlySpan<byte> SubFormatTail =>
        [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    /// <summary>Where the speakers of the channels stand, by WAVEFORMATEXTENSIBLE; 0 where nothing is said.</summary>
    public uint SpeakerMask { get; init; }

    /// <summary>Bytes that one frame takes.</summary>
    public int FrameSize => ChannelCount * Encoding.Size();

    /// <summary>Reads the body of a format chunk, up to <see cref="LongestChunk"/> bytes of it.</summary>
    /// <exception cref="InvalidDataException">The format is not one that is read, or contradicts itself.</exception>
    public static WaveLayout Parse(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < ShortestChunk)
        {
            throw new InvalidDataException($"The format chunk has {chunk.Length} bytes; it needs at least {ShortestChunk}.");
        }

        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int blockAlign = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (channels == 0)
        {
            throw new InvalidDataException("The format chunk says 0 channels; at least 1 is needed.");
        }

        if (rate is 0 or > AudioLimits.MaximumSampleRate)
        {
            throw new InvalidDataException(
                $"The format chunk says a sample rate of {rate} Hz; 1 to {AudioLimits.MaximumSampleRate} Hz are read.");
        }

        ushort tag = FormatTag(chunk);
        SampleEncoding encoding = tag == TagPcm && bits == 24 && blockAlign == 4 * channels ? SampleEncoding.Signed24Of4 : EncodingOf(tag, bits);
        if (blockAlign != channels * encoding.Size())
        {
            throw new InvalidDataException(
                $"The format chunk says {blockAlign} bytes a frame; "
                + $"{channels} channels of {bits} bits take {channels * encoding.Size()}.");
        }

        uint mask = chunk.Length >= LongestChunk && BinaryPrimitives.ReadUInt16LittleEndian(chunk) == TagExtensible
            ? BinaryPrimitives.ReadUInt32LittleEndian(chunk[20..])
            : 0;
        return new WaveLayout((int)rate, channels, encoding) { SpeakerMask = mask };
    }

    /// <summary>
    /// Of 24 bits in four bytes, which the specification puts into the upper three and some writers into the lower three, what the first samples
    /// that are not silent show: only in the lower three does the top byte repeat the sign and the lowest one count.
    /// </summary>
    /// <param name="frames">Some frames.</param>
    /// <returns>The layout with one encoding or the other; itself where the frames are silent, or there is no question.</returns>
    public WaveLayout Settled(ReadOnlySpan<byte> frames)
    {
        if (Encoding != SampleEncoding.Signed24Of4 || !frames.ContainsAnyExcept((byte)0))
        {
            return this;
        }

        bool lowestCounts = false;
        for (int i = 0; i + 4 <= frames.Length; i += 4)
        {
            lowestCounts |= frames[i] != 0;
            if (frames[i + 3] != (byte)((sbyte)frames[i + 2] >> 7))
            {
                return this with { Encoding = SampleEncoding.Signed32 };
            }
        }

        return this with { Encoding = lowestCounts ? SampleEncoding.Signed24Low : SampleEncoding.Signed32 };
    }

    /// <summary>The format tag; behind WAVE_FORMAT_EXTENSIBLE, the one that the sub-format identifier stands for.</summary>
    private static ushort FormatTag(ReadOnlySpan<byte> chunk)
    {
        ushort tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        if (tag != TagExtensible)
        {
            return tag;
        }

        if (chunk.Length < LongestChunk)
        {
            throw new InvalidDataException(
                $"The format chunk is extensible and has {chunk.Length} bytes; it needs at least {LongestChunk}.");
        }

        ReadOnlySpan<byte> subFormat = chunk[24..LongestChunk];
        if (!subFormat[2..].SequenceEqual(SubFormatTail))
        {
            throw new InvalidDataException($"The sub-format {new Guid(subFormat)} is not read; integer, float, A-law and µ-law samples are.");
        }

        return BinaryPrimitives.ReadUInt16LittleEndian(subFormat);
    }

    private static SampleEncoding EncodingOf(ushort tag, int bits) => (tag, bits) switch
    {
        (TagPcm, 8) => SampleEncoding.Unsigned8,
        (TagPcm, 16) => SampleEncoding.Signed16,
        (TagPcm, 24) => SampleEncoding.Signed24,
        (TagPcm, 32) => SampleEncoding.Signed32,
        (TagFloat, 32) => SampleEncoding.Float32,
        (TagFloat, 64) => SampleEncoding.Float64,
        (TagMuLaw, 8) => SampleEncoding.MuLaw,
        (TagALaw, 8) => SampleEncoding.ALaw,
        (TagPcm, _) => throw new InvalidDataException($"Integer samples have {bits} bits; 8, 16, 24 and 32 are read."),
        (TagALaw or TagMuLaw, _) => throw new InvalidDataException($"A-law and µ-law samples have {bits} bits; 8 are read."),
        (TagFloat, _) => throw new InvalidDataException($"Float samples have {bits} bits; 32 and 64 are read."),
        _ => throw new InvalidDataException(
            $"The format tag is 0x{tag:X4}; integer (0x0001), float (0x0003), A-law (0x0006) and µ-law (0x0007) samples are read."),
    };
}
