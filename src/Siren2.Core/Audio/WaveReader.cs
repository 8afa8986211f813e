namespace Siren2.Audio;

/// <summary>Reads whole WAV files; memory grows with the bytes that are there, whatever the file claims.</summary>
internal static class WaveReader
{
    private const int BlockSize = 1 << 16;

    /// <inheritdoc cref="AudioClip.Load(Stream)"/>
    public static WaveContent Read(Stream stream) =>
        WaveInput.ResultOf(ReadAsync(new WaveInput(stream, isAsynchronous: false), CancellationToken.None));

    /// <inheritdoc cref="AudioClip.LoadAsync(Stream, CancellationToken)"/>
    public static async ValueTask<WaveContent> ReadAsync(WaveInput input, CancellationToken cancellationToken)
    {
        var chunks = new WaveChunkReader(input);
        (WaveLayout layout, long limit, bool mayBeNone) = await chunks.FindSamplesAsync(cancellationToken).ConfigureAwait(false);
        var channels = new ChannelBuffer(layout);
        if (input.CanSeek)
        {
            channels.Reserve(Math.Min(limit, Math.Max(input.Length - input.Position, 0)) / layout.FrameSize);
        }

        // Whole frames to a block; a frame is at most 65,535 bytes, so there is room for one.
        byte[] block = new byte[BlockSize / layout.FrameSize * layout.FrameSize];
        for (bool first = true; limit > 0; first = false)
        {
            Memory<byte> wanted = block.AsMemory(0, (int)Math.Min(block.Length, limit));
            int read = await input.FillAsync(wanted, cancellationToken).ConfigureAwait(false);
            if (first && mayBeNone && chunks.IsChunkHeader(wanted.Span[..read]))
            {
                break;
            }

            channels.Append(wanted.Span[..read]);
            if (read < wanted.Length)
            {
                break;
            }

            limit -= read;
        }

        return channels.ToContent();
    }
}
