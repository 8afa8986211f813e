using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Jobs;

/// <summary>
/// What nobody works on, in the order in which it is given: what was returned, then parts of clips that were begun, then the next clip. Looks at each clip
/// and part once, so that it costs the same at the last as at the first.
/// </summary>
internal sealed class WaitingWork
{
    private readonly ClipLedger _clips;
    private readonly Func<WorkUnit, bool> _isGiven;
    private readonly LinkedList<Waiting> _returned = new();
    private readonly LinkedList<int> _partial = new();
    private int _next;

    /// <summary>All that is not done of some clips.</summary>
    /// <param name="clips">The clips.</param>
    /// <param name="isGiven">Whether somebody works on a piece.</param>
    public WaitingWork(ClipLedger clips, Func<WorkUnit, bool> isGiven)
    {
        (_clips, _isGiven) = (clips, isGiven);
        foreach (int clip in clips.Open.Keys.Order())
        {
            Open(clip);
        }
    }

    /// <summary>A clip was planned that has several parts.</summary>
    public void Open(int clip)
    {
        _partial.AddLast(clip);
        _returned.AddLast(new Waiting(new WorkUnit(clip, WorkUnit.Join), DateTimeOffset.MinValue));
    }

    /// <summary>Somebody had it and has it no more: it is given next, if it is still to be done.</summary>
    public void Return(WorkUnit unit, DateTimeOffset notBefore)
    {
        if (_clips.IsWanted(unit))
        {
            _returned.AddFirst(new Waiting(unit, notBefore));
        }
    }

    /// <summary>The next piece of work for a worker; null where there is none that it may take.</summary>
    public WorkUnit? Next(string engine, bool isJoin, DateTimeOffset now)
    {
        for (LinkedListNode<Waiting>? node = _returned.First; node is not null;)
        {
            LinkedListNode<Waiting>? next = node.Next;
            WorkUnit unit = node.Value.Unit;
            if (!_clips.IsWanted(unit) || _isGiven(unit))
            {
                _returned.Remove(node);
            }
            else if (unit.IsJoin == isJoin && node.Value.NotBefore <= now && _clips.CanTake(engine, unit.Clip))
            {
                _returned.Remove(node);
                return unit;
            }

            node = next;
        }

        return isJoin ? null : NextPart(engine) ?? NextClip();
    }

    private WorkUnit? NextPart(string engine)
    {
        for (LinkedListNode<int>? node = _partial.First; node is not null;)
        {
            LinkedListNode<int>? next = node.Next;
            int clip = node.Value;
            if (!_clips.Open.TryGetValue(clip, out ClipInWork? work) || work.Next >= work.Shape.PartCount)
            {
                _partial.Remove(node);
            }
            else if (_clips.CanTake(engine, clip))
            {
                while (work.Next < work.Shape.PartCount)
                {
                    var unit = new WorkUnit(clip, work.Next++);
                    if (!work.IsDone(unit.Part) && !_isGiven(unit))
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
        for (; _next < _clips.Count; _next++)
        {
            var unit = new WorkUnit(_next, 0);
            if (!_clips.IsOver(_next) && !_clips.Open.ContainsKey(_next) && !_isGiven(unit))
            {
                _next++;
                return unit;
            }
        }

        return null;
    }

    private sealed record Waiting(WorkUnit Unit, DateTimeOffset NotBefore);
}
