using Siren2.Kernels.Fft;
using Siren2.Resampling;

namespace Siren2.Decimation;

/// <summary>
/// How a clip lies on circles: a clip whose circle is short is one circle, brickwall and all. A longer one is a circle that is
/// worked on in overlapping blocks, each a circle of its own whose margins are discarded, with a transition so narrow as the
/// margins allow, and with as much silence between its end and its beginning that neither sees the other.
/// </summary>
internal sealed record BandLayout
{
    private BandLayout(int periods, int blockPeriods, int margin, double transition)
    {
        Periods = periods;
        BlockPeriods = blockPeriods;
        Margin = margin;
        Transition = transition;
    }

    /// <summary>Circumference of the clip's circle.</summary>
    public int Periods { get; }

    /// <summary>Circumference of a block.</summary>
    public int BlockPeriods { get; }

    /// <summary>Periods at either end of a block that are discarded.</summary>
    public int Margin { get; }

    /// <summary>Width of the transition around the input's Nyquist frequency, in cycles per input sample.</summary>
    public double Transition { get; }

    /// <summary>Periods that a block contributes.</summary>
    public int Hop => BlockPeriods - (2 * Margin);

    /// <param name="ratio">Ratio of the rates, above 1.</param>
    /// <param name="inputLength">Length of the clip in input samples, at least 1.</param>
    /// <param name="blocks">How clips are cut into blocks; null for <see cref="BlockSizes.Default"/>.</param>
    public static BandLayout Of(RateRatio ratio, int inputLength, BlockSizes? blocks = null)
    {
        int periods = (int)(((long)inputLength + ratio.Down - 1) / ratio.Down);
        BlockSizes sizes = blocks ?? BlockSizes.Default;
        int margin = MarginOf(ratio, sizes);
        double transition = CircularBand.DecayProduct / ((double)margin * ratio.Down);
        if ((long)periods * ratio.Up <= sizes.WholeLength || periods <= 8L * margin)
        {
            int whole = inputLength % ratio.Down == 0 ? periods : ComplexFft.FastLength(periods);
            return new BandLayout(whole, whole, 0, sizes.WholeLength == 0 ? transition : 0);
        }

        return new BandLayout(periods + margin, 8 * margin, margin, transition);
    }

    /// <summary>Periods beyond which the decimator of clips that are cut into blocks sees nothing.</summary>
    /// <param name="ratio">Ratio of the rates, above 1.</param>
    /// <param name="sizes">How they are cut.</param>
    public static int MarginOf(RateRatio ratio, BlockSizes sizes)
    {
        // The transition must end below the output's Nyquist frequency, ½·L/M, and must not reach down to zero, which it would for
        // very large ratios, whose periods are single input samples; both ask for longer margins.
        double room = 0.5 * Math.Min(0.5, ((double)ratio.Up / ratio.Down) - 1);
        double needed = CircularBand.DecayProduct / room / ratio.Down;
        return Math.Max(ComplexFft.FastLength((sizes.Margin / ratio.Up) + 1), (int)Math.Min(needed + 1, int.MaxValue / 8));
    }
}
