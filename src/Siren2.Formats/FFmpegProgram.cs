using Siren2.Formats.Decoders;

namespace Siren2.Formats;

/// <summary>The ffmpeg program, which reads and writes what this library does not.</summary>
/// <example>
/// <code>
/// FFmpegProgram.Find()?.WriteFlac("clip.flac", stream =&gt; clip.Save(stream));
/// </code>
/// </example>
public sealed class FFmpegProgram
{
    /// <summary>Uses a program.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public FFmpegProgram(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>Where the program is.</summary>
    public string Path { get; }

    /// <summary>Looks for one in the folders of the PATH.</summary>
    /// <returns>The first; null where there is none.</returns>
    public static FFmpegProgram? Find()
    {
        string name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        return path is null ? null : new FFmpegProgram(path);
    }

    /// <summary>Writes a FLAC file, whose samples are those of a WAV file of 16 or 24 bits, with its titles and the places of its speakers.</summary>
    /// <param name="path">The file to write or to replace.</param>
    /// <param name="write">Writes the WAV file, front to back.</param>
    /// <exception cref="IOException">
    /// The file cannot be written; the message says what ffmpeg complains of. What <paramref name="write"/> throws comes out as it is.
    /// </exception>
    public void WriteFlac(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            using var process = new FFmpegProcess(
                Path, "-y", "-f", "wav", "-i", "pipe:0", "-map", "0:a", "-c:a", "flac", "-bitexact", "-f", "flac",
                "file:" + System.IO.Path.GetFullPath(path));
            try
            {
                write(process.Input);
                process.Input.Close();
            }
            catch (IOException)
            {
                // If it closed the pipe, it had a reason, which it says.
                process.End();
                throw;
            }

            process.End();
        }
        catch (InvalidDataException e)
        {
            throw new IOException($"'{path}' cannot be written: {e.Message}", e);
        }
    }
}
