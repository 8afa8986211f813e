namespace Siren2.Files;

/// <summary>Keeps one job in one file, which appears with its first record and is left where it is.</summary>
/// <example>
/// <code>
/// // The same as CheckpointFile = "job.checkpoint"; a store of one's own keeps finished work elsewhere.
/// var options = new UpsamplerOptions { CheckpointStore = new FileCheckpointStore("job.checkpoint") };
/// </code>
/// </example>
public sealed class FileCheckpointStore : ICheckpointStore
{
    private readonly string _path;

    /// <summary>Names the file.</summary>
    /// <param name="path">The file, in a folder that exists.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public FileCheckpointStore(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
    }

    /// <inheritdoc/>
    /// <exception cref="UnauthorizedAccessException">The file may not be written, or is a folder.</exception>
    public ICheckpointJournal Open(CheckpointJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new CheckpointFile(_path, job);
    }
}
