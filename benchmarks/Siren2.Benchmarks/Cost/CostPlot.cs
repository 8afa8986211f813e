using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Siren2.Benchmarks.Cost;

/// <summary>Draws what <see cref="CostRun"/> wrote: time and peak memory over the duration of the clip, both axes logarithmic.</summary>
internal static class CostPlot
{
    private const int PanelWidth = 300;
    private const int PanelHeight = 220;
    private const int Left = 64;
    private const int Top = 36;
    private const int Gap = 96;

    // Readable on white and on black.
    private const string Ink = "#808080";

    private static readonly (string Mode, string Color)[] Series = [("blind", "#3b82c4"), ("guided", "#d97a1e")];

    /// <summary>Reads the JSON and writes the SVG.</summary>
    /// <returns>The exit code.</returns>
    public static int Execute(string json, string svg)
    {
        JsonObject[] rows = [.. JsonNode.Parse(File.ReadAllText(json))!["rows"]!.AsArray().Select(row => row!.AsObject())];
        var text = new StringBuilder();
        const int Width = Left + PanelWidth + Gap + PanelWidth + 24;
        const int Height = Top + PanelHeight + 52;
        _ = text.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12" fill="{Ink}">

            """);
        Panel(text, Left, "time of the fit, s", rows, "fitSeconds");
        Panel(text, Left + PanelWidth + Gap, "peak memory, MB", rows, "peakMegabytes");
        _ = text.Append("</svg>\n");
        File.WriteAllText(svg, text.ToString());
        return 0;
    }

    private static void Panel(StringBuilder text, int left, string title, JsonObject[] rows, string key)
    {
        var x = new Axis(rows.Select(row => Number(row, "seconds")));
        var y = new Axis(rows.Select(row => Number(row, key)));
        double X(double value) => left + (PanelWidth * x.Place(value));
        double Y(double value) => Top + (PanelHeight * (1 - y.Place(value)));
        Write(text, $"""<rect x="{left}" y="{Top}" width="{PanelWidth}" height="{PanelHeight}" fill="none" stroke="{Ink}"/>""");
        Write(text, $"""<text x="{left}" y="{Top - 12}" font-weight="bold">{title}</text>""");
        Write(text, $"""<text x="{left + (PanelWidth / 2)}" y="{Top + PanelHeight + 40}" text-anchor="middle">duration of the clip, s</text>""");
        foreach (double tick in x.Ticks())
        {
            Write(text, $"""<line x1="{X(tick):F1}" x2="{X(tick):F1}" y1="{Top}" y2="{Top + PanelHeight}" stroke="{Ink}" stroke-opacity="0.25"/>""");
            Write(text, $"""<text x="{X(tick):F1}" y="{Top + PanelHeight + 18}" text-anchor="middle">{tick}</text>""");
        }

        foreach (double tick in y.Ticks())
        {
            Write(text, $"""<line x1="{left}" x2="{left + PanelWidth}" y1="{Y(tick):F1}" y2="{Y(tick):F1}" stroke="{Ink}" stroke-opacity="0.25"/>""");
            Write(text, $"""<text x="{left - 6}" y="{Y(tick) + 4:F1}" text-anchor="end">{tick}</text>""");
        }

        int line = 0;
        foreach ((string mode, string color) in Series)
        {
            JsonObject[] points = [.. rows.Where(row => (string?)row["mode"] == mode)];
            string path = string.Join(' ', points.Select(row => Invariant($"{X(Number(row, "seconds")):F1},{Y(Number(row, key)):F1}")));
            Write(text, $"""<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>""");
            foreach (JsonObject row in points)
            {
                Write(text, $"""<circle cx="{X(Number(row, "seconds")):F1}" cy="{Y(Number(row, key)):F1}" r="3.5" fill="{color}"/>""");
            }

            Write(text, $"""<text x="{left + 10}" y="{Top + 18 + (16 * line++)}" fill="{color}">{mode}</text>""");
        }
    }

    private static double Number(JsonObject row, string key) => row[key]!.GetValue<double>();

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static void Write(StringBuilder text, FormattableString line) => text.Append(Invariant(line)).Append('\n');

    /// <summary>A logarithmic axis over whole powers of ten.</summary>
    private sealed class Axis
    {
        private readonly int _first;
        private readonly int _last;

        public Axis(IEnumerable<double> values)
        {
            double[] all = [.. values];
            _first = (int)Math.Floor(Math.Log10(all.Min()));
            _last = Math.Max(_first + 1, (int)Math.Ceiling(Math.Log10(all.Max())));
        }

        /// <summary>0 at one end, 1 at the other.</summary>
        public double Place(double value) => (Math.Log10(value) - _first) / (_last - _first);

        public IEnumerable<double> Ticks()
        {
            for (int exponent = _first; exponent <= _last; exponent++)
            {
                yield return Math.Pow(10, exponent);
            }
        }
    }
}
