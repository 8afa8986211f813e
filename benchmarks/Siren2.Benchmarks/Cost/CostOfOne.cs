using System.Diagnostics;
using System.Text.Json.Nodes;
using Siren2.Resampling;

namespace Siren2.Benchmarks.Cost;

/// <summary>
/// One fit with default settings of a clip of some duration, made of a short one by repetition and read and written part by part: blind from 8 to 16 kHz,
/// or guided from 5,512 to 22,050 Hz.
/// </summary>
internal static class CostOfOne
{
    private const int LowRate = 5512;
    private const double Megabyte = 1 << 20;

    public static string[] Modes { get; } = ["blind", "guided"];

    /// <summary>Measures, and prints the result as JSON.</summary>
    /// <param name="mode">One of <see cref="Modes"/>.</param>
    /// <param name="seconds">Duration.</param>
    /// <returns>The exit code.</returns>
    public static int Execute(string mode, int seconds)
    {
        Action<int> fit = mode == "blind" ? Blind() : Guided();

        // What is compiled in the meantime is no part of the cost.
        fit(1);
        long start = Stopwatch.GetTimestamp();
        fit(seconds);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(new JsonObject
        {
            ["mode"] = mode,
            ["seconds"] = seconds,
            ["fitSeconds"] = Math.Round(elapsed, 3),
            ["peakMegabytes"] = Math.Round(self.PeakWorkingSet64 / Megabyte, 1),
        }.ToJsonString());
        return 0;
    }

    private static Action<int> Blind()
    {
        AudioClip unit = Signals.Clip("speech-8k.wav", double.MaxValue);
        return seconds => new Upsampler().FitAndWrite(
            new RepeatedClip(unit, (long)seconds * unit.SampleRate), 2 * unit.SampleRate, write: _ => { });
    }

    private static Action<int> Guided()
    {
        AudioClip second = Signals.Clip("speech-22k.wav", 1);
        var low = new AudioClip(LowRate, FourierResampler.Resample(second.Channel(0), LowRate));
        return seconds => new Upsampler().FitAndWrite(
            new RepeatedClip(low, (long)seconds * LowRate), new RepeatedClip(second, (long)seconds * second.SampleRate), write: _ => { });
    }
}
