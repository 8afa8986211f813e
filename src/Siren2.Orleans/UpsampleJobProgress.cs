namespace Siren2.Orleans;

/// <summary>How far a job is.</summary>
/// <example>
/// <code>
/// Console.WriteLine($"{progress.ClipsDone} of {progress.ClipCount} clips, {progress.Fraction:P0}");
/// </code>
/// </example>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.UpsampleJobProgress")]
public sealed record UpsampleJobProgress
{
    /// <summary>What it is at.</summary>
    [Id(0)]
    public UpsampleJobState State { get; init; }

    /// <summary>Clips of the job.</summary>
    [Id(1)]
    public int ClipCount { get; init; }

    /// <summary>Clips whose results are complete.</summary>
    [Id(2)]
    public int ClipsDone { get; init; }

    /// <summary>Clips that were set aside: see <see cref="IUpsampleJob.GetFailuresAsync"/>.</summary>
    [Id(3)]
    public int ClipsFailed { get; init; }

    /// <summary>Parts that were fitted; a clip of one part counts as one.</summary>
    [Id(4)]
    public long PartsDone { get; init; }

    /// <summary>Parts that are fitted now.</summary>
    [Id(5)]
    public int PartsRunning { get; init; }

    /// <summary>Part of the whole that is done, from 0 to 1; each clip counts the same.</summary>
    [Id(6)]
    public double Fraction { get; init; }

    /// <summary>When it was submitted, by the clock of the silo that took it.</summary>
    [Id(7)]
    public DateTimeOffset? Submitted { get; init; }

    /// <summary>When it was over; null before.</summary>
    [Id(8)]
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The silos that were heard of lately.</summary>
    [Id(9)]
    public IReadOnlyList<SiloProgress> Silos { get; init; } = [];
}
