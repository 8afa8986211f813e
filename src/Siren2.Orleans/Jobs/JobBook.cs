using System.Collections;
using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Jobs;

/// <summary>
/// Who does what of a job: what is done, what is given to whom, what waits. Knows nothing of grains, storage or clocks. A report takes time in proportion
/// to what it says, however many clips the job has.
/// </summary>
internal sealed class JobBook
{
    private readonly UpsampleJobRequest _request;
    private readonly JobLimits _limits;
    private readonly FitSettings _settings;
    private readonly BitArray _over;
    private readonly List<ClipFailure> _failures;
    private readonly Dictionary<int, ClipInWork> _open;
    private readonly Dictionary<WorkUnit, Mishaps> _mishaps;
    private readonly Dictionary<WorkUnit, Lease> _leases = [];
    private readonly Dictionary<string, Worker> _workers = [];
    private readonly LinkedList<Waiting> _returned = new();
    private readonly LinkedList<int> _partial = new();
    private int _overCount;
    private int _next;

    public JobBook(UpsampleJobRequest request, ProgressRecord record, JobLimits limits)
    {
        (_request, _limits, _settings) = (request, limits, FitSettings.Of(request));
        _over = new BitArray(record.Over) { Length = request.Clips.Count };
        for (int clip = 0; clip < _over.Length; clip++)
        {
            _overCount += _over[clip] ? 1 : 0;
        }

        _failures = [.. record.Failures];
        _open = record.Open.ToDictionary(clip => clip.Clip, clip => new ClipInWork(clip));
        _mishaps = record.Mishaps.ToDictionary(unit => new WorkUnit(unit.Clip, unit.Part), unit => new Mishaps { Errors = unit.Errors, Losses = unit.Losses });
        PartsDone = record.PartsDone;
        foreach (int clip in _open.Keys.Order())
        {
            Open(clip);
        }
    }

    public long PartsDone { get; private set; }

    /// <summary>Whether every clip is done or set aside.</summary>
    public bool IsComplete => _overCount == _over.Length;

    /// <summary>Whether nobody works on it.</summary>
    public bool IsIdle => _leases.Count == 0;

    public IReadOnlyList<ClipFailure> Failures => _failures;

    /// <summary>Whether there is something to be kept since <see cref="Record"/>.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Clips whose parts, if there were any, are of no use any more, since the last look.</summary>
    public List<int> Finished { get; } = [];

    /// <summary>Takes a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="now">The time.</param>
    /// <param name="gives">Whether work is given.</param>
    public WorkerOrders Take(WorkerReport report, DateTimeOffset now, bool gives)
    {
        if (!_workers.TryGetValue(report.Worker, out Worker? worker))
        {
            _workers[report.Worker] = worker = new Worker(report);
        }

        if (report.Number <= worker.Number)
        {
            return WorkerOrders.None;
        }

        (worker.Number, worker.Seen) = (report.Number, now);
        var stop = new List<WorkUnit>();
        HashSet<WorkUnit> told = [];
        foreach (EndedUnit ended in report.Ended)
        {
            told.Add(ended.Unit);
            End(worker, ended, now);
        }

        foreach (RunningUnit running in report.Running)
        {
            told.Add(running.Unit);
            if (!Confirm(worker, running))
            {
                stop.Add(running.Unit);
            }
        }

        // What was given and is not heard of has never arrived.
        foreach (WorkUnit unit in worker.Units.Where(unit => !told.Contains(unit)).ToArray())
        {
            Release(unit);
            Return(unit, now);
        }

        List<Assignment> begin = [];
        for (int i = 0; gives && i < report.FreeJoins && Next(worker, isJoin: true, now) is WorkUnit unit; i++)
        {
            begin.Add(Give(worker, unit));
        }

        for (int i = 0; gives && i < report.Free && Next(worker, isJoin: false, now) is WorkUnit unit; i++)
        {
            begin.Add(Give(worker, unit));
        }

        return new WorkerOrders { Begin = begin, Stop = stop, Settings = begin.Count == 0 ? null : _settings };
    }

