using System.Numerics.Tensors;

namespace Siren2.BandAnalysis;

/// <summary>
/// Finds where a clip's band really ends, if that is well below its Nyquist frequency: an old recording at a new rate, a codec's low-pass, a
/// telephone line.
/// </summary>
/// <remarks>
/// What counts is a cliff in the long-term spectrum: nearly all bins below it stand far above nearly all bins beyond. A sound that
/// merely has no high partials has none: between its partials there is as little as above them. Three spectra are looked at. What bins hardly ever
/// exceed shows the low-pass of a codec that lowers it further in most frames; there, what lies beyond has to be flat, as rounding noise is. The
/// loudest frames show a filter over any noise; vowels fall as steeply, but then the cliff is gone in fricatives. The end of a telephone's band is
/// hidden by the noise of µ-law, which follows the signal: it shows in what bins hardly ever exceed in relation to their frame's level, and since that
/// noise is flat there, less height will do. That is asked of clips at a telephone's rate alone: at a higher one the noise that is flat up to the top is a
/// room's, over which vowels stand out below 3.6 kHz. Behind a telephone the noise ends as well, where the file was brought to a higher rate; so below an
/// end near 4 kHz the telephone's is looked for, with finer bins. Its filter may be a gentle one: its band ends where it begins to fall, not half-way down.
/// A resampler with a wide transition leaves the codec's noise no end that could be seen, but hardly any of it beyond 4.6 kHz: that is enough where the line
/// stands out of the noise like a cliff of any kind. What such a resampler leaves above 4 kHz of what lies below is an image, and told by that; the band
/// ends at 4 kHz then, or where the line's filter begins to fall. Music may fall like a cliff well below its codec's; then the codec's is looked for beyond.
/// </remarks>
internal static class BandwidthDetector
{
    /// <summary>A cliff higher up is left to <see cref="RollOffEstimator"/>.</summary>
    private const double HighestEnd = 0.93;

    private const int LowestBin = 48;

    /// <summary>In hertz. No line, codec or recorder ends lower; sounds that were synthesized do, and are whole.</summary>
    private const double LowestEnd = 3000;

    /// <summary>In fewer frames a few partials may look like a band.</summary>
    public const int LeastFrames = 24;

    /// <summary>What is left out above a cliff, relative to it; below, see <see cref="Falloff.BelowEnd"/>.</summary>
    private const double AboveStart = 1.06;

    /// <summary>Where the band ends that has to lie as low as all above it: a cliff, not a slope.</summary>
    private const double AboveEnd = 1.2;

    /// <summary>The bins that may be exceptions, on either side.</summary>
    private const double Exceptions = 0.15;

    /// <summary>Height of a cliff in nepers of power: 24 dB, 10 dB over the noise of a telephone, 9 dB that have to be left in relative power, and 14 dB where a gentle line may be all.</summary>
    private const double Height = 5.5;
    private const double HeightOverTelephoneNoise = 2.3;
    private const double LeastRelativeHeight = 2;
    private const double HeightOverGentleLine = 3.2;

    /// <summary>That of a codec's cliff to nothing but flat noise, in nepers of power, where music has fallen by as much as a cliff before: 17 dB.</summary>
    private const double HeightFurtherUp = 4;

    /// <summary>How far down a cliff the band ends, in nepers of power, where it is not half-way down: 16 dB.</summary>
    private const double EndDepth = 3.7;

    /// <summary>Relative to the height, how much the bins below it may differ: between single partials there are gaps.</summary>
    private const double LargestSpread = 0.5;
    private const double LargestTelephoneSpread = 1;

    /// <summary>By how much nearly all bins beyond a cliff may differ, in nepers of power, where they have to be noise: 11 dB, and 3.5 dB.</summary>
    private const double FlatSpread = 2.5;
    private const double TelephoneFlatSpread = 0.8;

