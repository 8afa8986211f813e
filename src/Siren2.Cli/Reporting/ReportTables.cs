using System.Globalization;
using Siren2.Cli.Evaluation;
using Siren2.Cli.Output;
using Siren2.Metrics;

namespace Siren2.Cli.Reporting;

/// <summary>The tables of a page.</summary>
internal static class ReportTables
{
    /// <summary>What was done, and what it cost or gained.</summary>
    public static PageTable Values(UpsampleResult result, UpsampleDocument summary)
    {
        UpsampleReport report = result.Report;
        List<string[]> rows =
        [
            ["mode", ModeText.Heading(report.Mode)],
            ["input", $"{Path.GetFileName(summary.Files.Input)}, {Figure.Rate(report.InputSampleRate)}"],
            ["output", $"{Path.GetFileName(summary.Files.Output)}, {Figure.Rate(report.OutputSampleRate)}"],
            ["missing band", $"{Figure.Of((long)Math.Round(report.InputBandwidth))} to {Figure.Rate(report.OutputSampleRate / 2)}"
                + BandText.Of(report.InputBandEnd, report.OutputSampleRate == report.InputSampleRate)],
        ];
        if (report.EstimatedPsnrCost is double cost)
        {
            rows.Add(["estimated PSNR cost", $"{Figure.Of(cost, 3)} dB against sinc"]);
        }

        if (report.GainOverBaseline is double gain)
        {
            rows.Add(["gain over sinc, the original known", $"{Figure.Change(gain, 2)} dB of PSNR"]);
        }

        string band = report.IsProjected
            ? "untouched: decimating the result gives the clip back"
            : "not projected: the reference does not decimate to the clip";
        rows.Add(["clip's own band", band]);
        rows.Add(["filled by", report.Texture is string texture ? $"{texture}, levels by {report.LevelModel}"
            : report.Networks.Count == 0 ? "nothing: the result is the sinc baseline"
            : $"{Figure.Count(report.Networks.Count, "network")} with {Figure.Count(report.ParameterCount, "parameter")}"]);
        rows.Add(["time", $"{Figure.Of(report.Elapsed.TotalSeconds, 2)} s, {Figure.Of(summary.Report.TimesRealTime, 2)} × real time"]);
        return new PageTable("Report", [], rows);
    }

    /// <summary>Figures of sinc and result against the original.</summary>
    /// <param name="title">Says whether the fit knew the original.</param>
    /// <param name="mode">"blind" or "guided".</param>
    /// <param name="sinc">The baseline's figures.</param>
    /// <param name="result">The result's figures.</param>
    public static PageTable Comparison(string title, string mode, AudioComparisonResult sinc, AudioComparisonResult result)
    {
        return new PageTable(
            title,
            ["metric", "sinc", mode],
            [
                Row("PSNR, dB", figures => figures.Psnr, 2),
                Row("SI-SDR, dB", figures => figures.SiSdr, 2),
                Row("LSD, Hann 2048", figures => figures.LsdHann, 3),
                Row("LSD of the missing band, Hann 2048", figures => figures.MissingBandLsdHann, 3),
                Row("level of bright frames, bias, dB", figures => figures.MissingBandLevelErrors?.Bright.Bias, 1),
                Row("level of bright frames, mean error, dB", figures => figures.MissingBandLevelErrors?.Bright.MeanAbsoluteError, 1),
                Row($"onset rise, dB{Original(sinc.MissingBandOnsetRise?.Reference, 1)}", figures => figures.MissingBandOnsetRise?.Estimate, 1),
                Row(
                    $"correlation between channels{Original(sinc.MissingBandChannelCorrelation?.Reference, 2)}",
                    figures => figures.MissingBandChannelCorrelation?.Estimate,
                    2),
                Row("envelope distance", figures => figures.EnvelopeDistance, 4),
                Row("ESTOI", figures => figures.ExtendedStoi, 4),
            ]);

        static string Original(double? figure, int decimals) => figure is null ? "" : $" (original {Figure.Of(figure, decimals)})";

        string[] Row(string name, Func<AudioComparisonResult, double?> figure, int decimals) =>
            [name, Figure.Of(figure(sinc), decimals), Figure.Of(figure(result), decimals)];
    }

