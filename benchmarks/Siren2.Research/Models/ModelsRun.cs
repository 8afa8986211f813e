using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Siren2.Benchmarks;
using Siren2.MissingBand;

namespace Siren2.Research.Models;

/// <summary>
/// Measures models of the missing band against each other on a folder of clips, decimated ideally, and prints a Markdown table per task.
/// </summary>
internal static class ModelsRun
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly (string Name, int? Input, int? Output)[] Tasks =
        [("T1", 5_512, 22_050), ("T2", 8_000, 16_000), ("T3", null, null)];

    /// <summary>Measures and reports.</summary>
    /// <param name="folder">A folder of WAV clips.</param>
    /// <param name="json">File to write, or null for none.</param>
    /// <param name="only">Tasks or groups to measure; empty for all.</param>
    /// <returns>The exit code.</returns>
    public static int Execute(string folder, string? json, string[] only)
    {
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"There is no folder '{folder}'.");
            return 2;
        }

        string[] tasks = [.. Tasks.Select(task => task.Name).Where(only.Contains)];
        string[] groups = [.. only.Except(tasks)];
        var rows = new JsonArray();
        foreach ((string name, int? input, int? output) in Tasks.Where(task => tasks.Length == 0 || tasks.Contains(task.Name)))
        {
            ModelClip[] clips = ModelClip.Load(folder, input, output);
            if (clips.Length == 0)
            {
                continue;
            }

            Console.WriteLine($"\n{name}, {clips.Length} clips\n");
            Console.WriteLine("| model | | dB vs sinc | worst | LSD | coherence | lowest fifth | to 2.5 % above the edge | 5 % | 10 % | 20 % | 40 % | 100 % |");
            Console.WriteLine("| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
            foreach (ModelCandidate candidate in ModelCandidate.All.Where(c => groups.Length == 0 || groups.Contains(c.Group)))
            {
                var scores = new ModelScore[clips.Length];
                _ = Parallel.For(0, clips.Length, i => scores[i] = ModelScore.Of(clips[i], candidate.Correct(clips[i])));
                rows.Add(Row(name, candidate, clips, scores));
                Print(candidate, scores);
            }

            PrintCalibration(clips);
        }

        if (json is not null)
        {
            var report = new JsonObject { ["machine"] = Machine.Describe(), ["rows"] = rows };
            File.WriteAllText(json, report.ToJsonString(Indented) + "\n");
        }

        return 0;
    }

    private static void Print(ModelCandidate candidate, ModelScore[] scores)
    {
        double[] figures =
        [
            scores.Average(s => s.PsnrChange),
            scores.Min(s => s.PsnrChange),
            scores.Average(s => s.Lsd),
            scores.Average(s => s.Coherence),
            scores.Average(s => s.CoherenceLow),
            .. Enumerable.Range(0, ModelScore.Edges.Length - 1).Select(i => scores.Average(s => s.Profile[i])),
        ];
        string cells = string.Join(" | ", figures.Select((f, i) => f.ToString(i < 2 ? "+0.000;-0.000;0" : "0.00", CultureInfo.InvariantCulture)));
        Console.WriteLine($"| {candidate.Group} | {candidate.Name} | {cells} |");
    }

    private static JsonObject Row(string task, ModelCandidate candidate, ModelClip[] clips, ModelScore[] scores) => new()
    {
        ["task"] = task,
        ["group"] = candidate.Group,
        ["model"] = candidate.Name,
        ["psnrChange"] = Math.Round(scores.Average(s => s.PsnrChange), 4),
        ["psnrChangeWorst"] = Math.Round(scores.Min(s => s.PsnrChange), 4),
        ["lsd"] = Math.Round(scores.Average(s => s.Lsd), 4),
        ["coherence"] = Math.Round(scores.Average(s => s.Coherence), 4),
        ["coherenceLow"] = Math.Round(scores.Average(s => s.CoherenceLow), 4),
        ["clips"] = new JsonArray([.. scores.Select((s, i) => new JsonObject
        {
            ["clip"] = clips[i].Name,
            ["psnrChange"] = Math.Round(s.PsnrChange, 4),
            ["lsd"] = Math.Round(s.Lsd, 4),
            ["coherence"] = Math.Round(s.Coherence, 4),
            ["coherenceLow"] = Math.Round(s.CoherenceLow, 4),
            ["coherenceAboveEdge"] = new JsonArray([.. s.Profile.Select(c => (JsonNode)Math.Round(c, 4))]),
            ["bestGain"] = Math.Round(s.Fit, 3),
        })]),
    };

    /// <summary>What the budget takes the missing energy to be, against the truth.</summary>
    private static void PrintCalibration(ModelClip[] clips)
    {
        double[] errors =
        [
            .. clips.Select(clip => 10 * Math.Log10(
                MissingBandTarget.Estimate(clip.Baseline, 0.5 * clip.InputRate, clip.OutputRate, 0.5).MissingEnergy / clip.MissingEnergy)).Where(double.IsFinite),
        ];
        double mean = errors.Average();
        double scatter = Math.Sqrt(errors.Average(error => (error - mean) * (error - mean)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\nMissing energy, estimated over true: mean {mean:+0.0;-0.0} dB, scatter {scatter:0.0} dB, highest {errors.Max():+0.0;-0.0} dB."));
    }
}
