namespace Siren2.BandAnalysis;

/// <summary>
/// Finds where a clip's band really ends, if that is well below its Nyquist frequency: an old recording at a new rate, a codec's low-pass, a
/// telephone line.
/// </summary>
/// <remarks>
/// What counts is a cliff in the long-term spectrum: nearly all bins below it stand far above nearly all bins beyond. A sound that
/// merely has no high partials has none: between its partials there is as little as above them. Three spectra are looked at. What bins hardly ever
/// exceed shows the low-pass of a codec that lowers it further in most frames; there, what lies beyond has to be flat, as rounding noise is. The
/// loudest frames show a filter over any noise. The brightest frames, fricatives and hits, show the end of a telephone's band over the noise of
/// µ-law, which follows the signal and hides it everywhere else; that noise is flat too.
/// </remarks>
internal static class BandwidthDetector
{
    /// <summary>A cliff higher up is left to <see cref="RollOffEstimator"/>.</summary>
    private const double HighestEnd = 0.93;

    private const int LowestBin = 48;

    /// <summary>In hertz. No line, codec or recorder ends lower; sounds that were synthesized do, and are whole.</summary>
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

    /// <summary>Height of a cliff in nepers of power: 24 dB, and 22 dB over the noise of a telephone.</summary>
    private const double Height = 5.5;
    private const double HeightOverFlatNoise = 5;

    /// <summary>Relative to the height, how much the bins below it may differ: between single partials there are gaps.</summary>
    private const double LargestSpread = 0.5;

    /// <summary>By how much nearly all bins beyond a cliff may differ, in nepers of power, where they have to be noise: 11 dB.</summary>
    private const double FlatSpread = 2.5;

    /// <summary>Share of the frames that a bin does not exceed.</summary>
    private const double HardlyEver = 0.98;

    private const int Nyquist = LongTermSpectrum.Bins - 1;

    /// <summary>The end of the band in units of the Nyquist frequency; 1 where it is full.</summary>
    /// <param name="spectrum">The clip's spectrum.</param>
    /// <param name="sampleRate">The clip's sample rate in hertz.</param>
    /// <param name="goOn">Called before each of the three spectra is looked at; throws where the rest is not wanted. Null for nobody.</param>
    public static double Detect(LongTermSpectrum spectrum, int sampleRate, Action? goOn = null)
    {
        if (spectrum.Frames < LeastFrames)
        {
            return 1;
        }

        int lowest = Math.Max(LowestBin, (int)(LowestEnd / (0.5 * sampleRate) * Nyquist));
        goOn?.Invoke();
        double? end = Cliff(spectrum.HighLogPower(HardlyEver), lowest, Height, FlatSpread);
        goOn?.Invoke();
        end ??= Cliff(spectrum.MeanLogPower(1, LongTermSpectrum.Bins), lowest, Height, double.PositiveInfinity);
        goOn?.Invoke();
        end ??= Cliff(spectrum.MeanLogPowerOfBrightest((int)(0.55 * Nyquist), (int)(HighestEnd * Nyquist)), lowest, HeightOverFlatNoise, FlatSpread);
        return end ?? 1;
    }

    /// <summary>Where the highest cliff of a spectrum lies, in units of the Nyquist frequency; null where there is none.</summary>
    private static double? Cliff(double[] logPower, int lowest, double leastHeight, double flatSpread)
    {
        (double height, int cliff, double middle) = (0, 0, 0);
        for (int bin = lowest; bin <= HighestEnd * Nyquist; bin++)
        {
            ReadOnlySpan<double> band = logPower.AsSpan((int)(BelowStart * bin)..(int)(BelowEnd * bin));
            double below = Quantile(band, Exceptions);
            double spread = Quantile(band, 1 - Exceptions) - below;
            int beyond = (int)(AboveStart * bin);
            double near = Quantile(logPower.AsSpan(beyond..Math.Min((int)(AboveEnd * bin), Nyquist)), 1 - Exceptions);
            double all = Quantile(logPower.AsSpan(beyond..Nyquist), 1 - Exceptions);
            double above = Math.Max(near, all);
            bool isFlat = all - Quantile(logPower.AsSpan(beyond..Nyquist), Exceptions) < flatSpread;
            if (isFlat && below - above > height && spread < LargestSpread * (below - above))
            {
                (height, cliff, middle) = (below - above, bin, 0.5 * (below + above));
            }
        }

        if (height < leastHeight)
        {
            return null;
        }

        int end = (int)(AboveStart * cliff);
        while (end > BelowEnd * cliff && logPower[end] < middle)
        {
            end--;
        }

        return end <= HighestEnd * Nyquist ? (double)end / Nyquist : null;
    }

    private static double Quantile(ReadOnlySpan<double> values, double fraction)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[(int)(fraction * (sorted.Length - 1))];
    }
}
