using System.Buffers.Binary;

namespace Siren2.Audio;

/// <summary>
/// Finds the samples of a WAV file front to back, without seeking where the stream cannot: RIFF (Microsoft and IBM, Multimedia Programming
/// Interface 1.0, 1991; WAVEFORMATEXTENSIBLE) and its 64-bit forms RF64 and BW64 (EBU Tech 3306, ITU-R BS.2088). Sizes in
/// the file are claims.
/// </summary>
internal sealed class WaveChunkReader(WaveInput input)
{
    private const int ChunkHeaderSize = 8;

    /// <summary>What a 32-bit size field holds when the size is in the ds64 chunk, or was unknown when it was written.</summary>
    private const uint OpenSize = uint.MaxValue;

    /// <summary>Bytes of a ds64 chunk that count.</summary>
    private const int LongSizes = 16;

    private readonly byte[] _skipped = new byte[1 << 16];
    private readonly byte[] _chunk = new byte[WaveLayout.LongestChunk];

    /// <summary>Bytes read or skipped so far.</summary>
    private long _position;

    /// <summary>Where the form stands: behind a tag, if there is one.</summary>
    private long _formStart;

    /// <summary>Where the header says that the file ends; unknown is the far end of everything.</summary>
    private long _formEnd;

    /// <summary>Whether a byte of padding is to be expected next.</summary>
    private bool _mayBePadded;

    private ulong _longDataSize = ulong.MaxValue;

    /// <summary>Where the first chunk stands, counted from where the reading began.</summary>
    public long StartOfChunks { get; private set; }

    /// <summary>Reads up to the first byte of the samples.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">It is no WAV file that can be read.</exception>
    public async ValueTask<WaveSamples> FindSamplesAsync(CancellationToken cancellationToken)
    {
        await ReadFormHeaderAsync(cancellationToken).ConfigureAwait(false);
        WaveLayout? layout = null;
        byte[] header = new byte[ChunkHeaderSize];
        while (await FillHeaderAsync(header, cancellationToken).ConfigureAwait(false))
        {
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            if (header.AsSpan().StartsWith("data"u8))
            {
                ulong claim = size == OpenSize ? _longDataSize : size;
                return new WaveSamples(
                    layout ?? throw new InvalidDataException("The samples come before the format chunk."),
                    claim is 0 or > long.MaxValue ? long.MaxValue : (long)claim,
                    claim == 0);
            }

            long end = _position + size;
            _mayBePadded = (size & 1) != 0;
            if (header.AsSpan().StartsWith("fmt "u8))
            {
                layout = WaveLayout.Parse(_chunk.AsSpan(0, await FillChunkAsync(size, _chunk.Length, cancellationToken).ConfigureAwait(false)));
            }
            else if (header.AsSpan().StartsWith("ds64"u8))
            {
                ReadLongSizes(_chunk.AsSpan(0, await FillChunkAsync(size, LongSizes, cancellationToken).ConfigureAwait(false)), size);
            }

            await SkipToAsync(end, cancellationToken).ConfigureAwait(false);
        }

        throw new InvalidDataException(
            $"The file ends after {_position} bytes without a {(layout is null ? "format" : "data")} chunk.");
    }

    /// <summary>
    /// Whether what follows a data chunk that claims no bytes is another chunk, so that there are no samples; when anything else does,
    /// its writer could not go back to fill the size in. A chunk begins with four printable characters and a size that fits the file's.
    /// </summary>
    public bool IsChunkHeader(ReadOnlySpan<byte> following)
    {
        if (following.Length < ChunkHeaderSize || following[..4].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return false;
        }

        long start = _position + ChunkHeaderSize;
        return _formEnd != long.MaxValue && start + BinaryPrimitives.ReadUInt32LittleEndian(following[4..]) <= _formEnd;
    }

