namespace Siren2.Cli.Output;

/// <summary>What is said about the two kinds of fit wherever one of their figures is shown.</summary>
internal static class ModeText
{
    /// <summary>A heading's name of a mode.</summary>
    public static string Heading(FitMode mode) => Name(mode).ToUpperInvariant();

    /// <summary>The name of a mode in tables and JSON.</summary>
    public static string Name(FitMode mode) => mode == FitMode.Blind ? "blind" : "guided";

    /// <summary>What a figure of this mode means.</summary>
    public static string Meaning(FitMode mode) => mode == FitMode.Blind
        ? "Super-resolution: the fit saw the low-rate clip alone."
        : "Not super-resolution: the fit knew the high-rate original. Its figures show what the network can represent.";
}
