using System.Diagnostics;

namespace Siren2.Fitting;

/// <summary>Counts the steps of all networks and tells the host, from whichever thread takes one.</summary>
internal sealed class ProgressMeter(FitMode mode, int networkCount, int stepsPerNetwork, IProgress<FitProgress>? progress)
{
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _steps;
    private long _skipped;

    public void AfterStep(int network, double loss)
    {
        lock (_lock)
        {
            _steps++;
            if (progress is null)
            {
                return;
            }

            TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
            long total = Total;
            TimeSpan remaining = elapsed * ((double)(total - _steps - _skipped) / _steps);
            progress.Report(new FitProgress(mode, _steps + _skipped, total, network, networkCount, loss, elapsed, remaining));
        }
    }

    /// <summary>Counts the steps that a network did without.</summary>
    public void AfterNetwork(int stepsTaken)
    {
        lock (_lock)
        {
            _skipped += stepsPerNetwork - stepsTaken;
        }
    }

    private long Total => (long)networkCount * stepsPerNetwork;
}
