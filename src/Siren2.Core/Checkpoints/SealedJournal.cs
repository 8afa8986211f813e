using Siren2.Files;

namespace Siren2.Checkpoints;

/// <summary>
/// A host's journal, whose records end with a hash of their job and of themselves: a database that confuses two jobs or returns other bytes than it
/// was given is found out, and does not become part of a result.
/// </summary>
internal sealed class SealedJournal(ICheckpointJournal journal, CheckpointJob job) : ICheckpointJournal
{
    public string Name => journal.Name;

    public byte[]? ReadNext()
    {
        if (journal.ReadNext() is not byte[] bytes)
        {
            return null;
        }

        int length = bytes.Length - Seal.Length;
        return length >= 0 && SealOf(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length))
            ? bytes[..length]
            : throw new InvalidDataException($"The checkpoint '{Name}' is damaged or holds a record of another job; delete it to begin anew.");
    }

    public void Append(ReadOnlySpan<byte> record) => journal.Append([.. record, .. SealOf(record)]);

    public void Dispose() => journal.Dispose();

    private byte[] SealOf(ReadOnlySpan<byte> record)
    {
        using var seal = new Seal();
        seal.Add(job.Samples);
        seal.Add(job.Settings);
        seal.Add(record);
        return seal.Finish();
    }
}
