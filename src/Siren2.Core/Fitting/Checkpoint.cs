using System.Buffers.Binary;
using System.Security.Cryptography;
using Siren2.Formats;

namespace Siren2.Fitting;

/// <summary>
/// The finished networks of a job, each appended to a file as soon as it is done, so that a job that was killed goes on from there.
/// </summary>
/// <remarks>
/// The file begins with a mark, a version and the fingerprint of the job. Then follow records: the length of a network's bytes, their SHA-256, and
/// the bytes. A process that is killed while it appends leaves part of a record at the end, which the next one takes away.
/// </remarks>
internal sealed class Checkpoint : IDisposable
{
    /// <summary>Of the file, and of what a fit computes: a network of an earlier version of the library must not be mixed with its own.</summary>
    private const int Version = 1;

    private const int PrefixLength = sizeof(long) + JobFingerprint.Length;

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Channel, int Segment), NetworkFit> _networks = [];
    private readonly string _path;
    private readonly FileStream _stream;
    private bool _isBroken;

    private Checkpoint(string path, JobFingerprint job)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        try
        {
            ReadHeader(job);
            ReadNetworks();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    private static ReadOnlySpan<byte> Mark => "siren2 checkpoint\0\0\0"u8;

    /// <summary>Opens the checkpoint of a job, or begins one.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <param name="job">What the networks are of.</param>
    /// <exception cref="InvalidDataException">The file is no checkpoint, is of another job, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read or written, or another job is using it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written, or is a folder.</exception>
    public static Checkpoint? Open(string? path, Func<JobFingerprint> job) => path is null ? null : new Checkpoint(path, job());

    /// <summary>The network of a segment, if it was finished before.</summary>
    public NetworkFit? Find(int channel, int segment) => _networks.GetValueOrDefault((channel, segment));

    /// <summary>Appends a finished network; any thread may.</summary>
    /// <exception cref="IOException">The file cannot be written, and is named; what it held before is still of use.</exception>
    public void Append(NetworkFit fit)
    {
        byte[] bytes = CheckpointRecord.Write(fit);
        byte[] record = new byte[PrefixLength + bytes.Length];
        BinaryPrimitives.WriteInt64LittleEndian(record, bytes.Length);
        _ = SHA256.HashData(bytes, record.AsSpan(sizeof(long)));
        bytes.CopyTo(record, PrefixLength);
        lock (_lock)
        {
            if (_isBroken)
            {
                // Behind half a record nothing would be found again.
                throw new IOException($"The checkpoint '{_path}' could not be written.");
            }

            _isBroken = true;
            Write(record);
            _isBroken = false;
        }
    }

    public void Dispose() => _stream.Dispose();

    private static byte[] Header(JobFingerprint job) => [.. Mark, .. BitConverter.GetBytes(Version), .. job.Samples, .. job.Settings];

    private void Write(byte[] bytes)
    {
        try
        {
            _stream.Write(bytes);
            _stream.Flush(flushToDisk: true);
        }
        catch (Exception e) when (WriteFailure.IsOne(e))
        {
            throw WriteFailure.Of(e, _stream.Name, _path);
        }
    }

    private void ReadHeader(JobFingerprint job)
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

        int settings = expected.Length - JobFingerprint.Length;
        int samples = settings - JobFingerprint.Length;
        string? complaint =
            length < Mark.Length || !header.AsSpan().StartsWith(Mark) ? "is not a checkpoint; name another file"
            : !Same(Mark.Length..samples) ? "is of another version of the library; delete it, or name another file"
            : !Same(samples..settings) ? "is of another clip; delete it, or name another file"
            : !Same(settings..) ? "is of the same clip with other options or on another kind of processor; delete it, name another file, or go on as it was begun"
            : null;
        if (complaint is not null)
        {
            throw new InvalidDataException($"'{_path}' {complaint}.");
        }

        bool Same(Range range) => header.AsSpan(range).SequenceEqual(expected.AsSpan(range));
    }

    private void ReadNetworks()
    {
        byte[] prefix = new byte[PrefixLength];
        while (_stream.Position < _stream.Length)
        {
            long start = _stream.Position;
            bool hasPrefix = _stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) == prefix.Length;
            long length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            if (!hasPrefix || length > _stream.Length - _stream.Position)
            {
                _stream.SetLength(start);
                _stream.Position = start;
                return;
            }

            if (length <= 0 || length > Array.MaxLength)
            {
                throw Damaged(null);
            }

            byte[] bytes = new byte[length];
            _stream.ReadExactly(bytes);
            if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(prefix.AsSpan(sizeof(long))))
            {
                throw Damaged(null);
            }

            Take(bytes);
        }
    }

    private void Take(byte[] bytes)
    {
        try
        {
            NetworkFit fit = CheckpointRecord.Read(bytes);
            _networks[(fit.Correction.Channel, fit.Correction.Segment)] = fit;
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    private InvalidDataException Damaged(Exception? cause) => new($"The checkpoint '{_path}' is damaged; delete it to begin anew.", cause);
}
