using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Siren2.Cli;

/// <summary>Says what is wrong with a command line, in one line.</summary>
internal static class ParseComplaint
{
    /// <summary>The first and most telling complaint; null where the line can be carried out or asks for help.</summary>
    public static string? About(ParseResult parsed)
    {
        bool isCommand = parsed.Action is SynchronousCommandLineAction and not ParseErrorAction && parsed.CommandResult.Parent is not null;
        string? complaint = parsed.Action switch
        {
            HelpAction => null,
            ParseErrorAction => StrayOption(parsed) ?? MissingCommand(parsed) ?? UnknownCommand(parsed) ?? parsed.Errors[0].Message.TrimEnd('.'),
            _ => isCommand ? StrayOption(parsed) : null,
        };
        return complaint is null ? null : $"{complaint} (see 'siren2 {Path(parsed)}--help')";
    }

    /// <summary>An unknown option, which the parser would take for a file name or a value.</summary>
    private static string? StrayOption(ParseResult parsed)
    {
        string? stray = parsed.Tokens
            .TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument)
            .Select(token => token.Value)
            .FirstOrDefault(value => value.Length > 1 && value[0] == '-' && !char.IsAsciiDigit(value[1]) && value[1] != '.');
        return stray switch
        {
            null => null,
            _ when parsed.CommandResult.Command.Options.Any(option => option.Name == stray) => $"a value is missing before '{stray}'",
            _ => $"unknown option '{stray}'",
        };
    }

    private static string? MissingCommand(ParseResult parsed) => parsed.CommandResult.Parent is null && parsed.Tokens.Count == 0
        ? $"a command is missing: {string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(command => command.Name))}"
        : null;

    private static string? UnknownCommand(ParseResult parsed) =>
        parsed.CommandResult.Parent is null && parsed.UnmatchedTokens.Count > 0 ? $"unknown command '{parsed.UnmatchedTokens[0]}'" : null;

    private static string Path(ParseResult parsed) =>
        parsed.CommandResult.Parent is null ? string.Empty : parsed.CommandResult.Command.Name + " ";
}