    /// <summary>Takes work from those who are lost.</summary>
    /// <param name="isDead">Whether the silo of a worker is known to be dead.</param>
    /// <param name="now">The time.</param>
    public void Expire(Func<Worker, bool> isDead, DateTimeOffset now)
    {
        foreach (Worker worker in _workers.Values.ToArray())
        {
            bool isLost = now - worker.Seen > _limits.LeaseTime || isDead(worker);
            if (!isLost)
            {
                continue;
            }

            _workers.Remove(worker.Id);
            foreach (WorkUnit unit in worker.Units.ToArray())
            {
                Release(unit);
                Lose(unit, worker, now);
            }
        }

        // Clips that only silos of another version could end: they begin anew.
        foreach ((int clip, ClipInWork work) in _open.ToArray())
        {
            if (_workers.Count > 0 && _workers.Values.All(worker => worker.Engine != work.Engine))
            {
                work.Orphaned ??= now;
                if (now - work.Orphaned > _limits.LeaseTime)
                {
                    Drop(clip);
                    IsChanged = true;
                    _returned.AddLast(new Waiting(new WorkUnit(clip, 0), now));
                }
            }
            else
            {
                work.Orphaned = null;
            }
        }
    }

    /// <summary>Says that what was recorded was not kept.</summary>
    public void Touch() => IsChanged = true;

    /// <summary>What grain storage is to hold.</summary>
    /// <param name="before">What it holds, for what is not of the book.</param>
    public ProgressRecord Record(ProgressRecord before)
    {
        IsChanged = false;
        return new ProgressRecord
        {
            State = before.State,
            Submitted = before.Submitted,
            Ended = before.Ended,
            PartsDone = PartsDone,
            Over = Bits.ToBytes(_over),
            Failures = [.. _failures],
            Open = [.. _open.Select(clip => clip.Value.ToRecord(clip.Key))],
            Mishaps =
            [
                .. _mishaps.Select(unit => new MishapRecord
                {
                    Clip = unit.Key.Clip,
                    Part = unit.Key.Part,
                    Errors = unit.Value.Errors,
                    Losses = unit.Value.Losses,
                }),
            ],
        };
    }

    public UpsampleJobProgress Progress(ProgressRecord record)
    {
        double done = _overCount
            + _open.Values.Sum(clip => (double)clip.DoneCount / clip.Shape.PartCount)
            + _leases.Where(lease => !lease.Key.IsJoin)
                .Sum(lease => (double)lease.Value.Fraction / (_open.TryGetValue(lease.Key.Clip, out ClipInWork? clip) ? clip.Shape.PartCount : 1));
        return new UpsampleJobProgress
        {
            State = record.State,
            ClipCount = _over.Length,
            ClipsDone = _overCount - _failures.Count,
            ClipsFailed = _failures.Count,
            PartsDone = PartsDone,
            PartsRunning = _leases.Keys.Count(unit => !unit.IsJoin),
            Fraction = IsComplete ? 1 : Math.Min(done / _over.Length, 0.9999),
            Submitted = record.Submitted,
            Ended = record.Ended,
            Silos =
            [
                .. _workers.Values.OrderBy(worker => worker.Id, StringComparer.Ordinal).Select(worker => new SiloProgress
                {
                    Name = worker.SiloName,
                    Engine = worker.Engine,
                    PartsRunning = worker.Units.Count(unit => !unit.IsJoin),
                    PartsDone = worker.PartsDone,
                }),
            ],
        };
    }

    private void End(Worker worker, EndedUnit ended, DateTimeOffset now)
    {
        WorkUnit unit = ended.Unit;
        bool wasOwn = worker.Units.Contains(unit);
        if (wasOwn || ended.End == UnitEnd.Done)
        {
            Release(unit);
        }

        if (!Exists(unit) || _over[unit.Clip])
        {
            return;
        }

        Plan(unit, ended.Shape, worker);
        switch (ended.End)
        {
            case UnitEnd.Done:
                Finish(worker, unit, ended.Shape);
                break;
            case UnitEnd.Damaged when wasOwn && _open.TryGetValue(unit.Clip, out ClipInWork? clip) && ended.DamagedPart >= 0
                && ended.DamagedPart < clip.Shape.PartCount:
                if (clip.Set(ended.DamagedPart, isDone: false))
                {
                    PartsDone--;
                    _returned.AddLast(new Waiting(unit with { Part = ended.DamagedPart }, now));
                }

                Fail(unit, ended.Error ?? "A part was damaged.", now);
                break;
            case UnitEnd.Failed or UnitEnd.Damaged when wasOwn:
                Fail(unit, ended.Error ?? "It failed.", now);
                break;
            case UnitEnd.Returned when wasOwn:
                Return(unit, now);
                break;
            default:
                break;
        }
    }

