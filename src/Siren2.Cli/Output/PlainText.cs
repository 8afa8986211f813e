namespace Siren2.Cli.Output;

/// <summary>Text of others, such as names of files, in what is shown.</summary>
internal static class PlainText
{
    /// <summary>The text in one line, without what would steer a terminal: breaks become spaces, other control characters question marks.</summary>
    public static string OneLine(string text) => text.Any(char.IsControl)
        ? string.Concat(
            string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Select(c => char.IsControl(c) ? '?' : c))
        : text;
}
