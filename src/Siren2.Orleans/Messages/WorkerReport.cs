namespace Siren2.Orleans.Messages;

/// <summary>
/// What a worker tells a job: all that it works on, and all that it has ended since the last report that was answered. One message is heartbeat,
/// completion and request for work.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.WorkerReport")]
internal sealed record WorkerReport
{
    /// <summary>The worker.</summary>
    [Id(0)]
    public required string Worker { get; init; }

    /// <summary>Name of its silo.</summary>
    [Id(1)]
    public required string SiloName { get; init; }

    /// <summary>The silo: what Orleans says of it holds of the worker.</summary>
    [Id(2)]
    public required SiloAddress Silo { get; init; }

    /// <summary>What its fits depend on beside options.</summary>
    [Id(3)]
    public required string Engine { get; init; }

    /// <summary>Counts the reports of this worker to this job, so that one that was late on its way is known.</summary>
    [Id(4)]
    public required long Number { get; init; }

    /// <summary>Parts that it could begin.</summary>
    [Id(5)]
    public int Free { get; init; }

    /// <summary>Joins that it could begin.</summary>
    [Id(6)]
    public int FreeJoins { get; init; }

    /// <summary>What it works on.</summary>
    [Id(7)]
    public required IReadOnlyList<RunningUnit> Running { get; init; }

    /// <summary>What it has ended.</summary>
    [Id(8)]
    public required IReadOnlyList<EndedUnit> Ended { get; init; }
}

/// <summary>What a worker works on.</summary>
/// <param name="Unit">The piece of work.</param>
/// <param name="Fraction">How far it is, from 0 to 1.</param>
/// <param name="Shape">The clip's, once the worker knows it.</param>
/// <param name="Awaited">The part that a join waits for, where it does.</param>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.RunningUnit")]
internal sealed record RunningUnit(
    [property: Id(0)] WorkUnit Unit, [property: Id(1)] float Fraction, [property: Id(2)] ClipShape? Shape, [property: Id(3)] int? Awaited = null);

/// <summary>What has become of a piece of work.</summary>
[GenerateSerializer]
internal enum UnitEnd
{
    /// <summary>The part, or the clip, is where it belongs.</summary>
    Done,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>A join found a part that cannot be read; it is deleted.</summary>
    Damaged,

    /// <summary>The silo stops.</summary>
    Returned,
}

/// <summary>What a worker has ended.</summary>
/// <param name="Unit">The piece of work.</param>
/// <param name="End">What has become of it.</param>
/// <param name="Shape">The clip's, where the worker knows it.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="DamagedPart">The part that cannot be read.</param>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.EndedUnit")]
internal sealed record EndedUnit(
    [property: Id(0)] WorkUnit Unit,
    [property: Id(1)] UnitEnd End,
    [property: Id(2)] ClipShape? Shape = null,
    [property: Id(3)] string? Error = null,
    [property: Id(4)] int DamagedPart = -1);
