using System.Collections.Concurrent;
using System.Diagnostics;

namespace Siren2.Reports;

/// <summary>
/// Counts the steps of all networks and tells the host: in order, one report at a time, and without a lock, so that a host that is slow holds up no thread but the
/// one that happens to tell it.
/// </summary>
internal sealed class ProgressMeter(FitMode mode, int networkCount, int stepsPerNetwork, IProgress<FitProgress>? progress)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<FitProgress> _untold = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _steps;
    private long _skipped;
    private int _pending;

    /// <summary>Tells the host that there was nothing to fit: its one report, so that whoever waits for the end hears of it.</summary>
    public static void ReportNothingToFit(FitMode mode, IProgress<FitProgress>? progress) =>
        progress?.Report(new FitProgress { Mode = mode, Network = -1, Loss = double.NaN });

    public void AfterStep(int network, double loss) => Count(steps: 1, skipped: 0, network, loss);

    /// <summary>Counts the steps that a network did without because it stopped early.</summary>
    public void AfterNetwork(int network, int stepsTaken, double loss)
    {
        if (stepsTaken < stepsPerNetwork)
        {
            Count(steps: 0, stepsPerNetwork - stepsTaken, network, loss);
        }
    }

    private void Count(int steps, int skipped, int network, double loss)
    {
        if (progress is null)
        {
            return;
        }

        lock (_lock)
        {
            _steps += steps;
            _skipped += skipped;
            _untold.Enqueue(Now(network, loss));
        }

        // The first to come tells, and whatever others add in the meantime too.
        if (Interlocked.Increment(ref _pending) == 1)
        {
            do
            {
                if (_untold.TryDequeue(out FitProgress report))
                {
                    progress.Report(report);
                }
            }
            while (Interlocked.Decrement(ref _pending) > 0);
        }
    }

    private FitProgress Now(int network, double loss)
    {
        long total = (long)networkCount * stepsPerNetwork;
        long done = _steps + _skipped;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        return new FitProgress
        {
            Mode = mode,
            StepsTaken = done,
            StepCount = total,
            Network = network,
            NetworkCount = networkCount,
            Loss = loss,
            Elapsed = elapsed,
            Remaining = elapsed * ((double)(total - done) / Math.Max(1, _steps)),
        };
    }
}
