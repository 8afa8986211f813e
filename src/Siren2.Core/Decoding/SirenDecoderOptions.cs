namespace Siren2.Decoding;

/// <summary>Size and inputs of a <see cref="SirenDecoder"/>.</summary>
public sealed record SirenDecoderOptions
{
    /// <summary>Units of each sine layer, 1 to 4096. Default 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Width { get; init => field = InRange(value, 1, 4096, nameof(Width)); } = 128;

    /// <summary>Number of sine layers before the linear output, 1 to 16. Default 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Depth { get; init => field = InRange(value, 1, 16, nameof(Depth)); } = 4;

    /// <summary>ω0: a sine layer computes sin(ω0·(Wx + b)) (Sitzmann et al. 2020, section 3.2). Positive. Default 30.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive number.</exception>
    public float Omega0
    {
        get;
        init => field = float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Omega0), value, "ω0 must be a positive number.");
    }

    = 30;

    /// <summary>Whether the baseline sample is an input beside time. Default false.</summary>
    public bool UseBaseline { get; init; }

    /// <summary>Channels of the latents that are an input beside time, 0 (none) to 4096. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int LatentDimension { get; init => field = InRange(value, 0, 4096, nameof(LatentDimension)); }

    /// <summary>Columns of the first layer: time, baseline, latents.</summary>
    public int InputCount => 1 + (UseBaseline ? 1 : 0) + LatentDimension;

    private static int InRange(int value, int minimum, int maximum, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, minimum, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, maximum, name);
        return value;
    }
}