    /// <summary>In hertz: up to where a telephone's band ends (G.712: 3400 Hz), and up to where the noise does that its codec leaves, at 8 kHz.</summary>
    private const double HighestTelephoneEnd = 3700;
    private const double TelephoneNyquist = 4000;
    private const double HighestTelephoneNoise = 5000;

    /// <summary>Bins that a telephone's 4 kHz have in a frame, at least.</summary>
    private const int TelephoneBins = 256;

    /// <summary>In hertz: where there is but the noise of a telephone's codec, and up to where it keeps its level, whatever brought it to a higher rate.</summary>
    private const double TelephoneNoiseStart = 3650;
    private const double TelephoneNoiseEnd = 3800;

    /// <summary>In hertz: from where on it is noise that is so even, and by how much that differs, in nepers of power: 1.8 dB.</summary>
    private const double EvenNoiseStart = 3560;
    private const double EvenSpread = 0.42;

    /// <summary>In hertz: where the widest transition of a resampler from 8 kHz ends, SciPy's.</summary>
    private const double WidestTransitionEnd = 4600;

    /// <summary>By how much what lies beyond may differ where the line's filter stands out of the noise: 17 dB, in nepers of power.</summary>
    private const double LargestSlope = 4;

    /// <summary>Relative to the Nyquist frequency: what ends above, over a telephone's noise at its own rate, may have but a decimator's roll-off.</summary>
    private const double HighestEndOverNoise = 0.9;

    /// <summary>In hertz: rates above a telephone's that files come from, and how far above half of one the image reaches that a resampler leaves.</summary>
    private static readonly int[] SourceRates = [11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100];
    private const double HighestImage = 1.2;

    /// <summary>By how much what goes on beyond a cliff may lie below the band, in nepers of power: 55 dB; a resampler's own noise lies lower.</summary>
    private const double LargestFall = 12.6;

    /// <summary>What lies lower below the strongest bin, in nepers of power, is as good as nothing: 113 dB, below which resamplers and decoders of floats have their noise.</summary>
    private const double Inaudible = 26;

    /// <summary>Share of the frames that a bin does not exceed.</summary>
    private const double HardlyEver = 0.98;

    /// <summary>
    /// What a bin of one channel hardly ever exceeds of 16 bits' rounding noise with its dither, and 3 dB more, as a natural logarithm: 2⁻³⁰/12 a sample, three
    /// times that with dither, times the window's energy, times ln 50, since the power of noise is distributed exponentially.
    /// </summary>
    private static readonly double RoundingNoise = Math.Log(2 * 3 * Math.ScaleB(1, -30) / 12 * 0.375 * LongTermSpectrum.FrameLength * Math.Log(1 / (1 - HardlyEver)));

