using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Siren2.Benchmarks;

namespace Siren2.Research.Ablation;

/// <summary>
/// Changes one thing of the default guided fit at a time and measures what that is worth, on a second of every clip of a folder.
/// Prints a Markdown table; a row appears as soon as it is known.
/// </summary>
internal static class AblationRun
{
    private const int StepCount = 120;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly int[] Checkpoints = [30, 60, 120];
    private static readonly int[] Levels = [40, 50, 60];

    /// <summary>Measures and reports.</summary>
    /// <param name="folder">A folder of WAV clips.</param>
    /// <param name="json">File to write, or null for none.</param>
    /// <param name="only">Groups to measure beside the default; empty for all.</param>
    /// <returns>The exit code.</returns>
    public static int Execute(string folder, string? json, string[] only)
    {
        if (!Directory.Exists(folder) || AblationClip.Load(folder) is not { Length: > 0 } clips)
        {
            Console.Error.WriteLine($"'{folder}' holds no WAV clip of at least 22,050 Hz and one second.");
            return 2;
        }

        AblationVariant[] variants = [.. AblationVariant.All.Where(v => only.Length == 0 || v.Group == "default" || only.Contains(v.Group))];
        Console.WriteLine($"GUIDED, not super-resolution: one second of {clips.Length} clips, 22,050 Hz from 5,512 Hz, {StepCount} steps.");
        Console.WriteLine();
        Console.WriteLine("| varied | to | dB over sinc after 30 | 60 | 120 | projected | worst | steps to 40 dB | 50 | 60 | s to 40 dB | 50 | 60 | parameters | ms per step |");
        Console.WriteLine("| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        var rows = new JsonArray();
        foreach (AblationVariant variant in variants)
        {
            var results = new AblationResult[clips.Length];
            _ = Parallel.For(0, clips.Length, i => results[i] = AblationResult.Of(variant, clips[i], StepCount));
            JsonObject row = Describe(variant, clips, results);
            Print(row);
            rows.Add(row);
        }

        if (json is not null)
        {
            var report = new JsonObject { ["machine"] = Machine.Describe(), ["mode"] = "guided", ["steps"] = StepCount, ["clips"] = clips.Length, ["rows"] = rows };
            File.WriteAllText(json, report.ToJsonString(Indented) + "\n");
        }

        return 0;
    }

    private static JsonObject Describe(AblationVariant variant, AblationClip[] clips, AblationResult[] results)
    {
        var row = new JsonObject { ["varied"] = variant.Group, ["to"] = variant.Name };
        foreach (int step in Checkpoints)
        {
            row[$"gain{step}"] = Mean(i => Decibels(clips[i].Error / results[i].Errors[step]));
        }

        double[] projected = [.. results.Select((result, i) => Decibels(clips[i].Error / result.ProjectedError))];
        row["gainUnprojected"] = Mean(i => Decibels(clips[i].Error / results[i].FinalError));
        row["gainProjected"] = Math.Round(projected.Average(), 2);
        row["gainProjectedWorst"] = Math.Round(projected.Min(), 2);
        row["parameters"] = results[0].ParameterCount;
        row["stepMs"] = Math.Round(1000 * results.Min(result => result.StepSeconds), 2);
        foreach (int level in Levels)
        {
            // Clips whose baseline is at the level already tell nothing.
            int[] asked = [.. Enumerable.Range(0, clips.Length).Where(i => Decibels(1 / clips[i].Error) < level)];
            int[] steps = [.. asked.Select(i => Array.FindIndex(results[i].Errors, error => Decibels(1 / error) >= level)).Where(step => step >= 0)];
            row[$"asked{level}"] = asked.Length;
            row[$"reached{level}"] = steps.Length;
            row[$"steps{level}"] = steps.Length > 0 ? Math.Round(steps.Average(), 1) : null;
            row[$"seconds{level}"] = steps.Length > 0 ? Math.Round(steps.Average() * results.Min(result => result.StepSeconds), 2) : null;
        }

        return row;

        double Mean(Func<int, double> figure) => Math.Round(Enumerable.Range(0, clips.Length).Average(figure), 2);
    }

    private static void Print(JsonObject row)
    {
        string[] cells =
        [
            (string)row["varied"]!,
            (string)row["to"]!,
            .. Checkpoints.Select(step => Text($"gain{step}", 1)),
            Text("gainProjected", 1),
            Text("gainProjectedWorst", 1),
            .. Levels.Select(level => Reached(level, $"steps{level}", 0)),
            .. Levels.Select(level => Reached(level, $"seconds{level}", 2)),
            ((int)row["parameters"]!).ToString("N0", CultureInfo.InvariantCulture),
            Text("stepMs", 1),
        ];
        Console.WriteLine($"| {string.Join(" | ", cells)} |");

        string Text(string key, int decimals) =>
            row[key] is JsonNode value ? ((double)value).ToString("F" + decimals, CultureInfo.InvariantCulture) : "–";

        // A mean over those that arrived says little without how many did not.
        string Reached(int level, string key, int decimals) => (int)row[$"reached{level}"]! == (int)row[$"asked{level}"]!
            ? Text(key, decimals)
            : $"{Text(key, decimals)} ({row[$"reached{level}"]} of {row[$"asked{level}"]})";
    }

    private static double Decibels(double ratio) => 10 * Math.Log10(ratio);
}
