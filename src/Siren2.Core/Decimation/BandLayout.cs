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
    private const int ReachesPerShortestBlock = 3;

    /// <summary>Output samples in a block at most, while it is three reaches long at least: what a fit works on between two looks at its token.</summary>
    private const int BlockLength = 1 << 20;

    /// <summary>Output samples in a block at the very most: rates that need more are refused. 256 MiB in double precision.</summary>
    private const int LongestBlock = 1 << 25;

    /// <param name="ratio">Ratio of the rates, above 1.</param>
    /// <param name="inputLength">Length of the clip in input samples, at least 1.</param>
    public BandLayout(RateRatio ratio, int inputLength)
    {
        Periods = (int)(((long)inputLength + ratio.Down - 1) / ratio.Down);
        Margin = MarginOf(ratio);
        Transition = TransitionOf(ratio);
        Reach = ReachOf(ratio);
        int periods = Math.Clamp(BlockLength / ratio.Up, ReachesPerShortestBlock * Margin, ReachesPerBlock * Margin);
        Block = Math.Min(ComplexFft.FastLength(periods), ComplexFft.FastLength(checked(Periods + (2 * Margin))));
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

    /// <summary>Refuses rates whose blocks would be too long: next to each other without a common divisor, or ten thousands of times apart.</summary>
    /// <param name="inputRate">The low rate in hertz.</param>
    /// <param name="outputRate">The high rate in hertz, or the same.</param>
    /// <param name="name">Whose rate the high one is.</param>
    /// <exception cref="ArgumentOutOfRangeException">A block would be too long.</exception>
    public static void ThrowUnlessPossible(int inputRate, int outputRate, string name)
    {
        if (outputRate == inputRate)
        {
            return;
        }

        var ratio = new RateRatio(inputRate, outputRate);
        long block = (long)ComplexFft.FastLength(ReachesPerShortestBlock * MarginOf(ratio)) * ratio.Up;
        if (block > LongestBlock)
        {
            throw new ArgumentOutOfRangeException(
                name,
                outputRate,
                $"From {inputRate} Hz to {outputRate} Hz {block} samples would have to be worked on at once; at most {LongestBlock} are. "
                    + "Rates with a larger common divisor take fewer, and so do those that are neither ten thousands of times nor less than "
                    + "a thousandth apart.");
        }
    }

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
