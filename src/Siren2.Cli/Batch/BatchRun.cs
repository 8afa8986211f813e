using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Siren2.Cli.Batch;

/// <summary>
/// Works on many clips. Short ones keep one core each: a fit of one or two networks leaves a second core idle half of the time. Long ones, which
/// are worked on part by part and take some hundred megabytes each, come last, one by one, with all cores.
/// </summary>
internal sealed class BatchRun(BatchJob job, IReadOnlyList<BatchClip> clips, int? jobs, BatchProgress progress)
{
    /// <summary>Memory that a clip which is worked on in memory takes at most, in bytes, rounded up.</summary>
    private const long MemoryPerClip = 400_000_000;

    private readonly ConcurrentDictionary<BatchClip, BatchOutcome> _outcomes = new();
    private ExceptionDispatchInfo? _failure;

    /// <summary>Works on all; one that fails does not stop the rest.</summary>
    /// <param name="threads">Threads to divide.</param>
    /// <param name="cancellationToken">Ends the work; what is finished stays.</param>
    /// <returns>What has become of each, in the order of the clips; of a run that was canceled, of those that were finished.</returns>
    public IReadOnlyList<BatchOutcome> Run(int threads, CancellationToken cancellationToken)
    {
        // The largest first, so that none is left alone at the end.
        ConcurrentQueue<BatchClip> queue = new(clips.OrderByDescending(clip => clip.Weight));
        var late = new ConcurrentQueue<BatchClip>();
        int workers = Math.Clamp(jobs ?? Math.Min(threads, (int)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryPerClip)), 1, clips.Count);
        bool takesLong = workers == 1 || jobs is not null;
        int each = Math.Max(1, threads / workers);
        Work(workers, queue, clip => job.Run(clip, each, takesLong, progress.Of(clip), cancellationToken), late, cancellationToken);
        Work(1, late, clip => job.Run(clip, threads, takesLong: true, progress.Of(clip), cancellationToken), late, cancellationToken);
        _failure?.Throw();
        return [.. clips.Where(_outcomes.ContainsKey).Select(clip => _outcomes[clip])];
    }

    private void Work(
        int workers, ConcurrentQueue<BatchClip> queue, Func<BatchClip, BatchOutcome?> work, ConcurrentQueue<BatchClip> late,
        CancellationToken cancellationToken)
    {
        Thread[] threads = [.. Enumerable.Range(0, workers).Select(_ => new Thread(Drain))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        void Drain()
        {
            try
            {
                while (_failure is null && !cancellationToken.IsCancellationRequested && queue.TryDequeue(out BatchClip? clip))
                {
                    if (work(clip) is BatchOutcome outcome)
                    {
                        _outcomes[clip] = outcome;
                        progress.Finish(clip, outcome);
                    }
                    else
                    {
                        late.Enqueue(clip);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // What is finished is told all the same.
            }
            catch (Exception e) when (Keep(e))
            {
            }
        }
    }

    /// <summary>Keeps a defect for the thread that waits.</summary>
    private bool Keep(Exception exception)
    {
        _failure = ExceptionDispatchInfo.Capture(exception);
        return true;
    }
}
