using System.Collections;
using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Jobs;

/// <summary>A clip of several parts that is in work.</summary>
internal sealed class ClipInWork
{
    private readonly BitArray _done;
    private readonly Dictionary<int, int> _losses = [];

    public ClipInWork(ClipShape shape, string engine)
    {
        (Shape, Engine) = (shape, engine);
        _done = new BitArray(shape.PartCount);
    }

    public ClipInWork(ClipRecord record)
    {
        (Shape, Engine) = (new ClipShape(record.PartCount, record.Fingerprint), record.Engine);
        _done = new BitArray(record.Done) { Length = record.PartCount };
        DoneCount = Enumerable.Range(0, record.PartCount).Count(part => _done[part]);
    }

    public ClipShape Shape { get; }

    /// <summary>What fits it.</summary>
    public string Engine { get; }

    /// <summary>First part that nobody was given yet.</summary>
    public int Next { get; set; }

    /// <summary>Since when there is no worker that could go on; null where there is one.</summary>
    public DateTimeOffset? Orphaned { get; set; }

    /// <summary>The part that is done and that the join does not find, and since when; null where there is none.</summary>
    public (int Part, DateTimeOffset Since)? Missing { get; set; }

    public int DoneCount { get; private set; }

    public bool IsDone(int part) => _done[part];

    /// <summary>Notes that a part is there, or is not; false where that was known.</summary>
    public bool Set(int part, bool isDone)
    {
        if (_done[part] == isDone)
        {
            return false;
        }

        _done[part] = isDone;
        DoneCount += isDone ? 1 : -1;
        return true;
    }

    /// <summary>Notes that a part that was done is not there any more: how often by now.</summary>
    public int AddLoss(int part) => _losses[part] = _losses.GetValueOrDefault(part) + 1;

    public ClipRecord ToRecord(int clip) => new()
    {
        Clip = clip,
        PartCount = Shape.PartCount,
        Fingerprint = Shape.Fingerprint,
        Engine = Engine,
        Done = Bits.ToBytes(_done),
    };
}
