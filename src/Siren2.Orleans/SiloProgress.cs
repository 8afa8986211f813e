namespace Siren2.Orleans;

/// <summary>What a silo does for a job.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.SiloProgress")]
public sealed record SiloProgress
{
    /// <summary>Name of the silo.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>What its fits depend on beside options: version of the library and vector width. Parts of a clip are fitted by equal silos alone.</summary>
    [Id(1)]
    public required string Engine { get; init; }

    /// <summary>Parts that it fits now.</summary>
    [Id(2)]
    public int PartsRunning { get; init; }

    /// <summary>Parts that it has fitted since the job's grain was activated.</summary>
    [Id(3)]
    public long PartsDone { get; init; }
}
