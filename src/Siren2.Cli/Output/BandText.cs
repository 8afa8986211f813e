namespace Siren2.Cli.Output;

/// <summary>What is said of the end of a clip's band where that is not known sharply.</summary>
internal static class BandText
{
    /// <param name="end">What is known of the end.</param>
    /// <param name="isSameRate">Whether the result has the clip's rate, so that nothing lies above.</param>
    /// <returns>What follows the band; nothing where its end is known.</returns>
    public static string Of(InputBandEnd end, bool isSameRate) => end switch
    {
        InputBandEnd.NotFound when isSameRate => ": no earlier end was found, so that nothing was found missing and nothing filled; --bandwidth gives one",
        InputBandEnd.NotFound => ": no earlier end was found; --bandwidth gives one",
        InputBandEnd.FoundGradual => ": it falls gradually there, or into noise, so that where it ends cannot be told to 3 %; --bandwidth gives another end",
        InputBandEnd.NotLookedFor => ": no earlier end was looked for",
        _ => "",
    };
}
