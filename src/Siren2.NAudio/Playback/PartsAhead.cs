namespace Siren2.NAudio.Playback;

/// <summary>
/// The parts of a plan around the listener: which are there, and which is needed next. Not thread-safe; fitting and joining are its caller's.
/// </summary>
internal sealed class PartsAhead
{
    private readonly UpsamplePlan _plan;
    private readonly long _lookAhead;
    private readonly long[] _starts;
    private readonly Dictionary<int, PlayedPart> _parts = [];

    /// <param name="plan">The plan.</param>
    /// <param name="lookAhead">How far before the listener parts are wanted, in samples.</param>
    public PartsAhead(UpsamplePlan plan, long lookAhead)
    {
        _plan = plan;
        _lookAhead = lookAhead;
        _starts = [.. Enumerable.Range(0, plan.PartCount).Select(plan.StartOf)];
    }

    /// <summary>Parts in memory.</summary>
    public int Count => _parts.Count;

    /// <summary>The part that holds a sample, if it is there.</summary>
    public PlayedPart? Find(long position) =>
        _parts.TryGetValue(PartAt(position), out PlayedPart? part) && part.Holds(position) ? part : null;

    /// <summary>What is to be done next for a listener at a position; null where all that is wanted is there.</summary>
    public PartWork? Next(long position)
    {
        if (position >= _plan.Length)
        {
            return null;
        }

        int current = PartAt(position);
        if (Find(position) is null)
        {
            return Towards(current, position);
        }

        for (int index = current + 1; index <= Last(position); index++)
        {
            if (!(_parts.TryGetValue(index, out PlayedPart? part) && part.Holds(_starts[index])))
            {
                return Towards(index, _starts[index]);
            }
        }

        return null;
    }

    /// <summary>Keeps a part, and forgets those that a listener at a position is not about to need.</summary>
    public void Keep(PlayedPart part, long position)
    {
        _parts[part.Fitted.Index] = part;
        int first = PartAt(Math.Min(position, _plan.Length - 1)) - 1;
        int last = Last(position);
        foreach (int index in _parts.Keys)
        {
            if ((index < first || index > last) && index != part.Fitted.Index)
            {
                _ = _parts.Remove(index);
            }
        }
    }

    /// <summary>Forgets all parts.</summary>
    public void Clear() => _parts.Clear();

    /// <summary>The last part that is wanted.</summary>
    private int Last(long position)
    {
        int last = Math.Min(PartAt(Math.Min(position, _plan.Length - 1)) + 1, _starts.Length - 1);
        while (last + 1 < _starts.Length && _starts[last + 1] - position < _lookAhead)
        {
            last++;
        }

        return last;
    }

    /// <summary>The next step towards a part that can be heard from a position on.</summary>
    private PartWork Towards(int index, long position)
    {
        bool needsPrevious = index > 0 && position < _starts[index] + _plan.Overlap;
        PlayedPart? previous = _parts.GetValueOrDefault(index - 1);
        if (needsPrevious && previous is null)
        {
            return new PartWork(index - 1, null, null);
        }

        return _parts.TryGetValue(index, out PlayedPart? part)
            ? new PartWork(index, part.Fitted, previous?.Fitted)
            : new PartWork(index, null, null);
    }

    private int PartAt(long position)
    {
        int found = Array.BinarySearch(_starts, position);
        return found >= 0 ? found : ~found - 1;
    }
}
