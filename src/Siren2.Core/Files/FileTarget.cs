namespace Siren2.Files;

/// <summary>
/// Where a file is to be written. A regular file, or one that does not exist yet, is replaced when the new one is complete; a pipe, a device or a
/// terminal is written to as it is, and so is what a path of <c>/dev</c> or <c>/proc</c> leads to, which is somebody's open file.
/// </summary>
internal sealed class FileTarget
{
    private readonly string _path;
    private readonly UnixFileStatus? _status;

    /// <summary>Looks at what is there.</summary>
    /// <param name="path">As the caller names it. Through a symbolic link, the file that it leads to is meant.</param>
    /// <exception cref="IOException">It is a folder, or its own folder does not exist.</exception>
    public FileTarget(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        FullName = Path.GetFullPath(path);
        _status = OperatingSystem.IsWindows() ? null : UnixFileStatus.Of(FullName);
        if (_status is { IsFolder: true } || Directory.Exists(FullName))
        {
            throw new IOException($"'{path}' is a folder, not a file to write to.");
        }

        IsStream = _status is { IsRegular: false } || (_status is not null && IsOpenFile(FullName));
        if (IsStream)
        {
            return;
        }

        var file = new FileInfo(path);
        FullName = (file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true)!).FullName;
        if (!Directory.Exists(Folder))
        {
            throw new DirectoryNotFoundException($"The folder '{Folder}' of '{path}' does not exist.");
        }
    }

    /// <summary>The file itself, not a link to it.</summary>
    public string FullName { get; }

    /// <summary>Whether it is written to as it is, since it cannot be replaced: what was written before a failure stays written.</summary>
    public bool IsStream { get; }

    /// <summary>Whether there is such a file.</summary>
    public bool Exists => _status is not null || File.Exists(FullName);

    private string Folder => Path.GetDirectoryName(FullName)!;

    /// <summary>Finds out, without changing anything, whether the file can be written.</summary>
    /// <exception cref="IOException">It cannot; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not; the message names the path.</exception>
    public void Check()
    {
        if (IsStream)
        {
            // To open a pipe would wait for its reader, and to close it again would end what it reads.
            if (!UnixFileStatus.IsWritable(FullName))
            {
                throw new UnauthorizedAccessException($"'{_path}' cannot be written: access is denied.");
            }

            return;
        }

        try
        {
            if (Exists)
            {
                new FileStream(FullName, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
            }
        }
        catch (Exception e) when (WriteFailure.IsOne(e))
        {
            throw WriteFailure.Of(e, FullName, _path);
        }

        Create().Dispose();
    }

    /// <summary>Opens what is written to as it is.</summary>
    /// <exception cref="IOException">It cannot be opened; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened; the message names the path.</exception>
    public FileStream Open()
    {
        try
        {
            return new FileStream(FullName, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1 << 16);
        }
        catch (Exception e) when (WriteFailure.IsOne(e))
        {
            throw WriteFailure.Of(e, FullName, _path);
        }
    }

    /// <summary>Creates the file that is to replace it, with its permissions.</summary>
    /// <exception cref="IOException">It cannot be created; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created; the message names the path.</exception>
    public TemporaryFile Create()
    {
        UnixFileMode? mode = !OperatingSystem.IsWindows() && Exists ? File.GetUnixFileMode(FullName) : null;
        return new TemporaryFile(Folder, _path, mode);
    }

    /// <summary>
    /// Lets a file that is complete take the name: by a move, or where that would change its owner or part it from its other names, by a copy.
    /// </summary>
    /// <param name="temporary">The complete file.</param>
    /// <param name="mayReplace">Whether a file of that name may be replaced.</param>
    /// <exception cref="IOException">It cannot be written, or may not be replaced and has come to be.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Take(TemporaryFile temporary, bool mayReplace)
    {
        UnixFileStatus? now = _status is null ? null : UnixFileStatus.Of(FullName);
        UnixFileStatus? own = now is null ? null : UnixFileStatus.Of(temporary.Name);
        if (mayReplace && now is { IsRegular: true } && own is not null && (now.Links > 1 || now.User != own.User || now.Group != own.Group))
        {
            temporary.CopyTo(FullName);
        }
        else
        {
            temporary.MoveTo(FullName, mayReplace);
        }
    }

    private static bool IsOpenFile(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal)
        || path.StartsWith("/proc/", StringComparison.Ordinal);
}
