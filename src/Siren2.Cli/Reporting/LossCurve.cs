using System.Globalization;
using System.Text;
using Siren2.Cli.Output;

namespace Siren2.Cli.Reporting;

/// <summary>The mean loss of all networks over the steps, as SVG in the colours of the page.</summary>
internal static class LossCurve
{
    private const double Width = 640;
    private const double Height = 200;

    /// <summary>The curve; the loss on a logarithmic axis where it is positive throughout.</summary>
    /// <param name="losses">Loss at each step, at least one.</param>
    public static string Svg(IReadOnlyList<double> losses)
    {
        double[] finite = [.. losses.Where(double.IsFinite)];
        if (finite.Length == 0)
        {
            return "<p>No loss was finite.</p>";
        }

        Func<double, double> scale = finite.Min() > 0 ? Math.Log : value => value;
        double low = scale(finite.Min());
        double range = Math.Max(scale(finite.Max()) - low, 1e-12);
        var points = new StringBuilder();
        for (int step = 0; step < losses.Count; step++)
        {
            if (double.IsFinite(losses[step]))
            {
                double x = Width * step / Math.Max(1, losses.Count - 1);
                double y = Height * (1 - ((scale(losses[step]) - low) / range));
                points.Append(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#} ");
            }
        }

        string axis = finite.Min() > 0 ? "logarithmic" : "linear";
        return $"""
            <svg viewBox="-8 -8 {Width + 16} {Height + 16}" role="img" aria-label="Loss over the steps, {axis}">
            <rect width="{Width}" height="{Height}"/><polyline points="{points.ToString().TrimEnd()}"/>
            </svg>
            <p class="note">{losses.Count} steps; from {Figure.Loss(finite.Max())} at the top to {Figure.Loss(finite.Min())} at the bottom, {axis}; the mean of all networks.</p>
            """;
    }
}
