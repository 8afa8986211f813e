using System.Diagnostics;

namespace Siren2.Reports;

/// <summary>Counts the steps of all networks and tells the host, from whichever thread takes one.</summary>
internal sealed class ProgressMeter(FitMode mode, int networkCount, int stepsPerNetwork, IProgress<FitProgress>? progress)
{
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _steps;
    private long _skipped;

    /// <summary>Tells the host that there was nothing to fit: its one report, so that whoever waits for the end hears of it.</summary>
    public static void ReportNothingToFit(FitMode mode, IProgress<FitProgress>? progress) =>
        progress?.Report(new FitProgress(mode, 0, 0, -1, 0, double.NaN, TimeSpan.Zero, TimeSpan.Zero));

    public void AfterStep(int network, double loss)
    {
        lock (_lock)
        {
            _steps++;
            Report(network, loss);
        }
    }

    /// <summary>Counts the steps that a network did without because it stopped early.</summary>
    public void AfterNetwork(int network, int stepsTaken, double loss)
    {
        lock (_lock)
        {
            if (stepsTaken < stepsPerNetwork)
            {
                _skipped += stepsPerNetwork - stepsTaken;
                Report(network, loss);
            }
        }
    }

    private void Report(int network, double loss)
    {
        long total = (long)networkCount * stepsPerNetwork;
        long done = _steps + _skipped;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        TimeSpan remaining = elapsed * ((double)(total - done) / Math.Max(1, _steps));
        progress?.Report(new FitProgress(mode, done, total, network, networkCount, loss, elapsed, remaining));
    }
}
