namespace Siren2.Cli.Reporting;

/// <summary>One version of a clip, to be heard and seen.</summary>
/// <param name="Name">What it is called on the page.</param>
/// <param name="Role">What it is.</param>
/// <param name="Clip">Its samples, at any rate.</param>
internal sealed record PageSound(string Name, SoundRole Role, AudioClip Clip);

/// <summary>What a version is: the page makes the added band and the difference of them.</summary>
internal enum SoundRole
{
    /// <summary>The low-rate clip.</summary>
    Input,

    /// <summary>Interpolation.</summary>
    Baseline,

    /// <summary>What is judged.</summary>
    Result,

    /// <summary>The truth.</summary>
    Original,
}

/// <summary>Versions of one clip that are switched between at the same instant.</summary>
internal sealed record PageScene
{
    /// <summary>Names the scene where a page has several.</summary>
    public required string Name { get; init; }

    /// <summary>"blind" or "guided"; empty where nothing was fitted.</summary>
    public required string Mode { get; init; }

    /// <summary>The versions, at least one of which is a <see cref="SoundRole.Result"/>.</summary>
    public required IReadOnlyList<PageSound> Sounds { get; init; }

    /// <summary>Where the known band ends, in hertz; null where nobody said.</summary>
    public double? KnownBand { get; init; }

    /// <summary>Mean loss at each step; empty where nothing was fitted or it is not kept.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];
}
