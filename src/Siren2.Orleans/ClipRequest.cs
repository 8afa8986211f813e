namespace Siren2.Orleans;

/// <summary>A clip of a job, by its names in the <see cref="IClipStorage"/> of the silos.</summary>
/// <example>
/// <code>
/// var clip = new ClipRequest { Input = "in/reel-1.flac", Output = "out/reel-1.wav" };
/// </code>
/// </example>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.ClipRequest")]
public sealed record ClipRequest
{
    /// <summary>The clip to resolve: any format that silos can read.</summary>
    [Id(0)]
    public required string Input { get; init; }

    /// <summary>Where the result goes, as WAV; what is there is replaced when the result is complete.</summary>
    [Id(1)]
    public required string Output { get; init; }
}