    private async ValueTask ReadFormHeaderAsync(CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[12];
        int read = await FillAsync(bytes, cancellationToken).ConfigureAwait(false);
        if (read == bytes.Length && bytes.AsSpan().StartsWith("ID3"u8))
        {
            // Tags of ID3v2 stand before whatever they are of; their size is of seven bits a byte.
            long size = (bytes[6] & 0x7FL) << 21 | (bytes[7] & 0x7FL) << 14 | (bytes[8] & 0x7FL) << 7 | bytes[9] & 0x7FL;
            long end = 10 + size + ((bytes[5] & 0x10) != 0 ? 10 : 0);
            if (end >= _position)
            {
                await SkipToAsync(end, cancellationToken).ConfigureAwait(false);
                read = await FillAsync(bytes, cancellationToken).ConfigureAwait(false);
            }
        }

        _formStart = _position - read;
        ReadFormHeader(bytes, read);
        StartOfChunks = _position;
    }

    /// <summary>
    /// Reads a chunk's identifier and size, and before them the padding of the last chunk if there is any; whether there is a chunk.
    /// </summary>
    private async ValueTask<bool> FillHeaderAsync(byte[] header, CancellationToken cancellationToken)
    {
        int read = await FillAsync(header, cancellationToken).ConfigureAwait(false);
        if (_mayBePadded && !WaveMetadataReader.IsUnpadded(header.AsSpan(0, read)))
        {
            header.AsSpan(1).CopyTo(header);
            read += await FillAsync(header.AsMemory(header.Length - 1), cancellationToken).ConfigureAwait(false) - 1;
        }

        return read == header.Length;
    }

    private void ReadFormHeader(ReadOnlySpan<byte> header, int read)
    {
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
        _formEnd = size == OpenSize ? long.MaxValue : _formStart + ChunkHeaderSize + size;
    }

    /// <summary>The ds64 chunk begins with the true sizes of file and samples.</summary>
    private void ReadLongSizes(ReadOnlySpan<byte> chunk, uint size)
    {
        if (chunk.Length < LongSizes)
        {
            throw new InvalidDataException($"The ds64 chunk has {Math.Min(size, LongSizes)} bytes; it needs at least {LongSizes}.");
        }

        ulong formSize = BinaryPrimitives.ReadUInt64LittleEndian(chunk);
        _formEnd = (long)Math.Min(formSize, (ulong)(long.MaxValue - ChunkHeaderSize - _formStart)) + ChunkHeaderSize + _formStart;
        _longDataSize = BinaryPrimitives.ReadUInt64LittleEndian(chunk[8..]);
    }

    /// <summary>Reads until the destination is full or the stream ends, and says how many bytes there were.</summary>
    private async ValueTask<int> FillAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        int read = await input.FillAsync(destination, cancellationToken).ConfigureAwait(false);
        _position += read;
        return read;
    }

    /// <summary>Reads the beginning of a chunk's body, as far as it is looked at.</summary>
    private ValueTask<int> FillChunkAsync(uint size, int most, CancellationToken cancellationToken) =>
        FillAsync(_chunk.AsMemory(0, (int)Math.Min(size, most)), cancellationToken);

    /// <summary>Goes on to a position, or to the end of a stream that is shorter.</summary>
    private async ValueTask SkipToAsync(long position, CancellationToken cancellationToken)
    {
        if (input.CanSeek && position - _position > _skipped.Length)
        {
            long here = input.Position;
            long step = Math.Min(position - _position, Math.Max(input.Length - here, 0));
            input.Position = here + step;
            _position += step;
        }

        while (_position < position
            && await FillAsync(
                _skipped.AsMemory(0, (int)Math.Min(position - _position, _skipped.Length)), cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }
}

/// <summary>What a WAV file says of its samples, just before them.</summary>
/// <param name="Layout">How they are stored.</param>
/// <param name="ByteLimit">Bytes that they take at most.</param>
/// <param name="MayBeNone">Whether the file claims that there are none; see <see cref="WaveChunkReader.IsChunkHeader"/>.</param>
internal sealed record WaveSamples(WaveLayout Layout, long ByteLimit, bool MayBeNone);
