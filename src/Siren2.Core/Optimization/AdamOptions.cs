namespace Siren2.Optimization;

/// <summary>Coefficients of <see cref="Adam"/> (Kingma and Ba 2015).</summary>
public sealed record AdamOptions
{
    /// <summary>Decay of the gradient's running mean, in [0, 1). Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Beta1 { get; init => field = Decay(value, nameof(Beta1)); } = 0.9f;

    /// <summary>Decay of the squared gradient's running mean, in [0, 1). Default 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Beta2 { get; init => field = Decay(value, nameof(Beta2)); } = 0.999f;

    /// <summary>Added to the root of the squared gradient's mean, positive. Default 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive number.</exception>
    public float Epsilon
    {
        get;
        init => field = value > 0 && float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Epsilon), value, "Epsilon must be a positive number.");
    }

    = 1e-8f;

    private static float Decay(float value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "A decay must be at least 0 and below 1.");
}
