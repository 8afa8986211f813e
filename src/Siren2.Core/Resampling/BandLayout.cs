using Siren2.Kernels;

namespace Siren2.Resampling;

/// <summary>
/// How a clip lies on circles: a clip whose circle is short is one circle, brickwall and all. A longer one is a circle that is
/// worked on in overlapping blocks, each a circle of its own whose margins are discarded, with a transition so narrow as the
/// margins allow.
/// </summary>
internal sealed record BandLayout
{
    /// <summary>
    /// The longest circle, in output samples, that is transformed as a whole: 43 s at 48 kHz. That takes 0.2 GB of work space, and
    /// 0.4 GB if the length has a large prime factor.
    /// </summary>
    public const int WholeLength = 1 << 21;

    /// <summary>The length that blocks aim at, in output samples.</summary>
    public const int BlockLength = 1 << 19;

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
    /// <param name="wholeLength">The longest circle that is transformed as a whole.</param>
    /// <param name="blockLength">The length that blocks aim at.</param>
    public static BandLayout Of(RateRatio ratio, int inputLength, int wholeLength = WholeLength, int blockLength = BlockLength)
    {
        int periods = (int)(((long)inputLength + ratio.Down - 1) / ratio.Down);

        // The transition must end below the output's Nyquist frequency, ½·L/M, and must not reach down to zero, which it would for
        // very large ratios, whose periods are single input samples; both ask for longer margins.
        int margin = ComplexFft.FastLength((blockLength / 8 / ratio.Up) + 1);
        double room = 0.5 * Math.Min(0.5, ((double)ratio.Up / ratio.Down) - 1);
        double needed = CircularBand.DecayProduct / room / ratio.Down;
        margin = Math.Max(margin, (int)Math.Min(needed + 1, int.MaxValue / 8));
        if ((long)periods * ratio.Up <= wholeLength || periods <= 8L * margin)
        {
            int whole = inputLength % ratio.Down == 0 ? periods : ComplexFft.FastLength(periods);
            return new BandLayout(whole, whole, 0, 0);
        }

        return new BandLayout(periods, 8 * margin, margin, CircularBand.DecayProduct / ((double)margin * ratio.Down));
    }
}
