using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Siren2.Benchmarks.Cost;

/// <summary>
/// How time and memory of whole fits grow with the duration of a clip. Every figure comes from a process of its own, so that its
/// peak of memory is not that of another.
/// </summary>
internal static class CostRun
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Measures and reports.</summary>
    /// <param name="json">File to write, or null for none.</param>
    /// <param name="seconds">Durations of clips.</param>
    /// <returns>The exit code.</returns>
    public static int Execute(string? json, int[] seconds)
    {
        var rows = new JsonArray();
        Console.WriteLine("| fit | clip, s | fit, s | peak, MB |");
        Console.WriteLine("| --- | --: | --: | --: |");
        foreach (string mode in CostOfOne.Modes)
        {
            foreach (int duration in seconds)
            {
                if (MeasureInChild(mode, duration) is not { } row)
                {
                    return 1;
                }

                rows.Add((JsonNode)row);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"| {mode} | {duration} | {row["fitSeconds"]} | {row["peakMegabytes"]} |"));
            }
        }

        if (json is not null)
        {
            var report = new JsonObject { ["machine"] = Machine.Describe(), ["rows"] = rows };
            File.WriteAllText(json, report.ToJsonString(Indented) + "\n");
        }

        return 0;
    }

    private static JsonObject? MeasureInChild(string mode, int seconds)
    {
        // Either the program's own executable or the dotnet host, which wants to be told what to run.
        string executable = Environment.ProcessPath!;
        var start = new ProcessStartInfo(executable) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(executable) == "dotnet")
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Siren2.Benchmarks.dll"));
        }

        foreach (string argument in (string[])["cost-of-one", mode, seconds.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? JsonNode.Parse(output)!.AsObject() : null;
    }
}
