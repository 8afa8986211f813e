using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Jobs;

/// <summary>A worker that a job has heard of.</summary>
internal sealed class Worker(WorkerReport report)
{
    public string Id { get; } = report.Worker;

    public string SiloName { get; } = report.SiloName;

    public SiloAddress Silo { get; } = report.Silo;

    public string Engine { get; } = report.Engine;

    /// <summary>Number of its last report.</summary>
    public long Number { get; set; } = -1;

    public DateTimeOffset Seen { get; set; }

    /// <summary>What it was given and has not ended.</summary>
    public HashSet<WorkUnit> Units { get; } = [];

    /// <summary>Parts that it has ended well.</summary>
    public long PartsDone { get; set; }

    public SiloProgress ToProgress() => new()
    {
        Name = SiloName,
        Engine = Engine,
        PartsRunning = Units.Count(unit => !unit.IsJoin),
        PartsDone = PartsDone,
    };
}
