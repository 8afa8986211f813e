using Siren2.Files;

namespace Siren2.Cli.Output;

/// <summary>The files that a command writes: checked before long work begins, written when it is done.</summary>
internal static class OutputFiles
{
    // Of file systems that tell upper from lower case and those that do not, each system's usual one.
    private static readonly StringComparer PathComparer =
        OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>Checks that folders exist, and that no output replaces a folder, an input or another output.</summary>
    /// <param name="outputs">As the user gave them; null where the user asked for none.</param>
    /// <param name="inputs">As the user gave them; null where the user named none.</param>
    /// <exception cref="CommandException">An output cannot be written.</exception>
    public static void Check(ReadOnlySpan<string?> outputs, params ReadOnlySpan<string?> inputs)
    {
        var taken = new HashSet<string>(PathComparer);
        foreach (string? input in inputs)
        {
            if (input is not null)
            {
                taken.Add(Path.GetFullPath(input));
            }
        }

        foreach (string? output in outputs)
        {
            if (output is not null && Complaint(output, taken) is string complaint)
            {
                throw new CommandException(complaint);
            }
        }
    }

    /// <summary>Writes a file beside the target and moves it over the target, so that only complete files have a name.</summary>
    /// <param name="path">The file to write or to replace, in a folder that exists.</param>
    /// <param name="content">All of it.</param>
    /// <inheritdoc cref="AtomicFile.Write" path="/exception"/>
    public static void Write(string path, byte[] content) => AtomicFile.Write(path, stream => stream.Write(content));

    private static string? Complaint(string output, HashSet<string> taken)
    {
        if (output.Length == 0)
        {
            return "the name of an output file is empty";
        }

        string path = Path.GetFullPath(output);
        return Directory.Exists(path) ? $"'{output}' is a folder, not a file to write to"
            : !Directory.Exists(Path.GetDirectoryName(path)) ? $"the folder of '{output}' does not exist"
            : !taken.Add(path) ? $"'{output}' is named twice; an output never replaces another file of the command"
            : null;
    }
}
