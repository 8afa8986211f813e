using System.Globalization;
using Siren2.Cli.Output;
using Siren2.Metrics;

namespace Siren2.Cli.Evaluation;

/// <summary>
/// What <c>evaluate</c> shows: one table per task and kind of fit, sinc first for each clip, then the means and the worst clips.
/// Blind and guided figures never stand in one table.
/// </summary>
internal static class EvaluationTables
{
    public static void Write(TextWriter writer, EvaluationDocument document)
    {
        SettingsDocument settings = document.Settings;
        writer.WriteLine(document.Machine);
        writer.WriteLine($"preset {settings.Preset}, detail {settings.Detail.ToString(CultureInfo.InvariantCulture)}, seed {settings.Seed}");
        foreach (SkippedClip clip in document.Skipped)
        {
            writer.WriteLine(clip);
        }

        foreach (IGrouping<string, TaskResult> task in document.Tasks.GroupBy(result => result.Task))
        {
            string sincName = EvaluationMode.Sinc.Name();
            TaskResult? sinc = task.FirstOrDefault(result => result.Mode == sincName);
            TaskResult[] fits = [.. task.Where(result => result.Mode != sincName)];
            foreach (TaskResult result in fits.Length > 0 ? fits : [.. task])
            {
                WriteTable(writer, result, fits.Length > 0 ? sinc : null);
            }
        }

        writer.WriteLine();
        writer.WriteLine(
            "PSNR: peak 1. LSD: log10 power, Hann 2048, hop 512; missing: above the input's Nyquist frequency; rect: no window, to compare with the original experiment; AP-BWE: as there, to quote beside publications. "
            + "level: error of the missing band's level, bias / mean absolute error in dB, in bright frames (fricatives, hits) and in others that "
            + "are no pauses. onset rise: of the missing band in dB, stereo: its correlation between channels, each with the original's behind. "
            + "est. cost: what a blind fit expects to lose against sinc, true cost: what it did lose, in dB. "
            + "× real time: seconds of audio per second of work.");
    }

    /// <summary>Bias and mean absolute error of a class of frames.</summary>
    public static string Level(LevelError? error) => $"{Figure.Change(error?.Bias, 1)} / {Figure.Of(error?.MeanAbsoluteError, 1)}";

    /// <summary>Rise at onsets, the original's behind.</summary>
    public static string OnsetRise(ClipFigures clip) => $"{Figure.Change(clip.OnsetRise?.Estimate, 1)} ({Figure.Change(clip.OnsetRise?.Reference, 1)})";

    /// <summary>Correlation between channels, the original's behind.</summary>
    public static string Stereo(ClipFigures clip) =>
        $"{Figure.Of(clip.ChannelCorrelation?.Estimate, 2)} ({Figure.Of(clip.ChannelCorrelation?.Reference, 2)})";

    private static void WriteTable(TextWriter writer, TaskResult result, TaskResult? sinc)
    {
        writer.WriteLine();
        writer.WriteLine($"{result.Task} {result.Mode.ToUpperInvariant()}, {result.Description}. {result.Meaning}");
        writer.WriteLine();
        var table = new TextTable(
            "task", "clip", "mode", ">PSNR dB", ">vs sinc dB", ">LSD", ">LSD missing", ">LSD rect", ">AP-BWE", ">level bright",
            ">level other", ">onset rise", ">stereo", ">STOI", ">est. cost", ">true cost", ">seconds", ">× real time");
        for (int i = 0; i < result.Clips.Count; i++)
        {
            AddRow(sinc, sinc?.Clips[i]);
            AddRow(result, result.Clips[i]);
        }

        AddRow(sinc, sinc?.Mean);
        AddRow(result, result.Mean);
        AddRow(result, result.Worst.PsnrChange, "worst PSNR: ");
        AddRow(result, result.Worst.Lsd, "worst LSD: ");
        table.WriteTo(writer);
        foreach (ClipFigures clip in result.Clips.Where(clip => clip.IsSilent))
        {
            writer.WriteLine($"silent, and so in no mean: {clip.File}");
        }

        void AddRow(TaskResult? of, ClipFigures? clip, string prefix = "")
        {
            if (of is not null && clip is not null)
            {
                table.Add(
                    of.Task,
                    prefix + clip.File,
                    of.Mode,
                    Figure.Of(clip.Psnr, 2),
                    Figure.Change(clip.PsnrChange, 3),
                    Figure.Of(clip.Lsd, 3),
                    Figure.Of(clip.LsdMissingBand, 3),
                    Figure.Of(clip.LsdRectangular, 3),
                    Figure.Of(clip.LsdApBwe, 3),
                    Level(clip.LevelErrors?.Bright),
                    Level(clip.LevelErrors?.Other),
                    OnsetRise(clip),
                    Stereo(clip),
                    Figure.Of(clip.Stoi, 3),
                    Figure.Of(clip.EstimatedPsnrCost, 3),
                    Figure.Of(clip.PsnrCost, 3),
                    Figure.Of(clip.Seconds, 2),
                    Figure.Of(clip.TimesRealTime, 2));
            }
        }
    }
}
