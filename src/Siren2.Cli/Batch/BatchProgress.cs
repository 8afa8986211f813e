using System.Diagnostics;
using Siren2.Cli.Output;

namespace Siren2.Cli.Batch;

/// <summary>One line of progress for many clips, told from several threads.</summary>
internal sealed class BatchProgress(ProgressLine line, IReadOnlyList<BatchClip> clips)
{
    private readonly Lock _lock = new();
    private readonly double _total = clips.Sum(clip => (double)clip.Weight);
    private readonly Dictionary<BatchClip, double> _fractions = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _finished;
    private int _failed;
    private double _skipped;

    /// <summary>Where the fit of a clip tells how far it is.</summary>
    public IProgress<FitProgress> Of(BatchClip clip) => new ClipProgress(this, clip);

    /// <summary>Tells what has become of a clip.</summary>
    public void Finish(BatchClip clip, BatchOutcome outcome)
    {
        lock (_lock)
        {
            _finished++;
            _failed += outcome.State == BatchOutcome.Failed ? 1 : 0;
            _skipped += outcome.State == BatchOutcome.Done ? 0 : clip.Weight;
            _fractions[clip] = 1;
        }

        Show();
    }

    /// <summary>What is shown behind the percentage.</summary>
    /// <param name="finished">Clips of which is known what has become of them.</param>
    /// <param name="count">All clips.</param>
    /// <param name="failed">Clips that failed.</param>
    /// <param name="elapsed">Time since the beginning.</param>
    /// <param name="left">Time to the end, as far as it can be told; null where it cannot.</param>
    public static string Detail(int finished, int count, int failed, TimeSpan elapsed, TimeSpan? left) =>
        $"{finished} of {count} clips{(failed > 0 ? $", {failed} failed" : "")}, {Figure.Clock(elapsed)} elapsed"
        + (left is TimeSpan time ? $", {Figure.Clock(time)} left" : "");

    private void Show()
    {
        double done;
        int finished;
        int failed;
        double skipped;
        lock (_lock)
        {
            done = _fractions.Sum(entry => entry.Key.Weight * entry.Value);
            (finished, failed, skipped) = (_finished, _failed, _skipped);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        line.Show(
            done / _total,
            () => Detail(finished, clips.Count, failed, elapsed, done > skipped ? elapsed * ((_total - done) / (done - skipped)) : null));
    }

    private sealed class ClipProgress(BatchProgress whole, BatchClip clip) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            lock (whole._lock)
            {
                whole._fractions[clip] = Math.Max(whole._fractions.GetValueOrDefault(clip), Math.Min(value.Fraction, 0.99));
            }

            whole.Show();
        }
    }
}
