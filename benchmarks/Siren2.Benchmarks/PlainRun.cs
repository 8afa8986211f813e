using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Siren2.Benchmarks;

/// <summary>
/// Measures everything once, one thing after the other, prints what it finds and writes it down. The peak that fractions refer
/// to is measured in the same run.
/// </summary>
internal static class PlainRun
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly (string Name, Func<double, JsonObject> Measure)[] Works =
    [
        ("decoderStep", DecoderStep.LatentsPerSample),
        ("decoderStepLatentRate", DecoderStep.LatentsAtHop),
        ("encoderStep", EncoderStep.Measure),
        ("stftLoss", StftLoss.Measure),
        ("resampler", Resampler.Measure),
        ("guidedFit", GuidedFit.Measure),
        ("blindFit", BlindFit.Measure),
    ];

    /// <summary>Measures and reports.</summary>
    /// <param name="json">File to write, or null for none.</param>
    /// <param name="only">Names of the works to measure; empty for all.</param>
    /// <returns>The exit code.</returns>
    public static int Execute(string? json, string[] only)
    {
        if (only.FirstOrDefault(name => !Works.Any(work => work.Name == name)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no work '{unknown}'; there are {string.Join(", ", Works.Select(work => work.Name))}.");
            return 2;
        }

        long start = Stopwatch.GetTimestamp();
        double peak = FmaPeak.Measure();
        var report = new JsonObject { ["machine"] = Machine.Describe(), ["fmaPeakGflops"] = Math.Round(peak, 2) };
        Print("fmaPeakGflops", report["fmaPeakGflops"]!);
        foreach ((string name, Func<double, JsonObject> measure) in Works)
        {
            if (only.Length > 0 && !only.Contains(name))
            {
                continue;
            }

            JsonObject result = measure(peak);
            report[name] = result;
            foreach ((string key, JsonNode? value) in result)
            {
                Print($"{name}.{key}", value!);
            }
        }

        // The clock of a shared or a warm processor moves: the higher of the two peaks is the fairer divisor.
        report["fmaPeakGflopsAtEnd"] = Math.Round(FmaPeak.Measure(), 2);
        Print("fmaPeakGflopsAtEnd", report["fmaPeakGflopsAtEnd"]!);
        report["totalSeconds"] = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1);
        Print("totalSeconds", report["totalSeconds"]!);
        if (json is not null)
        {
            File.WriteAllText(json, report.ToJsonString(Indented) + "\n");
        }

        return 0;
    }

    private static void Print(string name, JsonNode value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} {value.ToJsonString(),14}"));
}