    private void Finish(Worker worker, WorkUnit unit, ClipShape? shape)
    {
        if (unit.IsJoin || shape is { PartCount: 1 })
        {
            worker.PartsDone += unit.IsJoin ? 0 : 1;
            PartsDone += unit.IsJoin ? 0 : 1;
            SetOver(unit.Clip);
        }
        else if (_open.TryGetValue(unit.Clip, out ClipInWork? clip) && clip.Shape == shape && clip.Set(unit.Part, isDone: true))
        {
            worker.PartsDone++;
            PartsDone++;
            _mishaps.Remove(unit);
            IsChanged = true;
        }
    }

    /// <summary>Notes that a worker still has a piece of work; false where it should not.</summary>
    private bool Confirm(Worker worker, RunningUnit running)
    {
        WorkUnit unit = running.Unit;
        if (!Exists(unit) || _over[unit.Clip])
        {
            return false;
        }

        Plan(unit, running.Shape, worker);
        if (!IsWanted(unit) || (running.Shape is not null && _open.TryGetValue(unit.Clip, out ClipInWork? clip) && clip.Shape != running.Shape))
        {
            Release(unit, worker);
            return false;
        }

        // Where the grain was activated anew, it learns from reports who does what.
        if (!_leases.TryGetValue(unit, out Lease? lease))
        {
            _ = Give(worker, unit);
            lease = _leases[unit];
        }

        if (lease.Worker == worker)
        {
            lease.Fraction = running.Fraction;
        }

        return lease.Worker == worker;
    }

    /// <summary>Takes notice of how a clip is cut.</summary>
    private void Plan(WorkUnit unit, ClipShape? shape, Worker worker)
    {
        if (shape is { PartCount: > 1 } && !_open.ContainsKey(unit.Clip))
        {
            _open[unit.Clip] = new ClipInWork(shape, worker.Engine);
            IsChanged = true;
            Open(unit.Clip);
        }
    }

    private void Open(int clip)
    {
        _partial.AddLast(clip);
        _returned.AddLast(new Waiting(new WorkUnit(clip, WorkUnit.Join), DateTimeOffset.MinValue));
    }

    /// <summary>The next piece of work for a worker: what was returned, then what was begun, then what comes next.</summary>
    private WorkUnit? Next(Worker worker, bool isJoin, DateTimeOffset now)
    {
        for (LinkedListNode<Waiting>? node = _returned.First; node is not null;)
        {
            LinkedListNode<Waiting>? next = node.Next;
            WorkUnit unit = node.Value.Unit;
            if (!IsWanted(unit) || _leases.ContainsKey(unit))
            {
                _returned.Remove(node);
            }
            else if (unit.IsJoin == isJoin && node.Value.NotBefore <= now && CanTake(worker, unit.Clip))
            {
                _returned.Remove(node);
                return unit;
            }

            node = next;
        }

        return isJoin ? null : NextPart(worker) ?? NextClip();
    }

    private WorkUnit? NextPart(Worker worker)
    {
        for (LinkedListNode<int>? node = _partial.First; node is not null;)
        {
            LinkedListNode<int>? next = node.Next;
            int clip = node.Value;
            if (!_open.TryGetValue(clip, out ClipInWork? work) || work.Next >= work.Shape.PartCount)
            {
                _partial.Remove(node);
            }
            else if (CanTake(worker, clip))
            {
                while (work.Next < work.Shape.PartCount)
                {
                    var unit = new WorkUnit(clip, work.Next++);
                    if (!work.IsDone(unit.Part) && !_leases.ContainsKey(unit))
                    {
                        return unit;
                    }
                }

                _partial.Remove(node);
            }

            node = next;
        }

        return null;
    }

