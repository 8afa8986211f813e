namespace Siren2.MissingBand;

/// <summary>
/// Where a texture lies above or below the magnitudes that it was given, over patches of time and frequency: what a loss of the host's own has
/// made of
/// the levels. Single bins of a texture fluctuate; what they do together is its level.
/// </summary>
internal static class TextureLevels
{
    /// <summary>Half of a patch: 9 frames by 65 bins, which is 0.2 s by 700 Hz at 22,050 Hz.</summary>
    private const int Frames = 4;
    private const int Bins = 32;

    /// <summary>Nepers: no single bin counts for more than 60 dB below or above what was wanted.</summary>
    private const double Range = 7;

    /// <summary>
    /// Nepers: where the fit's own objective leaves a level. With d the log power over what was wanted it is ¼·d² + 0.1·e^d, least at d = −W(0.2),
    /// Lambert's W; half of that in amplitude.
    /// </summary>
    private const double AtRest = -0.0844;

    /// <summary>Writes wanted magnitudes times the level of a texture relative to them.</summary>
    /// <param name="magnitudes">Magnitudes that the texture was given, <c>[frames, bins]</c>; where they are 0 they stay so.</param>
    /// <param name="found">Magnitudes of the texture, <c>[frames, bins]</c>.</param>
    /// <param name="bins">Number of bins.</param>
    /// <param name="result">Receives the product, <c>[frames, bins]</c>.</param>
    public static void Keep(ReadOnlySpan<float> magnitudes, ReadOnlySpan<float> found, int bins, Span<float> result)
    {
        int frames = magnitudes.Length / bins;
        int stride = bins + 1;

        // Sums over all frames and bins before a place, so that each patch is a difference of four.
        double[] logs = new double[(frames + 1) * stride];
        int[] counts = new int[logs.Length];
        for (int frame = 0; frame < frames; frame++)
        {
            for (int bin = 0; bin < bins; bin++)
            {
                int from = (frame * bins) + bin;
                int to = ((frame + 1) * stride) + bin + 1;
                bool isWanted = magnitudes[from] > 0;
                double log = isWanted ? Math.Clamp(Math.Log((double)found[from] / magnitudes[from]), -Range, Range) : 0;
                logs[to] = log + logs[to - 1] + logs[to - stride] - logs[to - stride - 1];
                counts[to] = (isWanted ? 1 : 0) + counts[to - 1] + counts[to - stride] - counts[to - stride - 1];
            }
        }

        for (int frame = 0; frame < frames; frame++)
        {
            int before = Math.Max(0, frame - Frames) * stride;
            int after = Math.Min(frames, frame + Frames + 1) * stride;
            for (int bin = 0; bin < bins; bin++)
            {
                int left = Math.Max(0, bin - Bins);
                int right = Math.Min(bins, bin + Bins + 1);
                int count = counts[after + right] - counts[after + left] - counts[before + right] + counts[before + left];
                double log = logs[after + right] - logs[after + left] - logs[before + right] + logs[before + left];
                result[(frame * bins) + bin] = count == 0 ? 0 : (float)(magnitudes[(frame * bins) + bin] * Math.Exp((log / count) - AtRest));
            }
        }
    }
}
