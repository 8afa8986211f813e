namespace Siren2.Files;

/// <summary>Writes files that appear under their name only when they are complete.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary file beside the target, flushes it to disk and moves it over the target, whose permissions it keeps. When anything
    /// fails the temporary file is deleted and the target stays as it was.
    /// </summary>
    /// <param name="path">The file to write or to replace. Through a symbolic link, the file that it leads to is replaced.</param>
    /// <param name="write">Writes the content; its exceptions reach the caller.</param>
    /// <exception cref="IOException">The file cannot be written; the message names <paramref name="path"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; the message names <paramref name="path"/>.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using TemporaryFile temporary = Begin(path, out string target);
        write(temporary);
        temporary.MoveTo(target);
    }

    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        using TemporaryFile temporary = Begin(path, out string target);
        await write(temporary).ConfigureAwait(false);
        temporary.MoveTo(target);
    }

    private static TemporaryFile Begin(string path, out string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        target = (file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true)!).FullName;
        if (Directory.Exists(target))
        {
            throw new IOException($"'{path}' is a folder, not a file to write to.");
        }

        string? folder = Path.GetDirectoryName(target);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder '{folder}' of '{path}' does not exist.");
        }

        UnixFileMode? mode = !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : null;
        return new TemporaryFile(folder, path, mode);
    }
}
