namespace Siren2.Training;

/// <summary>
/// A room in the domain of power: what was heard dies away exponentially in every band, faster in the upper ones, behind the direct sound.
/// </summary>
internal static class Room
{
    private const double HopSeconds = 256.0 / 48000;

    /// <summary>60 dB in nepers of power.</summary>
    private const double Decay60 = 13.8;

    public static void Apply(Random random, Scene scene)
    {
        double low = random.LogUniform(0.1, 1.2);
        double high = low * random.Uniform(0.3, 0.9);
        float reverberant = (float)Draw.Decibels(-random.Uniform(-3, 18));
        Span<float> keep = stackalloc float[SubBands.Count];
        for (int b = 0; b < keep.Length; b++)
        {
            double share = Math.Min(1, SubBands.Centers[b] / 10000);
            keep[b] = (float)Math.Exp(-Decay60 * HopSeconds / (low + (share * (high - low))));
        }

        Span<float> tail = stackalloc float[SubBands.Count];
        tail.Clear();
        for (int t = 0; t < scene.Frames; t++)
        {
            Span<float> frame = scene.Frame(t);
            for (int b = 0; b < frame.Length; b++)
            {
                float direct = frame[b];
                frame[b] += reverberant * tail[b];
                tail[b] = (keep[b] * tail[b]) + ((1 - keep[b]) * direct);
            }
        }
    }
}
