using System.Globalization;
using Siren2.Metrics;

namespace Siren2.Cli.Output;

/// <summary>What <c>upsample</c> tells its user in the end.</summary>
internal static class UpsampleSummary
{
    /// <param name="writer">Where to.</param>
    /// <param name="mode">Blind or guided.</param>
    /// <param name="summary">Every figure.</param>
    /// <param name="format">What the result's samples are called.</param>
    public static void Write(TextWriter writer, FitMode mode, UpsampleDocument summary, string format)
    {
        var table = new TextTable("mode", ModeText.Heading(mode));
        table.Add("input", $"{Path.GetFileName(summary.Files.Input)}: {Format(summary.Input)}");
        table.Add("output", $"{Path.GetFileName(summary.Files.Output)}: {Format(summary.Output)}, {format}{Gain(summary.Levels)}");
        table.Add("settings", Settings(summary.Settings, mode));
        table.Add("known band", Band(summary.Report));
        if (summary.Report.LevelModel is string levels)
        {
            table.Add("missing band", $"levels by {levels}, waveform by {summary.Report.Texture ?? "networks"}");
        }

        if (summary.Report.Texture is null)
        {
            table.Add("networks", Networks(summary.Report));
        }

        if (summary.Size is SizeDocument size)
        {
            table.Add("size of the fit", $"{Figure.Of(size.Bytes)} bytes with the clip; the output in 16 bits: {Figure.Of(size.Pcm16Bytes)} bytes");
        }

        table.Add(
            "time",
            $"{Figure.Of(summary.Report.ElapsedSeconds, 2)} s, {Figure.Of(summary.Report.TimesRealTime, 2)} × real time");
        if (mode == FitMode.Blind)
        {
            table.Add("estimated PSNR cost", $"{Figure.Of(summary.Report.EstimatedPsnrCost, 3)} dB against sinc");
        }
        else if (summary.Comparison is null)
        {
            table.Add("gain over sinc, the original known", $"{Figure.Change(summary.Report.GainOverBaseline, 2)} dB of PSNR");
        }

        table.WriteTo(writer);
        writer.WriteLine(summary.Meaning);
        if (summary.Comparison is not null)
        {
            writer.WriteLine();
            Comparison("against the reference", "guided", summary.Comparison.Sinc, summary.Comparison.Guided).WriteTo(writer);
        }

        if (summary.BesideOriginal is BlindComparison beside)
        {
            writer.WriteLine();
            Comparison("against the original, unseen", "blind", beside.Sinc, beside.Blind).WriteTo(writer);
        }
    }

    private static string Gain(LevelsDocument? levels) =>
        levels is null or { GainDecibels: 0 } ? "" : $", {Figure.Change(levels.GainDecibels, 2)} dB";

    private static string Format(ClipDocument clip) =>
        $"{Figure.Rate(clip.SampleRate)}, {Figure.Count(clip.Channels, "channel")}, "
        + $"{Figure.Of(clip.Seconds, 2)} s ({Figure.Count(clip.Samples, "sample")})";

    private static string Settings(SettingsDocument settings, FitMode mode)
    {
        // Detail is a knob of blind fits; a guided one does not look at it.
        string detail = mode == FitMode.Blind ? $"detail {settings.Detail.ToString(CultureInfo.InvariantCulture)}, " : "";
        return $"{settings.Preset}, {detail}seed {settings.Seed}";
    }

    private static string Band(ReportDocument report)
    {
        string end = $"up to {Figure.Rate((int)Math.Round(report.InputBandwidth))}"
            + BandText.Of(Enum.Parse<InputBandEnd>(report.InputBandEnd, ignoreCase: true), report.OutputSampleRate == report.InputSampleRate);
        return report.InputFilterWidth == 0
            ? end
            : $"{end}, roll-off at {Figure.Rate((int)Math.Round(report.InputFilterCenter * report.InputSampleRate / 2))} undone";
    }

    private static string Networks(ReportDocument report)
    {
        int count = report.Networks?.Count ?? report.NetworkCount ?? 0;
        string parts = report.PartCount is int partCount ? $", in {Figure.Count(partCount, "part")}" : "";
        string steps = report.Steps is long stepCount ? $", {Figure.Count(stepCount, "step")} in all" : "";
        return count == 0
            ? $"none: the output is the sinc baseline{parts}"
            : $"{Figure.Of(count)} with {Figure.Count(report.ParameterCount, "parameter")}{steps}{parts}";
    }

    private static TextTable Comparison(string title, string mode, AudioComparisonResult sinc, AudioComparisonResult result)
    {
        var table = new TextTable(title, ">PSNR dB", ">change dB", ">LSD", ">LSD missing band");
        Add("sinc", sinc);
        Add(mode, result);
        return table;

        void Add(string name, AudioComparisonResult figures) => table.Add(
            name,
            Figure.Of(figures.Psnr, 2),
            Figure.Change(figures.Psnr - sinc.Psnr, 2),
            Figure.Of(figures.LsdHann, 3),
            Figure.Of(figures.MissingBandLsdHann, 3));
    }
}
