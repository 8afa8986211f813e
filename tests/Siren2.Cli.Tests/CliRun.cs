using System.Text.RegularExpressions;
using Siren2.Cli.Output;

namespace Siren2.Cli.Tests;

/// <summary>What one run of the program left behind.</summary>
/// <param name="ExitCode">What a shell sees.</param>
/// <param name="Output">Standard output, as text.</param>
/// <param name="Error">Standard error, but for progress.</param>
/// <param name="Progress">Lines of progress.</param>
/// <param name="Bytes">Standard output, where a file was written to it.</param>
internal sealed partial record CliRun(int ExitCode, string Output, string Error, string Progress, byte[] Bytes)
{
    public static CliRun Of(params string[] args) => With(CancellationToken.None, args);

    public static CliRun With(CancellationToken cancellationToken, params string[] args) => Run([], args, cancellationToken);

    /// <summary>A run that is given standard input.</summary>
    public static CliRun Given(byte[] input, params string[] args) => Run(input, args, CancellationToken.None);

    /// <summary>A run that is canceled as soon as it shows any progress.</summary>
    public static CliRun CanceledAtFirstProgress(params string[] args)
    {
        using var cancellation = new CancellationTokenSource();
        using var error = new CancelingWriter(cancellation);
        return Run([], args, cancellation.Token, error);
    }

    private static CliRun Run(byte[] input, string[] args, CancellationToken cancellationToken, StringWriter? errorWriter = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using StringWriter error = errorWriter ?? new StringWriter();
        error.NewLine = "\n";
        using var bytes = new MemoryStream();
        var terminal = new Terminal(output, error) { OpenInput = () => new MemoryStream(input), OpenOutput = () => bytes };
        int exitCode = CommandLine.Run(args, terminal, cancellationToken);
        ILookup<bool, string> lines = error.ToString().Split('\n').ToLookup(ProgressLine().IsMatch);
        return new CliRun(exitCode, output.ToString(), string.Join('\n', lines[false]), string.Join('\n', lines[true]), bytes.ToArray());
    }

    /// <summary>Asserts that the program refused: exit code 2, one line of error that says certain things, and nothing else.</summary>
    public void AssertRefused(params string[] parts)
    {
        Assert.Equal(2, ExitCode);
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        Assert.Equal(Error.Length - 1, Error.IndexOf('\n', StringComparison.Ordinal));
        Assert.Empty(Output);
        foreach (string part in parts)
        {
            Assert.Contains(part, Error, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"^ *\d+ %  ")]
    private static partial Regex ProgressLine();

    private sealed class CancelingWriter(CancellationTokenSource cancellation) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            cancellation.Cancel();
            base.WriteLine(value);
        }
    }
}
