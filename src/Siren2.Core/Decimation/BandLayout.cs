using Siren2.Kernels.Fft;
using Siren2.Resampling;

namespace Siren2.Decimation;

/// <summary>
/// How the band that two rates share is worked on: in blocks that overlap by twice the reach of the decimator, so that what a block
/// contributes is the linear convolution of an endless, silent line with the clip on it. Nothing wraps around.
/// </summary>
internal sealed record BandLayout
{
    /// <summary>
    /// Widest transition, in cycles per input sample: from 0.95 to 1.05 of the Nyquist frequency. Its impulse response has ended after 200
    /// input samples; SoX's <c>rate -v</c> takes 133. A narrower one rings for longer and gains hundredths of a decibel on clips that SoX has
    /// decimated.
    /// </summary>
    public const double WidestTransition = 0.05;

    /// <summary>Reaches in a block: beyond, fewer samples are transformed twice, and fewer fit the processor's cache.</summary>
    private const int ReachesPerBlock = 16;

    /// <param name="ratio">Ratio of the rates, above 1.</param>
    /// <param name="inputLength">Length of the clip in input samples, at least 1.</param>
    public BandLayout(RateRatio ratio, int inputLength)
    {
        Periods = (int)(((long)inputLength + ratio.Down - 1) / ratio.Down);
        Margin = MarginOf(ratio);
        Transition = TransitionOf(ratio);
        Reach = ReachOf(ratio);
        Block = Math.Min(ComplexFft.FastLength(ReachesPerBlock * Margin), ComplexFft.FastLength(checked(Periods + (2 * Margin))));
    }

    /// <summary>Length of the clip in periods, the last one begun.</summary>
    public int Periods { get; }

    /// <summary>Length of a block in periods.</summary>
    public int Block { get; }

    /// <summary>Periods at either end of a block that are discarded: the reach of the decimator.</summary>
    public int Margin { get; }

    /// <summary>Input samples beyond which the decimator sees nothing.</summary>
    public int Reach { get; }

    /// <summary>Width of the transition around the input's Nyquist frequency, in cycles per input sample.</summary>
    public double Transition { get; }

    /// <summary>Periods that a block contributes.</summary>
    public int Hop => Block - (2 * Margin);

    /// <summary>Periods beyond which the decimator sees nothing.</summary>
    /// <param name="ratio">Ratio of the rates, above 1.</param>
    public static int MarginOf(RateRatio ratio) => (int)Math.Ceiling((double)ReachOf(ratio) / ratio.Down);

    /// <summary>Input samples beyond which the decimator sees nothing.</summary>
    /// <param name="ratio">Ratio of the rates, above 1.</param>
    public static int ReachOf(RateRatio ratio) =>
        (int)Math.Min(Math.Ceiling(CircularBand.DecayProduct / TransitionOf(ratio)), int.MaxValue / (4 * ReachesPerBlock));

    /// <summary>The transition must end below the output's Nyquist frequency, ½·L/M.</summary>
    private static double TransitionOf(RateRatio ratio) => Math.Min(WidestTransition, 0.5 * (((double)ratio.Up / ratio.Down) - 1));
}
