namespace Siren2.Cli.Clips;

/// <summary>Reads clips, with complaints that name the file.</summary>
internal static class ClipFile
{
    /// <summary>Reads a clip.</summary>
    /// <param name="path">As the user gave it.</param>
    /// <exception cref="CommandException">There is no such file, or it is not a WAV file with samples that can be read.</exception>
    public static AudioClip Load(string path)
    {
        CheckExists(path);
        AudioClip clip = Reading(path, () => AudioClip.Load(path));
        return clip.Length > 0 ? clip : throw Empty(path);
    }

    /// <summary>Opens a clip, whose samples are read when they are asked for.</summary>
    /// <inheritdoc cref="Load" path="/param|/exception"/>
    public static OpenClip Open(string path)
    {
        CheckExists(path);
        OpenClip clip = Reading(path, () => new OpenClip(path));
        if (clip.Length > 0)
        {
            return clip;
        }

        clip.Dispose();
        throw Empty(path);
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

    private static void CheckExists(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException(Directory.Exists(path) ? $"'{path}' is a folder, not a WAV file" : $"there is no file '{path}'");
        }
    }

    private static CommandException Empty(string path) => new($"'{path}' holds no samples");
}
