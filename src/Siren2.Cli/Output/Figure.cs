using System.Globalization;

namespace Siren2.Cli.Output;

/// <summary>Figures as people read them: the same everywhere, whatever the machine's language.</summary>
internal static class Figure
{
    /// <summary>A number with so many decimals; ∞ where it is infinite, – where it is not defined.</summary>
    public static string Of(double? value, int decimals) => value switch
    {
        null or double.NaN => "–",
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => "-∞",
        _ => Rounded(value.Value, decimals).ToString("F" + decimals, CultureInfo.InvariantCulture),
    };

    /// <summary>A difference: with its sign.</summary>
    public static string Change(double? value, int decimals) =>
        value is double number && double.IsFinite(number) && Rounded(number, decimals) > 0
            ? "+" + Of(value, decimals)
            : Of(value, decimals);

    /// <summary>A whole number with a comma every three digits.</summary>
    public static string Of(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>How many of something: "1 sample", "2 samples".</summary>
    public static string Count(long count, string noun) => $"{Of(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>A sample rate, in hertz.</summary>
    public static string Rate(int sampleRate) => $"{Of(sampleRate)} Hz";

    /// <summary>A length of time as a clock shows it: m:ss or h:mm:ss.</summary>
    public static string Clock(TimeSpan time) =>
        time.TotalHours < 1
            ? time.ToString(@"m\:ss", CultureInfo.InvariantCulture)
            : $"{(long)time.TotalHours}{time.ToString(@"\:mm\:ss", CultureInfo.InvariantCulture)}";

    /// <summary>A loss: four significant digits over many orders of magnitude.</summary>
    public static string Loss(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    // Adding zero turns a negative zero, which would print as -0.00, into a positive one.
    private static double Rounded(double value, int decimals) => Math.Round(value, decimals) + 0.0;
}
