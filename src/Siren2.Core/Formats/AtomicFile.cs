namespace Siren2.Formats;

/// <summary>Writes files that appear under their name only when they are complete.</summary>
internal static class AtomicFile
{
    private const int BufferSize = 1 << 16;

    /// <summary>
    /// Writes to a temporary file beside the target, flushes it to disk and moves it over the target. When anything
    /// fails the temporary file is deleted and the target stays as it was.
    /// </summary>
    /// <param name="path">The file to write or to replace. Through a symbolic link, the file that it leads to is replaced.</param>
    /// <param name="write">Writes the content; its exceptions reach the caller.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        string target = (file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true)!).FullName;
        if (Directory.Exists(target))
        {
            throw new IOException($"'{path}' is a folder, not a file to write to.");
        }

        string? folder = Path.GetDirectoryName(target);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder '{folder}' of '{path}' does not exist.");
        }

        // The same folder is the same volume, where a move is one step of the file system. The name does not contain the
        // target's, which may be as long as names can be.
        string temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, Options(target)))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    /// <summary>A file that is replaced keeps its permissions.</summary>
    private static FileStreamOptions Options(string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = BufferSize };
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            options.UnixCreateMode = File.GetUnixFileMode(target);
        }

        return options;
    }

    /// <summary>Deletes what was written; the failure that led here is the one to report, not a second one.</summary>
    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
