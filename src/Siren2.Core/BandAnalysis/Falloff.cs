namespace Siren2.BandAnalysis;

/// <summary>How a band falls at its end: at which bin, and how far that can be told.</summary>
internal static class Falloff
{
    /// <summary>Share of an end's frequency to which a sharp one can be told.</summary>
    public const double Sharp = 0.03;

    /// <summary>The band below an end, relative to it.</summary>
    public const double BelowStart = 0.82;
    public const double BelowEnd = 0.94;

    /// <summary>How far a line's filter has fallen near the end of its band: 8 dB, in nepers of power.</summary>
    public const double LineDepth = 1.84;

    /// <summary>In hertz: a part of a telephone's band that is below its end, whatever its filter.</summary>
    private const double LineBandStart = 2700;
    private const double LineBandEnd = 3300;

    /// <summary>In hertz: the lowest end, and up to where a line's filter has fallen by twice its depth; from there on a decimator's may do that.</summary>
    private const double LowestEnd = 3000;
    private const double HighestFall = 3950;

    /// <summary>In hertz: up to where it has to stay down from there, unlike between partials, but for a share of the bins.</summary>
    private const double LineRestEnd = 4000;
    private const double Exceptions = 0.15;

    /// <summary>Between which of its levels the fall of a band is measured, in nepers of power: 4 and 20 dB, or shares of all of it.</summary>
    private const double FallStart = 0.92;
    private const double FallEnd = 4.6;
    private const double FallStartShare = 0.2;
    private const double FallEndShare = 0.7;

    /// <summary>Up to where the bottom of a fall is looked for, relative to the end.</summary>
    private const double FallReach = 1.25;
    private const double FloorShare = 0.15;

    /// <summary>
    /// The bin at which a line's filter begins to fall, below where the band would be if it went on as it does. That is lower than where it has fallen by a
    /// little, the more so the gentler it is: by half of what lies between that and where it has fallen by twice as much.
    /// </summary>
    /// <param name="relative">Natural logarithms of relative power.</param>
    /// <param name="cliff">A bin further down the filter.</param>
    public static int EndOfLine(double[] relative, int cliff)
    {
        int middle = (int)(0.5 * (BelowStart + BelowEnd) * cliff);
        double lower = BandwidthDetector.Quantile(relative.AsSpan((int)(BelowStart * cliff)..middle), 0.5);
        double upper = BandwidthDetector.Quantile(relative.AsSpan(middle..(int)(BelowEnd * cliff)), 0.5);
        double band = upper + Math.Min(0, upper - lower);
        int far = HighestAbove(relative, band - (2 * LineDepth), cliff, middle);
        return Start(HighestAbove(relative, band - LineDepth, far, middle), far);
    }

    /// <summary>The same of a line whose filter is so gentle that it leaves neither noise nor a cliff below 4 kHz.</summary>
    /// <param name="relative">Natural logarithms of relative power.</param>
    /// <param name="binsPerHertz">Bins in a hertz.</param>
    /// <returns>Null where nothing falls like a line.</returns>
    public static int? EndOfGentleLine(double[] relative, double binsPerHertz)
    {
        int bandEnd = Math.Min((int)(LineBandEnd * binsPerHertz), relative.Length);
        double band = BandwidthDetector.Quantile(relative.AsSpan((int)(LineBandStart * binsPerHertz)..bandEnd), 0.5);
        int first = (int)(LowestEnd * binsPerHertz);
        int restEnd = Math.Min((int)(LineRestEnd * binsPerHertz), relative.Length);
        int last = Math.Min((int)(HighestFall * binsPerHertz), restEnd - 1);
        for (int far = first; far < last; far++)
        {
            if (relative[far] < band - (2 * LineDepth) && BandwidthDetector.Quantile(relative.AsSpan(far..restEnd), 1 - Exceptions) < band - LineDepth)
            {
                return Math.Max(first, Start(HighestAbove(relative, band - LineDepth, far, first), far));
            }
        }

        return null;
    }

    /// <summary>Whether a band falls over a wider range than <see cref="Sharp"/> of where it ends.</summary>
    /// <param name="relative">Natural logarithms of relative power, a mean of <see cref="LongTermSpectrum.RelativeReach"/> bins to either side.</param>
    /// <param name="end">The bin at which it ends.</param>
    public static bool IsGradual(ReadOnlySpan<double> relative, double end)
    {
        int top = Math.Min((int)(FallReach * end), relative.Length - 1);
        double band = BandwidthDetector.Quantile(relative[(int)(BelowStart * end)..(int)(BelowEnd * end)], 0.5);
        int middle = (int)(0.5 * (BelowStart + BelowEnd) * end);
        double depth = band - BandwidthDetector.Quantile(relative[middle..top], FloorShare);
        double bottom = band - Math.Min(FallEnd, FallEndShare * depth);
        int far = middle;
        while (far < top && relative[far] > bottom)
        {
            far++;
        }

        int near = HighestAbove(relative, band - Math.Min(FallStart, FallStartShare * depth), far, middle);

        // The means of bins widen every fall.
        return far - near - (2 * LongTermSpectrum.RelativeReach) > Sharp * end;
    }

    private static int Start(int near, int far) => (int)Math.Round(near - (0.5 * (far - near)));

    /// <summary>The highest bin up to one that is not below a level; the lowest where all of them are.</summary>
    public static int HighestAbove(ReadOnlySpan<double> logPower, double level, int bin, int lowest)
    {
        while (bin > lowest && logPower[bin] < level)
        {
            bin--;
        }

        return bin;
    }
}
