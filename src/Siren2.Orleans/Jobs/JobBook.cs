using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Jobs;

/// <summary>
/// Who does what of a job: what is done, what is given to whom, what waits. Knows nothing of grains, storage or clocks. A report takes time in proportion
/// to what it says, however many clips the job has.
/// </summary>
internal sealed class JobBook
{
    private readonly JobLimits _limits;
    private readonly FitSettings _settings;
    private readonly ClipLedger _clips;
    private readonly WorkLeases _leases = new();
    private readonly WaitingWork _waiting;
    private readonly MishapBook _mishaps;
    private readonly Dictionary<string, Worker> _workers = [];

    public JobBook(UpsampleJobRequest request, ProgressRecord record, JobLimits limits)
    {
        (_limits, _settings) = (limits, FitSettings.Of(request));
        _clips = new ClipLedger(request, record);
        _waiting = new WaitingWork(_clips, _leases.Contains);
        _mishaps = new MishapBook(record.Mishaps);
    }

    public long PartsDone => _clips.PartsDone;

    /// <summary>Whether every clip is done or set aside.</summary>
    public bool IsComplete => _clips.IsComplete;

    /// <summary>Whether nobody works on it.</summary>
    public bool IsIdle => _leases.Count == 0;

    public IReadOnlyList<ClipFailure> Failures => _clips.Failures;

