using Siren2.Cli.Evaluation;
using Siren2.Cli.Output;

namespace Siren2.Cli.Experiment;

/// <summary>What <c>evaluate --experiment</c> shows: one table, sinc first, means and worst clips.</summary>
internal static class ExperimentTable
{
    public static void Write(TextWriter writer, ExperimentDocument document)
    {
        writer.WriteLine(document.Machine);
        foreach (SkippedClip clip in document.Skipped)
        {
            writer.WriteLine(clip);
        }

        writer.WriteLine();
        writer.WriteLine($"GUIDED: the original experiment, {document.Rows[0].Clips.Count} clips, "
            + $"{Figure.Of(document.AudioSeconds, 1)} s, at most {document.MaximumSteps} steps, seed {document.Seed}. {document.Meaning}");
        writer.WriteLine(document.Protocol);
        writer.WriteLine();
        var table = new TextTable(
            "row", ">PSNR dB", ">vs sinc dB", ">worst clip", ">LSD", ">worst clip", ">parameters per sample", ">steps", ">s per s");
        double samples = document.AudioSeconds * ExperimentClip.Rate;
        foreach (ExperimentRow row in document.Rows)
        {
            table.Add(
                row.Name,
                Figure.Of(row.Mean.Psnr, 2),
                Figure.Change(row.Mean.PsnrChange, 2),
                Figure.Change(row.WorstPsnrChange.PsnrChange, 2),
                Figure.Of(row.Mean.LsdRectangular, 3),
                Figure.Of(row.WorstLsd.LsdRectangular, 3),
                Figure.Of(row.ParameterCount / samples, 2),
                Figure.Of(row.Steps, 0),
                Figure.Of(row.Seconds / document.AudioSeconds, 2));
        }

        table.WriteTo(writer);
        writer.WriteLine();
        foreach (ExperimentRow row in document.Rows)
        {
            writer.WriteLine($"- {row.Name}: {row.Description}");
        }

        writer.WriteLine();
        writer.WriteLine("PSNR: peak 1. LSD: log10 power, 2048 samples without a window, hop 512. s per s: wall-clock seconds of the fits "
            + "per second of audio.");
    }
}
