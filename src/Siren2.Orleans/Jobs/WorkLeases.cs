using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Jobs;

/// <summary>Who has which piece of work. A piece is one worker's, or nobody's.</summary>
internal sealed class WorkLeases
{
    private readonly Dictionary<WorkUnit, Lease> _leases = [];

    public int Count => _leases.Count;

    /// <summary>Parts that are in work.</summary>
    public int PartCount => _leases.Keys.Count(unit => !unit.IsJoin);

    /// <summary>How far the parts in work are.</summary>
    public IEnumerable<(WorkUnit Unit, float Fraction)> Parts =>
        _leases.Where(lease => !lease.Key.IsJoin).Select(lease => (lease.Key, lease.Value.Fraction));

    public bool Contains(WorkUnit unit) => _leases.ContainsKey(unit);

    public void Give(WorkUnit unit, Worker worker)
    {
        _leases[unit] = new Lease(worker);
        worker.Units.Add(unit);
    }

    /// <summary>Takes it from whoever has it.</summary>
    public void Release(WorkUnit unit)
    {
        if (_leases.Remove(unit, out Lease? lease))
        {
            lease.Worker.Units.Remove(unit);
        }
    }

    /// <summary>Notes that a worker says that it has a piece: that it does if nobody else does. False where another has it.</summary>
    public bool Confirm(WorkUnit unit, Worker worker, float fraction)
    {
        // Where the grain was activated anew, it learns from reports who does what.
        if (!_leases.TryGetValue(unit, out Lease? lease))
        {
            Give(unit, worker);
            lease = _leases[unit];
        }

        if (lease.Worker != worker)
        {
            return false;
        }

        lease.Fraction = fraction;
        return true;
    }

    private sealed class Lease(Worker worker)
    {
        public Worker Worker { get; } = worker;

        public float Fraction { get; set; }
    }
}
