namespace Siren2.Decimation;

/// <summary>A high-pass with an end that keeps what a clip's own band holds out of what is added to it.</summary>
internal static class KnownBandFilter
{
    // 120 dB below the band's end: β = 0.1102·(A − 8.7), and (A − 7.95)/(2.285·2π) for transition times reach (Kaiser 1974).
    private const double Beta = 12.3;
    private const double TransitionTimesReach = 7.8;

    /// <summary>A filter that lets nothing pass up to one frequency and everything from another on.</summary>
    /// <param name="end">Up to where nothing passes, in hertz, positive.</param>
    /// <param name="start">From where on all passes, in hertz, above <paramref name="end"/>.</param>
    /// <param name="sampleRate">Rate of the signals in hertz.</param>
    public static ZeroPhaseFilter Create(double end, double start, int sampleRate)
    {
        double middle = 0.5 * (end + start) / sampleRate;
        return new ZeroPhaseFilter(frequency => frequency < middle ? 0 : 1, Reach(end, start, sampleRate), Beta);
    }

    /// <summary>Samples before and behind an impulse that the response of such a filter lasts.</summary>
    /// <inheritdoc cref="Create" path="/param"/>
    public static int Reach(double end, double start, int sampleRate) => (int)Math.Ceiling(TransitionTimesReach / 2 * sampleRate / (start - end));
}
