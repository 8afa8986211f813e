using System.Collections;
using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Jobs;

/// <summary>What is done of a job's clips: which are over, which are set aside, and how far those in work are.</summary>
internal sealed class ClipLedger
{
    private readonly UpsampleJobRequest _request;
    private readonly BitArray _over;
    private readonly List<ClipFailure> _failures;
    private readonly Dictionary<int, ClipInWork> _open;
    private int _overCount;

    public ClipLedger(UpsampleJobRequest request, ProgressRecord record)
    {
        _request = request;
        _over = new BitArray(record.Over) { Length = request.Clips.Count };
        for (int clip = 0; clip < _over.Length; clip++)
        {
            _overCount += _over[clip] ? 1 : 0;
        }

        _failures = [.. record.Failures];
        _open = record.Open.ToDictionary(clip => clip.Clip, clip => new ClipInWork(clip));
        PartsDone = record.PartsDone;
    }

    public int Count => _over.Length;

    public int DoneCount => _overCount - _failures.Count;

    public long PartsDone { get; private set; }

    /// <summary>Whether every clip is done or set aside.</summary>
    public bool IsComplete => _overCount == _over.Length;

    public IReadOnlyList<ClipFailure> Failures => _failures;

    /// <summary>The clips of several parts that are in work.</summary>
    public IReadOnlyDictionary<int, ClipInWork> Open => _open;

    /// <summary>Clips that are over, and of which there were parts, since the last look.</summary>
    public List<int> Finished { get; } = [];

    public bool IsOver(int clip) => _over[clip];

    /// <summary>Whether a message speaks of something that the job has.</summary>
    public bool Exists(WorkUnit unit) => unit.Clip >= 0 && unit.Clip < _over.Length && unit.Part >= WorkUnit.Join;

    /// <summary>Whether a piece of work is still to be done.</summary>
    public bool IsWanted(WorkUnit unit) => !_over[unit.Clip]
        && (_open.TryGetValue(unit.Clip, out ClipInWork? work)
            ? unit.IsJoin || (unit.Part < work.Shape.PartCount && !work.IsDone(unit.Part))
            : unit.Part == 0);

    /// <summary>Whether a worker of an engine may work on a clip: one that was begun is ended by the same.</summary>
    public bool CanTake(string engine, int clip) => !_open.TryGetValue(clip, out ClipInWork? work) || work.Engine == engine;

    /// <summary>The work as a worker needs it.</summary>
    public Assignment AssignmentOf(WorkUnit unit) => new(unit, _request.Clips[unit.Clip], _open.GetValueOrDefault(unit.Clip)?.Shape);

    /// <summary>Takes notice of how a clip is cut; false where that was known.</summary>
    public bool Plan(int clip, ClipShape shape, string engine) => _open.TryAdd(clip, new ClipInWork(shape, engine));

    /// <summary>Notes that a part of a clip in work is done; false where that was known, or it is a part of another plan.</summary>
    public bool SetDone(WorkUnit unit, ClipShape? shape)
    {
        bool isNews = _open.TryGetValue(unit.Clip, out ClipInWork? clip) && clip.Shape == shape && unit.Part < clip.Shape.PartCount
            && clip.Set(unit.Part, isDone: true);
        PartsDone += isNews ? 1 : 0;
        return isNews;
    }

    /// <summary>Notes that a part of a clip in work is not done after all; false where that was known.</summary>
    public bool SetDamaged(WorkUnit unit)
    {
        bool isNews = _open.TryGetValue(unit.Clip, out ClipInWork? clip) && unit.Part >= 0 && unit.Part < clip.Shape.PartCount
            && clip.Set(unit.Part, isDone: false);
        PartsDone -= isNews ? 1 : 0;
        return isNews;
    }

    /// <summary>Ends a clip whose result is there.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="newParts">Parts of it that were not counted yet.</param>
    public void End(int clip, int newParts)
    {
        PartsDone += newParts;
        SetOver(clip);
    }

    /// <summary>Ends a clip that has no result.</summary>
    public void SetAside(int clip, string error)
    {
        _failures.Add(new ClipFailure { Clip = clip, Input = _request.Clips[clip].Input, Error = error });
        SetOver(clip);
    }

    /// <summary>Forgets how far a clip is, which begins anew.</summary>
    public void Drop(int clip) => _open.Remove(clip);

    /// <summary>How much of the whole is done, from 0 to 1, where each clip counts the same.</summary>
    /// <param name="running">What is in work, and how far.</param>
    public double Fraction(IEnumerable<(WorkUnit Unit, float Fraction)> running)
    {
        double done = _overCount
            + _open.Values.Sum(clip => (double)clip.DoneCount / clip.Shape.PartCount)
            + running.Sum(one => (double)one.Fraction / (_open.TryGetValue(one.Unit.Clip, out ClipInWork? clip) ? clip.Shape.PartCount : 1));
        return IsComplete ? 1 : Math.Min(done / Count, 0.9999);
    }

    /// <summary>Puts what it knows into a record.</summary>
    public void WriteTo(ProgressRecord record)
    {
        record.PartsDone = PartsDone;
        record.Over = Bits.ToBytes(_over);
        record.Failures = [.. _failures];
        record.Open = [.. _open.Select(clip => clip.Value.ToRecord(clip.Key))];
    }

    private void SetOver(int clip)
    {
        _over[clip] = true;
        _overCount++;
        if (_open.Remove(clip))
        {
            Finished.Add(clip);
        }
    }
}
