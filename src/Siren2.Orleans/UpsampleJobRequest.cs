using Siren2.Extensions.DependencyInjection;

namespace Siren2.Orleans;

/// <summary>What a job is to do. Blind fits alone: who has originals needs no cluster.</summary>
/// <example>
/// <code>
/// var request = new UpsampleJobRequest
/// {
///     Clips = [new ClipRequest { Input = "in/reel-1.wav", Output = "out/reel-1.wav" }],
///     TargetSampleRate = 48_000,
///     Preset = Siren2Preset.Fast,
///     Priority = 1,
/// };
/// </code>
/// </example>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.UpsampleJobRequest")]
public sealed record UpsampleJobRequest
{
    /// <summary>Most clips that a job takes.</summary>
    public const int MaximumClips = 100_000;

    /// <summary>The clips, from 1 to <see cref="MaximumClips"/>; they begin in this order. No two have the same output.</summary>
    [Id(0)]
    public required IReadOnlyList<ClipRequest> Clips { get; init; }

    /// <summary>Rate of the results in hertz, from 1 to <see cref="AudioClip.MaximumSampleRate"/>; a clip of a higher rate is set aside.</summary>
    [Id(1)]
    public required int TargetSampleRate { get; init; }

    /// <summary>How results are stored. Default <see cref="WaveEncoding.Pcm24"/>.</summary>
    [Id(2)]
    public WaveEncoding Encoding { get; init; } = WaveEncoding.Pcm24;

    /// <summary>Jobs of a higher priority get free processors first; of equal ones, both get some. Default 0.</summary>
    [Id(3)]
    public int Priority { get; init; }

    /// <summary>The preset of the fits. Default <see cref="Siren2Preset.Balanced"/>. What a silo's host changes of it is changed after.</summary>
    [Id(4)]
    public Siren2Preset Preset { get; init; } = Siren2Preset.Balanced;

    /// <summary>See <see cref="UpsamplerOptions.Detail"/>: from 0 to 1. Null, the default, for the preset's.</summary>
    [Id(5)]
    public double? Detail { get; init; }

    /// <summary>See <see cref="UpsamplerOptions.Seed"/>. Null, the default, for the preset's.</summary>
    [Id(6)]
    public int? Seed { get; init; }

    /// <summary>See <see cref="UpsamplerOptions.Bandwidth"/>: hertz, positive. Null, the default, to look for it in each clip.</summary>
    [Id(7)]
    public double? Bandwidth { get; init; }

    /// <summary>Whether the records are equal, clip by clip. Null in place of clips, which a job refuses, equals null alone.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(UpsampleJobRequest? other) => other is not null
        && (TargetSampleRate, Encoding, Priority, Preset, Detail, Seed, Bandwidth)
            == (other.TargetSampleRate, other.Encoding, other.Priority, other.Preset, other.Detail, other.Seed, other.Bandwidth)
        && (Clips is null ? other.Clips is null : other.Clips is not null && Clips.SequenceEqual(other.Clips));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Clips?.Count, TargetSampleRate, Encoding, Priority, Preset, Seed);
}
