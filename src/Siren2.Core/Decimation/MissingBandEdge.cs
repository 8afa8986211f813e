namespace Siren2.Decimation;

/// <summary>How the missing band opens where a clip's band ends below its Nyquist frequency.</summary>
internal static class MissingBandEdge
{
    /// <summary>Width of the transition, relative to where it begins.</summary>
    public const double Width = 0.003;

    /// <summary>What part of a signal at a frequency is in the missing band: 0 up to where it begins, 1 beyond the transition.</summary>
    /// <param name="frequency">The frequency.</param>
    /// <param name="start">Where the missing band begins, in the same units, positive.</param>
    public static double Openness(double frequency, double start)
    {
        double position = Math.Clamp(((frequency / start) - 1) / Width, 0, 1);
        double step = position * position * (3 - (2 * position));
        return Math.Sin(0.5 * Math.PI * step);
    }
}
