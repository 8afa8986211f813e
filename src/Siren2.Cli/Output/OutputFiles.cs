using Siren2.Files;

namespace Siren2.Cli.Output;

/// <summary>The files that a command writes: checked before long work begins, written when it is done.</summary>
internal static class OutputFiles
{
    // Of file systems that tell upper from lower case and those that do not, each system's usual one.
    public static readonly StringComparer PathComparer =
        OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>Checks that every output can be written, and that none replaces a folder, an input or another output.</summary>
    /// <param name="outputs">As the user gave them; null where the user asked for none.</param>
    /// <param name="inputs">As the user gave them; null where the user named none.</param>
    /// <exception cref="CommandException">An output may not be written.</exception>
    /// <exception cref="IOException">An output cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">An output may not be written.</exception>
    public static void Check(ReadOnlySpan<string?> outputs, params ReadOnlySpan<string?> inputs)
    {
        var taken = new HashSet<string>(PathComparer);
        foreach (string? input in inputs)
        {
            if (input is not (null or Terminal.Standard))
            {
                taken.Add(Path.GetFullPath(input));
            }
        }

        foreach (string? output in outputs)
        {
            if (output is not null)
            {
                Check(output, taken);
            }
        }
    }

    /// <summary>Writes a file beside the target and moves it over the target, so that only complete files have a name.</summary>
    /// <param name="path">The file to write or to replace, in a folder that exists.</param>
    /// <param name="content">All of it.</param>
    /// <inheritdoc cref="AtomicFile.Write" path="/exception"/>
    public static void Write(string path, byte[] content) => AtomicFile.Write(path, stream => stream.Write(content));

    private static void Check(string output, HashSet<string> taken)
    {
        if (output.Length == 0)
        {
            throw new CommandException("the name of an output file is empty");
        }

        bool isStandard = output == Terminal.Standard;
        var target = isStandard ? null : new FileTarget(output);
        if (target is not { IsStream: true } && !taken.Add(isStandard ? output : Path.GetFullPath(output)))
        {
            throw new CommandException($"'{output}' is named twice; an output never replaces another file of the command");
        }

        target?.Check();
    }
}