    /// <summary>Looks for the end of a clip's band.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="spectrum">The clip's spectrum.</param>
    /// <param name="goOn">Called before each of the spectra is looked at; throws where the rest is not wanted. Null for nobody.</param>
    public static BandEnd Detect(IAudioSource clip, LongTermSpectrum spectrum, Action? goOn = null)
    {
        if (spectrum.Frames < LeastFrames)
        {
            return BandEnd.None;
        }

        const int nyquist = LongTermSpectrum.Bins - 1;
        double binsPerHertz = (double)LongTermSpectrum.FrameLength / clip.SampleRate;
        int lowest = Math.Max(LowestBin, (int)(LowestEnd * binsPerHertz));
        int highest = (int)(HighestEnd * nyquist);
        goOn?.Invoke();
        double[] high = spectrum.HighLogPower(HardlyEver);
        TensorPrimitives.Max(high, TensorPrimitives.Max<double>(high) - Inaudible, high);
        (int? end, bool isHidden) = BeforeNoise(high, clip.ChannelCount, lowest, highest, InHardlyEver(high, lowest, highest));
        double[] relative = [];
        bool isOverNoise = false;
        if (end is null)
        {
            goOn?.Invoke();
            relative = spectrum.HighRelativeLogPower(HardlyEver);
            goOn?.Invoke();
            end = new Look(spectrum.MeanLogPower(1, LongTermSpectrum.Bins)) { FlatSpread = double.PositiveInfinity, Relative = relative }
                .Cliff(lowest, highest, nyquist);

            (end, isHidden) = BeforeNoise(high, clip.ChannelCount, lowest, highest, end);

            // A codec may leave the uppermost part of its band out of most frames: then the band ends where it does in the others.
            end = end is int low ? Math.Max(low, Math.Min(highest, Look.EndOfTheRichest(relative, low))) : end;
            if (end is null && 0.5 * clip.SampleRate < HighestTelephoneNoise)
            {
                end = Look.AtTelephone(relative).Cliff(lowest, Math.Min(highest, (int)(HighestTelephoneEnd * binsPerHertz)), nyquist);
                isOverNoise = true;
            }
        }

        double? hertz = end / binsPerHertz;
        bool isTelephone = hertz is null
            ? 0.5 * clip.SampleRate >= HighestTelephoneNoise && NoiseEnds(relative, binsPerHertz)
            : hertz < HighestTelephoneNoise;
        if (isTelephone && FineSpectrum(clip, spectrum, goOn) is (LongTermSpectrum fine, int frameLength))
        {
            goOn?.Invoke();
            binsPerHertz = (double)frameLength / clip.SampleRate;
            relative = fine.HighRelativeLogPower(HardlyEver);
            (hertz, isHidden) = TelephoneEnd(clip, fine, relative, binsPerHertz, hertz, goOn);
        }
        else if (!isTelephone && SourceNyquist(clip, high, binsPerHertz, hertz, goOn) is double nyquistOfSource)
        {
            hertz = Look.EndBelow(high, (int)(nyquistOfSource * binsPerHertz)) / binsPerHertz;
        }

        if (isOverNoise && hertz > HighestEndOverNoise * 0.5 * clip.SampleRate)
        {
            hertz = Falloff.EndOfGentleLine(relative, binsPerHertz) / binsPerHertz;
        }

        if (hertz is null)
        {
            return BandEnd.None;
        }

        relative = relative.Length > 0 ? relative : spectrum.HighRelativeLogPower(HardlyEver);
        return new BandEnd(hertz.Value / (0.5 * clip.SampleRate), isHidden || Falloff.IsGradual(relative, hertz.Value * binsPerHertz));
    }

    /// <summary>In hertz: half the usual rate that a clip came from, if what ends above it is an image; else null.</summary>
    private static double? SourceNyquist(IAudioSource clip, double[] high, double binsPerHertz, double? end, Action? goOn) => SourceRates
        .Select(rate => (double?)(0.5 * rate))
        .FirstOrDefault(nyquist => !(end <= nyquist) && (SourceImage.HasEdge(high, nyquist!.Value * binsPerHertz)
            || (end < HighestImage * nyquist && SourceImage.IsThere(clip, nyquist.Value, goOn))));

    /// <summary>The highest cliff in what bins hardly ever exceed.</summary>
    private static int? InHardlyEver(double[] high, int lowest, int highest)
    {
        const int nyquist = LongTermSpectrum.Bins - 1;
        int? end = new Look(high).Cliff(lowest, highest, nyquist);
        if (end is int low && Look.GoesOn(high, low, nyquist))
        {
            end = new Look(high) { Height = HeightFurtherUp, IsFlatAtOnce = true }.Cliff((int)(AboveStart * low), highest, nyquist) ?? end;
        }

        return end;
    }

