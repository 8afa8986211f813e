using System.Globalization;
using System.Text;

namespace Siren2.Cli.Reporting;

/// <summary>Ticks at round numbers.</summary>
internal static class Axis
{
    /// <summary>Round numbers from zero to an end, about so many: steps of 1, 2 or 5 times a power of ten.</summary>
    public static IEnumerable<double> Ticks(double end, int about)
    {
        double rough = end / about;
        double decade = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = decade * (rough <= 1.001 * decade ? 1 : rough <= 2.001 * decade ? 2 : rough <= 5.001 * decade ? 5 : 10);
        for (int i = 0; i * step <= end * 1.0001; i++)
        {
            yield return i * step;
        }
    }

    /// <summary>Labels at their places along one side of a picture.</summary>
    /// <param name="end">What the far end of the axis stands for; its near end is zero.</param>
    /// <param name="about">Labels wanted.</param>
    /// <param name="side">The CSS property that places a label: "bottom" or "left".</param>
    /// <param name="unit">Stands behind the last label.</param>
    public static string Html(double end, int about, string side, string unit)
    {
        var html = new StringBuilder();
        double[] ticks = [.. Ticks(end, about)];
        foreach (double tick in ticks)
        {
            string label = tick.ToString("#,0.###", CultureInfo.InvariantCulture) + (tick == ticks[^1] ? " " + unit : "");
            html.Append(CultureInfo.InvariantCulture, $"<span style=\"{side}:{100 * tick / end:0.##}%\">{label}</span>");
        }

        return html.ToString();
    }
}
