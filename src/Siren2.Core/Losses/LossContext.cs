namespace Siren2.Losses;

/// <summary>
/// What a loss is told of the waveforms that it judges: losses that were trained, or that model hearing, need the true rate and the true level.
/// </summary>
public sealed record LossContext
{
    /// <summary>What a loss is told outside of a fit: 48,000 Hz, scale 1, the first sample of the first channel.</summary>
    public static LossContext Default { get; } = new();

    /// <summary>Sample rate of prediction and target in hertz, at least 1. Default 48,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int SampleRate
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(SampleRate));
            field = value;
        }
    }

    = 48_000;

    /// <summary>
    /// Factor from prediction and target to the clip's own samples, positive: what the loss sees as x is <c>Scale · x</c> in the clip. A fit
    /// works in units of the level of what is to be learned, so that its steps do not depend on how loud a clip is; a loss that needs the true
    /// level multiplies by this, and its gradient as well. Default 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive number.</exception>
    public double Scale
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Scale), value, "The scale must be a positive number.");
    }

    = 1;

    /// <summary>Channel of the clip, from zero. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Channel
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Channel));
            field = value;
        }
    }

    /// <summary>Position of the first sample in the whole output, in samples from zero. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long Start
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Start));
            field = value;
        }
    }
}
