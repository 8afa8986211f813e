using Siren2.Cli.Output;
using Siren2.Formats;

namespace Siren2.Cli.Clips;

/// <summary>Reads clips, with complaints that name the file.</summary>
internal static class ClipFile
{
    private const string StandardInput = "standard input";

    // What .NET shows in place of bytes of a name that are no UTF-8, and does not find again.
    private const char NoUtf8 = '\uFFFD';

    /// <summary>Reads a clip, by an ffmpeg of the PATH where it is no WAV file.</summary>
    /// <param name="path">As the user gave it.</param>
    /// <param name="notes">Gets what is to be said of the file; null where that has been said.</param>
    /// <exception cref="CommandException">There is no such file, or it is not audio with samples that can be read.</exception>
    public static AudioClip Load(string path, List<string>? notes = null)
    {
        using OpenClip clip = Open(path, FFmpegProgram.Find());
        return ReadAll(clip, path, notes);
    }

    /// <summary>The same of a clip that may come from standard input.</summary>
    /// <inheritdoc cref="Load(string, List{string}?)"/>
    /// <inheritdoc cref="OpenStandard" path="/param"/>
    public static AudioClip Load(string path, List<string>? notes, Terminal terminal, CancellationToken cancellationToken)
    {
        if (path != Terminal.Standard)
        {
            return Load(path, notes);
        }

        using OpenClip clip = OpenStandard(terminal, FFmpegProgram.Find(), cancellationToken);
        return ReadAll(clip, StandardInput, notes);
    }

    /// <summary>Opens a clip, whose samples are read when they are asked for; it may have none.</summary>
    /// <param name="path">As the user gave it.</param>
    /// <param name="ffmpeg">What other formats are decoded by; null for nothing.</param>
    /// <param name="cancellationToken">Ends the decoding of a file whose length has to be found out.</param>
    /// <exception cref="CommandException">There is no such file, or it is not audio that can be read.</exception>
    public static OpenClip Open(string path, FFmpegProgram? ffmpeg, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(path))
        {
            throw new CommandException(
                Directory.Exists(path) ? $"'{path}' is a folder, not an audio file"
                : path.Contains(NoUtf8) ? $"'{path}': a name that is no UTF-8 cannot be opened; rename the file"
                : $"there is no file '{path}'");
        }

        return Reading(path, () => new OpenClip(path, AudioFileSource.Open(path, ffmpeg, cancellationToken)));
    }

    /// <summary>Opens what comes from standard input.</summary>
    /// <param name="terminal">Whose input it is.</param>
    /// <param name="ffmpeg">What other formats are decoded by; null for nothing.</param>
    /// <param name="cancellationToken">Ends the copying and decoding.</param>
    /// <exception cref="CommandException">It is not audio that can be read.</exception>
    public static OpenClip OpenStandard(Terminal terminal, FFmpegProgram? ffmpeg, CancellationToken cancellationToken)
    {
        using Stream input = terminal.OpenInput();
        return Reading(StandardInput, () => new OpenClip(StandardInput, AudioFileSource.Open(input, ffmpeg, cancellationToken)));
    }

    /// <summary>Refuses to read two clips from standard input, which has one.</summary>
    /// <exception cref="CommandException">It is named more than once.</exception>
    public static void CheckStandard(params ReadOnlySpan<string?> inputs)
    {
        if (inputs.Count(Terminal.Standard) > 1)
        {
            throw new CommandException("standard input, '-', is named twice; it holds one clip");
        }
    }

    /// <summary>Does something with a file that may fail.</summary>
    /// <exception cref="CommandException">It failed.</exception>
    public static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot read '{path}': {ErrorText.Of(e)}", e);
        }
    }

    private static AudioClip ReadAll(OpenClip clip, string name, List<string>? notes)
    {
        notes?.AddRange(clip.Notes);
        return clip.Length > 0
            ? clip.Length <= Array.MaxLength ? clip.ReadAll() : throw new CommandException($"'{name}' is too long to be read as a whole")
            : throw new CommandException($"'{name}' holds no samples");
    }
}
