using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Jobs;

/// <summary>What went wrong with pieces of work so far.</summary>
internal sealed class MishapBook(IEnumerable<MishapRecord> records)
{
    private readonly Dictionary<WorkUnit, Mishaps> _mishaps = records.ToDictionary(
        unit => new WorkUnit(unit.Clip, unit.Part), unit => new Mishaps { Errors = unit.Errors, Losses = unit.Losses });

    /// <summary>A piece failed: how often by now.</summary>
    public int AddError(WorkUnit unit) => ++Of(unit).Errors;

    /// <summary>A silo was lost with it: how often by now.</summary>
    public int AddLoss(WorkUnit unit) => ++Of(unit).Losses;

    public void Forget(WorkUnit unit) => _mishaps.Remove(unit);

    /// <summary>Forgets those of a clip.</summary>
    public void ForgetClip(int clip)
    {
        foreach (WorkUnit unit in _mishaps.Keys.Where(unit => unit.Clip == clip).ToArray())
        {
            _mishaps.Remove(unit);
        }
    }

    public List<MishapRecord> ToRecords() =>
    [
        .. _mishaps.Select(unit => new MishapRecord
        {
            Clip = unit.Key.Clip,
            Part = unit.Key.Part,
            Errors = unit.Value.Errors,
            Losses = unit.Value.Losses,
        }),
    ];

    private Mishaps Of(WorkUnit unit)
    {
        if (!_mishaps.TryGetValue(unit, out Mishaps? mishaps))
        {
            _mishaps[unit] = mishaps = new Mishaps();
        }

        return mishaps;
    }

    private sealed class Mishaps
    {
        public int Errors { get; set; }

        public int Losses { get; set; }
    }
}
