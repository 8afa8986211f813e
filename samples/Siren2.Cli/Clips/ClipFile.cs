namespace Siren2.Cli.Clips;

/// <summary>Reads clips, with complaints that name the file.</summary>
internal static class ClipFile
{
    /// <summary>Reads a clip.</summary>
    /// <param name="path">As the user gave it.</param>
    /// <exception cref="CommandException">There is no such file, or it is not a WAV file with samples that can be read.</exception>
    public static AudioClip Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException(Directory.Exists(path) ? $"'{path}' is a folder, not a WAV file" : $"there is no file '{path}'");
        }

        try
        {
            AudioClip clip = AudioClip.Load(path);
            return clip.Length > 0 ? clip : throw new CommandException($"'{path}' holds no samples");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot read '{path}': {ErrorText.Of(e)}", e);
        }
    }
}
