namespace Siren2.Core.Tests.Spectral;

/// <summary>Seeded random test data.</summary>
internal static class Noise
{
    /// <summary>Uniform in [−1, 1).</summary>
    public static float[] Uniform(int length, int seed)
    {
        var random = new Random(seed);
        float[] samples = new float[length];
        for (int i = 0; i < length; i++)
        {
            samples[i] = (2 * random.NextSingle()) - 1;
        }

        return samples;
    }

    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