    /// <summary>Whether there is something to be kept since <see cref="Record"/>.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Clips whose parts, if there were any, are of no use any more, since the last look.</summary>
    public List<int> Finished => _clips.Finished;

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
            if (!Confirm(worker, running, now))
            {
                stop.Add(running.Unit);
            }
        }

        // What was given and is not heard of has never arrived.
        foreach (WorkUnit unit in worker.Units.Where(unit => !told.Contains(unit)).ToArray())
        {
            _leases.Release(unit);
            _waiting.Return(unit, now);
        }

        List<Assignment> begin = [];
        if (gives)
        {
            Give(worker, report.FreeJoins, isJoin: true, now, begin);
            Give(worker, report.Free, isJoin: false, now, begin);
        }

        return new WorkerOrders { Begin = begin, Stop = stop, Settings = begin.Count == 0 ? null : _settings };
    }

    /// <summary>Takes work from those who are lost.</summary>
    /// <param name="isDead">Whether the silo of a worker is known to be dead.</param>
    /// <param name="now">The time.</param>
    public void Expire(Func<Worker, bool> isDead, DateTimeOffset now)
    {
        foreach (Worker worker in _workers.Values.Where(worker => now - worker.Seen > _limits.LeaseTime || isDead(worker)).ToArray())
        {
            _workers.Remove(worker.Id);
            foreach (WorkUnit unit in worker.Units.ToArray())
            {
                _leases.Release(unit);
                Lose(unit, worker, now);
            }
        }

        // Clips that only silos of another version could end: they begin anew.
        foreach ((int clip, ClipInWork work) in _clips.Open.ToArray())
        {
            if (_workers.Count == 0 || _workers.Values.Any(worker => worker.Engine == work.Engine))
            {
                work.Orphaned = null;
            }
            else if (now - (work.Orphaned ??= now) > _limits.LeaseTime)
            {
                _clips.Drop(clip);
                _mishaps.ForgetClip(clip);
                _waiting.Return(new WorkUnit(clip, 0), now);
                IsChanged = true;
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
        var record = new ProgressRecord { State = before.State, Submitted = before.Submitted, Ended = before.Ended, Mishaps = _mishaps.ToRecords() };
        _clips.WriteTo(record);
        return record;
    }

    public UpsampleJobProgress Progress(ProgressRecord record) => new()
    {
        State = record.State,
        ClipCount = _clips.Count,
        ClipsDone = _clips.DoneCount,
        ClipsFailed = _clips.Failures.Count,
        PartsDone = _clips.PartsDone,
        PartsRunning = _leases.PartCount,
        Fraction = _clips.Fraction(_leases.Parts),
        Submitted = record.Submitted,
        Ended = record.Ended,
        Silos = [.. _workers.Values.OrderBy(worker => worker.Id, StringComparer.Ordinal).Select(worker => worker.ToProgress())],
    };

    private void Give(Worker worker, int free, bool isJoin, DateTimeOffset now, List<Assignment> begin)
    {
        for (int i = 0; i < free && _waiting.Next(worker.Engine, isJoin, now) is WorkUnit unit; i++)
        {
            _leases.Give(unit, worker);
            begin.Add(_clips.AssignmentOf(unit));
        }
    }

    private void End(Worker worker, EndedUnit ended, DateTimeOffset now)
    {
        WorkUnit unit = ended.Unit;
        bool wasOwn = worker.Units.Contains(unit);
        if (wasOwn || ended.End == UnitEnd.Done)
        {
            _leases.Release(unit);
        }

        if (!_clips.Exists(unit) || _clips.IsOver(unit.Clip))
        {
            return;
        }

        Plan(unit, ended.Shape, worker);
        switch (ended.End)
        {
            case UnitEnd.Done:
                Finish(worker, unit, ended.Shape, now);
                break;
            case UnitEnd.Damaged when wasOwn:
                WorkUnit damaged = unit with { Part = ended.DamagedPart };
                if (_clips.SetDamaged(damaged))
                {
                    _waiting.Return(damaged, now);
                }

                Fail(unit, ended.Error ?? "A part was damaged.", now);
                break;
            case UnitEnd.Failed when wasOwn:
                Fail(unit, ended.Error ?? "It failed.", now);
                break;
            case UnitEnd.Returned when wasOwn:
                _waiting.Return(unit, now);
                break;
            default:
                break;
        }
    }

    private void Finish(Worker worker, WorkUnit unit, ClipShape? shape, DateTimeOffset now)
    {
        if (unit.IsJoin || shape is { PartCount: 1 })
        {
            worker.PartsDone += unit.IsJoin ? 0 : 1;
            _clips.End(unit.Clip, unit.IsJoin ? 0 : 1);
            _mishaps.ForgetClip(unit.Clip);
            IsChanged = true;
        }
        else if (_clips.SetDone(unit, shape))
        {
            worker.PartsDone++;
            _mishaps.Forget(unit);
            IsChanged = true;
        }
        else
        {
            // A part of another plan does not do: its number is still to be fitted.
            _waiting.Return(unit, now);
        }
    }

    /// <summary>Notes that a worker still has a piece of work; false where it should not.</summary>
    private bool Confirm(Worker worker, RunningUnit running, DateTimeOffset now)
    {
        WorkUnit unit = running.Unit;
        if (_clips.Exists(unit) && !_clips.IsOver(unit.Clip))
        {
            Plan(unit, running.Shape, worker);
            bool isOfPlan = running.Shape is null || !_clips.Open.TryGetValue(unit.Clip, out ClipInWork? clip) || clip.Shape == running.Shape;
            if (_clips.IsWanted(unit) && isOfPlan)
            {
                bool isConfirmed = _leases.Confirm(unit, worker, running.Fraction);
                if (isConfirmed && unit.IsJoin)
                {
                    Await(running, now);
                }

                return isConfirmed;
            }
        }

        if (worker.Units.Contains(unit))
        {
            _leases.Release(unit);
            if (!_clips.IsOver(unit.Clip))
            {
                _waiting.Return(unit, now);
            }
        }

        return false;
    }

    /// <summary>Gives a part anew that is done and that the join does not find for the time of a lease, as where the storage has lost it.</summary>
    private void Await(RunningUnit join, DateTimeOffset now)
    {
        ClipInWork clip = _clips.Open[join.Unit.Clip];
        if (join.Awaited is not int part || part >= clip.Shape.PartCount || !clip.IsDone(part))
        {
            clip.Missing = null;
        }
        else if (clip.Missing is not (int missing, DateTimeOffset since) || missing != part)
        {
            clip.Missing = (part, now);
        }
        else if (now - since > _limits.LeaseTime)
        {
            clip.Missing = null;
            IsChanged = true;
            WorkUnit lost = join.Unit with { Part = part };
            _ = _clips.SetDamaged(lost);
            int losses = clip.AddLoss(part);
            if (losses >= _limits.MaximumAttempts)
            {
                SetAside(join.Unit.Clip, $"Part {part} was written {losses} times, and is not there.");
            }
            else
            {
                _waiting.Return(lost, now);
            }
        }
    }

    /// <summary>Takes notice of how a clip is cut.</summary>
    private void Plan(WorkUnit unit, ClipShape? shape, Worker worker)
    {
        if (shape is { PartCount: > 1 } && _clips.Plan(unit.Clip, shape, worker.Engine))
        {
            _waiting.Open(unit.Clip);
            IsChanged = true;
        }
    }

    private void Fail(WorkUnit unit, string error, DateTimeOffset now)
    {
        IsChanged = true;
        int errors = _mishaps.AddError(unit);
        if (errors >= _limits.MaximumAttempts)
        {
            SetAside(unit.Clip, error);
        }
        else
        {
            _waiting.Return(unit, now + (_limits.RetryDelay * errors));
        }
    }

    private void Lose(WorkUnit unit, Worker worker, DateTimeOffset now)
    {
        if (!_clips.IsWanted(unit))
        {
            return;
        }

        IsChanged = true;
        int losses = _mishaps.AddLoss(unit);
        if (losses >= _limits.MaximumLosses)
        {
            SetAside(unit.Clip, $"{losses} silos were lost with part {unit.Part}, the last of them {worker.SiloName}.");
        }
        else
        {
            _waiting.Return(unit, now);
        }
    }

    private void SetAside(int clip, string error)
    {
        _clips.SetAside(clip, error);
        _mishaps.ForgetClip(clip);
    }
}
