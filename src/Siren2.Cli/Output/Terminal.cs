namespace Siren2.Cli.Output;

/// <summary>Where the program writes.</summary>
/// <param name="Output">Progress, tables and help.</param>
/// <param name="Error">One line when the program fails, and nothing else.</param>
/// <param name="IsInteractive">Whether a person watches <paramref name="Output"/>, so that a line may be drawn over.</param>
/// <param name="Width">Characters that fit in a line of an interactive terminal.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive = false, int Width = 80);
