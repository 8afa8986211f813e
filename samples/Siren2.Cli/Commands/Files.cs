namespace Siren2.Cli.Commands;

/// <summary>Files of a command line: read with complaints that name them, and checked for writing before hours of work begin.</summary>
internal static class Files
{
    /// <summary>Reads a clip.</summary>
    /// <param name="path">As the user gave it.</param>
    /// <exception cref="CommandException">There is no such file, or it is not a WAV file with samples that can be read.</exception>
    public static AudioClip LoadClip(string path)
    {
        AudioClip clip = Read(path);
        return clip.Length > 0 ? clip : throw new CommandException($"'{path}' holds no samples");
    }

    /// <summary>Checks that files can be written: their folders exist, and none replaces a folder, an input or another output.</summary>
    /// <param name="outputs">As the user gave them; null where the user asked for none.</param>
    /// <param name="inputs">As the user gave them; null where the user named none.</param>
    /// <exception cref="CommandException">One cannot.</exception>
    public static void CheckOutputs(ReadOnlySpan<string?> outputs, params ReadOnlySpan<string?> inputs)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string? input in inputs)
        {
            if (input is not null)
            {
                taken.Add(Path.GetFullPath(input));
            }
        }

        foreach (string? output in outputs)
        {
            if (output is null)
            {
                continue;
            }

            string? complaint = output.Length == 0 ? "the name of an output file is empty"
                : Directory.Exists(output) ? $"'{output}' is a folder, not a file to write to"
                : !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output))) ? $"the folder of '{output}' does not exist"
                : !taken.Add(Path.GetFullPath(output)) ? $"'{output}' is named twice; an output never replaces another file of the command"
                : null;
            if (complaint is not null)
            {
                throw new CommandException(complaint);
            }
        }
    }

    private static AudioClip Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException(Directory.Exists(path) ? $"'{path}' is a folder, not a WAV file" : $"there is no file '{path}'");
        }

        try
        {
            return AudioClip.Load(path);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot read '{path}': {ErrorText.Of(e)}", e);
        }
    }
}
