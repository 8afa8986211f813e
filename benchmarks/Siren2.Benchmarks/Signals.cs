namespace Siren2.Benchmarks;

/// <summary>What is measured on.</summary>
internal static class Signals
{
    /// <summary>Uniform noise within ±1 from a seed.</summary>
    public static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        float[] noise = new float[length];
        for (int i = 0; i < length; i++)
        {
            noise[i] = (2 * random.NextSingle()) - 1;
        }

        return noise;
    }

    /// <summary>A clip of the samples, cut to a duration.</summary>
    public static AudioClip Clip(string name, double seconds)
    {
        AudioClip clip = AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "clips", name));
        int length = Math.Min(clip.Length, (int)(seconds * clip.SampleRate));
        return new AudioClip(clip.SampleRate, [clip.Channel(0)[..length].ToArray()]);
    }
}
