namespace Siren2.Orleans;

/// <summary>A clip that was set aside.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.ClipFailure")]
public sealed record ClipFailure
{
    /// <summary>Its place among the clips of the request, from zero.</summary>
    [Id(0)]
    public required int Clip { get; init; }

    /// <summary>Its name.</summary>
    [Id(1)]
    public required string Input { get; init; }

    /// <summary>What went wrong the last time.</summary>
    [Id(2)]
    public required string Error { get; init; }
}
