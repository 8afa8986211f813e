using System.Diagnostics;

namespace Siren2.Benchmarks;

/// <summary>Times work that is done again and again.</summary>
internal static class Timing
{
    /// <summary>
    /// Shortest of the runs, in milliseconds. What disturbs a run only ever makes it longer; more than one is warming up, as code
    /// is compiled in tiers.
    /// </summary>
    public static double BestMilliseconds(Action work, double seconds, int leastRuns = 5)
    {
        long start = Stopwatch.GetTimestamp();
        double best = double.MaxValue;
        for (int run = 0; run < leastRuns || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; run++)
        {
            long begin = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return best;
    }

    /// <summary>
    /// Least processor time of the process in one run, in milliseconds: where it is well below the shortest time, the machine was
    /// not quiet.
    /// </summary>
    public static double BestProcessorMilliseconds(Action work, double seconds, int leastRuns = 5)
    {
        long start = Stopwatch.GetTimestamp();
        double best = double.MaxValue;
        for (int run = 0; run < leastRuns || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; run++)
        {
            TimeSpan begin = Environment.CpuUsage.TotalTime;
            work();
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - begin).TotalMilliseconds);
        }

        return best;
    }

    /// <summary>Bytes that the whole process allocates in one run of work that is warm.</summary>
    public static double BytesPerRun(Action work, int runs = 5)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int run = 0; run < runs; run++)
        {
            work();
        }

        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / runs;
    }
}
