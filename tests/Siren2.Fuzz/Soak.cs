using System.Diagnostics;

namespace Siren2.Fuzz;

/// <summary>Many short clips in one process: memory and threads must not grow with their number.</summary>
internal static class Soak
{
    // Bytes: what the garbage collector keeps for itself varies by more than any clip takes.
    private const long LargestGrowth = 16 << 20;
    private const int MostThreads = 8;

    /// <summary>Upsamples clips, blind and guided, saves them and loads them again; 0 where nothing has grown.</summary>
    public static int Run(int clips, TextWriter output)
    {
        int warmUp = Math.Min(100, clips / 4);
        (long memory, int threads) = (0, 0);
        long start = Stopwatch.GetTimestamp();
        for (int n = 0; n < clips; n++)
        {
            if (n == warmUp)
            {
                (memory, threads) = Measure();
            }

            One(n);
            if ((n + 1) % 1000 == 0)
            {
                (long now, int running) = Measure();
                output.WriteLine($"{n + 1} clips, {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: {now / 1024.0:F0} KiB, {running} threads");
            }
        }

        (long after, int left) = Measure();
        bool hasGrown = after - memory > LargestGrowth || left - threads > MostThreads;
        output.WriteLine(
            $"{(hasGrown ? "FAILED" : "ok")}      {clips} clips in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: heap "
                + $"{memory / 1024.0:F0} KiB after {warmUp}, "
            + $"{after / 1024.0:F0} KiB at the end; {threads} threads, {left} at the end; peak "
            + $"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
        return hasGrown ? 1 : 0;
    }

    private static void One(int number)
    {
        var random = new Random(number);
        int length = random.Next(300, 1500);
        int channels = random.Next(1, 3);
        AudioClip clip = Noise(8000, length, channels, random);
        var upsampler = new Upsampler(new UpsamplerOptions
        {
            Seed = number,
            Blind = new() { SegmentLength = 4096, Decoder = new() { Width = 8, Depth = 2 }, RefinementIterations = 1, Fit = new() { StepCount = 2 } },
            Guided = new() { SegmentLength = 4096, Decoder = new() { Width = 8, Depth = 2 }, Fit = new() { StepCount = 2 } },
        });
        FittedClip fitted = number % 3 == 0
            ? upsampler.Fit(clip, Noise(16_000, 2 * length, channels, random))
            : upsampler.Fit(clip, 8000 + (random.Next(1, 17) * 1000));
        using var stream = new MemoryStream();
        fitted.Save(stream);
        stream.Position = 0;
        FittedClip again = FittedClip.Load(stream);
        Promise.Check(again.Render().Channel(0).SequenceEqual(fitted.Render().Channel(0)), "what is loaded renders to the same bits");
    }

    private static AudioClip Noise(int rate, int length, int channels, Random random) =>
        new(rate, [.. Enumerable.Range(0, channels).Select(_ => Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f).ToArray())]);

    private static (long Memory, int Threads) Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), process.Threads.Count);
    }
}
