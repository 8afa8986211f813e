namespace Siren2.Files;

/// <summary>Writes files that appear under their name only when they are complete, and never takes anything but a file for one.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary file beside the target, flushes it to disk and moves it over the target. When anything fails the temporary file is
    /// deleted and the target stays as it was. A target that is replaced keeps its permissions; one that has other names too, or another owner,
    /// is written over in place, when all is there. A pipe or a device is written to as it is.
    /// </summary>
    /// <param name="path">The file to write or to replace. Through a symbolic link, the file that it leads to is replaced.</param>
    /// <param name="write">Writes the content; its exceptions reach the caller.</param>
    /// <param name="mayReplace">Whether a file that is there is replaced.</param>
    /// <exception cref="IOException">
    /// The file cannot be written, or is there and may not be replaced; the message names <paramref name="path"/>.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; the message names <paramref name="path"/>.</exception>
    public static void Write(string path, Action<Stream> write, bool mayReplace = true)
    {
        var target = new FileTarget(path);
        if (target.IsStream)
        {
            using FileStream stream = target.Open();
            write(stream);
            return;
        }

        using TemporaryFile temporary = target.Create();
        write(temporary);
        target.Take(temporary, mayReplace);
    }

    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var target = new FileTarget(path);
        if (target.IsStream)
        {
            FileStream stream = target.Open();
            await using (stream.ConfigureAwait(false))
            {
                await write(stream).ConfigureAwait(false);
            }

            return;
        }

        using TemporaryFile temporary = target.Create();
        await write(temporary).ConfigureAwait(false);
        target.Take(temporary, mayReplace: true);
    }
}
