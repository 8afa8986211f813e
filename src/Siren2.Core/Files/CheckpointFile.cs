using System.Buffers.Binary;

namespace Siren2.Files;

/// <summary>
/// A file of records that a job appends as soon as it has them, so that one that was killed goes on from the last.
/// </summary>
/// <remarks>
/// The file begins with a mark, a version and the fingerprint of the job. Each record is the length of its bytes, their <see cref="Seal"/>, and
/// the bytes. A process that is killed while it appends leaves part of a record at the end, which the next one takes away.
/// </remarks>
internal sealed class CheckpointFile : ICheckpointJournal
{
    /// <summary>Of the file, and of what a fit computes: a record of an earlier version of the library must not be mixed with its own.</summary>
    private const int Version = 4;

    private const int PrefixLength = sizeof(long) + Seal.Length;

    private readonly Lock _lock = new();
    private readonly CheckpointJob _job;
    private readonly string _path;
    private readonly FileStream _stream;
    private bool _isBroken;

    /// <summary>Opens the journal of a job, or begins one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="job">What the records are of.</param>
    /// <exception cref="InvalidDataException">The file is no checkpoint, or is of another job.</exception>
    /// <exception cref="IOException">The file cannot be read or written, or another job is using it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written, or is a folder.</exception>
    public CheckpointFile(string path, CheckpointJob job)
    {
        _path = path;
        _job = job;
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        try
        {
            ReadHeader(job);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public string Name => _path;

    /// <summary>Whether it was opened for a job.</summary>
    public bool IsOf(CheckpointJob job) => _job.Equals(job);

    private static ReadOnlySpan<byte> Mark => "siren2 checkpoint\0\0\0"u8;

    /// <summary>The next record that an earlier run has left; null behind the last, where <see cref="Append"/> goes on.</summary>
    /// <exception cref="InvalidDataException">The journal is damaged.</exception>
    public byte[]? ReadNext()
    {
        long start = _stream.Position;
        byte[] prefix = new byte[PrefixLength];
        bool hasPrefix = _stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) == prefix.Length;
        long length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (!hasPrefix || length > _stream.Length - _stream.Position)
        {
            _stream.SetLength(start);
            _stream.Position = start;
            return null;
        }

        if (length <= 0 || length > Array.MaxLength)
        {
            throw Damaged();
        }

        byte[] bytes = new byte[length];
        _stream.ReadExactly(bytes);
        return Seal.Fits(prefix.AsSpan(sizeof(long)), bytes) ? bytes : throw Damaged();
    }

    /// <summary>Appends a record; any thread may.</summary>
    /// <exception cref="IOException">The file cannot be written, and is named; what it held before is still of use.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        byte[] prefix = new byte[PrefixLength];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, record.Length);
        Seal.Of(record).CopyTo(prefix.AsSpan(sizeof(long)));
        lock (_lock)
        {
            if (_isBroken)
            {
                // Behind half a record nothing would be found again.
                throw new IOException($"The checkpoint '{_path}' could not be written.");
            }

            _isBroken = true;
            Write(prefix, record);
            _isBroken = false;
        }
    }

    /// <summary>What is thrown where a record is not what it should be.</summary>
    private InvalidDataException Damaged() => new($"The checkpoint '{_path}' is damaged; delete it to begin anew.");

    public void Dispose() => _stream.Dispose();

    private static byte[] Header(CheckpointJob job) => [.. Mark, .. BitConverter.GetBytes(Version), .. job.Samples, .. job.Settings];

    private void Write(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> more = default)
    {
        try
        {
            _stream.Write(bytes);
            _stream.Write(more);
            _stream.Flush(flushToDisk: true);
        }
        catch (Exception e) when (WriteFailure.IsOne(e))
        {
            throw WriteFailure.Of(e, _stream.Name, _path);
        }
    }

    private void ReadHeader(CheckpointJob job)
    {
        byte[] expected = Header(job);
        byte[] header = new byte[expected.Length];
        int length = _stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (length < expected.Length && expected.AsSpan().StartsWith(header.AsSpan(0, length)))
        {
            // New, or killed while it was begun.
            _stream.SetLength(0);
            Write(expected);
            return;
        }

        int settings = expected.Length - CheckpointJob.HashLength;
        int samples = settings - CheckpointJob.HashLength;
        string? complaint =
            length < Mark.Length || !header.AsSpan().StartsWith(Mark) ? "is not a checkpoint; name another file"
            : !Same(Mark.Length..samples) ? "is of another version of the library; delete it, or name another file"
            : !Same(samples..settings) ? "is of another clip or another kind of job; delete it, or name another file"
            : !Same(settings..) ? "is of the same clip with other options or on another kind of processor; delete it, name another file, or "
                + "go on as it was begun"
            : null;
        if (complaint is not null)
        {
            throw new InvalidDataException($"'{_path}' {complaint}.");
        }

        bool Same(Range range) => header.AsSpan(range).SequenceEqual(expected.AsSpan(range));
    }
}
