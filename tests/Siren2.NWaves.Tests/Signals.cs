namespace Siren2.NWaves.Tests;

internal static class Noise
{
    public static float[] Uniform(int length, int seed, double amplitude = 0.5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(amplitude * ((2 * random.NextDouble()) - 1)))];
    }
}
