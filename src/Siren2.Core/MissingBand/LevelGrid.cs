namespace Siren2.MissingBand;

/// <summary>
/// Levels in bands of a model's own, as the frames and bins of a transform see them: linear in time and frequency between the middles of frames
/// and bands.
/// </summary>
internal static class LevelGrid
{
    /// <summary>Writes natural logarithms of power.</summary>
    /// <param name="levels">What the model says.</param>
    /// <param name="source">Its means, or its expected levels, <c>[frames, bands]</c>.</param>
    /// <param name="sampleRate">Rate of the transform's signal in hertz.</param>
    /// <param name="firstBin">The first bin that is wanted, of a frame of <see cref="MissingBandTarget.FftSize"/>.</param>
    /// <param name="bins">Bins that are wanted.</param>
    /// <param name="logPower">Receives the logarithms of |X|² under the transform's window, <c>[frames, bins]</c>.</param>
    public static void Fill(MissingBandLevels levels, ReadOnlySpan<float> source, int sampleRate, int firstBin, int bins, Span<float> logPower)
    {
        double unit = Math.Log(0.5 * sampleRate * MissingBandTarget.WindowEnergy);
        (int[] bands, double[] shares) = Places(levels, sampleRate, firstBin, bins);
        int frames = bins == 0 ? 0 : logPower.Length / bins;
        for (int frame = 0; frame < frames; frame++)
        {
            double time = Math.Min(frame * (MissingBandTarget.Hop / (double)sampleRate) / levels.HopSeconds, levels.FrameCount - 1);
            int before = Math.Min((int)(time + 1e-6), Math.Max(0, levels.FrameCount - 2));
            double later = Math.Clamp(time - before, 0, 1);
            later = later < 1e-6 ? 0 : later > 1 - 1e-6 ? 1 : later;
            ReadOnlySpan<float> first = source.Slice(before * levels.BandCount, levels.BandCount);
            ReadOnlySpan<float> second = levels.FrameCount == 1 ? first : source.Slice((before + 1) * levels.BandCount, levels.BandCount);
            Span<float> row = logPower.Slice(frame * bins, bins);
            for (int bin = 0; bin < bins; bin++)
            {
                double earlier = Between(first, bands[bin], shares[bin]);
                double level = later == 0 ? earlier : earlier + (later * (Between(second, bands[bin], shares[bin]) - earlier));
                row[bin] = (float)(level + unit);
            }
        }
    }

    private static double Between(ReadOnlySpan<float> row, int band, double share) =>
        share == 0 ? row[band] : row[band] + (share * (row[band + 1] - row[band]));

    /// <summary>Between which bands' middles every bin lies, and how far from the lower one to the next.</summary>
    private static (int[] Bands, double[] Shares) Places(MissingBandLevels levels, int sampleRate, int firstBin, int bins)
    {
        int[] bands = new int[bins];
        double[] shares = new double[bins];
        int band = 0;
        for (int bin = 0; bin < bins; bin++)
        {
            double frequency = (firstBin + bin) * (double)sampleRate / MissingBandTarget.FftSize;
            while (band < levels.BandCount - 2 && Middle(levels, band + 1) <= frequency)
            {
                band++;
            }

            bands[bin] = band;
            if (levels.BandCount > 1)
            {
                double low = Middle(levels, band);
                double share = Math.Clamp((frequency - low) / (Middle(levels, band + 1) - low), 0, 1);

                // A bin in the middle of a band has its level to the bit; the last middle belongs to the last pair.
                shares[bin] = share < 1e-6 ? 0 : share > 1 - 1e-6 ? 1 : share;
            }
        }

        return (bands, shares);
    }

    private static double Middle(MissingBandLevels levels, int band) => 0.5 * (levels.BandEdges[band] + levels.BandEdges[band + 1]);
}
