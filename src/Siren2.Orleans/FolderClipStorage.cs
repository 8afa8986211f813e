using Siren2.Files;

namespace Siren2.Orleans;

/// <summary>A folder that all silos see, on one machine or a network's file system that moves files in one step, as NFS does.</summary>
/// <remarks>Files get their names when they are complete and flushed. A process that is killed leaves <c>.siren2-*.tmp</c> behind, of no use to
/// anybody.</remarks>
/// <example>
/// <code>
/// IClipStorage storage = new FolderClipStorage("/mnt/archive");
/// </code>
/// </example>
public sealed class FolderClipStorage : IClipStorage
{
    private const int BufferSize = 1 << 16;

    private readonly string _root;

    /// <summary>Uses a folder.</summary>
    /// <param name="root">The folder; it must exist when it is used. Nothing outside of it is read or written.</param>
    /// <exception cref="ArgumentException"><paramref name="root"/> is empty.</exception>
    public FolderClipStorage(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        _root = Path.GetFullPath(root);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name leads out of the folder.</exception>
    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default) =>
        Task.Run<Stream>(() => new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name leads out of the folder.</exception>
    public Task WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            string path = PathOf(name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return AtomicFile.WriteAsync(path, write);
        },
        cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name leads out of the folder.</exception>
    public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken = default) =>
        Task.Run(() => File.Exists(PathOf(name)), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name leads out of the folder.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            string path = PathOf(name);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else if (File.Exists(path))
            {
                File.Delete(path);
            }
        },
        cancellationToken);

    private string PathOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string path = Path.GetFullPath(Path.Combine(_root, name));
        return path.StartsWith(Path.TrimEndingDirectorySeparator(_root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"'{name}' is not within the folder of the clips.", nameof(name));
    }
}
