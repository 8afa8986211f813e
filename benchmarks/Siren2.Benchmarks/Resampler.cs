using System.Text.Json.Nodes;
using Siren2.Resampling;

namespace Siren2.Benchmarks;

/// <summary>Sinc resampling of ten seconds from 44.1 to 48 kHz, one thread; the filters are designed beforehand.</summary>
internal static class Resampler
{
    private const int InputRate = 44_100;
    private const int OutputRate = 48_000;
    private const int Seconds = 10;

    public static JsonObject Measure(double peak) => new()
    {
        ["highMs"] = Milliseconds(SincQuality.High),
        ["veryHighMs"] = Milliseconds(SincQuality.VeryHigh),
        ["seconds"] = Seconds,
    };

    private static double Milliseconds(SincQuality quality)
    {
        var resampler = new SincResampler(InputRate, OutputRate, quality);
        float[] input = Signals.Noise(Seconds * InputRate, 1);
        float[] output = new float[resampler.OutputLength(input.Length)];
        return Math.Round(Timing.BestMilliseconds(() => resampler.Process(input, output), 1.5), 2);
    }
}
