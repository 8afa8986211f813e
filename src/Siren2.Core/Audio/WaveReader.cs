namespace Siren2.Audio;

/// <summary>Reads whole WAV files; memory grows with the bytes that are there, whatever the file claims.</summary>
internal static class WaveReader
{
    private const int BlockSize = 1 << 16;

    /// <inheritdoc cref="AudioClip.Load(Stream)"/>
    public static AudioClip Read(Stream stream)
    {
        var chunks = new WaveChunkReader(stream);
        (WaveLayout layout, long limit, bool mayBeNone) = chunks.FindSamples();
        var channels = new ChannelBuffer(layout);
        if (stream.CanSeek)
        {
            channels.Reserve(Math.Min(limit, Math.Max(stream.Length - stream.Position, 0)) / layout.FrameSize);
        }

        // Whole frames to a block; a frame is at most 65,535 bytes, so there is room for one.
        Span<byte> block = new byte[BlockSize / layout.FrameSize * layout.FrameSize];
        for (bool first = true; limit > 0; first = false)
        {
            Span<byte> wanted = block[..(int)Math.Min(block.Length, limit)];
            int read = stream.ReadAtLeast(wanted, wanted.Length, throwOnEndOfStream: false);
            if (first && mayBeNone && chunks.IsChunkHeader(wanted[..read]))
            {
                break;
            }

            channels.Append(wanted[..read]);
            if (read < wanted.Length)
            {
                break;
            }

            limit -= read;
        }

        return channels.ToClip();
    }
}
