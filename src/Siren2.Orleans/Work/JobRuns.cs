using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Work;

/// <summary>What a worker does for a job, and has to tell it.</summary>
internal sealed class JobRuns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WorkUnit, (UnitRun Run, Task Task)> _running = [];
    private readonly List<EndedUnit> _ended = [];
    private long _number;

    /// <summary>When the last report was answered, as a timestamp.</summary>
    public long Reported { get; set; }

    /// <summary>Whether there was work for the last report.</summary>
    public bool GivesWork { get; set; } = true;

    public bool IsEmpty => Locked(() => _running.Count == 0 && _ended.Count == 0);

    public bool HasEnded => Locked(() => _ended.Count > 0);

    public int PartCount => Locked(() => _running.Keys.Count(unit => !unit.IsJoin));

    public int JoinCount => Locked(() => _running.Keys.Count(unit => unit.IsJoin));

    public long NextNumber() => _number++;

    public RunningUnit[] Running() => Locked(() => _running.Values.Select(entry => entry.Run.ToMessage()).ToArray());

    public EndedUnit[] Ended() => Locked(() => _ended.ToArray());

    /// <summary>The job knows of these ends.</summary>
    public void Forget(EndedUnit[] ended) => Locked(() => _ended.RemoveAll(ended.Contains));

    /// <summary>Works on a piece.</summary>
    /// <param name="run">The piece.</param>
    /// <param name="work">Works on it; throws nothing.</param>
    /// <param name="ended">Told when it has ended.</param>
    public void Begin(UnitRun run, Func<UnitRun, Task<EndedUnit>> work, Action ended)
    {
        lock (_lock)
        {
            _running[run.Unit] = (run, Task.Run(async () =>
            {
                EndedUnit end = await work(run).ConfigureAwait(false);
                lock (_lock)
                {
                    // What was stopped is not in the list any more, and is nobody's concern.
                    if (_running.TryGetValue(run.Unit, out (UnitRun Run, Task Task) entry) && entry.Run == run)
                    {
                        _running.Remove(run.Unit);
                        _ended.Add(end);
                    }
                }

                run.Dispose();
                ended();
            }));
        }
    }

    /// <summary>Stops a piece.</summary>
    public void Stop(WorkUnit unit)
    {
        lock (_lock)
        {
            if (_running.Remove(unit, out (UnitRun Run, Task Task) entry))
            {
                entry.Run.Stop();
            }
        }
    }

    /// <summary>Waits until nothing runs any more.</summary>
    public Task DrainAsync() => Task.WhenAll(Locked(() => _running.Values.Select(entry => entry.Task).ToArray()));

    private T Locked<T>(Func<T> get)
    {
        lock (_lock)
        {
            return get();
        }
    }
}