    /// <summary>
    /// Where it is but the noise of 16 bits that ends, as a decoder's does where it was brought to a higher rate, the end before; where none is seen, the end that
    /// was found, and that it hides the band's. Else as it was.
    /// </summary>
    private static (int? End, bool IsHidden) BeforeNoise(double[] high, int channels, int lowest, int highest, int? end)
    {
        const int nyquist = LongTermSpectrum.Bins - 1;
        if (end is not int top || !Look.IsNoise(high, top, RoundingNoise + Math.Log((double)channels * nyquist / top)))
        {
            return (end, false);
        }

        int? before = new Look(high).Cliff(lowest, highest, (int)(Falloff.BelowEnd * top)) ?? Look.EndOverNoise(high, lowest, top);
        return (before ?? end, before is null);
    }

    /// <summary>Whether there is less beyond the widest transition than there is where a telephone's line has ended.</summary>
    private static bool NoiseEnds(double[] relative, double binsPerHertz)
    {
        // Bins that are wider than what is looked at tell nothing.
        (int first, int end) = ((int)(TelephoneNoiseStart * binsPerHertz), (int)(TelephoneNoiseEnd * binsPerHertz));
        return first < end && Quantile(relative.AsSpan(first..end), 0.5)
            - Look.Above(relative, (int)(WidestTransitionEnd * binsPerHertz), relative.Length - 1).Level > HeightOverTelephoneNoise;
    }

    /// <summary>A spectrum whose bins are narrow enough for a telephone's band, and the length of its frames; null where the clip is too short for one.</summary>
    private static (LongTermSpectrum Spectrum, int FrameLength)? FineSpectrum(IAudioSource clip, LongTermSpectrum spectrum, Action? goOn)
    {
        int frameLength = LongTermSpectrum.FrameLength;
        while (frameLength * TelephoneNyquist < (double)TelephoneBins * clip.SampleRate)
        {
            frameLength *= 2;
        }

        LongTermSpectrum? fine = frameLength == LongTermSpectrum.FrameLength ? spectrum : LongTermSpectrum.Of(clip, goOn, frameLength);
        return fine is { Frames: >= LeastFrames } ? (fine, frameLength) : null;
    }

    /// <summary>Where the band of a telephone ends.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="spectrum">Its spectrum in narrow bins.</param>
    /// <param name="relative">Relative power that bins hardly ever exceed there, as natural logarithms.</param>
    /// <param name="binsPerHertz">Bins in a hertz.</param>
    /// <param name="end">
    /// The end that was found, in hertz: down the line's filter, or where the noise of its codec or its image ends; null where that falls too slowly to show
    /// one.
    /// </param>
    /// <param name="goOn">Called again and again; throws where the rest is not wanted. Null for nobody.</param>
    /// <returns>In hertz; what was found where no telephone is seen. And whether it is even noise that ends there, under which a line may have ended before.</returns>
    private static (double? End, bool IsHidden) TelephoneEnd(
        IAudioSource clip,
        LongTermSpectrum spectrum,
        double[] relative,
        double binsPerHertz,
        double? end,
        Action? goOn)
    {
        int noiseEnd = (int)(Math.Min(end ?? TelephoneNoiseEnd, TelephoneNoiseEnd) * binsPerHertz);
        int? line = end is null ? (NoiseEnds(relative, binsPerHertz) ? BelowNoise(Look.AtLine(relative)) : null)
            : end > HighestTelephoneEnd ? BelowNoise(Look.AtTelephone(relative)) ?? BelowNoise(Look.AtLine(relative))
            : null;
        double? fromCliff = (line ?? (end < TelephoneNoiseEnd ? (int)(end.Value * binsPerHertz) : null)) is int cliff
            ? Falloff.EndOfLine(relative, cliff) / binsPerHertz
            : null;
        if (line is not null || !(end > HighestTelephoneEnd))
        {
            return (fromCliff, false);
        }

        double? gentle = Falloff.EndOfGentleLine(relative, binsPerHertz) / binsPerHertz;
        double? found = end > TelephoneNyquist && SourceImage.IsThere(clip, TelephoneNyquist, goOn) ? gentle ?? TelephoneNyquist
            : fromCliff is not null ? Math.Min(fromCliff.Value, gentle ?? fromCliff.Value)
            : gentle < HighestTelephoneEnd ? gentle
            : end;
        bool isGentle = found < HighestTelephoneEnd;

        // In pauses there is but noise, which in relation to their level is as loud as a voice: where a clip is full of them, the line shows in the rest.
        goOn?.Invoke();
        double[] high = spectrum.HighLogPower(HardlyEver, LongTermSpectrum.RelativeReach);
        Look look = Look.AtTelephone(high) with { Height = isGentle ? HeightOverGentleLine : HeightOverTelephoneNoise };
        if (BelowNoise(look) is int step && Falloff.EndOfLine(high, step) is int sharp
            && !Falloff.IsGradual(high.AsSpan(0, noiseEnd), sharp))
        {
            return (sharp / binsPerHertz, false);
        }

        ReadOnlySpan<double> noise = high.AsSpan((int)(EvenNoiseStart * binsPerHertz)..(int)(TelephoneNoiseEnd * binsPerHertz));
        return (found, !isGentle && 0.99 * found < TelephoneNyquist && Quantile(noise, 1 - Exceptions) - Quantile(noise, Exceptions) < EvenSpread);

        int? BelowNoise(Look look) => look.Cliff((int)(LowestEnd * binsPerHertz), (int)(HighestTelephoneEnd * binsPerHertz), noiseEnd);
    }

