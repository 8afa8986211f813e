using Siren2.Files;

namespace Siren2.Cli.Output;

/// <summary>The files that a command writes: checked before long work begins, written when it is done.</summary>
internal static class OutputFiles
{
    /// <summary>Checks that every output can be written, and that none replaces a folder, an input or another output, under whatever name.</summary>
    /// <param name="outputs">As the user gave them; null where the user asked for none.</param>
    /// <param name="inputs">As the user gave them; null where the user named none.</param>
    /// <exception cref="CommandException">An output may not be written.</exception>
    /// <exception cref="IOException">An output cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">An output may not be written.</exception>
    public static void Check(ReadOnlySpan<string?> outputs, params ReadOnlySpan<string?> inputs)
    {
        var taken = new Dictionary<string, string>(FileIdentity.Comparer);
        foreach (string? input in inputs)
        {
            if (input is not (null or Terminal.Standard))
            {
                taken.TryAdd(FileIdentity.Of(input), input);
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
    /// <param name="mayReplace">Whether a file that is there is replaced.</param>
    public static void Write(string path, byte[] content, bool mayReplace = true) =>
        Write(path, stream => stream.Write(content), mayReplace);

    /// <inheritdoc cref="Write(string, byte[], bool)"/>
    public static void Write(string path, Action<Stream> write, bool mayReplace)
    {
        var target = new FileTarget(path);
        if (target.IsStream)
        {
            using FileStream file = target.Open();
            using var stream = new OpenStream(file);
            write(stream);
        }
        else
        {
            AtomicFile.Write(path, write, mayReplace);
        }
    }

    /// <summary>Refuses to replace a file; a pipe or a device is not replaced by what it is given.</summary>
    /// <exception cref="CommandException">There is such a file.</exception>
    public static void CheckIsNew(string? output)
    {
        if (output is { Length: > 0 } && !Terminal.IsOutput(output) && File.Exists(output) && !new FileTarget(output).IsStream)
        {
            throw new CommandException($"'{output}' exists, and --no-clobber was given");
        }
    }

    private static void Check(string output, Dictionary<string, string> taken)
    {
        if (output.Length == 0)
        {
            throw new CommandException("the name of an output file is empty");
        }

        bool isStandard = Terminal.IsOutput(output);
        var target = isStandard ? null : new FileTarget(output);
        bool isStream = target is null or { IsStream: true };
        if (isStandard && !taken.TryAdd(Terminal.Standard, output))
        {
            throw Twice(output, taken[Terminal.Standard]);
        }

        // Outputs may share a pipe or a device; but what a shell has sent to the file of an input would destroy it.
        string? identity = !isStream ? FileIdentity.Of(output) : FileIdentity.OfOpenFile(isStandard ? "/dev/fd/1" : output);
        if (identity is not null && !taken.TryAdd(identity, output))
        {
            throw Twice(output, taken[identity]);
        }

        target?.Check();
    }

    private static CommandException Twice(string output, string other) => new(
        (output == other ? $"'{output}' is named twice" : $"'{output}' and '{other}' are the same file")
            + "; an output never replaces another file of the command");
}
