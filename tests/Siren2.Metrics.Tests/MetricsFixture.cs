using System.Text.Json;
using Siren2.Files;
using Siren2.Tests;

namespace Siren2.Metrics.Tests;

/// <summary>The reference clip, its degradations and the figures that NumPy, PyTorch and pystoi give them.</summary>
internal static class MetricsFixture
{
    public const int SampleRate = 22_050;

    private static readonly SafetensorsFile File = Fixture.Load("metrics");

    public static TheoryData<string> Degradations { get; } = ["noise20", "sinc_x2", "sinc_x4", "half"];

    public static float[] Samples(string name) => File[name].Data;

    /// <summary>The expected figure; null in the file means infinite.</summary>
    public static double Expected(string degradation, string metric)
    {
        using JsonDocument figures = JsonDocument.Parse(File.Metadata[degradation]);
        JsonElement figure = figures.RootElement.GetProperty(metric);
        return figure.ValueKind == JsonValueKind.Null ? double.PositiveInfinity : figure.GetDouble();
    }

    public static void AssertEqual(string degradation, string metric, double actual, double tolerance = 1e-4)
    {
        double expected = Expected(degradation, metric);
        Assert.True(
            double.IsInfinity(expected) ? actual == expected : Math.Abs(actual - expected) <= tolerance,
            $"{metric} of {degradation} is {actual:F6}, expected {expected:F6}");
    }
}

/// <summary>Signals made from a seed.</summary>
internal static class Signals
{
    /// <summary>Uniform noise of unit variance times <paramref name="level"/>.</summary>
    public static float[] Noise(int length, double level = 0.1, int seed = 1)
    {
        var random = new Random(seed);
        var samples = new float[length];
        for (int i = 0; i < length; i++)
        {
            samples[i] = (float)(level * Math.Sqrt(12) * (random.NextDouble() - 0.5));
        }

        return samples;
    }

    public static float[] Sine(int length, double cyclesPerSample, double level = 0.5)
    {
        var samples = new float[length];
        for (int i = 0; i < length; i++)
        {
            samples[i] = (float)(level * Math.Sin(2 * Math.PI * cyclesPerSample * i));
        }

        return samples;
    }

    public static float[] Scaled(ReadOnlySpan<float> samples, float gain)
    {
        float[] scaled = samples.ToArray();
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] *= gain;
        }

        return scaled;
    }

    public static float[] Sum(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float[] sum = a.ToArray();
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += b[i];
        }

        return sum;
    }
}
