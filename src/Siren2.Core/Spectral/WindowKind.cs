namespace Siren2.Spectral;

/// <summary>The windows of a <see cref="ShortTimeFourierTransform"/>.</summary>
public enum WindowKind
{
    /// <summary>Periodic Hann: w[n] = ½ − ½·cos(2πn/length), n = 0 … length − 1.</summary>
    Hann,

    /// <summary>1 over the whole length.</summary>
    Rectangular,
}
