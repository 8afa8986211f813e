namespace Siren2.Formats.Decoders;

/// <summary>
/// Gives decoders that only go forward the reads in any order that a source promises: what was decoded last is kept, and a read from before that
/// begins again. Short files are decoded once and kept whole.
/// </summary>
internal sealed class DecodedAudio : IAudioSource, IDisposable
{
    /// <summary>Samples that are kept, all channels together: 64 MiB.</summary>
    private const long MostKept = 1 << 24;

    private const int BlockFrames = 1 << 14;

    private readonly Func<ISampleReader> _open;
    private readonly Queue<Block> _blocks = new();
    private readonly float[] _interleaved;
    private ISampleReader? _reader;
    private long _end;

    /// <summary>Decodes the file once, to know its length and that all of it can be decoded.</summary>
    /// <param name="open">Opens it at its beginning.</param>
    /// <param name="cancellationToken">Ends the decoding.</param>
    /// <exception cref="InvalidDataException">It cannot be decoded.</exception>
    public DecodedAudio(Func<ISampleReader> open, CancellationToken cancellationToken)
    {
        _open = open;
        _reader = open();
        try
        {
            (SampleRate, ChannelCount, Metadata) = (_reader.SampleRate, _reader.ChannelCount, _reader.Metadata);
            if (SampleRate is < 1 or > AudioClip.MaximumSampleRate || ChannelCount < 1)
            {
                throw new InvalidDataException(
                    $"The file has {ChannelCount} channels at {SampleRate} Hz; at least one and rates from 1 to "
                        + $"{AudioClip.MaximumSampleRate} Hz are read.");
            }

            _interleaved = new float[BlockFrames * ChannelCount];
            while (ReadBlock())
            {
                cancellationToken.ThrowIfCancellationRequested();
                Forget(_end);
            }

            (Length, Remark, Findings) = (_end, _reader.Remark, _reader.Findings);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int SampleRate { get; }

    public int ChannelCount { get; }

    public long Length { get; }

    public WaveMetadata Metadata { get; }

    public string? Remark { get; }

    public IReadOnlyList<string> Findings { get; }

    public void Read(long start, ReadOnlySpan<Memory<float>> channels)
    {
        int count = channels[0].Length;
        if (count == 0)
        {
            return;
        }

        if (_blocks.Count == 0 || start < _blocks.Peek().Start)
        {
            Restart();
        }

        while (_end < start + count)
        {
            if (!ReadBlock())
            {
                throw new InvalidDataException($"The file gave {Length} samples when it was decoded first, and now gives {_end}.");
            }

            Forget(start);
        }

        foreach (Block block in _blocks)
        {
            long first = Math.Max(start, block.Start);
            int length = (int)(Math.Min(start + count, block.End) - first);
            for (int c = 0; length > 0 && c < channels.Length; c++)
            {
                block.Channels[c].AsSpan((int)(first - block.Start), length).CopyTo(channels[c].Span[(int)(first - start)..]);
            }
        }
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _reader = null;
        _blocks.Clear();
    }

    private void Restart()
    {
        Dispose();
        _end = 0;
        _reader = _open();
    }

    /// <summary>Decodes one block, and keeps it.</summary>
    private bool ReadBlock()
    {
        int filled = 0;
        for (int read = 1; read > 0 && filled < _interleaved.Length; filled += read)
        {
            read = _reader!.Read(_interleaved.AsSpan(filled));
        }

        int frames = filled / ChannelCount;
        if (frames == 0)
        {
            return false;
        }

        float[][] channels = new float[ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = new float[frames];
            Interleaved.ReadChannel(_interleaved, channels.Length, c, channels[c]);
        }

        _blocks.Enqueue(new Block(_end, channels));
        _end += frames;
        return true;
    }

    /// <summary>Drops the oldest blocks before a position where there are too many.</summary>
    private void Forget(long start)
    {
        while ((_end - _blocks.Peek().Start) * ChannelCount > MostKept && _blocks.Peek().End <= start)
        {
            _blocks.Dequeue();
        }
    }

    private sealed record Block(long Start, float[][] Channels)
    {
        public long End => Start + Channels[0].Length;
    }
}
