using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Siren2.Cli.Commands;

/// <summary>Options and arguments that check their values, with complaints of one line that name option, value and range.</summary>
internal static class Parameters
{
    /// <summary>A file that is written or read.</summary>
    public static Option<string?> File(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };

    /// <summary>Where the figures go, for other programs.</summary>
    public static Option<string?> Json() =>
        File("--json", "FILE", "Also write the figures as JSON. Infinite figures are the string \"Infinity\", undefined ones null.");

    /// <summary>A number within a range.</summary>
    public static Option<T?> Number<T>(string name, string helpName, string description, T minimum, T maximum)
        where T : struct, INumber<T> => new(name)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) && value >= minimum && value <= maximum)
                {
                    // Minus zero asks for what zero does.
                    return T.IsZero(value) ? T.Zero : value;
                }

                string kind = typeof(T) == typeof(int) ? "a whole number" : "a number";
                result.AddError(string.Create(
                    CultureInfo.InvariantCulture, $"{name} must be {kind} from {minimum} to {maximum}; it is '{text}'"));
                return null;
            },
        };

    /// <summary>One of a few words, in upper or lower case.</summary>
    public static Option<string> Choice(string name, string description, string defaultValue, params string[] choices) => new(name)
    {
        HelpName = string.Join('|', choices),
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result => Match(result, name, result.Tokens[0].Value, choices) ?? defaultValue,
    };

    /// <summary>Some of a few words, separated by commas, in upper or lower case; an empty array where the option is not given.</summary>
    public static Option<string[]> Selection(string name, string description, params string[] choices) => new(name)
    {
        HelpName = string.Join(',', choices),
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string?[] chosen = [.. result.Tokens[0].Value
                .Split(',', StringSplitOptions.TrimEntries)
                .Select(word => Match(result, name, word, choices))];
            return [.. choices.Where(chosen.Contains)];
        },
    };

    private static string? Match(ArgumentResult result, string name, string word, string[] choices)
    {
        string? match = choices.FirstOrDefault(choice => choice.Equals(word, StringComparison.OrdinalIgnoreCase));
        if (match is null)
        {
            result.AddError($"{name} knows {string.Join(", ", choices)}; it is '{word}'");
        }

        return match;
    }
}
