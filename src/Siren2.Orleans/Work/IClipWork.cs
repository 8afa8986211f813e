using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Work;

/// <summary>What is computed of an open clip. Thread-safe but for joins, each of which is one thread's.</summary>
internal interface IClipWork : IAsyncDisposable
{
    ClipShape Shape { get; }

    /// <summary>Fits a part, on threads of its own.</summary>
    Task<byte[]> FitAsync(int part, IProgress<double> progress, CancellationToken cancellationToken);

    /// <summary>Begins to write the result.</summary>
    IClipJoin Join(Stream output);
}

/// <summary>A result that is written part by part.</summary>
internal interface IClipJoin
{
    /// <summary>Writes the next part.</summary>
    /// <exception cref="InvalidDataException">These bytes are no part of the clip.</exception>
    void Add(byte[] part);

    /// <summary>Writes what comes after the last.</summary>
    void Complete();
}

/// <summary>Opens clips.</summary>
internal interface IClipWorkFactory
{
    /// <summary>What the bits of fits depend on beside clip and options, as far as it can be told beforehand.</summary>
    string Engine { get; }

    /// <summary>Opens a clip, and plans its parts: all of it is read once.</summary>
    Task<IClipWork> OpenAsync(string name, FitSettings settings, CancellationToken cancellationToken);
}
