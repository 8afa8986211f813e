namespace Siren2.Fuzz;

/// <summary>A reader of files, and files to mislead it with.</summary>
internal interface IFuzzTarget
{
    /// <summary>What is read, one word.</summary>
    string Name { get; }

    /// <summary>Valid files, which all others are made of.</summary>
    IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>Bytes that a case may allocate whatever the length of its file.</summary>
    long BaseAllocation { get; }

    /// <summary>Makes a file that is probably not valid.</summary>
    byte[] Next(Random random);

    /// <summary>Reads a file and checks what came of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="random">Decides which of the slower checks are made.</param>
    /// <exception cref="InvalidDataException">The reader refuses the file, as its documentation says.</exception>
    /// <exception cref="InvalidOperationException">The reader accepted the file, and what it gave is not sound.</exception>
    void Check(byte[] file, Random random);
}
