namespace Siren2.NWaves;

/// <summary>Options of a <see cref="FilterBankLoss"/>.</summary>
public sealed record FilterBankLossOptions
{
    /// <summary>Which bank. Default <see cref="FilterBankKind.Mel"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public FilterBankKind Kind
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Kind), value, "The kind must be one of FilterBankKind.");
    }

    /// <summary>Number of filters, at least 1. Default 40.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int FilterCount
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(FilterCount));
            field = value;
        }
    }

    = 40;

    /// <summary>Samples in a frame, under a periodic Hann window: a power of two from 16 to 65,536. Default 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int FftSize
    {
        get;
        init => field = value is >= 16 and <= 65_536 && int.IsPow2(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(FftSize), value, "The FFT size must be a power of two from 16 to 65536.");
    }

    = 1024;

    /// <summary>Samples from one frame to the next, at least 1. Default 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Hop
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Hop));
            field = value;
        }
    }

    = 256;

    /// <summary>Where the bank begins, in hertz, at least 0. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LowFrequency
    {
        get;
        init => field = Limits.Frequency(value, nameof(LowFrequency));
    }

    /// <summary>Where the bank ends, in hertz; 0 for half of whatever the rate is. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double HighFrequency
    {
        get;
        init => field = Limits.Frequency(value, nameof(HighFrequency));
    }

    /// <summary>
    /// What is added to every level before its logarithm is taken, positive: what lies far below does not count. Levels are relative to full
    /// scale, where a sine of amplitude 1 has power ¼ in the bin of its frequency. Default 10⁻⁸.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive number of single precision.</exception>
    public double Floor
    {
        get;
        init => field = Limits.Floor(value, nameof(Floor));
    }

    = 1e-8;

    /// <summary>How logarithms of levels are compared. Default <see cref="FilterBankDistance.Absolute"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public FilterBankDistance Distance
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Distance), value, "The distance must be one of FilterBankDistance.");
    }
}
