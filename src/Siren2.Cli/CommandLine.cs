using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Siren2.Cli.Commands;
using Siren2.Cli.Output;

namespace Siren2.Cli;

/// <summary>The whole program but its console: arguments in, text and an exit code out.</summary>
internal static class CommandLine
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>The program has a defect.</summary>
    public const int Defect = 1;

    /// <summary>Some of many clips failed.</summary>
    public const int SomeFailed = 1;

    /// <summary>What was asked for cannot be done: wrong options, missing or unreadable files, values out of range.</summary>
    public const int BadInput = 2;

    /// <summary>The user ended the program; what a shell reports for Ctrl-C.</summary>
    public const int Canceled = 130;

    /// <summary>Runs a command.</summary>
    /// <param name="args">Arguments, without the program's name.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancellationToken">Ends the command; files that are not complete by then do not appear.</param>
    /// <returns>One of the exit codes of this class. Unless it is <see cref="Success"/>, one line of error tells why.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The outermost frame: even a defect is one line and an exit code.")]
    public static int Run(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        try
        {
            return Invoke(args, terminal, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Fail(terminal, "canceled", Canceled);
        }
        catch (Exception e) when (ErrorText.IsBadInput(e))
        {
            return Fail(terminal, ErrorText.Of(e), BadInput);
        }
        catch (Exception e)
        {
            return Fail(terminal, $"a defect in this program: {e.GetType().Name}: {ErrorText.Of(e)}", Defect);
        }
    }

    private static int Invoke(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken)
    {
        var root = new RootCommand("Audio super-resolution: fills the band that a clip lacks, and leaves the band that it has as it is.")
        {
            new UpsampleCommand(terminal, cancellationToken),
            new CompareCommand(terminal, cancellationToken),
            new EvaluateCommand(terminal, cancellationToken),
        };

        // No response files: a clip may be called @name.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (ParseComplaint.About(parsed) is string complaint)
        {
            throw new CommandException(complaint);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return parsed.Invoke(new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    private static int Fail(Terminal terminal, string message, int exitCode)
    {
        terminal.Error.WriteLine($"error: {message}");
        return exitCode;
    }
}
