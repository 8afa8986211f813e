using System.Buffers.Binary;

namespace Siren2.Formats;

/// <summary>
/// Reads WAV files front to back, without seeking where the stream cannot: RIFF (Microsoft and IBM, Multimedia Programming
/// Interface 1.0, 1991; WAVEFORMATEXTENSIBLE) and its 64-bit forms RF64 and BW64 (EBU Tech 3306, ITU-R BS.2088). Sizes in
/// the file are claims: memory grows with the bytes that are there.
/// </summary>
internal sealed class WaveReader
{
    private const int BlockSize = 1 << 16;
    private const int ChunkHeaderSize = 8;

    /// <summary>What a 32-bit size field holds when the size is in the ds64 chunk, or was unknown when it was written.</summary>
    private const uint OpenSize = uint.MaxValue;

    private readonly Stream _stream;
    private readonly byte[] _block = new byte[BlockSize];

    /// <summary>Bytes read or skipped so far.</summary>
    private long _position;

    /// <summary>Where the header says that the file ends; unknown is the far end of everything.</summary>
    private long _formEnd;

    private ulong _longDataSize = ulong.MaxValue;

    private WaveReader(Stream stream) => _stream = stream;

    /// <inheritdoc cref="AudioClip.Load(Stream)"/>
    public static AudioClip Read(Stream stream)
    {
        var reader = new WaveReader(stream);
        reader.ReadFormHeader();
        return reader.ReadChunks();
    }

    private void ReadFormHeader()
    {
        Span<byte> header = stackalloc byte[12];
        int read = Fill(header);
        bool isWave = read == header.Length && header[8..].SequenceEqual("WAVE"u8);
        bool isLong = header.StartsWith("RF64"u8) || header.StartsWith("BW64"u8);
        if (!isWave || !(isLong || header.StartsWith("RIFF"u8)))
        {
            throw new InvalidDataException(read == 0
                ? "Not a WAV file: it is empty."
                : $"Not a WAV file: it begins with the bytes {Convert.ToHexString(header[..read])}, not with RIFF, RF64 or BW64 and WAVE. "
                    + "Other formats have to be converted to WAV first.");
        }

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        _formEnd = size == OpenSize ? long.MaxValue : ChunkHeaderSize + (long)size;
    }

    private AudioClip ReadChunks()
    {
        WaveLayout? layout = null;
        Span<byte> header = stackalloc byte[ChunkHeaderSize];
        while (Fill(header) == header.Length)
        {
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if (header.StartsWith("data"u8))
            {
                return ReadSamples(layout ?? throw new InvalidDataException("The samples come before the format chunk."), size);
            }

            long end = _position + size + (size & 1);
            if (header.StartsWith("fmt "u8))
            {
                Span<byte> chunk = _block.AsSpan(0, (int)Math.Min(size, WaveLayout.LongestChunk));
                layout = WaveLayout.Parse(chunk[..Fill(chunk)]);
            }
            else if (header.StartsWith("ds64"u8))
            {
                ReadLongSizes(_block.AsSpan(0, (int)Math.Min(size, 16)));
            }

            SkipTo(end);
        }

        throw new InvalidDataException(
            $"The file ends after {_position} bytes without a {(layout is null ? "format" : "data")} chunk.");
    }

    /// <summary>The ds64 chunk begins with the true sizes of file and samples.</summary>
    private void ReadLongSizes(Span<byte> chunk)
    {
        if (Fill(chunk) < 16)
        {
            throw new InvalidDataException($"The ds64 chunk has {chunk.Length} bytes; it needs at least 16.");
        }

        ulong formSize = BinaryPrimitives.ReadUInt64LittleEndian(chunk);
        _formEnd = (long)Math.Min(formSize, long.MaxValue - ChunkHeaderSize) + ChunkHeaderSize;
        _longDataSize = BinaryPrimitives.ReadUInt64LittleEndian(chunk[8..]);
    }

    private AudioClip ReadSamples(WaveLayout layout, uint size)
    {
        ulong claim = size == OpenSize ? _longDataSize : size;
        long limit = claim is 0 or > long.MaxValue ? long.MaxValue : (long)claim;
        var channels = new ChannelBuffer(layout);
        if (_stream.CanSeek)
        {
            channels.Reserve(Math.Min(limit, Math.Max(_stream.Length - _stream.Position, 0)) / layout.FrameSize);
        }

        // Whole frames to a block; a frame is at most 65,535 bytes, so there is room for one.
        Span<byte> block = _block.AsSpan(0, BlockSize / layout.FrameSize * layout.FrameSize);
        for (bool first = true; limit > 0; first = false)
        {
            Span<byte> wanted = block[..(int)Math.Min(block.Length, limit)];
            int read = Fill(wanted);
            if (first && claim == 0 && IsChunkHeader(wanted[..read]))
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

    /// <summary>
    /// A data size of zero is a clip without samples when another chunk follows, and a writer that could not go back to fill
    /// the size in when anything else does. A chunk begins with four printable characters and a size that fits the file's.
    /// </summary>
    private bool IsChunkHeader(ReadOnlySpan<byte> following)
    {
        if (following.Length < ChunkHeaderSize || following[..4].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return false;
        }

        long start = _position - following.Length + ChunkHeaderSize;
        return _formEnd != long.MaxValue && start + BinaryPrimitives.ReadUInt32LittleEndian(following[4..]) <= _formEnd;
    }

    /// <summary>Reads until the destination is full or the stream ends, and says how many bytes there were.</summary>
    private int Fill(Span<byte> destination)
    {
        int read = _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        _position += read;
        return read;
    }

    /// <summary>Goes on to a position, or to the end of a stream that is shorter.</summary>
    private void SkipTo(long position)
    {
        if (_stream.CanSeek && position - _position > BlockSize)
        {
            long here = _stream.Position;
            long step = Math.Min(position - _position, Math.Max(_stream.Length - here, 0));
            _stream.Position = here + step;
            _position += step;
        }

        while (_position < position && Fill(_block.AsSpan(0, (int)Math.Min(position - _position, BlockSize))) > 0)
        {
        }
    }
}
