using Siren2.Resampling;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Tests;

internal static class Signals
{
    public static float[] Noise(int length, int seed, double level = 0.2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(level * ((2 * random.NextDouble()) - 1)))];
    }

    /// <summary>A stretch of speech at 22,050 Hz, and what is left of it at half the rate.</summary>
    public static (AudioClip Low, AudioClip Reference) Speech(int length = 11_000)
    {
        AudioClip reference = AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-22k.wav")).ToMono()[8_000..(8_000 + length)];
        return (new SincResampler(22_050, 11_025).Resample(reference), reference);
    }

    /// <summary>Tensors that are alive in the process, those that nobody holds any more left out.</summary>
    public static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    /// <summary>max|Δ| over max|expected|.</summary>
    public static double Distance(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 0;
        double worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(expected[i]));
            worst = Math.Max(worst, Math.Abs((double)expected[i] - actual[i]));
        }

        return scale > 0 ? worst / scale : worst;
    }
}