    /// <summary>The value that a share of some values does not exceed.</summary>
    internal static double Quantile(ReadOnlySpan<double> values, double fraction)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[(int)(fraction * (sorted.Length - 1))];
    }

    /// <summary>What a cliff is looked for in, and what it has to be like.</summary>
    /// <param name="LogPower">Natural logarithms of power by bin.</param>
    private readonly record struct Look(double[] LogPower)
    {
        public double Height { get; init; } = BandwidthDetector.Height;

        public double LargestSpread { get; init; } = BandwidthDetector.LargestSpread;

        public double FlatSpread { get; init; } = BandwidthDetector.FlatSpread;

        /// <summary>Whether the differences that count begin right beyond the cliff, exceptions or not.</summary>
        public bool IsFlatAtOnce { get; init; }

        /// <summary>Relative power, in which some of the cliff has to be left; null where that is not asked for.</summary>
        public double[]? Relative { get; init; }

        /// <summary>At a line whose filter stands out of the noise.</summary>
        public static Look AtLine(double[] relative) => new(relative) { FlatSpread = LargestSlope };

        public static Look AtTelephone(double[] relative) => new(relative)
        {
            Height = HeightOverTelephoneNoise,
            LargestSpread = LargestTelephoneSpread,
            FlatSpread = TelephoneFlatSpread,
        };

        /// <summary>The bin of the highest cliff; null where there is none.</summary>
        /// <param name="lowest">The first bin that may be one.</param>
        /// <param name="highest">The last.</param>
        /// <param name="nyquist">The bin behind the last that is looked at.</param>
        public int? Cliff(int lowest, int highest, int nyquist)
        {
            (double height, int cliff, double edge) = (0, 0, 0);
            for (int bin = lowest; bin <= Math.Min(highest, 0.99 * nyquist / AboveStart); bin++)
            {
                (double below, double spread) = Below(LogPower, bin);
                (double above, double flat) = Above(LogPower, bin, nyquist, IsFlatAtOnce);
                if (flat < FlatSpread && below - above > height && spread < LargestSpread * (below - above)
                    && (Relative is null || Below(Relative, bin).Level - Above(Relative, bin, nyquist).Level > LeastRelativeHeight))
                {
                    (height, cliff, edge) = (below - above, bin, Math.Max(0.5 * (below + above), below - EndDepth));
                }
            }

            if (height < Height)
            {
                return null;
            }

            int end = Falloff.HighestAbove(LogPower, edge, (int)(AboveStart * cliff), (int)(Falloff.BelowEnd * cliff));
            return end <= highest ? end : null;
        }

        /// <summary>Up to a fifth above a cliff, where what bins hardly ever exceed falls by 24 dB: the bin at which half of that is reached.</summary>
        public static int EndOfTheRichest(double[] relative, int cliff)
        {
            int end = Math.Min((int)(AboveEnd * cliff), relative.Length - 1);
            double level = Below(relative, cliff).Level;
            if (level - relative[end] < BandwidthDetector.Height)
            {
                return cliff;
            }

            // The means of bins reach beyond what is there.
            return Falloff.HighestAbove(relative, level - (0.5 * BandwidthDetector.Height), end, cliff) - LongTermSpectrum.RelativeReach;
        }

        /// <summary>The highest bin up to one at which a band has not yet fallen far.</summary>
        public static int EndBelow(double[] logPower, int bin)
        {
            (int first, int end) = ((int)(Falloff.BelowStart * bin), (int)(Falloff.BelowEnd * bin));
            return Falloff.HighestAbove(logPower, Quantile(logPower.AsSpan(first..end), 0.5) - EndDepth, bin, first);
        }

        /// <summary>Whether nearly all that lies right beyond a cliff stands far above most of what lies further up.</summary>
        public static bool GoesOn(double[] logPower, int cliff, int nyquist)
        {
            int beyond = (int)(AboveStart * cliff);
            double near = Quantile(logPower.AsSpan(beyond..Math.Min((int)(AboveEnd * cliff), nyquist)), Exceptions);
            return near - Quantile(logPower.AsSpan(beyond..nyquist), 0.5) > BandwidthDetector.FlatSpread && Below(logPower, cliff).Level - near < LargestFall;
        }

        /// <summary>Whether what lies below a cliff is as even as noise, and no stronger than a level.</summary>
        public static bool IsNoise(double[] logPower, int cliff, double most)
        {
            (double level, double spread) = Below(logPower, cliff);
            return level < most && spread < TelephoneFlatSpread;
        }

        /// <summary>Where a band ends that comes out of even noise below a cliff as if over one, however it differs before; null where it does not.</summary>
        public static int? EndOverNoise(double[] logPower, int lowest, int cliff)
        {
            int first = (int)(Falloff.BelowStart * cliff);
            double noise = Below(logPower, cliff).Level;
            int edge = Falloff.HighestAbove(logPower, noise + HeightOverTelephoneNoise, first, lowest);
            double band = Quantile(logPower.AsSpan((int)(Falloff.BelowStart * edge)..(int)(Falloff.BelowEnd * edge)), 0.5);
            return edge > lowest && edge < first && band - noise > BandwidthDetector.Height
                ? Falloff.HighestAbove(logPower, Math.Max(0.5 * (band + noise), band - EndDepth), edge, lowest)
                : null;
        }

        /// <summary>The level that nearly all bins beyond a cliff are below, nearby and up to the top, and by how much they differ.</summary>
        public static (double Level, double Spread) Above(double[] logPower, int bin, int nyquist, bool isFlatAtOnce = false)
        {
            int beyond = (int)(AboveStart * bin);
            double near = Quantile(logPower.AsSpan(beyond..Math.Min((int)(AboveEnd * bin), nyquist)), 1 - Exceptions);
            double all = Quantile(logPower.AsSpan(beyond..nyquist), 1 - Exceptions);
            double level = Math.Max(near, all);
            return (level, (isFlatAtOnce ? level : all) - Quantile(logPower.AsSpan(beyond..nyquist), Exceptions));
        }

        private static (double Level, double Spread) Below(double[] logPower, int bin)
        {
            ReadOnlySpan<double> band = logPower.AsSpan((int)(Falloff.BelowStart * bin)..(int)(Falloff.BelowEnd * bin));
            double level = Quantile(band, Exceptions);
            return (level, Quantile(band, 1 - Exceptions) - level);
        }
    }
}
