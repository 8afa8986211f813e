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
        line.Show(done / _total, () =>
        {
            string left = done > skipped ? $", {Figure.Clock(elapsed * ((_total - done) / (done - skipped)))} left" : "";
            return $"{finished} of {clips.Count} clips{(failed > 0 ? $", {failed} failed" : "")}, {Figure.Clock(elapsed)} elapsed{left}";
        });
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
