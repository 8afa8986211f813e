namespace Siren2.Orleans;

/// <summary>
/// Where clips, results and, until their clip is joined, parts lie: all silos must see the same. A shared folder by default
/// (<see cref="Siren2ClusterOptions.Folder"/>); a host registers another, of an object store for example, before <c>AddSiren2</c>. Names are paths
/// with <c>/</c>. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// services.AddSingleton&lt;IClipStorage&gt;(storage);
/// </code>
/// </example>
public interface IClipStorage
{
    /// <summary>Opens a clip or a part for reading; the caller closes it. A <see cref="FileStream"/> of a whole file is read where it is, anything
    /// else is copied to a temporary file before a clip is read.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes a result or a part. It appears under its name complete or not at all, whoever dies meanwhile, and replaces what was there. Two silos may
    /// write the same at once: either's bytes will do.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="write">Writes it to a stream that need not seek; what it throws comes out, and nothing was written.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken = default);

    /// <summary>Whether there is something complete of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    Task<bool> ExistsAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Deletes what has a name, or lies below it; nothing where there is nothing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the deleting.</param>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    Task DeleteAsync(string name, CancellationToken cancellationToken = default);
}