    private WorkUnit? NextClip()
    {
        for (; _next < _over.Length; _next++)
        {
            var unit = new WorkUnit(_next, 0);
            if (!_over[_next] && !_open.ContainsKey(_next) && !_leases.ContainsKey(unit))
            {
                _next++;
                return unit;
            }
        }

        return null;
    }

    private bool CanTake(Worker worker, int clip) => !_open.TryGetValue(clip, out ClipInWork? work) || work.Engine == worker.Engine;

    private bool Exists(WorkUnit unit) => unit.Clip >= 0 && unit.Clip < _over.Length && unit.Part >= WorkUnit.Join;

    private bool IsWanted(WorkUnit unit) => !_over[unit.Clip]
        && (_open.TryGetValue(unit.Clip, out ClipInWork? work)
            ? unit.IsJoin || (unit.Part < work.Shape.PartCount && !work.IsDone(unit.Part))
            : unit.Part == 0);

    private Assignment Give(Worker worker, WorkUnit unit)
    {
        _leases[unit] = new Lease(worker);
        worker.Units.Add(unit);
        return new Assignment(unit, _request.Clips[unit.Clip], _open.GetValueOrDefault(unit.Clip)?.Shape);
    }

    private void Release(WorkUnit unit)
    {
        if (_leases.Remove(unit, out Lease? lease))
        {
            lease.Worker.Units.Remove(unit);
        }
    }

    private void Release(WorkUnit unit, Worker worker)
    {
        if (_leases.TryGetValue(unit, out Lease? lease) && lease.Worker == worker)
        {
            Release(unit);
        }
    }

    private void Return(WorkUnit unit, DateTimeOffset notBefore)
    {
        if (IsWanted(unit))
        {
            _returned.AddFirst(new Waiting(unit, notBefore));
        }
    }

    private void Fail(WorkUnit unit, string error, DateTimeOffset now)
    {
        Mishaps mishaps = MishapsOf(unit);
        mishaps.Errors++;
        if (mishaps.Errors >= _limits.MaximumAttempts)
        {
            SetAside(unit.Clip, error);
        }
        else
        {
            Return(unit, now + (_limits.RetryDelay * mishaps.Errors));
        }
    }

    private void Lose(WorkUnit unit, Worker worker, DateTimeOffset now)
    {
        if (!IsWanted(unit))
        {
            return;
        }

        Mishaps mishaps = MishapsOf(unit);
        mishaps.Losses++;
        if (mishaps.Losses >= _limits.MaximumLosses)
        {
            SetAside(unit.Clip, $"{mishaps.Losses} silos were lost with part {unit.Part}, the last of them {worker.SiloName}.");
        }
        else
        {
            Return(unit, now);
        }
    }

    private Mishaps MishapsOf(WorkUnit unit)
    {
        IsChanged = true;
        if (!_mishaps.TryGetValue(unit, out Mishaps? mishaps))
        {
            _mishaps[unit] = mishaps = new Mishaps();
        }

        return mishaps;
    }

    private void SetAside(int clip, string error)
    {
        _failures.Add(new ClipFailure { Clip = clip, Input = _request.Clips[clip].Input, Error = error });
        SetOver(clip);
    }

    private void SetOver(int clip)
    {
        _over[clip] = true;
        _overCount++;
        IsChanged = true;
        if (_open.ContainsKey(clip))
        {
            Finished.Add(clip);
        }

        Drop(clip);
    }

    /// <summary>Forgets what is known of a clip.</summary>
    private void Drop(int clip)
    {
        int parts = _open.Remove(clip, out ClipInWork? work) ? work.Shape.PartCount : 1;
        for (int part = WorkUnit.Join; part < parts; part++)
        {
            _mishaps.Remove(new WorkUnit(clip, part));
        }
    }

    private sealed class Lease(Worker worker)
    {
        public Worker Worker { get; } = worker;

        public float Fraction { get; set; }
    }

    private sealed class Mishaps
    {
        public int Errors { get; set; }

        public int Losses { get; set; }
    }

    private sealed record Waiting(WorkUnit Unit, DateTimeOffset NotBefore);
}
