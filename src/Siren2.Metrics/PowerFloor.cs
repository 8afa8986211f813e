namespace Siren2.Metrics;

/// <summary>How the power of a bin is kept away from zero before its logarithm is taken.</summary>
public enum PowerFloor
{
    /// <summary><c>log10(power + floor)</c>.</summary>
    Added,

    /// <summary><c>log10(max(power, floor))</c>.</summary>
    Clamped,
}
