namespace Siren2.Audio;

/// <summary>
/// The bytes of a WAV file before its samples. Mono and stereo integers get the plain WAVE_FORMAT_PCM header that every reader
/// knows, 24 bits included; more channels get WAVE_FORMAT_EXTENSIBLE; all but the plain header get the <c>fact</c> chunk that the
/// specification asks of them, and files beyond 32-bit sizes become RF64 (EBU Tech 3306).
/// </summary>
internal static class WaveHeader
{
    private const int LongSizesChunk = 28;

    // Of WAVEFORMATEXTENSIBLE's speaker positions.
    private const uint FrontCenter = 0x4;
    private const uint FrontLeftRight = 0x3;

    /// <summary>Builds the header.</summary>
    /// <param name="layout">Rate, channels and encoding of the samples; one of the encodings that are written.</param>
    /// <param name="frames">How many frames follow.</param>
    /// <param name="chunks">Chunks to write before them.</param>
    public static byte[] Create(WaveLayout layout, long frames, params IReadOnlyList<WaveChunk> chunks)
    {
        int formatSize = layout.ChannelCount > 2 || !IsUsual(layout) ? 40 : layout.Encoding == SampleEncoding.Float32 ? 18 : 16;
        bool hasFact = formatSize > 16;
        long dataSize = frames * layout.FrameSize;
        long formSize = 4 + (8 + formatSize) + (hasFact ? 12 : 0) + chunks.Sum(Size) + 8 + dataSize + (dataSize & 1);
        bool isLong = formSize >= uint.MaxValue;

        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(isLong ? "RF64"u8 : "RIFF"u8);
        writer.Write(isLong ? uint.MaxValue : (uint)formSize);
        writer.Write("WAVE"u8);
        if (isLong)
        {
            WriteLongSizes(writer, formSize + 8 + LongSizesChunk, dataSize, frames);
        }

        WriteFormat(writer, layout, formatSize);
        if (hasFact)
        {
            writer.Write("fact"u8);
            writer.Write(4u);
            writer.Write((uint)Math.Min(frames, uint.MaxValue));
        }

        foreach (WaveChunk chunk in chunks)
        {
            Write(writer, chunk);
        }

        writer.Write("data"u8);
        writer.Write(isLong ? uint.MaxValue : (uint)dataSize);
        return bytes.ToArray();
    }

    /// <summary>Whether the speakers stand where those of a mono or stereo file do that does not say.</summary>
    private static bool IsUsual(WaveLayout layout) =>
        layout.SpeakerMask == 0 || layout.SpeakerMask == (layout.ChannelCount == 1 ? FrontCenter : FrontLeftRight);

    private static long Size(WaveChunk chunk) => 8L + chunk.Content.Length + (chunk.Content.Length & 1);

    private static void Write(BinaryWriter writer, WaveChunk chunk)
    {
        writer.Write(System.Text.Encoding.ASCII.GetBytes(chunk.Id));
        writer.Write(chunk.Content.Length);
        writer.Write(chunk.Content.Span);
        if ((chunk.Content.Length & 1) != 0)
        {
            writer.Write((byte)0);
        }
    }

    private static void WriteLongSizes(BinaryWriter writer, long formSize, long dataSize, long frames)
    {
        writer.Write("ds64"u8);
        writer.Write(LongSizesChunk);
        writer.Write(formSize);
        writer.Write(dataSize);
        writer.Write(frames);
        writer.Write(0u); // no table of other long chunks
    }

    private static void WriteFormat(BinaryWriter writer, WaveLayout layout, int formatSize)
    {
        ushort tag = layout.Encoding == SampleEncoding.Float32 ? WaveLayout.TagFloat : WaveLayout.TagPcm;
        ushort bits = (ushort)(8 * layout.Encoding.Size());
        writer.Write("fmt "u8);
        writer.Write(formatSize);
        writer.Write(formatSize == 40 ? WaveLayout.TagExtensible : tag);
        writer.Write((ushort)layout.ChannelCount);
        writer.Write(layout.SampleRate);
        writer.Write((uint)Math.Min((long)layout.SampleRate * layout.FrameSize, uint.MaxValue));
        writer.Write((ushort)layout.FrameSize);
        writer.Write(bits);
        if (formatSize > 16)
        {
            writer.Write((ushort)(formatSize - 18));
        }

        if (formatSize == 40)
        {
            writer.Write(bits);
            writer.Write(layout.SpeakerMask);
            writer.Write(tag);
            writer.Write(WaveLayout.SubFormatTail);
        }
    }
}
