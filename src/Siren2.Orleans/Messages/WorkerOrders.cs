using Siren2.Extensions.DependencyInjection;

namespace Siren2.Orleans.Messages;

/// <summary>What a job answers a worker.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.WorkerOrders")]
internal sealed record WorkerOrders
{
    public static WorkerOrders None { get; } = new();

    /// <summary>What to begin.</summary>
    [Id(0)]
    public IReadOnlyList<Assignment> Begin { get; init; } = [];

    /// <summary>What to stop, since it is done, not wanted any more, or another's.</summary>
    [Id(1)]
    public IReadOnlyList<WorkUnit> Stop { get; init; } = [];

    /// <summary>How to do it; null where there is nothing to begin.</summary>
    [Id(2)]
    public FitSettings? Settings { get; init; }
}

/// <summary>A piece of work for a worker.</summary>
/// <param name="Unit">The piece.</param>
/// <param name="Clip">Its clip.</param>
/// <param name="Shape">The clip's, which the worker must find too; null where nobody knows it yet.</param>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.Assignment")]
internal sealed record Assignment([property: Id(0)] WorkUnit Unit, [property: Id(1)] ClipRequest Clip, [property: Id(2)] ClipShape? Shape);

/// <summary>What a worker needs to know of a request.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.FitSettings")]
internal sealed record FitSettings(
    [property: Id(0)] int TargetSampleRate,
    [property: Id(1)] WaveEncoding Encoding,
    [property: Id(2)] Siren2Preset Preset,
    [property: Id(3)] double? Detail,
    [property: Id(4)] int? Seed,
    [property: Id(5)] double? Bandwidth)
{
    public static FitSettings Of(UpsampleJobRequest request) =>
        new(request.TargetSampleRate, request.Encoding, request.Preset, request.Detail, request.Seed, request.Bandwidth);

    /// <summary>The options of a silo's fits.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public UpsamplerOptions ToOptions(Siren2ClusterOptions silo) => silo.Changed(new Siren2Options
    {
        Preset = Preset,
        Detail = Detail,
        Seed = Seed,
        Bandwidth = Bandwidth,
        MaxDegreeOfParallelism = silo.ThreadsPerPart,
    }.ToUpsamplerOptions());
}
