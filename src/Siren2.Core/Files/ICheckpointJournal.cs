namespace Siren2.Files;

/// <summary>What is kept of one job: records of bytes, in the order in which they were appended.</summary>
public interface ICheckpointJournal : IDisposable
{
    /// <summary>What complaints call it: the path of a file, the key of a table.</summary>
    string Name { get; }

    /// <summary>The next record that an earlier run has left; null behind the last. One thread, before anything is appended.</summary>
    /// <exception cref="InvalidDataException">The journal is damaged.</exception>
    byte[]? ReadNext();

    /// <summary>Appends a record, which is safe when this returns; any thread may.</summary>
    /// <param name="record">The bytes.</param>
    /// <exception cref="IOException">It cannot be written; what was kept before is still of use.</exception>
    void Append(ReadOnlySpan<byte> record);
}