    /// <summary>Every metric of an estimate.</summary>
    public static PageTable Metrics(ComparisonDocument comparison) =>
        new("Against the reference", ["metric", "value", "better"], MetricsTable.Rows(comparison.Metrics));

    /// <summary>The figures of one task in one mode, with sinc's before each clip's.</summary>
    /// <param name="result">The mode's figures.</param>
    /// <param name="sinc">Those of interpolation; null where they were not asked for.</param>
    public static PageTable Task(TaskResult result, TaskResult? sinc)
    {
        var rows = new List<string[]>();
        for (int i = 0; i < result.Clips.Count; i++)
        {
            Add(sinc, sinc?.Clips[i]);
            Add(result, result.Clips[i]);
        }

        Add(sinc, sinc?.Mean);
        Add(result, result.Mean);
        return new PageTable(
            $"{result.Task} {result.Mode.ToUpperInvariant()}, {result.Description}. {result.Meaning}",
            [
                "clip", "mode", "PSNR, dB", "vs sinc, dB", "LSD, Hann 2048", "LSD missing", "level bright, dB", "level other, dB", "onset rise, dB", "stereo",
                "STOI", "× real time",
            ],
            rows);

        void Add(TaskResult? of, ClipFigures? clip)
        {
            if (of is not null && clip is not null)
            {
                rows.Add([
                    clip.File,
                    of.Mode,
                    Figure.Of(clip.Psnr, 2),
                    Figure.Change(clip.PsnrChange, 3),
                    Figure.Of(clip.Lsd, 3),
                    Figure.Of(clip.LsdMissingBand, 3),
                    EvaluationTables.Level(clip.LevelErrors?.Bright),
                    EvaluationTables.Level(clip.LevelErrors?.Other),
                    EvaluationTables.OnsetRise(clip),
                    EvaluationTables.Stereo(clip),
                    Figure.Of(clip.Stoi, 3),
                    Figure.Of(clip.TimesRealTime, 2),
                ]);
            }
        }
    }

    /// <summary>The options that the result follows from.</summary>
    public static PageTable Options(UpsamplerOptions options, UpsampleDocument summary)
    {
        bool isBlind = summary.Mode == ModeText.Name(FitMode.Blind);
        NetworkOptions plan = isBlind ? options.Blind : options.Guided;
        List<string[]> rows = [["preset", summary.Settings.Preset]];
        if (isBlind)
        {
            rows.Add(["detail", options.Detail.ToString(CultureInfo.InvariantCulture)]);
        }

        rows.Add(["seed", options.Seed.ToString(CultureInfo.InvariantCulture)]);
        if (summary.Report.Texture is not null)
        {
            // No network was fitted: their options are of no effect.
            return new PageTable("Options", [], rows);
        }

        if (isBlind)
        {
            rows.Add(["refinement", $"{options.Blind.RefinementIterations} iterations"]);
        }

        rows.Add(["segments", $"{Figure.Of(plan.SegmentLength)} samples"]);
        string inputs = plan.Decoder.UseBaseline ? "time and baseline" : "time";
        rows.Add(["decoder", $"{plan.Decoder.Depth} sine layers of {plan.Decoder.Width} units over {inputs}"]);
        rows.Add(["encoder", plan.Encoder is null ? "none" : $"SEANet, {plan.Encoder.Dimension} latents"]);
        rows.Add(["steps", $"{plan.Fit.StepCount}, learning rate from {plan.Fit.Schedule.Initial.ToString("G3", CultureInfo.InvariantCulture)}"]);
        return new PageTable("Options", [], rows);
    }
}
