using Siren2.Cli.Output;

namespace Siren2.Cli.Tests;

/// <summary>What one run of the program left behind.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static CliRun Of(params string[] args) => With(CancellationToken.None, args);

    public static CliRun With(CancellationToken cancellationToken, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return Run(output, args, cancellationToken);
    }

    /// <summary>A run that is cancelled as soon as it shows any progress.</summary>
    public static CliRun CancelledAtFirstProgress(params string[] args)
    {
        using var cancellation = new CancellationTokenSource();
        using var output = new CancellingWriter(cancellation);
        return Run(output, args, cancellation.Token);
    }

    private static CliRun Run(StringWriter output, string[] args, CancellationToken cancellationToken)
    {
        using var error = new StringWriter { NewLine = "\n" };
        int exitCode = CommandLine.Run(args, new Terminal(output, error), cancellationToken);
        return new CliRun(exitCode, output.ToString(), error.ToString());
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

    private sealed class CancellingWriter(CancellationTokenSource cancellation) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            cancellation.Cancel();
            base.WriteLine(value);
        }
    }
}
