using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Siren2.Fuzz;

/// <summary>
/// The same fits in processes that may use vectors of different widths. Widths round differently. Baselines and guided fits differ by little more
/// than that; the steps of a blind fit, which nothing but a level holds, let it grow until the texture is another one of the same energy.
/// </summary>
internal static class WidthCheck
{
    // Squared distance over energy: −120 dB of the baseline, −60 dB of what a guided fit adds.
    private const double LargestOfBaseline = 1e-12;
    private const double LargestOfGuided = 1e-6;

    // How far apart the energies of two textures may be, as a ratio.
    private const double LargestOfBlind = 1.05;

    private static readonly (string Name, string? Variable)[] Widths =
    [
        ("as wide as the processor", null), ("without AVX-512", "DOTNET_EnableAVX512"), ("without AVX2", "DOTNET_EnableAVX2"),
        ("without intrinsics", "DOTNET_EnableHWIntrinsic"),
    ];

    /// <summary>Fits in a process for each width and compares; the number of fits that are too far from the first width's.</summary>
    public static int Run(TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("siren2-widths-").FullName;
        string[] files = [.. Widths.Select((_, n) => Path.Combine(folder, $"{n}"))];
        for (int n = 0; n < files.Length; n++)
        {
            Start(files[n], Widths[n].Variable);
        }

        int failures = 0;
        for (int n = 1; n < files.Length; n++)
        {
            for (int job = 0; job < Jobs.Length; job++)
            {
                (double baseline, _) = Compare(files, n, job, "baseline");
                (double distance, double ratio) = Compare(files, n, job, "correction");
                bool isClose = baseline <= LargestOfBaseline
                    && (Jobs[job].Mode == FitMode.Guided ? distance <= LargestOfGuided : ratio is <= LargestOfBlind and >= 1 / LargestOfBlind);
                failures += isClose ? 0 : 1;
                output.WriteLine(
                    $"{(isClose ? "ok" : "FAILED"),-7} {Widths[n].Name}, {Jobs[job].Name}: distance of baseline {baseline:E1}, "
                    + $"of correction {distance:E1} of its energy; energy of correction {ratio:F3} times as much");
            }
        }

        Directory.Delete(folder, recursive: true);
        return failures;
    }

    /// <summary>What each process does: all fits, and their samples into files.</summary>
    public static void Fit(string path)
    {
        for (int job = 0; job < Jobs.Length; job++)
        {
            UpsampleResult result = Jobs[job].Fit();
            float[] baseline = [.. Enumerable.Range(0, result.Baseline.ChannelCount).SelectMany(c => result.Baseline.Channel(c).ToArray())];
            float[] audio = [.. Enumerable.Range(0, result.Audio.ChannelCount).SelectMany(c => result.Audio.Channel(c).ToArray())];
            Write($"{path}.{job}.baseline", baseline);
            Write($"{path}.{job}.correction", [.. audio.Zip(baseline, (whole, part) => whole - part)]);
        }
    }

    private static (string Name, FitMode Mode, Func<UpsampleResult> Fit)[] Jobs { get; } =
    [
        ("blind, noise", FitMode.Blind, () => new Upsampler(UpsamplerOptions.Fast).FitAndPredict(Clip(8000, 5000, 1), 16_000)),
        ("blind, stereo", FitMode.Blind, () => new Upsampler(UpsamplerOptions.Fast with { Detail = 1 }).FitAndPredict(Clip(22_050, 6000, 2), 44_100)),
        ("blind, odd rates", FitMode.Blind, () => new Upsampler().FitAndPredict(Clip(7919, 3001, 1), 21_001)),
        ("guided", FitMode.Guided, () => new Upsampler(UpsamplerOptions.Fast).FitAndPredict(Clip(8000, 2500, 1), Clip(16_000, 5000, 1))),
    ];

    private static AudioClip Clip(int rate, int length, int channels)
    {
        var random = new Random(rate);
        return new AudioClip(rate, [.. Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, length)
            .Select(i => (0.1f * (random.NextSingle() - 0.5f)) + (0.3f * MathF.Sin(0.05f * (c + 1) * i))).ToArray())]);
    }

    private static void Start(string path, string? variable)
    {
        string program = typeof(WidthCheck).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, "--fit", path]);
        if (variable is not null)
        {
            start.Environment[variable] = "0";
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        Promise.Check(process.ExitCode == 0, $"a process with {variable} set to 0 ends well");
    }

    /// <summary>Squared distance from the first width's samples and energy, both as parts of their energy.</summary>
    private static (double Distance, double Ratio) Compare(string[] files, int width, int job, string kind)
    {
        float[] first = Read($"{files[0]}.{job}.{kind}");
        float[] other = Read($"{files[width]}.{job}.{kind}");
        double energy = first.Sum(sample => (double)sample * sample);
        return (first.Zip(other, (a, b) => ((double)a - b) * ((double)a - b)).Sum() / energy, other.Sum(sample => (double)sample * sample) / energy);
    }

    private static void Write(string path, float[] samples) => File.WriteAllBytes(path, MemoryMarshal.AsBytes<float>(samples).ToArray());

    private static float[] Read(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}
