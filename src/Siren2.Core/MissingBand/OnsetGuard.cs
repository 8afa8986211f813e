namespace Siren2.MissingBand;

/// <summary>
/// Keeps what is added from being there before its cause. Levels come from frames of some 20 ms and rise before an onset; the source of the
/// texture, seen through
/// shorter frames, does not. Where it lies far below its own level over a frame of the levels, so does the texture.
/// </summary>
internal static class OnsetGuard
{
    /// <summary>Seconds over which levels are measured.</summary>
    private const double LevelSeconds = 1024.0 / 48000;

    /// <summary>How far a source may lie below its mean without being a pause, in power: 6 dB.</summary>
    private const double Slack = 4;

    /// <summary>Factors on power, at most 1.</summary>
    /// <param name="power">Power of the source in every frame.</param>
    /// <param name="hopSeconds">Seconds from one frame to the next.</param>
    public static float[] Factors(ReadOnlySpan<double> power, double hopSeconds)
    {
        int reach = Math.Max(1, (int)Math.Round(0.5 * LevelSeconds / hopSeconds));
        double[] window = new double[(2 * reach) + 1];
        double sum = 0;
        for (int i = 0; i < window.Length; i++)
        {
            double cosine = Math.Cos(0.5 * Math.PI * (i - reach) / (reach + 1));
            window[i] = Math.Pow(cosine, 4);
            sum += window[i];
        }

        float[] factors = new float[power.Length];
        for (int f = 0; f < factors.Length; f++)
        {
            double mean = 0;
            for (int i = 0; i < window.Length; i++)
            {
                mean += window[i] * power[Math.Clamp(f + i - reach, 0, power.Length - 1)];
            }

            factors[f] = mean > 0 ? (float)Math.Min(1, Slack * power[f] * sum / mean) : 0;
        }

        return factors;
    }
}
