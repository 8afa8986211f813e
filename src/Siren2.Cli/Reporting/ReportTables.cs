using System.Globalization;
using System.Net;
using System.Text;
using Siren2.Cli.Output;
using Siren2.Metrics;

namespace Siren2.Cli.Reporting;

/// <summary>The tables of a page.</summary>
internal static class ReportTables
{
    /// <summary>What was done, and what it cost or gained.</summary>
    public static string Values(UpsampleResult result, UpsampleDocument summary)
    {
        UpsampleReport report = result.Report;
        var rows = new StringBuilder();
        Row("mode", $"{ModeText.Heading(report.Mode)}: {summary.Meaning}");
        Row("input", $"{Path.GetFileName(summary.Files.Input)}, {Figure.Rate(report.InputSampleRate)}");
        Row("output", $"{Path.GetFileName(summary.Files.Output)}, {Figure.Rate(report.OutputSampleRate)}");
        Row("missing band", $"{Figure.Of(report.InputBandwidth, 0)} to {Figure.Of(report.OutputSampleRate / 2.0, 0)} Hz");
        if (report.EstimatedPsnrCost is double cost)
        {
            Row("estimated PSNR cost", $"{Figure.Of(cost, 3)} dB against sinc");
        }

        if (report.GainOverBaseline is double gain)
        {
            Row("gain over sinc, the original known", $"{Figure.Change(gain, 2)} dB of PSNR");
        }

        Row("clip's own band", report.IsProjected ? "untouched: decimating the result gives the clip back" : "not projected: the reference does not decimate to the clip");
        Row("networks", $"{Figure.Of(report.Networks.Count)} with {Figure.Of(report.ParameterCount)} parameters");
        Row("time", $"{Figure.Of(report.Elapsed.TotalSeconds, 2)} s, {Figure.Of(summary.Report.TimesRealTime, 2)} × real time");
        return rows.ToString();

        void Row(string name, string value) => rows.Append(Cells("td", name, value));
    }

    /// <summary>Guided: figures of sinc and result against the original; nothing in a blind fit, which has no truth to be compared with.</summary>
    public static string Comparison(GuidedComparison? comparison)
    {
        if (comparison is null)
        {
            return "";
        }

        var table = new StringBuilder("<div><h2>Against the original, which the fit knew</h2><table>");
        table.Append(Cells("th", "metric", "sinc", "guided"));
        Add("PSNR, dB", figures => figures.Psnr, 2);
        Add("SI-SDR, dB", figures => figures.SiSdr, 2);
        Add("LSD, Hann 2048", figures => figures.LsdHann, 3);
        Add("LSD of the missing band, Hann 2048", figures => figures.MissingBandLsdHann, 3);
        Add("envelope distance", figures => figures.EnvelopeDistance, 4);
        Add("ESTOI", figures => figures.ExtendedStoi, 4);
        return table.Append("</table></div>").ToString();

        void Add(string name, Func<AudioComparisonResult, double?> figure, int decimals) => table.Append(
            Cells("td", name, Figure.Of(figure(comparison.Sinc), decimals), Figure.Of(figure(comparison.Guided), decimals)));
    }

    /// <summary>The options that the result follows from.</summary>
    public static string Options(UpsamplerOptions options, UpsampleDocument summary)
    {
        NetworkOptions plan = summary.Comparison is null ? options.Blind : options.Guided;
        var rows = new StringBuilder();
        Row("preset", summary.Settings.Preset);
        if (summary.Comparison is null)
        {
            Row("detail", options.Detail.ToString(CultureInfo.InvariantCulture));
            Row("refinement", $"{options.Blind.RefinementIterations} iterations");
        }

        Row("seed", options.Seed.ToString(CultureInfo.InvariantCulture));
        Row("segments", $"{Figure.Of(plan.SegmentLength)} samples");
        Row("decoder", $"{plan.Decoder.Depth} sine layers of {plan.Decoder.Width} units over time{(plan.Decoder.UseBaseline ? " and baseline" : "")}");
        Row("encoder", plan.Encoder is null ? "none" : $"SEANet, {plan.Encoder.Dimension} latents");
        Row("steps", $"{plan.Fit.StepCount}, learning rate from {plan.Fit.Schedule.Initial.ToString("G3", CultureInfo.InvariantCulture)}");
        return rows.ToString();

        void Row(string name, string value) => rows.Append(Cells("td", name, value));
    }

    private static string Cells(string tag, params ReadOnlySpan<string> cells)
    {
        var row = new StringBuilder("<tr>");
        foreach (string cell in cells)
        {
            row.Append(CultureInfo.InvariantCulture, $"<{tag}>{WebUtility.HtmlEncode(cell)}</{tag}>");
        }

        return row.Append("</tr>\n").ToString();
    }
}
