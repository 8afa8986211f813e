namespace Siren2.Cli.Output;

/// <summary>Where the program reads and writes.</summary>
/// <param name="Output">Tables and help.</param>
/// <param name="Error">Progress, notes, and one line when the program fails.</param>
/// <param name="IsInteractive">Whether a person watches <paramref name="Error"/>, so that a line may be drawn over.</param>
/// <param name="Width">Characters that fit in a line of an interactive terminal.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive = false, int Width = 80)
{
    /// <summary>What stands for standard input and standard output among files.</summary>
    public const string Standard = "-";

    /// <summary>The bytes behind standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = StandardStreams.Input;

    /// <summary>The bytes behind standard output.</summary>
    public Func<Stream> OpenOutput { get; init; } = StandardStreams.Output;

    /// <summary>Where tables go: to <see cref="Error"/> where one of the files takes standard output.</summary>
    public TextWriter TablesBeside(params ReadOnlySpan<string?> files)
    {
        foreach (string? file in files)
        {
            if (IsOutput(file))
            {
                return Error;
            }
        }

        return Output;
    }

    /// <summary>Whether a name stands for standard output.</summary>
    public static bool IsOutput(string? file) => file is Standard or "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1";

    /// <summary>Tells something that is no failure.</summary>
    public void Note(string text) => Error.WriteLine($"note: {PlainText.OneLine(text)}");
}
