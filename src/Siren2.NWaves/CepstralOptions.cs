namespace Siren2.NWaves;

/// <summary>How <see cref="CepstralMetrics"/> takes cepstra.</summary>
public sealed record CepstralOptions
{
    /// <summary>Highest coefficient that counts, at least 1 and below <see cref="FilterCount"/>. Default 13.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Order
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Order));
            field = value;
        }
    }

    = 13;

    /// <summary>Filters of the mel bank, at least 2. Default 40.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 2.</exception>
    public int FilterCount
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2, nameof(FilterCount));
            field = value;
        }
    }

    = 40;

    /// <summary>Duration of a frame, under a Hann window, positive. Default 25 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Frame
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Frame));
            field = value;
        }
    }

    = TimeSpan.FromMilliseconds(25);

    /// <summary>From one frame to the next, positive. Default 10 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Hop
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Hop));
            field = value;
        }
    }

    = TimeSpan.FromMilliseconds(10);

    /// <summary>Where the bank ends, in hertz; 0 for half of the rate. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double HighFrequency
    {
        get;
        init => field = Limits.Frequency(value, nameof(HighFrequency));
    }

    /// <summary>
    /// The least power of a band, positive, in NWaves' units: |X|² over half of the FFT's size, which is the frame's rounded up to a power of two.
    /// Default 10⁻⁸.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive number of single precision.</exception>
    public double Floor
    {
        get;
        init => field = Limits.Floor(value, nameof(Floor));
    }

    = 1e-8;
}
