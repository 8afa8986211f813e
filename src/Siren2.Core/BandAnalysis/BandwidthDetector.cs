namespace Siren2.BandAnalysis;

/// <summary>
/// Finds where a clip's band really ends, if that is well below its Nyquist frequency: an old recording at a new rate, a codec's low-pass, a
/// telephone line.
/// </summary>
/// <remarks>
/// What counts is a cliff in the long-term spectrum: nearly all bins below it stand far above nearly all bins beyond. A sound that
/// merely has no high partials has none: between its partials there is as little as above them.
/// </remarks>
internal static class BandwidthDetector
{
    /// <summary>A cliff higher up is left to <see cref="RollOffEstimator"/>.</summary>
    private const double HighestEnd = 0.93;

    private const int LowestBin = 48;

    /// <summary>In hertz. No line, codec or recorder ends lower; sounds that were synthesised do, and are whole.</summary>
    private const double LowestEnd = 3000;

    /// <summary>In fewer frames a few partials may look like a band.</summary>
    private const int LeastFrames = 24;

    /// <summary>The band below the cliff and what is left out around it, relative to the cliff.</summary>
    private const double BelowStart = 0.82;
    private const double BelowEnd = 0.94;
    private const double AboveStart = 1.06;

    /// <summary>Where the band ends that has to lie as low as all above it: a cliff, not a slope.</summary>
    private const double AboveEnd = 1.2;

    /// <summary>The bins that may be exceptions, on either side.</summary>
    private const double Exceptions = 0.15;

    /// <summary>Height of a cliff in nepers of power: 24 dB.</summary>
    private const double Height = 5.5;

    /// <summary>Relative to the height, how much the bins below it may differ: between single partials there are gaps.</summary>
    private const double LargestSpread = 0.5;

    /// <summary>The end of the band in units of the Nyquist frequency; 1 where it is full.</summary>
    /// <param name="spectrum">The clip's spectrum.</param>
    /// <param name="sampleRate">The clip's sample rate in hertz.</param>
    public static double Detect(LongTermSpectrum spectrum, int sampleRate)
    {
        if (spectrum.Frames < LeastFrames)
        {
            return 1;
        }

        double[] logPower = spectrum.MeanLogPower(1, LongTermSpectrum.Bins);
        const int nyquist = LongTermSpectrum.Bins - 1;
        (double height, int cliff, double middle) = (0, 0, 0);
        int lowest = Math.Max(LowestBin, (int)(LowestEnd / (0.5 * sampleRate) * nyquist));
        for (int bin = lowest; bin <= HighestEnd * nyquist; bin++)
        {
            ReadOnlySpan<double> band = logPower.AsSpan((int)(BelowStart * bin)..(int)(BelowEnd * bin));
            double below = Quantile(band, Exceptions);
            double spread = Quantile(band, 1 - Exceptions) - below;
            int beyond = (int)(AboveStart * bin);
            double near = Quantile(logPower.AsSpan(beyond..Math.Min((int)(AboveEnd * bin), nyquist)), 1 - Exceptions);
            double above = Math.Max(near, Quantile(logPower.AsSpan(beyond..nyquist), 1 - Exceptions));
            if (below - above > height && spread < LargestSpread * (below - above))
            {
                (height, cliff, middle) = (below - above, bin, 0.5 * (below + above));
            }
        }

        if (height < Height)
        {
            return 1;
        }

        int end = (int)(AboveStart * cliff);
        while (end > BelowEnd * cliff && logPower[end] < middle)
        {
            end--;
        }

        return end <= HighestEnd * nyquist ? (double)end / nyquist : 1;
    }

    private static double Quantile(ReadOnlySpan<double> values, double fraction)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[(int)(fraction * (sorted.Length - 1))];
    }
}
